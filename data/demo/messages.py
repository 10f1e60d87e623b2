"""What was sent between guides and customers: greetings, automatic and broadcast messages, and real talk.

A private chat is a manual message of the guide that the customer answers; about 15 % of contacts come to one within
seven days (story `reference_levels`). Others get a manual message and leave it unanswered. No content exists.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from data.demo.chunk import Chunks, ids, moments, pick
from data.demo.clock import DAY, HOUR, NEVER, Flags, Ints, Rng, awake, some_seconds
from data.demo.contacts import Block, Lives, customer_ids
from data.demo.ledger import Ledger
from data.demo.people import Cast

CUSTOMER, GUIDE = 0, 1
GREETING, AUTOMATIC, BROADCAST, MANUAL = range(4)
MOST_EXCHANGES = 8


@dataclass
class _Sent:
    """Messages as they are drawn: whose life, when, from whom, of which kind."""

    now: int
    lives: Lives
    life: list[Ints] = field(default_factory=list)
    moment: list[Ints] = field(default_factory=list)
    sort: list[Ints] = field(default_factory=list)  # sender * 8 + kind, the kind + 1 with 0 for none

    def add(self, life: Ints, moment: Ints, sender: int, kind: int = -1) -> None:
        """Keeps the messages that fall into their life and before now."""
        keep = (moment < self.lives.removed[life]) & (moment <= self.now)
        self.life.append(life[keep])
        self.moment.append(moment[keep])
        self.sort.append(np.full(int(keep.sum()), sender * 8 + kind + 1, dtype=np.int64))


def message_rows(
    cast: Cast, chunks: Chunks, ledger: Ledger, rng: Rng, block: Block, lives: Lives
) -> tuple[str, pa.Table]:
    """The chunk of the block's messages, in the order of time."""
    sent = _Sent(cast.calendar.now, lives)
    _greet(sent, rng)
    _talk(sent, rng)
    _broadcast(sent, rng, cast)
    moment = np.concatenate(sent.moment)
    order = np.argsort(moment, kind="stable")
    moment, life, sort = moment[order], np.concatenate(sent.life)[order], np.concatenate(sent.sort)[order]
    sender, kind = sort // 8, sort % 8 - 1
    is_manual = kind == MANUAL
    ledger.count("sent", lives.guide[life[sender == GUIDE]], moment[sender == GUIDE])
    ledger.count("chats", lives.guide[life[is_manual]], moment[is_manual])
    number = chunks.lines.get("messages", 0) + np.arange(1, len(moment) + 1)
    return chunks.chunk(
        "messages",
        {
            "message_id": ids("M", number, 9),
            "customer_id": customer_ids(cast, block, lives.customer[life]),
            "guide_id": cast.guide_ids.take(pa.array(lives.guide[life])),
            "sent_at": moments(cast.calendar, moment),
            "sender": pick(("customer", "guide"), sender),
            "kind": pick(("greeting", "automatic", "broadcast", "manual"), kind),
        },
    )


def _where(flags: Flags) -> Ints:
    return np.flatnonzero(flags).astype(np.int64)


def _greet(sent: _Sent, rng: Rng) -> None:
    """Greetings, the machine's second message, and first replies."""
    lives = sent.lives
    greeted = _where(lives.greeted < NEVER)
    sent.add(greeted, lives.greeted[greeted], GUIDE, GREETING)
    welcomed = _where((lives.greeted < NEVER) & lives.is_automatic & (rng.random(len(lives.added)) < 0.5))
    sent.add(welcomed, lives.greeted[welcomed] + 2, GUIDE, AUTOMATIC)
    replied = _where(lives.replied < NEVER)
    sent.add(replied, lives.replied[replied], CUSTOMER)
    more = replied[rng.random(len(replied)) < 0.4]
    sent.add(more, lives.replied[more] + rng.integers(4, 90, len(more)), CUSTOMER)
    answered = replied[rng.random(len(replied)) < 0.3]
    sent.add(answered, lives.replied[answered] + 1, GUIDE, AUTOMATIC)


def _talk(sent: _Sent, rng: Rng) -> None:
    """Manual messages, the answers to them, and the exchanges that follow."""
    lives = sent.lives
    has_replied = lives.replied < NEVER
    luck = rng.random(len(lives.added))
    is_talk = luck < np.where(has_replied, 0.36, 0.032)
    is_tried = luck < np.where(has_replied, 0.62, 0.12)
    tried = _where(is_tried)
    base = np.where(has_replied, lives.replied, lives.added)[tried]
    opened = awake(rng, base + 20 + some_seconds(rng, 5 * HOUR, 1.3, len(tried)))
    sent.add(tried, opened, GUIDE, MANUAL)
    talking = is_talk[tried]
    life, moment = tried[talking], opened[talking]
    exchanges = np.minimum(rng.geometric(0.38, len(life)), MOST_EXCHANGES)
    for turn in range(MOST_EXCHANGES):
        goes_on = exchanges > turn
        life, moment, exchanges = life[goes_on], moment[goes_on], exchanges[goes_on]
        moment = moment + 5 + some_seconds(rng, 8 * 60, 1.2, len(life))
        sent.add(life, moment, CUSTOMER)
        moment = moment + 5 + some_seconds(rng, 3 * 60, 1.0, len(life))
        sent.add(life, moment, GUIDE, MANUAL)


def _broadcast(sent: _Sent, rng: Rng, cast: Cast) -> None:
    """A broadcast every fortnight at ten to some of those who are contacts then; a few answer."""
    lives = sent.lives
    for day in range(13, cast.calendar.days, 14):
        moment = day * DAY + 10 * HOUR
        audience = (lives.added < moment - DAY) & (lives.removed > moment) & (rng.random(len(lives.added)) < 0.3)
        reached = _where(audience)
        at = moment + rng.integers(0, 20 * 60, len(reached))
        sent.add(reached, at, GUIDE, BROADCAST)
        answers = rng.random(len(reached)) < 0.012
        sent.add(reached[answers], at[answers] + some_seconds(rng, HOUR, 1.0, int(answers.sum())), CUSTOMER)
