"""Taps during a broadcast at Telegram's limit, against python-telegram-bot with AIORateLimiter.

Both broadcast at the same time, each to a stand-in that refuses whatever exceeds 30 calls in any
second, and are tapped in turn by people who are not written to.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from mentorbot.domain.people import Language
from mentorbot.domain.wording import Phrase
from mentorbot.standin import people as thumbs
from mentorbot.standin.server import Standin
from mentorbot.standin.world import Person
from mentorbot.storage.migrating import migrate
from tests.bench.figures import Figure, Part, median, percentile
from tests.bench.office import settle
from tests.bench.phones import Phones
from tests.bench.rivals import LIMITED, Rival, alone, calm, opened
from tests.process import TOKEN, Bot, environment
from tests.soak.broadcast import CEILING, COUNTED
from tests.soak.kills import _next_thursday, _set_clock

CHECK_INS = 10_000
"""So many are due. The bench looks at the first minute; tests/soak/broadcast.py at the whole."""
SECONDS = 60.0
TAPPERS = 12
IDLE_TAPS = 60
BETWEEN = 0.5
"""Seconds between two taps, about."""


@dataclass
class Side:
    """One of the two, and how long its taps took: "idle", and "busy" during the broadcast."""

    rival: Rival
    taps: dict[str, list[float]] = field(default_factory=lambda: {"idle": [], "busy": []})

    @property
    def tappers(self) -> list[Person]:
        return self.rival.phones.people[-TAPPERS:]

    async def begin(self, words: str) -> None:
        await self.rival.phones.say(words, self.tappers)

    async def tap(self, number: int, what: str) -> None:
        took = await self.rival.phones.tap(self.tappers[number % TAPPERS])
        self.taps[what].append(took)

    async def underway(self) -> None:
        """Until something of the broadcast has arrived."""
        world, others = self.rival.phones.standin.stage.world, self.rival.phones.people[:-TAPPERS]
        async with asyncio.timeout(30):
            while not any(world.chats[person.id].posts for person in others):
                await asyncio.sleep(0.02)

    def share(self, since: float, until: float) -> float:
        """Of the 30 calls a second that would have been let through."""
        calls = self.rival.phones.standin.stage.calls
        moments = [each.time for each in calls if each.method in COUNTED and each.ok]
        return sum(since < moment <= until for moment in moments) / (until - since) / CEILING

    @property
    def refused(self) -> int:
        return self.rival.phones.standin.stage.limits.refused


async def measure(folder: Path) -> Part:
    thursday = _next_thursday()
    before = thursday.replace(hour=9, minute=30)
    due = thursday.replace(hour=12, minute=0, second=1)
    async with Standin(token=TOKEN, limits=True) as near, Standin(token=TOKEN, limits=True) as far:
        ours, theirs = Phones(near), Phones(far)
        for phones in (ours, theirs):
            phones.add(CHECK_INS + TAPPERS)
        env = await asyncio.to_thread(_office, folder / "ours", ours, before)
        other = alone(folder / "theirs", far)
        async with Bot(env, folder / "log") as bot, Bot(other, folder / "log2", LIMITED) as limited:
            mine, its = Side(Rival(ours, bot)), Side(Rival(theirs, limited))
            await asyncio.gather(mine.begin("/guidance"), its.begin("/start"))
            await calm(mine.rival)
            try:
                return await _compared(mine, its, folder / "ours", due)
            finally:
                # Neither is to end its broadcast first.
                await asyncio.gather(bot.kill(), limited.kill())


def _office(folder: Path, phones: Phones, before: datetime) -> dict[str, str]:
    folder.mkdir()
    env = environment(folder, phones.standin.url)
    start = before.date() - timedelta(days=before.weekday(), weeks=3)
    with opened(env) as parts:
        migrate(parts.database)
        settle(parts, phones.chats[:CHECK_INS], before, start)
        settle(parts, phones.chats[CHECK_INS:], before, start + timedelta(weeks=20))
        phones.way_out = parts.book.label(Phrase("guidance.all_themes"), Language.NB)
    _set_clock(folder, before)
    return env


async def _compared(mine: Side, its: Side, folder: Path, due: datetime) -> Part:
    rng = Random(1)
    await _tapped(mine, its, rng, "idle", IDLE_TAPS)
    _set_clock(folder, due)
    chats = its.rival.phones.chats
    world = its.rival.phones.standin.stage.world
    thumbs.say(world, its.tappers[0], f"/broadcast {chats[0]} {chats[CHECK_INS - 1]}")
    await asyncio.gather(mine.underway(), its.underway())
    began = time.time()
    await _tapped(mine, its, rng, "busy", int(SECONDS / BETWEEN))
    shares = [side.share(began, time.time()) for side in (mine, its)]
    return _part(mine, its, *shares)


async def _tapped(mine: Side, its: Side, rng: Random, what: str, taps: int) -> None:
    """At random moments, both at the same."""
    waiting = []
    for number in range(taps):
        await asyncio.sleep(rng.uniform(0.5, 1.5) * BETWEEN)
        waiting += [asyncio.ensure_future(side.tap(number, what)) for side in (mine, its)]
    await asyncio.gather(*waiting)


def _part(mine: Side, its: Side, share: float, other: float) -> Part:
    rival = "python-telegram-bot with AIORateLimiter, in a loop"
    busy, idle = (sorted(each) for each in (mine.taps["busy"], mine.taps["idle"]))
    theirs = its.taps["busy"]

    note = (
        f"In the first {SECONDS:.0f} seconds of a broadcast of {CHECK_INS:,} check-ins, to a "
        "stand-in that refuses what exceeds 30 calls in any second: mentorbot was refused "
        f"{mine.refused} times (aim 0) at {share:.1%} of the 30 (aim 95 %), the rival "
        f"{its.refused} times at {other:.1%}. Taps are part of it. The whole broadcast: "
        "`python -m tests.soak.broadcast`."
    )

    def figure(
        what: str, ours: float, other: float, unit: str, against: str, **aim: float
    ) -> Figure:
        return Figure(what, ours, other, unit, against, "broadcast", **aim)

    return Part([
        figure("A tap during a broadcast, median", 1000 * median(busy), 1000 * median(theirs), "ms",
               rival, at_most=1.0),
        figure("The same, p99", 1000 * percentile(busy, 99), 1000 * percentile(theirs, 99), "ms",
               rival, at_most=1.0),
        figure("The same, p99, against itself when idle", 1000 * percentile(busy, 99),
               1000 * percentile(idle, 99), "ms", "mentorbot with nothing to send", at_most=1.5),
        figure("Share of 30 calls a second", 100 * share, 100 * other, "%", rival),
    ], [
        note
    ])  # fmt: skip
