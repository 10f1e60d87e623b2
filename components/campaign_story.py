"""The story of a campaign in pictures and sentences: what the page shows and the exported review holds alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from components import campaign_charts as drawn
from components import charts, formats
from components.campaign_case import Case
from components.charts import Spec
from components.clock import today
from components.device import is_phone
from components.language import current, pick, t
from metrics import campaign_register
from metrics.campaign_lessons import Lesson
from metrics.campaign_pace import Pace, at_day
from metrics.campaign_people import Stage
from metrics.campaign_register import DAY, Campaign

_PARTS = {"setup": "soft", "lessons": "second", "selling": "third", "returns": "fourth", "review": "main"}
_NOON = time(12)
_LONGEST = 10  # characters of a lesson's name


@dataclass(frozen=True)
class Picture:
    """A chart, what it shows in words for who cannot see it, and the sentence under it."""

    spec: Spec | None
    alt: str
    said: str


def timeline(case: Case) -> Picture:
    """Phases and dated nodes."""
    language, campaign, pace = current(), case.campaign, case.pace
    reached = pace.reached_at
    found = campaign_register.phases(campaign, case.groups_on)
    first, last = found[0].first, found[-1].last
    stretches = [
        drawn.Stretch(
            name=t("campaign.phase", title=pick(phase.title), days=(phase.last - phase.first).days + 1),
            first=f"{phase.first}T00:00:00",
            end=f"{phase.last + DAY}T00:00:00",
            said=f"{pick(phase.title)} {formats.span(phase.first, phase.last, language)}",
            part=_PARTS[phase.key],
            is_begun=reached is not None and phase.first <= reached.date(),
        )
        for phase in found
    ]
    middle = first + (last - first) / 2
    nodes = campaign_register.nodes(campaign, case.groups_on, case.best_on)
    marks = [
        drawn.Mark(
            name=pick(node.title),
            at=datetime.combine(node.on, _NOON).isoformat(),
            said=f"{node.on:%m-%d}",
            is_late=node.on > middle,
        )
        for node in nodes
    ] + [
        drawn.Mark(
            name=_lesson(lesson),
            at=datetime.combine(lesson.on, _NOON).isoformat(),
            said=f"{lesson.on:%m-%d} {_came(lesson)}",
            is_late=lesson.on > middle,
        )
        for lesson in case.lessons
    ]
    now = None
    is_shown = reached is not None and first <= reached.date() <= last
    if reached is not None and is_shown:
        now = (reached.isoformat(), t("campaign.data_until", at=formats.moment(reached, language)))
    said = " · ".join(f"{formats.day(node.on, language)} {pick(node.title)}" for node in nodes)
    if case.lessons:
        said += " · " + _lessons_said(case.lessons)
    if is_shown and reached is not None:
        word = "campaign.today" if reached.date() == today() else "campaign.until"
        said += " · " + t(word, at=formats.moment(reached, language))
    spec = drawn.timeline(stretches, marks, now, step=26 if is_phone() else 28)
    return Picture(spec, t("campaign.timeline_alt", name=campaign.name), said)


def _lesson(lesson: Lesson) -> str:
    return t("campaign.lesson_planned", number=lesson.name) if lesson.is_planned else lesson.name[:_LONGEST]


def _came(lesson: Lesson) -> str:
    if lesson.attended is None or lesson.asked is None:
        return t("campaign.planned")
    return t("campaign.came", attended=lesson.attended, asked=lesson.asked)


def _lessons_said(lessons: tuple[Lesson, ...]) -> str:
    """Whether the days of lessons are those on which they were held, or those of the plan."""
    held = sum(not lesson.is_planned for lesson in lessons)
    if not held:
        return t("campaign.lessons_planned")
    key = "campaign.lessons_held" if held == len(lessons) else "campaign.lessons_both"
    return t(key, held=held, planned=len(lessons) - held)


def pace(case: Case) -> Picture:
    """Sales against the goal line, and whether that is ahead or behind."""
    campaign, one = case.campaign, case.pace
    said = " ".join(text for text in (_standing(case), _outside(one), _caution(case)) if text)
    if not one.days:
        return Picture(None, "", said)
    language = current()
    gone = one.elapsed * campaign.days
    points = [drawn.Sold(days=0, total=float(one.before), label="", said=formats.money(one.before, language))]
    points += [
        drawn.Sold(
            days=min(float(day.number), gone),
            total=float(day.total),
            label=t("campaign.day_on", number=day.number, day=formats.day(day.on, language)),
            said=f"{formats.money(day.total, language)} (+{formats.money(day.sold, language)})",
        )
        for day in one.days
    ]
    expected = None
    if one.is_running and one.expected is not None:
        expected = (gone, float(one.expected), t("campaign.line_here", amount=formats.money(one.expected, language)))
    lessons, selling = campaign.plan
    spec = drawn.pace(
        points,
        goal=None if campaign.goal is None else float(campaign.goal),
        expected=expected,
        labels=[f"{campaign.starts_on + n * DAY:%m-%d}" for n in range(campaign.days)],
        selling=(lessons, lessons + selling) if lessons and selling else None,
        title=t("campaign.sold"),
        language=language,
    )
    return Picture(spec, t("campaign.pace_alt", name=campaign.name), said)


def gap(case: Case) -> str:
    """How far ahead of the goal line or behind it, or short of the goal, in a few words; empty without a goal."""
    one, goal = case.pace, case.campaign.goal
    if one.difference is None or one.standing not in ("ahead", "behind") or goal is None:
        return ""
    return t("campaign.sold_of", sold=formats.money(one.sold, current()), goal=formats.money(goal, current()))


def standing(case: Case) -> tuple[str, str]:
    """Ahead or behind in one word, and its colour; who has nothing to sell yet is not behind, and the end judges."""
    if case.pace.standing == "behind" and sells_on(case) is not None:
        return t("campaign.not_selling"), "gray"
    if case.is_part and case.pace.standing == "no_goal":
        return t("campaign.whole_goal_word"), "gray"
    if not case.pace.is_running and case.pace.standing in ("ahead", "even", "behind"):
        is_met = case.campaign.goal is not None and case.pace.sold >= case.campaign.goal
        return (t("target.met"), "green") if is_met else (t("target.missed"), "red")
    return {
        "ahead": (t("campaign.ahead"), "green"),
        "behind": (t("campaign.behind"), "red"),
        "even": (t("campaign.even"), "gray"),
        "not_begun": (t("campaign.waiting"), "gray"),
        "no_goal": (t("campaign.no_goal_word"), "gray"),
    }[case.pace.standing]


def _standing(case: Case) -> str:
    language, one, campaign = current(), case.pace, case.campaign
    if one.standing == "not_begun":
        return t("campaign.not_begun", day=formats.day(campaign.starts_on, language))
    if one.expected is None or one.difference is None or one.reached_at is None or campaign.goal is None:
        return t("campaign.goal_of_whole") if case.is_part else t("campaign.no_goal")
    values = {
        "goal": formats.money(campaign.goal, language),
        "sold": formats.money(one.sold, language),
        "share": formats.percent(one.sold / campaign.goal, language),
        "gap": formats.money(abs(one.difference), language),
    }
    if not one.is_running:
        word = {"ahead": "campaign.ended_ahead", "behind": "campaign.ended_behind", "even": "campaign.ended_even"}
        return t(word[one.standing], **values)
    values |= {
        "number": str(campaign.number_of(one.reached_at.date())),
        "at": formats.moment(one.reached_at, language),
        "expected": formats.money(one.expected, language),
    }
    word = {"ahead": "campaign.now_ahead", "behind": "campaign.now_behind", "even": "campaign.now_even"}
    return t(word[one.standing], **values)


def _outside(one: Pace) -> str:
    language = current()
    said = []
    if one.before:
        said.append(t("campaign.sold_before", amount=formats.money(one.before, language)))
    if one.afterwards:
        said.append(t("campaign.sold_after", amount=formats.money(one.afterwards, language)))
    return " ".join(said)


def _caution(case: Case) -> str:
    """A straight line is unfair to a campaign that sells on its last days only."""
    day = sells_on(case)
    return t("campaign.lessons_first", day=formats.day(day, current())) if day and case.campaign.goal else ""


def sells_on(case: Case) -> date | None:
    """The day on which selling begins, where it is still to come."""
    lessons, selling = case.campaign.plan
    one = case.pace
    if not (lessons and selling and one.is_running and one.reached_at is not None):
        return None
    first = case.campaign.starts_on + timedelta(days=lessons)
    return first if one.reached_at.date() < first else None


def compare(case: Case) -> Picture:
    """The campaign and earlier ones on the same day number; a day that is not over is none to compare."""
    if not case.others:
        return Picture(None, "", t("campaign.no_earlier"))
    language = current()
    ours = case.pace
    lines = [_line(one, case.paces[one.campaign_id]) for one in (case.campaign, *case.others)]
    if not any(line.points for line in lines):
        return Picture(None, "", t("reason.no_rows"))
    said = t("campaign.first_day_open") if ours.days and not ours.over else ""
    if ours.over:
        number = ours.over[-1].number
        told = [t("campaign.same_day", number=number, amount=formats.money(ours.over[-1].total, language))]
        for one in case.others:
            then = at_day(case.paces[one.campaign_id], number)
            if then is not None:
                told.append(f"{one.name} {formats.money(then, language)}")
        said = t("attention.semicolon").join(told)
        if ours.is_running and any(one.plan != case.campaign.plan for one in case.others):
            said += t("campaign.other_plan")
    spec = drawn.compare(lines, days_title=t("campaign.day"), title=t("campaign.sold"), language=language)
    return Picture(spec, t("campaign.compare_alt", name=case.campaign.name), said)


def _line(campaign: Campaign, one: Pace) -> drawn.Line:
    language = current()
    points = [
        drawn.Sold(
            days=float(day.number),
            total=float(day.total),
            label=str(day.number),
            said=formats.money(day.total, language),
        )
        for day in one.over
    ]
    return drawn.Line(name=f"{campaign.name} · {campaign.starts_on:%Y-%m-%d}", points=points)


def funnel(stages: tuple[Stage, ...]) -> Picture:
    """The four steps, and how many of the people of the step before each has."""
    language = current()
    bars = []
    before = ""
    for stage in stages:
        said = formats.NOTHING + " " + t("reason.never_brought")
        if stage.people is not None:
            said = formats.plain(stage.people, language)
        if stage.share is not None:
            share, passed = formats.percent(stage.share, language), formats.plain(stage.passed, language)
            words = "campaign.of_them" if is_phone() else "campaign.of_them_many"
            said += " · " + t(words, of=before, share=share, passed=passed)
        before = pick(stage.title)
        strength = 1.0 if stage.share is None else 0.55 + 0.45 * stage.share
        bars.append(charts.Bar(name=pick(stage.title), value=stage.people or 0, said=said, strength=strength))
    spec = charts.bars(bars, room=1.75 if is_phone() else 1.6, step=44 if is_phone() else 60)
    return Picture(spec, t("campaign.funnel_alt"), t("campaign.funnel_note"))
