"""A follow-up model as data: when is asked, how soon NAV answers, who is told (R10-R18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mentorbot.domain.levels import Level
from mentorbot.domain.placements import FollowUpModel


@dataclass(frozen=True)
class Occasion:
    """One planned check-in of a model.

    Counted from the placement's start or end: `working_days` gives that working day itself
    (1 is the first, negative is before); `weeks` gives the mentor's weekday in that week.
    `every` repeats it each so many weeks until the end of the period, with `cycle` in turn.
    """

    name: str
    anchor: str
    """"start" or "end"."""
    ask: tuple[str, ...] = ()
    working_days: int | None = None
    weeks: int | None = None
    every: int | None = None
    cycle: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class RungRule:
    """Who is told, when: after a share of the deadline (0 at once, 1 as it passes)."""

    tell: str
    """"nav_contact", "nav_stand_in" or "coordinator"."""
    share: float
    kind: str
    """"notice", "reminder" or "handover"."""


@dataclass(frozen=True)
class Deadline:
    """How long NAV has, in working time. Exactly one of the two is set."""

    working_days: int | None = None
    working_hours: int | None = None


@dataclass(frozen=True)
class ModelRules:
    """One follow-up model as data (R10-R18)."""

    model: FollowUpModel
    checkins: tuple[Occasion, ...]
    deadlines: Mapping[Level, Deadline]
    ladder: tuple[RungRule, ...]
    standstill_from_week: int
    tells_silence: bool
    """Whether two unanswered check-ins are told to NAV, without content (R15)."""
    after_hire_weeks: int | None
    """How often it is asked after hire; None where follow-up closes."""
    place: str
    """Where NAV meets by default: "nav_office" or "workplace"."""
