"""One problem of the simulation, kept beside the product: its rungs, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tests.soak.life.promises import Terms
from tests.soak.life.witness import Row

WAITS = ("sent", "received", "in_progress")
HELD = ("received", "in_progress")
FITS = {
    "ask": HELD, "take_back": HELD, "ask_helped": ("answered",), "close": ("answered",),
}  # fmt: skip
"""By kind the states in which a rung means something; every other kind does in "sent"."""


@dataclass(frozen=True)
class Seats:
    """Who has which part in a placement, and its model."""

    alias: str
    model: str
    mentor: int
    nav_contact: int
    nav_stand_in: int


@dataclass
class Rung:
    number: int
    tell: str
    kind: str
    due: datetime
    state: str = "planned"


@dataclass
class Case:
    """One problem as it is to stand."""

    row: Row
    seats: Seats
    rungs: dict[int, Rung] = field(default_factory=dict)
    hurried: datetime | None = None
    """When somebody fell away last, so that the next rung may be due at once."""
    acknowledged: str = ""
    """By whom first."""
    listed: bool = False
    told: datetime | None = None
    """When a rung told somebody last."""
    story: list[str] = field(default_factory=list)
    """What became of it, a line each: for whoever has to find out why."""

    @property
    def reference(self) -> str:
        return str(self.row["reference"])

    @property
    def state(self) -> str:
        return str(self.row["state"])

    @property
    def owner(self) -> int:
        return int(self.row["owner_id"])

    @property
    def terms(self) -> Terms:
        return Terms(self.seats.model, self.row["level"])

    @property
    def since(self) -> datetime:
        """From when its clock counts: opened again, it has a new one."""
        found: datetime = self.row["reopened_at"] or self.row["sent_at"]
        return found

    def planned(self) -> list[Rung]:
        return [self.rungs[n] for n in sorted(self.rungs) if self.rungs[n].state == "planned"]
