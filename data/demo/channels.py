"""Where adds come from: the channels, how strongly each draws by day and hour, and whom it reached.

Stories that stand here:

- `package_card`: the card C01 was redesigned (wording, prize, look) about sixty days ago; of the cards sent, 7 % led
  to an add before and 13 % from that day on. The same number of cards went out, so adds nearly double. C02, the card of
  the gift parcels, was left as it was and stays at 7 %.
- `best_hour`: adds peak at 20:00, those by phone number (C04) most sharply.

Reach is worked back from the adds that were drawn, so that rates come out as told: cards sent, calls made, views.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.demo import clock
from data.demo.chunk import Chunks, counts, dates, ids, money
from data.demo.clock import Calendar, Floats, Ints, Rng

REDESIGN_DAYS_AGO = 60
CARD, OTHER_CARD, STORE_CODE, PHONE, LIVE, ADVERT, ACCOUNT, REFERRAL, OTHER = range(9)
CHANNELS = (
    ("包裹卡·主推款", "package_card"),
    ("包裹卡·赠品款", "package_card"),
    ("门店码", "store_code"),
    ("手机号添加", "phone"),
    ("直播间", "live"),
    ("朋友圈广告", "advert"),
    ("公众号菜单", "official_account"),
    ("老客转介绍", "referral"),
    ("其他", "other"),
)
SHARES = np.array([0.20, 0.04, 0.28, 0.17, 0.10, 0.08, 0.06, 0.05, 0.02])
RATE_BEFORE, RATE_AFTER = 0.07, 0.13
RATES = {CARD: RATE_BEFORE, OTHER_CARD: RATE_BEFORE, PHONE: 0.18, LIVE: 0.021, ADVERT: 0.0065}
# how readily a contact of the channel buys first, relative to others
BUYING = np.array([1.35, 1.2, 1.3, 0.8, 0.9, 0.4, 0.8, 1.4, 0.7])


def redesign_day(calendar: Calendar) -> int:
    """The day of the new card: sixty days before today, or the middle of a short world."""
    return max(calendar.days - 1 - REDESIGN_DAYS_AGO, calendar.days // 2)


def intensity(calendar: Calendar) -> Floats:
    """How many adds to expect, by channel, day and hour (relative); 0 for what lies after the world's end."""
    share = np.repeat(SHARES[:, None], calendar.days, axis=1)
    share[CARD, redesign_day(calendar) :] *= RATE_AFTER / RATE_BEFORE
    profile = np.repeat(clock.ADDING[None, :], len(CHANNELS), axis=0)
    profile[PHONE] = clock.PHONING
    cells: Floats = share[:, :, None] * calendar.rhythm[None, :, None] * profile[:, None, :]
    cells[:, -1, clock.OPENS_AT :] = 0
    return cells


def channel_ids(channel: Ints) -> pa.Array:
    """Ids of channels; null where it is not known."""
    return ids("C", np.maximum(channel, 0) + 1, 2, channel >= 0)


def channel_rows(chunks: Chunks) -> tuple[str, pa.Table]:
    """The chunk of channels."""
    return chunks.chunk(
        "channels",
        {
            "channel_id": channel_ids(np.arange(len(CHANNELS))),
            "channel_name": pa.array([name for name, _ in CHANNELS]),
            "kind": pa.array([kind for _, kind in CHANNELS]),
        },
    )


def reach(calendar: Calendar, adds: Ints, rng: Rng) -> Ints:
    """Reached by channel and finished day, from the adds by channel and day; 0 where a channel has no reach."""
    last = calendar.days - 1  # today's reach is not known yet
    reached = np.zeros((len(CHANNELS), last), dtype=np.int64)
    redesign = redesign_day(calendar)
    for channel, rate in RATES.items():
        changes = ((0, redesign, rate), (redesign, last, RATE_AFTER if channel == CARD else rate))
        for first, end, rate_then in changes:
            profile = calendar.rhythm[first:end] * rng.uniform(0.94, 1.06, end - first)
            people = adds[channel, first:end].sum() / rate_then
            reached[channel, first:end] = np.ceil(profile / profile.sum() * people)
    return reached


def reach_rows(calendar: Calendar, chunks: Chunks, reached: Ints) -> tuple[str, pa.Table]:
    """The chunk of channel reach, up to yesterday."""
    channel = np.repeat(np.array(list(RATES)), reached.shape[1])
    day = np.tile(np.arange(reached.shape[1]), len(RATES))
    return chunks.chunk(
        "channel_reach",
        {
            "channel_id": channel_ids(channel),
            "on": dates(calendar, day),
            "reached": counts(reached[channel, day]),
        },
    )


# what one reached person costs, in cents: cards and their prizes, calls, adverts
UNIT_CENTS = {
    CARD: (45, "gift"),
    OTHER_CARD: (30, "gift"),
    PHONE: (25, "tool"),
    LIVE: (6, "staff"),
    ADVERT: (18, "advert"),
}


def cost_rows(calendar: Calendar, chunks: Chunks, reached: Ints, guides: int) -> tuple[str, pa.Table]:
    """The chunk of running costs: each channel's by week, wages and tools by month."""
    rows: list[tuple[int, str, int, int]] = []  # day, kind, cents, channel
    for channel, (unit, kind) in UNIT_CENTS.items():
        for first in range(0, reached.shape[1], 7):
            cents = int(reached[channel, first : first + 7].sum()) * unit
            rows.append((min(first + 6, reached.shape[1] - 1), kind, cents, channel))
    month_starts = [day for day in range(calendar.days) if day % 30 == 0]
    for day in month_starts:
        rows.append((day, "staff", guides * 30_000, -1))
        rows.append((day, "tool", 180_000 + guides * 3_000, -1))
    day_of, kind_of, cents_of, channel_of = zip(*rows, strict=True)
    return chunks.chunk(
        "costs",
        {
            "on": dates(calendar, np.array(day_of)),
            "kind": pa.array(kind_of),
            "amount": money(np.array(cents_of)),
            "channel_id": channel_ids(np.array(channel_of)),
        },
    )
