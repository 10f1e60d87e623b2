"""What is settled as a workbook for payroll: what each is paid, every payment, and the places."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from components import competition_words
from components.competition_case import Case
from components.export import XLSX, Sheet, sheet, xlsx_bytes
from components.language import t
from components.provenance import shown
from data.state.settlements import ALL
from metrics.competitions.settling import Settled


def names(case: Case) -> dict[str, str]:
    """Everyone who may be paid, by id: entrants and guides."""
    return {**case.board.known.names} | {one: entrant.name for one, entrant in case.board.entrants.items()}


def payroll(case: Case, links: Sequence[Settled]) -> None:
    """Draw the button that gives the workbook of all that is settled and in force."""
    about = shown()
    st.download_button(
        t("settle.export"),
        data=lambda: xlsx_bytes(*sheets(case, links), about=about),
        file_name=f"{case.rules.id}-payroll.xlsx",
        mime=XLSX,
        key="payroll",
        icon=":material/payments:",
        on_click="ignore",
    )


def sheets(case: Case, links: Sequence[Settled]) -> tuple[Sheet, Sheet, Sheet]:
    """Per payee, per payment, and the places, over all settlements in force; amounts to the cent."""
    known = names(case)
    sums: dict[str, Decimal] = {}
    payments: list[tuple[object, ...]] = []
    places: list[tuple[object, ...]] = []
    for link in sorted(links, key=lambda link: (link.part == ALL, link.part)):
        part = t("settle.whole") if link.part == ALL else link.part
        for line in link.lines:
            sums[line.payee] = sums.get(line.payee, Decimal(0)) + line.amount
            payments.append(
                (
                    part,
                    line.day,
                    competition_words.reward(line.kind),
                    line.payee,
                    known.get(line.payee, line.payee),
                    known.get(line.entrant, line.entrant),
                    competition_words.what(line.what),
                    line.reached,
                    line.amount,
                    link.hash,
                )
            )
        for place in link.places:
            row = (place["rank"], place["league"], place["entrant"], place["name"], place["points"], place["reward"])
            places.append((part, *row))
    totals = [
        (one, known.get(one, one), amount) for one, amount in sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    code, name, amount = t("ranking.code"), t("settle.payee"), t("settle.amount")
    return (
        sheet(t("settle.sheet_totals"), (code, name, amount), totals),
        sheet(
            t("settle.sheet_lines"),
            (
                t("settle.part"),
                t("settle.day"),
                t("settle.why"),
                code,
                name,
                t("settle.entrant"),
                t("competition.scores_by"),
                t("settle.reached"),
                amount,
                t("settle.hash"),
            ),
            payments,
        ),
        sheet(
            t("settle.sheet_places"),
            (
                t("settle.part"),
                t("ranking.rank"),
                t("competition.league"),
                code,
                t("settle.entrant"),
                t("competition.points"),
                amount,
            ),
            places,
        ),
    )
