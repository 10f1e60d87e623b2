"""Tags: how many people of a segment have each, and what they bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from data.settings import Settings, TierRules
from data.warehouse.generations import Generation
from metrics.analyses.analysis import Analysis, column, money, share
from metrics.analyses.census import census
from metrics.analyses.counts import ALL, TAG
from metrics.analyses.segments import EVERYBODY, Segment
from metrics.model import Unit
from metrics.people import ADDED_PEOPLE
from metrics.question import Question


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A tag with its people; a person with several tags is counted in each.

    What they bought is None where no order was ever brought in.
    """

    tag: str
    people: int
    share: float | None  # of all people of the segment
    buyers: int | None
    buyer_share: float | None
    orders: int | None
    gmv: Decimal | None
    per_person: Decimal | None


def tags(generation: Generation, question: Question, rules: TierRules, segment: Segment = EVERYBODY) -> Sequence[Tag]:
    """Every tag of the segment's people, the most frequent first."""
    found = census(generation, question, rules, segment, (ALL, TAG))
    everybody = sum(row.people for _, row in found[ALL])
    has_orders = "orders" in generation.horizons
    told = [
        Tag(
            tag=str(code),
            people=int(row.people),
            share=share(row.people, everybody),
            buyers=int(row.buyers) if has_orders else None,
            buyer_share=share(row.buyers, row.people) if has_orders else None,
            orders=int(row.orders) if has_orders else None,
            gmv=money(row.net) if has_orders else None,
            per_person=money(money(row.net) / row.people) if has_orders else None,
        )
        for code, row in found[TAG]
    ]
    return sorted(told, key=lambda one: (-one.people, one.tag))


def _rows(generation: Generation, question: Question, settings: Settings) -> Sequence[Tag]:
    return tags(generation, question, settings.tiers)


TAGS = Analysis(
    key="tags",
    title=("标签", "Tags"),
    meaning=(
        "每个标签多少人、买了多少；一人多个标签在每个里都算",
        "The people of each tag and what they bought; with several tags a person counts in each.",
    ),
    columns=(
        column("tag", "标签", "Tag"),
        column("people", "人数", "People", Unit.COUNT),
        column("share", "占比", "Share", Unit.PERCENT),
        column("buyers", "买过的人", "Buyers", Unit.COUNT),
        column("buyer_share", "买过的占比", "Share of buyers", Unit.PERCENT),
        column("orders", "订单数", "Orders", Unit.COUNT),
        column("gmv", "累计成交额", "GMV so far", Unit.MONEY),
        column("per_person", "人均成交", "GMV per person", Unit.MONEY),
    ),
    rows=_rows,
    metric=ADDED_PEOPLE,
)
