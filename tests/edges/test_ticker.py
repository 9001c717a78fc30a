"""The ticker wakes when something is due, and nothing makes it sleep for ever."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta, tzinfo

import pytest

from mentorbot.edges import ticker
from mentorbot.edges.clock import SystemClock
from mentorbot.edges.ticker import Ticker

CLOCK = SystemClock()
SOON = timedelta(milliseconds=5)


class Ticks:
    """Counts ticks; `due` says when the next one is wanted."""

    def __init__(self) -> None:
        self.count = 0
        self.due: Callable[[], datetime | None] = lambda: CLOCK.now() + timedelta(hours=1)
        self.during: Callable[[], None] = lambda: None
        self.lasts = 0.0
        self.ticker = Ticker(CLOCK, self.tick)
        self.now_running = 0
        self.started = False

    async def tick(self) -> datetime | None:
        self.count += 1
        self.now_running += 1
        assert self.now_running == 1, "two ticks at once"
        self.during()
        await asyncio.sleep(self.lasts)
        self.now_running -= 1
        return self.due()

    async def reach(self, count: int) -> None:
        if not self.started:
            self.started = True
            self.ticker.start()
        async with asyncio.timeout(5):
            while self.count < count:
                await asyncio.sleep(0.002)


@pytest.fixture
async def ticks() -> AsyncIterator[Ticks]:
    made = Ticks()
    yield made
    made.ticker.stop()
    await asyncio.sleep(0)


async def test_it_looks_once_at_the_start_and_then_waits(ticks: Ticks) -> None:
    await ticks.reach(1)
    await asyncio.sleep(0.05)
    assert ticks.count == 1


async def test_it_comes_back_at_the_next_due_time_again_and_again(ticks: Ticks) -> None:
    ticks.due = lambda: CLOCK.now() + SOON
    await ticks.reach(30)


async def test_what_is_due_already_is_looked_at_at_once(ticks: Ticks) -> None:
    ticks.due = lambda: CLOCK.now() - timedelta(hours=1)
    await ticks.reach(50)


async def test_a_nudge_while_it_looks_is_not_lost(ticks: Ticks) -> None:
    """Many times: the next run is planned while this one has not quite ended."""
    ticks.during = ticks.ticker.nudge
    await ticks.reach(50)


async def test_nudges_from_outside_are_not_lost_either(ticks: Ticks) -> None:
    await ticks.reach(1)
    for number in range(2, 30):
        ticks.ticker.nudge()
        await ticks.reach(number)


async def test_many_nudges_at_once_are_one_look_or_two(ticks: Ticks) -> None:
    await ticks.reach(1)
    ticks.lasts = 0.01
    for _ in range(100):
        ticks.ticker.nudge()
    await asyncio.sleep(0.1)
    assert 2 <= ticks.count <= 3


async def test_a_tick_that_raises_is_not_the_last_one(
    ticks: Ticks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticker, "LONGEST_SLEEP", SOON)

    def boom() -> None:
        ticks.now_running = 0
        raise RuntimeError

    ticks.during = boom
    await ticks.reach(5)


async def test_nothing_planned_still_looks_now_and_then(
    ticks: Ticks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticker, "LONGEST_SLEEP", SOON)
    ticks.due = lambda: None
    await ticks.reach(5)


async def test_a_blocked_loop_makes_it_late_and_never_skips(ticks: Ticks) -> None:
    ticks.due = lambda: CLOCK.now() + timedelta(milliseconds=20)
    await ticks.reach(1)
    # The loop itself stands still, past the second of grace that APScheduler gives by default.
    time.sleep(1.2)  # noqa: ASYNC251
    before = ticks.count
    await ticks.reach(before + 2)


async def test_a_wall_clock_that_is_set_back_does_not_make_it_sleep_for_as_long(
    ticks: Ticks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticker, "LATE", SOON)
    ticks.due = lambda: CLOCK.now() + timedelta(milliseconds=50)
    await ticks.reach(2)

    class TwoHoursAgo(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) - timedelta(hours=2)

    # Only what APScheduler goes by: the job that is planned now is two hours away.
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", TwoHoursAgo)
    monkeypatch.setattr(ticks.ticker, "_real", SetBack())
    await ticks.reach(ticks.count + 3)


class SetBack:
    def now(self) -> datetime:
        return CLOCK.now() - timedelta(hours=2)


async def test_a_stop_in_the_middle_of_a_tick_is_no_fault(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ticks = Ticks()
    ticks.lasts = 5
    await ticks.reach(1)
    ticks.ticker.stop()
    await asyncio.sleep(0.05)
    assert not [each for each in caplog.records if each.levelname == "ERROR"]
