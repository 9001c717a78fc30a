"""A placement changes: who is who, its model, rhythm and end, what comes after (R10, R32, R39).

One mechanism for a tap and for a command. What may not be raises NotPossible; what was changed
stands in the placement's history; who is to hear of it is collected, and told once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias

from mentorbot.domain import changes as allowed
from mentorbot.domain import facts, news
from mentorbot.domain.access import Operation, may, relation_to
from mentorbot.domain.changes import Why
from mentorbot.domain.errors import MentorbotError
from mentorbot.domain.people import Person, PersonId
from mentorbot.domain.placements import FollowOn, FollowUpModel, Placement, PlacementId, Seat
from mentorbot.services import announcing, handing_over, starting
from mentorbot.services.cues import Cue
from mentorbot.services.deeds import Deed, Recorder
from mentorbot.services.parts import Parts
from mentorbot.services.planning import plan_again
from mentorbot.services.viewing import coordinators
from mentorbot.storage import audit, changes, checkins, people, placements, problems
from mentorbot.storage.database import Tx

COLUMNS = {
    Seat.MENTOR: "mentor_id",
    Seat.MENTOR_STAND_IN: "mentor_stand_in_id",
    Seat.NAV_CONTACT: "nav_contact_id",
    Seat.NAV_STAND_IN: "nav_stand_in_id",
}


class NotPossible(MentorbotError):
    """A change that is refused."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass
class Errand:
    """One or more changes of one placement at one moment; collects what is to be told."""

    tx: Tx
    parts: Parts
    placement: Placement
    by: Person | None
    """None: a command on the machine."""
    now: datetime
    heard: dict[PersonId, list[news.News]] = field(default_factory=dict)
    urgent: set[PersonId] = field(default_factory=set)
    shown: list[Cue] = field(default_factory=list)

    def keep(self, what: str, before: object, after: object, **columns: Any) -> None:
        """Stores it, with an entry in the history and in the audit."""
        tx, by = self.tx, self.by.id if self.by else None
        placements.change(tx, self.placement.id, **columns)
        changes.note(tx, self.placement.id, by, what, before, after, self.now)
        audit.note(tx, by, f"placement.{what}", f"placement:{self.placement.id}", self.now)
        self.placement = placements.get(tx, self.placement.id)

    def hears(self, heard: news.Heard) -> None:
        """Who did it knows it."""
        for person, piece in heard.items():
            if self.by is None or person != self.by.id:
                self.heard.setdefault(person, []).append(piece)

    def cues(self) -> list[Cue]:
        told = announcing.tell(self.tx, self.placement.id, self.heard, self.now, self.urgent)
        return [*self.shown, *told]

    @property
    def today(self) -> date:
        return self.parts.calendar.today(self.now)


def errand_for(
    tx: Tx, parts: Parts, placement: PlacementId, by: Person | None, now: datetime
) -> Errand | None:
    """None when there is no such placement, or it is closed."""
    found = placements.find_active(tx, placement)
    return None if found is None else Errand(tx, parts, found, by, now)


# The changes.


def change_seat(errand: Errand, seat: Seat, to: PersonId | None) -> None:
    tx, before, now = errand.tx, errand.placement, errand.now
    person = None if to is None else people.find(tx, to)
    if to is not None and person is None:
        raise NotPossible(Why.NOBODY)
    _possible(allowed.seat(before, seat, to, None if person is None else person.role))
    after = allowed.seated(before, seat, to)
    for each in (seat, *(other for other in Seat if other is not seat)):
        had, has = before.seats.get(each), after.seats.get(each)
        if had != has:
            errand.keep(each, had, has, **{COLUMNS[each]: has})
    errand.hears(news.of_seat(before, after, seat))
    if seat is Seat.MENTOR:
        handing_over.mentor(tx, errand.parts, before, after, now)
    elif seat is not Seat.MENTOR_STAND_IN and to is not None:
        gone = before.seats[seat]
        moved = handing_over.nav(tx, errand.parts, after, gone, to, now)
        errand.shown += handing_over.shown(tx, moved, gone, after, seat, now)
        errand.urgent |= {to} if moved else set()
        errand.shown += starting.begin(tx, errand.parts, after, now)


def change_model(errand: Errand, model: FollowUpModel) -> None:
    """Plan, texts and deadlines follow it from now on; what was sent keeps its ladder."""
    before = errand.placement
    if model is before.model:
        raise NotPossible(Why.NOTHING_NEW)
    errand.keep("model", before.model, model, model=model)
    bounds = errand.parts.rules.models[model].rhythm
    if before.rhythm is not None and allowed.rhythm(bounds, before.rhythm):
        errand.keep("rhythm", before.rhythm, None, rhythm=None)
    _plan_again(errand)
    errand.hears(news.of_placement(news.MODEL, before))


def set_rhythm(errand: Errand, weeks: int | None) -> None:
    """Only within the model's bounds (R13). The same one again changes nothing."""
    before = errand.placement
    _possible(allowed.rhythm(errand.parts.rules.models[before.model].rhythm, weeks))
    if weeks != before.rhythm:
        errand.keep("rhythm", before.rhythm, weeks, rhythm=weeks)
        _plan_again(errand)
        errand.hears({before.mentor: news.RHYTHM})


def move_end(errand: Errand, day: date) -> None:
    """With its countdown. More time that was decided on is given with it, and nothing more."""
    before = errand.placement
    _possible(allowed.end(before, day, errand.today))
    errand.keep("end", before.end, day, end=day)
    if before.follow_on is FollowOn.MORE_TIME:
        placements.change(errand.tx, before.id, follow_on=None)
        errand.placement = placements.get(errand.tx, before.id)
    _plan_again(errand)
    errand.hears(news.of_placement(news.END, before))


def hire(errand: Errand) -> None:
    """Closes nothing: what is asked from now on, the model says (R12, R32)."""
    if errand.placement.hired:
        raise NotPossible(Why.NOTHING_NEW)
    errand.keep("hired", None, errand.today, hired_on=errand.today)
    _plan_again(errand)
    errand.hears(news.of_placement(news.HIRED, errand.placement))


def decide(errand: Errand, follow_on: FollowOn, *, closes: bool) -> None:
    """What comes after the period; it stops the period's clock, and may be decided anew (R44)."""
    before = errand.placement
    if closes:
        _possible(allowed.closing(follow_on, len(problems.open_of_placement(errand.tx, before.id))))
    if follow_on is not before.follow_on:
        errand.keep("follow_on", before.follow_on, follow_on, follow_on=follow_on)
    if closes:
        _close(errand, follow_on)
    elif follow_on is FollowOn.MORE_TIME:
        _asks_for_end(errand)
    elif follow_on is not before.follow_on:
        errand.hears(news.of_placement(news.FOLLOW_ON, before))


def _close(errand: Errand, follow_on: FollowOn) -> None:
    tx, placement, now = errand.tx, errand.placement, errand.now
    errand.keep("closed", None, follow_on, closed_at=now)
    checkins.end_all(tx, placement.id, "closed", now)
    handing_over.silence(tx, placement.mentor, placement, now)
    errand.hears(news.of_placement(news.CLOSED, placement))


def _asks_for_end(errand: Errand) -> None:
    """More time is a new end, which is a coordinator's to set; one who decides it sets it next."""
    by = errand.by
    if by and not may(by, Operation.MANAGE_PEOPLE, relation_to(by, errand.placement)):
        errand.hears(dict.fromkeys(coordinators(errand.tx), news.MORE_TIME))


def _plan_again(errand: Errand) -> None:
    plan_again(errand.tx, errand.parts, errand.placement.mentor, errand.now)


def _possible(why: Why | None) -> None:
    if why is not None:
        raise NotPossible(why)


# The same, by a tap.


Change: TypeAlias = Callable[[Errand, Any], None]


def recorder(change: Change) -> Recorder:
    """Only what may be; anything else is entered as refused."""

    def record(deed: Deed, fact: Any) -> list[Cue]:
        found = placements.get(deed.tx, fact.placement)
        errand = Errand(deed.tx, deed.parts, found, deed.person, deed.now)
        try:
            change(errand, fact)
        except NotPossible as error:
            deed.refused(error.why, f"placement:{fact.placement}")
            return []
        return errand.cues()

    return record


CHANGES: Mapping[type[facts.Fact], Change] = {
    facts.SeatChanged: lambda errand, fact: change_seat(errand, fact.seat, fact.to),
    facts.ModelChanged: lambda errand, fact: change_model(errand, fact.model),
    facts.EndMoved: lambda errand, fact: move_end(errand, fact.end),
    facts.Hired: lambda errand, _fact: hire(errand),
    facts.FollowOnChosen: lambda errand, fact: decide(errand, fact.follow_on, closes=fact.closes),
    facts.RhythmSet: lambda errand, fact: set_rhythm(errand, fact.weeks),
}
"""RhythmSet among them: the mentor's own taps and NAV's are one and the same."""

RECORDERS: Mapping[type[facts.Fact], Recorder] = {
    kind: recorder(change) for kind, change in CHANGES.items()
}
