"""A problem always ends with a human."""

from __future__ import annotations

from datetime import datetime, time

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OFFICE_CLOSES = time(14, 30)
"""In UTC, on a winter's day: good enough for what was promised before this revision."""


def upgrade() -> None:
    _problems()
    _rungs_of_what_is_open()
    _remarks()
    _mail()


def downgrade() -> None:
    _without_mail()
    op.execute("DELETE FROM rungs WHERE kind IN ('ask', 'take_back', 'ask_helped', 'close')")
    with op.batch_alter_table("problems") as problems:
        for column in ("raised", "reopened_at", "nobody_since"):
            problems.drop_column(column)
    op.drop_table("remarks")


def _remarks() -> None:
    op.create_table(
        "remarks",
        sa.Column("id", ID, nullable=False),
        sa.Column("reference", sa.String(12), nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("ready", sa.String(60), nullable=False),
        sa.Column("words", sa.LargeBinary()),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_remarks"),
        sa.ForeignKeyConstraint(
            ["reference"], ["problems.reference"], name="fk_remarks_reference"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name="fk_remarks_author_id"),
    )
    op.create_index("ix_remarks_reference", "remarks", ["reference"])
    op.create_index("ix_remarks_author_id", "remarks", ["author_id"])


def _problems() -> None:
    """Why one hurries more, since when it waits again, and since when nobody can be told."""
    with op.batch_alter_table("problems") as problems:
        problems.add_column(sa.Column("raised", sa.JSON()))
        problems.add_column(sa.Column("reopened_at", MOMENT))
        problems.add_column(sa.Column("nobody_since", MOMENT))


def _rungs_of_what_is_open() -> None:
    """What was opened or answered before is asked about too: at its deadline, or at the end of
    the day that was named; whether it helped, at the next occasion."""
    database = op.get_bind()
    columns = ("reference", "state", "wish")
    problems = sa.table(
        "problems",
        *(sa.column(name, sa.String()) for name in columns),
        *(sa.column(name, MOMENT) for name in ("deadline", "answered_at")),
        sa.column("promised", sa.Date()),
    )
    rungs = sa.table(
        "rungs",
        *(sa.column(name, sa.String()) for name in ("reference", "tell", "kind", "state")),
        sa.column("number", sa.Integer()),
        sa.column("due_at", MOMENT),
    )
    waiting = sa.select(problems).where(
        problems.c.state.in_(["received", "in_progress", "answered"])
    )
    for row in database.execute(waiting).all():
        if row.state == "answered":
            tell, kind, due_at = "mentor", "ask_helped", row.answered_at or row.deadline
        elif row.wish == "for_information" and row.promised is None:
            continue
        else:
            tell, kind, due_at = "owner", "ask", row.deadline
            if row.promised is not None:
                due_at = max(due_at, datetime.combine(row.promised, OFFICE_CLOSES, due_at.tzinfo))
        used = sa.select(sa.func.max(rungs.c.number)).where(rungs.c.reference == row.reference)
        last = database.execute(used).scalar()
        number = 0 if last is None else last + 1
        made = {"reference": row.reference, "number": number, "due_at": due_at}
        database.execute(rungs.insert().values(**made, tell=tell, kind=kind, state="planned"))


def _mail() -> None:
    """Who is reached by e-mail, what the page shows them, and the links that lead there."""
    with op.batch_alter_table("people") as people:
        for column in ("email_confirmed_at", "mail_failed_at", "chat_failed_at"):
            people.add_column(sa.Column(column, MOMENT))
        people.add_column(sa.Column("prefers", sa.String(10)))
    with op.batch_alter_table("places") as places:
        places.add_column(sa.Column("shown", sa.LargeBinary()))
    op.create_table(
        "links",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("dialog", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("browser", sa.String(64)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT),
        sa.PrimaryKeyConstraint("digest", name="pk_links"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_links_person_id"),
    )
    op.create_index("ix_links_person_id", "links", ["person_id"])


def _without_mail() -> None:
    op.drop_table("links")
    with op.batch_alter_table("places") as places:
        places.drop_column("shown")
    with op.batch_alter_table("people") as people:
        for column in ("email_confirmed_at", "mail_failed_at", "chat_failed_at", "prefers"):
            people.drop_column(column)
