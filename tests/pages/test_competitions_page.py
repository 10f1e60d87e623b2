"""The competitions page: its parts for every role, what stands where there is nothing, and the acts that last."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from components import access, device
from components.access import Role, Viewer
from components.export import sheet, xlsx_bytes
from data.settings import Settings
from data.state import competitions, settlements
from metrics.competitions import files
from metrics.competitions.register import keep, kept
from metrics.competitions.rules import checked
from metrics.question import EVERYTHING, Scope
from tests.pages import race
from tests.pages.test_every_page import MACHINE, texts
from tests.pages.test_hostile_names import NAMES, meanings

FILE = "pages/team/competitions.py"
PARTS = ("board", "card", "report", "rules", "settle")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small competition; only read."""
    made = tmp_path_factory.mktemp("race")
    race.run(made)
    return made


def said(app: AppTest) -> str:
    """Everything a reader reads, frames aside."""
    return "\n".join(texts(app))


def framed(app: AppTest) -> Iterator[str]:
    """The cells of the data frames."""
    for frame in app.dataframe:
        for column in frame.value:
            yield from map(str, frame.value[column])


def sits(monkeypatch: pytest.MonkeyPatch, role: Role, scope: Scope = EVERYTHING) -> None:
    """Let the reader of this test be somebody."""
    monkeypatch.setattr(access, "viewer", lambda: Viewer(role, scope))


VIEWS = [(part, language, False) for part in PARTS for language in ("zh", "en")]
VIEWS += [(part, "zh", True) for part in ("board", "card")]


@pytest.mark.parametrize(("part", "language", "phone"), VIEWS)
def test_every_part_runs(
    part: str,
    language: str,
    phone: bool,
    homes: dict[str, Path],
    opened: Callable[..., AppTest],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: phone)
    app = opened(homes["demo"], FILE, part=part, lang=language)
    assert not app.exception
    assert not app.error, [error.value for error in app.error]
    leaks = [text for text in texts(app) if MACHINE.search(text)]
    assert not leaks, leaks


def test_the_board_says_what_was_worked_by_hand(home: Path, opened: Callable[..., AppTest]) -> None:
    app = opened(home, FILE)
    shown = app.dataframe[0].value
    assert list(shown["name"]) == ["王一", "李二"]
    assert list(shown["points"]) == [50, 40]
    assert list(shown["reward"]) == [360, 260]  # 300 + today's 50 + 10; 200 + the second's 50 + 10
    assert "50" in [metric.value for metric in app.metric]
    assert {select.label for select in app.selectbox} >= {"竞赛", "范围", "看谁", "截至", "组别"}
    other = opened(home, FILE, league="B组")
    assert list(other.dataframe[0].value["name"]) == ["张三", "赵四"]  # who has nothing is listed, last
    assert list(other.dataframe[0].value["mark"]) == [["冠军"], ["尚未得分"]]


def test_the_board_of_a_day_and_of_a_cut_off(home: Path, opened: Callable[..., AppTest]) -> None:
    """On the second of March Li has 40 and Wang 20; until noon of the third Zhang has nothing yet."""
    day = opened(home, FILE, span="2026-03-02").dataframe[0].value
    assert dict(zip(day["name"], day["points"], strict=True)) == {"李二": 40, "王一": 20}
    noon = opened(home, FILE, league="B组", at="2026-03-03T1").dataframe[0].value
    assert set(noon["points"]) == {0}
    assert "reward" not in noon
    early = opened(home, FILE, league="B组", at="2026-03-03T1", entrant="G3")
    assert "还没有得分" in said(early)
    assert "O4" not in set(framed(early))  # of one in the afternoon
    teams = opened(home, FILE, of="team").dataframe[0].value
    assert dict(zip(teams["name"], teams["points"], strict=True)) == {"红队": 65, "蓝队": 40}


def test_points_lead_to_their_events(home: Path, opened: Callable[..., AppTest]) -> None:
    app = opened(home, FILE, entrant="G1")
    cells = set(framed(app))
    assert {"O1", "O2"} <= cells
    assert not {"O3", "O4"} & cells


def test_a_card_says_what_the_next_reward_needs(home: Path, opened: Callable[..., AppTest]) -> None:
    app = opened(home, FILE, part="card", me="G4")
    text = said(app)
    assert "再开 **1 单**，得开单奖 **¥10**" in text
    assert "再得 **15\u00a0分** 以上，升到第 **1** 名，多得 **¥300**" in text
    first = {metric.label: metric.value for metric in opened(home, FILE, part="card", me="G1").metric}
    assert (first["名次"], first["积分"], first["奖励合计"], first["已到手"]) == ("第 1 名", "50", "¥360", "¥10")


def test_a_report_is_ready_to_paste(home: Path, opened: Callable[..., AppTest]) -> None:
    (block,) = opened(home, FILE, part="report").code
    lines = block.value.splitlines()
    assert lines[0] == "【战报】春季大赛"
    assert lines[1] == "第 2 天，共 7 天 · 截至 2026-03-03 13:00"
    for line in (
        "—— A组 ——",
        "1. 王一  50 分",
        "2. 李二  40 分",
        "1. 张三  15 分",
        "当日之星红包·暂领  王一（A组）  ¥50",
    ):
        assert line in lines
    assert not any("赵四" in line for line in lines)


@pytest.mark.parametrize(
    ("role", "scope", "names"),
    [
        (Role.TRAINER, EVERYTHING, {"王一", "李二"}),
        (Role.STORE_MANAGER, Scope(stores=frozenset({"S2"})), {"李二"}),
        (Role.GUIDE, Scope(guides=frozenset({"G1"})), {"王一"}),
    ],
)
def test_everyone_sees_her_own(
    role: Role,
    scope: Scope,
    names: set[str],
    home: Path,
    opened: Callable[..., AppTest],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sits(monkeypatch, role, scope)
    app = opened(home, FILE, part="board")
    assert not app.exception
    assert set(app.dataframe[0].value["name"]) == names
    ranks = dict(zip(app.dataframe[0].value["name"], app.dataframe[0].value["rank"], strict=True))
    assert all(ranks[name] == {"王一": 1, "李二": 2}[name] for name in names)  # among everyone
    options = app.segmented_control(key="part:zh").options
    assert ("规则" in options, "结算" in options) == (role is Role.TRAINER, role is Role.TRAINER)
    forced = opened(home, FILE, part="settle")
    assert bool([button for button in forced.button if "结算" in button.label]) == (role is Role.TRAINER)
    if role is Role.GUIDE:
        first = opened(home, FILE)
        assert first.segmented_control(key="part:zh").value == "card"
        assert first.selectbox(key="choose:me:zh").options == ["王一"]


def test_none_yet_offers_templates_to_those_who_may(
    homes: dict[str, Path], opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(homes["single"], FILE)
    assert "还没有竞赛" in [one.value for one in app.subheader]
    assert len([button for button in app.button if button.label == "用这个模板"]) == 4
    sits(monkeypatch, Role.GUIDE)
    alone = opened(homes["single"], FILE)
    assert not [button for button in alone.button if button.label == "用这个模板"]
    assert "还没有竞赛" in [one.value for one in alone.subheader]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"starts_on": "2026-04-01", "ends_on": "2026-04-03"}, "2026-04-01 开赛"),
        ({"scores": [{"what": "lessons", "points": 1}]}, "还没有人得分。"),
        ({"regions": ["西南"], "takes_part": "everyone"}, "这个范围里没有参赛者。"),
    ],
)
def test_a_competition_in_which_nothing_is(
    change: dict[str, object], word: str, home: Path, opened: Callable[..., AppTest]
) -> None:
    rules = checked({**race.SPRING, "id": f"C{abs(hash(word)) % 999}", **change})
    keep(Settings(home=home), rules, "trainer")
    for part in PARTS if "starts_on" in change else PARTS[:2]:
        app = opened(home, FILE, competition=rules.id, part=part)
        assert not app.exception
        assert not app.error, [error.value for error in app.error]
        assert part != "board" or word in said(app)
    version = kept(Settings(home=home))[rules.id].version
    assert competitions.undo(Settings(home=home), rules.id, version, "trainer")


def test_one_entrant(homes: dict[str, Path], opened: Callable[..., AppTest]) -> None:
    """The world of one add: one guide, who has a point for it."""
    rules = checked({**race.SPRING, "scores": [{"what": "adds", "points": 1}], "leagues": "none"})
    settings = Settings(home=homes["single"])
    keep(settings, rules, "trainer")
    try:
        app = opened(homes["single"], FILE)
        assert list(app.dataframe[0].value["points"]) == [1]
        assert "只有一个参赛者，没有名次可比。" in said(app)
        assert "领先" in said(opened(homes["single"], FILE, part="card"))
    finally:
        assert competitions.undo(settings, "spring", kept(settings)["spring"].version, "trainer")


def test_unknown_competition_is_said(home: Path, opened: Callable[..., AppTest]) -> None:
    app = opened(home, FILE, competition="sprung")
    assert "spring" in app.warning[0].value


def test_rules_are_checked_kept_and_taken_back(tmp_path: Path, opened: Callable[..., AppTest]) -> None:
    race.run(tmp_path)
    settings = Settings(home=tmp_path)
    app = opened(tmp_path, FILE, part="rules")
    field = next(one for one in app.text_input if one.label == "每天截止时间")
    field.set_value("22:00、12:00")
    app = next(one for one in app.button if one.label == "检查并预览").click().run()
    assert "截止时间须由早到晚且不重复" in app.warning[0].value
    field = next(one for one in app.text_input if one.label == "每天截止时间")
    field.set_value("12:00、21:00")
    app = next(one for one in app.button if one.label == "检查并预览").click().run()
    assert not app.warning
    assert "会有 4 个参赛者" in said(app)
    assert len(competitions.versions(settings, "spring")) == 1  # a look keeps nothing
    app = next(one for one in app.button if one.label == "保存规则").click().run()
    assert not app.exception
    newest = kept(settings)["spring"]
    assert [f"{cut:%H:%M}" for cut in newest.rules.cut_offs] == ["12:00", "21:00"]
    assert newest.who == "boss"
    next(one for one in app.button if one.label == "撤销上次修改").click().run()
    assert [f"{cut:%H:%M}" for cut in kept(settings)["spring"].rules.cut_offs] == ["12:00", "22:00"]


def test_a_template_becomes_a_competition(tmp_path: Path, opened: Callable[..., AppTest]) -> None:
    race.run(tmp_path)
    app = opened(tmp_path, FILE, part="rules", draft="distributors")
    next(one for one in app.text_input if one.label == "编号").set_value("spring")
    app = next(one for one in app.button if one.label == "保存规则").click().run()
    assert "spring" in app.warning[0].value  # an id that is taken is not written over
    next(one for one in app.text_input if one.label == "编号").set_value("may")
    app = next(one for one in app.button if one.label == "保存规则").click().run()
    assert not app.exception
    made = kept(Settings(home=tmp_path))["may"].rules
    assert [reward.kind for reward in made.rewards] == ["ladder", "commission"]
    assert app.query_params["competition"] == "may"


def test_rules_come_from_a_file(tmp_path: Path, opened: Callable[..., AppTest]) -> None:
    race.run(tmp_path)
    app = opened(tmp_path, FILE, part="rules")
    app.file_uploader[0].set_value(("r.toml", b'id = "x"\ntitle = "t"', "application/toml")).run()
    assert "从：缺少这一项" in app.warning[0].value
    assert not [one for one in app.button if one.label == "导入"]
    text = files.write(checked({**race.SPRING, "id": "summer`![x](y)"})).encode()
    app.file_uploader[0].set_value(("r.toml", text, "application/toml")).run()
    assert not app.warning
    assert not list(meanings(app))
    app = next(one for one in app.button if one.label == "导入").click().run()
    assert not app.exception
    assert kept(Settings(home=tmp_path))["summer`![x](y)"].who == "boss"


def test_one_to_which_no_row_has_come_does_not_take_the_place_of_the_one_that_runs(
    tmp_path: Path, opened: Callable[..., AppTest]
) -> None:
    """Rows reach the third of March; nobody stands first, or last, in what begins on the fifth."""
    race.run(tmp_path)
    later = {**race.SPRING, "id": "later", "title": "下一场", "starts_on": "2026-03-05", "leagues": "none"}
    keep(Settings(home=tmp_path), checked(later), "trainer")
    assert "李二" in said(opened(tmp_path, FILE))
    app = opened(tmp_path, FILE, competition="later")
    assert not app.exception
    assert app.dataframe[0].value["rank"].isna().all()
    assert sum("还没有人得分" in one.value for one in app.caption) == 3  # the board, its bars, the watch over classes


def test_a_day_is_settled_differs_and_is_corrected(tmp_path: Path, opened: Callable[..., AppTest]) -> None:
    """Order O3 of 300 is 200 after the settlement: Li has 30 points instead of 40, and what was paid stays."""
    race.run(tmp_path)
    settings = Settings(home=tmp_path)
    last = opened(tmp_path, FILE, part="settle", settle="2026-03-08")
    last = next(one for one in last.button if one.label.startswith("结算 ")).click().run()
    assert "计分数据只到 2026-03-03 13:00" in last.warning[0].value  # rows of the last day may still come
    app = opened(tmp_path, FILE, part="settle", settle="2026-03-02")
    app = next(one for one in app.button if one.label.startswith("结算 ")).click().run()
    assert "共发 **¥70**，2 人" in said(app)  # Li 50 + 10, Wang 10; Zhang's first sale is of the third
    assert not settlements.chain(settings)  # a look settles nothing
    app = next(one for one in app.button if one.label == "确认结算").click().run()
    assert not app.exception
    (link,) = settlements.chain(settings)
    assert (link.part, link.who) == ("2026-03-02", "boss")
    app = opened(tmp_path, FILE, part="settle", settle="2026-03-02")
    assert "与现在的数据一致。" in said(app)

    race.brought(tmp_path, race.written(tmp_path, "o.csv", race.ORDER_HEADING, [(*race.ORDERS[2][:3], 200, "G2")]))
    app = opened(tmp_path, FILE, part="settle", settle="2026-03-02")
    assert "1 处不同" in app.warning[0].value
    (row,) = [table.value for table in app.table if "原因" in table.value]
    assert "O3" in str(row["原因"].iloc[0])
    assert "100" in str(row["原因"].iloc[0])
    board = opened(tmp_path, FILE, span="2026-03-02").dataframe[0].value
    assert dict(zip(board["name"], board["points"], strict=True))["李二"] == 40  # the settled day stays as settled

    app = opened(tmp_path, FILE, part="settle", settle="2026-03-02")
    app = next(one for one in app.button if one.label == "署名更正").click().run()
    assert len(settlements.chain(settings)) == 1  # neither name nor reason
    assert "调整须写明姓名和原因" in app.error[0].value
    next(one for one in app.text_input if one.label == "姓名").set_value("周老师")
    next(one for one in app.text_input if one.label == "更正原因").set_value("订单改价")
    app = next(one for one in app.button if one.label == "署名更正").click().run()
    assert not app.exception
    first, second = settlements.chain(settings)
    assert (second.revision, second.previous_hash, second.who) == (1, first.hash, "周老师 (boss)")
    assert "已更正 1 次" in said(opened(tmp_path, FILE, part="settle", settle="2026-03-02"))


def test_a_day_that_is_not_over_is_not_offered(tmp_path: Path, opened: Callable[..., AppTest]) -> None:
    race.run(tmp_path)
    keep(Settings(home=tmp_path), checked({**race.SPRING, "ends_on": "2126-03-08", "starts_on": "2126-03-07"}), "x")
    app = opened(tmp_path, FILE, part="settle")
    assert not [one for one in app.button if one.label.startswith("结算 ")]
    assert "2126-03-07 要到 03-07 22:00 才能结算" in said(app).replace("\\", "").replace("\u2060", "")


@pytest.mark.parametrize(("part", "phone"), [*((part, False) for part in PARTS), ("board", True), ("card", True)])
def test_names_are_names(
    part: str,
    phone: bool,
    hostile: Path,
    opened: Callable[..., AppTest],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: phone)
    app = opened(hostile, FILE, part=part)
    assert not app.exception
    assert not app.error, [error.value for error in app.error]
    assert not list(meanings(app))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small competition, in which every name is an attack."""
    made = tmp_path_factory.mktemp("hostile_race")
    race.run(made, dict(zip(race.NAMES, NAMES, strict=False)))
    keep(Settings(home=made), checked({**race.SPRING, "title": NAMES[0]}), NAMES[1])
    return made


@pytest.mark.parametrize("world", ["demo", "single", "empty"])
def test_the_screen_stands_alone(world: str, homes: dict[str, Path], opened: Callable[..., AppTest]) -> None:
    app = opened(homes[world], FILE, screen="1")
    assert not app.exception
    assert not app.selectbox
    assert not app.button
    assert len(app.get("image")) == (world == "demo")
    assert not any("示例数据" in text for text in texts(app))


def test_payroll_is_a_workbook_of_pages_in_which_text_is_text() -> None:
    book = xlsx_bytes(
        sheet("合计[1]", ("姓名", "金额"), [("=1+1", 12.5), ("+86", 0.1), ("-x", 1), ("@y", 2), ("王", 3)]),
        sheet("逐笔", ("a",), []),
    )
    pages = openpyxl.load_workbook(io.BytesIO(book))
    assert pages.sheetnames == ["合计1", "逐笔"]
    cells = [(row[0].value, row[0].data_type, row[1].value) for row in pages["合计1"].iter_rows(min_row=2)]
    assert all(kind == "s" for _, kind, _ in cells)
    assert [name for name, _, _ in cells] == ["'=1+1", "'+86", "'-x", "'@y", "王"]
    assert [amount for _, _, amount in cells] == [12.5, 0.1, 1, 2, 3]
