"""NAV's side of a problem: two taps from notice to promise, and nothing told that need not be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import (
    PhoneShown,
    ProblemAnswered,
    ProblemPassedOn,
    ProblemPromised,
    ProblemReceived,
    WordingRead,
)
from mentorbot.domain.levels import Level
from mentorbot.domain.problems import Helped, Raised, Reachable, State, Wish
from mentorbot.domain.wording import Phrase
from tests.cast import KARI, MARIT, MONDAY, NADIA, NILS, contact
from tests.dialogs.problems import DEADLINE, REPORT, WORDS, About, at_nav, everything, sent
from tests.dialogs.reporting import at_preview

SATURDAY = datetime(2027, 3, 6, 10, 0, tzinfo=UTC)


def opened(**changes: Any) -> About:
    """Nadia has tapped the notice, and storage knows it."""
    talk = at_nav(**changes)
    talk.opened("notice")
    talk.taps("followup.see")
    talk.stored(state=State.RECEIVED, received_at=MONDAY)
    return talk


def lines(phrase: Phrase) -> list[str]:
    sheet = phrase.values["sheet"]
    assert isinstance(sheet, Phrase)
    inside = sheet.values["lines"]
    assert isinstance(inside, tuple)
    return [line.key for line in inside]


# The notice.


@pytest.mark.shows("R49", "A notice holds what, when and how much it hurries, and no more.")
def test_a_notice_tells_what_when_and_how_much_it_hurries_and_no_more() -> None:
    talk = at_nav()
    [say] = talk.opened("notice").says
    assert (say.anew, say.urgent, say.wording) == (True, True, False)
    assert lines(say.text) == [
        "followup.head", "followup.level", "followup.wish", "followup.when",
    ]  # fmt: skip
    assert say.text.values["due"] == Phrase("followup.due", {"deadline": DEADLINE})
    shown = everything(say.text)
    assert WORDS not in shown
    assert MARIT.name not in shown
    assert str(MARIT.phone) not in shown
    assert talk.labels() == ["followup.see"]
    assert not talk.facts


def test_a_note_after_an_emergency_call_says_only_that_it_is_serious() -> None:
    talk = at_nav(report=replace(REPORT, level=Level.RED, wording=""))
    talk.opened("notice")
    assert "followup.serious" in everything(talk.said())
    assert "category" not in everything(talk.said())


def test_tomorrow_is_written_with_its_day_for_whoever_reads_it_later() -> None:
    friday = MONDAY + timedelta(days=4)
    for sent_at, key in ((MONDAY, "followup.when_day"), (friday, "followup.when_on")):
        report = replace(REPORT, reachable=Reachable.TOMORROW)
        talk = at_nav(report=report, sent_at=sent_at)
        talk.opened("notice")
        assert lines(talk.said())[-1] == key
    assert "datetime.date(2027, 3, 8)" in everything(talk.said())


@pytest.mark.parametrize(
    ("move", "changes", "key", "why"),
    [
        ("reminder", {}, "followup.reminder", ""),
        ("handover", {}, "followup.handover", "followup.why_passed_on"),
        ("handover", {"missed": True}, "followup.handover", "followup.why_unreached"),
        (
            "handover",
            {"missed": True, "deadline": MONDAY},
            "followup.handover",
            "followup.why_missed",
        ),
        ("changed", {"received_at": MONDAY}, "followup.reopened", ""),
        ("notice", {"received_at": MONDAY}, "followup.reopened", ""),
    ],
)
def test_every_other_notice_says_since_when_and_why(
    move: str, changes: dict[str, Any], key: str, why: str
) -> None:
    talk = at_nav(**changes)
    [say] = talk.opened(move).says
    assert (say.text.key, say.text.values["since"]) == (key, MONDAY)
    assert (say.anew, say.urgent) == (True, True)
    if why:
        assert say.text.values["why"] == Phrase(why)
    talk.taps("followup.see")
    assert ProblemReceived("T4K7") in talk.facts


def test_a_coordinator_hears_who_lets_a_problem_wait_and_whom_to_ring() -> None:
    talk = at_nav(KARI)
    [say] = talk.opened("reminder").says
    assert say.text.key == "followup.watch"
    assert str(NADIA.phone) in everything(say.text)
    assert not talk.buttons()


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"owner": NILS.id}, "followup.moved"),
        ({"state": State.ANSWERED, "answered_at": MONDAY}, "followup.answered_already"),
        ({"state": State.CLOSED, "helped": Helped.PARTLY}, "followup.closed"),
        ({"state": State.CLOSED}, "followup.withdrawn"),
        ({"state": State.CLOSED, "answered_at": MONDAY}, "followup.no_answer"),
    ],
)
def test_what_is_no_longer_theirs_is_said_silently_and_without_buttons(
    changes: dict[str, Any], key: str
) -> None:
    unseen = at_nav(**changes)
    assert not unseen.opened("changed").says
    talk = opened()
    talk.stored(**changes)
    talk.opened("moved" if "owner" in changes else "changed")
    assert (talk.said().key, talk.buttons()) == (key, [])
    assert talk.bubble is not None
    assert not talk.bubble.anew


# Opening it.


@pytest.mark.shows("R47", "One tap from the notice is the receipt.")
def test_one_tap_from_the_notice_is_the_receipt_and_shows_the_number() -> None:
    talk = at_nav()
    talk.opened("notice")
    talk.taps("followup.see")
    assert talk.facts == [ProblemReceived("T4K7"), PhoneShown("T4K7")]
    assert talk.said().values["caller"] == Phrase(
        "followup.caller", {"name": MARIT.name, "phone": MARIT.phone}
    )
    assert WORDS not in everything(talk.said())
    assert talk.labels() == [
        "followup.today", "followup.other_day", "followup.pass_on",
        "followup.read_words", "followup.write", "followup.answered", "followup.copy",
    ]  # fmt: skip


def test_opening_it_again_is_no_second_receipt() -> None:
    talk = opened()
    talk.forces("open")
    assert talk.facts.count(ProblemReceived("T4K7")) == 1


def test_a_mentor_without_a_number_is_shown_by_name() -> None:
    talk = at_nav()
    talk.people(mentor=replace(contact(MARIT), phone=None))
    talk.opened("notice")
    talk.taps("followup.see")
    assert talk.said().values["caller"] == Phrase("followup.caller_unknown", {"name": MARIT.name})


def test_what_nav_sees_is_what_the_mentor_saw_in_the_preview() -> None:
    mentor = at_preview("P08", "knows.not_safe")
    mentor.taps("report.add_tried")
    mentor.marks("talked_to_leader")
    mentor.taps("report.done")
    mentor.taps("report.add_words")
    mentor.types("Ring 900 00 012, det er om lageret.")
    shown = mentor.said().values["shown"]
    assert isinstance(shown, tuple)
    mentor.taps("report.send")
    nav = opened(report=mentor.sent())
    assert nav.said().values["sheet"] == shown[0]
    nav.taps("followup.read_words")
    assert nav.step.says[0].text.values["words"] == shown[1].values["words"]


def test_the_mentors_words_open_behind_their_own_logged_tap_and_are_deleted_later() -> None:
    talk = opened()
    [say] = talk.taps("followup.read_words").says
    assert (say.place, say.wording) == (None, True)
    assert say.text.values["words"] == WORDS
    assert talk.facts[-1] == WordingRead("T4K7")


def test_without_words_there_is_no_button_for_them() -> None:
    talk = opened(report=replace(REPORT, wording=""))
    assert "followup.read_words" not in talk.labels()
    with pytest.raises(BadMove):
        talk.forces("words")


# The three answers.


def test_ringing_today_is_two_taps_from_the_notice() -> None:
    talk = at_nav()
    talk.opened("notice")
    talk.taps("followup.see")
    talk.taps("followup.today")
    assert talk.facts[-1] == ProblemPromised("T4K7", date(2027, 3, 1))
    assert talk.said().values["timing"] == Phrase("followup.promised", {"day": date(2027, 3, 1)})
    assert "followup.today" not in talk.labels()


def test_another_day_is_one_of_the_next_five_working_days() -> None:
    talk = opened()
    talk.knows(now=datetime(2027, 3, 23, 9, 0, tzinfo=UTC))
    talk.taps("followup.other_day")
    days = [button.argument for button in talk.buttons()][:-1]
    # Easter 2027: 25, 26 and 29 March are holidays.
    assert days == ["2027-03-24", "2027-03-30", "2027-03-31", "2027-04-01", "2027-04-02"]
    talk.taps("followup.on_day", "2027-03-30")
    assert talk.facts[-1] == ProblemPromised("T4K7", date(2027, 3, 30))


def test_a_day_that_has_gone_by_is_asked_for_again() -> None:
    talk = opened()
    talk.taps("followup.other_day")
    talk.knows(now=MONDAY + timedelta(days=4))
    talk.taps("followup.on_day", "2027-03-02")
    assert talk.place.state == "day"
    assert not [fact for fact in talk.facts if isinstance(fact, ProblemPromised)]


def test_nobody_is_asked_to_promise_a_call_on_a_saturday() -> None:
    talk = at_nav()
    talk.knows(now=SATURDAY)
    talk.opened("notice")
    talk.taps("followup.see")
    assert "followup.today" not in talk.labels()


def test_passing_it_on_names_the_new_owner_and_takes_the_buttons_away() -> None:
    talk = opened()
    talk.taps("followup.pass_on")
    talk.taps("followup.to", str(KARI.id))
    assert talk.facts[-1] == ProblemPassedOn("T4K7", KARI.id)
    assert talk.said().values["name"] == KARI.name
    assert (talk.place.state, talk.buttons()) == ("done", [])


def test_with_nobody_to_pass_it_on_to_there_is_a_way_back() -> None:
    talk = opened()
    talk.people(colleagues=(replace(contact(NILS), reachable=False),))
    talk.taps("followup.pass_on")
    assert talk.heard() == ["followup.nobody"]
    talk.forces("to", str(NILS.id))
    assert talk.heard() == ["followup.nobody"]
    talk.taps("common.back")
    assert talk.place.state == "open"


def test_answered_waits_for_the_mentor_and_can_still_be_copied() -> None:
    talk = opened()
    talk.taps("followup.answered")
    assert talk.facts[-1] == ProblemAnswered("T4K7")
    talk.stored(state=State.ANSWERED, answered_at=MONDAY)
    [say] = talk.taps("followup.copy").says
    assert say.wording
    shown = everything(say.text)
    assert WORDS in shown
    assert "followup.at_answered" in shown
    assert str(MARIT.phone) not in shown


@pytest.mark.parametrize("move", ["open", "today", "to", "answered", "words", "copy"])
@pytest.mark.parametrize("changes", [{"owner": NILS.id}, {"state": State.CLOSED}])
def test_a_tap_that_comes_too_late_says_how_it_stands(move: str, changes: dict[str, Any]) -> None:
    talk = opened()
    before = len(talk.facts)
    talk.stored(**changes)
    talk.forces(move, "2")
    assert talk.heard() == ["followup.moved" if "owner" in changes else "followup.withdrawn"]
    assert len(talk.facts) == before


def test_a_problem_that_was_erased_is_gone() -> None:
    talk = opened()
    talk.knows(problem=None)
    talk.forces("today")
    assert talk.heard() == ["followup.gone"]


def test_what_is_for_information_is_to_be_read_and_not_answered() -> None:
    talk = at_nav(report=replace(REPORT, wish=Wish.FOR_INFORMATION))
    talk.opened("notice")
    assert talk.said().values["due"] == Phrase("followup.read_by", {"deadline": DEADLINE})


# Opened, and then nothing.


def test_whoever_let_it_lie_is_asked_with_the_usual_buttons_and_nothing_of_the_words() -> None:
    talk = at_nav(state=State.RECEIVED, received_at=MONDAY)
    talk.knows(now=DEADLINE)
    [say] = talk.opened("ask").says
    assert (say.text.key, say.anew, say.urgent) == ("followup.ask", True, True)
    assert WORDS not in everything(say.text)
    assert say.text.values["timing"] == Phrase("followup.overdue", {"deadline": DEADLINE})
    assert say.text.values["clock"] == Phrase("followup.waits_for_nav", {"since": MONDAY})
    assert {"followup.today", "followup.other_day", "followup.pass_on"} <= set(talk.labels())
    talk.taps("followup.today")
    assert ProblemPromised("T4K7", MONDAY.date() + timedelta(days=2)) in talk.facts


def test_a_day_that_was_named_is_what_it_is_asked_about() -> None:
    day = date(2027, 3, 2)
    talk = at_nav(state=State.IN_PROGRESS, received_at=MONDAY, promised=day)
    talk.opened("ask")
    assert talk.said().values["timing"] == Phrase("followup.should_ring", {"day": day})


def test_asked_about_what_somebody_else_has_by_now_it_says_who() -> None:
    talk = opened()
    talk.stored(owner=NILS.id)
    talk.opened("ask")
    assert (talk.said().key, talk.buttons()) == ("followup.moved", [])


@pytest.mark.parametrize(
    ("move", "key"), [("take_back", "followup.handover"), ("again", "followup.again")]
)
def test_taken_over_or_offered_again_it_is_a_notice_with_one_tap_to_the_receipt(
    move: str, key: str
) -> None:
    talk = at_nav(missed=True)
    [say] = talk.opened(move).says
    assert (say.text.key, say.anew, say.urgent) == (key, True, True)
    assert WORDS not in everything(say.text)
    if move == "take_back":
        assert say.text.values["why"] == Phrase("followup.why_taken_back")
    talk.taps("followup.see")
    assert ProblemReceived("T4K7") in talk.facts


def test_why_it_hurries_more_stands_below_how_much_it_does() -> None:
    report = replace(REPORT, raised=(Raised.PATTERN, Raised.MISSED))
    talk = at_nav(report=report)
    talk.opened("notice")
    assert lines(talk.said())[1:4] == [
        "followup.level", "followup.raised_pattern", "followup.raised_missed",
    ]  # fmt: skip


def test_the_list_says_what_waits_for_whom_and_since_when() -> None:
    again = MONDAY + timedelta(days=3)
    talk = at_nav()
    talk.place = replace(talk.place, subject="")
    talk.knows(
        problems=(sent(), sent("R2", reopened_at=again)),
        answered=(sent("R3", state=State.ANSWERED, answered_at=again),),
    )
    talk.commands("list")
    waiting, answered = talk.said().values["lines"], talk.said().values["answered"]
    assert isinstance(waiting, tuple) and isinstance(answered, tuple)
    assert [(line.values["since"], line.values["clock"]) for line in waiting] == [
        (None, Phrase("followup.waits_for_nav", {"since": MONDAY})),
        (MONDAY, Phrase("followup.waits_for_nav", {"since": again})),
    ]
    assert answered[0].values["clock"] == Phrase("followup.waits_for_the_mentor", {"since": again})
    assert answered[0].values["due"] is None
    assert len(talk.buttons()[:-1]) == 2, "what the mentor is to close needs no button"
