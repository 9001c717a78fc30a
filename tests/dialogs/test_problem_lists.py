"""The two lists of problems: what NAV has to answer, and what a mentor waits for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dialogs import followup, status
from mentorbot.domain.brief import CheckInView
from mentorbot.domain.conversation import Then
from mentorbot.domain.facts import PhoneShown, ProblemReceived
from mentorbot.domain.problems import State
from tests.cast import MARIT, NADIA
from tests.dialogs.harness import Talk
from tests.dialogs.problems import at_nav, at_work, everything, sent
from tests.dialogs.reporting import TWO

# NAV's.


def test_the_list_is_oldest_first_and_opening_one_is_its_receipt() -> None:
    talk = Talk(followup, replace(at_nav().brief, problem=None, problems=(sent("A2B3"), sent())))
    [say] = talk.commands("list").says
    assert say.anew
    told = say.text.values["lines"]
    assert isinstance(told, tuple)
    assert [line.values["reference"] for line in told] == ["A2B3", "T4K7"]
    button = talk.buttons()[1]
    assert (button.opens, button.subject) == ("followup", "problem:T4K7")
    one = at_nav()
    one.forces(button.move, button.argument)
    assert one.facts == [ProblemReceived("T4K7"), PhoneShown("T4K7")]


def test_a_long_list_fits_in_a_message_and_counts_the_rest() -> None:
    every = tuple(sent(f"A{number}") for number in range(70))
    talk = Talk(followup, replace(at_nav().brief, problems=every))
    talk.commands("list")
    assert talk.bubble is not None
    assert talk.bubble.text.values["more"] == 70 - len(talk.buttons()[:-1])


def test_an_empty_list_says_so_and_a_mentor_is_shown_the_mentors_list() -> None:
    talk = Talk(followup, at_nav().brief)
    talk.commands("list")
    assert talk.heard() == ["followup.nothing"]
    assert Talk(followup, at_nav(MARIT).brief).commands("list").then == Then("status", "list")


# The mentor's.


def test_the_list_shows_check_ins_and_problems_each_with_its_button() -> None:
    promised = sent("A2B3", state=State.IN_PROGRESS, promised=date(2027, 3, 2))
    waiting = CheckInView(12, 1, ("F1",))
    brief = replace(
        at_work().brief, placements=TWO, waiting=(waiting,), problems=(promised, sent())
    )
    talk = Talk(status, brief)
    [say] = talk.commands("list").says
    assert say.anew
    shown = everything(say.text)
    for key in ("status.waiting", "status.next", "status.rings", "status.due"):
        assert f"'{key}'" in shown
    assert [(button.opens, button.subject) for button in talk.buttons()] == [
        ("checkin", "checkin:12"),
        ("status", "problem:A2B3"),
        ("status", "problem:T4K7"),
        ("report", ""),
        *[("", "")] * len(TWO),  # how the weeks went
    ]


def test_an_empty_list_says_so_and_still_leads_on() -> None:
    talk = Talk(status, replace(at_work().brief, placements=()))
    talk.commands("list")
    assert talk.heard() == ["status.no_problems"]
    assert [button.opens for button in talk.buttons()] == ["report"]


def test_nav_is_shown_navs_own_list() -> None:
    talk = Talk(status, replace(at_work().brief, me=NADIA))
    assert talk.commands("list").then == Then("followup", "list")
