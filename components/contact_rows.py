"""What the contact lists stand on: today's people, what was ticked of them, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from components import asking, retention_rows
from components.filters import last_day
from components.view import View
from data import collector
from data.settings import ContactRules, TierRules, settings
from data.state import tasks
from data.state.tasks import Task
from data.warehouse.generations import Generation
from metrics.analyses import contact_lists, task_results
from metrics.analyses.contact_lists import Due, Marks
from metrics.analyses.purchases import looked_from
from metrics.analyses.task_results import Outcome
from metrics.people import ADDED_PEOPLE
from metrics.question import EVERYTHING, Question

EVER = date(1900, 1, 1)
MOST = 20_000  # people of all lists together
LATELY = timedelta(days=7)  # who was contacted within these days is marked
TRACKED = timedelta(days=60)  # how far back results are told


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Somebody on a list, whether she was ticked for this reason today, and when she was last contacted at all."""

    target: Due
    is_done: bool
    last_on: date | None

    def task(self, day: date) -> Task:
        """What is ticked."""
        one = self.target
        return Task(customer_id=one.customer_id, guide_id=one.guide_id, reason=one.reason, day=day)


def _question(view: View) -> Question:
    return view.question(ADDED_PEOPLE, start=EVER, end=last_day(view.source) + timedelta(days=1))


def day(view: View) -> date | None:
    """The day that the lists are of: the last that the data knows; None before there are contacts or orders."""
    moment = looked_from(_question(view), view.source, "contacts", "orders")
    return moment.date() if moment else None


def marks(view: View) -> Marks:
    """What the lists go by, of the whole business: the magic number, the cycle, and who is dear."""
    source = view.source
    moment = looked_from(_question(view), source, "contacts", "orders")
    share = settings().contact_lists.dear_share
    return Marks(
        magic_number=retention_rows.magic_number(view).n,
        cycle_days=retention_rows.usual_cycle(view),
        dear_net=asking.kept(source, contact_lists.dear_net, moment, share) if moment is not None else None,
    )


def listed(view: View) -> Sequence[Due]:
    """Everybody to contact, by reason, the most valuable first."""
    return asking.kept(
        view.source, _contact_lists, _question(view), settings().contact_lists, settings().tiers, marks(view)
    )


def _contact_lists(
    source: Generation, question: Question, rules: ContactRules, tiers: TierRules, known: Marks
) -> Sequence[Due]:
    with collector.paused():
        return contact_lists.contact_lists(source, question, rules, tiers, limit=MOST, found_marks=known)


def entries(view: View, on: date) -> list[Entry]:
    """The lists with what was ticked of them; the state is asked anew each time."""
    ticked = tasks.ticked(settings(), on - LATELY, on)
    last: dict[str, date] = {}
    for customer_id, _, done_on in ticked:
        last[customer_id] = max(last.get(customer_id, done_on), done_on)
    return [
        Entry(
            target=one,
            is_done=(one.customer_id, one.reason, on) in ticked,
            last_on=last.get(one.customer_id),
        )
        for one in listed(view)
    ]


def outcomes(view: View, on: date) -> list[Outcome]:
    """What came of the tasks of the last weeks, by reason."""
    ticked = tasks.ticked(settings(), on - TRACKED, on, _guides(view))
    return task_results.outcomes(task_results.results(view.source, ticked.values()))


def _guides(view: View) -> Mapping[str, None] | None:
    """The guides whose tasks the viewer may see and asked for; None for all."""
    if view.scope == EVERYTHING and not view.where:
        return None
    rows = view.ask(ADDED_PEOPLE, by=("guide",), start=EVER, end=last_day(view.source) + timedelta(days=1))
    found = {str(row.codes[0]): None for row in rows if row.codes[0] is not None}
    return found | {one.guide_id: None for one in listed(view)}
