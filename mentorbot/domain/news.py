"""Who is told of a change in a placement, each once, and what it is to them (R39)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import Placement, Seat

News: TypeAlias = str
"""A Seat with "you", "not_you" or "new"; or one of the words below."""
Heard: TypeAlias = Mapping[PersonId, News]

MODEL = "model"
RHYTHM = "rhythm"
"""To the mentor, where it was somebody else who chose it."""
END = "end"
HIRED = "hired"
FOLLOW_ON = "follow_on"
CLOSED = "closed"
STARTS = "starts"
"""To a mentor who had to wait: somebody at NAV is there now."""
MORE_TIME = "more_time"
"""To a coordinator: NAV's contact wants more time, and the new end is the coordinator's to set."""

CONCERNS: Mapping[Seat, tuple[Seat, ...]] = {
    Seat.MENTOR: (Seat.NAV_CONTACT, Seat.NAV_STAND_IN, Seat.MENTOR_STAND_IN),
    Seat.MENTOR_STAND_IN: (Seat.MENTOR,),
    Seat.NAV_CONTACT: (Seat.MENTOR, Seat.NAV_STAND_IN),
    Seat.NAV_STAND_IN: (Seat.NAV_CONTACT,),
}
"""Who works with whoever has that seat."""


def of_seat(before: Placement, after: Placement, which: Seat) -> Heard:
    """The one who comes, the one who goes, and whom it concerns: one piece of news for each."""
    there = after.seats
    heard = {there[each]: new(which) for each in CONCERNS[which] if each in there}
    if (gone := before.seats.get(which)) is not None:
        heard[gone] = not_you(which)
    if (comes := there.get(which)) is not None:
        heard[comes] = you(which)
    return heard


def of_placement(what: News, placement: Placement) -> Heard:
    """What is for the mentor and NAV's contact to know."""
    return dict.fromkeys((placement.mentor, placement.nav_contact), what)


def you(which: Seat) -> News:
    return f"{which}:you"


def not_you(which: Seat) -> News:
    return f"{which}:not_you"


def new(which: Seat) -> News:
    return f"{which}:new"


def opposite(news: News) -> News:
    """What takes it back before it was told; empty where nothing does."""
    which, _, part = news.partition(":")
    return {"you": f"{which}:not_you", "not_you": f"{which}:you"}.get(part, "")
