"""The preview of a report: what is added, changed, sent or dropped there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from dialogs import report
from mentorbot.domain.conversation import Act, Place, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.levels import Level
from mentorbot.domain.own_words import MOST_CHARACTERS
from mentorbot.domain.problems import Knows, Reachable, Tried
from mentorbot.domain.wording import Phrase
from tests.cast import MONDAY, placement, view
from tests.dialogs.reporting import (
    PREVIEW,
    TWO,
    Reporting,
    at_preview,
    commanded,
)


@pytest.mark.shows("R30", "What was tried may be marked, and nothing yet is an answer.")
def test_what_was_tried_is_marked_and_nothing_yet_stands_alone() -> None:
    talk = at_preview()
    talk.taps("report.add_tried")
    talk.marks("changed_task")
    talk.marks("nothing_yet")
    talk.marks("talked_to_leader")
    talk.marks("talked_to_participant")
    talk.taps("report.done")
    talk.taps("report.send")
    assert talk.sent().tried == (Tried.TALKED_TO_PARTICIPANT, Tried.TALKED_TO_LEADER)


def test_words_are_redacted_shown_back_and_sent_as_shown() -> None:
    talk = at_preview()
    talk.taps("report.add_words")
    step = talk.types("Ring  Kari Nordmann på 900 00 012. Kasse 3 gikk fint kl 13.30.")
    assert step.says[0].anew
    shown = talk.said().values["shown"]
    assert isinstance(shown, tuple)
    wording = "Ring ▒▒▒ på ▒▒▒. Kasse 3 gikk fint kl 13.30."
    assert shown[-1] == Phrase("report.words", {"words": wording})
    remarks = ["report.took_out", "report.gone_too"]
    assert talk.lines("notes") == ["emergency.line", *remarks, "report.ask_send"]
    talk.marks("")
    assert talk.lines("notes") == ["report.ask_send"]
    talk.taps("report.send")
    assert talk.sent().wording == wording


def test_typing_again_replaces_and_words_can_be_taken_out() -> None:
    talk = at_preview()
    talk.taps("report.add_words")
    talk.types("Først dette.")
    talk.types("Heller dette.")
    assert "Heller dette." in str(talk.said())
    assert "Først" not in str(talk.place.data)
    talk.taps("report.no_words")
    assert not talk.place.listens
    talk.taps("report.send")
    assert talk.sent().wording == ""


@pytest.mark.parametrize("typed", ["ord " * 400, "x" * 4096, "🙂" * 500, "900 00 012 " * 90])
def test_words_are_cut_at_two_hundred_characters_and_it_is_said(typed: str) -> None:
    talk = at_preview()
    talk.taps("report.add_words")
    talk.types(typed)
    if talk.place.data["wording"]:
        assert len(talk.place.data["wording"]) <= MOST_CHARACTERS
        assert "report.cut" in talk.lines("notes")


def test_words_that_were_nothing_but_a_number_leave_no_words() -> None:
    talk = at_preview()
    talk.taps("report.add_words")
    talk.types("010190 12345")
    assert talk.place.data["wording"] == ""
    assert "report.took_out" in talk.lines("notes")


def test_change_leads_to_any_step_and_straight_back_to_the_preview() -> None:
    talk = at_preview("P04", placements=(view(placement()),))
    ways: list[tuple[str, list[str]]] = [
        ("report.change_matter", ["group.nav", "category.P12"]),
        ("report.change_details", ["report.next"]),
        ("report.change_knows", ["knows.will_tell"]),
        ("report.change_tried", ["report.done"]),
        ("report.change_words", ["common.back"]),
    ]
    for change, labels in ways:
        talk.taps("report.change_it")
        talk.taps(change)
        for label in labels:
            talk.taps(label)
        assert talk.said().key == PREVIEW, change
    talk.taps("report.send")
    assert (talk.sent().category, talk.sent().knows) == ("P12", Knows.WILL_TELL)


def test_dropped_keeps_nothing_and_can_be_taken_up_again() -> None:
    talk = at_preview(placements=TWO[:1])
    talk.taps("report.add_words")
    talk.types("Noe vi lar ligge.")
    talk.taps("report.drop")
    assert talk.place == Place("report", "done")
    assert not talk.facts
    [again] = talk.buttons()
    assert (again.opens, again.label.key) == ("report", "report.report_anyway")
    talk.forces(again.move, again.argument)
    assert talk.said().key == "report.group"
    assert "wording" not in talk.place.data


def test_today_that_became_another_day_is_shown_again_before_it_is_sent() -> None:
    talk = commanded()
    for label in ("group.at_work", "category.P01"):
        talk.taps(label)
    talk.marks("today_late")
    talk.taps("report.next")
    talk.taps("knows.yes")
    talk.knows(now=MONDAY + timedelta(days=1))
    step = talk.taps("report.send")
    assert step.toast == Phrase("report.day_changed")
    assert not talk.facts
    talk.taps("report.send")
    assert talk.sent().reachable is Reachable.ANY_TIME


def test_a_draft_whose_placement_went_to_another_mentor_begins_again() -> None:
    talk = at_preview()
    talk.knows(placements=(view(placement(3, "Rogn")),))
    talk.forces("send")
    assert talk.said().key == "report.group"
    assert talk.place.data["placement"] == 3
    assert not talk.facts


# Every way a thumb can go.

FORWARD = (
    "send", "no_danger", "no_nav", "next", "knows", "category", "group", "placement", "back",
)  # fmt: skip
"""What somebody taps who only wants to get it sent, most wanted first."""


@settings(max_examples=200, deadline=None)
@given(
    choices=some.lists(some.integers(0, 40), max_size=30),
    known=some.sampled_from(["", "1:worry", "2:P04", "1:P12:orange:advice"]),
    several=some.booleans(),
)
def test_from_wherever_a_thumb_has_wandered_it_is_few_taps_to_send(
    choices: list[int], known: str, several: bool
) -> None:
    talk = Reporting(placements=TWO if several else TWO[:1])
    talk.forces("start", known)
    for choice in choices:
        own = [button for button in talk.buttons() if not button.opens]
        if not own or talk.place.dialog != "report":
            break
        button = own[choice % len(own)]
        talk.forces(button.move, button.argument)
        if talk.place.listens and choice % 3 == 0:
            talk.types("Vi trenger en prat om oppgavene.")
    if talk.place.state == "done":
        assert all(button.opens for button in talk.buttons())
        assert talk.buttons()
    elif talk.place.dialog == "report":
        finishes(talk)


def finishes(talk: Reporting) -> None:
    for _ in range(8):
        moves = {button.move: button for button in reversed(talk.buttons()) if not button.opens}
        wanted = next(moves[move] for move in FORWARD if move in moves)
        talk.forces(wanted.move, wanted.argument)
        if talk.place.dialog == "status" or talk.place.state == "done":
            return
    raise AssertionError(f"not sent from {talk.place.state}")


@pytest.mark.parametrize("move", ["send", "next", "wish", "category", "tried", "no_danger", "junk"])
def test_an_old_or_foreign_button_changes_nothing(move: str) -> None:
    talk = commanded()
    place = talk.place
    with pytest.raises(BadMove):
        talk.forces(move, "")
    assert talk.place == place


def test_words_nobody_asked_for_are_not_the_reports() -> None:
    talk = commanded()
    with pytest.raises(BadMove):
        report.take(talk.place, Turn(Act.TYPED, text="han puster ikke"), talk.brief)


@pytest.mark.parametrize(
    ("before", "level"), [(0, Level.GREEN), (1, Level.GREEN), (2, Level.YELLOW)]
)
def test_what_comes_again_and_again_hurries_more(before: int, level: Level) -> None:
    """The third report of one category in as many weeks as the rules say."""
    talk = at_preview("P04", reported={1: {"P04": before, "P01": 9}})
    talk.taps("report.send")
    assert talk.sent().level is level
