"""A leaderboard of rates: each drawn towards what all share, so that 1 of 1 does not beat 90 of 100; the raw beside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import streamlit as st

from components import formats
from components.choice import choose
from components.competition_case import Case
from components.device import is_phone
from components.escape import markdown
from components.export import export, share, sheet
from components.language import current, pick, t
from metrics.contacts import FIRST_PURCHASE_CONVERSION, GREETING_REPLY_RATE, PRIVATE_CHAT_RATIO
from metrics.model import Metric
from metrics.shrinkage import shrunk

RATES = {metric.key: metric for metric in (GREETING_REPLY_RATE, PRIVATE_CHAT_RATIO, FIRST_PURCHASE_CONVERSION)}
ROW, HEAD, MOST_ROWS, PHONE_ROWS = 35, 38, 12, 10


@dataclass(frozen=True)
class Rated:
    """A guide's rate: shrunk, raw, and what it was made of."""

    rank: int
    name: str
    shrunk: float
    raw: float
    hits: int
    tries: int


def rated(case: Case, metric: Metric) -> tuple[list[Rated], float | None]:
    """The guides of the competition by their shrunk rate in its days, and the mean that they were drawn to."""
    found = case.board
    days = [day for day in found.rules.days if day <= found.today]
    taking_part = found.entrants if found.rules.entrants == "guide" else found.known.stays
    asked = case.view.ask(metric, by=("guide",), start=days[0], end=days[-1] + timedelta(days=1), where=_where(case))
    rows = [
        (pick(row.names[0]), int(row[metric].numerator or 0), int(row[metric].denominator or 0))
        for row in asked
        if row.codes[0] in taking_part and row[metric].denominator
    ]
    drawn = shrunk([(hits, tries) for _, hits, tries in rows])
    lines = sorted(
        (-(rate or 0.0), name, hits, tries) for rate, (name, hits, tries) in zip(drawn.rates, rows, strict=True)
    )
    listed: list[Rated] = []
    for place, (rate, name, hits, tries) in enumerate(lines, start=1):
        rank = listed[-1].rank if listed and listed[-1].shrunk == -rate else place
        listed.append(Rated(rank, name, -rate, hits / tries, hits, tries))
    return listed, drawn.mean


def _where(case: Case) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(one for one in case.view.where if one[0] in ("region", "store", "team", "guide"))


def rates(case: Case) -> None:
    """Draw the choice of a rate, the leaderboard and its export."""
    titles = {key: pick(metric.title) for key, metric in RATES.items()}
    metric = RATES[choose("rate", t("competition.rate"), titles, GREETING_REPLY_RATE.key, width=220)]
    listed, mean = rated(case, metric)
    if not listed:
        st.caption(t("reason.no_rows"))
        return
    language = current()
    st.caption(t("competition.rate_note", mean=formats.percent(mean, language)))
    if len(listed) > 1 and listed[-1].rank == 1:
        st.caption(f":orange[:material/info:] {t('competition.rate_alike')}")
    if is_phone():
        table = {
            t("ranking.place"): [str(one.rank) for one in listed[:PHONE_ROWS]],
            t("competition.name"): [markdown(one.name) for one in listed[:PHONE_ROWS]],
            t("competition.shrunk"): [formats.percent(one.shrunk, language) for one in listed[:PHONE_ROWS]],
            t("competition.raw"): [_raw(one) for one in listed[:PHONE_ROWS]],
        }
        st.table(table, border="horizontal", hide_index=True)
    else:
        _wide(listed)
    headings = (
        *map(t, ("ranking.rank", "competition.name")),
        *map(share, ("competition.shrunk", "competition.raw")),
        *map(t, ("split.numerator", "split.denominator")),
    )
    rows = [(one.rank, one.name, one.shrunk, one.raw, one.hits, one.tries) for one in listed]
    export(sheet(f"rates-{case.rules.id}-{metric.key}", headings, rows))


def _raw(one: Rated) -> str:
    return t("competition.of", rate=formats.percent(one.raw, current()), hits=one.hits, tries=one.tries)


def _wide(listed: list[Rated]) -> None:
    config = st.column_config
    highest = max(one.shrunk for one in listed) * 100
    data: dict[str, list[Any]] = {
        "rank": [one.rank for one in listed],
        "name": [one.name for one in listed],
        "shrunk": [one.shrunk * 100 for one in listed],
        "raw": [_raw(one) for one in listed],
    }
    st.dataframe(
        data,
        column_config={
            "rank": config.NumberColumn(t("ranking.rank"), width=52),
            "name": config.TextColumn(t("competition.name"), width=110),
            "shrunk": config.ProgressColumn(
                t("competition.shrunk"), format="%.1f %%", min_value=0, max_value=highest * 1.05 or 1
            ),
            "raw": config.TextColumn(t("competition.raw"), width=150),
        },
        hide_index=True,
        height=HEAD + ROW * min(len(listed), MOST_ROWS),
        row_height=ROW,
        alt=t("competition.rates_alt"),
    )
