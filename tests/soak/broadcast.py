"""A crowd of check-ins falls due at one minute, while people tap and somebody reports a problem.

The real process, or several on one PostgreSQL, against a stand-in that refuses whatever exceeds
Telegram's limits in a rolling window. Taps are timed on the idle bot first and during the broadcast
then, in the same run. Prints its figures, and exits with 1 when a promise does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from random import Random

from bot import build
from mentorbot.domain.people import Role
from mentorbot.standin import people as thumbs
from mentorbot.standin.server import Standin
from mentorbot.standin.world import Chat, Person
from mentorbot.storage.migrating import migrate
from tests.e2e.workers import workers_on
from tests.process import ROOT, TOKEN, Bot, environment
from tests.soak.crowd import REPORT, Crowd, Office, Plan, _has
from tests.soak.kills import _next_thursday, _set_clock
from tests.storage.conftest import server_at

COUNTED = ("sendMessage", "editMessageText", "editMessageReplyMarkup", "deleteMessage")
PATIENCE = 30.0
TAPPERS = 12
TAPS_A_SECOND = 1.0
CEILING = 30


@dataclass
class Figures:
    checkins: int
    arrived: int = 0
    seconds: float = 0.0
    calls: int = 0
    peak: int = 0
    refused: int = 0
    idle: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    escalations: list[float] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of the ceiling of calls that could have been made meanwhile."""
        return self.calls / self.seconds / CEILING if self.seconds else 0.0

    def broken(self) -> list[str]:
        promises = {
            "no second held more than 30 calls": self.peak <= CEILING,
            "nothing was refused": self.refused == 0,
            "every check-in arrived once": self.arrived == self.checkins,
            "at least 95 % of the ceiling was used": self.share >= 0.95,
            "a tap is answered within 1.5 times the idle bot's p99": (
                percentile(self.busy, 99) <= 1.5 * percentile(self.idle, 99)
            ),
            "an escalation leaves within a second": max(self.escalations) <= 1.0,
        }
        return [promise for promise, holds in promises.items() if not holds]

    def lines(self) -> list[str]:
        idle, busy = self.idle, self.busy
        return [
            f"check-ins due at one minute     {self.checkins:8}",
            f"  arrived                       {self.arrived:8}",
            f"  in seconds                    {self.seconds:8.1f}",
            f"  most calls in a rolling second{self.peak:8}",
            f"  share of 30 calls a second    {self.share:8.1%}",
            f"  refused (429)                 {self.refused:8}",
            f"tap to edit, idle ({len(idle)} taps)      p50 {ms(idle, 50)}  p99 {ms(idle, 99)}",
            f"tap to edit, meanwhile ({len(busy)} taps) p50 {ms(busy, 50)}  p99 {ms(busy, 99)}",
            f"  ratio                 p50 {ratio(busy, idle, 50)}  p99 {ratio(busy, idle, 99)}",
            f"escalations, slowest of {len(self.escalations)}     {max(self.escalations):8.2f} s",
        ]


def percentile(values: Sequence[float], percent: int) -> float:
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def ms(values: Sequence[float], percent: int) -> str:
    return f"{percentile(values, percent) * 1000:6.1f} ms"


def ratio(values: Sequence[float], others: Sequence[float], percent: int) -> str:
    return f"{percentile(values, percent) / percentile(others, percent):6.2f}   "


class Trial:
    """One office, one bot, one broadcast."""

    def __init__(self, standin: Standin, office: Office, seed: int) -> None:
        self.standin, self.office = standin, office
        self.world = office.world
        self.crowd = Crowd(office, Random(seed))
        self.rng = Random(seed + 1)
        self.tappers: list[Person] = []
        self.reporters: list[Person] = []

    def settle(self, reports: int) -> None:
        """Who taps has no check-in of their own; who reports has a placement."""
        self.tappers = [self.office._settle(Role.MENTOR, f"Tapper {n}")[1] for n in range(TAPPERS)]
        self.reporters = self.office.mentors[:reports]

    async def sees(self, chat: Chat, label: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while not _has(chat, label):
                await chat.bell.wait(1.0)

    async def begin(self) -> None:
        for person in self.tappers:
            thumbs.say(self.world, person, "/guidance")
            await self.sees(self.world.chats[person.id], self.crowd.label("theme.role"))

    async def tap(self, person: Person) -> float:
        """Seconds from the tap to what follows, into a theme or out of it again."""
        chat = self.world.chats[person.id]
        labels = self.crowd.label("theme.role"), self.crowd.label("common.back")
        here, there = labels if _has(chat, labels[0]) else labels[::-1]
        post, button = thumbs.find_button(chat, here)
        began = time.perf_counter()
        thumbs.tap(self.world, person, chat, post, button)
        await self.sees(chat, there)
        return time.perf_counter() - began

    async def taps(self, count: int) -> list[float]:
        """At random moments, one after the other; each person often enough, and in turn."""
        found = []
        for number in range(count):
            await asyncio.sleep(self.rng.uniform(0.5, 1.5) / TAPS_A_SECOND)
            found.append(await self.tap(self.tappers[number % TAPPERS]))
        return found

    async def escalate(self, mentor: Person) -> float:
        """Seconds from the last tap of a report until NAV's phone has it."""
        crowd = self.crowd
        thumbs.say(self.world, mentor, "/report")
        for key, following in pairwise(REPORT):
            assert await crowd._tap(mentor, crowd.label(key), crowd.label(following))
        chat = self.world.chats[mentor.id]
        post, button = thumbs.find_button(chat, crowd.label(REPORT[-1]))
        phones = [self.world.chats[phone.id] for phone in self.office.nav]
        before = sum(_shown(each) for each in phones)
        began = time.perf_counter()
        thumbs.tap(self.world, mentor, chat, post, button)
        async with asyncio.timeout(PATIENCE):
            while sum(_shown(each) for each in phones) == before:
                await asyncio.sleep(0.005)
        return time.perf_counter() - began

    def asked(self) -> list[float]:
        """When each check-in arrived."""
        good = self.crowd.label("answer.F1.good")
        calls = self.standin.stage.calls.matching("sendMessage", contains=good)
        return sorted(call.time for call in calls if call.ok)

    async def all_asked(self, many: int, seconds: float) -> None:
        """Counting takes a while when there are many, and the stand-in stands still meanwhile."""
        await asyncio.sleep(max(0.0, many / CEILING - seconds))
        async with asyncio.timeout(PATIENCE + many / CEILING):
            while len(self.asked()) < many:
                await asyncio.sleep(2.0)


def _shown(chat: Chat) -> int:
    return sum(post.from_bot for post in chat.shown())


@dataclass(frozen=True)
class Trials:
    """What is asked of a run."""

    checkins: int
    taps: int
    reports: int
    seed: int
    workers: int


async def broadcast(asked: Trials, folder: Path, address: str) -> Figures:
    """`address` of the database; several workers need a PostgreSQL."""
    thursday = _next_thursday()
    before, due = thursday.replace(hour=9, minute=30), thursday.replace(hour=12, minute=0, second=1)
    async with Standin(token=TOKEN, limits=True) as standin:
        env = environment(folder, standin.url, MENTORBOT_DATABASE_URL=address)
        parts = build(address, (env["MENTORBOT_SECRET_KEYS"],), ROOT / "content")
        migrate(parts.database)
        plan = Plan(0, 0, asked.checkins, 0, asked.seed)
        office = Office(parts, standin, plan, before)
        await asyncio.to_thread(office.fill)
        trial = Trial(standin, office, asked.seed)
        trial.settle(asked.reports)
        parts.database.close()
        _set_clock(folder, before)
        async with _running(env, folder / "log", asked.workers):
            await trial.begin()
            await trial.taps(TAPPERS * 2)
            figures = Figures(asked.checkins, idle=await trial.taps(asked.taps))
            await _during(trial, figures, folder, due, asked.taps)
        return figures


@contextlib.asynccontextmanager
async def _running(env: dict[str, str], log: Path, workers: int) -> AsyncIterator[None]:
    if workers == 1:
        async with Bot(env, log):
            yield
        return
    async with workers_on(env, log) as several:
        for _ in range(workers):
            await several.start()
        yield


async def _during(trial: Trial, figures: Figures, folder: Path, due: datetime, taps: int) -> None:
    stage = trial.standin.stage
    began, number = time.time(), stage.calls.total
    _set_clock(folder, due)
    async with asyncio.timeout(PATIENCE):
        while not trial.asked():
            await asyncio.sleep(0.02)
    tapping = asyncio.create_task(trial.taps(taps))
    for mentor in trial.reporters:
        await asyncio.sleep(1.0)
        figures.escalations.append(await trial.escalate(mentor))
    figures.busy = await tapping
    await trial.all_asked(figures.checkins, time.time() - began)
    moments = trial.asked()
    counted = [
        call.time
        for call in stage.calls.matching(since=number)
        if call.method in COUNTED and call.ok
    ]
    figures.arrived = len(moments)
    figures.seconds = moments[-1] - moments[0]
    figures.calls = sum(moments[0] < moment <= moments[-1] for moment in counted)
    figures.peak = most_in_a_second(counted)
    figures.refused = stage.limits.refused
    assert moments[0] >= began


def most_in_a_second(moments: Sequence[float]) -> int:
    """Counted here, not by the stand-in that refuses."""
    ordered, most, first = sorted(moments), 0, 0
    for last, moment in enumerate(ordered):
        while ordered[first] <= moment - 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most


@contextlib.contextmanager
def _place(workers: int) -> Iterator[tuple[Path, str]]:
    """A folder, and the address of a database."""
    # PostgreSQL runs as another user, who must be able to reach its folder.
    with tempfile.TemporaryDirectory(prefix="mentorbot-broadcast-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        if workers == 1:
            yield folder, f"sqlite:///{folder / 'bot.db'}"
            return
        with server_at(folder / "data") as server:
            yield folder, str(server.get_uri(database="postgres"))


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--checkins", type=int, default=10_000)
    reader.add_argument("--taps", type=int, default=400)
    reader.add_argument("--reports", type=int, default=20)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--workers", type=int, default=1, help="more than one: on PostgreSQL")
    asked = Trials(**vars(reader.parse_args()))
    with _place(asked.workers) as (folder, address):
        figures = asyncio.run(broadcast(asked, folder, address))
    print(*figures.lines(), sep="\n")
    for promise in figures.broken():
        print(f"  BROKEN: {promise}")
    sys.exit(1 if figures.broken() else 0)


if __name__ == "__main__":
    main()
