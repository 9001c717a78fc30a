from __future__ import annotations

import pytest

from mentorbot.understanding.alarm import OVER, heard
from mentorbot.understanding.hearing import Ear
from mentorbot.understanding.signs import Signs

EAR = Ear.taught([("ikke", "ikkje", "itj"), ("liv", "livet", "live")])
SIGNS = Signs.taught({"life": ["ta* livet sitt/sit"], "breath": ["puster ikke"]}, EAR)


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("han vil ta livet sitt", {"life"}),
        ("ho tar no live sit", {"life"}),
        ("ta det nå helt med ro, livet er sitt eget", set()),
        ("livet sitt vil han ta", set()),
        ("ta en to tre fire livet sitt", set()),
        ("hainn puster itj", {"breath"}),
        ("Puster IKKJE, og vil ta sitt eget... livet sitt", {"breath", "life"}),
        ("", set()),
    ],
)
def test_a_pattern_is_words_in_their_order_with_few_between(typed: str, seen: set[str]) -> None:
    assert SIGNS.seen(typed) == seen


@pytest.mark.parametrize(
    ("typed", "over"),
    [
        ("det gikk bra. så ville han ta livet sitt", False),
        ("det gikk bra, men så ville han ta livet sitt", False),
        ("han ville ta livet sitt. det gikk bra", True),
        ("han ville ta livet sitt, men det gikk bra", True),
        ("det gikk bra. ingenting mer", True),
        ("det gikk. bra", True),
    ],
)
def test_that_it_went_well_is_undone_by_danger_told_after_it(typed: str, over: bool) -> None:
    signs = Signs.taught({"life": ["ta livet sitt"], OVER: ["gikk bra"]}, EAR)
    assert (OVER in heard(signs, typed)) is over
