"""The placements that somebody at NAV runs: a list, and one sheet with its history."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from mentorbot.domain.access import Operation, may, relation_to
from mentorbot.domain.brief import Changed, Colleague, Left, PlacementSheet, PlacementView
from mentorbot.domain.conversation import Act, Place, Turn
from mentorbot.domain.people import Person, PersonId, Role, Standing
from mentorbot.domain.placements import FollowUpModel, Placement, Seat
from mentorbot.services import guarding
from mentorbot.services.parts import Parts
from mentorbot.services.viewing import contact, named, placement_views, problem_view
from mentorbot.storage import changes, people, placements, problems
from mentorbot.storage.database import Tx

SEATS = frozenset(Seat)
OUT = (Standing.STOPPED, Standing.UNREACHABLE)


def sections(
    tx: Tx, parts: Parts, me: Person, place: Place, turn: Turn, now: datetime
) -> dict[str, Any]:
    """The sections of a brief that Need.PLACEMENT asks for."""
    return {
        "followed": followed(tx, parts, me, place),
        "sheet": sheet(tx, parts, me, place, turn, now),
        "left": left(tx, parts, me, place),
    }


def followed(tx: Tx, parts: Parts, me: Person, place: Place) -> tuple[PlacementView, ...]:
    """All of them for a coordinator, their own for NAV's contacts; the first to end first."""
    if place.subject or me.role is Role.MENTOR:
        return ()
    is_coordinator = me.role is Role.COORDINATOR
    mine = placements.active(tx) if is_coordinator else placements.of_nav_contact(tx, me.id)
    return placement_views(tx, parts, sorted(mine, key=lambda each: (each.end, each.id)), me)


def sheet(
    tx: Tx, parts: Parts, me: Person, place: Place, turn: Turn, now: datetime
) -> PlacementSheet | None:
    """For who runs it; and for whoever mentorbot itself is about to tell of a change in it."""
    if not place.subject.startswith("placement:"):
        return None
    placement = placements.find_active(tx, int(place.about))
    if turn.act is Act.OPENED:
        placement = placements.get(tx, int(place.about))
    elif placement is None or not may(me, Operation.SEE_OVERVIEW, relation_to(me, placement)):
        guarding.hidden(tx, me, Operation.SEE_OVERVIEW, place.subject, now)
        return None
    return _sheet(tx, parts, me, placement)


def left(tx: Tx, parts: Parts, me: Person, place: Place) -> Left | None:
    """The mentor who answers here no more, with this reader's placements of theirs."""
    if not place.subject.startswith("person:"):
        return None
    mentor = people.find(tx, int(place.about))
    if mentor is None:
        return None
    alone = placements.of_mentor(tx, mentor.id)
    mine = [each for each in alone if may(me, Operation.RING, relation_to(me, each))]
    if me.role is not Role.COORDINATOR:
        mine = [each for each in mine if each.nav_contact == me.id]
    seen = contact(mentor) if mine else named(mentor)
    return Left(seen, placement_views(tx, parts, mine, me))


def _sheet(tx: Tx, parts: Parts, me: Person, placement: Placement) -> PlacementSheet:
    (view,) = placement_views(tx, parts, [placement], me)
    open_ones = [
        each
        for each in problems.open_of_placement(tx, placement.id)
        if may(me, Operation.SEE_PROBLEM, relation_to(me, placement, each))
    ]
    relation = relation_to(me, placement)
    manages = may(me, Operation.MANAGE_PEOPLE, relation)
    return PlacementSheet(
        view,
        problems=tuple(problem_view(tx, problem, me) for problem in open_ones),
        history=history(tx, placement) if may(me, Operation.SEE_OVERVIEW, relation) else (),
        people=_people(tx) if manages else (),
    )


def history(tx: Tx, placement: Placement) -> tuple[Changed, ...]:
    """What was changed, oldest first, with names; for who may see the placement."""
    entries = changes.of(tx, placement.id)
    seats = [each for each in entries if each.what in SEATS]
    named = {int(who) for each in seats for who in (each.before, each.after) if who}
    named |= {each.by for each in entries if each.by is not None}
    names = {str(person.id): person.name for person in people.some(tx, named).values()}
    return tuple(
        Changed(
            each.at,
            names.get(str(each.by), ""),
            each.what,
            _said(each, each.before, names),
            _said(each, each.after, names),
        )
        for each in entries
    )


def _said(entry: changes.Change, value: str | None, names: dict[str, str]) -> str | None:
    is_person = value is not None and entry.what in SEATS
    return names.get(value or "", value) if is_person else value


def _people(tx: Tx) -> tuple[Colleague, ...]:
    """Who can be given a seat: not who stopped, nor who cannot be reached."""
    follows: dict[PersonId, Counter[FollowUpModel]] = {}
    for each in placements.active(tx):
        follows.setdefault(each.nav_contact, Counter())[each.model] += 1
    return tuple(
        Colleague(named(person), person.role, person.onboarded, follows.get(person.id, {}))
        for person in people.listed(tx)
        if person.role is not Role.COORDINATOR and person.standing not in OUT
    )
