"""Snapshots: the tables of the milestones, one row per contact, person, order, membership …"""

from __future__ import annotations

import sqlalchemy as sa


def milestone_tables(metadata: sa.MetaData, schema: str) -> dict[str, sa.Table]:
    """Every snapshot by name."""
    return {**_of_customers(metadata, schema), **_of_groups(metadata, schema)}


def _of_customers(metadata: sa.MetaData, schema: str) -> dict[str, sa.Table]:
    return {
        "contacts": sa.Table(
            "contacts",
            metadata,
            sa.Column("customer_id", sa.Text, nullable=False),
            sa.Column("guide_id", sa.Text, nullable=False),
            sa.Column("added_at", sa.DateTime, nullable=False),
            sa.Column("channel_id", sa.Text),
            sa.Column("ends_at", sa.DateTime, comment="end of the life: removed, or added again"),
            sa.Column("removed_at", sa.DateTime, comment="the removal, where it belongs to this life"),
            sa.Column("removed_by", sa.Text),
            sa.Column("greeted_at", sa.DateTime),
            sa.Column("greeting_replied_at", sa.DateTime),
            sa.Column("private_chat_at", sa.DateTime),
            sa.Column("first_order_at", sa.DateTime),
            schema=schema,
        ),
        "people": sa.Table(
            "people",
            metadata,
            sa.Column("customer_id", sa.Text, nullable=False),
            sa.Column("guide_id", sa.Text, nullable=False),
            sa.Column("added_at", sa.DateTime, nullable=False),
            sa.Column("channel_id", sa.Text),
            sa.Column("first_order_at", sa.DateTime, comment="first counted order at or after the earliest add"),
            sa.Column("first_order_net", sa.Numeric(18, 2)),
            schema=schema,
        ),
        "orders": sa.Table(
            "orders",
            metadata,
            sa.Column("order_id", sa.Text, nullable=False),
            sa.Column("customer_id", sa.Text, nullable=False),
            sa.Column("at", sa.DateTime, nullable=False),
            sa.Column("net", sa.Numeric(18, 2), nullable=False),
            sa.Column("ordinal", sa.Integer, nullable=False, comment="1, 2, 3 … per person by (time, order_id)"),
            sa.Column("orders", sa.Integer, nullable=False, comment="1, or 0 where an earlier order of the day stands"),
            sa.Column("guide_id", sa.Text),
            sa.Column("store_id", sa.Text, comment="the order's own; where empty the guide's store of that day holds"),
            sa.Column("channel_id", sa.Text, comment="of the buyer's earliest add"),
            sa.Column("campaign_id", sa.Text),
            sa.Column("group_id", sa.Text),
            schema=schema,
        ),
        "stays": sa.Table(
            "stays",
            metadata,
            sa.Column("guide_id", sa.Text, nullable=False),
            sa.Column("from_on", sa.Date, nullable=False),
            sa.Column("until_on", sa.Date, nullable=False, comment="exclusive"),
            sa.Column("store_id", sa.Text),
            sa.Column("team", sa.Text),
            schema=schema,
        ),
        "posts": sa.Table(
            "posts",
            metadata,
            sa.Column("post_id", sa.Text, nullable=False),
            sa.Column("guide_id", sa.Text),
            sa.Column(
                "persona",
                sa.Text,
                comment="named on the post, else the guide's; where none is, the guide's account plays itself",
            ),
            sa.Column("posted_at", sa.DateTime, nullable=False),
            sa.Column("kind", sa.Text),
            sa.Column("likes", sa.BigInteger),
            sa.Column("comments", sa.BigInteger),
            sa.Column("views", sa.BigInteger),
            schema=schema,
        ),
    }


def _of_groups(metadata: sa.MetaData, schema: str) -> dict[str, sa.Table]:
    return {
        "memberships": sa.Table(
            "memberships",
            metadata,
            sa.Column("group_id", sa.Text, nullable=False),
            sa.Column("customer_id", sa.Text, nullable=False),
            sa.Column("joined_at", sa.DateTime, nullable=False, comment="the first join; returning does not reset"),
            sa.Column("left_at", sa.DateTime, comment="where nobody of the name is left: the last leaving"),
            sa.Column("spoke_at", sa.DateTime),
            sa.Column("learned_at", sa.DateTime),
            sa.Column("took_part_at", sa.DateTime),
            sa.Column("bought_at", sa.DateTime),
            schema=schema,
        ),
        "presence": sa.Table(
            "presence",
            metadata,
            sa.Column("group_id", sa.Text, nullable=False),
            sa.Column("customer_id", sa.Text, nullable=False),
            sa.Column("from_at", sa.DateTime, nullable=False),
            sa.Column("until_at", sa.DateTime, nullable=False, comment="exclusive; overlapping stints are one"),
            schema=schema,
        ),
        "invitations": sa.Table(
            "invitations",
            metadata,
            sa.Column("group_id", sa.Text, nullable=False),
            sa.Column("customer_id", sa.Text, nullable=False),
            sa.Column("invited_at", sa.DateTime, nullable=False),
            sa.Column("joined_at", sa.DateTime, comment="the first join"),
            schema=schema,
        ),
        "group_hours": sa.Table(
            "group_hours",
            metadata,
            sa.Column("group_id", sa.Text, nullable=False),
            sa.Column("day", sa.Date, nullable=False),
            sa.Column("hour", sa.Integer, nullable=False),
            sa.Column("messages", sa.BigInteger, nullable=False, comment="whoever posts"),
            sa.Column("adverts", sa.BigInteger, nullable=False, comment="whoever posts"),
            sa.Column("posts", sa.BigInteger, nullable=False, comment="messages and adverts"),
            sa.Column("member_messages", sa.BigInteger, nullable=False),
            sa.Column("replies", sa.BigInteger, nullable=False, comment="members' messages in reply to anybody"),
            sa.Column("peer_replies", sa.BigInteger, nullable=False, comment="… in reply to another member"),
            sa.Column("lessons", sa.BigInteger, nullable=False),
            sa.Column("take_parts", sa.BigInteger, nullable=False),
            sa.Column("red_packets", sa.BigInteger, nullable=False),
            sa.Column("purchases", sa.BigInteger, nullable=False),
            schema=schema,
        ),
        "group_speakers": sa.Table(
            "group_speakers",
            metadata,
            sa.Column("group_id", sa.Text, nullable=False),
            sa.Column("day", sa.Date, nullable=False),
            sa.Column("speakers", sa.BigInteger, nullable=False, comment="present members who spoke that day"),
            sa.Column(
                "recent", sa.BigInteger, nullable=False, comment="members who spoke on it or the two days before"
            ),
            schema=schema,
        ),
        "group_replies": sa.Table(
            "group_replies",
            metadata,
            sa.Column("group_id", sa.Text, nullable=False),
            sa.Column("customer_id", sa.Text, nullable=False, comment="the member who answers"),
            sa.Column("reply_to", sa.Text, nullable=False, comment="whom: a member, or `guide` for the staff"),
            sa.Column("replies", sa.BigInteger, nullable=False),
            schema=schema,
        ),
        "participants": sa.Table(
            "participants",
            metadata,
            sa.Column("campaign_id", sa.Text, nullable=False),
            sa.Column("customer_id", sa.Text, nullable=False),
            sa.Column("joined_at", sa.DateTime, nullable=False),
            sa.Column("bought_at", sa.DateTime, comment="first counted order of the campaign"),
            sa.Column("guide_id", sa.Text, comment="of the earliest add"),
            sa.Column("added_at", sa.DateTime, comment="the earliest add"),
            schema=schema,
        ),
        "campaign_orders": sa.Table(
            "campaign_orders",
            metadata,
            sa.Column("campaign_id", sa.Text, nullable=False),
            sa.Column("order_id", sa.Text, nullable=False),
            sa.Column("customer_id", sa.Text, nullable=False),
            sa.Column("at", sa.DateTime, nullable=False),
            sa.Column("net", sa.Numeric(18, 2), nullable=False),
            sa.Column("guide_id", sa.Text),
            sa.Column("store_id", sa.Text),
            schema=schema,
        ),
    }
