"""Brings a database to the tables of this version. Safe to run again, and by several at once.

A new revision: change tables.py, migrate a database to the last revision, then
`python -m mentorbot.storage.migrating "what it does"` writes a draft that a person finishes.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from mentorbot.domain.errors import MentorbotError
from mentorbot.storage.database import Database
from mentorbot.storage.engines import engine_for
from mentorbot.storage.tables import Moment

FOLDER = Path(__file__).parent / "migrations"
LOCK = 7_003_061
"""Any number that nothing else takes as an advisory lock in this database."""


class DanglingRows(MentorbotError):
    """The migration would leave rows that point at nothing; it was taken back."""


def migrate(database: Database) -> None:
    """All revisions that are missing, in one transaction: all or nothing."""
    with _alone(database.engine) as connection:
        command.upgrade(_config(connection), "head")


def is_current(database: Database) -> bool:
    """Whether the database has exactly the tables of this version."""
    with database.engine.connect() as connection:
        return revision(connection) == head()


@cache
def head() -> str | None:
    """The revision that this version of the code works with."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def revision(connection: Connection) -> str | None:
    """None where nothing was migrated yet."""
    return MigrationContext.configure(connection, opts=OPTIONS).get_current_revision()


def _render(kind: str, item: Any, _context: Any) -> str | bool:
    """A revision must not depend on what tables.py becomes later."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


OPTIONS: dict[str, Any] = {
    "render_as_batch": True,
    "compare_type": True,
    "render_item": _render,
}


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """One transaction that no other migration shares."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            with _without_foreign_keys(connection), connection.begin():
                yield connection
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise DanglingRows
        else:
            with connection.begin():
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
                yield connection


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite alters a table by copying it; dropping the old one must not reach its children.

    The switch has no effect inside a transaction, so it is thrown before one begins.
    """
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def draft(message: str) -> None:
    """Writes a revision from what tables.py has and the last revision lacks."""
    with tempfile.TemporaryDirectory() as folder:
        engine = engine_for(f"sqlite:///{folder}/draft.db")
        with _alone(engine) as connection:
            config = _config(connection)
            command.upgrade(config, "head")
            number = int(head() or 0) + 1
            command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")
        engine.dispose()


if __name__ == "__main__":
    draft(sys.argv[1])
