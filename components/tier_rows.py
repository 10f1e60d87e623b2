"""What the page of tiers stands on: everybody known on the data's last day within the filters, asked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from components import asking
from components.filters import last_day
from components.view import View
from data.settings import TierRules, settings
from data.warehouse.generations import Generation
from metrics.analyses import rfm, segment_sheet, segments, tiers
from metrics.analyses import tags as tag_analysis
from metrics.analyses.rfm import Scores
from metrics.analyses.segment_sheet import Fact
from metrics.analyses.segments import EVERYBODY, Segment
from metrics.analyses.tags import Tag
from metrics.analyses.tiers import Move, Tier
from metrics.people import ADDED_PEOPLE
from metrics.question import Question

EVER = date(1900, 1, 1)
MONTHS_BACK = timedelta(days=186)  # six months of moves between tiers
ALL = 1_000  # of each list of a sheet: what a segment is held against


def everybody(view: View) -> Question:
    """The view's question about whoever is known on the data's last day."""
    return view.question(ADDED_PEOPLE, start=EVER, end=last_day(view.source) + timedelta(days=1))


def is_known(view: View) -> bool:
    """Whether adds or orders were ever brought: without them nobody is known."""
    return any(kind in view.source.horizons for kind in ("contacts", "orders"))


def standing(view: View) -> Sequence[Tier]:
    """The five tiers."""
    return asking.kept(view.source, tiers.tiers, everybody(view), settings().tiers)


def moves(view: View) -> Sequence[Move]:
    """Who was what a month before, month by month for half a year."""
    question = everybody(view)
    lately = replace(question, start=question.end - MONTHS_BACK)
    return asking.kept(view.source, tiers.migration, lately, settings().tiers)


def scores(view: View) -> Sequence[Scores]:
    """The buyers by their scores of R, F and M."""
    return asking.kept(view.source, rfm.scores, everybody(view))


def eight(view: View) -> Sequence[rfm.Segment]:
    """The eight segments of RFM."""
    return rfm.eight(scores(view))


def tags(view: View) -> Sequence[Tag]:
    """Every tag, the most frequent first."""
    return asking.kept(view.source, tag_analysis.tags, everybody(view), settings().tiers)


def levels(view: View) -> Sequence[str]:
    """The levels that customers have."""
    return asking.kept(view.source, segments.levels)


def cities(view: View) -> Sequence[str]:
    """The cities that customers live in."""
    return asking.kept(view.source, segments.home_cities)


def sheet(view: View, segment: Segment) -> Sequence[Fact]:
    """The UCDCPC sheet of a segment."""
    return asking.kept(view.source, segment_sheet.sheet, everybody(view), settings().tiers, segment)


def whole(view: View) -> Sequence[Fact]:
    """The sheet of everybody in the view, with every value of every list."""
    return asking.kept(view.source, _whole, everybody(view), settings().tiers)


def _whole(source: Generation, question: Question, rules: TierRules) -> Sequence[Fact]:
    return segment_sheet.sheet(source, question, rules, EVERYBODY, top=ALL)
