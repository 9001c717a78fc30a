"""Lives through one seed: the office is set up, the program started, and time goes by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from unittest import mock

import apscheduler.schedulers.base

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.edges import postman, telegram_in, ticker
from mentorbot.services import offering_again
from mentorbot.services.parts import Deaf
from tests.process import ROOT
from tests.simulation import planted_deciding, planted_storing
from tests.simulation.life import Observing
from tests.simulation.office import Office
from tests.simulation.plants import planted
from tests.simulation.world import Plan, World

BEGINS = datetime(2027, 1, 4, 6, tzinfo=UTC)
"""Monday 4 January 2027, 07:00 in Oslo; seeds begin in different weeks of that year."""


def a_book() -> Book:
    return load_book(ROOT / "content", texts())


@dataclass(frozen=True)
class Pace:
    """How long the program sleeps by itself when nothing is due. As it ships it looks for rows that
    others wrote every 15 seconds, and asks Telegram anew every 30: that is most of an idle hour's
    work. Stretched, only what happens wakes it; whoever polls so rarely notices an outage so late,
    so a tap lives longer too."""

    sleep: timedelta
    poll: int

    @property
    def tap_lives(self) -> float:
        return max(150.0, self.poll + 150.0)


AS_SHIPPED = Pace(ticker.LONGEST_SLEEP, telegram_in.LONG_POLL)
STRETCHED = Pace(timedelta(days=2), 24 * 3600)


@contextmanager
def on_virtual_time(world: World, pace: Pace) -> Iterator[None]:
    """What asks the operating system for the time is told the virtual one."""

    class Moment(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return world.wall.astimezone(tz)

    class Now:
        def now(self) -> datetime:
            return world.wall

    life = offering_again.TAP_LIVES if pace == AS_SHIPPED else timedelta(seconds=pace.tap_lives)
    with (
        mock.patch.object(apscheduler.schedulers.base, "datetime", Moment),
        mock.patch.object(ticker, "SystemClock", Now),
        mock.patch.object(ticker, "LONGEST_SLEEP", pace.sleep),
        mock.patch.object(telegram_in, "LONG_POLL", pace.poll),
        mock.patch.object(offering_again, "TAP_LIVES", life),
        mock.patch.object(postman, "delivering", Observing()),
    ):
        yield


def plan_for(seed: int, hours: float, *, eventful: float = 1.0, traces: bool = False) -> Plan:
    """Seeds begin in different weeks, so that both changes of the clocks are among them."""
    weeks = Random(f"{seed} weeks").randrange(48)
    return Plan(seed, hours, BEGINS + timedelta(weeks=weeks), eventful=eventful, traces=traces)


def live(
    plan: Plan, book: Book, *, mentors: int = 1, pace: Pace = STRETCHED, plant: str = "",
    stops_at_first: bool = True,
) -> World:  # fmt: skip
    """Lives through it; what it found is in `world.books.findings`."""
    world = World(replace(plan, tap_lives=pace.tap_lives), book, Deaf())
    with on_virtual_time(world, pace), planted(plant, world):
        Office(world, mentors).plan_all()
        world.start()
        try:
            world.run(plan.hours * 3600, stops_at_first=stops_at_first)
        finally:
            world.close()
    return world


# They put themselves on the list.
_ = planted_deciding, planted_storing
