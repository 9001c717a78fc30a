"""The programs that are measured: each a process of its own, against a stand-in of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot import build
from mentorbot.domain.people import Language
from mentorbot.domain.wording import Phrase
from mentorbot.edges.clock import SystemClock
from mentorbot.edges.reloading import LEARNS_AFTER
from mentorbot.services.parts import Parts
from mentorbot.standin.server import Standin
from mentorbot.storage.migrating import migrate
from tests.bench.office import settle
from tests.bench.phones import Phones
from tests.process import ROOT, TOKEN, Bot, environment

TICKS = os.sysconf("SC_CLK_TCK")
OURS = ("bot.py", "run")
UNPACED = ("-m", "tests.bench.unpaced")
BARE = ("-m", "tests.bench.bare_bot")
USUAL = ("-m", "tests.bench.usual_bot")
LIMITED = ("-m", "tests.bench.limited_bot")
NOT_YET = timedelta(days=30)
QUIET_LOOKS = 4


@dataclass
class Rival:
    """One program under test, and the phones that use it."""

    phones: Phones
    bot: Bot

    def cpu(self) -> float:
        """Seconds of CPU that it has used since its start."""
        assert self.bot.process is not None
        return cpu_of(self.bot.process.pid)


def cpu_of(process: int) -> float:
    """In seconds, as Linux counts it: user and system (proc(5), fields 14 and 15 of stat)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextlib.asynccontextmanager
async def mentorbot(
    folder: Path, mentors: int, words: tuple[str, ...] = OURS, **more: str
) -> AsyncIterator[Rival]:
    """An office of mentors who have the list of themes before them."""
    async with Standin(token=TOKEN) as standin:
        phones = Phones(standin)
        phones.add(mentors)
        env = office(folder, phones, **more)
        async with Bot(env, folder / "log", words) as bot:
            await phones.say("/guidance")
            yield Rival(phones, bot)


def office(folder: Path, phones: Phones, **more: str) -> dict[str, str]:
    """Sets it up, and gives the settings that its bot starts with."""
    folder.mkdir(exist_ok=True)
    env = environment(folder, phones.standin.url, **more)
    # It is no rehearsal: the clock is the machine's, and no check-in falls due meanwhile.
    del env["MENTORBOT_CLOCK_FILE"]
    now = SystemClock().now()
    with opened(env) as parts:
        migrate(parts.database)
        settle(parts, phones.chats, now, now.date() + NOT_YET)
        phones.way_out = parts.book.label(Phrase("guidance.all_themes"), Language.NB)
    return env


@contextlib.asynccontextmanager
async def another(folder: Path, people: int, words: tuple[str, ...]) -> AsyncIterator[Rival]:
    """A bot that is none of ours; each of these people has its keyboard before them."""
    async with Standin(token=TOKEN) as standin:
        phones = Phones(standin)
        phones.add(people)
        env = alone(folder, standin)
        async with Bot(env, folder / "log", words) as bot:
            await phones.say("/start")
            yield Rival(phones, bot)


def alone(folder: Path, standin: Standin) -> dict[str, str]:
    """The settings of a bot that is none of ours."""
    folder.mkdir(exist_ok=True)
    ours = {"RIVAL_TELEGRAM_URL": standin.url, "RIVAL_TOKEN": TOKEN}
    return {
        **os.environ,
        **ours,
        "RIVAL_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'rival.db'}",
    }


@contextlib.contextmanager
def opened(env: dict[str, str]) -> Iterator[Parts]:
    """The parts of that office, from outside its process."""
    keys = (env["MENTORBOT_SECRET_KEYS"],)
    parts = build(env["MENTORBOT_DATABASE_URL"], keys, ROOT / "content")
    try:
        yield parts
    finally:
        parts.database.close()


async def calm(rival: Rival) -> None:
    """Until the program does nothing any more. mentorbot learns its examples after its start."""
    await asyncio.sleep(LEARNS_AFTER)
    quiet, used = 0, rival.cpu()
    async with asyncio.timeout(120):
        while quiet < QUIET_LOOKS:
            await asyncio.sleep(0.3)
            before, used = used, rival.cpu()
            quiet = quiet + 1 if used - before <= 2 / TICKS else 0
