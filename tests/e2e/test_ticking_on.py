"""The ticker against the real APScheduler: what is nudged in the middle of a tick is not lost."""

from __future__ import annotations

import asyncio
from datetime import datetime

from mentorbot.edges.clock import SystemClock
from mentorbot.edges.ticker import Ticker
from tests.e2e.office import eventually


async def test_a_nudge_in_the_middle_of_a_tick_is_another_tick() -> None:
    ticks = 0
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def tick() -> datetime | None:
        nonlocal ticks
        ticks += 1
        if ticks == 1:
            inside.set()
            await go_on.wait()
        return None

    ticker = Ticker(SystemClock(), tick)
    ticker.start()
    await inside.wait()
    ticker.nudge()
    go_on.set()
    await eventually(lambda: ticks == 2, 3)
    ticker.nudge()
    await eventually(lambda: ticks == 3, 3)
    ticker.stop()


async def test_what_is_due_at_once_is_looked_at_again_and_again() -> None:
    """A moment that has come while the tick ran: the next look follows at once."""
    ticks = 0
    clock = SystemClock()

    async def tick() -> datetime | None:
        nonlocal ticks
        ticks += 1
        return clock.now() if ticks < 5 else None

    ticker = Ticker(clock, tick)
    ticker.start()
    await eventually(lambda: ticks == 5, 3)
    ticker.stop()
