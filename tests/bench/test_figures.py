"""A figure says whether its aim was reached, and can say that it was not."""

from __future__ import annotations

from dataclasses import replace

from tests.bench.figures import Figure

FIGURE = Figure("A tap", 6.0, 10.0, "ms", "a bare bot", "taps", at_most=0.6)


def test_an_aim_is_reached_up_to_its_bound_and_not_beyond() -> None:
    assert FIGURE.cells() == [
        "A tap", "6 ms", "a bare bot", "10 ms", "0.60", "at most 0.6", "reached",
    ]  # fmt: skip
    assert "not" in replace(FIGURE, ours=6.2).reached
    faster = replace(FIGURE, at_most=None, at_least=3.0)
    assert "not" in replace(faster, ours=29.0).reached
    assert faster.aim == "at least 3" and replace(faster, ours=30.0).reached == "reached"
