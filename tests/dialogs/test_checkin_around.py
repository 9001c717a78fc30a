"""When a check-in is asked: put off, reminded of, one after another, asked for; and what races."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dialogs import checkin
from mentorbot.domain.brief import Brief, CheckInView
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.conversation import Act, Place, Step, Then, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import (
    CheckInAskedFor,
    CheckInFinished,
    CheckInPutOff,
    CheckInSkipped,
)
from mentorbot.domain.wording import Phrase
from tests.cast import MARIT, MONDAY, NADIA
from tests.dialogs.harness import Talk
from tests.dialogs.rules import make_rules
from tests.dialogs.weeks import ASK, BJORK, Week, begun, offered, practising

FRIDAY = datetime(2027, 3, 5, 9, 0, tzinfo=UTC)


# Later, tomorrow, not this time.


def put_off(talk: Week, button: str) -> datetime:
    talk.taps("checkin.later")
    fact = talk.taps(button).facts[0]
    assert isinstance(fact, CheckInPutOff)
    return fact.until


def test_later_today_is_the_next_hour_a_mentor_may_choose() -> None:
    # It is 10:00 in Oslo; the hours are 8, 10, 12 and so on.
    assert put_off(begun("F1"), "checkin.later_today") == MONDAY.replace(hour=11)


def test_later_today_is_not_offered_outside_the_persons_hours() -> None:
    early = replace(MARIT, rhythm=replace(MARIT.rhythm, quiet_after=MONDAY.time()))
    talk = begun("F1", me=early, now=MONDAY.replace(hour=8, minute=30))
    talk.taps("checkin.later")
    assert "later_today" not in [b.move for b in talk.buttons()]


def test_tomorrow_is_the_mentors_own_hour() -> None:
    assert put_off(begun("F1"), "checkin.tomorrow") == datetime(2027, 3, 2, 12, tzinfo=UTC)


def test_on_a_friday_the_next_working_day_is_called_by_its_name() -> None:
    assert put_off(begun("F1", now=FRIDAY), "checkin.on_day") == datetime(
        2027, 3, 8, 12, tzinfo=UTC
    )


def test_a_button_that_stood_for_hours_names_no_time_gone_by() -> None:
    talk = begun("F1")
    talk.taps("checkin.later")
    talk.knows(now=MONDAY.replace(hour=20))
    step = talk.taps("checkin.later_today")
    assert not step.facts
    assert "later_today" not in [b.move for b in talk.buttons()]


def test_put_off_halfway_it_goes_on_where_it_was() -> None:
    talk = begun("F1", "F4", "F2")
    talk.answers("F1.fair")
    talk.taps("common.skip")
    put_off(talk, "checkin.tomorrow")
    say = talk.opened("due").says[0]
    assert say.anew
    assert (talk.asked, talk.progress) == ("question.F2", (3, 3))


def test_skipping_this_time_asks_why_in_one_tap() -> None:
    talk = begun("F1", "F4")
    talk.taps("checkin.later")
    talk.taps("checkin.skip_all")
    talk.taps("why.nothing_new")
    assert talk.facts == [CheckInSkipped(12, "nothing_new")]


def test_who_is_away_is_shown_the_pause() -> None:
    talk = begun("F1")
    talk.taps("checkin.later")
    talk.taps("checkin.skip_all")
    talk.taps("why.away")
    assert offered(talk) == [("settings", "pause", "")]


def test_whoever_looked_at_later_can_come_back() -> None:
    talk = begun("F1", "F4")
    talk.taps("checkin.later")
    talk.taps("checkin.skip_all")
    talk.taps("common.back")
    talk.taps("common.back")
    assert talk.asked == "question.F1"
    assert not talk.facts


# Several placements, reminders, commands.


def round_of_two(*questions: str) -> Week:
    talk = begun(*questions, placements=(BJORK, ASK))
    talk.stored(others_waiting=(13,))
    talk.knows(waiting=(talk.checkin, CheckInView(13, 2, ("F1",))))
    return talk


def test_the_end_leads_on_to_the_next_participant() -> None:
    talk = round_of_two("F1")
    talk.answers("F1.good")
    button = talk.button("checkin.next")
    assert (button.opens, button.move, button.subject) == ("checkin", "due", "checkin:13")
    assert button.label.values["alias"] == "Ask"


@pytest.mark.parametrize("button", ["checkin.later_today", "checkin.skip_all"])
def test_putting_one_off_still_leads_on_to_the_next(button: str) -> None:
    talk = round_of_two("F1")
    talk.taps("checkin.later")
    talk.taps(button)
    if button == "checkin.skip_all":
        talk.taps("why.no_reason")
    assert talk.button("checkin.next").subject == "checkin:13"


def test_the_next_participants_check_in_opens_by_the_tap() -> None:
    talk = Week("F1", "F4")
    talk.forces("due")
    assert talk.asked == "question.F1"


def test_a_reminder_asks_the_same_question_anew_and_aloud() -> None:
    talk = begun("F1", "F4", "F2")
    talk.answers("F1.fair")
    say = talk.opened("remind").says[0]
    assert (say.anew, say.silent) == (True, False)
    assert (talk.asked, talk.said.values["reminding"]) == ("question.F4", True)


@pytest.mark.parametrize("why", ["due", "remind"])
def test_nothing_is_asked_about_what_is_finished(why: str) -> None:
    talk = Week("F1")
    talk.stored(finished=True)
    assert talk.opened(why) == Step()


def test_a_tap_after_it_was_dropped_gets_a_kind_sentence_and_no_more() -> None:
    talk = begun("F1", "F4")
    talk.stored(finished=True)
    step = talk.answers("F1.hard")
    assert (talk.heard(), step.facts) == (["checkin.closed"], ())


def test_a_tap_for_another_question_is_refused() -> None:
    talk = begun("F1", "F4", "F2")
    talk.answers("F1.fair")
    for move, argument in [
        ("answer", "F1:hard"), ("answer", "F4:what"), ("answer", ""), ("skip", "F1"),
        ("why", "away"),
    ]:  # fmt: skip
        with pytest.raises(BadMove):
            talk.forces(move, argument)


def test_a_late_tap_on_an_answer_that_the_next_question_has_too_is_refused() -> None:
    talk = begun("U1", "U2")
    talk.answers("U1.yes")
    with pytest.raises(BadMove):
        talk.forces("answer", "U1:no")


def test_after_a_restart_the_place_and_the_answers_are_enough() -> None:
    talk = begun("F1", "F4", "F2")
    talk.answers("F1.fair")
    talk.taps("common.skip")
    later = Week("F1", "F4", "F2")
    later.stored(answers={"F1": "fair"})
    later.place = Place("checkin", "asking", "checkin:12", {"skipped": ["F4"]})
    assert later.place == talk.place
    later.forces("answer", "F2:yes")
    assert later.facts[-1] == CheckInFinished(12)


def test_a_question_retired_meanwhile_is_passed_by() -> None:
    talk = begun("F1", "X9", "F4")
    talk.answers("F1.good")
    assert talk.asked == "question.F4"


def command(**sections: Any) -> Step:
    brief = Brief(MARIT, MONDAY, WorkCalendar(), make_rules(), placements=(BJORK,))
    turn = Turn(Act.COMMANDED, "asked")
    return checkin.take(Place("checkin", "", ""), turn, replace(brief, **sections))


def test_checkin_opens_the_one_that_has_waited_longest() -> None:
    waiting = (CheckInView(7, 1, ("F1",)), CheckInView(9, 2, ("F1",)))
    step = command(waiting=waiting)
    assert step == Step(then=Then("checkin", "due", subject="checkin:7"))


def test_checkin_with_nothing_waiting_asks_for_one() -> None:
    assert command() == Step(facts=(CheckInAskedFor(1),))


def test_checkin_of_several_placements_asks_which() -> None:
    talk = Talk(
        checkin, Brief(MARIT, MONDAY, WorkCalendar(), make_rules(), placements=(BJORK, ASK))
    )
    assert talk.commands("asked").says[0].anew
    assert talk.taps("common.alias", "2").facts == (CheckInAskedFor(2),)


def test_checkin_for_a_placement_of_somebody_else_is_refused() -> None:
    talk = Talk(
        checkin, Brief(MARIT, MONDAY, WorkCalendar(), make_rules(), placements=(BJORK, ASK))
    )
    talk.commands("asked")
    with pytest.raises(BadMove):
        talk.forces("placement", "3")


def test_checkin_without_a_placement_says_so() -> None:
    assert [say.text.key for say in command(placements=()).says] == ["checkin.no_placement"]


def test_checkin_is_the_mentors_own() -> None:
    step = command(me=NADIA)
    assert ([say.text.key for say in step.says], step.facts) == (["checkin.for_mentors"], ())


def test_the_period_and_what_was_agreed_are_there_for_the_words_of_any_question() -> None:
    shown = begun("S1", **practising("slower")).said.values["question"]
    assert isinstance(shown, Phrase)
    assert shown.values == {
        "practice": Phrase("answer.M7.slower"), "end": date(2027, 5, 7), "card": None,
    }  # fmt: skip
