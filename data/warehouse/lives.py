"""Lives: what happened between a customer and a guide, from the add to the removal or the next add."""

from __future__ import annotations

import sqlalchemy as sa

from data.warehouse.chosen import of_customer
from data.warehouse.engines import drop_scratch, scratch
from data.warehouse.tables import DERIVED, FACTS

# What an event of a life is. Messages whose kind is empty are told from those that have one.
GREETING, MANUAL, BARE, OTHER, CUSTOMER, CUSTOMER_BARE = range(1, 7)
GIVEN_GREETED, GIVEN_REPLIED, GIVEN_PRIVATE = range(11, 14)

NEVER = sa.literal_column("TIMESTAMP '9999-12-31 00:00:00'", sa.DateTime())


def derive_contacts(connection: sa.Connection, everybody: bool) -> None:
    """One row per life of a customer and a guide, with its milestones."""
    lives = _lives(connection, everybody)
    connection.commit()
    happened = _happened(connection, lives, everybody)
    connection.commit()
    firsts = _firsts(connection, happened)
    connection.commit()
    answers = _answers(connection, happened, firsts)
    connection.commit()
    private = _private_chats(happened, answers)
    orders, contacts = DERIVED["orders"], DERIVED["contacts"]
    bought = (
        sa.select(lives.c.life, sa.func.min(orders.c.at).label("at"), sa.func.sum(orders.c.orders).label("orders"))
        .select_from(lives.join(orders, _falls_in(lives, orders.c.customer_id, orders.c.at)))
        .group_by(lives.c.life)
        .subquery()
    )
    query = sa.select(
        *(lives.c[name] for name in ("customer_id", "guide_id", "added_at", "channel_id")),
        lives.c.ends_at,
        lives.c.removed_at,
        lives.c.removed_by,
        answers.c.greeted_at,
        answers.c.replied_at,
        earlier_of(answers.c.given_private_at, private.c.at),
        bought.c.at,
        sa.func.coalesce(bought.c.orders, 0),
    ).select_from(
        lives.outerjoin(answers, lives.c.life == answers.c.life)
        .outerjoin(private, lives.c.life == private.c.life)
        .outerjoin(bought, lives.c.life == bought.c.life)
    )
    connection.execute(contacts.insert().from_select([column.name for column in contacts.columns], query))
    for name in ("lives", "happened", "firsts", "answers"):
        drop_scratch(connection, name)
    connection.commit()


def earlier_of(left: sa.ColumnElement[object], right: sa.ColumnElement[object]) -> sa.ColumnElement[object]:
    """The earlier of two moments; one that is missing gives way."""
    return sa.case((right.is_(None), left), (left.is_(None), right), (left <= right, left), else_=right)


def _falls_in(
    lives: sa.Table, customer_id: sa.ColumnElement[object], at: sa.ColumnElement[object]
) -> sa.ColumnElement[bool]:
    return sa.and_(lives.c.customer_id == customer_id, at >= lives.c.added_at, at < lives.c.until_at)


def _lives(connection: sa.Connection, everybody: bool) -> sa.Table:
    """Each life: [added_at, the earlier of removed_at and the pair's next add)."""
    contacts = FACTS["contacts"]
    c = contacts.c
    next_at = sa.func.lead(c.added_at).over(partition_by=(c.customer_id, c.guide_id), order_by=c.added_at)
    names = ("customer_id", "guide_id", "added_at", "channel_id", "removed_at", "removed_by")
    adds = (
        sa.select(*(c[name] for name in names), next_at.label("next_at"))
        .where(of_customer(contacts, everybody))
        .subquery()
    )
    is_own = sa.or_(adds.c.next_at.is_(None), adds.c.removed_at < adds.c.next_at)
    removed_at = sa.case((is_own, adds.c.removed_at), else_=sa.null())
    ends_at = sa.func.coalesce(removed_at, adds.c.next_at)
    query = sa.select(
        sa.func.row_number(type_=sa.BigInteger()).over().label("life"),
        *(adds.c[name] for name in ("customer_id", "guide_id", "added_at", "channel_id")),
        removed_at.label("removed_at"),
        sa.case((removed_at.is_not(None), adds.c.removed_by), else_=sa.null()).label("removed_by"),
        ends_at.label("ends_at"),
        sa.func.coalesce(ends_at, NEVER).label("until_at"),
    )
    return scratch(connection, "lives", query)


def _happened(connection: sa.Connection, lives: sa.Table, everybody: bool) -> sa.Table:
    """Messages and given milestones, each in the life in which it falls: one row per event."""
    messages, contacts = FACTS["messages"], FACTS["contacts"]
    is_bare = messages.c.kind.is_(None)
    what = sa.case(
        (messages.c.sender == "customer", sa.case((is_bare, CUSTOMER_BARE), else_=CUSTOMER)),
        (is_bare, BARE),
        (messages.c.kind == "greeting", GREETING),
        (messages.c.kind == "manual", MANUAL),
        else_=OTHER,
    )
    said = (
        sa.select(lives.c.life, messages.c.sent_at.label("at"), what.label("what"))
        .select_from(
            messages.join(
                lives,
                sa.and_(
                    _falls_in(lives, messages.c.customer_id, messages.c.sent_at),
                    lives.c.guide_id == messages.c.guide_id,
                ),
            )
        )
        .where(of_customer(messages, everybody))
    )
    given = [
        sa.select(lives.c.life, contacts.c[name], sa.literal(code))
        .select_from(
            contacts.join(
                lives,
                sa.and_(
                    _falls_in(lives, contacts.c.customer_id, contacts.c[name]), lives.c.guide_id == contacts.c.guide_id
                ),
            )
        )
        .where(of_customer(contacts, everybody))
        for name, code in (
            ("greeted_at", GIVEN_GREETED),
            ("greeting_replied_at", GIVEN_REPLIED),
            ("private_chat_at", GIVEN_PRIVATE),
        )
    ]
    return scratch(connection, "happened", sa.union_all(said, *given))


def _first(happened: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[object]:
    return sa.func.min(sa.case((sa.and_(*conditions), happened.c.at), else_=sa.null()))


def _firsts(connection: sa.Connection, happened: sa.Table) -> sa.Table:
    """Per life: when it was greeted, and what is needed to tell the greeting from a manual message."""
    what = happened.c.what
    by_guide = what.in_((GREETING, MANUAL, BARE, OTHER))
    firsts = (
        sa.select(
            happened.c.life,
            sa.func.max(sa.case((what.in_((GREETING, MANUAL, OTHER, CUSTOMER)), 1), else_=0)).label("has_kinds"),
            _first(happened, what == GREETING).label("greeting_at"),
            _first(happened, by_guide).label("guide_at"),
            _first(happened, what.in_((MANUAL, BARE))).label("manual_at"),
            _first(happened, what == GIVEN_GREETED).label("given_greeted_at"),
            _first(happened, what == GIVEN_PRIVATE).label("given_private_at"),
        )
        .group_by(happened.c.life)
        .subquery()
    )
    has_kinds = firsts.c.has_kinds == 1
    greeting_at = sa.case((has_kinds, firsts.c.greeting_at), else_=firsts.c.guide_at)
    query = sa.select(
        firsts.c.life,
        has_kinds.label("has_kinds"),
        earlier_of(firsts.c.given_greeted_at, greeting_at).label("greeted_at"),
        firsts.c.guide_at,
        firsts.c.manual_at,
        firsts.c.given_private_at,
    )
    return scratch(connection, "firsts", query)


def _answers(connection: sa.Connection, happened: sa.Table, firsts: sa.Table) -> sa.Table:
    """Per life: the first reply to the greeting, and the guide's first manual message.

    Without kinds her first message is the greeting, so the second is the first that counts as manual.
    """
    what, at = happened.c.what, happened.c.at
    is_reply = what.in_((CUSTOMER, CUSTOMER_BARE, GIVEN_REPLIED))
    at_first = sa.func.sum(sa.case((sa.and_(what == BARE, at == firsts.c.guide_at), 1), else_=0))
    both = (
        sa.select(
            firsts.c.life,
            _first(happened, is_reply, at > firsts.c.greeted_at).label("replied_at"),
            at_first.label("at_first"),
            _first(happened, what == BARE, at > firsts.c.guide_at).label("next_at"),
        )
        .select_from(firsts.join(happened, firsts.c.life == happened.c.life))
        .group_by(firsts.c.life)
        .subquery()
    )
    second_at = sa.case((both.c.at_first >= 2, firsts.c.guide_at), else_=both.c.next_at)
    query = sa.select(
        firsts.c.life,
        firsts.c.greeted_at,
        both.c.replied_at,
        sa.case((firsts.c.has_kinds, firsts.c.manual_at), else_=second_at).label("manual_at"),
        firsts.c.given_private_at,
    ).select_from(firsts.join(both, firsts.c.life == both.c.life))
    return scratch(connection, "answers", query)


def _private_chats(happened: sa.Table, answers: sa.Table) -> sa.Subquery:
    """Per life: the customer's first message after some manual one of the guide."""
    by_customer = happened.c.what.in_((CUSTOMER, CUSTOMER_BARE))
    return (
        sa.select(answers.c.life, sa.func.min(happened.c.at).label("at"))
        .select_from(answers.join(happened, answers.c.life == happened.c.life))
        .where(by_customer, happened.c.at > answers.c.manual_at)
        .group_by(answers.c.life)
        .subquery()
    )
