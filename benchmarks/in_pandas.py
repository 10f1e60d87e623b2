"""In pandas: the figures of the first page from the raw rows, as a notebook would make them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

Frames = dict[str, pd.DataFrame]
NEVER = pd.Timestamp("2200-01-01")


def milestones(raw: Frames) -> pd.DataFrame:
    """Each contact with its moments: greeted, replied, talked with, bought."""
    lives = raw["contacts"].sort_values(["customer_id", "guide_id", "added_at"]).reset_index(drop=True)
    lives["life"] = lives.index
    following = lives.groupby(["customer_id", "guide_id"])["added_at"].shift(-1)
    lives["until"] = lives["removed_at"].fillna(NEVER).clip(upper=following.fillna(NEVER))
    keys = lives[["customer_id", "guide_id", "added_at", "until", "life"]]
    said = raw["messages"].merge(keys, on=["customer_id", "guide_id"])
    said = said[(said["sent_at"] >= said["added_at"]) & (said["sent_at"] < said["until"])]
    by_guide, by_customer = said[said["sender"] == "guide"], said[said["sender"] == "customer"]
    lives["greeted"] = by_guide[by_guide["kind"] == "greeting"].groupby("life")["sent_at"].min()
    lives["manual"] = by_guide[by_guide["kind"] == "manual"].groupby("life")["sent_at"].min()
    answers = by_customer.merge(lives[["life", "greeted", "manual"]], on="life")
    lives["replied"] = answers[answers["sent_at"] > answers["greeted"]].groupby("life")["sent_at"].min()
    lives["talked"] = answers[answers["sent_at"] > answers["manual"]].groupby("life")["sent_at"].min()
    bought = raw["orders"].merge(keys, on="customer_id")
    bought = bought[(bought["at"] >= bought["added_at"]) & (bought["at"] < bought["until"])]
    lives["bought"] = bought.groupby("life")["at"].min()
    return lives


def overview(raw: Frames, end: date, days: int = 30) -> dict[str, pd.DataFrame | pd.Series]:
    """Eight figures now and before, by day, by store and by guide, and the funnel."""
    lives = milestones(raw).merge(raw["guides"], on="guide_id", how="left")
    orders = raw["orders"].merge(raw["guides"], on="guide_id", how="left", suffixes=("", "_of_guide"))
    week, day = timedelta(days=7), timedelta(days=1)
    lives["replied_in"] = (lives["replied"] - lives["greeted"]) < day
    lives["talked_in"] = (lives["talked"] - lives["added_at"]) < week
    lives["bought_in"] = (lives["bought"] - lives["added_at"]) < week
    firsts = lives.sort_values("bought").drop_duplicates("customer_id")
    found: dict[str, pd.DataFrame | pd.Series] = {}
    last = datetime.combine(end, time())
    for name, until in (("now", last), ("before", last - timedelta(days=days))):
        since = until - timedelta(days=days)
        added = lives[lives["added_at"].between(since, until, inclusive="left")]
        greeted = lives[lives["greeted"].between(since, until, inclusive="left")]
        lost = lives[lives["removed_at"].between(since, until, inclusive="left")]
        paid = orders[orders["at"].between(since, until, inclusive="left")]
        new = firsts[firsts["bought"].between(since, until, inclusive="left")]
        for by in ("all", "day", "store_id", "guide_id"):
            for what, rows, at, cells in (
                ("added", added, "added_at", {"life": "count", "talked_in": "sum", "bought_in": "sum"}),
                ("greeted", greeted, "greeted", {"life": "count", "replied_in": "sum"}),
                ("lost", lost, "removed_at", {"life": "count"}),
                ("paid", paid, "at", {"net": "sum", "order_id": "count"}),
                ("new", new, "bought", {"life": "count"}),
            ):
                found[f"{what} {by} {name}"] = rows.groupby(_parts(rows, by, at)).agg(cells)
        if name == "now":
            found["funnel"] = added[["added_at", "greeted", "replied", "talked", "bought"]].count()
    return found


def _parts(rows: pd.DataFrame, by: str, at: str) -> Any:
    """By what the rows are parted: not at all, by the day of a moment, or by a column."""
    if by == "all":
        return rows.index >= 0
    return rows[at].dt.date if by == "day" else by
