"""The page of flash groups: what it says of groups of every kind, and how one gets into a group and out again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import access, device
from components.access import Role, Viewer
from data.settings import Settings
from data.warehouse import generations
from metrics import group_wall, publishing
from metrics.health import verdicts
from metrics.question import EVERYTHING, Scope
from tests.metrics.group_world import NOW, Builder, group, world
from tests.oracle.world import World, write_csv
from tests.pages.test_every_page import MACHINE, texts
from tests.pages.test_hostile_names import MEANT, NAMES
from tests.pipeline import publish_files, settings_at

PAGE = "pages/operate/groups.py"
ALIVE = re.compile("|".join(rf"(?<!\\){re.escape(meant)}" for meant in MEANT))  # not after a backslash
Open = Callable[..., AppTest]


def _home(folder: Path, rows: World) -> Path:
    publish_files(settings_at(folder, NOW), rows)
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small world whose figures are counted by hand."""
    return _home(tmp_path_factory.mktemp("small"), world())


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without events and orders."""
    rows = {name: rows for name, rows in world().items() if name not in ("group_events", "orders")}
    return _home(tmp_path_factory.mktemp("bare"), rows)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Groups, members and owners whose names are attacks."""
    build = Builder()
    for number, name in enumerate(NAMES):
        group_id = f"Q{number}"
        build.tables["groups"].append(group(group_id, group_name=name))
        build.invite(group_id, 6, 3)
        for who in range(3):
            build.event(group_id, who, NOW.replace(day=3), to="guide")
            build.event(group_id, who, NOW.replace(day=3), "take_part")
    people = {row["customer_id"] for row in build.tables["memberships"]}
    rows = {
        **world(),
        **{name: rows for name, rows in build.tables.items() if rows},
        "customers": [{"customer_id": who, "nickname": NAMES[n % len(NAMES)]} for n, who in enumerate(sorted(people))],
        "guides": [{"guide_id": "G1", "guide_name": NAMES[0], "store_id": "S1"}],
        "stores": [{"store_id": "S1", "store_name": NAMES[1], "region": NAMES[6]}],
    }
    return _home(tmp_path_factory.mktemp("hostile_groups"), {k: v for k, v in rows.items() if k != "orders"})


def said(app: AppTest) -> str:
    """Everything the page says, invisible joiners aside."""
    return "\n".join(texts(app)).replace("\u2060", "").replace("\\", "")


def sound(app: AppTest) -> None:
    """The page ran and no part of it failed."""
    assert not app.exception
    assert not app.error, [error.value for error in app.error]
    assert not [text for text in texts(app) if MACHINE.search(text)]


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("group_id", ["Q1", "Q2", "Q3", "Q4", "Q5", "Q9", "G7"])
def test_every_group_opens(
    group_id: str, language: str, phone: bool, small: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: phone)
    app = opened(small, PAGE, group=group_id, **({"lang": "en"} if language == "en" else {}))
    sound(app)
    assert group_id in app.header[0].value.replace("\\", "")
    if language == "en" and group_id == "Q9":
        assert not re.search(r"[\u4e00-\u9fff]", app.header[0].value)


def test_a_group_says_its_figures_and_its_place(small: Path, opened: Open) -> None:
    app = opened(small, PAGE, group="Q3")
    cards = {metric.label: metric for metric in app.metric}
    assert cards["入群率"].value == "10.0\u00a0%"
    assert cards["入群率"].delta == "-40.0 个点"
    page = said(app)
    assert "2026-03-02 之后没有成员发言，已满 2 天" in page
    assert "课程日 03-02、03-03、03-04 无人学习" in page


def test_nobody_joined_is_said(small: Path, opened: Open) -> None:
    app = opened(small, PAGE, group="Q4")
    cards = {metric.label: metric.value for metric in app.metric}
    assert cards["入群率"] == "0.0\u00a0%"
    assert cards["活跃率"] == "—"
    assert "邀请过的人都没有入群" in said(app)


def test_groups_without_events_say_what_is_missing(bare: Path, opened: Open) -> None:
    app = opened(bare, PAGE, group="Q1")
    sound(app)
    assert "未导入群动态" in said(app)
    sound(opened(bare, PAGE))


def test_an_unknown_group_is_named_with_the_nearest(small: Path, opened: Open) -> None:
    app = opened(small, PAGE, group="Q11")
    sound(app)
    (warning,) = app.warning
    assert "Q11" in warning.value
    assert "Q1?" in warning.value.replace("？", "?")
    app.button(key="group:back").click().run()
    assert not app.warning
    assert "group" not in app.query_params


def test_a_push_leads_into_its_group_and_back(small: Path, opened: Open) -> None:
    app = opened(small, PAGE)
    sound(app)
    app.button(key="push:Q3").click().run()
    assert "Q3" in app.header[0].value
    app.button(key="group:back").click().run()
    assert not app.header
    assert "只看进行中的群" in said(app)


def test_a_choice_opens_a_group(small: Path, opened: Open) -> None:
    app = opened(small, PAGE)
    app.selectbox(key="choose:group:zh").set_value("Q2").run()
    sound(app)
    assert "Q2" in app.header[0].value


def test_the_wall_says_who_spoke_lately_and_a_phone_too(
    small: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = generations.current(Settings(home=small))
    assert source is not None
    spoke = {key: one.speakers for key, one in verdicts(source, EVERYTHING, Settings(home=small).health).items()}
    app = opened(small, PAGE)
    wall = next(frame.value for frame in app.dataframe if "lately" in frame.value)
    names = {one.group.group_id: one.group.name[0] for one in group_wall.wall(source, EVERYTHING, Settings().health)}
    told = dict(zip(wall["name"], wall["lately"], strict=True))
    assert any(spoke.values())
    assert {key: told[name] for key, name in names.items() if key in spoke} == spoke
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: True)
    assert "人发言" in said(opened(small, PAGE))


def test_filters_narrow_pushes_and_wall_and_leave_medians(small: Path, opened: Open) -> None:
    app = opened(small, PAGE, region="区 2")
    assert "共 2 个群" in said(app)
    keys = [button.key for button in app.button if button.key and button.key.startswith("push:")]
    assert sorted(keys) == ["push:Q2", "push:Q3"]
    assert any("▼ -40" in str(cell) for frame in app.dataframe for cell in frame.value.to_numpy().ravel())
    sound(opened(small, PAGE, campaign="A1", group_kind="flash", audience="guide", state="over"))
    assert "没有符合筛选条件的群" in said(opened(small, PAGE, store="no such store"))
    assert "社群不分渠道" in said(opened(small, PAGE, channel="H1"))


def test_a_manager_of_another_store_opens_nothing(small: Path, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "viewer", lambda: Viewer(Role.STORE_MANAGER, Scope(stores=frozenset({"S2"}))))
    app = opened(small, PAGE, group="Q1")
    assert app.warning
    assert not app.header
    assert "小鹿" not in said(app)
    assert "Q2" in opened(small, PAGE, group="Q2").header[0].value


def test_groups_are_compared_by_campaign_day(small: Path, opened: Open) -> None:
    app = opened(small, PAGE)
    assert app.multiselect(key="group:with:zh").value == ["Q1", "Q2", "Q3", "G7"]
    app.multiselect(key="group:with:zh").set_value(["Q2"]).run()
    sound(app)
    asked = app.query_params["with"]
    assert asked in ("Q2", ["Q2"])
    sound(opened(small, PAGE, line="group_messages_per_member", **{"with": "nothing"}))


def test_thresholds_stand_with_their_variables(small: Path, opened: Open) -> None:
    page = said(opened(small, PAGE))
    for name in ("SPAM_ADVERTS", "SPAM_POSTS", "DEAD_SPEAKERS", "VALUE_SPEAKERS", "VALUE_PEERS"):
        assert f"YUTANG_HEALTH__{name}" in page


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("query", [{}, *({"group": f"Q{n}"} for n in range(len(NAMES)))], ids=str)
def test_names_are_names(
    query: dict[str, str], phone: bool, hostile: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: phone)
    app = opened(hostile, PAGE, **query)
    assert not app.exception
    assert not app.error
    assert not [text for text in texts(app) if ALIVE.search(text)]


def test_new_data_marks_what_is_new(tmp_path: Path, opened: Open) -> None:
    """A reason that the generation before did not give is marked, and only that one."""
    rows = {name: list(held) for name, held in world().items()}
    home = _home(tmp_path, rows)
    app = opened(home, PAGE)
    assert "blue-badge[新]" not in said(app)
    build = Builder()
    build.tables["groups"].append(group("Q8"))
    build.invite("Q8", 5, 0)
    more = {"groups": build.tables["groups"], "invitations": build.tables["invitations"]}
    publishing.import_files(Settings(home=home), write_csv(more, tmp_path / "more"))
    app.run()
    marked = [one.value for one in app.markdown if "blue-badge[新]" in one.value]
    assert len(marked) == 1
    assert "邀请了 5 人，无人入群" in marked[0]
