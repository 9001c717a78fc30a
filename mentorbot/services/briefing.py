"""Gathers what a dialog may know, before its turn."""

from __future__ import annotations

from datetime import datetime

from mentorbot.domain.access import may
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
from mentorbot.domain.holdings import Holdings, Mine
from mentorbot.domain.network import NetworkView
from mentorbot.domain.people import Person, Role
from mentorbot.domain.placements import Placement
from mentorbot.domain.problems import Problem
from mentorbot.domain.redacted_roll import NOBODY
from mentorbot.domain.rights import SECTIONS
from mentorbot.domain.tokens import reference
from mentorbot.domain.understood import NOTHING_READ, Reading
from mentorbot.services import (
    acting,
    being_forgotten,
    guarding,
    noticing,
    overseeing,
    relieving,
    remarking,
    remembering,
    surveying,
)
from mentorbot.services.parts import Parts
from mentorbot.services.viewing import contact, placement_views, problem_view
from mentorbot.storage import checkins, people, placements, problems
from mentorbot.storage.checkins import CheckIn, CheckInState
from mentorbot.storage.database import Tx

NOTHING = Mine(Holdings("", {}, {}, {}))


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
        placements=_placement_views(tx, parts, mine, me, now) if Need.PLACEMENTS in needs else (),
        checkin=_checkin(tx, parts, me, place, waiting, now) if Need.CHECKIN in needs else None,
        waiting=waiting,
        problem=_problem(tx, parts, me, place, turn, now) if Need.PROBLEM in needs else None,
        problems=_problems(tx, parts, me, now) if Need.PROBLEMS in needs else (),
        answered=_answered(tx, me) if Need.PROBLEMS in needs else (),
        reference=fresh_reference(tx, parts) if Need.REFERENCE in needs else "",
        found=_found(parts, me, turn) if Need.SEARCH in needs else (),
        reading=_reading(parts, turn) if Need.READING in needs else NOTHING_READ,
        overview=overseeing.overview(tx, parts, me, now) if Need.OVERVIEW in needs else Overview(),
        asker=_asker(tx, me, place),
        remarks=remarking.views(tx, me, place.about) if Need.REMARKS in needs else (),
        mine=being_forgotten.mine(tx, me) if Need.MINE in needs else NOTHING,
        cover=acting.cover(tx, parts, me, now) if Need.COVER in needs else (),
        **(surveying.sections(tx, parts, me, place, turn, now) if Need.PLACEMENT in needs else {}),
        network=noticing.view(tx, parts, me, place, now)
        if Need.NETWORK in needs
        else NetworkView(),
        roll=parts.register.roll(tx) if turn.text else NOBODY,
        reported=remembering.reported(tx, parts, mine, now) if me.role is Role.MENTOR else {},
    )


def _reading(parts: Parts, turn: Turn) -> Reading:
    """Where nobody is asked for words, they are read for danger only."""
    read = parts.hearing.read(turn.text) if turn.text else NOTHING_READ
    return read if parts.rules.free_text else Reading(danger=read.danger)


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


def _placement_views(
    tx: Tx, parts: Parts, mine: list[Placement], me: Person, now: datetime
) -> tuple[PlacementView, ...]:
    views = placement_views(tx, parts, mine, me)
    return acting.with_acting(tx, parts, views, now) if me.role is Role.MENTOR else views


def _waiting(tx: Tx, parts: Parts, me: Person) -> tuple[CheckInView, ...]:
    return tuple(_checkin_view(tx, parts, item, ()) for item in checkins.open_of(tx, me.id))


def _checkin(
    tx: Tx, parts: Parts, me: Person, place: Place, waiting: tuple[CheckInView, ...], now: datetime
) -> CheckInView | None:
    if not place.subject.startswith("checkin:"):
        return None
    item = checkins.get(tx, int(place.about))
    if item is None:
        return None
    operation = SECTIONS[Need.CHECKIN]
    if not may(me, operation, guarding.to_checkin(tx, me, item.id)):
        guarding.hidden(tx, me, operation, place.subject, now)
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


def _problem(
    tx: Tx, parts: Parts, me: Person, place: Place, turn: Turn, now: datetime
) -> ProblemView | None:
    """For who may see it; and for whoever mentorbot itself is about to tell how it went on."""
    if not place.subject.startswith("problem:"):
        return None
    problem = problems.get(tx, place.about)
    if problem is None:
        return None
    if turn.act is not Act.OPENED and not guarding.sees(tx, me, SECTIONS[Need.PROBLEM], problem):
        guarding.hidden(tx, me, SECTIONS[Need.PROBLEM], place.subject, now)
        return None
    return relieving.with_relief(tx, parts, problem_view(tx, problem, me), now)


def _answered(tx: Tx, me: Person) -> tuple[ProblemView, ...]:
    found = [] if me.role is Role.MENTOR else problems.answered_by(tx, me.id)
    return _views(tx, me, found)


def _problems(tx: Tx, parts: Parts, me: Person, now: datetime) -> tuple[ProblemView, ...]:
    if me.role is Role.MENTOR:
        found = _views(tx, me, problems.open_of_mentor(tx, me.id))
        return tuple(relieving.with_relief(tx, parts, view, now) for view in found)
    return _views(tx, me, problems.open_of_owner(tx, me.id))


def _views(tx: Tx, me: Person, found: list[Problem]) -> tuple[ProblemView, ...]:
    mine = (each for each in found if guarding.sees(tx, me, SECTIONS[Need.PROBLEMS], each))
    return tuple(problem_view(tx, problem, me) for problem in mine)


def _asker(tx: Tx, me: Person, place: Place) -> Contact | None:
    """Whom a coordinator's place is about; nobody else's may be about a person."""
    if me.role is not Role.COORDINATOR or not place.subject.startswith("person:"):
        return None
    person = people.find(tx, int(place.about))
    return None if person is None else contact(person)


def _found(parts: Parts, me: Person, turn: Turn) -> tuple[str, ...]:
    return parts.hearing.find(turn.text, me.language) if turn.act is Act.TYPED else ()
