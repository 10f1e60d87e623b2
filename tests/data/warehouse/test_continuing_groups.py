"""Continued = built where groups are placed anew, rows lie ahead of the moment, and horizons move."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data.warehouse import milestones
from data.warehouse.engines import writer
from data.warehouse.generations import current
from data.warehouse.tables import TOUCHED
from metrics import publishing
from tests.data.warehouse.plain import put
from tests.data.warehouse.test_continuing import brought
from tests.data.warehouse.test_milestones import derived_of, published
from tests.oracle.pools import NOW
from tests.pipeline import settings_at

Rows = dict[str, list[dict[str, Any]]]


def on(day: int, hour: int = 9) -> datetime:
    return datetime(NOW.year, NOW.month, day, hour)


def member(customer: str, joined_at: datetime, left_at: datetime | None = None, group: str = "Q1") -> dict[str, Any]:
    return {"group_id": group, "customer_id": customer, "joined_at": joined_at, "left_at": left_at}


def said(event: str, at: datetime, customer: str = "K1", group: str = "Q1", **more: Any) -> dict[str, Any]:
    row = {"event_id": event, "group_id": group, "customer_id": customer, "kind": "message", "at": at}
    return row | more


def group(name: str = "Q1", owner: str = "G1") -> dict[str, Any]:
    return {"group_id": name, "group_name": name, "owner_guide_id": owner, "created_at": on(1, 8)}


def post(name: str, at: datetime) -> dict[str, Any]:
    return {"post_id": name, "guide_id": "G1", "posted_at": at}


GUIDES = [{"guide_id": name, "guide_name": name, "store_id": f"S{name}"} for name in ("G1", "G2")]
LATER = timedelta(days=1)
TALK: Rows = {
    "guides": GUIDES,
    "groups": [group(), group("Q2")],
    "memberships": [member("K1", on(1)), member("K2", on(2), on(25)), member("K3", on(2), on(3))],
    "group_events": [said("E1", on(5)), said("E2", on(20), "K2", reply_to="K1"), said("E3", on(8), group="Q2")],
}
HISTORIES: dict[str, list[tuple[datetime, Rows]]] = {
    "another owner": [(NOW, TALK), (NOW, {"groups": [group(owner="G2")]})],
    "another owner of a group in which nobody spoke": [
        (NOW, {**TALK, "memberships": [member("K1", on(1)), member("K2", on(24), group="Q2")]}),
        (NOW, {"groups": [group("Q2", owner="G2")]}),
    ],
    "a group registered after its rows": [(NOW, {**TALK, "groups": [group("Q2")]}), (NOW, {"groups": [group()]})],
    "a leaving taken back": [(NOW, {**TALK, "group_events": []}), (NOW, {"memberships": [member("K2", on(2))]})],
    "an event put off": [(NOW, TALK), (NOW, {"group_events": [said("E2", NOW + 2 * LATER, "K2")]})],
    "the first event that is no longer ahead": [
        (NOW, {**TALK, "group_events": [said("E1", NOW + LATER)]}),
        (NOW, {"group_events": [said("E2", on(20))]}),
    ],
    "members of tomorrow": [
        (NOW, {"guides": GUIDES, "memberships": [member("K1", NOW + timedelta(hours=1))]}),
        (NOW + LATER, {"guides": [GUIDES[0] | {"guide_name": "一"}]}),
    ],
    "who was about to leave has left": [
        (NOW, {**TALK, "memberships": [member("K1", on(1)), member("K2", on(2), NOW + timedelta(minutes=5))]}),
        (NOW + LATER, {"group_events": [said("E4", NOW + timedelta(hours=20))]}),
    ],
    "a word of the next minutes": [
        (NOW, {**TALK, "group_events": [said("E1", on(5)), said("E2", NOW + timedelta(minutes=3), "K2")]}),
        (NOW + LATER, {"group_events": [said("E4", on(6), group="Q2")]}),
    ],
    "who is answered becomes a member": [
        (NOW, {**TALK, "memberships": [member("K2", on(2))]}),
        (NOW, {"memberships": [member("K1", on(1))]}),
    ],
    "a stint that ends earlier": [
        (NOW, TALK),
        (NOW, {"memberships": [member("K2", on(2), on(19)), member("K2", on(20, 12))]}),
    ],
    "the only post is put off": [(NOW, {"posts": [post("P1", on(5))]}), (NOW, {"posts": [post("P1", NOW + LATER)]})],
    "the first post that is no longer ahead": [
        (NOW, {"guides": GUIDES, "posts": [post("P1", NOW + timedelta(hours=1))]}),
        (NOW, {"posts": [post("P2", on(5))]}),
    ],
    "a post of an earlier day": [
        (NOW, {"guides": GUIDES, "posts": [post("P1", on(9)), post("P2", on(20))]}),
        (NOW, {"posts": [post("P1", on(6)), post("P3", on(21))]}),
    ],
}


@pytest.mark.parametrize("name", HISTORIES)
def test_what_was_continued_is_what_is_built(name: str, tmp_path: Path) -> None:
    batch = 1
    for moment, tables in HISTORIES[name]:
        settings = settings_at(tmp_path, moment)
        brought(settings, batch, **tables)
        batch += len(tables)
    by_and_by = published(current(settings))
    publishing.refresh(settings, full=True)
    assert published(current(settings)) == by_and_by


@pytest.mark.parametrize(
    "step", [pytest.param(n, marks=() if n in (1, 5, 11) else pytest.mark.thorough) for n in range(1, 12)]
)
def test_a_run_that_is_cut_off_loses_nothing(step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off after any commit of deriving, the next run derives what a run of everybody does."""
    settings = settings_at(tmp_path, NOW)
    brought(settings, 1, **TALK)

    def cut() -> None:
        nonlocal left
        left -= 1
        committed()
        if left == 0:
            raise KeyboardInterrupt

    with writer(settings) as connection:
        put(connection, "memberships", [member("K2", on(2), on(19)), member("K1", on(4))], 10)
        put(connection, "group_events", [said("E4", on(21), "K2"), said("E5", on(22))], 11)
        left, committed = step, connection.commit
        with monkeypatch.context() as patch:
            patch.setattr(connection, "commit", cut)
            try:
                milestones.derive(connection, settings.windows, NOW)
            except KeyboardInterrupt:
                connection.rollback()
        assert left == 0, "it was cut off"
        milestones.derive(connection, settings.windows, NOW)
        connection.commit()
        by_and_by = derived_of(connection)
        for touched in TOUCHED.values():
            assert connection.execute(sa.select(sa.func.count()).select_from(touched)).scalar_one() == 0
        milestones.derive(connection, settings.windows, NOW, everybody=True)
        connection.commit()
        assert derived_of(connection) == by_and_by
