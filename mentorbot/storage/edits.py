"""Edits of the content. Of each subject one is open at most, and one at most is published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.dialects import postgresql, sqlite

from mentorbot.domain.edits import OPEN, Edit, EditState
from mentorbot.domain.people import PersonId
from mentorbot.storage import marks
from mentorbot.storage.database import Ring, Tx
from mentorbot.storage.tables import edits

LAID = "content.laid"
"""A mark: one more whenever what is laid over the files becomes another."""


def begin(
    tx: Tx, subject: str, before: Mapping[str, str], words: Mapping[str, str], author: PersonId,
    now: datetime,
) -> bool:  # fmt: skip
    """A draft; False where somebody has begun one."""
    dialect = postgresql if tx.is_postgres else sqlite
    row = {
        "subject": subject,
        "open_for": subject,
        "state": EditState.DRAFT,
        "version": 1,
        "before": dict(before),
        "words": dict(words),
        "author_id": author,
        "created_at": now,
        "changed_at": now,
    }
    insert: Any = dialect.insert(edits).values(**row)
    made = insert.on_conflict_do_nothing(index_elements=["open_for"]).returning(edits.c.id)
    return tx.connection.execute(made).first() is not None


def change(tx: Tx, edit: Edit, now: datetime, **values: Any) -> bool:
    """Only if nobody has changed it since it was read: whether this call did."""
    state = values.get("state", edit.state)
    values |= {"version": edit.version + 1, "changed_at": now, "state": state}
    values["open_for"] = edit.subject if state in OPEN else None
    mine = (edits.c.id == edit.id) & (edits.c.version == edit.version)
    return tx.connection.execute(edits.update().where(mine).values(**values)).rowcount == 1


def get(tx: Tx, number: int) -> Edit | None:
    return _first(tx, _which(edits.c.id == number))


def open_of(tx: Tx, subject: str) -> Edit | None:
    return _first(tx, _which(edits.c.open_for == subject))


def published_of(tx: Tx, subject: str) -> Edit | None:
    return _first(tx, _which(edits.c.subject == subject, edits.c.state == EditState.PUBLISHED))


def replaced_by(tx: Tx, edit: Edit) -> Edit | None:
    """What everybody was shown before it, where that came from the desk too."""
    former = (edits.c.subject == edit.subject, edits.c.state == EditState.REPLACED)
    return _first(tx, _which(*former).order_by(None).order_by(edits.c.published_at.desc()))


def all_open(tx: Tx) -> list[Edit]:
    return _all(tx, _which(edits.c.open_for.is_not(None)))


def published(tx: Tx) -> list[Edit]:
    return _all(tx, _which(edits.c.state == EditState.PUBLISHED))


def due(tx: Tx, now: datetime) -> list[Edit]:
    return _all(tx, _which(edits.c.state == EditState.PLANNED, edits.c.due_at <= now))


def history(tx: Tx, subject: str, most: int) -> list[Edit]:
    """Those that were ever published, the latest first."""
    shown = (edits.c.subject == subject, edits.c.published_at.is_not(None))
    latest = _which(*shown).order_by(None).order_by(edits.c.published_at.desc(), edits.c.id.desc())
    return _all(tx, latest.limit(most))


def laid(tx: Tx) -> dict[str, str]:
    """Everything that is laid over the files, by slot."""
    return {slot: words for edit in published(tx) for slot, words in edit.words.items()}


def stamp(tx: Tx) -> int:
    """Another number when something else is laid over the files."""
    return marks.get(tx, LAID) or 0


def ring(tx: Tx) -> None:
    """Something else is laid over the files from the end of this transaction on."""
    marks.put(tx, LAID, stamp(tx) + 1)
    tx.rings.add(Ring.DUE)


def _which(*conditions: Any) -> Select[Any]:
    return select(edits).where(*conditions).order_by(edits.c.subject, edits.c.id)


def _first(tx: Tx, query: Select[Any]) -> Edit | None:
    row = tx.connection.execute(query.limit(1)).one_or_none()
    return None if row is None else _edit(row)


def _all(tx: Tx, query: Select[Any]) -> list[Edit]:
    return [_edit(row) for row in tx.connection.execute(query)]


def _edit(row: Row[Any]) -> Edit:
    return Edit(
        row.id, row.subject, EditState(row.state), row.version, row.before, row.words,
        row.author_id, row.reader_id, row.changed_at, row.due_at, row.published_at,
    )  # fmt: skip
