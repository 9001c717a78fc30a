"""The only place that reads the time and draws randomness; everything else is handed them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

LOOK_EVERY = 0.2
"""Seconds between looks at a clock that may be moved."""
A_JUMP = 2.0
"""Seconds between two looks that are more than a slow machine."""

entropy = os.urandom
"""Unpredictable bytes from the operating system (mentorbot.domain.tokens.Entropy)."""


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class RehearsalClock:
    """The real time plus an offset in seconds, a plain number in a file that anybody may move.

    For the demo and the tests. No file means no offset; the file is read again when it changed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._offset = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._current()

    def _current(self) -> timedelta:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            self._seen, self._offset = None, timedelta(0)
            return self._offset
        seen = stat.st_mtime_ns, stat.st_size
        if seen != self._seen:
            self._read(seen)
        return self._offset

    def _read(self, seen: tuple[int, int]) -> None:
        try:
            self._offset = timedelta(seconds=float(self._path.read_text()))
        except (FileNotFoundError, ValueError, OverflowError):
            # Caught while somebody writes it: the old offset holds until the next look.
            return
        self._seen = seen


def clock_of(file: Path | None) -> Clock:
    """The system's clock, or in a rehearsal the one that `file` moves."""
    return SystemClock() if file is None else RehearsalClock(file)


async def follow_clock(clock: Clock, wake: Callable[[], None]) -> None:
    """A rehearsal's clock may be moved from outside at any moment: `wake` is called then."""
    last = clock.now()
    while True:
        await asyncio.sleep(LOOK_EVERY)
        now = clock.now()
        if abs((now - last).total_seconds()) > A_JUMP:
            wake()
        last = now
