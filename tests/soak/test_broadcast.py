"""The count that the long test of a broadcast (tests/soak/broadcast.py) stands on can fail."""

from __future__ import annotations

from tests.soak.broadcast import CEILING, most_in_a_second


def test_the_count_of_a_second_sees_one_too_many() -> None:
    evenly = [second + number / 64 for second in range(3) for number in range(CEILING)]
    assert most_in_a_second(evenly) == CEILING
    assert most_in_a_second([*evenly, 0.5]) == CEILING + 1
