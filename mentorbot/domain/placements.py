"""A placement: one participant, known by an alias only, at one workplace (R01, R10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from mentorbot.domain.people import PersonId

PlacementId: TypeAlias = int


class FollowUpModel(StrEnum):
    CASEWORKER = "caseworker"
    HYBRID = "hybrid"
    JOB_SPECIALIST = "job_specialist"


class FollowOn(StrEnum):
    """What comes after the period: five ways on, none better than another (R44)."""

    PERMANENT = "permanent"
    PART_TIME = "part_time"
    MORE_TIME = "more_time"
    LASTING_SUPPORT = "lasting_support"
    ELSEWHERE = "elsewhere"


class Seat(StrEnum):
    """A part in a placement that one person has and another may take over."""

    MENTOR = "mentor"
    MENTOR_STAND_IN = "mentor_stand_in"
    NAV_CONTACT = "nav_contact"
    NAV_STAND_IN = "nav_stand_in"


class Phase(StrEnum):
    SELECTION = "selection"
    TRIAL = "trial"
    OUTCOME = "outcome"


@dataclass(frozen=True)
class Placement:
    id: PlacementId
    alias: str
    model: FollowUpModel
    mentor: PersonId
    nav_contact: PersonId
    nav_stand_in: PersonId
    start: date
    end: date
    mentor_stand_in: PersonId | None = None
    hired_on: date | None = None
    """When the participant was hired; that closes nothing (R32)."""
    rhythm: int | None = None
    """Weeks between check-ins, where somebody chose it within the model's bounds (R13)."""
    follow_on: FollowOn | None = None
    """What comes after the period, once it is decided (R42)."""
    practising: str | None = None
    """What the mentor chose to try next: an answer of question M7, asked back as M8 (R21)."""

    @property
    def seats(self) -> Mapping[Seat, PersonId]:
        """Who has which part; an empty one is not named."""
        stand_in = (
            {} if self.mentor_stand_in is None else {Seat.MENTOR_STAND_IN: self.mentor_stand_in}
        )
        return {
            Seat.MENTOR: self.mentor,
            **stand_in,
            Seat.NAV_CONTACT: self.nav_contact,
            Seat.NAV_STAND_IN: self.nav_stand_in,
        }

    @property
    def hired(self) -> bool:
        return self.hired_on is not None

    @property
    def is_decided(self) -> bool:
        """More time is another end date: until that is set, nothing is decided (R42)."""
        return self.follow_on not in (None, FollowOn.MORE_TIME)

    def weeks_left(self, day: date) -> int:
        """Whole weeks from `day` to the end: 0 in the last one, below 0 when it is over."""
        return (self.end - day).days // 7

    def week(self, day: date) -> int:
        """The placement's week that `day` falls in; 1 is the week it starts, below 1 is before."""
        return (day - self.start).days // 7 + 1

    def phase(self, day: date) -> Phase:
        if day < self.start:
            return Phase.SELECTION
        return Phase.OUTCOME if self.hired or (self.end - day).days <= 28 else Phase.TRIAL
