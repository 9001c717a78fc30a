"""The one thing that a check-in holds out at its end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentorbot.domain.facts import PracticeChosen
from mentorbot.domain.levels import Level
from mentorbot.domain.placements import Phase
from mentorbot.domain.rules import Effect
from mentorbot.domain.triggers import Consequence
from mentorbot.domain.wording import Phrase
from tests.cast import NADIA
from tests.dialogs.rules import make_rules, question, trigger
from tests.dialogs.weeks import BJORK, NEXT_WEEK, begun, offered


def test_what_was_agreed_is_kept_in_the_mentors_own_tap() -> None:
    talk = begun("F1", "M7")
    talk.answers("F1.good", "M7.less_help")
    assert PracticeChosen(1, "less_help") in talk.facts


CALL_NAV = ("report", "start", "1:P12")
"""What stands below every ending that holds out nothing else."""


def test_an_ordinary_week_ends_with_thanks_and_nav_one_tap_away() -> None:
    talk = begun("F1", "F4", placements=(replace(BJORK, next_checkin=NEXT_WEEK),))
    talk.answers("F1.good", "F4.right")
    assert talk.said == Phrase("checkin.end", {"next": NEXT_WEEK})
    assert offered(talk) == [CALL_NAV]


def test_a_card_is_offered_with_the_mentors_own_words_as_the_reason() -> None:
    talk = begun("F1", "F4")
    talk.answers("F1.good", "F4.high")
    assert offered(talk) == [("guidance", "card", "V24:1")]
    reason = talk.said.values["reason"]
    assert isinstance(reason, Phrase)
    assert reason.values["answer"] == Phrase("answer.F4.high")


def test_a_report_comes_before_a_card() -> None:
    talk = begun("F4", "U2")
    talk.answers("F4.high", "U2.no")
    assert offered(talk) == [("report", "start", "1:P02")]
    assert talk.said.values["category"] == Phrase("category.P02")


def test_what_cannot_wait_comes_before_another_report() -> None:
    talk = begun("U2", "M6", "F10")
    talk.answers("U2.no", "M6.yes", "F10.soon")
    assert offered(talk) == [("report", "start", f"1:P11:{Level.ORANGE}")]


@pytest.mark.parametrize("answer", ["today", "this_week"])
def test_a_wish_for_a_visit_becomes_a_report_that_says_so(answer: str) -> None:
    talk = begun("F4", "F11")
    talk.answers("F4.high", f"F11.{answer}")
    assert offered(talk) == [("report", "start", "1:come_here")]
    assert talk.said == Phrase("checkin.end_visit", {"name": NADIA.name, "next": None})


def test_a_problem_and_a_visit_go_in_one_report() -> None:
    talk = begun("U2", "F11")
    talk.answers("U2.no", "F11.this_week")
    assert offered(talk) == [("report", "start", "1:P02:come_here")]


@pytest.mark.parametrize(
    ("level", "known"),
    [(Level.ORANGE, "1:P02:orange:come_here"), (Level.YELLOW, "1:P02:yellow:come_here")],
)
def test_one_report_for_both_is_as_urgent_as_the_more_urgent(level: Level, known: str) -> None:
    urgent = Effect(category="P12", level=level)
    visit = replace(make_rules().questions["F11"], answers={"no": Effect(), "today": urgent})
    talk = begun("U2", "F11", rules=make_rules(
        questions={**make_rules().questions, "F11": visit}
    ))  # fmt: skip
    talk.answers("U2.no", "F11.today")
    assert offered(talk) == [("report", "start", known)]


def test_no_visit_wished_offers_nothing() -> None:
    talk = begun("F4", "F11")
    talk.answers("F4.right", "F11.no")
    assert not offered(talk)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ((), [CALL_NAV]),
        (("F9.barely",), [CALL_NAV]),
        (("F9.no",), [("report", "start", "1:P11")]),
    ],
)
def test_a_mark_that_counts_is_acted_on_the_second_time(
    before: tuple[str, ...], expected: list[tuple[str, str, str]]
) -> None:
    talk = begun("F1", "F9", before=before)
    talk.answers("F1.good", "F9.no")
    assert offered(talk) == expected


def test_a_mark_with_a_card_gives_the_card_the_first_time() -> None:
    steps = (Consequence(2, category="P01"), Consequence(1, card="V34"))
    untold = trigger("untold", {"F2": {"untold"}}, *steps)
    rules = make_rules(triggers={"untold": untold})
    first = begun("F2", rules=rules)
    first.answers("F2.untold")
    assert offered(first) == [("guidance", "card", "V34:1")]
    again = begun("F2", rules=rules, before=("F2.untold",))
    again.answers("F2.untold")
    assert offered(again) == [("report", "start", "1:P01"), ("guidance", "card", "V34:1")]


def test_a_trigger_that_needs_two_marks_in_one_talk_counts_them() -> None:
    months = ("M1", "M2", "M3")
    asked = {name: question(name, Phase.TRIAL, better=Effect(), same=Effect()) for name in months}
    still = trigger(
        "still", {month: {"same"} for month in months}, Consequence(1, category="P03"), needs=2
    )
    rules = make_rules(questions={**make_rules().questions, **asked}, triggers={"still": still})
    one = begun("M1", "M2", "M3", rules=rules)
    one.answers("M1.same", "M2.better", "M3.better")
    assert offered(one) == [CALL_NAV]
    two = begun("M1", "M2", "M3", rules=rules)
    two.answers("M1.same", "M2.better", "M3.same")
    assert offered(two) == [("report", "start", "1:P03")]
