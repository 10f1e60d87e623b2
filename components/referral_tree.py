"""The referral tree as an icicle, its generations, and where it is too wide for a screen its largest branches."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from decimal import Decimal

import plotly.graph_objects as go
import streamlit as st

from components import charts, formats, referral_rows
from components.device import is_phone
from components.escape import markdown
from components.export import export_rows
from components.ink import faint, ink
from components.language import current, t
from components.listing import listing
from components.referral_rows import Told
from components.view import View
from metrics.analyses.referral_tree import Branch, Root
from metrics.analyses.referrers import REFERRAL_DEPTHS, REFERRAL_TREE

DEPTH = 6  # generations that are drawn at a time
PHONE = 8
MOST_DEPTHS = 12


def tree(view: View) -> None:
    """Draw the tree, what it says in words, and its export."""
    told = referral_rows.told(view)
    if not told.roots:
        st.caption(t("referral.none_here") if referral_rows.is_known(view) else t("referral.bring_referrals"))
        return
    st.markdown(said(told))
    if is_phone():
        _largest(told.roots, told.names)
    else:
        figure = _icicle(told.branches, told.roots, told.names)
        st.plotly_chart(figure, config={"displayModeBar": False}, width="stretch", key="referral:tree")
        st.caption(_note(told))
    export_rows("referral-tree", REFERRAL_TREE, told.tree.branches)


def named(code: str, names: Mapping[str, str]) -> str:
    """What a customer calls herself, else her code."""
    return names.get(code) or code


def said(told: Told) -> str:
    """How many trees there are, and how much of everything hangs on the largest."""
    language, first, brought = current(), told.roots[0], len(told.tree.edges)
    return t(
        "referral.tree_said",
        people=formats.plain(brought, language),
        trees=formats.plain(len(told.tree.begun), language),
        name=markdown(named(first.code, told.names)),
        most=formats.plain(first.people, language),
        share=formats.percent(first.people / brought, language, 0),
        depth=len(told.depths),
    )


def _largest(begun: Sequence[Root], names: Mapping[str, str]) -> None:
    language = current()
    listing(
        (t("referral.begins"), t("referral.below"), t("referral.depth"), t("referral.gmv")),
        [
            (
                markdown(named(one.code, names)),
                formats.plain(one.people, language),
                str(one.depth),
                formats.money(one.gmv and round(one.gmv), language),
            )
            for one in begun[:PHONE]
        ],
    )


def _icicle(found: Sequence[Branch], begun: Sequence[Root], names: Mapping[str, str]) -> go.Figure:
    everybody = sum(one.people for one in begun)
    ids, labels, parents, values, words, depths = ["*"], [t("referral.everybody")], [""], [everybody], [""], [0]
    words[0] = t("referral.node_all", people=formats.plain(everybody, current()))

    def add(place: str, label: str, parent: str, people: int, gmv: Decimal | None, depth: int) -> None:
        ids.append(place)
        labels.append(html.escape(label))  # Plotly reads some HTML in its texts
        parents.append(parent)
        values.append(people)
        depths.append(depth)
        people_said, money = formats.plain(people, current()), formats.money(gmv, current())
        words.append(t("referral.node", name=html.escape(label), people=people_said, gmv=money, depth=depth))

    for root in begun:
        add(f"c:{root.code}", named(root.code, names), "*", root.people, root.gmv, 0)
    for one in found:
        add(f"c:{one.child}", named(one.child, names), f"c:{one.parent}", one.people, one.gmv, one.depth)
    shades = {depth: faint("main", max(0.62 - 0.09 * depth, 0.12)) for depth in set(depths)}
    colours = [faint("ink", 0.12), *(shades[depth] for depth in depths[1:])]
    figure = go.Figure(
        go.Icicle(
            ids=ids,
            labels=labels,
            parents=parents,
            values=values,
            branchvalues="total",
            customdata=words,
            hovertemplate="%{customdata}<extra></extra>",
            maxdepth=DEPTH,
            tiling={"orientation": "h", "pad": 1},
            marker={"colors": colours, "line": {"width": 0}},
            textfont={"color": ink(), "size": 12},
            pathbar={"visible": True, "thickness": 22, "textfont": {"color": ink()}},
            sort=False,
        )
    )
    figure.update_layout(
        height=560, margin={"l": 4, "r": 4, "t": 26, "b": 4}, uniformtext={"minsize": 9, "mode": "hide"}
    )
    return figure


def _note(told: Told) -> str:
    """How to read the tree, and how much of it is not drawn."""
    shown, trees = len(told.roots), len(told.tree.begun)
    if shown == trees:
        return t("referral.tree_note")
    language = current()
    people = formats.plain(len(told.tree.edges) - sum(one.people for one in told.roots), language)
    rest = t("referral.tree_rest", shown=shown, trees=formats.plain(trees - shown, language), people=people)
    return f"{t('referral.tree_note')} {rest}"


def generations(view: View) -> None:
    """Draw how many people each generation holds, and how many of them bring others in turn; and the export."""
    found = referral_rows.told(view).depths
    if not found:
        st.caption(t("referral.none_here") if referral_rows.is_known(view) else t("referral.bring_referrals"))
        return
    language = current()
    rows = [
        charts.Bar(
            name=t("referral.generation", depth=one.depth),
            value=one.people,
            said=t(
                "referral.generation_said",
                people=formats.plain(one.people, language),
                referrers=formats.plain(one.referrers, language),
                share=formats.percent(one.referrers / one.people, language, 0),
            ),
        )
        for one in found[:MOST_DEPTHS]
    ]
    charts.show(charts.bars(rows, step=32, room=3.6 if is_phone() else 1.9), alt=t("referral.generations_alt"))
    st.caption(t("referral.generations_note"))
    export_rows("referral-depths", REFERRAL_DEPTHS, lambda: found)
