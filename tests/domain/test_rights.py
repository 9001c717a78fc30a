"""Nothing can be done or shown that has no name in the table of rights."""

from __future__ import annotations

from typing import get_args

import pytest

from dialogs import menus
from dialogs.table import DIALOGS
from mentorbot.domain import facts
from mentorbot.domain.access import RIGHTS, Operation, may_ever
from mentorbot.domain.brief import Need
from mentorbot.domain.facts import Fact
from mentorbot.domain.network import PostKind
from mentorbot.domain.people import Role
from mentorbot.domain.rights import DOORS, FACTS, SECTIONS, operation_of
from mentorbot.services.recording import RECORDERS

UNUSED = {Operation.EDIT_CONTENT, Operation.READ_WORDING}
"""Rights to what is no section of a brief by itself, or that a command on the machine gives."""


def test_every_fact_and_so_every_recorder_is_an_operation() -> None:
    assert set(FACTS) == set(get_args(Fact)) == set(RECORDERS)


def test_every_section_that_a_brief_can_hold_is_an_operation() -> None:
    assert set(SECTIONS) == set(Need)
    wanted = {need for dialog in DIALOGS.values() for need in dialog.NEEDS}
    assert wanted <= set(SECTIONS)


def test_every_dialog_is_an_operation() -> None:
    assert set(DOORS) == set(DIALOGS)


@pytest.mark.parametrize("command", menus.ALL, ids=lambda command: command.name)
def test_a_command_stands_in_the_menu_of_those_who_may_begin_its_dialog(
    command: menus.Command,
) -> None:
    may_begin = {role for role in Role if may_ever(role, DOORS[command.dialog])}
    assert command.roles == may_begin


def test_no_right_is_given_that_nothing_asks_for() -> None:
    asked = {*SECTIONS.values(), *DOORS.values(), *UNUSED}
    asked |= {each for each in FACTS.values() if isinstance(each, Operation)}
    asked |= {
        operation_of(facts.ProblemAnswered("T4K7M")),
        operation_of(facts.ProblemAnswered("T4K7M", by_mentor=True)),
        operation_of(facts.EmergencyCalled(None, tell_nav=True)),
        operation_of(facts.EmergencyCalled(1, tell_nav=True)),
        operation_of(facts.PostMade(PostKind.TIP)),
        operation_of(facts.PostMade(PostKind.DID)),
        operation_of(facts.PictureAsked()),
        operation_of(facts.PictureAsked(1)),
        operation_of(facts.PhoneShown("T4K7M")),
        operation_of(facts.PhoneShown("placement:1")),
    }
    assert {operation for held in RIGHTS.values() for operation in held} <= asked
    assert asked == set(Operation)


@pytest.mark.parametrize(
    ("fact", "operation"),
    [
        (facts.EmergencyCalled(None, tell_nav=True), Operation.CALL_FOR_HELP),
        (facts.EmergencyCalled(1, tell_nav=False), Operation.CALL_FOR_HELP),
        (facts.EmergencyCalled(1, tell_nav=True), Operation.REPORT),
        (facts.ProblemAnswered("T4K7M"), Operation.ANSWER),
        (facts.ProblemAnswered("T4K7M", by_mentor=True), Operation.SAY_NAV_RANG),
        (facts.PhoneShown("T4K7M"), Operation.SEE_PHONE),
        (facts.PhoneShown("person:3"), Operation.RING),
        (facts.PostMade(PostKind.TIP), Operation.TAKE_PART),
        (facts.PostMade(PostKind.QUESTION), Operation.RUN_NETWORK),
    ],
)
def test_what_a_fact_is_called_may_follow_from_what_it_says(
    fact: Fact, operation: Operation
) -> None:
    assert operation_of(fact) is operation
