"""Everything a thumb can do in a check-in: never too many taps, never a dead end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mentorbot.domain.facts import CheckInFinished
from tests.dialogs.rules import MODELS, QUESTIONS
from tests.dialogs.weeks import Week, begun, practising


def lists() -> Iterator[tuple[str, ...]]:
    for model in MODELS:
        for occasion in model.checkins:
            yield from filter(None, (occasion.ask, *occasion.cycle))
    yield ("S1", "F1", "F4", "F9")
    yield ("M8", "F1", "F4", "M7")
    yield ("U1", "U2", "U6", "U7", "M6", "F10", "B1")


def ends(talk: Week, taps: int = 0) -> Iterator[int]:
    """How many taps each way through the answers and skips takes to its end."""
    if talk.place.state in ("end", "hardest"):
        assert talk.facts.count(CheckInFinished(12)) == 1
        yield taps
        return
    ways = [b for b in talk.buttons() if b.move in ("answer", "skip")]
    assert len(ways) > 1
    for button in ways:
        branch = begun(*talk.checkin.questions)
        branch.brief, branch.place, branch.facts = talk.brief, talk.place, [*talk.facts]
        branch.forces(button.move, button.argument)
        yield from ends(branch, taps + 1)


@pytest.mark.parametrize("questions", [*lists()], ids="-".join)
def test_every_way_through_ends_within_the_most_taps(questions: tuple[str, ...]) -> None:
    talk = begun(*questions, **practising("slower"))
    taken = list(ends(talk))
    assert max(taken) <= talk.brief.rules.checkin.most_taps


@settings(max_examples=150, deadline=None)
@given(
    questions=some.lists(some.sampled_from([q.id for q in QUESTIONS]), min_size=1, unique=True),
    choices=some.lists(some.integers(0, 30), max_size=25),
    agreed=some.sampled_from([None, "slower", "no_change"]),
)
def test_no_thumb_finds_a_dead_end(
    questions: list[str], choices: list[int], agreed: str | None
) -> None:
    talk = begun(*questions, **practising(agreed))
    for choice in choices:
        ways = [button for button in talk.buttons() if not button.opens]
        if talk.place.state in ("put_off", "skipped") or talk.bubble is None:
            return
        assert ways, talk.place.state
        button = ways[choice % len(ways)]
        talk.forces(button.move, button.argument)
    if talk.place.state == "asking":
        while talk.place.state == "asking":
            talk.forces("skip", str((talk.asked or "").removeprefix("question.")))
        assert talk.checkin.finished
