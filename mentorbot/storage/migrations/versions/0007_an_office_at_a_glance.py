"""The latest check-ins of a placement are found without looking through a year of them."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_checkins_placement_id_due_at", "checkins", ["placement_id", "due_at"])


def downgrade() -> None:
    op.drop_index("ix_checkins_placement_id_due_at", "checkins")
