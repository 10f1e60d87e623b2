"""Who bought, how often, what, and what became of it.

Stories that stand here:

- `habit`: of those with an n-th order the share that buys again within 90 days climbs from the first order to about the
  fifth (`AGAIN`), and stays on a plateau from there. Orders go back as far before the first day as the world lasts:
  old buyers have a history, and the habit can be seen in people whose 90 days are over.
- `reference_levels`: about 4–5 % of new contacts buy within seven days.
- `learn_not_sell`: contacts of those guides seldom buy, and of orders elsewhere few are theirs to sell.
- `order_states`: partly refunded, wholly refunded (with and without an amount), closed, pending and public orders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.demo import names
from data.demo.campaigns import ENDED, Joins, campaign_ids, campaigns_of
from data.demo.channels import BUYING as CHANNEL_BUYING
from data.demo.chunk import Chunks, blank, counts, ids, moments, money, pick
from data.demo.clock import BUYING, DAY, NEVER, Flags, Floats, Ints, Rng, at_hour, some_seconds, steadily
from data.demo.contacts import Block, Lives, customer_ids
from data.demo.groups import Members, group_ids
from data.demo.ledger import Ledger
from data.demo.people import Cast
from data.demo.talk import Sales

FIRST_WEEK, LATER = 0.034, 0.09
AGAIN: Floats = np.array([0.42, 0.53, 0.63, 0.72, 0.80])  # after the 1st, 2nd … order; the last holds from there on
MOST_ORDERS = 18
PAID, PENDING, CLOSED, REFUNDED = range(4)
STATES = ("paid", "pending", "closed", "refunded")


@dataclass(frozen=True, kw_only=True)
class Deals:
    """Orders as they are drawn; `moment` is the payment, or the order where it is unpaid."""

    customer: Ints
    moment: Ints
    turn: Ints  # 1 for the person's first order, and so on; 0 where it is none of the habit's
    campaign: Ints
    group: Ints
    state: Ints
    is_public: Flags


def _deals(customer: Ints, moment: Ints, turn: Ints | int = 0, state: int = PAID, is_public: bool = False) -> Deals:
    size = len(customer)
    return Deals(
        customer=customer,
        moment=moment,
        turn=np.broadcast_to(np.asarray(turn, dtype=np.int64), size),
        campaign=np.full(size, -1, dtype=np.int64),
        group=np.full(size, -1, dtype=np.int64),
        state=np.full(size, state, dtype=np.int64),
        is_public=np.full(size, is_public),
    )


def draw_deals(cast: Cast, rng: Rng, block: Block, lives: Lives, sales: Sales, joins: Joins) -> Deals:
    """All orders of the block, in the order of time."""
    habit = _habit(cast, rng, *_firsts(cast, rng, block, lives))
    size = len(sales.member)
    in_groups = Deals(
        customer=sales.member,
        moment=sales.moment,
        turn=np.zeros(size, dtype=np.int64),
        campaign=sales.campaign,
        group=sales.group,
        state=np.zeros(size, dtype=np.int64),
        is_public=np.zeros(size, dtype=np.bool_),
    )
    parts = [habit, in_groups, _beside_groups(cast, rng, joins, sales), *_aside(rng, habit)]
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in Deals.__dataclass_fields__}
    keep = np.flatnonzero(joined["moment"] <= cast.calendar.now)
    order = keep[np.argsort(joined["moment"][keep], kind="stable")]
    return Deals(**{name: values[order] for name, values in joined.items()})


def _firsts(cast: Cast, rng: Rng, block: Block, lives: Lives) -> tuple[Ints, Ints]:
    """Customers and their first orders: old buyers at any time, new contacts after the add."""
    has_replied = np.zeros(block.size, dtype=np.bool_)
    has_replied[lives.customer[lives.replied < NEVER]] = True
    drive = CHANNEL_BUYING[block.channel] * cast.sell[block.guide] * np.where(has_replied, 1.7, 0.6)
    luck = rng.random(block.size)
    is_new = ~block.is_old & (block.added < NEVER)
    soon = is_new & (luck < FIRST_WEEK * drive)
    later = is_new & ~soon & (luck < (FIRST_WEEK + LATER) * drive)

    at_once = rng.random(block.size) < 0.4
    wait = np.where(at_once, some_seconds(rng, 2400, 1.1, block.size), 0)
    day = block.added // DAY + 1 + rng.integers(0, 6, block.size) ** 2 // 6
    within_week = np.where(at_once, block.added + wait, at_hour(rng, np.where(soon, day, 0), BUYING))
    much_later = block.added // DAY + 7 + rng.exponential(32, block.size).astype(np.int64)
    afterwards = at_hour(rng, np.where(later, much_later, 0), BUYING)
    days = cast.calendar.days
    history = (2 * days * rng.random(block.size) ** 0.8).astype(np.int64) - days  # a little more each month
    long_ago = at_hour(rng, history, BUYING)
    moment = np.where(block.is_old, long_ago, np.where(soon, within_week, afterwards))
    buyer = np.flatnonzero(block.is_old | soon | later).astype(np.int64)
    return buyer, moment[buyer]


def _habit(cast: Cast, rng: Rng, buyer: Ints, moment: Ints) -> Deals:
    """The orders that follow one another by habit."""
    parts: list[Deals] = []
    for turn in range(1, MOST_ORDERS + 1):
        happened = moment <= cast.calendar.now
        buyer, moment = buyer[happened], moment[happened]
        parts.append(_deals(buyer, moment, turn))
        order = np.argsort(moment, kind="stable")
        buyer, moment = buyer[order], moment[order]
        goes_on = steadily(rng, np.full(len(buyer), AGAIN[min(turn, len(AGAIN)) - 1]))
        buyer = buyer[goes_on]
        gap = np.clip(np.round(rng.lognormal(np.log(14), 0.55, len(buyer))), 1, 85).astype(np.int64)
        moment = at_hour(rng, moment[goes_on] // DAY + gap, BUYING)
    return Deals(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in Deals.__dataclass_fields__}
    )


def _beside_groups(cast: Cast, rng: Rng, joins: Joins, sales: Sales) -> Deals:
    """Campaign orders of participants who did not buy in a group."""
    runs = campaigns_of(cast.calendar)
    has_bought = np.isin(joins.customer * 2 + joins.campaign, sales.member * 2 + sales.campaign)
    chance = np.where(joins.campaign == ENDED, 0.10, 0.02)
    buys = np.flatnonzero(~has_bought & (rng.random(len(chance)) < chance))
    campaign = joins.campaign[buys]
    begins = np.where(campaign == ENDED, runs[0].sells, runs[1].starts)
    ends = np.where(campaign == ENDED, runs[0].ends + 1, cast.calendar.days)
    moment = at_hour(rng, begins + (rng.random(len(buys)) * (ends - begins)).astype(np.int64), BUYING)
    keep = moment > joins.joined[buys]
    deals = _deals(joins.customer[buys][keep], moment[keep])
    deals.campaign[:] = campaign[keep]
    return deals


def _aside(rng: Rng, habit: Deals) -> list[Deals]:
    """Orders that do not count: closed ones before a real one, pending, wholly refunded and public ones."""

    def some(share: float, low: int, high: int, state: int, is_public: bool = False) -> Deals:
        chosen = np.flatnonzero(rng.random(len(habit.customer)) < share)
        moment = habit.moment[chosen] + rng.integers(low, high, len(chosen))
        return _deals(habit.customer[chosen], moment, state=state, is_public=is_public)

    return [
        some(0.03, -2400, -300, CLOSED),
        some(0.012, 1200, 9 * DAY, PENDING),
        some(0.025, 1800, 6 * DAY, REFUNDED),
        some(0.06, 2 * DAY, 40 * DAY, PAID, is_public=True),
    ]


def _sellers(cast: Cast, rng: Rng, block: Block, deals: Deals) -> tuple[Ints, Ints]:
    """Who sold each order and who owns its customer; -1 for nobody."""
    owner = block.guide[deals.customer]
    size = len(owner)
    someone = np.where(rng.random(size) < 0.85, cast.choose(rng, size), -1)
    seller = np.where(owner >= 0, cast.present(owner, deals.moment // DAY), someone)
    manager = cast.managers[cast.home[seller]]
    gives_away = cast.is_learner[seller] & (rng.random(size) < 0.85) | (rng.random(size) < 0.07)
    seller = np.where((seller >= 0) & gives_away, manager, seller)
    return np.where(deals.is_public, -1, seller), owner


def _taught(cast: Cast, seller: Ints, moment: Ints, serial: Ints) -> Ints:
    """One piece more in seven of ten baskets that guides of the first lessons sell from their last day on."""
    sells = campaigns_of(cast.calendar)[ENDED].sells
    has_learned = cast.is_first_wave & ~cast.is_learner & ~cast.is_absentee
    is_after = (seller >= 0) & has_learned[seller] & (moment >= sells * DAY)
    return (is_after & (serial % 10 < 7)).astype(np.int64)


def order_rows(
    cast: Cast, chunks: Chunks, ledger: Ledger, rng: Rng, block: Block, members: Members, deals: Deals
) -> tuple[str, pa.Table]:
    """The chunk of the block's orders."""
    size = len(deals.customer)
    seller, owner = _sellers(cast, rng, block, deals)
    in_campaign = deals.campaign >= 0
    ledger.count("campaign_orders", seller[in_campaign], deals.moment[in_campaign])
    is_paid = (deals.state == PAID) | (deals.state == REFUNDED)
    ordered = deals.moment - np.where(is_paid, rng.integers(15, 600, size), 0)
    product = rng.integers(0, len(names.PRODUCTS), size)
    quantity = 1 + (rng.random(size) < 0.1 + 0.03 * np.minimum(deals.turn, 6)) + (rng.random(size) < 0.06)
    serial = (chunks.lines.get("orders", 0) + np.arange(1, size + 1)) * 387_420_489 % 10**10  # looks random, is unique
    quantity = quantity + _taught(cast, seller, deals.moment, serial)
    price = np.array([cents for _, cents in names.PRODUCTS])[product]
    off = np.array([100, 100, 95, 90, 88])[rng.integers(0, 5, size)]
    amount = np.where(rng.random(size) < 0.003, 0, price * quantity * off // 100)
    wholly = deals.state == REFUNDED
    back = deals.moment + some_seconds(rng, 2 * DAY, 0.7, size)
    partly = (deals.state == PAID) & ~deals.is_public & (amount > 0) & (rng.random(size) < 0.03)
    partly &= back <= cast.calendar.now
    refund = np.where(wholly, amount, amount * rng.integers(10, 60, size) // 100)
    has_amount = partly | (wholly & (rng.random(size) < 0.6))
    refunded = np.where(partly | wholly, np.minimum(back, cast.calendar.now), NEVER)
    paid_at = np.where(is_paid, deals.moment, NEVER)
    stamps = moments(cast.calendar, ordered)
    order_id = pc.binary_join_element_wise(pc.strftime(stamps, "%Y%m%d"), ids("", serial, 10), "")
    store = np.where(seller >= 0, cast.store_on(seller, deals.moment // DAY), -1)
    return chunks.chunk(
        "orders",
        {
            "order_id": order_id,
            "customer_id": customer_ids(cast, block, deals.customer),
            "ordered_at": stamps,
            "paid_at": moments(cast.calendar, paid_at),
            "amount": money(amount),
            "refunded_amount": money(refund, has_amount),
            "refunded_at": moments(cast.calendar, refunded),
            "status": blank(pick(STATES, deals.state), (deals.state != PAID) | (rng.random(size) < 0.95)),
            "guide_id": pick(cast.guide_ids, seller),
            "owner_guide_id": pick(cast.guide_ids, owner),
            "store_id": pick(cast.store_ids, store),
            "domain": pick(
                ("private", "public"), deals.is_public.astype(np.int64), deals.is_public | (rng.random(size) < 0.9)
            ),
            "campaign_id": campaign_ids(deals.campaign),
            "group_id": group_ids(members, deals.group),
            "product": pick([name for name, _ in names.PRODUCTS], product),
            "quantity": counts(quantity),
        },
    )
