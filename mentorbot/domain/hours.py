"""When an office is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time


@dataclass(frozen=True)
class OfficeHours:
    """The office's working time, local."""

    zone: str = "Europe/Oslo"
    weekdays: Mapping[int, tuple[time, time]] = field(
        default_factory=lambda: {day: (time(8, 0), time(15, 30)) for day in range(5)}
    )
    """By weekday (Monday is 0): opens, closes."""
    half_days: Mapping[tuple[int, int], time | None] = field(default_factory=dict)
    """By (month, day): closes then, or not open at all (None). Besides the public holidays."""
    lunch: tuple[time, time] | None = None
    """Begins, ends. The office is open then, but no deadline runs; None is no such time."""
