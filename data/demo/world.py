"""The demo world: every canonical table, drawn from a seed, ending on a given morning.

The same arguments give the same rows. Customers are drawn in blocks, each from a seed of its own, and a block is
forgotten once its chunks are out: a world of millions of customers needs no more memory than one block and the daily
sums of the `Ledger`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pyarrow as pa

from data.demo import campaigns, channels, contacts, content, daily, groups, messages, orders, people, talk, training
from data.demo.chunk import Chunks
from data.demo.clock import Calendar, Rng
from data.demo.ledger import Ledger

BLOCK = 20_000
FEWEST_DAYS = 7
_CAST, _REGISTERS, _BLOCKS, _GUIDE_GROUPS, _TEAM = range(5)


def generate(
    *, stores: int = 24, guides: int = 120, customers: int = 20_000, days: int = 180, seed: int = 7, today: date
) -> Iterator[tuple[str, pa.Table]]:
    """The chunks of a world that ends on the morning of `today`, as (table, typed chunk with `line`).

    Registers come first; large tables come in several chunks; `line` runs on from chunk to chunk. A table without rows
    in this world comes as an empty chunk.

    Raises:
        ValueError: when a size is too small for a world.
    """
    for name, size, least in (
        ("stores", stores, 1),
        ("guides", guides, 1),
        ("customers", customers, 1),
        ("days", days, FEWEST_DAYS),
    ):
        if size < least:
            raise ValueError(f"A demo world of {size} {name} was asked for; it takes {least} or more.")
    return _generate(Calendar(today, days), stores, guides, customers, seed)


def _rng(seed: int, *branch: int) -> Rng:
    """The generator of one branch of the seed."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=branch))


def _generate(
    calendar: Calendar, stores: int, guides: int, customers: int, seed: int
) -> Iterator[tuple[str, pa.Table]]:
    chunks = Chunks()
    ledger = Ledger(calendar, guides)
    cast = people.cast_of(calendar, stores, guides, customers, _rng(seed, _CAST))
    rng = _rng(seed, _REGISTERS)
    yield people.store_rows(cast, chunks, rng)
    yield from people.guide_rows(cast, chunks, rng)
    yield channels.channel_rows(chunks)
    yield from campaigns.campaign_rows(calendar, chunks, customers)

    for number, first in enumerate(range(1, customers + 1, BLOCK)):
        size = min(BLOCK, customers + 1 - first)
        yield from _block(cast, chunks, ledger, _rng(seed, _BLOCKS, number), first, size)

    rng = _rng(seed, _GUIDE_GROUPS)
    learners = groups.draw_guide_members(cast, rng, chunks.lines["groups"] + 1)
    yield from groups.group_rows(cast, chunks, rng, learners)
    yield talk.group_event_rows(cast, chunks, rng, learners, talk.no_sales())

    rng = _rng(seed, _TEAM)
    reached = channels.reach(calendar, ledger.adds_by_channel, rng)
    yield channels.reach_rows(calendar, chunks, reached)
    yield channels.cost_rows(calendar, chunks, reached, guides)
    yield content.post_rows(cast, chunks, rng)
    yield training.training_rows(cast, chunks, rng)
    yield training.entry_rows(cast, chunks, rng)
    yield training.point_rows(cast, chunks, rng, ledger)
    yield daily.tally_rows(cast, chunks, rng)
    yield daily.wecom_rows(cast, chunks, rng, ledger)


def _block(
    cast: people.Cast, chunks: Chunks, ledger: Ledger, rng: Rng, first: int, size: int
) -> Iterator[tuple[str, pa.Table]]:
    """The chunks of one block of customers."""
    block, lives = contacts.draw_contacts(cast, rng, first, size)
    planned = groups.plan(cast, rng, block)
    members = groups.draw_members(cast, rng, block, planned, chunks.lines.get("groups", 0) + 1)
    sales = talk.draw_sales(cast, rng, members)
    campaign = members.of_groups([group.campaign for group in planned])
    has_joined = members.has_joined
    joins = campaigns.draw_joins(
        cast, rng, block, campaign[has_joined], members.member[has_joined], members.joined[has_joined]
    )
    deals = orders.draw_deals(cast, rng, block, lives, sales, joins)

    yield contacts.customer_rows(cast, chunks, rng, block)
    yield contacts.contact_rows(cast, chunks, ledger, block, lives)
    yield messages.message_rows(cast, chunks, ledger, rng, block, lives)
    yield orders.order_rows(cast, chunks, ledger, rng, block, members, deals)
    yield from groups.group_rows(cast, chunks, rng, members)
    yield talk.group_event_rows(cast, chunks, rng, members, sales)
    yield campaigns.participant_rows(cast, chunks, block, joins)
    yield campaigns.referral_rows(cast, chunks, rng, block, channels.REFERRAL)
