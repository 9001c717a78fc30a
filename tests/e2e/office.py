"""An office seen from outside: commands that print JSON, phones, a clock in a file.

Nothing here knows mentorbot's code. The stand-in Telegram is a local Bot API server; people's
thumbs are its Phone client.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import httpx

from mentorbot.standin.clock import ClockFile
from mentorbot.standin.faults import Fault
from mentorbot.standin.phone import Phone
from mentorbot.standin.server import Standin
from tests.nursery import command
from tests.process import TOKEN, environment

Json = dict[str, Any]

NOON = datetime(2027, 3, 4, 11, 30, tzinfo=UTC)
"""Thursday 4 March 2027, 12:30 in Oslo: half an hour before the usual check-in, no holiday near."""
SIGNED_UP = NOON - timedelta(minutes=30)
PATIENCE = 30.0
"""Seconds for what should be there at once, on a machine with much else to do."""

PEOPLE: dict[str, tuple[str, ...]] = {
    "nadia": ("--role", "nav_contact", "--name", "Nadia Nes", "--phone", "40000011"),
    "nils": ("--role", "nav_contact", "--name", "Nils Nygård", "--phone", "40000012"),
    "kari": ("--role", "coordinator", "--name", "Kari Kvam", "--phone", "40000013"),
    "jonas": ("--role", "mentor", "--name", "Jonas Juul", "--phone", "40000014"),
}
PLACEMENT = (
    *("--alias", "Bjørk", "--model", "hybrid", "--workplace", "Varelageret"),
    *("--start", "2027-02-08", "--end", "2027-05-07"),
)
"""In its fourth week on that Thursday."""


class Running(Protocol):
    """A bot that serves an office."""

    async def end(self) -> int: ...


def set_clock(folder: Path, moment: datetime) -> None:
    ClockFile(folder / "clock").write(moment.timestamp() - time.time())


def found_office(folder: Path) -> dict[str, Json]:
    """Makes the database with its people and one placement; gives what the commands printed."""
    set_clock(folder, SIGNED_UP)
    env = environment(folder, "http://127.0.0.1:9")
    # The first command makes the tables; the others need not wait for each other.

    def add(name: str) -> Json:
        found: Json = command(env, "people", "add", *PEOPLE[name], "--json")
        return found

    first, *others = PEOPLE
    made = {first: add(first)}
    with ThreadPoolExecutor(2) as pool:
        made |= zip(others, pool.map(add, others), strict=True)
    who = {name: str(one["person"]) for name, one in made.items()}
    at_nav = ("--nav-contact", who["nadia"], "--nav-stand-in", who["nils"])
    placed = command(
        env, "placements", "add", *PLACEMENT, "--mentor", who["jonas"], *at_nav, "--json"
    )
    return made | {"placement": placed}


class Office:
    """The phones, the clock and the commands of one office; a bot is started beside it."""

    def __init__(self, folder: Path, made: dict[str, Json], standin: Standin) -> None:
        self.folder = folder
        self.made = made
        self.standin = standin
        self.env = environment(folder, standin.url)
        self._file = ClockFile(folder / "clock")
        self._client = httpx.AsyncClient(timeout=60)

    async def phone(self, name: str, **more: Any) -> Phone:
        """A new phone for somebody; nothing has been pressed on it."""
        return await Phone.of(
            self.standin.url, self._client, first_name=name.title(), language_code="nb", **more
        )

    def link(self, name: str) -> str:
        url: str = self.made[name]["invite"]["url"]
        return url

    def move(self, **ahead: float) -> None:
        self._file.write(self._file.read() + timedelta(**ahead).total_seconds())

    async def command(self, *words: str) -> Any:
        return await asyncio.to_thread(command, self.env, *words)

    async def control(self, what: str, **values: Any) -> Json:
        answer = await self._client.post(f"{self.standin.url}/control/{what}", json=values)
        body: Json = answer.json()
        assert answer.status_code == 200, body
        return body

    async def trouble(self, kind: str, method: str = "*", **values: Any) -> None:
        self.standin.stage.faults.add(Fault(kind, method, **values))

    def calls(self, method: str, chat: int | None = None) -> list[Json]:
        """Calls of the bot that were applied or refused, oldest first."""
        return [call.as_json() for call in self.standin.stage.calls.matching(method, 0, chat, "")]

    async def close(self) -> None:
        await self._client.aclose()


@contextlib.asynccontextmanager
async def open_office(
    template: tuple[Path, dict[str, Json]], folder: Path
) -> AsyncIterator[Office]:
    """A copy of a founded office, at half past twelve, with a Telegram of its own."""
    founded, made = template
    shutil.copytree(founded, folder, dirs_exist_ok=True)
    set_clock(folder, NOON)
    file = ClockFile(folder / "clock")
    async with Standin(token=TOKEN, now=lambda: time.time() + file.read()) as standin:
        office = Office(folder, made, standin)
        try:
            yield office
        finally:
            await office.close()


async def eventually(what: Any, seconds: float = PATIENCE) -> Any:
    """Asks until the answer is true; gives it."""
    ends = time.monotonic() + seconds
    while True:
        found = what()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        assert time.monotonic() < ends, f"still waiting after {seconds} s"
        await asyncio.sleep(0.05)
