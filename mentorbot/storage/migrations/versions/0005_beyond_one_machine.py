"""Several workers share one PostgreSQL."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _workers()
    _queue()
    _pauses()


def downgrade() -> None:
    op.drop_table("pauses")
    _without_queue()
    _without_workers()


# Who does what only one may do, and whose updates are taken in their order.


def _workers() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(12), primary_key=True),
        sa.Column("holder", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
    )
    with op.batch_alter_table("inbox") as inbox:
        inbox.add_column(sa.Column("chat_id", sa.BigInteger()))


def _without_workers() -> None:
    with op.batch_alter_table("inbox") as inbox:
        inbox.drop_column("chat_id")
    op.drop_table("leases")


# Letters are found in the order they leave, however many wait.


def _queue() -> None:
    op.add_column("outbox", sa.Column("other_way", sa.BigInteger()))
    op.create_index("ix_outbox_queue", "outbox", ["state", "lane", "not_before", "id"])
    op.create_index("ix_outbox_place_id_state", "outbox", ["place_id", "state"])
    op.drop_index("ix_outbox_state_lane_id", "outbox")


def _without_queue() -> None:
    op.create_index("ix_outbox_state_lane_id", "outbox", ["state", "lane", "id"])
    op.drop_index("ix_outbox_place_id_state", "outbox")
    op.drop_index("ix_outbox_queue", "outbox")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("other_way")


# How long Telegram asked to wait.


def _pauses() -> None:
    op.create_table(
        "pauses",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_pauses"),
    )
