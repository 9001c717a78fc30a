"""What every command works with: settings, parts, a transaction, clear words when it fails."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer
from sqlalchemy.exc import SQLAlchemyError
from typer.core import TyperGroup

from mentorbot.book.findings import ContentErrors
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.errors import MentorbotError
from mentorbot.domain.wording import Text, Value
from mentorbot.edges import logs
from mentorbot.edges.clock import Clock, clock_of
from mentorbot.edges.settings import BadSettings, Need, Settings, read_settings, unknown_names
from mentorbot.services.parts import Parts
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.engines import BadDatabaseUrl
from mentorbot.storage.migrating import is_current, migrate, revision
from mentorbot.storage.vault import BadKey, Unreadable

FAILED, BAD_INPUT = 1, 2
"""Exit codes: it did not work, and what was asked or set cannot be right."""

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
Json: TypeAlias = Mapping[str, Any]


OTHER = "other"
"""The code of a fault that only the command line can have."""


class Fault(str):
    """What is wrong, in the words of the command line; a page says it in its own, by the code."""

    code: str
    values: Mapping[str, Value]
    column: str
    """Of a table, where it is about one."""

    def __new__(cls, code: str, words: str, **values: Value) -> Fault:
        made = super().__new__(cls, words)
        made.code, made.values, made.column = code, values, ""
        return made

    def at(self, column: str) -> Fault:
        """The same with the column named before it."""
        made = Fault(self.code, f"{column}: {self}", **self.values)
        made.column = column
        return made


class BadInput(MentorbotError):
    """What was typed cannot be right; one line for each fault."""

    def __init__(self, *faults: str) -> None:
        self.faults = tuple(
            each if isinstance(each, Fault) else Fault(OTHER, each) for each in faults
        )
        super().__init__("\n".join(faults))


class NotMigrated(MentorbotError):
    """The database is of another version: make a backup, then run `python bot.py migrate`."""


@dataclass(frozen=True)
class House:
    """How bot.py builds what the commands need; it is handed in as `app(obj=House(...))`."""

    build: Callable[[str, tuple[str, ...], Path, str], Parts]
    """Parts for a database address, secret keys, a content folder, and the address of the store
    of keys (empty: beside the database)."""
    texts: Callable[[], Mapping[str, Text]]
    """Every text that the code says, by key."""
    renew: Callable[[Parts, Path], Parts]
    """The same parts with what stands in the content folder now."""


@dataclass(frozen=True)
class Desk:
    settings: Settings
    parts: Parts
    clock: Clock

    @property
    def database(self) -> Database:
        return self.parts.database

    @contextmanager
    def begin(self) -> Iterator[tuple[Tx, datetime]]:
        with self.database.begin() as tx:
            yield tx, self.clock.now()


class Door(TyperGroup):
    """The last to hear of an error, and the one who puts it into words."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (MentorbotError, SQLAlchemyError, OSError) as error:
            for line in _told(error):
                note(f"Error: {line}")
            ctx.exit(BAD_INPUT if isinstance(error, NOT_RIGHT) else FAILED)


NOT_RIGHT = (BadInput, BadSettings, BadKey, BadDatabaseUrl, Unreadable)
"""Errors of whoever typed or set something."""


def _told(error: Exception) -> Sequence[str]:
    """One clear line for each fault."""
    if isinstance(error, BadInput | BadSettings):
        return error.faults
    if isinstance(error, ContentErrors):
        return [*map(str, error.findings), "the content cannot be used until this is put right"]
    if isinstance(error, SQLAlchemyError):
        # The first line: what follows is the statement.
        return [f"the database does not answer as it should: {str(error).splitlines()[0]}"]
    if isinstance(error, OSError):
        return [f"{error.strerror or type(error).__name__}: {error.filename or ''}"]
    return [str(error)]


@contextmanager
def at_desk(ctx: typer.Context, *needs: Need) -> Iterator[Desk]:
    """A desk with an open database of the right version; it is closed with the block."""
    desk = open_desk(ctx, *needs)
    try:
        make_ready(desk.database)
        yield replace(desk, parts=_as_published(ctx, desk))
    finally:
        desk.database.close()


def _as_published(ctx: typer.Context, desk: Desk) -> Parts:
    """With what was published in the browser, unless that does not fit the files any more: then
    they serve alone, as they do in the service."""
    try:
        return house_of(ctx).renew(desk.parts, desk.settings.content_dir)
    except ContentErrors as error:
        note(f"Warning: what was published at the desk is left out: {error.findings[0]}")
        return desk.parts


def open_desk(ctx: typer.Context, *needs: Need) -> Desk:
    settings = settings_for(Need.SECRET_KEYS, *needs)
    address = settings.database_url.get_secret_value()
    keys_url = settings.keys_url.get_secret_value()
    parts = house_of(ctx).build(address, settings.keys, settings.content_dir, keys_url)
    return Desk(settings, parts, clock_of(settings.clock_file))


def settings_for(*needs: Need) -> Settings:
    """The settings, with a word about those that mean nothing."""
    for name in unknown_names():
        note(f"Warning: {name} is no setting of mentorbot's: look for a spelling mistake.")
    # What a command logs must not come between a script and its JSON; `run` sets this up anew.
    logs.configure("WARNING", sys.stderr)
    return read_settings(*needs)


def house_of(ctx: typer.Context) -> House:
    house = ctx.find_object(House)
    if house is None:
        raise RuntimeError("the commands must be called as app(obj=House(...))")
    return house


def make_ready(database: Database) -> None:
    """A new database gets its tables; one of another version is not touched."""
    if is_current(database):
        with database.begin() as tx:
            tx.safe.check_store()
        return
    with database.engine.connect() as connection:
        is_new = revision(connection) is None
    if not is_new:
        raise NotMigrated
    migrate(database)
    note(f"A new database was made: {database.engine.url.render_as_string()}")


def note(line: str) -> None:
    """For the person at the keyboard, beside what a script reads."""
    typer.echo(line, err=True)


def show_json(value: Json | Sequence[Json]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, default=_plain))


def show_table(rows: Sequence[Json], columns: Sequence[str], calendar: WorkCalendar) -> None:
    """Moments are shown in the office's time."""
    head = [column.replace("_", " ") for column in columns]
    lines = [head, *([_cell(row[column], calendar) for column in columns] for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(columns))]
    for line in lines:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        typer.echo("  ".join(padded).rstrip())


def _cell(value: Any, calendar: WorkCalendar) -> str:
    if isinstance(value, datetime):
        return f"{calendar.local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _plain(value: Any) -> str:
    """Days and moments, as ISO 8601."""
    return str(value.isoformat())
