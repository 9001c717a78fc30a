"""Which way a week leans, from what was said and never from who said it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mentorbot.domain.balance import BalanceRules, Lean, Leaning, Reason, leaning
from mentorbot.domain.triggers import Heard

TODAY = date(2027, 3, 18)
RULES = BalanceRules(
    support=("F4.high", "M1.weaker"),
    push=("F4.low", "F5.little"),
    weeks=4,
    cards={Lean.SUPPORT: "V24", Lean.PUSH: "V18", Lean.BOTH: "V25"},
)


def said(*weeks_ago: tuple[int, str]) -> list[Heard]:
    return [
        Heard(TODAY - timedelta(weeks=ago), dict(a.split(".") for a in answers.split()))
        for ago, answers in weeks_ago
    ]


def test_twice_too_hard_leans_to_support_and_says_so() -> None:
    found = leaning(said((0, "F4.high"), (1, "F4.high")), RULES, TODAY)
    assert found == Leaning(Lean.SUPPORT, (Reason("F4", "high", 2),))
    assert found.reasons[0].key == "said.F4.high"


def test_too_easy_leans_to_a_push() -> None:
    found = leaning(said((1, "F5.little"), (2, "F4.low"), (3, "F4.low")), RULES, TODAY)
    assert found == Leaning(Lean.PUSH, (Reason("F4", "low", 2),))


def test_what_points_both_ways_gives_a_reason_for_each() -> None:
    found = leaning(said((0, "F4.high F5.little")), RULES, TODAY)
    assert found == Leaning(Lean.BOTH, (Reason("F4", "high", 1), Reason("F5", "little", 1)))


@pytest.mark.parametrize("heard", [[], said((0, "F4.right F1.good")), said((5, "F4.high"))])
def test_nothing_said_lately_leans_nowhere(heard: list[Heard]) -> None:
    assert leaning(heard, RULES, TODAY) is None


def test_of_two_said_as_often_the_first_in_the_rules_is_the_reason() -> None:
    found = leaning(said((0, "M1.weaker"), (1, "F4.high")), RULES, TODAY)
    assert found is not None and found.reasons == (Reason("F4", "high", 1),)
