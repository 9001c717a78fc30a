"""What a simulation found, and its figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

RUNNING, RESTARTED = timedelta(seconds=5), timedelta(seconds=60)
"""How late something may be while the service runs, and after it was started again."""


@dataclass
class Findings:
    """`broken` holds a sentence for each promise that did not hold; `count` what happened."""

    clock: Callable[[], datetime]
    broken: list[str] = field(default_factory=list)
    count: Counter[str] = field(default_factory=Counter)
    latest: dict[str, timedelta] = field(default_factory=dict)
    """The longest delay of each kind."""

    def must(self, holds: bool, sentence: str) -> None:
        if not holds:
            self.broken.append(f"{self.clock():%Y-%m-%d %H:%M:%S} {sentence}")

    def late(
        self, what: str, due: datetime, up_since: datetime, sentence: str,
        crowd: timedelta = timedelta(),
    ) -> None:  # fmt: skip
        """Something that was due then happened now. What fell due in an outage has a minute.

        `crowd`: what of the delay others took who were before it.
        """
        restarted = due < up_since
        delay = self.clock() - max(due, up_since)
        name = f"{what}, after a restart" if restarted else f"{what}, while running"
        self.latest[name] = max(delay, self.latest.get(name, timedelta()))
        allowed = crowd + (RESTARTED if restarted else RUNNING)
        self.must(delay <= allowed, f"{sentence}: late by {delay}")
