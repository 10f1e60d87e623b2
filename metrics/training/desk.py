"""Desk: what a trainer asks of a course, by the id of its campaign: small questions whose answers can be kept."""

from __future__ import annotations

from datetime import date

from data.settings import TrainingRules
from data.warehouse.generations import Generation
from metrics.question import Filter, Scope
from metrics.training.courses import Course, courses
from metrics.training.effect import Effect, effect
from metrics.training.help import Pupils, pupils
from metrics.training.seats import seats

Where = tuple[Filter, ...]


def all_courses(generation: Generation, scope: Scope, where: Where) -> tuple[Course, ...]:
    """Every course in which the viewer may see somebody whom the filters let pass."""
    return courses(generation, seats(generation, scope, where))


def effect_of(
    generation: Generation,
    campaign_id: str | None,
    scope: Scope,
    where: Where,
    rules: TrainingRules,
    days: int,
    last_whole: date,
) -> Effect | None:
    """Whether a course worked; None where there is no such course."""
    listed = all_courses(generation, scope, ())
    course = _find(listed, campaign_id)
    if course is None:
        return None
    later = [one.first_on for one in listed if one.campaign_id is not None and one.first_on > course.last_on]
    return effect(
        generation,
        course,
        rules=rules,
        days=days,
        last_whole=last_whole,
        next_on=min(later, default=None),
        scope=scope,
        where=where,
    )


def pupils_of(
    generation: Generation,
    campaign_id: str | None,
    scope: Scope,
    where: Where,
    rules: TrainingRules,
    last_whole: date,
) -> Pupils | None:
    """Whom of a course to help with what; None where there is no such course."""
    course = _find(all_courses(generation, scope, where), campaign_id)
    if course is None:
        return None
    return pupils(generation, course, rules=rules, last_whole=last_whole, scope=scope)


def _find(listed: tuple[Course, ...], campaign_id: str | None) -> Course | None:
    return next((one for one in listed if one.campaign_id == campaign_id), None)
