"""What a planned check-in really asks on its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mentorbot.domain.checkins import questions_now
from mentorbot.domain.model_rules import Coupling
from mentorbot.domain.placements import FollowUpModel, Placement
from mentorbot.domain.rules import Effect, Rules
from mentorbot.domain.triggers import Heard
from tests.cast import placement
from tests.dialogs.rules import CHECKIN, QUESTIONS, TRIAL, make_rules, question

START = date(2027, 1, 4)
TWELVE_WEEKS = placement(start=START, end=START + timedelta(days=83))
RULES = make_rules()

PROGRESS = (
    question("M0", TRIAL, yes=Effect(), no=Effect(card="V25")),
    question("M1", TRIAL, "HJ", better=Effect(), same=Effect()),
    question("M2", TRIAL, "HJ", more=Effect(), same=Effect()),
)
ALL = make_rules(questions={item.id: item for item in (*QUESTIONS, *PROGRESS)})
EARLY, LATER = date(2027, 1, 14), date(2027, 2, 18)
"""Week 2 and week 7 of the twelve."""


def asks(
    *names: str,
    on: date = EARLY,
    of: Placement = TWELVE_WEEKS,
    before: str = "",
    rules: Rules = ALL,
) -> list[str]:
    given = dict(answer.split(".") for answer in before.split())
    heard = (Heard(on - timedelta(weeks=1), given),) if given else ()
    return list(questions_now(names, of, rules, on, heard))


def test_the_opener_comes_first_and_the_visit_last() -> None:
    specialist = replace(TWELVE_WEEKS, model=FollowUpModel.JOB_SPECIALIST)
    assert asks("F4", "F11", "F1", of=specialist) == ["F1", "F4", "F11"]


def test_no_opener_is_put_in_where_every_question_matters() -> None:
    assert asks("U1", "U2", "U6") == ["U1", "U2", "U6"]


def test_only_questions_of_the_placements_model_are_asked_and_none_twice() -> None:
    form = replace(TWELVE_WEEKS, model=FollowUpModel.CASEWORKER)
    assert asks("F1", "F3", "F2", "F2", "retired", of=form) == ["F1", "F2"]


def test_a_check_in_whose_questions_are_all_retired_still_asks_how_it_goes() -> None:
    assert asks("retired") == ["F1"]


def test_standstill_is_asked_from_the_week_the_rules_say_in_every_model() -> None:
    week3 = START + timedelta(weeks=2)
    for model in FollowUpModel:
        of = replace(TWELVE_WEEKS, model=model)
        assert asks("F1", "F4", on=week3 - timedelta(days=1), of=of) == ["F1", "F4"]
        assert asks("F1", "F4", on=week3, of=of) == ["F1", "F4", "M0"]


def test_standstill_is_not_asked_besides_another_question_about_progress() -> None:
    assert asks("F1", "M0", "F4", on=LATER) == ["F1", "M0", "F4"]
    assert asks("F1", "M1", "M2", on=LATER) == ["F1", "M1", "M2"]


def test_standstill_takes_the_last_place_where_a_check_in_is_full() -> None:
    specialist = replace(TWELVE_WEEKS, model=FollowUpModel.JOB_SPECIALIST)
    full = asks("F1", "F2", "F3", "F4", "F11", on=LATER, of=specialist)
    assert full == ["F1", "F2", "F3", "M0", "F11"]


def test_after_hire_nothing_is_added_to_the_one_question() -> None:
    assert asks("S7", on=LATER, of=replace(TWELVE_WEEKS, hired_on=date(2027, 4, 1))) == ["S7"]


def test_an_office_without_the_standstill_question_is_not_asked_it() -> None:
    assert asks("F1", "F4", on=LATER, rules=RULES) == ["F1", "F4"]


@pytest.mark.parametrize(
    ("practising", "asked"),
    [(None, "M7"), ("no_change", "M7"), ("less_help", "M8")],
)
def test_what_was_agreed_is_asked_back_before_anything_new_is_agreed(
    practising: str | None, asked: str
) -> None:
    of = replace(TWELVE_WEEKS, practising=practising)
    assert asks("F1", "M7", of=of) == ["F1", asked]
    assert asks("F1", "M8", of=of) == ["F1", asked]


@pytest.mark.shows("R22", "An answer that counted is asked again next time.")
def test_a_flagged_answer_is_asked_again_in_place_of_the_last_pick() -> None:
    assert asks("F1", "F2", "F4", before="F9.no") == ["F1", "F9", "F2"]
    specialist = replace(TWELVE_WEEKS, model=FollowUpModel.JOB_SPECIALIST)
    assert asks("F1", "F4", "F11", of=specialist, before="F3.no") == ["F1", "F3", "F11"]


def test_two_flagged_answers_at_most_and_none_that_is_asked_anyway() -> None:
    before = "F9.no F3.no B1.much_more"
    assert asks("F1", "F2", "F4", "M4", before=before) == ["F1", "F3", "F9", "F2"]
    assert asks("F1", "F4", "F9", before="F9.no") == ["F1", "F9", "F4"]


def test_an_answer_that_flags_nothing_is_not_asked_again() -> None:
    assert asks("F1", "F2", before="F9.yes F4.high gone.no F3.gone") == ["F1", "F2"]


def test_a_flagged_answer_and_standstill_both_find_room() -> None:
    assert asks("F1", "F2", "F3", "F4", "M4", on=LATER, before="F9.no") == [
        "F1", "F9", "F2", "F3", "M0"
    ]  # fmt: skip


def test_the_caseworkers_form_adapts_to_nothing() -> None:
    form = replace(TWELVE_WEEKS, model=FollowUpModel.CASEWORKER)
    assert asks("F1", "F4", of=form, before="F2.untold B1.much_more") == ["F1", "F4"]


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5])
def test_never_more_taps_than_the_rules_allow(most: int) -> None:
    rules = make_rules(questions=ALL.questions, checkin=replace(CHECKIN, most_taps=most))
    specialist = replace(TWELVE_WEEKS, model=FollowUpModel.JOB_SPECIALIST)
    found = asks(
        "F1", "F2", "F3", "F4", "M4", "F11", on=LATER, of=specialist, before="F9.no", rules=rules
    )
    assert len(found) == most
    assert found[0] == "F1"


def test_what_was_asked_again_as_often_as_anything_follows_from_it_rests() -> None:
    week = timedelta(weeks=1)
    twice = [Heard(EARLY - n * week, {"F9": "no"}) for n in (1, 2)]
    assert questions_now(("F1", "F2"), TWELVE_WEEKS, ALL, EARLY, twice) == ("F1", "F2")


def test_a_card_that_was_read_is_asked_about_in_place_of_the_last_pick() -> None:
    helped = question("K1", TRIAL, yes=Effect(), no=Effect())
    rules = make_rules(questions={**ALL.questions, "K1": helped})
    found = questions_now(("F1", "F2", "F4"), TWELVE_WEEKS, rules, EARLY, has_card=True)
    assert found == ("F1", "K1", "F2")


def test_what_an_answer_leads_to_is_asked_next_time() -> None:
    high = replace(ALL.questions["F4"], answers={"high": Effect(next=("M6",))})
    rules = make_rules(questions={**ALL.questions, "F4": high})
    assert asks("F1", "F2", "F9", before="F4.high", rules=rules) == ["F1", "M6", "F2"]


@pytest.mark.shows("R16", "What only a listening office asks is not asked where coupling is loose.")
def test_what_only_a_listening_office_asks_is_not_asked_elsewhere() -> None:
    tight = replace(ALL.questions["M4"], tight=True)
    rules = make_rules(questions={**ALL.questions, "M4": tight})
    assert asks("F1", "F2", "M4", rules=rules) == ["F1", "F2"]
    close = replace(rules.models[FollowUpModel.HYBRID], coupling=Coupling.TIGHT)
    listening = replace(rules, models={**rules.models, FollowUpModel.HYBRID: close})
    assert asks("F1", "F2", "M4", rules=listening) == ["F1", "F2", "M4"]
