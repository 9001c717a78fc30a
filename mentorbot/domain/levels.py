"""How much a problem hurries."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"

    def raised(self) -> Level:
        """One step up, but never into red by itself."""
        order = list(Level)
        return self if self in (Level.ORANGE, Level.RED) else order[order.index(self) + 1]
