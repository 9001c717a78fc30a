"""Follow-up that fits: rhythm, contacts, changes of a placement, the mentor network."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _placements()
    _people_and_ratings()
    _changes()
    _contacts()
    _posts()
    _replies()


def downgrade() -> None:
    for table in ("replies", "posts", "contacts", "changes"):
        op.drop_table(table)
    with op.batch_alter_table("ratings") as ratings:
        ratings.drop_index("ix_ratings_placement_id")
        ratings.drop_constraint("fk_ratings_placement_id", type_="foreignkey")
        ratings.drop_column("placement_id")
        ratings.drop_column("rated_at")
    with op.batch_alter_table("people") as people:
        people.drop_column("in_network")
    with op.batch_alter_table("placements") as placements:
        placements.add_column(
            sa.Column("hired", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute("UPDATE placements SET hired = true WHERE hired_on IS NOT NULL")
    with op.batch_alter_table("placements") as placements:
        placements.alter_column("hired", server_default=None)
        for column in ("hired_on", "rhythm", "follow_on", "heard_at"):
            placements.drop_column(column)


def _placements() -> None:
    """Whoever was hired before was hired at the latest on the placement's last day."""
    with op.batch_alter_table("placements") as placements:
        placements.add_column(sa.Column("hired_on", sa.Date()))
        placements.add_column(sa.Column("rhythm", sa.Integer()))
        placements.add_column(sa.Column("follow_on", sa.String(16)))
        placements.add_column(sa.Column("heard_at", MOMENT))
    op.execute('UPDATE placements SET hired_on = "end" WHERE hired')
    with op.batch_alter_table("placements") as placements:
        placements.drop_column("hired")


def _people_and_ratings() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(
            sa.Column("in_network", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("people") as people:
        people.alter_column("in_network", server_default=None)
    with op.batch_alter_table("ratings") as ratings:
        ratings.add_column(sa.Column("placement_id", ID))
        ratings.add_column(sa.Column("rated_at", MOMENT))
        ratings.create_foreign_key("fk_ratings_placement_id", "placements", ["placement_id"], ["id"])
        ratings.create_index("ix_ratings_placement_id", ["placement_id"])


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("placement_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", ID),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("before", sa.String(20)),
        sa.Column("after", sa.String(20)),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placements.id"], name="fk_changes_placement_id"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_changes_by_id"),
    )
    op.create_index("ix_changes_placement_id", "changes", ["placement_id"])
    op.create_index("ix_changes_by_id", "changes", ["by_id"])


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", ID, nullable=False),
        sa.Column("placement_id", ID, nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sa.UniqueConstraint("placement_id", "day", "place", name="uq_contacts_placement_id_day_place"),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placements.id"], name="fk_contacts_placement_id"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_contacts_by_id"),
    )
    op.create_index("ix_contacts_by_id", "contacts", ["by_id"])


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("theme", sa.String(20), nullable=False),
        sa.Column("question", sa.String(8), nullable=False),
        sa.Column("at", MOMENT),
        sa.Column("words", sa.LargeBinary()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name="fk_posts_author_id"),
    )
    op.create_index("ix_posts_author_id", "posts", ["author_id"])


def _replies() -> None:
    op.create_table(
        "replies",
        sa.Column("post_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("answer", sa.String(40), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("post_id", "person_id", name="pk_replies"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_replies_post_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_replies_person_id"),
    )
