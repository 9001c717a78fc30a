"""Nothing is kept longer than needed, and the audit shows when it was touched."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BEGINNING = "0" * 64


def upgrade() -> None:
    _keys()
    _lifecycle()
    _chain()
    _tries()


def downgrade() -> None:
    op.drop_table("tries")
    _without_chain()
    _without_lifecycle()
    _without_keys()


# Who has left, and who was erased.


def _lifecycle() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("left_at", MOMENT))
        people.add_column(sa.Column("erased_at", MOMENT))
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("chat_id", sa.BigInteger()))


def _without_lifecycle() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("chat_id")
    with op.batch_alter_table("people") as people:
        people.drop_column("erased_at")
        people.drop_column("left_at")


# The audit as a chain.

NO_CHANGE = "the audit is append-only: no row may be changed"
NO_DELETION = "the audit is append-only: no row may be deleted before its time"

ON_SQLITE = (
    f"CREATE TRIGGER audit_no_change BEFORE UPDATE ON audit "
    f"BEGIN SELECT RAISE(ABORT, '{NO_CHANGE}'); END",
    f"CREATE TRIGGER audit_no_replacement BEFORE INSERT ON audit "
    f"WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) "
    f"BEGIN SELECT RAISE(ABORT, '{NO_CHANGE}'); END",
    f"CREATE TRIGGER audit_no_deletion BEFORE DELETE ON audit "
    f"WHEN OLD.number > (SELECT coalesce(max(forgotten), 0) FROM chain) "
    f"BEGIN SELECT RAISE(ABORT, '{NO_DELETION}'); END",
)
ON_POSTGRESQL = (
    f"CREATE FUNCTION audit_no_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{NO_CHANGE}'; END $$",
    f"CREATE FUNCTION audit_no_deletion() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF OLD.number > (SELECT coalesce(max(forgotten), 0) FROM chain) THEN "
    f"RAISE EXCEPTION '{NO_DELETION}'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER audit_no_change BEFORE UPDATE ON audit "
    "FOR EACH ROW EXECUTE FUNCTION audit_no_change()",
    "CREATE TRIGGER audit_no_emptying BEFORE TRUNCATE ON audit "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_no_change()",
    "CREATE TRIGGER audit_no_deletion BEFORE DELETE ON audit "
    "FOR EACH ROW EXECUTE FUNCTION audit_no_deletion()",
)
OFF_SQLITE = (
    "DROP TRIGGER audit_no_change",
    "DROP TRIGGER audit_no_replacement",
    "DROP TRIGGER audit_no_deletion",
)
OFF_POSTGRESQL = (
    "DROP TRIGGER audit_no_change ON audit",
    "DROP TRIGGER audit_no_emptying ON audit",
    "DROP TRIGGER audit_no_deletion ON audit",
    "DROP FUNCTION audit_no_change()",
    "DROP FUNCTION audit_no_deletion()",
)


def _chain() -> None:
    """What was entered before is taken into the chain as it stands."""
    with op.batch_alter_table("audit") as audit:
        audit.add_column(sa.Column("number", sa.BigInteger()))
        audit.add_column(sa.Column("former", sa.String(64)))
        audit.add_column(sa.Column("digest", sa.String(64)))
    op.create_index("ix_audit_number", "audit", ["number"])
    op.create_table(
        "chain",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("forgotten", sa.BigInteger(), nullable=False),
        sa.Column("anchor", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_chain"),
    )
    _number_what_is_there()
    for statement in ON_SQLITE if _is_sqlite() else ON_POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


def _without_chain() -> None:
    for statement in OFF_SQLITE if _is_sqlite() else OFF_POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)
    op.drop_table("chain")
    op.drop_index("ix_audit_number", "audit")
    with op.batch_alter_table("audit") as audit:
        for column in ("number", "former", "digest"):
            audit.drop_column(column)


def _number_what_is_there() -> None:
    database = op.get_bind()
    audit = sa.table(
        "audit",
        *(sa.column(name, sa.BigInteger()) for name in ("id", "actor_id", "number")),
        *(sa.column(name, sa.String()) for name in ("action", "subject", "former", "digest")),
        sa.column("at", MOMENT),
        sa.column("detail", sa.JSON()),
    )
    mine = audit.update().where(audit.c.id == sa.bindparam("row"))
    change = mine.values(
        number=sa.bindparam("place"), former=sa.bindparam("follows"), digest=sa.bindparam("made")
    )
    number, digest = 0, BEGINNING
    for row in database.execute(sa.select(audit).order_by(audit.c.id)).all():
        number, former = number + 1, digest
        digest = _digest(former, row)
        named = {"row": row.id, "place": number, "follows": former, "made": digest}
        database.execute(change, named)
    head = {"number": number, "digest": digest, "forgotten": 0, "anchor": BEGINNING}
    columns = (sa.column("name"), *(sa.column(name) for name in head))
    database.execute(sa.table("chain", *columns).insert().values(name="audit", **head))


def _digest(former: str, row: sa.Row[tuple[object, ...]]) -> str:
    at: datetime = row.at
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    said = [former, at.isoformat(timespec="microseconds"), row.actor_id, row.action, row.subject,
            row.detail]  # fmt: skip
    spelt = json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(spelt.encode()).hexdigest()


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


# Whose key seals what; whose was destroyed.


def _keys() -> None:
    op.create_table(
        "forgotten",
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject_id", name="pk_forgotten"),
    )
    for name in ("places", "outbox"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("placement_id", ID))
            table.create_foreign_key(
                f"fk_{name}_placement_id", "placements", ["placement_id"], ["id"]
            )
            table.create_index(f"ix_{name}_placement_id", ["placement_id"])
    for statement in WHAT_IT_IS_ABOUT:
        op.execute(statement)


ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHAT_IT_IS_ABOUT = (
    "UPDATE places SET placement_id = (SELECT id FROM placements "
    "WHERE CAST(id AS VARCHAR(20)) = substr(places.subject, 11)) "
    "WHERE subject LIKE 'placement:%'",
    "UPDATE places SET placement_id = (SELECT placement_id FROM problems "
    "WHERE reference = substr(places.subject, 9)) WHERE subject LIKE 'problem:%'",
    "UPDATE places SET placement_id = (SELECT placement_id FROM checkins "
    "WHERE CAST(id AS VARCHAR(20)) = substr(places.subject, 9)) WHERE subject LIKE 'checkin:%'",
    "UPDATE outbox SET placement_id = coalesce("
    "(SELECT placement_id FROM places WHERE places.id = outbox.place_id), "
    "(SELECT placement_id FROM problems WHERE problems.reference = outbox.reference))",
)


def _without_keys() -> None:
    for name in ("outbox", "places"):
        with op.batch_alter_table(name) as table:
            table.drop_index(f"ix_{name}_placement_id")
            table.drop_constraint(f"fk_{name}_placement_id", type_="foreignkey")
            table.drop_column("placement_id")
    op.drop_table("forgotten")


# How often somebody who is not known has come.


def _tries() -> None:
    op.create_table(
        "tries",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "who", name="pk_tries"),
    )
