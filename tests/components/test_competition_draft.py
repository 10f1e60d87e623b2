"""Rules as lines of editable tables, and back: the same rules."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import competition_draft
from metrics.competitions.rules import Rules, RulesError, checked
from metrics.competitions.scorables import SCORABLES
from metrics.competitions.templates import TEMPLATES, template

START = date(2026, 3, 2)
WHATS = st.sampled_from([*SCORABLES, "points"])
MONEY = st.decimals(min_value=0, max_value=9999, places=2).map(str)
POTS = st.lists(MONEY, min_size=1, max_size=4)


@st.composite
def ladders(draw: st.DrawFn) -> dict[str, Any]:
    """Steps that rise."""
    marks = sorted(draw(st.sets(st.integers(1, 50), min_size=1, max_size=4)))
    steps = [{"at": mark, "amount": draw(MONEY)} for mark in marks]
    return {"kind": "ladder", "what": draw(WHATS), "steps": steps, "adds_up": draw(st.booleans())}


REWARDS = st.one_of(
    st.builds(
        lambda pots, what, per: {"kind": "rank", "pots": pots, "what": what, "per": per},
        POTS,
        WHATS,
        st.sampled_from(["end", "day"]),
    ),
    st.builds(lambda amount, what: {"kind": "daily_best", "amount": amount, "what": what}, MONEY, WHATS),
    st.builds(lambda amount: {"kind": "opening_order", "amount": amount}, MONEY),
    ladders(),
    st.builds(
        lambda rate: {"kind": "commission", "rate": str(rate)}, st.decimals(min_value="0.0001", max_value=1, places=4)
    ),
    st.builds(
        lambda pots, split: {"kind": "team_pot", "pots": pots, "split": split},
        POTS,
        st.sampled_from(["even", "points"]),
    ),
    st.builds(
        lambda amount, what, per: {"kind": "pk", "amount": amount, "what": what, "per": per},
        MONEY,
        WHATS,
        st.sampled_from(["end", "day"]),
    ),
)
SCORES = st.dictionaries(
    st.sampled_from(list(SCORABLES)),
    st.tuples(
        st.decimals(min_value="-99", max_value=99, places=3).filter(bool),
        st.none() | st.decimals(min_value="0.5", max_value=500, places=1),
    ),
    min_size=1,
    max_size=5,
)


def again(rules: Rules) -> Rules:
    """The rules through the tables, as the form hands them back."""
    head = {
        "id": rules.id,
        "title": rules.title,
        "starts_on": rules.starts_on,
        "ends_on": rules.ends_on,
        "cut_offs": "、".join(f"{cut:%H:%M}" for cut in rules.cut_offs),
        "entrants": rules.entrants,
        "takes_part": rules.takes_part,
        "leagues": rules.leagues,
        "tie_breakers": list(rules.tie_breakers),
        "regions": list(rules.regions),
        "roles": list(rules.roles),
    }
    tables = {
        "scores": [*competition_draft.scores(rules), {"what": None, "points": float("nan")}],
        "rewards": [*competition_draft.rewards(rules), {"kind": "", "amounts": None}],
        "stages": [stage.model_dump() for stage in rules.stages],
        "layers": [{"title": layer.title, "guides_up_to": layer.guides_up_to} for layer in rules.layers],
    }
    return checked(competition_draft.written(head, tables))


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_come_back(name: str) -> None:
    rules = template(name, id="k", title="t", starts_on=START)
    assert again(rules) == rules


@given(scores=SCORES, rewards=st.lists(REWARDS, max_size=5), days=st.integers(0, 20))
def test_any_rules_come_back(
    scores: dict[str, tuple[Decimal, Decimal | None]], rewards: list[dict[str, Any]], days: int
) -> None:
    rules = checked(
        {
            "id": "k",
            "title": "t",
            "starts_on": START,
            "ends_on": START + timedelta(days=days),
            "leagues": "layers",
            "layers": [{"title": "小店", "guides_up_to": 3}, {"title": "大店"}],
            "scores": [{"what": w, "points": p, "cap_per_day": c} for w, (p, c) in scores.items()],
            "rewards": rewards,
        }
    )
    assert again(rules) == rules


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ({"kind": "rank", "amounts": "三百"}, "pots"),
        ({"kind": "rank", "amounts": None}, "pots"),
        ({"kind": "ladder", "amounts": "3"}, "amount"),
        ({"kind": "ladder", "amounts": "5=79、3=30"}, "rewards.1.ladder"),
        ({"kind": "commission", "amounts": "五%"}, "rate"),
        ({"kind": "commission", "amounts": "500%"}, "rate"),
        ({"kind": "daily_best", "amounts": "50 60"}, None),
        ({"kind": "nothing", "amounts": "1"}, "rewards.1"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(line: dict[str, Any], place: str | None) -> None:
    head = {"id": "k", "title": "t", "starts_on": START, "ends_on": START}
    tables = {"scores": [{"what": "orders", "points": 1.0}], "rewards": [line], "stages": [], "layers": []}
    if place is None:  # two amounts where one belongs are not made into one great amount
        with pytest.raises(RulesError):
            checked(competition_draft.written(head, tables))
        return
    with pytest.raises(RulesError, match=place.replace(".", r"\.")):
        checked(competition_draft.written(head, tables))
