"""What points came from: the first of a ranking as stacked bars, and one entrant down to her events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from components import asking, competition_words
from components.charts import Spec, show
from components.choice import choose
from components.competition_case import Case, Race, counted
from components.device import is_phone
from components.export import export, sheet
from components.language import t
from components.listing import listing
from data.warehouse.generations import Generation
from metrics.competitions.points import ZERO, Ledger
from metrics.competitions.quantities import Event, events
from metrics.competitions.standings import Place
from metrics.question import Scope

FIRST = 10
COLOURS = 6  # the rest of what scores shares the last colour
MOST_EVENTS = 500


def stacked(case: Case, places: Sequence[Place]) -> None:
    """Draw the first ten, each a bar of what her points came from."""
    first = [place for place in places if place.points > 0][:FIRST]
    if not first:
        st.caption(t("competition.nothing_scored"))
        return
    counted = case.ledger(case.by)
    parts = {place.entrant.id: _parts(counted, place.entrant.id, case) for place in first}
    sums: dict[str, Decimal] = {}
    for split in parts.values():
        for key, amount in split.items():
            sums[key] = sums.get(key, ZERO) + amount
    main = sorted(sums, key=lambda key: -sums[key])[:COLOURS]
    rows: list[dict[str, object]] = []
    for place in first:
        split = parts[place.entrant.id]
        others = sum((amount for key, amount in split.items() if key not in main), ZERO)
        shown = [(competition_words.what(key), split.get(key, ZERO)) for key in main]
        shown += [(t("competition.other"), others)] if others else []
        for number, (title, amount) in enumerate(shown):
            said = competition_words.points(amount)
            rows.append({"name": place.entrant.name, "what": title, "n": number, "value": float(amount), "said": said})
    show(
        _spec(rows, [*(competition_words.what(key) for key in main), t("competition.other")]),
        t("competition.stacked_alt"),
    )


def _parts(counted: Ledger, one: str, case: Case) -> dict[str, Decimal]:
    return {key: points for key, (_, points) in counted.split(one, case.days).items() if points}


def _spec(rows: Sequence[dict[str, object]], titles: Sequence[str]) -> Spec:
    present = [title for title in titles if any(row["what"] == title for row in rows)]
    y = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "domain": False, "ticks": False, "labelLimit": 110, "labelPadding": 8},
    }
    return {
        "height": {"step": 30},
        "data": {"values": list(rows)},
        "mark": {"type": "bar", "height": {"band": 0.62}},
        "encoding": {
            "y": y,
            "x": {"field": "value", "type": "quantitative", "stack": "zero", "axis": {"title": None, "tickCount": 5}},
            "color": {
                "field": "what",
                "type": "nominal",
                "scale": {"domain": present},
                "legend": {"orient": "bottom", "title": None, "columns": 4},
            },
            "order": {"field": "n", "type": "quantitative"},
            "tooltip": [
                {"field": "name", "title": t("competition.name")},
                {"field": "what", "title": t("competition.scores_by")},
                {"field": "said", "title": t("competition.points")},
            ],
        },
    }


def one(case: Case, places: Sequence[Place]) -> None:
    """Draw the choice of an entrant, what her points came from, and every event behind them."""
    if not places:
        st.caption(t("competition.nobody"))
        return
    has_begun = any(place.points > 0 for place in places)
    titles = {one.entrant.id: f"{one.rank}. {one.entrant.name}" if has_begun else one.entrant.name for one in places}
    chosen = choose("entrant", t("competition.whose"), titles, places[0].entrant.id, width=260)
    split(case, chosen, case.days)
    _events(case, chosen)


def split(case: Case, entrant: str, days: Sequence[date]) -> None:
    """Draw a table of what an entrant has, what it is worth and what counts after the caps."""
    worth = {score.what: score for score in case.rules.scores}
    found = case.ledger(case.by).split(entrant, days)
    rows = []
    for key, (quantity, points) in sorted(found.items(), key=lambda item: -item[1][1]):
        if key not in worth:
            continue
        score = worth[key]
        raw = quantity * score.points
        note = ""
        if score.cap_per_day is not None:
            note = t("competition.cap", points=competition_words.points(score.cap_per_day))
            if raw > points:
                note = f":orange-badge[{t('competition.capped', points=competition_words.points(raw - points))}] {note}"
        rows.append(
            (
                competition_words.what(key),
                competition_words.much(key, quantity),
                f"× {competition_words.points(score.points, 6)}",
                f"**{competition_words.points(points)}**",
                note,
            )
        )
    if not rows:
        st.caption(t("competition.nothing_yet"))
        return
    if is_phone():  # five columns are too many: the note goes under its item, the worth beside the quantity
        short = [
            (f"{item}  \n:small[{note}]" if note else item, f"{much} {each}", got)
            for item, much, each, got, note in rows
        ]
        listing((t("competition.scores_by"), t("competition.quantity"), t("competition.points")), short)
        return
    headings = (
        "competition.scores_by",
        "competition.quantity",
        "competition.worth",
        "competition.points",
        "competition.note",
    )
    listing([t(key) for key in headings], rows)


def _events(case: Case, entrant: str) -> None:
    """Every event behind the points, the latest first."""
    found = asking.kept(case.view.source, happened, case.race, case.by, entrant, case.days, case.view.scope)
    if case.until is not None:
        found = tuple(event for event in found if event.at < case.until)
    if not found:
        return
    stores = case.board.known
    listed = list(reversed(found))
    rows = [
        (
            event.at,
            competition_words.what(event.what),
            event.ref,
            event.quantity,
            stores.names.get(event.guide_id or ""),
            stores.named(event.store_id),
            event.team,
        )
        for event in listed
    ]
    keys = ("at_time", "scores_by", "ref", "quantity", "by_guide", "by_store", "by_team")
    headings = [t(_COLUMNS[key]) for key in keys]
    with st.expander(t("competition.events", number=len(rows)), expanded=False):
        shown = rows[:MOST_EVENTS]
        config = st.column_config
        st.dataframe(
            {key: [_cell(row[place]) for row in shown] for place, key in enumerate(keys)},
            column_config={
                key: config.DatetimeColumn(title, format="MM-DD HH:mm") if key == "at_time" else title
                for key, title in zip(keys, headings, strict=True)
            },
            hide_index=True,
            height=min(420, 38 + 35 * len(shown)),
            placeholder="—",
            alt=t("competition.events", number=len(rows)),
        )
        if len(rows) > MOST_EVENTS:
            st.caption(t("competition.events_most", number=MOST_EVENTS))
        export(sheet(f"events-{case.rules.id}", headings, rows))


_COLUMNS = {
    "at_time": "competition.at_time",
    "scores_by": "competition.scores_by",
    "ref": "competition.ref",
    "quantity": "competition.quantity",
    "by_guide": "competition.by_guide",
    "by_store": "competition.by_store",
    "by_team": "competition.by_team",
}


def _cell(cell: object) -> object:
    return float(cell) if isinstance(cell, Decimal) else cell


def happened(
    source: Generation, race: Race, by: str, entrant: str, days: Sequence[date], scope: Scope
) -> tuple[Event, ...]:
    """The events of an entrant on some days, in order of time; settled days as the rows say now."""
    column = {"guide": "guide_id", "team": "team", "store": "store_id"}.get(by)
    wanted: list[tuple[str, Sequence[Any]]] = [("day", tuple(days))]
    if column is not None:
        wanted.append((column, (entrant,)))
    else:
        known = asking.kept(source, _stores_of, race, entrant)
        wanted.append(("store_id", known))
    if scope.stores is not None:
        wanted.append(("store_id", tuple(scope.stores)))
    if scope.guides is not None:
        wanted.append(("guide_id", tuple(scope.guides)))
    whats = [score.what for score in race.rules.scores]
    return tuple(events(source, race.rules, *wanted, whats=whats))


def _stores_of(source: Generation, race: Race, region: str) -> tuple[str, ...]:
    found = asking.kept(source, counted, race)
    return tuple(store_id for store_id, row in found.known.stores.items() if row.region == region)
