"""The world's time, and the levers that move it. The only place here that reads a clock."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Now = Callable[[], float]

wall: Now = time.time
# Waiting and rates are real even when the world's time is moved: a client really waits.
ticks: Now = time.monotonic

HOUR = 3600.0
DAY = 24 * HOUR


@dataclass(frozen=True)
class Lever:
    """A button on the clock bar: its owner decides what pulling it does to the time."""

    name: str
    labels: Mapping[str, str]
    pull: Callable[[], Awaitable[None]]


class ClockFile:
    """Another process reads the offset here: one plain number, in seconds."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> float:
        try:
            return float(self._path.read_text().strip() or 0)
        except FileNotFoundError:
            return 0.0

    def write(self, offset: float) -> None:
        # Written beside and moved in place: a reader never sees half a number.
        beside = self._path.with_name(f"{self._path.name}.new")
        beside.write_text(f"{offset:.3f}\n")
        beside.replace(self._path)


class OwnClock:
    """Real time plus an offset, for a stand-in that runs alone."""

    def __init__(self, file: ClockFile | None = None) -> None:
        self._file = file
        self._offset = file.read() if file else 0.0

    def now(self) -> float:
        return wall() + self._offset

    @property
    def offset(self) -> float:
        return self._offset

    def add(self, seconds: float) -> None:
        self._set(self._offset + seconds)

    def back_to_now(self) -> None:
        self._set(0.0)

    def _set(self, offset: float) -> None:
        self._offset = offset
        if self._file:
            self._file.write(offset)

    def levers(self) -> Sequence[Lever]:
        async def now() -> None:
            self.back_to_now()

        async def hour() -> None:
            self.add(HOUR)

        async def day() -> None:
            self.add(DAY)

        return (
            Lever("now", {"nb": "Nå", "nn": "No", "en": "Now"}, now),
            Lever("hour", {"nb": "+1 time", "nn": "+1 time", "en": "+1 hour"}, hour),
            Lever("day", {"nb": "+1 dag", "nn": "+1 dag", "en": "+1 day"}, day),
        )
