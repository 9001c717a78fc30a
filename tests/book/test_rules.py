"""content/rules/ as the domain's values."""

from __future__ import annotations

from datetime import date, time, timedelta

from mentorbot.book.rendering import Book
from mentorbot.domain.levels import Level
from mentorbot.domain.model_rules import Deadline, Occasion, RungRule
from mentorbot.domain.placements import FollowUpModel, Phase
from mentorbot.domain.rules import CardRef, Category, Effect, Number, Question


def test_a_question_keeps_the_order_and_the_effects_of_its_answers(book: Book) -> None:
    assert book.rules.questions["F1"] == Question(
        "F1",
        frozenset({Phase.TRIAL, Phase.OUTCOME}),
        ("individual",),
        frozenset(FollowUpModel),
        {
            "good": Effect(),
            "fair": Effect(),
            "hard": Effect("V34", "P01", Level.ORANGE, True, ("M8",)),
        },
        opener=True,
    )
    assert list(book.rules.questions["F1"].answers) == ["good", "fair", "hard"]


def test_a_model_has_its_occasions_deadlines_and_ladder(book: Book) -> None:
    model = book.rules.models[FollowUpModel.CASEWORKER]
    assert model.checkins[0] == Occasion("day3", "start", ("F1",), working_days=3)
    assert model.checkins[1] == Occasion("later", "start", (), None, 8, 2, (("F1",), ("F1",)))
    assert model.deadlines[Level.ORANGE] == Deadline(working_hours=4)
    assert model.ladder[-1] == RungRule("coordinator", 1.5, "handover")
    assert (model.tells_silence, model.after_hire_weeks) == (False, None)
    assert book.rules.models[FollowUpModel.HYBRID].after_hire_weeks == 4


def test_the_calendar_knows_short_and_closed_days(book: Book) -> None:
    hours = book.rules.hours
    assert hours.weekdays == {0: (time(8), time(15, 30)), 4: (time(8), time(15))}
    assert hours.half_days == {(12, 24): None, (12, 30): time(12)}
    assert hours.lunch == (time(11), time(11, 30))


def test_the_rest_of_the_rules(book: Book) -> None:
    rules = book.rules
    assert rules.categories["P08"] == Category("P08", "worry", Level.ORANGE, ("V44",))
    assert rules.numbers["urgent_care"] == Number(
        "urgent_care", "116 117", "Helsenorge", date(2026, 11, 23), emergency=True
    )
    assert rules.cards["V34"] == CardRef("V34", "attendance", "push", ("P01",), ("attendance",))
    assert (rules.groups, rules.themes) == (("at_work", "worry"), ("attendance", "worry"))
    assert (rules.checkin.weekday, rules.checkin.at, rules.checkin.most_taps) == (3, time(13), 5)
    assert (rules.invite_lives, rules.wording_in_chat) == (
        timedelta(days=14),
        timedelta(hours=46),
    )
