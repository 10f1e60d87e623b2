"""People of a campaign: how many were asked in, came, took part and bought, and each as a share of those before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import sqlalchemy as sa

from data.warehouse.generations import Generation
from metrics.campaign_register import ever
from metrics.campaigns import PARTICIPANTS
from metrics.compiler import asked_rows, split
from metrics.events import EVENTS
from metrics.groups import INVITED, JOINED
from metrics.model import Rows, Text
from metrics.question import Question
from metrics.statistics import wilson


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A step: its different people (None where no row speaks of it), and how many of those before are among them.

    Who came unasked, or took part outside the groups, is counted in `people` and in no share.
    """

    key: str
    title: Text
    people: int | None
    passed: int | None = None
    base: int | None = None

    @property
    def share(self) -> float | None:
        """Those of the step before who are here too."""
        return self.passed / self.base if self.base and self.passed is not None else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval of the share."""
        return wilson(self.passed, self.base) if self.base and self.passed is not None else None


_STEPS: tuple[tuple[str, Text, str], ...] = (
    ("invited", ("受邀", "Invited"), "invited"),
    ("joined", ("入群", "Joined a group"), "joined"),
    ("took_part", ("参与活动", "Took part"), "took part in the campaign"),
    ("bought", ("下单", "Bought"), "bought"),
)


def stages(generation: Generation, question: Question) -> tuple[Stage, ...]:
    """The four steps of the campaign that the question filters by, within its other filters and scope.

    Guide groups are left out: guides are no customers.
    """
    asked = ever(generation, replace(question, metrics=(), by=()))
    of_customers = replace(asked, where=(*asked.where, ("audience", ("customer",))))
    everyone: dict[str, Callable[[], sa.Subquery]] = {
        "invited": lambda: _people(of_customers, INVITED),
        "joined": lambda: _people(of_customers, JOINED),
        "took_part": lambda: _people(asked, PARTICIPANTS),
        "bought": lambda: _people(asked, PARTICIPANTS, has="bought_at"),
    }
    found: list[Stage] = []
    before: str | None = None
    for key, title, event in _STEPS:
        if not EVENTS[event].kinds(generation):
            found.append(Stage(key=key, title=title, people=None))
            before = None
            continue
        people = _count(generation, everyone[key]())
        base = found[-1].people if before is not None else None
        passed = _both(generation, everyone[before](), everyone[key]()) if before is not None else None
        found.append(Stage(key=key, title=title, people=people, passed=passed, base=base))
        before = key
    return tuple(found)


def _people(question: Question, rows: Rows, has: str | None = None) -> sa.Subquery:
    """The different customers of the rows that the question keeps."""
    source = asked_rows(question, rows.subject, rows.anchor)
    query = split(question, source, [source.c.customer_id])
    if has is not None:
        query = query.where(source.c[has].is_not(None))
    return query.distinct().subquery()


def _count(generation: Generation, people: sa.Subquery) -> int:
    return int(generation.rows(sa.select(sa.func.count()).select_from(people))[0][0])


def _both(generation: Generation, ones: sa.Subquery, others: sa.Subquery) -> int:
    both = ones.join(others, ones.c.customer_id == others.c.customer_id)
    return int(generation.rows(sa.select(sa.func.count()).select_from(both))[0][0])
