from __future__ import annotations

import pytest

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
