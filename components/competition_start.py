"""How a competition begins: from a template, from a TOML file, and where the sign-up list comes from."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from components import address, competition_rules, states
from components.access import Viewer
from components.clock import today
from components.escape import markdown
from components.language import pick, t
from components.view import View
from data.settings import settings
from metrics.competitions import register
from metrics.competitions.files import read
from metrics.competitions.rules import Rules, RulesError
from metrics.competitions.templates import TEMPLATES, template


def drafted(known: Collection[str]) -> Rules | None:
    """The rules of the template that the address names, beginning today, under an id that is free."""
    name = address.get("draft")
    if name not in TEMPLATES:
        return None
    free = f"C{today():%m%d}"
    number = 1
    while free in known:
        number += 1
        free = f"C{today():%m%d}-{number}"
    return template(name, id=free, title=_short(name), starts_on=today())


def _short(name: str) -> str:
    return pick(TEMPLATES[name][0]).replace(": ", "：").split("：")[0]


def templates(viewer: Viewer) -> None:
    """Draw the templates, each with the button that takes it over, the import, and a word on the sign-up list."""
    with st.grid(4, min_column_width=200, gap="small"):
        for name, (title, days, _) in TEMPLATES.items():
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{pick(title)}**")
                st.caption(t("rule.template_days", days=days))
                st.button(
                    t("rule.take_over"),
                    key=f"template:{name}",
                    icon=":material/add:",
                    on_click=address.put,
                    kwargs={"draft": name, "part": "rules"},
                )
    with st.expander(t("rule.import"), icon=":material/upload_file:"):
        _bring(viewer)


def sign_up(viewer: Viewer) -> None:
    """Say where a sign-up list comes from."""
    st.caption(t("rule.entries_hint"))
    states.to_intake(viewer)


def _bring(viewer: Viewer) -> None:
    file = st.file_uploader(t("rule.toml"), type=["toml"], key="rules_file", max_upload_size=1)
    if file is None:
        return
    try:
        made = read(file.getvalue().decode("utf-8-sig"))
    except (RulesError, UnicodeDecodeError) as error:
        competition_rules.faults(error if isinstance(error, RulesError) else RulesError(t("rule.no_text")))
        return
    is_there = made.id in register.kept(settings())
    st.markdown(t("rule.would_replace" if is_there else "rule.would_import", id=markdown(made.id)))
    if st.button(t("rule.import_now"), icon=":material/save:", type="primary", key="import_rules"):
        is_kept = register.keep(settings(), made, viewer.role.value)
        st.toast(t("rule.saved") if is_kept else t("rule.unchanged"), icon=":material/save:")
        address.put(competition=made.id, draft=None, part="rules")
        st.rerun()


def none_yet(viewer: Viewer, *, may_edit: bool) -> None:
    """What stands where there is no competition."""
    with st.container(border=True):
        st.subheader(t("competition.none"), anchor=False)
        st.write(t("competition.none_text") if may_edit else t("competition.none_ask"))
        if may_edit:
            templates(viewer)
            sign_up(viewer)


def draft(view: View, rules: Rules, viewer: Viewer) -> None:
    """Draw a draft that is not kept yet, with the way back."""
    st.button(
        t("rule.back"),
        key="drop_draft",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=address.put,
        kwargs={"draft": None},
    )
    with states.section(t("rule.draft")):
        competition_rules.form(view, rules, 0, viewer)
        sign_up(viewer)
