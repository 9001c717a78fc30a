"""Gathers what a dialog may know, before its turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import phonenumbers

from mentorbot.domain.brief import (
    Brief,
    CheckInView,
    Contact,
    Need,
    Overview,
    PlacementView,
    ProblemView,
)
from mentorbot.domain.checkins import CARD_HELPED
from mentorbot.domain.conversation import Act, Place, Turn
from mentorbot.domain.people import Person, PersonId, Role, Standing
from mentorbot.domain.placements import Placement
from mentorbot.domain.problems import Problem, State
from mentorbot.domain.tokens import reference
from mentorbot.services import remembering
from mentorbot.services.parts import Parts
from mentorbot.storage import checkins, people, placements, problems
from mentorbot.storage.checkins import CheckIn, CheckInState
from mentorbot.storage.database import Tx

SOON = timedelta(weeks=4)
SILENT = 2
"""Check-ins unanswered in a row after which a placement is silent."""


def brief(
    tx: Tx,
    parts: Parts,
    me: Person,
    place: Place,
    turn: Turn,
    needs: frozenset[Need],
    now: datetime,
) -> Brief:
    mine = _placements(tx, me) if needs & {Need.PLACEMENTS, Need.CHECKIN} else []
    waiting = _waiting(tx, parts, me) if Need.CHECKIN in needs else ()
    return Brief(
        me=me,
        now=now,
        calendar=parts.calendar,
        rules=parts.rules,
        inviter=people.inviter_name(tx, me.id),
        placements=placement_views(tx, parts, mine, me) if Need.PLACEMENTS in needs else (),
        checkin=_checkin(tx, parts, place, waiting) if Need.CHECKIN in needs else None,
        waiting=waiting,
        problem=_problem(tx, place) if Need.PROBLEM in needs else None,
        problems=_problems(tx, me) if Need.PROBLEMS in needs else (),
        reference=fresh_reference(tx, parts) if Need.REFERENCE in needs else "",
        found=_found(parts, me, turn) if Need.SEARCH in needs else (),
        overview=_overview(tx, me, parts, now) if Need.OVERVIEW in needs else Overview(),
        asker=_asker(tx, me, place),
    )


def fresh_reference(tx: Tx, parts: Parts) -> str:
    while problems.is_taken(tx, made := reference(parts.entropy)):
        pass
    return made


def _placements(tx: Tx, me: Person) -> list[Placement]:
    if me.role is Role.MENTOR:
        return placements.of_mentor(tx, me.id)
    if me.role is Role.NAV_CONTACT:
        return placements.of_nav_contact(tx, me.id)
    return []


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
    is_mine = placement.mentor == me.id
    return PlacementView(
        placement,
        nav_contact=_contact(known[placement.nav_contact]),
        nav_stand_in=_contact(known[placement.nav_stand_in]),
        mentor=_contact(known[placement.mentor]),
        next_checkin=None if planned is None else planned.due_at,
        heard=remembering.heard(tx, parts, placement.id, me.id) if is_mine else (),
        mentor_stand_in=None if stand_in is None else _contact(known[stand_in]),
    )


def _waiting(tx: Tx, parts: Parts, me: Person) -> tuple[CheckInView, ...]:
    return tuple(_checkin_view(tx, parts, item, ()) for item in checkins.open_of(tx, me.id))


def _checkin(
    tx: Tx, parts: Parts, place: Place, waiting: tuple[CheckInView, ...]
) -> CheckInView | None:
    if not place.subject.startswith("checkin:"):
        return None
    item = checkins.get(tx, int(place.about))
    if item is None:
        return None
    others = tuple(view.id for view in waiting if view.id != item.id)
    return _checkin_view(tx, parts, item, others)


def _checkin_view(tx: Tx, parts: Parts, item: CheckIn, others: tuple[int, ...]) -> CheckInView:
    return CheckInView(
        id=item.id,
        placement=item.placement,
        questions=item.questions,
        answers=item.answers,
        opened_at=item.opened_at,
        finished=item.state not in (CheckInState.OPEN, CheckInState.PLANNED),
        asked_for=item.asked_for,
        others_waiting=others,
        heard=remembering.heard(tx, parts, item.placement, item.mentor, item.id),
        card=_card(tx, parts, item),
    )


def _card(tx: Tx, parts: Parts, item: CheckIn) -> str:
    if CARD_HELPED not in item.questions or item.opened_at is None:
        return ""
    return remembering.card_to_rate(tx, parts, item.placement, item.mentor, item.opened_at)


def _problem(tx: Tx, place: Place) -> ProblemView | None:
    if not place.subject.startswith("problem:"):
        return None
    problem = problems.get(tx, place.about)
    return None if problem is None else problem_view(tx, problem)


def problem_view(tx: Tx, problem: Problem) -> ProblemView:
    placement = placements.get(tx, problem.report.placement)
    team = {placement.nav_contact, placement.nav_stand_in}
    known = people.some(tx, {problem.mentor, problem.owner, *team})
    colleagues = [known[who] for who in sorted(team - {problem.owner})]
    colleagues += [
        person for person in people.listed(tx, Role.COORDINATOR) if person.id != problem.owner
    ]
    return ProblemView(
        problem,
        mentor=_contact(known[problem.mentor]),
        owner=_contact(known[problem.owner]),
        colleagues=tuple(_contact(person) for person in colleagues if _is_here(person)),
    )


def _problems(tx: Tx, me: Person) -> tuple[ProblemView, ...]:
    if me.role is Role.MENTOR:
        found = problems.open_of_mentor(tx, me.id)
    else:
        found = problems.open_of_owner(tx, me.id)
    return tuple(problem_view(tx, problem) for problem in found)


def _asker(tx: Tx, me: Person, place: Place) -> Contact | None:
    """Whom a coordinator's place is about; nobody else's may be about a person."""
    if me.role is not Role.COORDINATOR or not place.subject.startswith("person:"):
        return None
    person = people.find(tx, int(place.about))
    return None if person is None else _contact(person)


def _found(parts: Parts, me: Person, turn: Turn) -> tuple[str, ...]:
    return parts.search(turn.text, me.language) if turn.act is Act.TYPED else ()


def _overview(tx: Tx, me: Person, parts: Parts, now: datetime) -> Overview:
    every = placements.active(tx) if me.role is Role.COORDINATOR else _placements(tx, me)
    ids = {placement.id for placement in every}
    open_ones = [p for p in problems.all_open(tx) if p.report.placement in ids]
    today = parts.calendar.today(now)
    overdue = [p for p in open_ones if p.state is State.SENT and p.deadline < now]
    ending = [p for p in every if not p.hired and today <= p.end <= today + SOON]
    silent = [p for p in every if remembering.unanswered(tx, p) >= SILENT]
    return Overview(
        overdue=tuple(problem_view(tx, problem) for problem in overdue),
        ending=placement_views(tx, parts, ending, me),
        silent=placement_views(tx, parts, silent, me),
        placements=len(every),
        open_problems=len(open_ones),
    )


def _contact(person: Person) -> Contact:
    return Contact(person.id, person.name, _readable(person.phone), _is_here(person))


def _readable(phone: str | None) -> str | None:
    """ "+47 90 00 00 02": grouped as people say it, and still a link on a phone."""
    if phone is None:
        return None
    number = phonenumbers.parse(phone)
    said = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return said.replace(" ", "\N{NO-BREAK SPACE}")


def _is_here(person: Person) -> bool:
    return person.standing is Standing.ACTIVE and person.chat_id is not None


def coordinators(tx: Tx) -> list[PersonId]:
    """Those who can be told something now."""
    return [person.id for person in people.listed(tx, Role.COORDINATOR) if _is_here(person)]


def is_here(person: Person) -> bool:
    """Whether mentorbot can reach this person at all."""
    return _is_here(person)
