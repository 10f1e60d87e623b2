"""Milestones: what happened to each contact, person and order, derived from the facts.

The definitions are those of the contract (“What happened, exactly”). A customer's milestones depend on her own rows
alone, so after a batch only the customers that it touched are derived again; a full build is the same code with
everybody touched, and gives the same rows.

Every step is a transaction of its own, because an engine may read what a transaction has just written with one core
only (DuckDB: half as fast). Nobody reads the milestones but the writer. A run that is cut off is finished by the next:
what was touched stays touched until all is derived, and a step does away with what it left before.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.settings import Windows
from data.warehouse.campaigning import derive_campaigns
from data.warehouse.chosen import of_customer
from data.warehouse.dialects import day_of, month_number
from data.warehouse.engines import drop_scratch, scratch
from data.warehouse.gatherings import derive_groups, touch_ahead
from data.warehouse.lives import derive_contacts
from data.warehouse.standing import Standing
from data.warehouse.stays import derive_stays
from data.warehouse.tables import DERIVED, FACTS, TOUCHED, UNPUBLISHED


def derive(connection: sa.Connection, windows: Windows, now: datetime, *, everybody: bool = False) -> None:
    """Derive the milestones of what was touched (or of everybody); what ends the run is left to the caller's commit."""
    if everybody:
        Standing.forget_derived(connection)
        for table in DERIVED.values():
            connection.execute(sa.schema.DropTable(table, if_exists=True))
            connection.execute(sa.schema.CreateTable(table))
    else:
        for name in ("contacts", "people", "orders"):
            connection.execute(sa.delete(DERIVED[name]).where(of_customer(DERIVED[name], everybody)))
    earliest = _earliest_adds(connection, everybody)
    connection.commit()
    _orders(connection, earliest, windows, everybody)
    connection.commit()
    _people(connection, earliest)
    drop_scratch(connection, "earliest")
    connection.commit()
    derive_contacts(connection, everybody)
    derive_groups(connection, now, everybody=everybody)
    derive_stays(connection)
    _posts(connection)
    connection.commit()
    derive_campaigns(connection, now)
    for moved, touched in TOUCHED.items():
        if not everybody:
            names = [column.name for column in touched.columns]
            connection.execute(UNPUBLISHED[moved].insert().from_select(names, sa.select(touched).distinct()))
        connection.execute(sa.delete(touched))
    touch_ahead(connection, now)


def _earliest_adds(connection: sa.Connection, everybody: bool) -> sa.Table:
    """One row per customer: the earliest add over all guides, ties by guide."""
    contacts = FACTS["contacts"]
    place = sa.func.row_number(type_=sa.BigInteger()).over(
        partition_by=contacts.c.customer_id, order_by=(contacts.c.added_at, contacts.c.guide_id)
    )
    columns = [contacts.c[name] for name in ("customer_id", "guide_id", "added_at", "channel_id")]
    ranked = sa.select(*columns, place.label("place")).where(of_customer(contacts, everybody)).subquery()
    return scratch(connection, "earliest", sa.select(*list(ranked.c)[:4]).where(ranked.c.place == 1))


def is_counted(orders: sa.FromClause) -> sa.ColumnElement[bool]:
    """Private domain, paid or partly refunded; an empty status is paid, a refund without an amount is of the whole."""
    c = orders.c
    status = sa.func.coalesce(c.status, "paid")
    is_private = sa.func.coalesce(c.domain, "private") == "private"
    is_paid = sa.or_(status == "paid", sa.and_(status == "refunded", c.refunded_amount.is_not(None)))
    is_kept = sa.or_(c.refunded_amount.is_(None), c.amount <= 0, c.refunded_amount < c.amount)
    return sa.and_(is_private, is_paid, is_kept)


def _orders(connection: sa.Connection, earliest: sa.Table, windows: Windows, everybody: bool) -> None:
    """Counted orders with their number in the person's life, the next one, and what she bought in the month."""
    derived = DERIVED["orders"]
    rows = _followed(_numbered(windows, everybody), windows.orders_by == "day")
    place = sa.func.row_number(type_=sa.BigInteger()).over(
        partition_by=(rows.c.customer_id, rows.c.month), order_by=(rows.c["at"], rows.c.order_id)
    )
    of_month = sa.func.sum(rows.c.orders).over(partition_by=(rows.c.customer_id, rows.c.month))
    next_month = sa.func.max(month_number(rows.c.next_at)).over(partition_by=(rows.c.customer_id, rows.c.month))
    monthly = sa.select(
        rows, place.label("place"), of_month.label("of_month"), next_month.label("next_month")
    ).subquery()
    is_first = monthly.c.place == 1
    returns = sa.case((monthly.c.next_month == monthly.c.month + 1, 1), else_=0)
    given: dict[str, sa.ColumnElement[Any]] = {
        "channel_id": earliest.c.channel_id,
        "is_since_add": sa.func.coalesce(monthly.c["at"] >= earliest.c.added_at, sa.false()),
        "month_orders": sa.case((is_first, monthly.c.of_month), else_=sa.null()),
        "next_month_orders": sa.case((is_first, returns), else_=sa.null()),
    }
    names = [column.name for column in derived.columns]
    columns = [given[name] if name in given else monthly.c[name] for name in names]
    query = sa.select(*columns).select_from(
        monthly.outerjoin(earliest, monthly.c.customer_id == earliest.c.customer_id)
    )
    connection.execute(derived.insert().from_select(names, query))


def _numbered(windows: Windows, everybody: bool) -> sa.Subquery:
    """Counted orders by (time, order_id); by day, those of one day share a number and the first of them stands."""
    facts = FACTS["orders"]
    c = facts.c
    at = sa.func.coalesce(c.paid_at, c.ordered_at)
    is_by_day = windows.orders_by == "day"
    moment = day_of(at) if is_by_day else at
    number = sa.func.dense_rank(type_=sa.BigInteger()) if is_by_day else sa.func.row_number(type_=sa.BigInteger())
    ordinal = number.over(partition_by=c.customer_id, order_by=(moment,) if is_by_day else (at, c.order_id))
    of_day = sa.func.row_number(type_=sa.BigInteger()).over(
        partition_by=(c.customer_id, moment), order_by=(at, c.order_id)
    )
    return (
        sa.select(
            c.order_id,
            c.customer_id,
            at.label("at"),
            month_number(at).label("month"),
            (c.amount - sa.func.coalesce(c.refunded_amount, 0)).label("net"),
            ordinal.label("ordinal"),
            (sa.case((of_day == 1, 1), else_=0) if is_by_day else sa.literal(1)).label("orders"),
            (c.owner_guide_id if windows.orders_belong_to == "owner" else c.guide_id).label("guide_id"),
            c.store_id,
            c.campaign_id,
            c.group_id,
            c.product,
            c.quantity,
        )
        .where(is_counted(facts), of_customer(facts, everybody))
        .subquery()
    )


def _followed(rows: sa.Subquery, is_by_day: bool) -> sa.Subquery:
    """The orders with the moment of the person's next one; one that shares its day with an earlier has none."""
    next_at = sa.func.lead(rows.c["at"]).over(
        partition_by=(rows.c.customer_id, rows.c.orders), order_by=(rows.c["at"], rows.c.order_id)
    )
    known = sa.case((rows.c.orders == 1, next_at), else_=sa.null()) if is_by_day else next_at
    return sa.select(rows, known.label("next_at")).subquery()


def _people(connection: sa.Connection, earliest: sa.Table) -> None:
    """One row per customer, with the first counted order at or after the earliest add."""
    orders, people = DERIVED["orders"], DERIVED["people"]
    place = sa.func.row_number(type_=sa.BigInteger()).over(
        partition_by=orders.c.customer_id, order_by=(orders.c.at, orders.c.order_id)
    )
    after = orders.join(
        earliest, sa.and_(orders.c.customer_id == earliest.c.customer_id, orders.c.at >= earliest.c.added_at)
    )
    ranked = (
        sa.select(orders.c.customer_id, orders.c.at, orders.c.net, place.label("place")).select_from(after).subquery()
    )
    first = sa.select(ranked.c.customer_id, ranked.c.at, ranked.c.net).where(ranked.c.place == 1).subquery()
    query = sa.select(*earliest.c, first.c.at, first.c.net).select_from(
        earliest.outerjoin(first, earliest.c.customer_id == first.c.customer_id)
    )
    connection.execute(people.insert().from_select([column.name for column in people.columns], query))


def _posts(connection: sa.Connection) -> None:
    """Posts with the persona they count for."""
    posts, guides, derived = FACTS["posts"], FACTS["guides"], DERIVED["posts"]
    c = posts.c
    query = sa.select(
        c.post_id,
        c.guide_id,
        sa.func.coalesce(c.persona, guides.c.persona),
        c.posted_at,
        c.kind,
        c.likes,
        c.comments,
        c.views,
    ).select_from(posts.outerjoin(guides, c.guide_id == guides.c.guide_id))
    connection.execute(sa.delete(derived))
    connection.execute(derived.insert().from_select([column.name for column in derived.columns], query))
