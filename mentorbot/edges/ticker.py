"""Wakes the program when something is due. APScheduler only ticks: every due time is a row."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from mentorbot.edges.clock import Clock, SystemClock

log = structlog.get_logger(__name__)

LONGEST_SLEEP = timedelta(seconds=15)
"""Another process (a command) may write rows that this one is not told of."""

Tick = Callable[[], Awaitable[datetime | None]]
"""Does what is due and returns when something is due next."""


class Ticker:
    """One job, always at the next due time."""

    def __init__(self, clock: Clock, tick: Tick) -> None:
        self._clock = clock
        self._real = SystemClock()
        self._tick = tick
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._running = False
        self._nudged = False

    def start(self) -> None:
        self._scheduler.start()
        self.nudge()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

    def nudge(self) -> None:
        """Something new may be due: looks at once, or once more when it is looking now."""
        self._nudged = True
        if not self._running:
            self._wake_in(timedelta(0))

    async def _run(self) -> None:
        if self._running:
            self._nudged = True
            return
        self._running, self._nudged = True, False
        try:
            moment = await self._tick()
        except Exception:
            log.exception("ticker.failed")
            moment = None
        self._running = False
        wait = LONGEST_SLEEP if moment is None else moment - self._clock.now()
        self._wake_in(timedelta(0) if self._nudged else wait)

    def _wake_in(self, wait: timedelta) -> None:
        # The job's time is real time: the program's own clock may be a moved one.
        at = self._real.now() + max(timedelta(0), min(wait, LONGEST_SLEEP))
        self._scheduler.add_job(
            self._run,
            DateTrigger(at),
            id="tick",
            replace_existing=True,
            misfire_grace_time=None,
            # The run that plans the next one has not quite ended. Were it counted as one too
            # many, APScheduler would drop the next, and with it every one after that.
            max_instances=2,
        )
