"""What becomes of rows, as the database itself tells it: by triggers the product does not know of.

They are temporary, so they see what this connection writes and nothing else: a row that somebody
changed by hand in another one is not reported, and has to be missed by reckoning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Engine, event

from mentorbot.storage.database import Database

Columns = tuple[str, ...]
WATCHED: Mapping[str, Columns] = {
    "problems": (
        "reference", "placement_id", "owner_id", "level", "wish", "state", "sent_at", "deadline",
        "received_at", "promised", "answered_at", "reopened_at", "nobody_since", "mentor_id",
    ),
    "rungs": ("reference", "number", "tell", "kind", "due_at", "state", "person_id", "fired_at"),
    "outbox": (
        "id", "person_id", "verb", "lane", "reference", "state", "not_before", "attempts", "anew",
    ),
    "people": (
        "id", "role", "standing", "chat_id", "chat_failed_at", "email", "email_confirmed_at",
        "mail_failed_at", "paused_until", "onboarded",
    ),
    "audit": ("action", "subject"),
}  # fmt: skip
MOMENTS = frozenset(
    ("due_at", "fired_at", "sent_at", "deadline", "received_at", "answered_at", "reopened_at",
     "nobody_since", "not_before", "leased_until", "opened_at", "remind_at", "drop_at")
)  # fmt: skip

Row = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One row, before and after; `before` is None for a new one."""

    table: str
    before: Row | None
    after: Row


class Witness:
    """Hands over the changes of each transaction once it is committed, in their order."""

    def __init__(
        self, hears: Callable[[list[Change]], None], watched: Mapping[str, Columns] = WATCHED
    ) -> None:
        self._hears = hears
        self._watched = watched
        self._seen: list[Change] = []

    def watch(self, database: Database) -> None:
        """Once for each start of the product: triggers live as long as the connection."""
        with database.begin() as tx:
            raw = tx.connection.connection.dbapi_connection
            assert raw is not None
            raw.create_function("witness", -1, self._note)
            for table, columns in self._watched.items():
                for statement in _triggers(table, columns):
                    tx.connection.exec_driver_sql(statement)
        self._listen(database.engine)

    def _listen(self, engine: Engine) -> None:
        event.listen(engine, "commit", lambda _connection: self._committed())
        event.listen(engine, "rollback", lambda _connection: self._seen.clear())

    def _note(self, table: str, is_new: int, *values: Any) -> int:
        columns = self._watched[table]
        after = _row(columns, values[: len(columns)])
        before = None if is_new else _row(columns, values[len(columns) :])
        self._seen.append(Change(table, before, after))
        return 0

    def _committed(self) -> None:
        seen, self._seen = self._seen, []
        if seen:
            self._hears(seen)


def _triggers(table: str, columns: tuple[str, ...]) -> list[str]:
    new = ", ".join(f"new.{each}" for each in columns)
    old = ", ".join(f"old.{each}" for each in columns)
    made = f"CREATE TEMP TRIGGER seen_new_{table} AFTER INSERT ON main.{table}"
    changed = f"CREATE TEMP TRIGGER seen_{table} AFTER UPDATE ON main.{table}"
    return [
        f"{made} BEGIN SELECT witness('{table}', 1, {new}); END",
        f"{changed} BEGIN SELECT witness('{table}', 0, {new}, {old}); END",
    ]


def _row(columns: tuple[str, ...], values: tuple[Any, ...]) -> Row:
    return {name: _read(name, value) for name, value in zip(columns, values, strict=True)}


def _read(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in MOMENTS:
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    if name in ("promised", "paused_until", "due_day"):
        return date.fromisoformat(value)
    return value
