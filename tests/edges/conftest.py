"""An office for the commands; no setting of whoever runs the tests may reach it."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog

import bot
from dialogs.table import DIALOGS
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.people import Role
from mentorbot.edges.commands.desk import House
from mentorbot.services.parts import Parts
from mentorbot.standin.server import Standin
from mentorbot.storage.database import Database
from mentorbot.storage.migrating import migrate
from mentorbot.storage.vault import Vault
from tests.edges.office import CONTENT, KEY, MONDAY, TOKEN, Office, Staff


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty environment, in an empty folder."""
    for name in os.environ:
        if name.upper().startswith("MENTORBOT_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
def no_logs(logs_as_before: None) -> None:
    """Where much goes wrong on purpose: structlog's tracebacks for people take a second each."""

    def drop(_logger: object, _name: str, _event: MutableMapping[str, Any]) -> str:
        raise structlog.DropEvent

    structlog.configure(processors=[drop])


@pytest.fixture(scope="session")
def book() -> Book:
    """The content of the house. Reading it takes a second, and no command changes it."""
    return load_book(CONTENT, bot.texts())


@pytest.fixture(scope="session")
def mould(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without anybody in it."""
    path = tmp_path_factory.mktemp("commands") / "mould.db"
    database = Database(f"sqlite:///{path}", Vault([KEY], os.urandom))
    migrate(database)
    database.close()
    return path


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, book: Book, mould: Path) -> Office:
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}",
        "CONTENT_DIR": str(CONTENT),
        "SECRET_KEYS": KEY,
        "BOT_NAME": "mentorbot",
        "CLOCK_FILE": str(tmp_path / "clock"),
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"MENTORBOT_{name}", value)
    ahead = (MONDAY - datetime.now(UTC)).total_seconds()
    (tmp_path / "clock").write_text(str(ahead))
    shutil.copy(mould, tmp_path / "bot.db")

    def build(address: str, keys: tuple[str, ...], _content: Path, keys_url: str = "") -> Parts:
        database = Database(address, Vault(keys, os.urandom), keys_url)
        calendar = WorkCalendar(book.rules.hours)
        return Parts(database, book, DIALOGS, {}, calendar, os.urandom)

    return Office(tmp_path, House(build, bot.texts, bot.renew))


@pytest.fixture
def staff(office: Office) -> Staff:
    return Staff(
        office.add(Role.MENTOR, "Marit Mo"),
        office.add(Role.NAV_CONTACT, "Nadia Nes"),
        office.add(Role.NAV_CONTACT, "Nils Nygård"),
        office.add(Role.COORDINATOR, "Kari Kvam"),
    )


@pytest.fixture
def telegram() -> Iterator[Callable[[], str]]:
    """A stand-in for Telegram in a loop of its own: a command starts one, too."""
    loop = asyncio.new_event_loop()
    standin = Standin(token=TOKEN, username="another_bot")
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(standin.__aenter__(), loop).result(10)
    yield lambda: standin.url
    asyncio.run_coroutine_threadsafe(standin.__aexit__(None, None, None), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def with_telegram(
    office: Office, telegram: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> Office:
    monkeypatch.setenv("MENTORBOT_TELEGRAM_URL", telegram())
    monkeypatch.setenv("MENTORBOT_TOKEN", TOKEN)
    return office
