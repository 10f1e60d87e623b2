"""Who became a contact of whom, and how it went: customers, the lives of contacts, replies, chats, losses.

Stories that stand here:

- `reference_levels`: 96 % are greeted by the machine within seconds, about 37 % of the greeted reply, about 15 % come
  to a private chat within seven days, about 8 % are lost within thirty.
- `best_hour`: who is greeted about 20:00 replies most.
- `falling_store`: in the last three weeks a contact of that store replies far less.
- `second_guides`, `re_adds`: 3 % of customers are added by two guides; one in eight of those who left comes back.
- `never_added`: 10 % of customers are no contact at all; most of them buy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.demo import channels, clock, names
from data.demo.channels import PHONE, STORE_CODE
from data.demo.chunk import Chunks, blank, dates, ids, moments, pick
from data.demo.clock import BEST_HOUR, DAY, HOUR, NEVER, Flags, Ints, Rng, at_hour, some_seconds, steadily
from data.demo.ledger import Ledger
from data.demo.people import FALLING_DAYS, Cast

REPLY_LEVEL = 0.36
FALLING_LEVEL = 0.3  # of the usual level
REPLY_BY_HOUR = np.full(24, 0.93)
REPLY_BY_HOUR[[0, 1, 2, 3, 4, 5, 6]] = 0.75
REPLY_BY_HOUR[[BEST_HOUR - 2, BEST_HOUR - 1, BEST_HOUR, BEST_HOUR + 1, BEST_HOUR + 2]] = (0.98, 1.1, 1.3, 1.1, 0.98)


@dataclass(frozen=True, kw_only=True)
class Block:
    """A block of customers: what is known of each. Customers are positions within the block."""

    first: int  # number of the block's first customer within the world
    size: int
    is_old: Flags  # bought before the private domain began
    guide: Ints  # of the first add, -1 for the never added
    channel: Ints  # of the first add, -1 for the never added
    added: Ints  # first add, NEVER for the never added
    ended: Ints  # end of the first life, NEVER while it lasts


@dataclass(frozen=True, kw_only=True)
class Lives:
    """The lives of a block's contacts, one per add, in the order of their adds."""

    customer: Ints
    guide: Ints
    channel: Ints
    added: Ints
    removed: Ints
    removed_by: Ints  # 0 customer, 1 guide
    greeted: Ints
    is_automatic: Flags
    replied: Ints


def customer_ids(cast: Cast, block: Block, customer: Ints) -> pa.Array:
    """Ids of the block's customers."""
    return ids("U", block.first + customer, cast.customer_width)


def draw_contacts(cast: Cast, rng: Rng, first: int, size: int) -> tuple[Block, Lives]:
    """A block of customers and the lives of their contacts."""
    calendar = cast.calendar
    is_added = rng.random(size) >= 0.10
    is_old = rng.random(size) < np.where(is_added, 0.14, 0.8)
    customer = np.flatnonzero(is_added).astype(np.int64)
    channel, added = _adds(cast, rng, len(customer))
    guide = cast.present(cast.choose(rng, len(customer)), added // DAY)
    lives = [_life(cast, rng, customer, guide, channel, added)]
    ended = np.full(size, NEVER, dtype=np.int64)
    ended[customer] = lives[0][4]

    again = _again(cast, rng, *lives[0])
    lives.append(again)
    second = rng.random(len(customer)) < 0.03
    other = cast.choose(rng, int(second.sum()))
    later = at_hour(rng, added[second] // DAY + 1 + some_seconds(rng, 9 * DAY, 0.9, len(other)) // DAY, clock.ADDING)
    other = cast.present(other, later // DAY)
    keep = (later <= calendar.now) & (other != guide[second])
    by_code = np.full(int(keep.sum()), STORE_CODE, dtype=np.int64)
    lives.append(_life(cast, rng, customer[second][keep], other[keep], by_code, later[keep]))

    columns = [np.concatenate(parts) for parts in zip(*lives, strict=True)]
    order = np.argsort(columns[3], kind="stable")
    who, whose, how, when, removed, removed_by = (column[order] for column in columns)
    greeted, is_automatic = _greetings(rng, calendar.now, when, removed)
    replied = _replies(cast, rng, whose, greeted, removed)
    block_guide = np.full(size, -1, dtype=np.int64)
    block_channel = np.full(size, -1, dtype=np.int64)
    block_added = np.full(size, NEVER, dtype=np.int64)
    block_guide[customer], block_channel[customer], block_added[customer] = guide, channel, added
    block = Block(
        first=first,
        size=size,
        is_old=is_old,
        guide=block_guide,
        channel=block_channel,
        added=block_added,
        ended=ended,
    )
    return block, Lives(
        customer=who,
        guide=whose,
        channel=how,
        added=when,
        removed=removed,
        removed_by=removed_by,
        greeted=greeted,
        is_automatic=is_automatic,
        replied=replied,
    )


_Columns = tuple[Ints, Ints, Ints, Ints, Ints, Ints]  # customer, guide, channel, added, removed, removed_by


def _adds(cast: Cast, rng: Rng, size: int) -> tuple[Ints, Ints]:
    """Channel and moment of each first add, in the order of time."""
    cells = channels.intensity(cast.calendar)
    channel, hour = np.divmod(clock.weighted(rng, cells.ravel(), size), cells.shape[1] * cells.shape[2])
    moment = hour * HOUR + rng.integers(0, HOUR, size)
    order = np.argsort(moment, kind="stable")
    return channel[order], moment[order]


def _life(cast: Cast, rng: Rng, customer: Ints, guide: Ints, channel: Ints, added: Ints) -> _Columns:
    """The lives that begin with these adds, and how they end."""
    size = len(added)
    fate = rng.random(size)
    soon = 0.5 * HOUR + rng.random(size) ** 2 * 29.5 * DAY  # most of those who leave in the first month leave early
    late = 30 * DAY + rng.exponential(90 * DAY, size)
    wait = np.where(fate < 0.082, soon, np.where(fate < 0.2, late, 0.0)).astype(np.int64)
    removed = np.where(wait > 0, np.maximum(clock.awake(rng, added + wait), added + HOUR // 2), NEVER)
    removed = np.where(removed <= cast.calendar.now, removed, NEVER)
    return customer, guide, channel, added, removed, (rng.random(size) < 0.15).astype(np.int64)


def _again(
    cast: Cast, rng: Rng, customer: Ints, guide: Ints, channel: Ints, added: Ints, removed: Ints, removed_by: Ints
) -> _Columns:
    """The second lives of some who were lost, with the same guide."""
    comes = (removed < NEVER) & (removed_by == 0) & (rng.random(len(added)) < 0.16)
    back = removed[comes] + HOUR + some_seconds(rng, 6 * DAY, 0.8, int(comes.sum()))
    keep = (back <= cast.calendar.now) & (cast.left_on[guide[comes]] > back // DAY)
    by_phone = np.full(int(keep.sum()), PHONE, dtype=np.int64)
    return _life(cast, rng, customer[comes][keep], guide[comes][keep], by_phone, back[keep])


def _greetings(rng: Rng, now: int, added: Ints, removed: Ints) -> tuple[Ints, Flags]:
    """When each was greeted, and whether by the machine."""
    fate = rng.random(len(added))
    wait = np.where(fate < 0.96, rng.integers(1, 7, len(added)), some_seconds(rng, 2 * HOUR, 1.1, len(added)))
    greeted = added + wait
    is_greeted = (fate < 0.99) & (greeted < removed) & (greeted <= now)
    return np.where(is_greeted, greeted, NEVER), fate < 0.96


def _replies(cast: Cast, rng: Rng, guide: Ints, greeted: Ints, removed: Ints) -> Ints:
    """When each first replied to the greeting."""
    chance = REPLY_LEVEL * REPLY_BY_HOUR[(greeted % DAY) // HOUR] * cast.answer[guide]
    is_falling = cast.home[guide] == cast.falling
    is_falling &= greeted >= (cast.calendar.days - FALLING_DAYS) * DAY
    chance = np.where(is_falling, chance * FALLING_LEVEL, chance)
    by_store = np.argsort(cast.home[guide], kind="stable")
    is_in_time = np.zeros(len(greeted), dtype=np.bool_)
    is_in_time[by_store] = steadily(rng, chance[by_store])
    wait = some_seconds(rng, 14 * 60, 1.5, len(greeted))
    in_time = np.minimum(wait, 23 * HOUR + rng.integers(0, HOUR, len(wait)))
    replied = greeted + np.where(is_in_time, in_time, wait + DAY)  # a few reply only after the day
    is_replied = (is_in_time | (rng.random(len(greeted)) < 0.03)) & (greeted < NEVER)
    is_replied &= (replied < removed) & (replied <= cast.calendar.now)
    return np.where(is_replied, replied, NEVER)


def customer_rows(cast: Cast, chunks: Chunks, rng: Rng, block: Block) -> tuple[str, pa.Table]:
    """The chunk of the block's customers."""
    size = block.size
    word = rng.integers(0, len(names.NICKNAMES), size)
    tail = rng.integers(0, len(names.NICKNAME_TAILS), size)
    plain = [head + end for head in names.NICKNAMES for end in names.NICKNAME_TAILS]
    odd = {number - block.first: nickname for number, nickname in names.ODD_NICKNAMES.items()}
    position = word * len(names.NICKNAME_TAILS) + tail
    for offset, (customer, _) in enumerate(odd.items()):
        if 0 <= customer < size:
            position[customer] = len(plain) + offset
    phone = np.array((139, 138, 137, 135, 150, 158, 159, 177, 186, 188, 191), dtype=np.int64)[rng.integers(0, 11, size)]
    last = rng.integers(0, 10_000, size)
    masked = pc.binary_join_element_wise(ids("", phone, 3), ids("", last, 4), "****")
    city = np.minimum(rng.geometric(0.16, size) - 1, len(names.CITY_WEIGHTED) - 1)
    level = np.searchsorted(np.array([0.62, 0.86, 0.97]), np.where(block.is_old, 0.35, 0) + rng.random(size) * 0.99)
    days_old = rng.integers(18 * 365, 58 * 365, size)
    return chunks.chunk(
        "customers",
        {
            "customer_id": customer_ids(cast, block, np.arange(size)),
            "nickname": pick([*plain, *odd.values()], position, rng.random(size) < 0.99),
            "phone": blank(masked, rng.random(size) < 0.82),
            "city": pick(names.CITY_WEIGHTED, city.astype(np.int64), rng.random(size) < 0.9),
            "birthday": dates(cast.calendar, cast.calendar.days - days_old, rng.random(size) < 0.4),
            "level": pick(names.LEVELS, np.minimum(level, len(names.LEVELS) - 1).astype(np.int64)),
            "tags": pick(names.TAGS, rng.integers(0, len(names.TAGS), size), rng.random(size) < 0.6),
        },
    )


def contact_rows(cast: Cast, chunks: Chunks, ledger: Ledger, block: Block, lives: Lives) -> tuple[str, pa.Table]:
    """The chunk of the block's contacts; replies and chats are left to the messages."""
    ledger.count("added", lives.guide, lives.added)
    by_phone = lives.channel == PHONE
    ledger.count("applied", lives.guide[by_phone], lives.added[by_phone])
    lost = lives.removed < NEVER
    ledger.count("lost", lives.guide[lost], lives.removed[lost])
    ledger.count_channel(lives.channel, lives.added)
    return chunks.chunk(
        "contacts",
        {
            "customer_id": customer_ids(cast, block, lives.customer),
            "guide_id": cast.guide_ids.take(pa.array(lives.guide)),
            "added_at": moments(cast.calendar, lives.added),
            "channel_id": channels.channel_ids(lives.channel),
            "greeted_at": moments(cast.calendar, lives.greeted),
            "removed_at": moments(cast.calendar, lives.removed),
            "removed_by": blank(pick(("customer", "guide"), lives.removed_by), lost),
        },
    )
