"""Copies of a running SQLite database, and back. Keys are never in them (key_store)."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.engine import URL

from mentorbot.domain.errors import MentorbotError
from mentorbot.storage.engines import is_in_memory, make_private
from mentorbot.storage.key_store import KeyStore

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps next to a database, and would read as its own."""


class NotSqlite(MentorbotError):
    """This is for SQLite: on PostgreSQL use pg_dump and pg_restore (docs/operations.md)."""


class AlreadyThere(MentorbotError):
    """There is a file of that name already: nothing is written over it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already: nothing is written over it")


class NoBackup(MentorbotError):
    """The file is not a whole backup of mentorbot's database."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not a whole backup of mentorbot's database")


def file_of(url: URL) -> Path:
    """Raises NotSqlite."""
    if url.get_backend_name() != "sqlite" or is_in_memory(url) or url.database is None:
        raise NotSqlite
    return Path(url.database)


def back_up(url: URL, to: Path) -> None:
    """As the database stands at one moment; whoever writes meanwhile does not wait."""
    _copy(file_of(url), to)


def bring_back(url: URL, backup: Path) -> None:
    """Where no database is. Raises NoBackup before anything is written."""
    target = file_of(url)
    for path in (target, *(target.with_name(target.name + end) for end in BESIDE)):
        if path.exists():
            raise AlreadyThere(path)
    _copy(backup, target)


def save_keys(store: KeyStore, to: Path) -> None:
    """In place of the copy that was there: an older one would hold what was destroyed since."""
    with _part_of(to) as part:
        copy = KeyStore(f"sqlite:///{part}")
        store.copy_to(copy)
        copy.close()


def bring_back_keys(store: KeyStore, saved: Path) -> int:
    """Adds the keys that are missing, and returns how many; what was destroyed stays destroyed."""
    if not saved.is_file():
        raise NoBackup(saved)
    copy = KeyStore(f"sqlite:///{saved}")
    try:
        return copy.copy_to(store)
    finally:
        copy.close()


def _copy(source: Path, to: Path) -> None:
    if to.exists():
        raise AlreadyThere(to)
    with _part_of(to) as part:
        try:
            with (
                closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as here,
                closing(sqlite3.connect(part)) as there,
            ):
                here.backup(there)
                _check(there)
        except sqlite3.Error as error:
            raise NoBackup(source) from error


def _check(copy: sqlite3.Connection) -> None:
    """A file by itself, whole, and mentorbot's."""
    copy.execute("PRAGMA journal_mode=DELETE")
    copy.execute("SELECT version_num FROM alembic_version").fetchone()
    if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        raise sqlite3.DatabaseError


@contextmanager
def _part_of(to: Path) -> Iterator[Path]:
    """A file that takes the name only when it is whole and on the disk."""
    part = to.with_name(f"{to.name}.part")
    part.unlink(missing_ok=True)
    make_private(str(part))
    try:
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(to)
    finally:
        for end in ("", *BESIDE):
            part.with_name(part.name + end).unlink(missing_ok=True)
