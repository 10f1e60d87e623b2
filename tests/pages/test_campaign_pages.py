"""Reviews and plans before a reader: the campaign of the address, what is missing said, texts and plans kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from components import device
from data.settings import Settings
from data.state import audit, plans, reviews
from data.warehouse import generations
from data.warehouse.tables import PUBLISHED
from metrics import publishing
from metrics.campaign_templates import template
from tests.pages.test_every_page import MACHINE, texts

CAMPAIGNS, SOP = "pages/operate/campaigns.py", "pages/operate/sop.py"
HOSTILE = "![x](https://evil.example/p.png) :red[坏]"


def world(home: Path, **files: str) -> Path:
    """A home with some files in it."""
    home.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in files.items():
        path = home / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    results = publishing.import_files(Settings(home=home), paths)
    assert all(isinstance(result, publishing.Imported) for result in results), results
    return home


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two campaigns with hostile names, without goal, costs, groups; one order in the first."""
    return world(
        tmp_path_factory.mktemp("bare"),
        campaigns=(
            "campaign_id,campaign_name,starts_on,ends_on\n"
            f"B1,{HOSTILE},2026-03-02,2026-03-08\nB2,{HOSTILE},2026-03-20,2026-03-26\n"
        ),
        participants="campaign_id,customer_id,joined_at\nB1,C1,2026-03-02 10:00:00\n",
        orders="order_id,customer_id,ordered_at,amount,campaign_id\nO1,C1,2026-03-03 10:00:00,100,B1\n",
    )


def shown(app: AppTest) -> dict[str, str]:
    """The figures of the cards by their titles."""
    return {metric.label.split(" :")[0]: str(metric.value) for metric in app.metric}


def beside(app: AppTest) -> dict[str, str]:
    """What stands beside the figures."""
    return {metric.label.split(" :")[0]: str(metric.delta) for metric in app.metric}


@pytest.mark.parametrize(
    ("reached", "word"), [("2026-03-03", "尚未开卖"), ("2026-03-08", "落后目标线"), ("2026-03-12", "未达标")]
)
def test_nobody_is_behind_before_there_is_anything_to_sell(
    tmp_path: Path, opened: Callable[..., AppTest], reached: str, word: str
) -> None:
    home = world(
        tmp_path,
        campaigns=(
            "campaign_id,campaign_name,starts_on,ends_on,goal_gmv,lesson_days,selling_days\n"
            "B1,B,2026-03-02,2026-03-11,100000,5,5\n"
        ),
        orders=f"order_id,customer_id,ordered_at,amount,campaign_id\nO1,C1,{reached} 20:00:00,100,B1\n",
    )
    app = opened(home, CAMPAIGNS, campaign="B1")
    assert not app.exception
    badges = [text for text in texts(app) if "-badge[" in text]
    assert any(word in text for text in badges)
    is_later = any("分不出哪些店卖得好" in text for text in texts(app))
    assert is_later == (word == "尚未开卖"), "stores are compared from the day on which selling begins"


def test_the_running_campaign_is_opened_unasked_and_another_by_address(
    homes: dict[str, Path], opened: Callable[..., AppTest]
) -> None:
    app = opened(homes["demo"], CAMPAIGNS)
    assert app.selectbox(key="choose:campaign:zh").value == "A02"
    published = generations.current(Settings(home=homes["demo"]))
    assert published is not None
    campaigns = PUBLISHED["campaigns"]
    ((begun,),) = published.rows(sa.select(campaigns.c.starts_on).where(campaigns.c.campaign_id == "A02"))
    reached = (published.horizons["orders"].last_day - begun).days + 1  # the fourth day, if somebody bought before nine
    assert reached in (3, 4)
    assert any(f"第 {reached} 天" in text for text in texts(app))
    other = opened(homes["demo"], CAMPAIGNS, campaign="A01")
    assert other.selectbox(key="choose:campaign:zh").value == "A01"
    assert any("已结束" in text for text in texts(other))
    app.selectbox(key="choose:campaign:zh").set_value("A01").run()
    assert app.query_params["campaign"] in ("A01", ["A01"])
    assert shown(app) == shown(other)


def test_an_unknown_campaign_is_said_and_the_usual_one_shown(
    homes: dict[str, Path], opened: Callable[..., AppTest]
) -> None:
    app = opened(homes["demo"], CAMPAIGNS, campaign="A0Z<img>")
    assert not app.exception
    (warning,) = app.warning
    assert "没有编号为" in warning.value
    assert "<img>" not in warning.value
    assert app.selectbox(key="choose:campaign:zh").value == "A02"


def test_no_campaigns_brought(homes: dict[str, Path], opened: Callable[..., AppTest]) -> None:
    app = opened(homes["single"], CAMPAIGNS)
    assert [one.value for one in app.subheader] == ["还没有活动"]
    assert not app.metric


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_goal_no_costs_no_groups(bare: Path, language: str, opened: Callable[..., AppTest]) -> None:
    app = opened(bare, CAMPAIGNS, campaign="B1", **({"lang": "en"} if language == "en" else {}))
    assert not app.exception
    assert not app.error
    said = beside(app)
    cost, roi, gmv = ("费用", "投资回报率", "成交额") if language == "zh" else ("Cost", "ROI", "GMV")
    assert (shown(app)[cost], shown(app)[roi], shown(app)[gmv]) == ("—", "—", "¥100")
    assert (
        said[cost]
        == said[roi]
        == ("未导入带活动编号的费用" if language == "zh" else "no costs with a campaign were imported")
    )
    assert said[gmv] == ("未设目标" if language == "zh" else "no goal set")
    assert not [text for text in texts(app) if MACHINE.search(text)]
    assert not [text for text in texts(app) if "![x](" in text or ":red[坏" in text]


def test_a_campaign_that_the_data_does_not_reach(bare: Path, opened: Callable[..., AppTest]) -> None:
    app = opened(bare, CAMPAIGNS, campaign="B2")
    assert not app.exception
    assert not app.error
    assert any("数据还没到这一天" in text for text in texts(app))


def test_a_part_of_the_business_has_no_goal_and_no_costs(
    homes: dict[str, Path], opened: Callable[..., AppTest]
) -> None:
    app = opened(homes["demo"], CAMPAIGNS, campaign="A01", store="S001")
    assert shown(app)["费用"] == shown(app)["投资回报率"] == "—"
    assert beside(app)["费用"] == "费用是整场的，筛选后不分摊"
    assert any("目标是整场活动的" in text for text in texts(app))
    assert shown(app)["参与人数"] != shown(opened(homes["demo"], CAMPAIGNS, campaign="A01"))["参与人数"]


@pytest.mark.parametrize("page", [CAMPAIGNS, "pages/operate/referrals.py"])
@pytest.mark.parametrize("key", ["channel", "channel_kind"])
def test_a_channel_filter_is_refused_with_a_way_out(
    page: str, key: str, homes: dict[str, Path], opened: Callable[..., AppTest]
) -> None:
    app = opened(homes["demo"], page, **{key: {"channel": "CH1", "channel_kind": "package_card"}[key]})
    assert not app.metric
    app.button(key="drop_channel").click().run()
    assert app.metric


@pytest.mark.parametrize("page", [CAMPAIGNS, SOP])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_phone(
    page: str,
    language: str,
    homes: dict[str, Path],
    opened: Callable[..., AppTest],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: True)
    app = opened(homes["demo"], page, lang=language)
    assert not app.exception
    assert not app.error
    assert not [text for text in texts(app) if MACHINE.search(text)]


def test_a_review_is_kept_and_an_older_version_comes_back(
    bare: Path, tmp_path: Path, opened: Callable[..., AppTest]
) -> None:
    here = Settings(home=bare)
    app = opened(bare, CAMPAIGNS, campaign="B1")
    save = next(button for button in app.button if button.label == "保存复盘")
    app.text_area(key="review:B1:worked:0").set_value("第一版")
    save.click().run()
    first = reviews.latest(here, "B1")["worked"]
    assert (first.text, first.who) == ("第一版", "boss")
    assert any("老板 保存于" in text for text in texts(app))
    app.text_area(key=f"review:B1:worked:{first.id}").set_value("第二版")
    next(button for button in app.button if button.label == "保存复盘").click().run()
    assert reviews.latest(here, "B1")["worked"].text == "第二版"
    app.button(key=f"restore:{first.id}").click().run()
    held = reviews.latest(here, "B1")["worked"]
    assert held.text == "第一版"
    assert app.text_area(key=f"review:B1:worked:{held.id}").value == "第一版"
    assert [entry.action for entry in audit.trail(here)][:3] == ["review_restored", "review", "review"]


def test_a_plan_is_ticked_edited_and_undone(
    bare: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a phone, whose cells are lines: the grid of a desktop cannot be typed into by this test."""
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: True)
    here, monday = Settings(home=bare), date(2026, 3, 2)
    app = opened(bare, SOP, week="2026-03-04", kind="old")
    tick = app.checkbox(key=f"tick:old:{monday}:2:benefit:zh")
    assert not tick.value
    tick.check().run()
    assert set(plans.ticks(here, "old", monday)) == {(2, "benefit")}
    assert app.checkbox(key=f"tick:old:{monday}:2:benefit:zh").value

    app.text_input(key=f"plan:old:{monday}:0:zh:2:benefit").set_value(HOSTILE)
    next(button for button in app.button if button.label == "保存计划").click().run()
    made = plans.plan(here, "old", monday)
    assert made is not None
    assert plans.cells_of(made)[2]["benefit"] == HOSTILE
    assert plans.cells_of(made)[3]["fun"] == "投票：还想聊什么", "the rest of the template is kept with it"
    assert plans.plan(here, "old", monday - timedelta(days=7)) is None
    assert not [text for text in (box.label for box in app.checkbox) if "![x](" in text]

    app.button(key="undo_plan").click().run()
    assert plans.plan(here, "old", monday) is None
    assert [entry.action for entry in audit.trail(here)][:3] == ["sop_plan_undone", "sop_plan", "sop_tick"]


def test_the_grid_of_a_desktop_keeps_the_template_as_a_plan(bare: Path, opened: Callable[..., AppTest]) -> None:
    """Saved as it stands, the template becomes a plan in the reader's language; saved again, nothing changes."""
    here, monday = Settings(home=bare), date(2026, 3, 9)
    app = opened(bare, SOP, week="2026-03-09", kind="daily", lang="en")
    next(button for button in app.button if button.label == "Save the plan").click().run()
    made = plans.plan(here, "daily", monday)
    assert made is not None
    assert plans.cells_of(made) == template("daily", 1)
    assert any("edited by the boss" in text for text in texts(app))
    next(button for button in app.button if button.label == "Save the plan").click().run()
    again = plans.plan(here, "daily", monday)
    assert again is not None
    assert again.id == made.id


def test_weeks_are_walked_by_address(homes: dict[str, Path], opened: Callable[..., AppTest]) -> None:
    app = opened(homes["demo"], SOP, week="2026-03-04")
    assert app.subheader[0].value == "2026-03-02 至 2026-03-08"
    app.button(key="week:before").click().run()
    assert app.query_params["week"] in ("2026-02-23", ["2026-02-23"])
    app.button(key="week:this_week").click().run()
    assert "week" not in app.query_params


@pytest.mark.parametrize("strange", [{"week": "soon"}, {"week": "9999-12-31"}, {"kind": "loud"}, {"channel": "x"}])
def test_strange_addresses_open_the_calendar(
    strange: dict[str, str], homes: dict[str, Path], opened: Callable[..., AppTest]
) -> None:
    app = opened(homes["demo"], SOP, **strange)
    assert not app.exception
    assert not app.error
