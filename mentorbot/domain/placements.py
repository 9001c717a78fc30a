"""A placement: one participant, known by an alias only, at one workplace (R01, R10)."""

from __future__ import annotations

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
    hired: bool = False
    practising: str | None = None
    """What the mentor chose to try next: an answer of question M7, asked back as M8 (R21)."""

    def week(self, day: date) -> int:
        """The placement's week that `day` falls in; 1 is the week it starts, below 1 is before."""
        return (day - self.start).days // 7 + 1

    def phase(self, day: date) -> Phase:
        if day < self.start:
            return Phase.SELECTION
        return Phase.OUTCOME if self.hired or (self.end - day).days <= 28 else Phase.TRIAL
