"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Tables that others point to come first."""
    for make in (
        _audit,
        _inbox,
        _marks,
        _people,
        _invites,
        _placements,
        _places,
        _ratings,
        _checkins,
        _outbox,
        _problems,
        _answers,
        _rungs,
    ):
        make()


def downgrade() -> None:
    for table in (
        "rungs",
        "answers",
        "problems",
        "outbox",
        "checkins",
        "ratings",
        "places",
        "placements",
        "invites",
        "people",
        "marks",
        "inbox",
        "audit",
    ):
        op.drop_table(table)


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_id", sa.BigInteger()),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject"])


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("error", sa.String(length=80)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("update_id", name=op.f("uq_inbox_update_id")),
    )
    op.create_index(op.f("ix_inbox_state_id"), "inbox", ["state", "id"])


def _marks() -> None:
    op.create_table(
        "marks",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_marks")),
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", ID, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary()),
        sa.Column("email", sa.LargeBinary()),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("quiet_before", sa.Time(), nullable=False),
        sa.Column("quiet_after", sa.Time(), nullable=False),
        sa.Column("chat_id", sa.BigInteger()),
        sa.Column("onboarded", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.Date()),
        sa.Column("invited_by", ID),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["invited_by"], ["people.id"], name=op.f("fk_people_invited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("chat_id", name=op.f("uq_people_chat_id")),
    )


def _invites() -> None:
    op.create_table(
        "invites",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_invites_person_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_invites")),
    )
    op.create_index(op.f("ix_invites_person_id"), "invites", ["person_id"])


def _placements() -> None:
    op.create_table(
        "placements",
        sa.Column("id", ID, nullable=False),
        sa.Column("alias", sa.String(length=40), nullable=False),
        sa.Column("model", sa.String(length=16), nullable=False),
        sa.Column("mentor_id", ID, nullable=False),
        sa.Column("mentor_stand_in_id", ID),
        sa.Column("nav_contact_id", ID, nullable=False),
        sa.Column("nav_stand_in_id", ID, nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("workplace", sa.LargeBinary(), nullable=False),
        sa.Column("hired", sa.Boolean(), nullable=False),
        sa.Column("practising", sa.String(length=40)),
        sa.Column("closed_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["mentor_id"], ["people.id"], name=op.f("fk_placements_mentor_id")),
        sa.ForeignKeyConstraint(
            ["mentor_stand_in_id"], ["people.id"], name=op.f("fk_placements_mentor_stand_in_id")
        ),
        sa.ForeignKeyConstraint(
            ["nav_contact_id"], ["people.id"], name=op.f("fk_placements_nav_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["nav_stand_in_id"], ["people.id"], name=op.f("fk_placements_nav_stand_in_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
        sa.UniqueConstraint("alias", name=op.f("uq_placements_alias")),
    )
    op.create_index(op.f("ix_placements_mentor_id"), "placements", ["mentor_id"])
    op.create_index(op.f("ix_placements_mentor_stand_in_id"), "placements", ["mentor_stand_in_id"])
    op.create_index(op.f("ix_placements_nav_contact_id"), "placements", ["nav_contact_id"])
    op.create_index(op.f("ix_placements_nav_stand_in_id"), "placements", ["nav_stand_in_id"])


def _places() -> None:
    op.create_table(
        "places",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("dialog", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("listens", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_places_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("key", name=op.f("uq_places_key")),
        sa.UniqueConstraint(
            "person_id", "dialog", "subject", name=op.f("uq_places_person_id_dialog_subject")
        ),
    )
    op.create_index(op.f("ix_places_person_id_listens"), "places", ["person_id", "listens"])


def _ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("card", sa.String(length=8), nullable=False),
        sa.Column("shown_at", MOMENT, nullable=False),
        sa.Column("helped", sa.Boolean()),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_ratings_person_id")),
        sa.PrimaryKeyConstraint("person_id", "card", name=op.f("pk_ratings")),
    )


def _checkins() -> None:
    op.create_table(
        "checkins",
        sa.Column("id", ID, nullable=False),
        sa.Column("placement_id", ID, nullable=False),
        sa.Column("mentor_id", ID, nullable=False),
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("due_day", sa.Date(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("asked_for", sa.Boolean(), nullable=False),
        sa.Column("opened_at", MOMENT),
        sa.Column("remind_at", MOMENT),
        sa.Column("drop_at", MOMENT),
        sa.Column("finished_at", MOMENT),
        sa.Column("why", sa.String(length=20)),
        sa.ForeignKeyConstraint(["mentor_id"], ["people.id"], name=op.f("fk_checkins_mentor_id")),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placements.id"], name=op.f("fk_checkins_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkins")),
        sa.UniqueConstraint(
            "placement_id", "occasion", name=op.f("uq_checkins_placement_id_occasion")
        ),
    )
    op.create_index(op.f("ix_checkins_mentor_id"), "checkins", ["mentor_id"])
    op.create_index(op.f("ix_checkins_state_drop_at"), "checkins", ["state", "drop_at"])
    op.create_index(op.f("ix_checkins_state_due_at"), "checkins", ["state", "due_at"])
    op.create_index(op.f("ix_checkins_state_remind_at"), "checkins", ["state", "remind_at"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("place_id", ID),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=10), nullable=False),
        sa.Column("anew", sa.Boolean(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("payload", sa.LargeBinary()),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("reference", sa.String(length=12)),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("leased_until", MOMENT),
        sa.Column("begun", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("forget_after", sa.Integer()),
        sa.Column("error", sa.String(length=80)),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_outbox_person_id")),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_outbox_place_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_person_id_state"), "outbox", ["person_id", "state"])
    op.create_index(op.f("ix_outbox_state_lane_id"), "outbox", ["state", "lane", "id"])
    op.create_index(op.f("ix_outbox_state_not_before"), "outbox", ["state", "not_before"])


def _problems() -> None:
    op.create_table(
        "problems",
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("placement_id", ID, nullable=False),
        sa.Column("mentor_id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("category", sa.String(length=8), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("wish", sa.String(length=20), nullable=False),
        sa.Column("reachable", sa.String(length=20), nullable=False),
        sa.Column("knows", sa.String(length=12), nullable=False),
        sa.Column("tried", sa.JSON(), nullable=False),
        sa.Column("wording", sa.LargeBinary()),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("deadline", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT),
        sa.Column("promised", sa.Date()),
        sa.Column("answered_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.Column("helped", sa.String(length=8)),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["mentor_id"], ["people.id"], name=op.f("fk_problems_mentor_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_problems_owner_id")),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placements.id"], name=op.f("fk_problems_placement_id")
        ),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_problems")),
    )
    op.create_index(op.f("ix_problems_mentor_id"), "problems", ["mentor_id"])
    op.create_index(op.f("ix_problems_owner_id"), "problems", ["owner_id"])
    op.create_index(op.f("ix_problems_placement_id"), "problems", ["placement_id"])


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("checkin_id", ID, nullable=False),
        sa.Column("question", sa.String(length=8), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["checkin_id"], ["checkins.id"], name=op.f("fk_answers_checkin_id")
        ),
        sa.PrimaryKeyConstraint("checkin_id", "question", name=op.f("pk_answers")),
    )


def _rungs() -> None:
    op.create_table(
        "rungs",
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tell", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("person_id", ID),
        sa.Column("fired_at", MOMENT),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_rungs_person_id")),
        sa.ForeignKeyConstraint(
            ["reference"], ["problems.reference"], name=op.f("fk_rungs_reference")
        ),
        sa.PrimaryKeyConstraint("reference", "number", name=op.f("pk_rungs")),
    )
    op.create_index(op.f("ix_rungs_person_id"), "rungs", ["person_id"])
    op.create_index(op.f("ix_rungs_state_due_at"), "rungs", ["state", "due_at"])
