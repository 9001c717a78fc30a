"""Every table. Sealed columns hold what the vault made; nothing personal stands in the clear."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Time,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment on every database; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone must not be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


BigId = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up by itself only for INTEGER primary keys."""


def _person(name: str, *, needed: bool = True) -> Column[Any]:
    return Column(name, ForeignKey("people.id"), nullable=not needed, index=True)


people = Table(
    "people",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("role", String(16), nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("phone", LargeBinary),
    Column("email", LargeBinary),
    Column("language", String(2), nullable=False),
    Column("standing", String(16), nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("at", Time, nullable=False),
    Column("quiet_before", Time, nullable=False),
    Column("quiet_after", Time, nullable=False),
    Column("chat_id", BigInteger, unique=True),
    Column("onboarded", Boolean, nullable=False),
    Column("in_network", Boolean, nullable=False),
    Column("paused_until", Date),
    Column("email_confirmed_at", Moment),
    Column("mail_failed_at", Moment),
    Column("chat_failed_at", Moment),
    Column("prefers", String(10)),
    Column("invited_by", ForeignKey("people.id")),
    Column("created_at", Moment, nullable=False),
    Column("left_at", Moment),
    Column("erased_at", Moment),
)

invites = Table(
    "invites",
    metadata,
    Column("digest", String(64), primary_key=True),
    _person("person_id"),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)

placements = Table(
    "placements",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("alias", String(40), nullable=False, unique=True),
    Column("model", String(16), nullable=False),
    _person("mentor_id"),
    _person("mentor_stand_in_id", needed=False),
    _person("nav_contact_id"),
    _person("nav_stand_in_id"),
    Column("start", Date, nullable=False),
    Column("end", Date, nullable=False),
    Column("workplace", LargeBinary, nullable=False),
    Column("hired_on", Date),
    Column("rhythm", Integer),
    Column("follow_on", String(16)),
    Column("practising", String(40)),
    Column("heard_at", Moment),
    Column("closed_at", Moment),
    Column("created_at", Moment, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("placement_id", ForeignKey("placements.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    _person("by_id", needed=False),
    Column("what", String(20), nullable=False),
    Column("before", String(20)),
    Column("after", String(20)),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("placement_id", ForeignKey("placements.id"), nullable=False),
    _person("by_id"),
    Column("day", Date, nullable=False),
    Column("place", String(10), nullable=False),
    UniqueConstraint("placement_id", "day", "place"),
)

checkins = Table(
    "checkins",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("placement_id", ForeignKey("placements.id"), nullable=False),
    _person("mentor_id"),
    Column("occasion", String(40), nullable=False),
    Column("state", String(10), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("due_day", Date, nullable=False),
    Column("questions", JSON, nullable=False),
    Column("asked_for", Boolean, nullable=False),
    Column("opened_at", Moment),
    Column("remind_at", Moment),
    Column("drop_at", Moment),
    Column("finished_at", Moment),
    Column("why", String(20)),
    UniqueConstraint("placement_id", "occasion"),
)
Index("ix_checkins_state_due_at", checkins.c.state, checkins.c.due_at)
Index("ix_checkins_state_remind_at", checkins.c.state, checkins.c.remind_at)
Index("ix_checkins_state_drop_at", checkins.c.state, checkins.c.drop_at)
Index("ix_checkins_placement_id_due_at", checkins.c.placement_id, checkins.c.due_at)

answers = Table(
    "answers",
    metadata,
    Column("checkin_id", ForeignKey("checkins.id"), primary_key=True),
    Column("question", String(8), primary_key=True),
    Column("answer", String(40), nullable=False),
    Column("at", Moment, nullable=False),
)

problems = Table(
    "problems",
    metadata,
    Column("reference", String(12), primary_key=True),
    Column("placement_id", ForeignKey("placements.id"), nullable=False, index=True),
    _person("mentor_id"),
    _person("owner_id"),
    Column("category", String(8), nullable=False),
    Column("level", String(8), nullable=False),
    Column("wish", String(20), nullable=False),
    Column("reachable", String(20), nullable=False),
    Column("knows", String(12), nullable=False),
    Column("tried", JSON, nullable=False),
    Column("wording", LargeBinary),
    Column("state", String(12), nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("deadline", Moment, nullable=False),
    Column("received_at", Moment),
    Column("promised", Date),
    Column("answered_at", Moment),
    Column("closed_at", Moment),
    Column("helped", String(8)),
    Column("missed", Boolean, nullable=False),
    Column("raised", JSON),
    Column("reopened_at", Moment),
    Column("nobody_since", Moment),
)

rungs = Table(
    "rungs",
    metadata,
    Column("reference", ForeignKey("problems.reference"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("tell", String(16), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("state", String(10), nullable=False),
    _person("person_id", needed=False),
    Column("fired_at", Moment),
)
Index("ix_rungs_state_due_at", rungs.c.state, rungs.c.due_at)

remarks = Table(
    "remarks",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("reference", ForeignKey("problems.reference"), nullable=False, index=True),
    _person("author_id"),
    Column("ready", String(60), nullable=False),
    Column("words", LargeBinary),
    Column("at", Moment, nullable=False),
    Column("read_at", Moment),
)

places = Table(
    "places",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("dialog", String(16), nullable=False),
    Column("subject", String(40), nullable=False),
    Column("state", String(40), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("listens", Boolean, nullable=False),
    Column("key", String(24), nullable=False, unique=True),
    Column("choices", JSON, nullable=False),
    Column("shown", LargeBinary),
    Column("message_id", BigInteger),
    Column("updated_at", Moment, nullable=False),
    Column("placement_id", ForeignKey("placements.id"), index=True),
    UniqueConstraint("person_id", "dialog", "subject"),
)
Index("ix_places_person_id_listens", places.c.person_id, places.c.listens)

links = Table(
    "links",
    metadata,
    Column("digest", String(64), primary_key=True),
    _person("person_id"),
    Column("dialog", String(16), nullable=False),
    Column("subject", String(40), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("browser", String(64)),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("update_id", BigInteger, nullable=False, unique=True),
    Column("body", LargeBinary),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("error", String(80)),
    Column("chat_id", BigInteger),
)
Index("ix_inbox_state_id", inbox.c.state, inbox.c.id)

leases = Table(
    "leases",
    metadata,
    Column("name", String(12), primary_key=True),
    Column("holder", BigInteger, nullable=False),
    Column("until", Float, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("place_id", ForeignKey("places.id", ondelete="SET NULL")),
    Column("lane", Integer, nullable=False),
    Column("verb", String(10), nullable=False),
    Column("anew", Boolean, nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("again", Boolean, nullable=False),
    Column("payload", LargeBinary),
    Column("message_id", BigInteger),
    Column("reference", String(12)),
    Column("state", String(12), nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("leased_until", Moment),
    Column("begun", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("forget_after", Integer),
    Column("error", String(80)),
    Column("chat_id", BigInteger),
    Column("placement_id", ForeignKey("placements.id"), index=True),
    Column("other_way", BigInteger),
)
Index("ix_outbox_queue", outbox.c.state, outbox.c.lane, outbox.c.not_before, outbox.c.id)
Index("ix_outbox_place_id_state", outbox.c.place_id, outbox.c.state)
Index("ix_outbox_state_not_before", outbox.c.state, outbox.c.not_before)
Index("ix_outbox_person_id_state", outbox.c.person_id, outbox.c.state)

pauses = Table(
    "pauses",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
)

ratings = Table(
    "ratings",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("card", String(8), primary_key=True),
    Column("placement_id", ForeignKey("placements.id"), index=True),
    Column("shown_at", Moment, nullable=False),
    Column("rated_at", Moment),
    Column("helped", Boolean),
)

posts = Table(
    "posts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    _person("author_id"),
    Column("theme", String(20), nullable=False),
    Column("question", String(8), nullable=False),
    Column("at", Moment),
    Column("words", LargeBinary),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

replies = Table(
    "replies",
    metadata,
    Column("post_id", ForeignKey("posts.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("answer", String(40), nullable=False),
    Column("at", Moment, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)


audit = Table(
    "audit",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor_id", BigInteger),
    Column("action", String(40), nullable=False),
    Column("subject", String(40), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("number", BigInteger, index=True),
    Column("former", String(64)),
    Column("digest", String(64)),
)
Index("ix_audit_subject", audit.c.subject)

chain = Table(
    "chain",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("forgotten", BigInteger, nullable=False),
    Column("anchor", String(64), nullable=False),
)

forgotten = Table(
    "forgotten",
    metadata,
    Column("kind", String(10), primary_key=True),
    Column("subject_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
)

tries = Table(
    "tries",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("who", String(64), primary_key=True),
    Column("begun_at", Moment, nullable=False),
    Column("times", Integer, nullable=False),
)

desk_links = Table(
    "desk_links",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("code", String(64), nullable=False, index=True),
    _person("person_id"),
    Column("browser", String(64)),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)

desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    _person("person_id"),
    Column("began_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

edits = Table(
    "edits",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("subject", String(60), nullable=False),
    Column("open_for", String(60), unique=True),
    Column("state", String(12), nullable=False),
    Column("version", Integer, nullable=False),
    Column("before", JSON, nullable=False),
    Column("words", JSON, nullable=False),
    _person("author_id"),
    _person("reader_id", needed=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("due_at", Moment),
    Column("published_at", Moment),
)
Index("ix_edits_subject_state", edits.c.subject, edits.c.state)
