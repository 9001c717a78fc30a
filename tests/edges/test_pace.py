"""Telegram's limits, kept on this side, on a loop whose time is moved by hand."""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import pairwise

import pytest

from mentorbot.edges import pace
from mentorbot.edges.pace import BURST, Pace


class Times:
    """Stands in for the loop's clock and for sleeping: a second passes at once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        monkeypatch.setattr(asyncio, "get_running_loop", lambda: self)
        monkeypatch.setattr(asyncio, "sleep", self.sleep)

    def time(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def moments(self, pace_: Pace, chats: list[int]) -> list[float]:
        """When each message leaves if all are ready now."""
        moments = []
        for chat in chats:
            self.slept.clear()
            coroutine = pace_.wait(chat)
            with pytest.raises(StopIteration):
                coroutine.send(None)
            moments.append(self.now + sum(self.slept))
        return moments


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> Times:
    return Times(monkeypatch)


def test_never_thirty_in_any_second(times: Times) -> None:
    moments = times.moments(Pace(), list(range(300)))
    assert max(Counter(int(moment) for moment in moments).values()) < 30
    assert all(b >= a for a, b in pairwise(moments))


def test_a_chat_gets_a_small_burst_and_then_one_a_second(times: Times) -> None:
    moments = times.moments(Pace(), [7] * 10)
    gaps = [b - a for a, b in pairwise(moments)]
    assert max(gaps[: BURST - 1]) < 0.1
    assert all(gap == pytest.approx(1.0, abs=0.05) for gap in gaps[BURST:])


def test_a_chat_that_waits_holds_up_no_other(times: Times) -> None:
    pace_ = Pace()
    times.moments(pace_, [7] * 20)
    (other,) = times.moments(pace_, [8])
    assert other - times.now < 1.0


def test_what_a_chat_owes_is_forgotten_with_time(times: Times) -> None:
    pace_ = Pace()
    times.moments(pace_, [7] * 8)
    times.now += 30
    assert times.moments(pace_, [7] * 3)[-1] - times.now < 0.1


def test_it_remembers_only_so_many_chats(times: Times, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "REMEMBERED", 10)
    pace_ = Pace()
    times.moments(pace_, list(range(50)))
    assert len(pace_._chats) == 10
