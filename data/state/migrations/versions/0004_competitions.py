"""Competitions' rules in every version; the chain of settlements."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create versions and settlements."""
    op.create_table(
        "competition_versions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("competition_id", sa.Text, nullable=False),
        sa.Column("rules", sa.JSON, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("undone_at", sa.DateTime),
    )
    op.create_index("ix_competition_versions_competition_id", "competition_versions", ["competition_id"])
    op.create_table(
        "settlements",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("competition_id", sa.Text, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("competition_id", "part", "revision", name="uq_settlements_once"),
        sa.UniqueConstraint("previous_hash", name="uq_settlements_chain"),
    )


def downgrade() -> None:
    """Remove them."""
    for table in ("settlements", "competition_versions"):
        op.drop_table(table)
