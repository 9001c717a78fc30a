"""The mentor's side of a sent problem: always who has it, and a sound when it matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import (
    PhoneShown,
    ProblemAnswered,
    ProblemClosed,
    ProblemReopened,
    ProblemWithdrawn,
)
from mentorbot.domain.levels import Level
from mentorbot.domain.model_rules import RungRule
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.problems import Helped, State, Wish
from mentorbot.domain.rules import Rules
from mentorbot.domain.wording import Phrase
from tests.cast import KARI, MONDAY, NADIA, NILS, contact, placement, view
from tests.dialogs.harness import Talk
from tests.dialogs.problems import DEADLINE, REPORT, WORDS, About, at_work, everything
from tests.dialogs.reporting import TWO, Reporting, at_preview
from tests.dialogs.rules import make_rules

FRIDAY_EVENING = datetime(2027, 3, 5, 18, 0, tzinfo=UTC)
MONDAY_AT_EIGHT = datetime(2027, 3, 8, 7, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def lines(talk: Talk) -> dict[str, Phrase]:
    """The lines of the bubble by their keys."""
    assert talk.bubble is not None
    value = talk.bubble.text.values["lines"]
    assert isinstance(value, tuple)
    return {line.key: line for line in value}


def receipt(**changes: Any) -> Reporting:
    talk = at_preview(**changes)
    talk.taps("report.send")
    return talk


# The receipt.


@pytest.mark.parametrize("model", FollowUpModel)
@pytest.mark.parametrize(("category", "urgent"), [("P04", False), ("P06", False), ("P06", True)])
def test_the_receipt_promises_exactly_the_configured_deadline(
    model: FollowUpModel, category: str, urgent: bool
) -> None:
    talk = at_preview(category, placements=(view(placement(model=model)),))
    if urgent:
        talk.marks("")
    talk.taps("report.send")
    allowed = talk.brief.rules.models[model].deadlines[talk.sent().level]
    due = lines(talk)["status.due"]
    assert due.values == {
        "name": NADIA.name, "deadline": talk.brief.calendar.deadline(MONDAY, allowed),
    }  # fmt: skip


WEEKLY = (RungRule("nav_contact", 0, "digest"), RungRule("coordinator", 1, "handover"))
"""What can wait stands in NAV's week."""


def calm() -> Rules:
    rules = make_rules()
    models = {name: replace(model, green_ladder=WEEKLY) for name, model in rules.models.items()}
    return replace(rules, models=models)


@pytest.mark.parametrize("model", FollowUpModel)
def test_what_can_wait_is_promised_from_when_nav_reads_it(model: FollowUpModel) -> None:
    there = (view(placement(model=model)),)
    talk = at_preview("P04", placements=there, rules=calm(), now=FRIDAY_EVENING)
    talk.taps("report.send")
    allowed = talk.brief.rules.models[model].deadlines[Level.GREEN]
    assert lines(talk)["status.with_week"].values == {"name": NADIA.name, "at": MONDAY_AT_EIGHT}
    due = talk.brief.calendar.deadline(MONDAY_AT_EIGHT, allowed)
    assert lines(talk)["status.due"].values["deadline"] == due
    assert "status.closed_now" not in lines(talk)


def waiting_for_the_week(**changes: Any) -> About:
    """Green, sent on Friday evening; Nadia reads it on Monday at eight."""
    report = replace(REPORT, level=Level.GREEN)
    given = {"report": report, "sent_at": FRIDAY_EVENING, "deadline": MONDAY_AT_EIGHT + WEEK}
    talk = at_work(**{**given, **changes})
    talk.knows(rules=calm(), now=FRIDAY_EVENING + timedelta(hours=1))
    return talk


def test_once_the_week_is_read_only_the_deadline_stands() -> None:
    talk = waiting_for_the_week()
    talk.opened("reminded")
    assert "status.with_week" in lines(talk)
    talk.knows(now=MONDAY_AT_EIGHT)
    talk.opened("reminded")
    assert "status.with_week" not in lines(talk) and "status.due" in lines(talk)


def test_what_was_passed_on_was_told_at_once_and_waits_for_no_week() -> None:
    talk = waiting_for_the_week()
    talk.opened("passed_on")
    assert "status.with_week" not in lines(talk)


def test_opened_again_after_its_deadline_it_says_when_it_is_read() -> None:
    talk = waiting_for_the_week(state=State.ANSWERED, deadline=MONDAY)
    talk.opened("answered")
    talk.taps("helped.no")
    assert lines(talk)["status.with_week"].values["at"] == MONDAY_AT_EIGHT
    assert "status.overdue" not in lines(talk)


def test_the_report_bubble_becomes_the_status_of_the_problem() -> None:
    talk = receipt()
    assert (talk.place.dialog, talk.place.state) == ("status", "waiting")
    assert talk.place.subject == "problem:T4K7"
    assert lines(talk)["status.cannot_wait"].values["phone"] == NADIA.phone
    assert "status.closed_now" not in lines(talk)


def test_out_of_hours_it_says_when_the_clock_starts() -> None:
    talk = receipt(now=FRIDAY_EVENING)
    assert lines(talk)["status.closed_now"].values == {"opens": MONDAY_AT_EIGHT}
    later = at_work(sent_at=FRIDAY_EVENING, deadline=DEADLINE + timedelta(days=7))
    later.knows(now=MONDAY_AT_EIGHT)
    later.opened("reminded")
    assert "status.closed_now" not in lines(later)


def test_what_is_for_information_is_promised_to_be_read_and_no_more() -> None:
    talk = at_work(report=replace(REPORT, wish=Wish.FOR_INFORMATION))
    talk.opened("reminded")
    assert "status.read_by" in lines(talk)
    assert "status.due" not in lines(talk)


def test_the_alias_is_shown_only_to_a_mentor_with_several_placements() -> None:
    for placements, alias in ((TWO[:1], None), (TWO, "Bjørk")):
        talk = at_work()
        talk.knows(placements=placements)
        talk.forces("show")
        head = talk.said().values["head"]
        assert isinstance(head, Phrase)
        assert head.values["alias"] == alias


# Something happened at NAV.


@pytest.mark.parametrize(
    ("move", "changes", "aloud"),
    [
        ("received", {"state": State.RECEIVED, "received_at": MONDAY}, None),
        ("reminded", {}, None),
        (
            "promised",
            {"state": State.IN_PROGRESS, "promised": MONDAY.date()},
            "status.rings_today",
        ),
        (
            "promised",
            {"state": State.IN_PROGRESS, "promised": date(2027, 3, 4)},
            "status.rings_on",
        ),
        ("passed_on", {"owner": NILS.id}, None),
        ("missed", {"owner": NILS.id, "missed": True, "deadline": MONDAY}, None),
        ("taken_back", {"owner": NILS.id, "missed": True}, None),
    ],
)
def test_the_bubble_is_edited_and_what_matters_makes_a_sound(
    move: str, changes: dict[str, Any], aloud: str | None
) -> None:
    talk = at_work()
    talk.forces("show")
    talk.stored(**changes)
    bubble, *plain = talk.opened(move).says
    assert bubble.place is not None
    assert not bubble.anew
    assert [say.text.key for say in plain] == ([aloud] if aloud else [])
    for say in plain:
        assert say.place is None
        assert say.urgent
        assert say.text.values["name"] == NADIA.name
        assert WORDS not in everything(say.text)


def test_a_new_owner_has_it_since_the_hand_over_and_the_first_since_it_was_sent() -> None:
    talk = receipt()
    about = at_work()
    about.place, about.bubble = talk.place, talk.bubble
    assert lines(about)["status.with"].values == {"name": NADIA.name, "since": MONDAY}
    later = MONDAY + timedelta(days=3)
    about.knows(now=later)
    about.stored(owner=KARI.id, missed=True)
    about.opened("missed")
    assert lines(about)["status.with"].values == {"name": KARI.name, "since": later}
    assert "status.overdue" in lines(about)
    about.knows(now=later + timedelta(hours=1))
    about.stored(state=State.RECEIVED)
    about.opened("received")
    assert lines(about)["status.with"].values["since"] == later
    assert "status.received" in lines(about)


@pytest.mark.parametrize("move", ["answered", "ask_helped"])
def test_an_answer_is_a_new_message_that_asks_whether_it_helped(move: str) -> None:
    talk = at_work(state=State.ANSWERED)
    [say] = talk.opened(move).says
    assert (say.text.key, say.anew) == ("status.helped_by_nav", True)
    assert say.urgent == (move != "ask_helped"), "asked once more, it is no emergency"
    assert talk.labels() == ["helped.yes", "helped.partly", "helped.no"]


# The mentor taps.


def test_nav_rang_is_logged_and_asks_at_once_whether_it_helped() -> None:
    talk = at_work()
    talk.forces("show")
    talk.taps("status.nav_rang")
    assert talk.facts == [ProblemAnswered("T4K7", by_mentor=True)]
    talk.stored(state=State.ANSWERED)
    talk.taps("helped.partly")
    assert talk.facts[-1] == ProblemClosed("T4K7", Helped.PARTLY)
    assert (talk.place.state, talk.buttons()) == ("done", [])


def test_no_opens_it_again_and_says_who_has_it() -> None:
    talk = at_work(state=State.ANSWERED)
    talk.knows(now=DEADLINE + timedelta(days=1))
    talk.opened("answered")
    talk.taps("helped.no")
    assert talk.facts == [ProblemReopened("T4K7")]
    assert lines(talk)["status.reopened"].values["name"] == NADIA.name
    assert "status.overdue" not in lines(talk)
    assert "status.nav_rang" in talk.labels()


def test_the_number_of_whoever_has_it_is_one_logged_tap_away() -> None:
    talk = at_work(owner=NILS.id)
    talk.forces("show")
    [say] = talk.taps("status.ring_nav").says
    assert say.text == Phrase("status.phone", {"name": NILS.name, "phone": NILS.phone})
    assert talk.facts == [PhoneShown("T4K7")]
    talk.people(owner=replace(contact(NILS), phone=None))
    talk.taps("status.ring_nav")
    assert talk.heard() == ["status.no_phone"]


def test_taking_it_back_is_asked_once_and_can_be_left() -> None:
    talk = at_work()
    talk.forces("show")
    talk.taps("status.withdraw")
    talk.taps("common.back")
    assert talk.place.state == "waiting"
    talk.taps("status.withdraw")
    talk.taps("status.yes_withdraw")
    assert talk.facts == [ProblemWithdrawn("T4K7")]
    assert [button.opens for button in talk.buttons()] == ["report"]


@pytest.mark.parametrize("move", ["rang", "withdraw", "yes_withdraw", "helped", "phone", "back"])
@pytest.mark.parametrize("ended", [{"helped": Helped.YES}, {}, {"answered_at": MONDAY}])
def test_a_tap_on_what_is_over_says_how_it_ended(move: str, ended: dict[str, Any]) -> None:
    talk = at_work()
    talk.forces("show")
    talk.stored(state=State.CLOSED, **ended)
    talk.forces(move, "yes")
    assert talk.place.state == "done"
    assert not talk.facts


def test_somebody_elses_problem_is_not_there() -> None:
    talk = at_work()
    talk.people(mentor=contact(NILS))
    talk.forces("show")
    assert talk.heard() == ["status.gone"]
    with pytest.raises(BadMove):
        at_work().forces("junk")


@settings(max_examples=60, deadline=None)
@given(choices=some.lists(some.integers(0, 9), max_size=12))
def test_no_thumb_gets_stuck(choices: list[int]) -> None:
    talk = at_work()
    talk.opened("reminded")
    for choice in choices:
        if talk.place.state == "done":
            return
        buttons = talk.buttons()
        assert buttons, talk.place.state
        button = buttons[choice % len(buttons)]
        if button.opens:
            continue
        talk.forces(button.move, button.argument)
        follow(talk)


def follow(talk: About) -> None:
    """Storage takes over what the last step established."""
    states = {
        ProblemAnswered: State.ANSWERED,
        ProblemReopened: State.SENT,
        ProblemClosed: State.CLOSED,
        ProblemWithdrawn: State.CLOSED,
    }
    for fact in talk.step.facts:
        if type(fact) in states:
            talk.stored(state=states[type(fact)])
