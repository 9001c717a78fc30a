"""Wakes the program when something is due. APScheduler only ticks: every due time is a row."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from mentorbot.edges.clock import Clock, SystemClock

log = structlog.get_logger(__name__)

LONGEST_SLEEP = timedelta(seconds=15)
"""Another process (a command) may write rows that this one is not told of."""

LATE = timedelta(seconds=1)
"""So long after its time it counts as not woken."""

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
        self._stopped = False
        self._guard: asyncio.TimerHandle | None = None
        """APScheduler goes by the wall clock: set back meanwhile, it would sleep for as long."""

    def start(self) -> None:
        self._scheduler.start()
        self.nudge()

    def stop(self) -> None:
        self._stopped = True
        self._unguard()
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
        except asyncio.CancelledError:
            if not self._stopped:
                raise
            # The scheduler that is shut down would call it a fault.
            return
        except Exception:
            log.exception("ticker.failed")
            moment = None
        self._running = False
        wait = LONGEST_SLEEP if moment is None else moment - self._clock.now()
        self._wake_in(timedelta(0) if self._nudged else wait)

    def _wake_in(self, wait: timedelta) -> None:
        if self._stopped:
            return
        # The job's time is real time: the program's own clock may be a moved one.
        wait = max(timedelta(0), min(wait, LONGEST_SLEEP))
        self._unguard()
        late = (wait + LATE).total_seconds()
        self._guard = asyncio.get_running_loop().call_later(late, self.nudge)
        at = self._real.now() + wait
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

    def _unguard(self) -> None:
        if self._guard is not None:
            self._guard.cancel()
            self._guard = None
