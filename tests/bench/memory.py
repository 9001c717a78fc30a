"""How much memory an office takes, and one that is a thousand times as large."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from mentorbot.edges.clock import SystemClock
from mentorbot.standin import people as thumbs
from mentorbot.standin.server import Standin
from mentorbot.storage.migrating import migrate
from tests.bench.figures import Figure, Part
from tests.bench.office import settle
from tests.bench.phones import Phones
from tests.bench.rivals import NOT_YET, Rival, calm, opened
from tests.process import TOKEN, Bot, environment

SMALL, LARGE = 100, 100_000
PEOPLE = 20
"""So many of them use it."""
NOTE = (
    f"Memory at its most, when {PEOPLE} people have opened the themes, tapped and typed: "
    "everybody's name is then looked for in what was typed."
)


async def measure(folder: Path) -> Part:
    small, large = await _used(folder / "small", SMALL), await _used(folder / "large", LARGE)
    own = "the same with 100"
    return Part([
        Figure("Memory with 100,000 mentors", large, small, "MB", own, "memory", at_most=1.3),
    ], [
        NOTE
    ])  # fmt: skip


async def _used(folder: Path, mentors: int) -> float:
    """Megabytes that the process has in memory at its most."""
    async with Standin(token=TOKEN) as standin:
        phones = Phones(standin)
        phones.add(PEOPLE)
        env = await asyncio.to_thread(_office, folder, phones, mentors)
        bot = Bot(env, folder / "log")
        await bot.start()
        try:
            return await _at_work(Rival(phones, bot))
        finally:
            # It may still be reading names: nobody waits for that.
            await bot.kill()


async def _at_work(rival: Rival) -> float:
    phones = rival.phones
    await phones.say("/guidance")
    await calm(rival)
    await phones.burst(phones.people)
    for person in phones.people:
        thumbs.say(phones.standin.stage.world, person, "Deltakeren kommer for sent")
    await calm(rival)
    assert rival.bot.process is not None
    return _resident(rival.bot.process.pid)


def _office(folder: Path, phones: Phones, mentors: int) -> dict[str, str]:
    folder.mkdir()
    env = environment(folder, phones.standin.url)
    del env["MENTORBOT_CLOCK_FILE"]
    now = SystemClock().now()
    others = range(10_000_000, 10_000_000 + mentors - PEOPLE)
    with opened(env) as parts:
        migrate(parts.database)
        settle(parts, [*phones.chats, *others], now, now.date() + NOT_YET, planned=False)
    return env


def _resident(process: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024
