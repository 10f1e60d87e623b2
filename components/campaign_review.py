"""The written review: three texts that are edited and kept, the versions before, and the document with everything."""

from __future__ import annotations

import streamlit as st

from components import (
    asking,
    campaign_cards,
    campaign_contrast,
    campaign_picture,
    campaign_places,
    campaign_story,
    formats,
)
from components.access import Viewer
from components.campaign_case import Case, moment
from components.campaign_document import DOCX, Chapter, Report, docx_bytes
from components.escape import markdown
from components.language import current, pick, t
from components.roles import role
from data.settings import settings
from data.state import reviews
from data.state.models import Review
from metrics import campaign_people

PARTS = {"worked": "review.worked", "failed": "review.failed", "next": "review.next"}
HINTS = {"worked": "review.worked_hint", "failed": "review.failed_hint", "next": "review.next_hint"}
STORES = 10


def review(case: Case, viewer: Viewer) -> None:
    """Draw the three texts with what was last kept, the button that keeps them, and the older versions."""
    campaign_id = case.campaign.campaign_id
    kept = reviews.latest(settings(), campaign_id)
    keys = {part: f"review:{campaign_id}:{part}:{kept[part].id if part in kept else 0}" for part in PARTS}
    with st.form(f"review:{campaign_id}", border=False):
        for part, column in zip(PARTS, st.columns(3), strict=True):
            with column:
                st.text_area(
                    t(PARTS[part]),
                    value=kept[part].text if part in kept else "",
                    key=keys[part],
                    height=190,
                    placeholder=t(HINTS[part]),
                )
                st.caption(_last(kept.get(part)))
        st.form_submit_button(
            t("review.save"), icon=":material/save:", type="primary", on_click=_save, args=(campaign_id, keys, viewer)
        )
    with st.container(horizontal=True, gap="small"):
        _older(campaign_id, viewer)
        _document(case, {part: one.text for part, one in kept.items()})


def _last(one: Review | None) -> str:
    if one is None:
        return t("review.never")
    return t("review.last", who=role(one.who), at=formats.moment(one.at, current()))


def _save(campaign_id: str, keys: dict[str, str], viewer: Viewer) -> None:
    texts = {part: str(st.session_state.get(key, "")).strip() for part, key in keys.items()}
    changed = reviews.save(settings(), campaign_id, texts, viewer.role.value)
    names = t("filter.list_comma").join(t(PARTS[part]) for part in changed)
    st.toast(t("review.saved", parts=names) if changed else t("review.unchanged"), icon=":material/save:")


def _older(campaign_id: str, viewer: Viewer) -> None:
    """The versions that were replaced, each with the button that brings it back."""
    with st.popover(t("review.versions"), icon=":material/history:", type="tertiary"):
        is_any = False
        for part, title in PARTS.items():
            for one in reviews.versions(settings(), campaign_id, part)[1:]:
                is_any = True
                st.markdown(f"**{t(title)}** :gray[{_last(one)}]")
                st.caption(markdown(one.text) or t("review.empty"))
                st.button(
                    t("review.restore"),
                    key=f"restore:{one.id}",
                    icon=":material/undo:",
                    on_click=_restore,
                    args=(one.id, viewer),
                )
        if not is_any:
            st.caption(t("review.no_versions"))


def _restore(version: int, viewer: Viewer) -> None:
    try:
        again = reviews.restore(settings(), version, viewer.role.value)
    except LookupError:
        st.toast(t("review.gone"), icon=":material/error:")
        return
    st.toast(t("review.restored", part=t(PARTS[again.part])), icon=":material/undo:")


def _document(case: Case, texts: dict[str, str]) -> None:
    """The button that gives everything as a document, drawn when it is pressed."""
    report = reported(case, texts)
    family = campaign_picture.font()
    if family is None:
        st.caption(t("review.no_font"))
    st.download_button(
        t("review.export"),
        data=lambda: docx_bytes(report, family),
        file_name=f"{case.campaign.campaign_id}-{case.campaign.starts_on}.docx",
        mime=DOCX,
        key="docx",
        icon=":material/description:",
        on_click="ignore",
    )


def reported(case: Case, texts: dict[str, str]) -> Report:
    """What the document says: the page's figures, charts and sentences, and what was written."""
    language, campaign = current(), case.campaign
    cards = campaign_cards.wanted(case)
    stages = asking.kept(case.view.source, campaign_people.stages, case.question())
    both = campaign_contrast.found(case)
    stores = campaign_places.found(case, "store")[:STORES]
    contrast = [t("campaign.association")] if both.rates else []
    kind = pick(campaign.kind_name)
    chapters = (
        Chapter(
            t("campaign.figures"),
            headings=(t("campaign.figure"), t("campaign.value"), t("campaign.beside")),
            rows=tuple(campaign_cards.rows(cards)),
        ),
        Chapter(t("campaign.timeline"), campaign_story.timeline(case)),
        Chapter(t("campaign.pace"), campaign_story.pace(case)),
        Chapter(t("campaign.funnel"), campaign_story.funnel(stages)),
        Chapter(t("campaign.compare"), campaign_story.compare(case)),
        Chapter(
            t("campaign.contrast"),
            campaign_contrast.pictured(case, both),
            tuple(contrast),
            (t("campaign.rate"), t("campaign.best_third"), t("campaign.the_rest"), t("campaign.difference")),
            tuple(campaign_contrast.lines(both)),
        ),
        Chapter(
            t("campaign.stores"),
            headings=(
                t("campaign.store"),
                t("campaign.gmv"),
                t("campaign.participants"),
                t("campaign.conversion"),
            ),
            rows=tuple(
                (
                    pick(one.name),
                    formats.money(one.gmv.value, language),
                    formats.count(one.participants.value, language),
                    formats.percent(one.conversion.value, language),
                )
                for one in stores
            ),
        ),
        *(Chapter(t(title), sentences=(texts.get(part) or t("review.empty"),)) for part, title in PARTS.items()),
    )
    days = formats.span(campaign.starts_on, campaign.ends_on, language)
    return Report(
        title=t("review.title", name=campaign.name),
        subtitle=" · ".join(text for text in (kind, days, moment(case)) if text),
        chapters=chapters,
        no_font=t("review.no_font"),
        footer=f"{t('app.name')} · {t('footer.generation', number=case.view.source.number)}",
    )
