"""What the page of content stands on: posts of the view by kind, persona and day, and what goes with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from components import asking
from components.language import t
from components.view import View
from data.warehouse.generations import Generation
from metrics.analyses import content_days, content_effects, content_mix
from metrics.analyses.content_days import Day, Pace
from metrics.analyses.content_effects import Association
from metrics.analyses.content_mix import Ingredient, Kind
from metrics.content import POSTS_PER_DAY
from metrics.question import Question

LOOK_BACK = 90  # days in which associations are looked for: fewer tell nothing apart
LONGEST_CALENDAR = 91  # days: thirteen weeks


@dataclass(frozen=True, kw_only=True)
class Persona:
    """A persona's pace and how its posts are met."""

    name: str | None
    pace: Pace
    met: Kind | None


def is_known(view: View) -> bool:
    """Whether posts were ever brought."""
    return "posts" in view.source.horizons


def is_answerable(view: View) -> bool:
    """Whether content knows every filter that is set: a post came through no channel."""
    return not view.refused(POSTS_PER_DAY)


def paces(view: View) -> Sequence[Pace]:
    """Posts a day of every persona, the most diligent first."""
    return asking.kept(view.source, content_days.paces, view.question(POSTS_PER_DAY))


def ingredients(view: View) -> Sequence[Ingredient]:
    """The eight ingredients, and what belongs to none."""
    return asking.kept(view.source, content_mix.mix, view.question(POSTS_PER_DAY))


def by_kind(view: View, persona: str | None = None) -> Sequence[Kind]:
    """How the posts of each kind are met, of all personas or of one; most posts first."""
    question = view.question(POSTS_PER_DAY)
    if persona is not None:
        where = tuple(pair for pair in view.where if pair[0] != "persona")
        question = replace(question, where=(*where, ("persona", (persona,))))
    return asking.kept(view.source, _kinds, question, ("kind",))


def personas(view: View) -> Sequence[Persona]:
    """Every persona with its pace and how its posts are met, the most diligent first."""
    met = {one.persona: one for one in asking.kept(view.source, _kinds, view.question(POSTS_PER_DAY), ("persona",))}
    return [Persona(name=pace.persona, pace=pace, met=met.get(pace.persona)) for pace in paces(view)]


def _kinds(source: Generation, question: Question, by: tuple[str, ...]) -> Sequence[Kind]:
    return content_mix.kinds(source, question, by)


def details(view: View) -> Sequence[Kind]:
    """Every kind of every persona."""
    return asking.kept(view.source, content_mix.kinds, view.question(POSTS_PER_DAY))


def associations(view: View) -> Sequence[Association]:
    """What goes with kinds of posts, over the view's days and so many before that there is enough to judge."""
    question = view.question(POSTS_PER_DAY)
    start = min(question.start, question.end - timedelta(days=LOOK_BACK))
    return asking.kept(view.source, content_effects.associations, replace(question, start=start))


def calendar(view: View) -> Sequence[Day]:
    """The days with a post, of a long period the last ones."""
    question = view.question(POSTS_PER_DAY)
    start = max(question.start, question.end - timedelta(days=LONGEST_CALENDAR))
    return asking.kept(view.source, content_days.calendar, replace(question, start=start))


def kind(name: str | None) -> str:
    """A kind of post; one that nobody named says so."""
    return name or t("content.no_kind")


def persona(name: str | None) -> str:
    """A persona; an account that has none says so."""
    return name or t("content.no_persona")
