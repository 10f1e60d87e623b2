"""The warehouse as SQLAlchemy tables: facts and their older versions, milestones, and what a generation says of itself.

Schemas: `facts` holds the row in force of every key, `history` all other versions of it, `derived` the milestones, and
`mart` is the generation being written or read (an attached file, or a schema of a server).
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data.schema import FACT_TABLES, FactTable
from data.warehouse.snapshots import milestone_tables

METADATA = sa.MetaData()
MART = sa.MetaData()


def _fact_columns(table: FactTable) -> list[sa.Column[object]]:
    ordinal = [sa.Column("ordinal", sa.Integer, nullable=False)] if table.has_ordinal else []
    return [
        *(sa.Column(column.name, column.stored, nullable=not column.is_required) for column in table.columns),
        *ordinal,
        sa.Column("batch", sa.Integer, nullable=False),
    ]


FACTS = {name: sa.Table(name, METADATA, *_fact_columns(table), schema="facts") for name, table in FACT_TABLES.items()}
HISTORY = {
    name: sa.Table(name, METADATA, *_fact_columns(table), schema="history") for name, table in FACT_TABLES.items()
}

BATCHES = sa.Table(
    "batches",
    METADATA,
    sa.Column("batch", sa.Integer, nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("table_name", sa.Text, nullable=False),
    sa.Column("encoding", sa.Text, nullable=False),
    sa.Column("rows_read", sa.BigInteger, nullable=False),
    sa.Column("rows_added", sa.BigInteger, nullable=False),
    sa.Column("rows_updated", sa.BigInteger, nullable=False),
    sa.Column("rows_unchanged", sa.BigInteger, nullable=False),
    sa.Column("rows_rejected", sa.BigInteger, nullable=False),
    sa.Column("rejects_file", sa.Text),
    sa.Column("imported_at", sa.DateTime, nullable=False),
    sa.Column("imported_by", sa.Text, nullable=False),
    sa.Column("undone_at", sa.DateTime),
    schema="facts",
)

STANDING = sa.Table(
    "standing",
    METADATA,
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    schema="facts",
    comment="facts_version, is_demo, windows: what the warehouse knows of itself",
)


# What a row can move: the milestones of a customer, those of a member of a group, what is told of a day of a group.
_MOVED: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {
    "customers": {"customer_id": sa.Text()},
    "members": {"group_id": sa.Text(), "customer_id": sa.Text()},
    "group_days": {"group_id": sa.Text(), "day": sa.Date()},
}


def _noted(prefix: str, comment: str) -> dict[str, sa.Table]:
    return {
        name: sa.Table(
            f"{prefix}_{name}",
            METADATA,
            *(sa.Column(column, kind) for column, kind in columns.items()),
            schema="facts",
            comment=comment,
        )
        for name, columns in _MOVED.items()
    }


TOUCHED = _noted("touched", "whose milestones must be derived again before the next generation")
UNPUBLISHED = _noted("unpublished", "whose milestones were derived again since the generation that standing names")


DERIVED = milestone_tables(METADATA, "derived")
MILESTONES = milestone_tables(MART, "mart")

# Facts that a reader needs as they are: names, places, reach, counts made by hand.
PUBLISHED_FACTS = (
    "stores",
    "guides",
    "channels",
    "channel_reach",
    "customers",
    "groups",
    "campaigns",
    "tallies",
    "costs",
    "training",
    "guide_points",
    "competition_entries",
    "referrals",
)
PUBLISHED = {
    name: sa.Table(
        f"{name}_facts" if name in MILESTONES else name,
        MART,
        *(sa.Column(column.name, column.stored) for column in FACT_TABLES[name].columns),
        schema="mart",
    )
    for name in PUBLISHED_FACTS
}

ABOUT = sa.Table(
    "about",
    MART,
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("published_at", sa.DateTime, nullable=False),
    sa.Column("facts_version", sa.Integer, nullable=False),
    sa.Column("is_demo", sa.Boolean, nullable=False),
    sa.Column("windows", sa.Text, nullable=False, comment="JSON of the windows it was built with"),
    sa.Column("tiers", sa.Text, nullable=False, comment="JSON of the rules of tiers it was built with"),
    sa.Column("layout", sa.Text, nullable=False, comment="fingerprint of the tables it holds"),
    sa.Column("is_large", sa.Boolean, nullable=False, comment="whether sums of amounts have more than eighteen digits"),
    sa.Column("continued", sa.Integer, nullable=False, comment="how often, since all of it was last built"),
    schema="mart",
)
KINDS = sa.Table(
    "kinds",
    MART,
    sa.Column("kind", sa.Text, nullable=False, comment="a fact table"),
    sa.Column("row_count", sa.BigInteger, nullable=False),
    sa.Column("since", sa.Date, comment="the earliest day of its rows"),
    sa.Column("horizon_at", sa.DateTime),
    sa.Column("last_day", sa.Date),
    sa.Column("brought", sa.Text, nullable=False, comment="columns that have a value in some row, by commas"),
    sa.Column("future_rows", sa.BigInteger, nullable=False, comment="rows with a time in the future: a quality error"),
    sa.Column("last_batch", sa.Integer, comment="the latest batch that brought a row which stands"),
    schema="mart",
)
