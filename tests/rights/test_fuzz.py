"""Thousands of things that nobody should send, by people who have no part in the placement."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorbot.book.rendering import Book
from tests.rights.cast import cast_of
from tests.rights.fuzzing import Fuzz

STEPS = 1500


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_read_nothing_is_written_and_nothing_breaks(
    tmp_path: Path, book: Book, seed: int
) -> None:
    fuzz = Fuzz(cast_of(tmp_path, book, "talking"), seed)
    fuzz.run(STEPS)
    figures = fuzz.figures
    fuzz.close()
    assert sum(figures.steps.values()) == STEPS
    assert figures.denied > 100 and figures.set_aside > 20 and len(figures.statuses) >= 5
