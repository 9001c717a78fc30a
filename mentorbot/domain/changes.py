"""What may be changed about a placement, and why it may not be (R01, R13, R32, R39)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum

from mentorbot.domain.model_rules import RhythmBounds
from mentorbot.domain.people import PersonId, Role
from mentorbot.domain.placements import FollowOn, Placement, Seat


class Why(StrEnum):
    """Why a change is refused."""

    NOTHING_NEW = "nothing_new"
    NOBODY = "nobody"
    """There is no such person."""
    OTHER_ROLE = "other_role"
    NEEDED = "needed"
    """Every seat but the mentor's stand-in has somebody in it."""
    OWN_STAND_IN = "own_stand_in"
    FIXED_RHYTHM = "fixed_rhythm"
    OUTSIDE_BOUNDS = "outside_bounds"
    TOO_EARLY = "too_early"
    NEEDS_END = "needs_end"
    """More time is another end date, and closes nothing."""
    OPEN_PROBLEM = "open_problem"


ROLES: Mapping[Seat, Role] = {
    Seat.MENTOR: Role.MENTOR,
    Seat.MENTOR_STAND_IN: Role.MENTOR,
    Seat.NAV_CONTACT: Role.NAV_CONTACT,
    Seat.NAV_STAND_IN: Role.NAV_CONTACT,
}


def seat(
    placement: Placement, which: Seat, person: PersonId | None, role: Role | None
) -> Why | None:
    """Why this person, or nobody, cannot take that seat."""
    if placement.seats.get(which) == person:
        return Why.NOTHING_NEW
    if person is None:
        return None if which is Seat.MENTOR_STAND_IN else Why.NEEDED
    if role is not ROLES[which]:
        return Why.OTHER_ROLE
    if which is Seat.MENTOR_STAND_IN and person == placement.mentor:
        return Why.OWN_STAND_IN
    return None


def seated(placement: Placement, which: Seat, to: PersonId | None) -> Placement:
    """The placement with somebody else in that seat; who becomes mentor stands in no longer."""
    match which, to:
        case Seat.MENTOR_STAND_IN, _:
            return replace(placement, mentor_stand_in=to)
        case Seat.MENTOR, int():
            stand_in = placement.mentor_stand_in
            return replace(
                placement, mentor=to, mentor_stand_in=None if stand_in == to else stand_in
            )
        case Seat.NAV_CONTACT, int():
            return replace(placement, nav_contact=to)
        case Seat.NAV_STAND_IN, int():
            return replace(placement, nav_stand_in=to)
    raise ValueError(f"{which} cannot be empty")


def rhythm(bounds: RhythmBounds | None, weeks: int | None) -> Why | None:
    if bounds is None:
        return Why.FIXED_RHYTHM
    return None if weeks is None or bounds.allow(weeks) else Why.OUTSIDE_BOUNDS


def end(placement: Placement, day: date, today: date) -> Why | None:
    if day == placement.end:
        return Why.NOTHING_NEW
    return Why.TOO_EARLY if day <= placement.start or day < today else None


def closing(follow_on: FollowOn, open_problems: int) -> Why | None:
    """A placement ends with what comes after it, and with nothing left open at NAV (R32)."""
    if follow_on is FollowOn.MORE_TIME:
        return Why.NEEDS_END
    return Why.OPEN_PROBLEM if open_problems else None
