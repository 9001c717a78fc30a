"""What the running service shows of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

FAILS_FOR = timedelta(minutes=2)
"""So long a post that failed speaks against the webhook: Telegram tries again within that time."""
FEW, MANY = 10, 100
"""Updates that wait at Telegram: so few may be on their way, so many are not taken fast enough."""


@dataclass(frozen=True)
class Hooked:
    """What Telegram says of the webhook."""

    pending: int = 0
    """Updates that wait to be posted."""
    failed_at: datetime | None = None
    """The last post that was not taken."""

    def fails(self, now: datetime) -> bool:
        """Whether what waits does so because posts are not taken."""
        lately = self.failed_at is not None and now - self.failed_at < FAILS_FOR
        return self.pending > 0 and lately

    def reaches(self, now: datetime) -> bool:
        """Whether taps arrive: none waits for so long that it may die meanwhile."""
        return self.pending <= FEW and not self.fails(now)


@dataclass
class Pulse:
    """Signs of life, for /readyz."""

    polled_at: datetime | None = None
    """When Telegram was last heard: it gave updates, or what it says of the webhook."""
    ticked_at: datetime | None = None
    audited_at: datetime | None = None
    findings: Mapping[str, int] = field(default_factory=dict)
    """What the last audit found, and how many of each."""
    content: str = ""
    """Version of the Book that serves."""
    hooked: Hooked | None = None
    """None where updates are polled."""
    posts: Counter[str] = field(default_factory=Counter)
    """What was posted to the webhook of this worker, by what became of it."""
