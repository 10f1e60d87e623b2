"""What was ticked off of the contact lists."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the ticked tasks."""
    op.create_table(
        "contact_tasks",
        sa.Column("customer_id", sa.Text, primary_key=True),
        sa.Column("reason", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("guide_id", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("ix_contact_tasks_guide", "contact_tasks", ["guide_id", "day"])


def downgrade() -> None:
    """Remove them."""
    op.drop_table("contact_tasks")
