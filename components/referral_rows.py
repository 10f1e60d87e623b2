"""What the page of referrals stands on: the period's fission, the tree as the period ends, who brought whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from components import asking
from components.view import View
from data import collector
from data.settings import FissionRules, settings
from data.warehouse.generations import Generation
from metrics.analyses import fission, referrers
from metrics.analyses.fission import Fission
from metrics.analyses.referral_tree import Branch, Root, Tree
from metrics.analyses.referrers import Depth, Referrer
from metrics.analyses.suspicions import Suspicion
from metrics.people import ADDED_PEOPLE
from metrics.question import Question

EVER = date(1900, 1, 1)
LISTED = 20_000  # of those who brought most, in the export; a period has fewer
TREES = 14  # the largest, each with a place of its own in the picture
NAMED = 2_000  # of those who brought most ever: the tree calls them by their names, the rest by their codes


def is_known(view: View) -> bool:
    """Whether referrals were ever brought."""
    return view.source.has("referrals")


def rules() -> FissionRules:
    """The reward ladder, and from when on a burst is suspicious."""
    return settings().fission


@dataclass(frozen=True, kw_only=True)
class Told:
    """All that the page tells of the view's days, from one tree."""

    figures: Fission | None  # None where no referral was ever brought
    before: Fission | None  # of the days before, of equal number
    tree: Tree
    roots: Sequence[Root]  # the largest
    branches: Sequence[Branch]  # theirs
    depths: Sequence[Depth]
    counts: Mapping[int, int]  # of how many brought so many in the view's days
    brought_by: Sequence[Referrer]
    names: Mapping[str, str]
    suspicions: Sequence[Suspicion]


def told(view: View) -> Told:
    """Fission of the view's days and of those before, and the tree as it stands when they end."""
    then = view.before().question(ADDED_PEOPLE)
    return asking.kept(view.source, _told, view.question(ADDED_PEOPLE), then, rules())


def _told(source: Generation, question: Question, then: Question, ladder: FissionRules) -> Told:
    with collector.paused():
        tree = referrers.grown(source, question)
        ever = replace(question, start=EVER)
        most = referrers.referrers(source, ever, ladder, limit=NAMED, whole=tree)
        roots, branches = tree.largest(TREES)
        here = tree.since(datetime.combine(question.start, time()))
        return Told(
            figures=next(iter(fission.fission(source, question, tree)), None),
            before=next(iter(fission.fission(source, then, tree)), None),
            tree=tree,
            roots=roots,
            branches=branches,
            depths=referrers.generations_of(source, question, tree),
            counts=Counter(Counter(tree.referrer[here].tolist()).values()),
            brought_by=referrers.referrers(source, question, ladder, limit=LISTED, whole=tree),
            names={one.referrer_id: one.name for one in most if one.name},
            suspicions=referrers.suspicious(source, question, ladder, tree),
        )
