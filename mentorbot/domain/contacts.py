"""That NAV and a mentor talked: when and where, never about what (R13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mentorbot.domain.model_rules import Drift
from mentorbot.domain.placements import Placement

ONE_WEEK = timedelta(weeks=1)


class Where(StrEnum):
    WORKPLACE = "workplace"
    NAV_OFFICE = "nav_office"
    PHONE = "phone"


class Slide(StrEnum):
    """To which end a hybrid placement has slid (R14)."""

    CASEWORKER = "caseworker"
    JOB_SPECIALIST = "job_specialist"


@dataclass(frozen=True)
class Contacted:
    day: date
    where: Where


def days_since(contacts: Sequence[Contacted], placement: Placement, today: date) -> int:
    """Days since the last talk, or since the placement began when there was none yet."""
    last = max((each.day for each in contacts), default=placement.start)
    return max(0, (today - last).days)


def slid(
    contacts: Sequence[Contacted], placement: Placement, drift: Drift, today: date
) -> Slide | None:
    """Whether the latest weeks look like another model; no judgement before they are full."""
    window = drift.one_contact_in_weeks * ONE_WEEK
    if today - placement.start < window:
        return None
    lately = [each for each in contacts if today - window < each.day <= today]
    if not lately:
        return Slide.CASEWORKER
    most = drift.contacts_a_week * drift.one_contact_in_weeks
    return Slide.JOB_SPECIALIST if len(lately) > most else None
