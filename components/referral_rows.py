"""What the page of referrals stands on: the period's fission, the tree as the period ends, who brought whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from components import asking
from components.view import View
from data.settings import FissionRules, settings
from data.warehouse.generations import Generation
from metrics.analyses import fission, referrers
from metrics.analyses.fission import Fission
from metrics.analyses.referral_tree import Branch, Suspicion
from metrics.analyses.referrers import Depth, Referrer
from metrics.people import ADDED_PEOPLE
from metrics.question import Question

EVER = date(1900, 1, 1)
LISTED = 20_000  # of those who brought most, in the export; a period has fewer
NAMED = 2_000  # of them, called by their names in the tree; the rest by their codes


def is_known(view: View) -> bool:
    """Whether referrals were ever brought."""
    return view.source.has("referrals")


def rules() -> FissionRules:
    """The reward ladder, and from when on a burst is suspicious."""
    return settings().fission


def figures(view: View) -> Fission | None:
    """The fission of the view's days; None where no referral was ever brought."""
    found = asking.kept(view.source, fission.fission, view.question(ADDED_PEOPLE))
    return found[0] if found else None


def branches(view: View) -> Sequence[Branch]:
    """Who brought whom, as it stands when the view's days end."""
    return asking.kept(view.source, referrers.tree, view.question(ADDED_PEOPLE))


def depths(view: View) -> Sequence[Depth]:
    """The generations of the same tree."""
    return asking.kept(view.source, referrers.generations_of, view.question(ADDED_PEOPLE))


def brought_by(view: View) -> Sequence[Referrer]:
    """Who brought most in the view's days, with the reward."""
    return asking.kept(view.source, _referrers, view.question(ADDED_PEOPLE), rules(), LISTED)


def counts(view: View) -> Mapping[str, int]:
    """How many everybody brought who brought somebody in the view's days."""
    begins = datetime.combine(view.period.start, time())
    return Counter(one.parent for one in branches(view) if one.at >= begins)


def names(view: View) -> Mapping[str, str]:
    """What those who brought most ever call themselves, by code; who gave no name is not among them."""
    ever = replace(view.question(ADDED_PEOPLE), start=EVER)
    found = asking.kept(view.source, _referrers, ever, rules(), NAMED)
    return {one.referrer_id: one.name for one in found if one.name}


def suspicions(view: View) -> Sequence[Suspicion]:
    """What looks wrong in the view's days."""
    return asking.kept(view.source, referrers.suspicious, view.question(ADDED_PEOPLE), rules())


def _referrers(source: Generation, question: Question, ladder: FissionRules, limit: int) -> Sequence[Referrer]:
    return referrers.referrers(source, question, ladder, limit=limit)
