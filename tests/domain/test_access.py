"""Who may do what: the whole table, written a second time the other way round."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from mentorbot.domain.access import Operation, Relation, may, relation_to
from mentorbot.domain.levels import Level
from mentorbot.domain.people import Person, Role
from mentorbot.domain.problems import Knows, Problem, Reachable, Report, State, Wish
from tests.cast import KARI, MARIT, MONDAY, NADIA, NILS, placement

WHO = {Role.MENTOR: MARIT, Role.NAV_CONTACT: NADIA, Role.COORDINATOR: KARI}

COLUMNS = (
    (Role.MENTOR, Relation.OWN_MENTOR),
    (Role.MENTOR, Relation.NEXT_MENTOR),
    (Role.MENTOR, Relation.STAND_IN),
    (Role.NAV_CONTACT, Relation.OWNER),
    (Role.NAV_CONTACT, Relation.NAV_CONTACT),
    (Role.NAV_CONTACT, Relation.STAND_IN),
    (Role.COORDINATOR, Relation.OWNER),
    (Role.COORDINATOR, Relation.COORDINATOR),
    (Role.MENTOR, Relation.MEMBER),
    (Role.MENTOR, Relation.SELF),
    (Role.NAV_CONTACT, Relation.SELF),
    (Role.COORDINATOR, Relation.SELF),
)
"""Every other pair of role and relation may do nothing."""

TABLE = """
    #               own  next stand | owner contact stand | relay coordinator | member self s. s.
    report          yes  -    -       -     -       -       -     -      -     -   -  -
    see_problem     yes  yes  yes     yes   yes     yes     yes   yes    -     -   -  -
    read_wording    yes  -    -       yes   -       -       yes   -      -     -   -  -
    receive         -    -    -       yes   -       -       yes   -      -     -   -  -
    promise         -    -    -       yes   -       -       yes   -      -     -   -  -
    pass_on         -    -    -       yes   -       -       yes   yes    -     -   -  -
    answer          -    -    -       yes   -       -       yes   -      -     -   -  -
    remark          yes  yes  -       yes   -       -       yes   -      -     -   -  -
    say_nav_rang    yes  yes  -       -     -       -       -     -      -     -   -  -
    close           yes  yes  -       -     -       -       -     -      -     -   -  -
    reopen          yes  yes  -       -     -       -       -     -      -     -   -  -
    withdraw        yes  yes  -       -     -       -       -     -      -     -   -  -
    see_phone       yes  yes  yes     yes   yes     yes     yes   -      -     -   -  -
    answer_checkin  yes  -    -       -     -       -       -     -      -     -   -  -
    see_answers     yes  -    -       -     -       -       -     -      -     -   -  -
    see_overview    -    -    -       yes   yes     yes     yes   yes    -     -   -  -
    see_weeks       -    -    -       -     -       -       -     -      -     -   yes yes
    edit_content    -    -    -       -     -       -       yes   yes    -     -   -  -
    open_desk       -    -    -       -     -       -       -     -      -     -   -  yes
    run_network     -    -    -       -     -       -       yes   yes    -     -   -  -
    manage_people   -    -    -       -     -       -       yes   yes    -     -   -  -
    set_rhythm      yes  -    -       -     yes     -       yes   yes    -     -   -  -
    log_contact     yes  -    -       -     yes     yes     yes   yes    -     -   -  -
    decide_follow_on -   -    -       -     yes     -       yes   yes    -     -   -  -
    ring            -    -    -       yes   yes     yes     yes   yes    -     -   -  -
    see_network     -    -    -       -     -       -       -     -      -     yes -  yes
    join_network    -    -    -       -     -       -       -     -      -     yes -  -
    take_part       -    -    -       -     -       -       -     -      yes   -   -  -
    be_served       -    -    -       -     -       -       -     -      -     yes yes yes
    read_cards      -    -    -       -     -       -       -     -      -     yes yes yes
    call_for_help   -    -    -       -     -       -       -     -      -     yes yes yes
"""

ALLOWED = {
    (Operation(operation), *column)
    for operation, *marks in (line.split() for line in TABLE.strip().splitlines()[1:])
    for column, mark in zip(COLUMNS, marks, strict=True)
    if mark == "yes"
}


@pytest.mark.shows("R08", "Only a coordinator may edit content and manage people.")
@pytest.mark.shows("R02", "Nobody but the placement's own mentor may see the answers.")
@pytest.mark.parametrize("operation", Operation)
def test_nobody_may_more_or_less_than_the_table_says(operation: Operation) -> None:
    for role, relation in product(Role, Relation):
        expected = (operation, role, relation) in ALLOWED
        assert may(WHO[role], operation, relation) == expected, (role, relation)


@pytest.mark.parametrize("relation", [Relation.STRANGER, Relation.FORMER_MENTOR])
def test_strangers_and_former_mentors_may_nothing_at_all(relation: Relation) -> None:
    assert not any(may(who, what, relation) for who, what in product(WHO.values(), Operation))


@pytest.mark.parametrize("role", [Role.NAV_CONTACT, Role.COORDINATOR])
def test_who_becomes_the_owner_loses_no_right(role: Role) -> None:
    of_placements = {Operation.SET_RHYTHM, Operation.LOG_CONTACT, Operation.DECIDE_FOLLOW_ON}
    of_problems = set(Relation) - {Relation.SELF, Relation.MEMBER}
    for operation, relation in product(set(Operation) - of_placements, of_problems):
        if may(WHO[role], operation, relation):
            assert may(WHO[role], operation, Relation.OWNER)


# Relations

MENTOR_TOO = replace(MARIT, id=5, name="Mona Mæland")
OUTSIDER = replace(NADIA, id=6, name="Nora Nord")
HERE = replace(placement(), mentor_stand_in=MENTOR_TOO.id)


def problem(owner: Person = NADIA, mentor: Person = MARIT) -> Problem:
    report = Report(1, "P02", Level.YELLOW, Wish.CALL_ME, Reachable.ANY_TIME, Knows.YES)
    deadline = MONDAY + timedelta(days=2)
    return Problem(
        "T4K7M", report, "Bjørk", mentor.id, owner.id, State.SENT, MONDAY, deadline
    )  # fmt: skip


@pytest.mark.parametrize(
    ("person", "about", "relation"),
    [
        (MARIT, None, Relation.OWN_MENTOR),
        (MARIT, problem(), Relation.OWN_MENTOR),
        (MARIT, problem(mentor=OUTSIDER), Relation.NEXT_MENTOR),
        (MENTOR_TOO, None, Relation.STAND_IN),
        (MENTOR_TOO, problem(mentor=MENTOR_TOO), Relation.STAND_IN),
        (NADIA, None, Relation.NAV_CONTACT),
        (NADIA, problem(), Relation.OWNER),
        (NADIA, problem(owner=NILS), Relation.NAV_CONTACT),
        (NILS, None, Relation.STAND_IN),
        (NILS, problem(owner=NILS), Relation.OWNER),
        (KARI, None, Relation.COORDINATOR),
        (KARI, problem(), Relation.COORDINATOR),
        (KARI, problem(owner=KARI), Relation.OWNER),
        (OUTSIDER, None, Relation.STRANGER),
        (OUTSIDER, problem(), Relation.STRANGER),
        (OUTSIDER, problem(owner=OUTSIDER), Relation.OWNER),
    ],
)
def test_a_relation_follows_from_who_has_what_now(
    person: Person, about: Problem | None, relation: Relation
) -> None:
    assert relation_to(person, HERE, about) is relation


def test_a_mentor_who_was_replaced_is_a_former_one_for_what_they_reported() -> None:
    taken_over = replace(HERE, mentor=MENTOR_TOO.id, mentor_stand_in=None)
    assert relation_to(MARIT, taken_over, problem()) is Relation.FORMER_MENTOR
    assert relation_to(MARIT, taken_over) is Relation.STRANGER
    assert relation_to(MENTOR_TOO, taken_over, problem()) is Relation.NEXT_MENTOR
