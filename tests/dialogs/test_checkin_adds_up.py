"""What several check-ins add up to at the end of one: the reason is shown, one thing at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mentorbot.domain.facts import CardRated, RhythmSet
from mentorbot.domain.model_rules import RhythmBounds
from mentorbot.domain.placements import FollowUpModel, Phase
from mentorbot.domain.rules import Effect, Rules
from mentorbot.domain.triggers import Consequence, Heard
from mentorbot.domain.wording import Phrase
from tests.cast import MONDAY
from tests.dialogs.rules import QUESTIONS, make_rules, question, trigger
from tests.dialogs.weeks import BJORK, begun, offered

WEEK = timedelta(days=7)


def earlier(*given: str) -> tuple[Heard, ...]:
    """Check-ins before this one, newest first."""
    return tuple(
        Heard(MONDAY.date() - at * WEEK, dict(a.split(".") for a in answers.split()))
        for at, answers in enumerate(given, 1)
    )


@pytest.mark.shows(
    "R03", "Twice no time to be a mentor offers a report about the workplace, with the reason."
)
def test_twice_in_a_row_is_said_as_the_reason() -> None:
    talk = begun("F1", "F9", before=("F9.no",))
    talk.answers("F1.fair", "F9.no")
    assert talk.said.key == "checkin.end_report"
    assert talk.said.values["reason"] == Phrase("trigger.no_time_2")


GOOD = trigger("all_good", {"F1": {"good"}}, Consequence(3, rarer=True))


def easy(at_most: int = 4) -> Rules:
    rules = make_rules(triggers={"all_good": GOOD})
    hybrid = replace(rules.models[FollowUpModel.HYBRID], rhythm=RhythmBounds(1, at_most))
    return replace(rules, models={**rules.models, FollowUpModel.HYBRID: hybrid})


def test_three_good_weeks_offer_to_ask_less_often_and_a_tap_settles_it() -> None:
    talk = begun("F1", rules=easy())
    talk.stored(heard=earlier("F1.good", "F1.good"))
    talk.answers("F1.good")
    assert talk.said.values["reason"] == Phrase("trigger.all_good_3")
    talk.taps("checkin.rarer")
    assert talk.facts[-1] == RhythmSet(1, 2)
    assert talk.said == Phrase("checkin.rarer_kept", {"weeks": 2})


def test_who_is_asked_as_rarely_as_allowed_is_offered_nothing_rarer() -> None:
    talk = begun("F1", rules=easy(at_most=1))
    talk.stored(heard=earlier("F1.good", "F1.good"))
    talk.answers("F1.good")
    assert talk.said.key == "checkin.end"


NOT_TRIED = trigger("not_tried", {"M8": {"not_tried"}}, Consequence(2, ask="M9"))
IN_THE_WAY = replace(
    question("M9", Phase.TRIAL, "HJ", time=Effect(), leader=Effect(category="P11")), rotates=False
)


def test_not_tried_twice_asks_at_once_what_came_in_the_way() -> None:
    rules = make_rules(
        questions={item.id: item for item in (*QUESTIONS, IN_THE_WAY)},
        triggers={"not_tried": NOT_TRIED},
    )
    agreed = replace(BJORK, placement=replace(BJORK.placement, practising="new_task"))
    talk = begun("F1", "M8", "F4", rules=rules, placements=(agreed,))
    talk.stored(heard=earlier("F1.good M8.not_tried"))
    talk.answers("F1.good", "M8.not_tried")
    assert talk.asked == "question.M9"
    talk.answers("M9.leader")
    assert offered(talk) == [("report", "start", "1:P11")]


HELPED = question("K1", Phase.TRIAL, yes=Effect(), some=Effect(), no=Effect(), not_tried=Effect())


@pytest.mark.parametrize(
    ("answer", "helped"), [("yes", True), ("some", True), ("no", False), ("not_tried", None)]
)
def test_whether_the_last_card_helped_is_asked_and_kept(answer: str, helped: bool | None) -> None:
    rules = make_rules(questions={item.id: item for item in (*QUESTIONS, HELPED)})
    talk = begun("F1", "K1", "F4", rules=rules)
    assert talk.asked == "question.F1"
    talk.stored(card="V24")
    talk.answers("F1.good")
    shown = talk.said.values["question"]
    assert isinstance(shown, Phrase) and shown.values["card"] == Phrase("card_title.V24")
    talk.answers(f"K1.{answer}")
    assert CardRated("V24", helped) in talk.facts
    assert talk.place.state == "end", "in a good week that was the one question"


def test_without_a_card_nobody_is_asked_whether_it_helped() -> None:
    rules = make_rules(questions={item.id: item for item in (*QUESTIONS, HELPED)})
    talk = begun("F1", "K1", "F4", rules=rules)
    talk.answers("F1.good")
    assert talk.asked == "question.F4"


def test_what_is_to_be_settled_at_the_start_is_asked_in_a_good_week_too() -> None:
    settle = {name: replace(make_rules().questions[name], rotates=False) for name in ("U1", "U6")}
    rules = make_rules(questions={**make_rules().questions, **settle})
    talk = begun("F1", "U1", "U6", "F4", "F2", rules=rules)
    talk.answers("F1.good", "U1.yes", "U6.yes", "F4.right")
    assert talk.place.state == "end"


def test_near_the_end_it_goes_before_a_wished_visit() -> None:
    """Under two weeks left it is orange, and orange stands first (R42)."""
    asked = ("S1", "F11")
    far, near = date(2027, 5, 7), date(2027, 3, 10)
    ends = {}
    for end in (far, near):
        specialist = replace(BJORK.placement, end=end, model=FollowUpModel.JOB_SPECIALIST)
        talk = begun(*asked, placements=(replace(BJORK, placement=specialist),))
        talk.answers("S1.no", "F11.this_week")
        ends[end] = talk.said.key
    assert ends == {far: "checkin.end_visit", near: "checkin.end_report"}
