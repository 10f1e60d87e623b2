"""Who learned: lessons of the campaigns, entries and points of the guides' competitions.

Stories `learn_not_sell` and `do_not_learn`: in both campaigns the first sort attends every lesson, hands in notes and
scores above 92; the second sort attends none and sits no exam. All others attend about 85 % and score about 82.
Story `lessons_work`: to A01 only two stores of three are sent; the guides of the rest are on no sheet of it.
Competitions: K01 goes with A01, K02 with A02 (guides, in pairs within leagues); T02 is that of the teams in A02.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.demo import clock, names
from data.demo.campaigns import campaign_ids, campaigns_of
from data.demo.chunk import Chunks, counts, dates, moments, numbers, pick
from data.demo.clock import Ints, Rng, at_hour
from data.demo.ledger import Ledger
from data.demo.people import Cast

COMPETITION_IDS = ("K01", "K02")
TEAM_COMPETITION = "T02"
LESSONS = ("第1课 工具使用", "第2课 产品知识", "第3课 社群维护", "第4课 朋友圈转发", "第5课 成交演练")
WELCOME = "入职课"


def training_rows(cast: Cast, chunks: Chunks, rng: Rng) -> tuple[str, pa.Table]:
    """The chunk of lessons: those of both campaigns up to yesterday, and the welcome lesson of new guides."""
    everyone = cast.active
    guide_of: list[Ints] = []
    lesson_of: list[int] = []
    day_of: list[int] = []
    campaign_of: list[int] = []
    for number, campaign in enumerate(campaigns_of(cast.calendar)):
        for lesson in range(campaign.lesson_days):
            day = campaign.starts + lesson
            if day < cast.calendar.days - 1:  # today's lesson is in the evening
                invited = everyone if number else everyone[cast.is_first_wave[everyone]]
                guide_of.append(invited[cast.joined_on[invited] <= day])
                lesson_of.append(lesson)
                day_of.append(day)
                campaign_of.append(number)
    sizes = [len(each) for each in guide_of]
    guide = np.concatenate(guide_of)
    luck = rng.random(len(guide))
    attended = (cast.is_learner[guide] | (luck < 0.85)) & ~cast.is_absentee[guide]
    exam = np.clip(rng.normal(82, 7, len(guide)), 40, 100)
    exam = np.rint(np.where(cast.is_learner[guide], rng.uniform(92.5, 100, len(guide)), exam))
    handed_in = attended & (cast.is_learner[guide] | (rng.random(len(guide)) < 0.7))
    newcomers = np.flatnonzero((cast.joined_on >= 0) & (cast.joined_on < cast.calendar.days - 1) & ~cast.by_hand)
    welcome = np.concatenate([newcomers, everyone[:1]])  # also the first guide, so that every world has one
    welcomed_on = np.maximum(cast.joined_on[welcome], 0)
    count = len(welcome)
    lesson_words = [*LESSONS, WELCOME]
    taught = np.concatenate([np.repeat(np.array(lesson_of, dtype=np.int64), sizes), np.full(count, len(LESSONS))])
    has_exam = np.concatenate([attended, np.zeros(count, dtype=np.bool_)])
    return chunks.chunk(
        "training",
        {
            "guide_id": cast.guide_ids.take(pa.array(np.concatenate([guide, welcome]))),
            "campaign_id": campaign_ids(
                np.concatenate([np.repeat(np.array(campaign_of, dtype=np.int64), sizes), np.full(count, -1)])
            ),
            "lesson": pick(lesson_words, taught),
            "on": dates(
                cast.calendar, np.concatenate([np.repeat(np.array(day_of, dtype=np.int64), sizes), welcomed_on])
            ),
            "attended": pa.array(np.concatenate([attended, np.ones(count, dtype=np.bool_)])),
            "note": pick(("是",), np.concatenate([np.where(handed_in, 0, -1), np.full(count, -1)])),
            "exam": numbers(np.concatenate([exam, np.zeros(count)]), has_exam),
        },
    )


def entry_rows(cast: Cast, chunks: Chunks, rng: Rng) -> tuple[str, pa.Table]:
    """The chunk of entries: guides in pairs of one league, and teams in pairs."""
    competition: list[str] = []
    entrant: list[str] = []
    league: list[str | None] = []
    opponent: list[str | None] = []
    guide_ids = cast.guide_ids.to_pylist()
    for name in COMPETITION_IDS:
        by_league = np.array_split(cast.active[np.argsort(-cast.pull[cast.active], kind="stable")], len(names.LEAGUES))
        for title, guides in zip(names.LEAGUES, by_league, strict=True):
            shuffled = [guide_ids[guide] for guide in rng.permutation(guides)]
            for position, guide in enumerate(shuffled):
                other = position ^ 1
                competition.append(name)
                entrant.append(guide)
                league.append(title)
                opponent.append(shuffled[other] if other < len(shuffled) else None)
    teams = [names.TEAMS[team] for team in np.unique(cast.team[cast.active])]
    for position, team in enumerate(teams):
        other = position ^ 1
        competition.append(TEAM_COMPETITION)
        entrant.append(team)
        league.append(None)
        opponent.append(teams[other] if other < len(teams) else None)
    return chunks.chunk(
        "competition_entries",
        {
            "competition_id": pa.array(competition),
            "entrant_id": pa.array(entrant),
            "league": pa.array(league, pa.string()),
            "opponent_id": pa.array(opponent, pa.string()),
        },
    )


def point_rows(cast: Cast, chunks: Chunks, rng: Rng, ledger: Ledger) -> tuple[str, pa.Table]:
    """The chunk of points in both campaigns: shared orders follow the orders, forwards the lessons."""
    parts: list[tuple[Ints, Ints, Ints, Ints]] = []  # guide, moment, kind, quantity
    for campaign in campaigns_of(cast.calendar):
        for day in range(campaign.starts, min(campaign.ends + 1, cast.calendar.days)):
            orders = ledger.by_guide["campaign_orders"][cast.active, day]
            shared = np.repeat(cast.active, np.where(orders > 0, np.minimum(orders, 4), 0))
            forwards = np.where(cast.is_absentee[cast.active], 0.15, np.where(cast.is_learner[cast.active], 3.0, 1.4))
            forwarded = cast.active[rng.random(len(cast.active)) < 1 - np.exp(-forwards)]
            praised = cast.active[rng.random(len(cast.active)) < 0.04]
            for kind, guides in enumerate((shared, forwarded, praised)):
                moment = at_hour(rng, np.full(len(guides), day), clock.CHATTING)
                quantity = rng.integers(1, 6, len(guides)) if kind == 1 else np.ones(len(guides), dtype=np.int64)
                parts.append((guides, moment, np.full(len(guides), kind, dtype=np.int64), quantity))
    guide, moment, kind_of, quantity_of = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    keep = np.flatnonzero(moment <= cast.calendar.now)
    order = keep[np.argsort(moment[keep], kind="stable")]
    guide, moment, kind_of, quantity_of = guide[order], moment[order], kind_of[order], quantity_of[order]
    reason = np.where(kind_of == 2, rng.integers(0, len(names.POINT_REASONS), len(guide)), -1)
    return chunks.chunk(
        "guide_points",
        {
            "guide_id": cast.guide_ids.take(pa.array(guide)),
            "at": moments(cast.calendar, moment),
            "kind": pick(("order_screenshot", "forward", "manual"), kind_of),
            "quantity": counts(quantity_of),
            "points": numbers(np.array([5.0, 1.0, 3.0])[kind_of] * quantity_of),
            "reason": pick(names.POINT_REASONS, reason),
        },
    )
