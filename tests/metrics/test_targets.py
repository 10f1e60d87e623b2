"""Targets in use: which one holds for what, what it asks of a period, how it is written, and how a file brings it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.intake.errors import IntakeError
from data.state.targets import Target
from metrics.catalogue import CATALOGUE
from metrics.contacts import ADDED_CONTACTS, LOSS_RATE
from metrics.groups import GROUP_LEARNING_RATE, GROUP_MEMBERS
from metrics.orders import BUYERS, GMV
from metrics.question import EVERYTHING, Filter, Scope, UnanswerableError
from metrics.target_files import read
from metrics.targets import Targets, dimensions, is_met, months_in, reached, target, value_of
from tests.pipeline import settings_at

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def made(metric: str, value: float | None, from_on: date = MARCH, *place: str) -> Target:
    """A target for everything, or for a dimension and a code."""
    dimension, code = place or (None, None)
    return Target(metric=metric, value=value, from_on=from_on, dimension=dimension, code=code)


def test_the_version_that_begins_last_holds_and_one_without_a_value_ends_it() -> None:
    versions = (made("gmv", 100.0), made("gmv", 200.0), made("gmv", None, APRIL))
    targets = Targets(versions=versions)
    assert [targets.of(GMV, day, {}) for day in (date(2026, 2, 28), MARCH, APRIL)] == [None, 200.0, None]
    assert targets.listed(MARCH) == (versions[1], versions[2]), "what holds, and what is to come"
    assert targets.listed(APRIL) == ()


def test_the_narrowest_holds_and_a_sum_is_not_taken_from_the_whole() -> None:
    rate = GROUP_LEARNING_RATE.key
    targets = Targets(
        versions=(
            made(rate, 0.5),
            made(rate, 0.6, MARCH, "group_kind", "flash"),
            made(rate, 0.7, MARCH, "store", "S1"),
            made(rate, 0.8, MARCH, "campaign", "A1"),
            made("gmv", 900.0),
            made("gmv", 300.0, MARCH, "store", "S1"),
        )
    )
    places = {"group_kind": "flash", "store": "S1", "campaign": "A1", "guide": None}
    assert targets.of(GROUP_LEARNING_RATE, MARCH, places) == 0.8
    assert targets.of(GROUP_LEARNING_RATE, MARCH, {**places, "campaign": "A2"}) == 0.7
    assert targets.of(GROUP_LEARNING_RATE, MARCH, {"group_kind": "flash"}) == 0.6
    assert targets.of(GROUP_LEARNING_RATE, MARCH, {"group_kind": "old", "store": None}) == 0.5
    assert targets.of(GMV, MARCH, {"store": "S1"}) == 300
    assert targets.of(GMV, MARCH, {"store": "S2"}) is None


@pytest.mark.parametrize(
    ("where", "scope", "gmv", "rate"),
    [
        ((), EVERYTHING, 900.0, 0.5),
        ((("store", ("S1",)),), EVERYTHING, 300.0, 0.5),
        ((("store", ("S1", "S2")),), EVERYTHING, None, 0.5),
        ((("region", ("华东",)),), EVERYTHING, None, 0.5),
        ((("store", ("S1",)), ("region", ("华东",))), EVERYTHING, None, 0.5),
        ((), Scope(stores=frozenset({"S1"})), 300.0, 0.5),
        ((), Scope(stores=frozenset({"S1", "S2"})), None, 0.5),
        ((), Scope(guides=frozenset({"G1"})), None, 0.5),
    ],
)
def test_a_part_is_not_measured_by_the_whole(
    where: tuple[Filter, ...], scope: Scope, gmv: float | None, rate: float | None
) -> None:
    targets = Targets(
        versions=(made("gmv", 900.0), made("gmv", 300.0, MARCH, "store", "S1"), made("loss_rate", 0.5)),
    )
    assert targets.over(GMV, MARCH, APRIL, where, scope) == gmv
    assert targets.over(LOSS_RATE, MARCH, APRIL, where, scope) == rate


def test_sums_are_of_a_month_and_asked_by_days() -> None:
    targets = Targets(versions=tuple(made(key, 310.0) for key in ("gmv", "added_contacts", "buyers", "group_members")))
    week = MARCH, date(2026, 3, 8)
    assert targets.over(GMV, *week, (), EVERYTHING) == pytest.approx(70)
    assert targets.over(ADDED_CONTACTS, MARCH, APRIL, (), EVERYTHING) == 310
    assert targets.over(GROUP_MEMBERS, *week, (), EVERYTHING) == 310, "a level is a level on any day"
    assert targets.over(BUYERS, MARCH, APRIL, (), EVERYTHING) == 310
    assert targets.over(BUYERS, *week, (), EVERYTHING) is None, "the same people may buy in every week of a month"
    assert targets.over(GMV, date(2026, 2, 1), MARCH, (), EVERYTHING) is None, "none held on its last day"


@given(start=st.dates(date(2024, 1, 1), date(2027, 1, 1)), days=st.integers(1, 900))
def test_months_are_shares_of_days(start: date, days: int) -> None:
    """Day by day, each the share of its month that it is; cut anywhere, the parts add up."""

    def share(day: date) -> float:
        after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        return 1 / (after - day.replace(day=1)).days

    end = start + timedelta(days=days)
    assert months_in(start, end) == pytest.approx(sum(share(start + timedelta(days=n)) for n in range(days)))
    middle = start + timedelta(days=days // 2)
    assert months_in(start, end) == pytest.approx(months_in(start, middle) + months_in(middle, end))


def test_reached_and_met_know_which_way_is_good() -> None:
    assert (reached(GMV, 120, 100), is_met(GMV, 120, 100), is_met(GMV, 99, 100)) == (1.2, True, False)
    assert (is_met(LOSS_RATE, 0.04, 0.05), is_met(LOSS_RATE, 0.06, 0.05)) == (True, False)
    assert reached(LOSS_RATE, 0, 0.05) is None


@pytest.mark.parametrize("text", ["60", "1.2", "120%", "-5%", "x", "nan", "inf", "1e400", "5 %%", "60万%", "1万亿"])
def test_a_rate_that_may_be_meant_otherwise_is_refused(text: str) -> None:
    with pytest.raises(UnanswerableError):
        value_of(GROUP_LEARNING_RATE, text)


def test_values_as_people_write_them() -> None:
    assert [value_of(GMV, text) for text in ("60万", "¥1.2 亿", "3.5万")] == [600_000, 120_000_000, 35_000]
    assert [value_of(GROUP_LEARNING_RATE, text) for text in ("7％", " 7 %", "0.07", "100%")] == [0.07, 0.07, 0.07, 1.0]
    assert [value_of(GMV, text) for text in ("¥120,000", "0", "")] == [120_000.0, 0.0, None]
    with pytest.raises(UnanswerableError):
        value_of(GMV, "5%")


def test_only_what_a_metric_has_can_be_its_target() -> None:
    assert dimensions(GROUP_LEARNING_RATE) == ("campaign", "guide", "store", "group_kind")
    assert dimensions(CATALOGUE["added_contacts"]) == ("guide", "store")
    for word, dimension, code in (
        ("added_contacts", "campaign", "A1"),
        ("gmv", "region", "华东"),
        ("gmv", "store", None),
        ("gmv", None, "S1"),
        ("gmw", None, None),
        ("group_gmv", "group_kind", "flush"),
    ):
        with pytest.raises(UnanswerableError):
            target(word, dimension, code, MARCH, "1")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_file_brings_what_it_says_and_names_what_it_does_not(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "目标.csv"
    lines = (
        "指标,维度,编号,生效日期,目标",
        "学习率,活动,A01,2026-03-01,60%",
        "gmv,,,2026/3/1,120000",
        "群成交额,群类型,快闪群,2026-03-01,",
        "没有的,,,2026-03-01,1",
        "学习率,,,2026-03-01,60",
        "学习率,,,三月,60%",
    )
    file.write_text("\n".join(lines), encoding=encoding)
    found = read(settings_at(tmp_path, datetime(2026, 3, 31, 12)), file)
    assert found.targets == (
        made("group_learning_rate", 0.6, MARCH, "campaign", "A01"),
        made("gmv", 120_000.0),
        made("group_gmv", None, MARCH, "group_kind", "flash"),
    )
    assert [one.line for one in found.refused] == [5, 6, 7]
    assert "60%" in found.refused[1].why[0]
    assert "日期" in found.refused[2].why[0]
    file.write_text("a,b\n1,2\n", encoding=encoding)
    with pytest.raises(IntakeError):
        read(settings_at(tmp_path, datetime(2026, 3, 31, 12)), file)
