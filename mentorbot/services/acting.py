"""Who at NAV acts on a placement's problems while somebody is away (R09)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from mentorbot.domain.brief import Cover, PlacementView
from mentorbot.domain.people import Person, PersonId, Role
from mentorbot.domain.placements import Placement
from mentorbot.domain.problems import Problem
from mentorbot.services.parts import Parts
from mentorbot.services.viewing import contact, coordinators, is_away, is_here
from mentorbot.storage import people, placements, problems
from mentorbot.storage.database import Tx


def receiver(tx: Tx, parts: Parts, placement: Placement, now: datetime) -> PersonId:
    """Who gets what is reported now: the NAV contact, or in a registered absence who stands in.

    Who cannot be reached is not passed over here: the ladder does that, and the mentor is told.
    """
    who = placement.nav_contact
    if not is_away(parts, people.get(tx, who), now):
        return who
    return instead_of(tx, parts, placement, who, now) or who


def instead_of(
    tx: Tx, parts: Parts, placement: Placement, gone: PersonId, now: datetime
) -> PersonId | None:
    """The first who is there: the other one at NAV, or else a coordinator. None: nobody is.

    What came to a coordinator went past NAV already: another coordinator comes first then.
    """
    seats, office = [placement.nav_contact, placement.nav_stand_in], coordinators(tx)
    runs_it = people.get(tx, gone).role is Role.COORDINATOR
    for who in [*office, *seats] if runs_it else [*seats, *office]:
        person = people.get(tx, who)
        if who != gone and is_here(person) and not is_away(parts, person, now):
            return who
    return None


def is_anybody_there(tx: Tx, parts: Parts, placement: Placement, at: datetime) -> bool:
    """Whether there will be somebody to tell then, as far as that is known now."""
    seats = (placement.nav_contact, placement.nav_stand_in, *coordinators(tx))
    found = people.some(tx, seats).values()
    return any(is_here(person) and not is_away(parts, person, at) for person in found)


def moving(
    tx: Tx, parts: Parts, gone: PersonId, now: datetime
) -> list[tuple[Problem, PersonId | None]]:
    """What waits for this person, each with who would take it over."""
    return [
        (problem, instead_of(tx, parts, placements.get(tx, problem.report.placement), gone, now))
        for problem in problems.open_of_owner(tx, gone)
    ]


def cover(tx: Tx, parts: Parts, me: Person, now: datetime) -> tuple[Cover, ...]:
    """How many problems would go to whom, if this person at NAV went away now."""
    if me.role is Role.MENTOR:
        return ()
    counted = Counter(to for _, to in moving(tx, parts, me.id, now))
    known = people.some(tx, [to for to in counted if to is not None])
    return tuple(
        Cover(None if to is None else contact(known[to]), many) for to, many in counted.items()
    )


def with_acting(
    tx: Tx, parts: Parts, views: Iterable[PlacementView], now: datetime
) -> tuple[PlacementView, ...]:
    """Each with who gets what is reported now, where that is not the NAV contact."""
    return tuple(_with_acting(tx, parts, view, now) for view in views)


def _with_acting(tx: Tx, parts: Parts, view: PlacementView, now: datetime) -> PlacementView:
    who = receiver(tx, parts, view.placement, now)
    if who == view.nav_contact.id:
        return view
    return replace(view, acting=contact(people.get(tx, who)))
