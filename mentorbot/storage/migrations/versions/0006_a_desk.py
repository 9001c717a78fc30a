"""A desk for coordinators: who may come in, and what they change in the content."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _door()
    _edits()


def downgrade() -> None:
    op.drop_index("ix_edits_subject_state", "edits")
    for table in ("edits", "desk_sessions", "desk_links"):
        op.drop_table(table)


def _person(table: str, name: str, nullable: bool = False) -> list[sa.SchemaItem]:
    foreign = sa.ForeignKeyConstraint([name], ["people.id"], name=f"fk_{table}_{name}")
    return [sa.Column(name, NUMBER, nullable=nullable), foreign]


def _door() -> None:
    op.create_table(
        "desk_links",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        *_person("desk_links", "person_id"),
        sa.Column("browser", sa.String(64)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("digest", name="pk_desk_links"),
    )
    op.create_index("ix_desk_links_person_id", "desk_links", ["person_id"])
    op.create_index("ix_desk_links_code", "desk_links", ["code"])
    op.create_table(
        "desk_sessions",
        sa.Column("digest", sa.String(64), nullable=False),
        *_person("desk_sessions", "person_id"),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("digest", name="pk_desk_sessions"),
    )
    op.create_index("ix_desk_sessions_person_id", "desk_sessions", ["person_id"])


def _edits() -> None:
    op.create_table(
        "edits",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("open_for", sa.String(60)),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        *_person("edits", "author_id"),
        *_person("edits", "reader_id", nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_edits"),
        sa.UniqueConstraint("open_for", name="uq_edits_open_for"),
    )
    op.create_index("ix_edits_subject_state", "edits", ["subject", "state"])
    op.create_index("ix_edits_author_id", "edits", ["author_id"])
    op.create_index("ix_edits_reader_id", "edits", ["reader_id"])
