"""Whether somebody may do or see a thing, decided as it happens, from who they are then (rule 7).

Every fact passes `admit` before it is recorded, every section of a brief asks `sees`. What is
refused is entered in the audit, and nothing of it is done.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mentorbot.domain import facts
from mentorbot.domain.access import Operation, Relation, may, may_ever, relation_to
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import Fact
from mentorbot.domain.network import takes_part
from mentorbot.domain.people import Person, PersonId, Role
from mentorbot.domain.problems import Problem
from mentorbot.domain.rights import DOORS, operation_of
from mentorbot.services.deeds import Deed
from mentorbot.storage import audit, checkins, placements, problems, remarks
from mentorbot.storage.database import Tx


class NotTheirs(BadMove):
    """It is not this person's to do, or not any more. It stands in the audit."""


def admit(deed: Deed, found: Iterable[Fact]) -> None:
    """Raises NotTheirs when any of them is refused; nothing was recorded then."""
    refused = [fact for fact in found if not is_allowed(deed.tx, deed.person, fact)]
    for fact in refused:
        deed.refused(operation_of(fact), subject_of(fact, deed.person))
    if refused:
        raise NotTheirs


def is_allowed(tx: Tx, person: Person, fact: Fact) -> bool:
    return may(person, operation_of(fact), _relation(tx, person, fact))


def sees(tx: Tx, person: Person, operation: Operation, problem: Problem) -> bool:
    placement = placements.get(tx, problem.report.placement)
    return may(person, operation, relation_to(person, placement, problem))


def hidden(tx: Tx, person: Person, operation: Operation, subject: str, now: datetime) -> None:
    """Enters that somebody asked for what they may not see, and that it was kept from them."""
    audit.note(tx, person.id, "refused", subject, now, refused=operation)


def knocks(deed: Deed, dialog: str) -> None:
    """Enters who begins a dialog that is for others; it tells them itself, with an empty brief."""
    if not may_ever(deed.person.role, DOORS[dialog]):
        deed.refused(DOORS[dialog], f"dialog:{dialog}")


def subject_of(fact: Fact, person: Person) -> str:
    """What the audit calls the thing that the fact is about."""
    named = {
        "placement": getattr(fact, "placement", None),
        "checkin": getattr(fact, "checkin", None),
        "remark": getattr(fact, "remark", None),
        "post": getattr(fact, "post", None),
    }
    if isinstance(fact, facts.ProblemReported):
        return f"placement:{fact.report.placement}"
    reference = getattr(fact, "reference", "")
    if reference and named["placement"] is None:
        return reference if ":" in reference else f"problem:{reference}"
    found = (f"{what}:{which}" for what, which in named.items() if which is not None)
    return next(found, f"person:{person.id}")


# How somebody stands to what a fact is about.


def _relation(tx: Tx, person: Person, fact: Fact) -> Relation:
    match fact:
        case facts.CardShown() | facts.CardRated():
            return Relation.SELF
        case facts.PostMade() | facts.PostChanged() | facts.PostSettled() | facts.Replied():
            return _in_network(person)
        case facts.EmergencyCalled(placement=None) | facts.EmergencyCalled(tell_nav=False):
            return Relation.SELF
    what, _, which = subject_of(fact, person).partition(":")
    match what:
        case "placement":
            return _to_placement(tx, person, int(which))
        case "problem":
            return _to_problem(tx, person, which)
        case "checkin":
            return to_checkin(tx, person, int(which))
        case "remark":
            remark = remarks.get(tx, int(which))
            return _to_problem(tx, person, remark.reference if remark else "")
    return _to_person(tx, person, int(which))


def _to_placement(tx: Tx, person: Person, placement: int) -> Relation:
    """Of one that is closed nobody has a part any more."""
    found = placements.find_active(tx, placement)
    return Relation.STRANGER if found is None else relation_to(person, found)


def _to_problem(tx: Tx, person: Person, reference: str) -> Relation:
    # Nobody else decides about it before this turn is over.
    problem = problems.get(tx, reference, lock=True)
    if problem is None:
        return Relation.STRANGER
    return relation_to(person, placements.get(tx, problem.report.placement), problem)


def to_checkin(tx: Tx, person: Person, checkin: int) -> Relation:
    """What a former mentor was asked is not the next one's to answer."""
    item = checkins.get(tx, checkin)
    if item is None:
        return Relation.STRANGER
    relation = relation_to(person, placements.get(tx, item.placement))
    is_own = relation is not Relation.OWN_MENTOR or item.mentor == person.id
    return relation if is_own else Relation.NEXT_MENTOR


def _to_person(tx: Tx, person: Person, other: PersonId) -> Relation:
    """A coordinator runs the office; NAV follows whoever sits in a placement of theirs."""
    if other == person.id:
        return Relation.SELF
    if person.role is Role.COORDINATOR:
        return Relation.COORDINATOR
    near = placements.of_nav_contact(tx, person.id)
    theirs = (each for each in near if other in each.seats.values())
    return next((relation_to(person, each) for each in theirs), Relation.STRANGER)


def _in_network(person: Person) -> Relation:
    if person.role is Role.COORDINATOR:
        return Relation.COORDINATOR
    return Relation.MEMBER if takes_part(person) else Relation.STRANGER
