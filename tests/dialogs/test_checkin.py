"""The check-in as short stories: good, fair and hard weeks, skipping, going back, correcting."""

from __future__ import annotations

import pytest

from mentorbot.domain.conversation import Then
from mentorbot.domain.facts import (
    Answered,
    AnswerTakenBack,
    CheckInFinished,
)
from mentorbot.domain.wording import Phrase
from tests.dialogs.weeks import ASK, BJORK, begun, offered, practising

# A good week, a fair week, a hard week.


def test_a_good_week_is_two_taps() -> None:
    talk = begun("F1", "F4", "F2", "F3")
    talk.answers("F1.good", "F4.right")
    assert talk.heard() == ["checkin.end"]
    assert talk.facts == [
        Answered(12, "F1", "good"),
        Answered(12, "F4", "right"),
        CheckInFinished(12),
    ]


def test_a_good_week_with_nothing_else_to_ask_is_one_tap() -> None:
    talk = begun("F1")
    talk.answers("F1.good")
    assert talk.facts == [Answered(12, "F1", "good"), CheckInFinished(12)]


def test_a_fair_week_asks_the_list() -> None:
    talk = begun("F1", "F4", "F2", "F3")
    talk.answers("F1.fair", "F4.right", "F2.yes", "F3.new")
    assert talk.facts[-1] == CheckInFinished(12)


def test_a_tap_on_hard_asks_what_is_hardest_and_drops_the_rest() -> None:
    talk = begun("F1", "F4", "F2", "F3")
    step = talk.answers("F1.hard")
    assert talk.heard() == ["checkin.hardest"]
    assert step.facts == (Answered(12, "F1", "hard"), CheckInFinished(12))


@pytest.mark.shows("R35", "After a difficult week the next tap is a report.")
def test_from_hard_a_report_is_the_next_tap() -> None:
    talk = begun("F1", "F4")
    talk.answers("F1.hard")
    step = talk.taps("category.P03")
    assert step.then == Then("report", "start", "1:P03", "placement:1")


def test_what_is_hardest_may_be_something_else() -> None:
    talk = begun("F1", "F4")
    talk.answers("F1.hard")
    assert talk.taps("checkin.something_else").then == Then("report", "start", "1", "placement:1")


def test_the_talk_folds_up_when_a_report_begins() -> None:
    talk = begun("F1", "F4")
    talk.answers("F1.hard")
    talk.taps("category.P03")
    assert talk.heard() == ["checkin.told"]
    assert [button.label.key for button in talk.buttons()] == ["checkin.correct"]


def test_the_numbers_stand_above_what_is_hardest() -> None:
    talk = begun("F1")
    talk.answers("F1.hard")
    assert talk.said.values["line"] == Phrase("emergency.line")


def test_who_reports_nothing_after_a_hard_week_still_has_the_way() -> None:
    talk = begun("F1", "F4")
    talk.answers("F1.hard")
    step = talk.taps("checkin.not_now")
    assert not step.facts
    assert offered(talk) == [("report", "start", "1")]


# How it opens, and what it shows of how far it has come.


def test_it_opens_with_what_was_agreed_last() -> None:
    talk = begun("F1", "F4", **practising("less_help"))
    assert talk.said.values["practice"] == Phrase("answer.M7.less_help")
    talk.answers("F1.fair")
    assert talk.said.values["practice"] is None


@pytest.mark.parametrize("nothing", [None, "no_change"])
def test_it_opens_with_the_question_when_nothing_was_agreed(nothing: str | None) -> None:
    talk = begun("F1", "F4", **practising(nothing))
    assert talk.said.values["practice"] is None
    assert talk.asked == "question.F1"


def test_a_first_question_about_something_else_is_not_led_on_to() -> None:
    assert begun("S1", "B1", **practising("less_help")).said.values["practice"] is None


@pytest.mark.parametrize(("agreed", "expected"), [("slower", 3), ("no_change", 2), (None, 2)])
def test_whether_it_helped_is_asked_only_when_something_was_agreed(
    agreed: str | None, expected: int
) -> None:
    talk = begun("F1", "M8", "F4", **practising(agreed))
    talk.answers("F1.fair")
    assert talk.progress == (2, expected)


def test_progress_is_shown_once_the_number_is_known() -> None:
    talk = begun("F1", "F4", "F2", "F3")
    assert not any(talk.progress)
    talk.answers("F1.fair")
    assert talk.progress == (2, 4)
    talk.taps("common.back")
    talk.answers("F1.good")
    assert talk.progress == (2, 2)


def test_a_list_without_an_opener_knows_its_number_at_once() -> None:
    assert begun("U1", "U2", "U6").progress == (1, 3)


def test_the_alias_is_shown_only_to_a_mentor_of_several() -> None:
    assert begun("F1").heard() == ["checkin.ask"]
    talk = begun("F1", placements=(BJORK, ASK))
    assert talk.said.key == "checkin.named"
    assert talk.said.values["alias"] == "Bjørk"


def test_every_question_can_be_skipped_put_off_and_after_the_first_taken_back() -> None:
    talk = begun("F1", "F4")
    assert [b.move for b in talk.buttons() if b.move != "answer"] == ["skip", "later"]
    talk.answers("F1.fair")
    assert [b.move for b in talk.buttons() if b.move != "answer"] == ["back", "skip", "later"]


# Skipping, going back, correcting.


def test_a_skipped_question_counts_as_asked() -> None:
    talk = begun("F1", "F4", "F2")
    talk.answers("F1.good")
    talk.taps("common.skip")
    assert talk.facts == [Answered(12, "F1", "good"), CheckInFinished(12)]


def test_a_skipped_opener_leads_on_to_the_list() -> None:
    talk = begun("F1", "F4", "F2")
    talk.taps("common.skip")
    assert (talk.asked, talk.progress) == ("question.F4", (2, 3))


def test_a_whole_check_in_of_skips_comes_to_its_end() -> None:
    talk = begun("F1", "F4")
    talk.taps("common.skip")
    talk.taps("common.skip")
    assert talk.facts == [CheckInFinished(12)]


def test_back_takes_the_last_answer_back() -> None:
    talk = begun("F1", "F4", "F2")
    talk.answers("F1.fair")
    step = talk.taps("common.back")
    assert step.facts == (AnswerTakenBack(12, "F1"),)
    assert talk.asked == "question.F1"


def test_back_to_a_skipped_question_takes_no_answer_back() -> None:
    talk = begun("F1", "F4", "F2")
    talk.taps("common.skip")
    step = talk.taps("common.back")
    assert step.facts == ()
    assert talk.asked == "question.F1"


def test_the_last_answer_can_be_corrected_from_the_end() -> None:
    talk = begun("F1", "F4")
    talk.answers("F1.good", "F4.high")
    assert talk.taps("checkin.correct").facts == (AnswerTakenBack(12, "F4"),)
    step = talk.answers("F4.right")
    assert step.facts == (Answered(12, "F4", "right"),)
    assert talk.heard() == ["checkin.end"]


def test_hard_can_be_corrected_and_the_rest_is_asked_after_all() -> None:
    talk = begun("F1", "F4", "F2")
    talk.answers("F1.hard")
    talk.taps("checkin.correct")
    talk.answers("F1.fair", "F4.right", "F2.yes")
    assert talk.checkin.answers == {"F1": "fair", "F4": "right", "F2": "yes"}
    assert talk.place.state == "end"


def test_what_was_finished_once_is_not_put_off_while_it_is_corrected() -> None:
    talk = begun("F1", "F4")
    talk.answers("F1.good", "F4.high")
    talk.taps("checkin.correct")
    assert not [b for b in talk.buttons() if b.move == "later"]
