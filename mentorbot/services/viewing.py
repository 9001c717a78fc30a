"""Placements, problems and people as one reader may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

import phonenumbers

from mentorbot.domain.access import Operation, may, relation_to
from mentorbot.domain.brief import Contact, PlacementView, ProblemView
from mentorbot.domain.people import Person, PersonId, Role, Standing
from mentorbot.domain.placements import Placement
from mentorbot.domain.problems import Problem
from mentorbot.services import remembering
from mentorbot.services.parts import Parts
from mentorbot.services.planning import waits_for
from mentorbot.storage import checkins, people, placements
from mentorbot.storage.database import Tx


def placement_views(
    tx: Tx, parts: Parts, found: Iterable[Placement], me: Person
) -> tuple[PlacementView, ...]:
    """What was answered is there for the placement's own mentor only (rule 4)."""
    found = list(found)
    known = people.some(tx, {who for placement in found for who in placement.seats.values()})
    return tuple(_placement_view(tx, parts, each, me, known) for each in found)


def _placement_view(
    tx: Tx, parts: Parts, placement: Placement, me: Person, known: Mapping[PersonId, Person]
) -> PlacementView:
    planned = checkins.planned_of(tx, placement.id)
    stand_in = placement.mentor_stand_in
    relation = relation_to(me, placement)
    rings = may(me, Operation.RING, relation) or may(me, Operation.SEE_PHONE, relation)
    answered = may(me, Operation.SEE_ANSWERS, relation)

    def seen(who: PersonId) -> Contact:
        return contact(known[who]) if rings else named(known[who])

    waits = waits_for(tx, placement) if planned is None else ()
    return PlacementView(
        placement,
        nav_contact=seen(placement.nav_contact),
        nav_stand_in=seen(placement.nav_stand_in),
        mentor=seen(placement.mentor),
        next_checkin=None if planned is None else planned.due_at,
        heard=remembering.heard(tx, parts, placement.id, me.id) if answered else (),
        mentor_stand_in=None if stand_in is None else seen(stand_in),
        waits_for=tuple(seen(who) for who in waits),
    )


def problem_view(tx: Tx, problem: Problem, reader: Person) -> ProblemView:
    """With who is mentor now. Another mentor's words are not for the next one (R39)."""
    placement = placements.get(tx, problem.report.placement)
    team = {placement.nav_contact, placement.nav_stand_in}
    known = people.some(tx, {placement.mentor, problem.owner, *team})
    colleagues = [known[who] for who in sorted(team - {problem.owner})]
    colleagues += [
        person for person in people.listed(tx, Role.COORDINATOR) if person.id != problem.owner
    ]
    relation = relation_to(reader, placement, problem)
    rings = may(reader, Operation.SEE_PHONE, relation)
    at_nav = rings or may(reader, Operation.RING, relation)
    mentor, owner = known[placement.mentor], known[problem.owner]
    return ProblemView(
        problem if may(reader, Operation.READ_WORDING, relation) else wordless(problem),
        mentor=contact(mentor) if rings else named(mentor),
        owner=contact(owner) if at_nav else named(owner),
        colleagues=tuple(named(person) for person in colleagues if is_here(person)),
    )


def wordless(problem: Problem) -> Problem:
    return replace(problem, report=replace(problem.report, wording=""))


def named(person: Person) -> Contact:
    """Without the number."""
    return Contact(person.id, person.name, None, is_here(person), person.paused_until)


def contact(person: Person) -> Contact:
    return replace(named(person), phone=_readable(person.phone))


def _readable(phone: str | None) -> str | None:
    """ "+47 90 00 00 02": grouped as people say it, and still a link on a phone."""
    if phone is None:
        return None
    number = phonenumbers.parse(phone)
    said = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return said.replace(" ", "\N{NO-BREAK SPACE}")


def is_here(person: Person) -> bool:
    """Whether mentorbot can reach this person at all."""
    return person.standing is Standing.ACTIVE and person.reached_by is not None


def is_away(parts: Parts, person: Person, now: datetime) -> bool:
    """In an absence that they or a coordinator registered."""
    return person.paused_until is not None and parts.calendar.today(now) < person.paused_until


def coordinators(tx: Tx) -> list[PersonId]:
    """Those who can be told something now."""
    return [person.id for person in people.listed(tx, Role.COORDINATOR) if is_here(person)]
