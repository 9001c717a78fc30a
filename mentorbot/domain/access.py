"""Who may do what: decided at the moment of the tap, from who tapped (rule 7).

One table: a person's role, how they stand to the placement or problem, and the operation. What
the table does not name is refused; `rights` says which operation a fact, a section of a brief and
a dialog is. Coordinators see counts, clocks and states; the wording and the number behind a
problem only when it has become theirs to act on.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from mentorbot.domain.people import Person, Role
from mentorbot.domain.placements import Placement
from mentorbot.domain.problems import Problem


class Operation(StrEnum):
    REPORT = "report"
    """Send a problem about the placement to NAV."""
    SEE_PROBLEM = "see_problem"
    """Its category, level, state, owner and clock; never the wording."""
    READ_WORDING = "read_wording"
    RECEIVE = "receive"
    PROMISE = "promise"
    PASS_ON = "pass_on"  # noqa: S105 - no password
    """Make another person at NAV, or a coordinator, the one to act."""
    ANSWER = "answer"
    """Say, as NAV, that it is answered."""
    SAY_NAV_RANG = "say_nav_rang"
    """Say, as mentor, that it is answered."""
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    REMARK = "remark"
    """Ask or answer the other side in a few words, and read what it wrote."""
    SEE_PHONE = "see_phone"
    """See the other side's number, behind a tap that is logged."""
    ANSWER_CHECKIN = "answer_checkin"
    SEE_ANSWERS = "see_answers"
    SEE_OVERVIEW = "see_overview"
    """Counts and clocks of the placements one has to do with; of all for a coordinator."""
    OPEN_DESK = "open_desk"
    """Sign in to the desk in a browser."""
    SEE_WEEKS = "see_weeks"
    """How the office's weeks went, in counts over several placements."""
    EDIT_CONTENT = "edit_content"
    SET_RHYTHM = "set_rhythm"
    """How often the mentor is asked, inside the model's bounds."""
    LOG_CONTACT = "log_contact"
    DECIDE_FOLLOW_ON = "decide_follow_on"
    """Say what comes after the period, and close the placement with it."""
    RUN_NETWORK = "run_network"
    """Plan gatherings, ask, let tips be read, say what was done about what mentors said (R08)."""
    MANAGE_PEOPLE = "manage_people"
    """Add people and placements, invite, change who follows up whom."""
    RING = "ring"
    """See the number of somebody in a placement, behind a tap that is logged."""
    SEE_NETWORK = "see_network"
    JOIN_NETWORK = "join_network"
    """Hear from the mentor network, or no longer."""
    TAKE_PART = "take_part"
    """Answer what the network sends, and offer it a tip."""
    BE_SERVED = "be_served"
    """Decide about oneself: hours, language, pause, an end to it all; ask a coordinator."""
    READ_CARDS = "read_cards"
    CALL_FOR_HELP = "call_for_help"
    """Say that one has called an emergency number."""


class Relation(StrEnum):
    """How a person stands to a placement, or to a problem in it."""

    OWN_MENTOR = "own_mentor"
    """The placement's mentor, of what they reported themselves."""
    NEXT_MENTOR = "next_mentor"
    """The placement's mentor, of what a former mentor reported (R39)."""
    FORMER_MENTOR = "former_mentor"
    OWNER = "owner"
    """Who at NAV is to act now, or the coordinator it ended with."""
    NAV_CONTACT = "nav_contact"
    STAND_IN = "stand_in"
    """The mentor's or NAV's: the role says which."""
    COORDINATOR = "coordinator"
    SELF = "self"
    """Of what is about nobody but the person who does it."""
    MEMBER = "member"
    """Of the mentor network: who joined it and is here."""
    STRANGER = "stranger"


ACTS = frozenset(
    {
        Operation.SEE_PROBLEM,
        Operation.READ_WORDING,
        Operation.RECEIVE,
        Operation.PROMISE,
        Operation.PASS_ON,
        Operation.ANSWER,
        Operation.REMARK,
        Operation.SEE_PHONE,
        Operation.SEE_OVERVIEW,
        Operation.RING,
    }
)
"""What comes with being the one to act on a problem."""

FOLLOWS = frozenset(
    {Operation.SEE_PROBLEM, Operation.SEE_PHONE, Operation.SEE_OVERVIEW, Operation.RING}
)
"""Knows where a problem of the placement stands, and can ring."""

RUNS_THE_OFFICE = frozenset(
    {
        Operation.SEE_PROBLEM,
        Operation.PASS_ON,
        Operation.SEE_OVERVIEW,
        Operation.EDIT_CONTENT,
        Operation.RUN_NETWORK,
        Operation.MANAGE_PEOPLE,
        Operation.SET_RHYTHM,
        Operation.LOG_CONTACT,
        Operation.DECIDE_FOLLOW_ON,
        Operation.RING,
    }
)

BY_ONESELF = frozenset({Operation.BE_SERVED, Operation.READ_CARDS, Operation.CALL_FOR_HELP})
"""What needs no placement and nobody's leave."""

ENDS = frozenset({Operation.SAY_NAV_RANG, Operation.CLOSE, Operation.REOPEN, Operation.WITHDRAW})
"""Only a mentor says whether it helped."""

RIGHTS: Mapping[tuple[Role, Relation], frozenset[Operation]] = {
    (Role.MENTOR, Relation.OWN_MENTOR): ENDS
    | {
        Operation.REPORT,
        Operation.SEE_PROBLEM,
        Operation.READ_WORDING,
        Operation.REMARK,
        Operation.SEE_PHONE,
        Operation.ANSWER_CHECKIN,
        Operation.SEE_ANSWERS,
        Operation.SET_RHYTHM,
        Operation.LOG_CONTACT,
    },
    (Role.MENTOR, Relation.NEXT_MENTOR): ENDS
    | {Operation.SEE_PROBLEM, Operation.REMARK, Operation.SEE_PHONE},
    (Role.MENTOR, Relation.STAND_IN): frozenset({Operation.SEE_PROBLEM, Operation.SEE_PHONE}),
    (Role.NAV_CONTACT, Relation.OWNER): ACTS,
    (Role.NAV_CONTACT, Relation.NAV_CONTACT): FOLLOWS
    | {Operation.SET_RHYTHM, Operation.LOG_CONTACT, Operation.DECIDE_FOLLOW_ON},
    (Role.NAV_CONTACT, Relation.STAND_IN): FOLLOWS | {Operation.LOG_CONTACT},
    (Role.COORDINATOR, Relation.OWNER): ACTS | RUNS_THE_OFFICE,
    (Role.COORDINATOR, Relation.COORDINATOR): RUNS_THE_OFFICE,
    (Role.MENTOR, Relation.MEMBER): frozenset({Operation.TAKE_PART}),
    (Role.MENTOR, Relation.SELF): BY_ONESELF | {Operation.SEE_NETWORK, Operation.JOIN_NETWORK},
    (Role.NAV_CONTACT, Relation.SELF): BY_ONESELF | {Operation.SEE_WEEKS},
    (Role.COORDINATOR, Relation.SELF): BY_ONESELF
    | {Operation.SEE_NETWORK, Operation.SEE_WEEKS, Operation.OPEN_DESK},
}


def may(person: Person, operation: Operation, relation: Relation) -> bool:
    return operation in RIGHTS.get((person.role, relation), frozenset())


def may_ever(role: Role, operation: Operation) -> bool:
    """Whether there is anything at all that somebody in this role may do that to."""
    return any(operation in held for (who, _), held in RIGHTS.items() if who is role)


def relation_to(person: Person, placement: Placement, problem: Problem | None = None) -> Relation:
    """How this person stands to the problem, or without one to the placement, right now."""
    if problem is not None and person.id == problem.owner:
        return Relation.OWNER
    if person.role is Role.COORDINATOR:
        return Relation.COORDINATOR
    if person.id == placement.mentor:
        is_own = problem is None or person.id == problem.mentor
        return Relation.OWN_MENTOR if is_own else Relation.NEXT_MENTOR
    if person.id == placement.nav_contact:
        return Relation.NAV_CONTACT
    if person.id in (placement.nav_stand_in, placement.mentor_stand_in):
        return Relation.STAND_IN
    if problem is not None and person.id == problem.mentor:
        return Relation.FORMER_MENTOR
    return Relation.STRANGER
