"""Demo worlds, drawn once a session: as Arrow tables, and as pandas frames of raw rows."""

from collections import defaultdict
from datetime import date

import pandas as pd
import pyarrow as pa
import pytest

from data.demo import generate

TODAY = date(2026, 11, 24)


def tables(**sizes: object) -> dict[str, pa.Table]:
    """All tables of a world, their chunks put together."""
    chunks: dict[str, list[pa.Table]] = defaultdict(list)
    for name, chunk in generate(**{"today": TODAY, **sizes}):
        chunks[name].append(chunk)
    return {name: pa.concat_tables(parts) for name, parts in chunks.items()}


@pytest.fixture(scope="session")
def draw():
    return tables


@pytest.fixture(scope="session")
def default_tables() -> dict[str, pa.Table]:
    return tables()


@pytest.fixture(scope="session")
def world(default_tables: dict[str, pa.Table]) -> dict[str, pd.DataFrame]:
    return {name: table.to_pandas() for name, table in default_tables.items()}


@pytest.fixture(scope="session")
def now() -> pd.Timestamp:
    return pd.Timestamp("2026-11-24 09:00:00")


@pytest.fixture(scope="session")
def lives(world: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per contact life, with the first reply and the private chat found in its messages."""
    key = ["customer_id", "guide_id", "added_at"]
    lives = world["contacts"].copy()
    lives["end"] = lives.removed_at.fillna(pd.Timestamp("2100-01-01"))
    said = world["messages"].merge(lives[[*key, "end", "greeted_at"]], on=key[:2])
    said = said[(said.sent_at >= said.added_at) & (said.sent_at < said.end)]
    answers = said[(said.sender == "customer") & (said.sent_at > said.greeted_at)]
    lives = lives.merge(answers.groupby(key).sent_at.min().rename("replied_at"), on=key, how="left")
    opened = said[said.kind == "manual"].groupby(key).sent_at.min().rename("opened_at")
    talk = said.merge(opened, on=key)
    talk = talk[(talk.sender == "customer") & (talk.sent_at > talk.opened_at)]
    lives = lives.merge(talk.groupby(key).sent_at.min().rename("chat_at"), on=key, how="left")
    lives["is_reply"] = lives.replied_at - lives.greeted_at < pd.Timedelta(hours=24)
    return lives


@pytest.fixture(scope="session")
def counted(world: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The orders that count, numbered per person in order of time, each with the time of the next."""
    orders = world["orders"]
    orders = orders[(orders.domain.fillna("private") == "private") & (orders.status.fillna("paid") == "paid")]
    is_gone = (orders.refunded_amount.fillna(0) >= orders.amount) & (orders.amount > 0)
    orders = orders[~is_gone].copy()
    orders["at"] = orders.paid_at.fillna(orders.ordered_at)
    orders = orders.sort_values(["at", "order_id"])
    orders["turn"] = orders.groupby("customer_id").cumcount() + 1
    orders["next_at"] = orders.groupby("customer_id")["at"].shift(-1)
    return orders
