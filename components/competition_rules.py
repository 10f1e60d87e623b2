"""The rules of a competition as a form: head, what scores, rewards; faults in words, a preview, a new version."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from components import address, asking, competition_draft, competition_words
from components.access import Viewer
from components.competition_case import Race, counted
from components.competition_draft import Row
from components.escape import markdown
from components.language import current, t
from components.listing import listing
from components.view import View
from data.settings import settings
from metrics.competitions import register
from metrics.competitions.rules import Rules, RulesError, checked
from metrics.competitions.scorables import SCORABLES
from metrics.competitions.standings import standings

KINDS = {"guide": "competition.by_guide", "team": "competition.by_team", "store": "competition.by_store"}
TAKES_PART = {"auto": "rule.auto", "entries": "rule.entries", "everyone": "rule.everyone"}
ROLES = {"guide": "role.guide", "store_manager": "role.store_manager"}
LEAGUES = {"none": "rule.no_leagues", "entries": "rule.leagues_entries", "layers": "rule.leagues_layers"}
PER = {"end": "rule.per_end", "day": "rule.per_day"}
SPLIT = {"even": "rule.split_even", "points": "rule.split_points"}
PLACES = {
    "id": "rule.id",
    "title": "rule.title",
    "starts_on": "rule.from",
    "ends_on": "rule.to",
    "cut_offs": "rule.cut_offs",
    "scores": "rule.scores",
    "rewards": "rule.rewards",
    "stages": "rule.stage",
    "layers": "rule.layer",
    "tie_breakers": "rule.tie_breakers",
    "what": "rule.what",
    "points": "rule.points",
    "cap_per_day": "rule.cap",
    "pots": "rule.amounts",
    "amount": "rule.amounts",
    "rate": "rule.amounts",
    "steps": "rule.amounts",
    "guides_up_to": "rule.guides_up_to",
}
PREVIEWED = 5


def form(view: View, rules: Rules, version: int, viewer: Viewer) -> None:
    """Draw the form of rules, and below it what came of a check or a save; version 0 is a draft not kept yet."""
    key = f"rules:{rules.id}:{version}:{current()}"
    with st.form(key):
        head = _head(view, rules, key, is_new=version == 0)
        st.markdown(f"**{t('rule.scores')}**")
        tables = {"scores": _scores(rules, key)}
        st.markdown(f"**{t('rule.rewards')}**")
        st.caption(t("rule.amounts_help"))
        tables["rewards"] = _rewards(rules, key)
        with st.expander(t("rule.more"), expanded=bool(rules.stages or rules.layers)):
            left, right = st.columns(2)
            with left:
                st.caption(t("rule.stages"))
                tables["stages"] = _stages(rules, key)
            with right:
                st.caption(t("rule.layers"))
                tables["layers"] = _layers(rules, key)
        with st.container(horizontal=True):
            is_asked = st.form_submit_button(t("rule.check"), icon=":material/fact_check:")
            is_sent = st.form_submit_button(t("rule.save"), icon=":material/save:", type="primary")
    if not (is_asked or is_sent):
        return
    try:
        made = checked(competition_draft.written(head, tables))
    except RulesError as error:
        faults(error)
        return
    if is_sent:
        _save(made, viewer, is_new=version == 0)
    else:
        preview(view, made)


def faults(error: Exception) -> None:
    """Draw what is wrong, a line a fault."""
    lines = [_placed(line) for line in competition_words.told(error).splitlines()]
    st.warning(
        "  \n".join([f"**{t('rule.faults', number=len(lines))}**", *(f"- {markdown(line)}" for line in lines)]),
        icon=":material/rule:",
    )


def _placed(line: str) -> str:
    """A fault with its place in the words of the form: `scores.2.points` is the second line of what scores."""
    found = re.match(r"([a-z_]+(?:\.[a-z0-9_]+)*)(?= “|：|: )", line)
    if found is None:
        return line
    words = [
        t("rule.line", number=piece) if piece.isdigit() else t(PLACES[piece])
        for piece in found.group().split(".")
        if piece.isdigit() or piece in PLACES
    ]
    return " ".join(words) + line[found.end() :].removeprefix("：" if not words else "")


def _save(made: Rules, viewer: Viewer, *, is_new: bool) -> None:
    if is_new and made.id in register.kept(settings()):
        st.warning(t("rule.taken", id=markdown(made.id)), icon=":material/rule:")
        return
    is_kept = register.keep(settings(), made, viewer.role.value)
    st.toast(t("rule.saved") if is_kept else t("rule.unchanged"), icon=":material/save:")
    if is_kept:
        address.put(competition=made.id, draft=None, part="rules")
        st.rerun()


def preview(view: View, made: Rules) -> None:
    """Draw what would be ranked by rules: how many, the first five, what is paid as it stands."""
    found = asking.kept(view.source, counted, Race(made, ()))
    with st.container(border=True):
        paid = sum((line.amount for line in found.rewards()), start=Decimal(0))
        leagues = sorted({one.league for one in found.entrants.values() if one.league})
        said = [
            t("rule.would_rank", number=len(found.entrants)),
            t("competition.paid", money=competition_words.money(paid)),
        ]
        if leagues:
            said.append(t("rule.leagues_are", list=t("filter.list_comma").join(map(markdown, leagues))))
        st.markdown(f"**{t('rule.preview')}** " + " · ".join(said))
        first = [place for place in standings(found) if place.points > 0]
        first.sort(key=lambda place: -place.points)
        if not first:
            st.caption(t("competition.nothing_scored"))
            return
        listing(
            (t("competition.name"), t("competition.league"), t("competition.points")),
            [
                (
                    markdown(place.entrant.name),
                    markdown(place.entrant.league or "") or "—",
                    competition_words.points(place.points, 1),
                )
                for place in first[:PREVIEWED]
            ],
        )


def _head(view: View, rules: Rules, key: str, *, is_new: bool) -> Row:
    with st.grid(4, min_column_width=180, gap="small"):
        one = st.text_input(t("rule.id"), rules.id, key=f"{key}:id", disabled=not is_new, max_chars=64)
        title = st.text_input(t("rule.title"), rules.title, key=f"{key}:title", max_chars=80)
        days = st.date_input(t("rule.days"), (rules.starts_on, rules.ends_on), key=f"{key}:days", format="YYYY-MM-DD")
        cut_offs = st.text_input(
            t("rule.cut_offs"), "、".join(f"{cut:%H:%M}" for cut in rules.cut_offs), key=f"{key}:cuts"
        )
        entrants = _one_of(t("rule.entrants"), KINDS, rules.entrants, f"{key}:entrants")
        takes_part = _one_of(t("rule.takes_part"), TAKES_PART, rules.takes_part, f"{key}:part")
        leagues = _one_of(t("rule.leagues"), LEAGUES, rules.leagues, f"{key}:leagues")
        breakers = st.multiselect(
            t("rule.tie_breakers"),
            list(SCORABLES),
            list(rules.tie_breakers),
            format_func=_what,
            key=f"{key}:ties",
            placeholder=t("rule.none"),
        )
        names = asking.members(view.source, "region", view.period.last, view.scope)
        regions = st.multiselect(
            t("rule.regions"),
            [*names, *(region for region in rules.regions if region not in names)],
            list(rules.regions),
            key=f"{key}:regions",
            placeholder=t("filter.all"),
        )
        roles = st.multiselect(
            t("rule.roles"),
            list(ROLES),
            list(rules.roles),
            format_func=lambda code: t(ROLES[code]) if code in ROLES else str(code),
            key=f"{key}:roles",
            placeholder=t("filter.all"),
        )
    starts_on, ends_on = (days if len(days) == 2 else (*days, None)) if isinstance(days, tuple) else (days, days)
    return {
        "id": one.strip(),
        "title": title.strip(),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "cut_offs": cut_offs,
        "entrants": entrants,
        "takes_part": takes_part,
        "leagues": leagues,
        "tie_breakers": breakers,
        "regions": regions,
        "roles": roles,
    }


def _one_of(label: str, titles: dict[str, str], now: str, key: str) -> str:
    return st.selectbox(
        label,
        list(titles),
        index=list(titles).index(now),
        format_func=lambda code: t(titles[code]) if code in titles else str(code),
        key=key,
    )


def _what(code: str) -> str:
    return competition_words.what(code) if code == "points" or code in SCORABLES else str(code)


def _table(rows: list[Row], columns: dict[str, Any], key: str) -> list[Row]:
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    edited = st.data_editor(
        frame, key=key, column_config=columns, num_rows="dynamic", hide_index=True, width="stretch", placeholder="—"
    )
    return [dict(row) for row in edited.to_dict("records")]


def _scores(rules: Rules, key: str) -> list[Row]:
    config = st.column_config
    columns = {
        "what": config.SelectboxColumn(t("rule.what"), options=list(SCORABLES), format_func=_what, required=True),
        "points": config.NumberColumn(t("rule.points"), format="%g", help=t("rule.points_help")),
        "cap_per_day": config.NumberColumn(t("rule.cap"), format="%g", min_value=0, help=t("rule.cap_help")),
    }
    return _table(competition_draft.scores(rules), columns, f"{key}:scores")


def _rewards(rules: Rules, key: str) -> list[Row]:
    config = st.column_config
    columns = {
        "kind": config.SelectboxColumn(
            t("rule.kind"), options=list(competition_draft.KINDS), format_func=competition_words.reward, required=True
        ),
        "amounts": config.TextColumn(t("rule.amounts"), width="medium"),
        "what": config.SelectboxColumn(t("rule.by_what"), options=["points", *SCORABLES], format_func=_what),
        "per": config.SelectboxColumn(t("rule.per"), options=list(PER), format_func=lambda code: t(PER[code])),
        "split": config.SelectboxColumn(t("rule.split"), options=list(SPLIT), format_func=lambda code: t(SPLIT[code])),
        "adds_up": config.CheckboxColumn(t("rule.adds_up"), width="small"),
    }
    return _table(competition_draft.rewards(rules), columns, f"{key}:rewards")


def _stages(rules: Rules, key: str) -> list[Row]:
    config = st.column_config
    columns = {
        "title": config.TextColumn(t("rule.stage")),
        "starts_on": config.DateColumn(t("rule.from"), format="YYYY-MM-DD"),
        "ends_on": config.DateColumn(t("rule.to"), format="YYYY-MM-DD"),
    }
    rows = _table([stage.model_dump() for stage in rules.stages], columns, f"{key}:stages")
    return [
        {
            name: pd.Timestamp(cell).date() if name != "title" and not _is_day(cell) else cell
            for name, cell in row.items()
        }
        for row in rows
    ]


def _is_day(cell: object) -> bool:
    return type(cell) is date or competition_draft.is_nothing(cell) or cell is pd.NaT


def _layers(rules: Rules, key: str) -> list[Row]:
    config = st.column_config
    columns = {
        "title": config.TextColumn(t("rule.layer")),
        "guides_up_to": config.NumberColumn(t("rule.guides_up_to"), min_value=1, step=1, format="%d"),
    }
    return _table([layer.model_dump() for layer in rules.layers], columns, f"{key}:layers")
