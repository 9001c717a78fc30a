"""What somebody asks to see of an office's placements, problems and people, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mentorbot.domain.people import PersonId, Role
from mentorbot.domain.placements import FollowUpModel, Phase
from mentorbot.domain.turns import Side


class Look(StrEnum):
    """What makes a placement worth a look."""

    ENDING = "ending"
    """The period ends within so many weeks (office.yaml, ending_weeks)."""
    OVER = "over"
    """It has ended, and it is not decided what comes next."""
    SILENT = "silent"
    """Check-ins unanswered, and nobody talked with the mentor since (R15)."""
    GAP = "gap"
    """NAV and the mentor have not talked for longer than the model allows (R13)."""
    DRIFT = "drift"
    """It looks like another model (R14)."""
    NOT_STARTED = "not_started"
    """Nobody at NAV has been here yet (R10)."""
    COVERED = "covered"
    """The NAV contact is away."""
    PROBLEMS = "problems"


class Order(StrEnum):
    """By what placements may be sorted."""

    END = "end"
    ALIAS = "alias"
    WEEK = "week"
    NEXT = "next"
    NAV = "nav"
    TALK = "talk"
    PROBLEMS = "problems"


@dataclass(frozen=True)
class Sieve:
    """Of the placements; empty shows all."""

    text: str = ""
    """In an alias, or in the name of anybody in it."""
    look: Look | None = None
    model: FollowUpModel | None = None
    phase: Phase | None = None
    nav: PersonId | None = None
    """NAV contact or stand-in."""
    order: Order = Order.END
    last_first: bool = False


@dataclass(frozen=True)
class ProblemSieve:
    """Of the open problems."""

    text: str = ""
    """In an alias or a reference, or in the name of who has it."""
    side: Side | None = None
    """Whose turn it is."""
    late: bool = False
    """Past its deadline."""
    owner: PersonId | None = None


@dataclass(frozen=True)
class PeopleSieve:
    text: str = ""
    role: Role | None = None
    every: bool = False
    """Also those who are here, and can be reached."""
