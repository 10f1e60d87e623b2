"""Written reviews of campaigns; weekly plans of groups and what was ticked of them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create reviews, plans and ticks."""
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("campaign_id", sa.Text, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_reviews_part", "reviews", ["campaign_id", "part"])
    op.create_table(
        "sop_plans",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("cells", sa.JSON, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("undone_at", sa.DateTime),
    )
    op.create_index("ix_sop_plans_kind", "sop_plans", ["kind", "from_on"])
    op.create_table(
        "sop_ticks",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("week_on", sa.Date, primary_key=True),
        sa.Column("weekday", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("ingredient", sa.Text, primary_key=True),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    """Remove them."""
    for table in ("sop_ticks", "sop_plans", "reviews"):
        op.drop_table(table)
