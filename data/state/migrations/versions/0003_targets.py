"""Targets of metrics, every version of them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the targets."""
    op.create_table(
        "targets",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("edit", sa.Integer, nullable=False),
        sa.Column("metric", sa.Text, nullable=False),
        sa.Column("dimension", sa.Text),
        sa.Column("code", sa.Text),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("value", sa.Double),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("undone_at", sa.DateTime),
    )
    op.create_index("ix_targets_metric", "targets", ["metric", "from_on"])


def downgrade() -> None:
    """Remove the targets."""
    op.drop_table("targets")
