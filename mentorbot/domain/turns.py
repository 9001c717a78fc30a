"""Who waits for whom about a problem, and since when: one answer for every list and page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import takewhile


class Side(StrEnum):
    NAV = "nav"
    MENTOR = "mentor"


@dataclass(frozen=True)
class Said:
    """That one side said something to the other. What it was is no part of this."""

    by: Side
    at: datetime


@dataclass(frozen=True)
class Waits:
    """For whom the next step waits."""

    on: Side
    since: datetime

    @property
    def for_mentor(self) -> bool:
        return self.on is Side.MENTOR


def talking(begun: datetime, said: Sequence[Said]) -> Waits:
    """Whose turn it is while both talk about what was reported, or opened again, at `begun`.

    Whoever was written to last is the one to act, since the first thing they left unanswered.
    What the mentor adds before NAV has said anything does not turn NAV's clock back.
    """
    since_then = [each for each in said if each.at >= begun]
    if not any(each.by is Side.NAV for each in since_then):
        return Waits(Side.NAV, begun)
    last = since_then[-1].by
    unanswered = list(takewhile(lambda each: each.by is last, reversed(since_then)))
    return Waits(Side.NAV if last is Side.MENTOR else Side.MENTOR, unanswered[-1].at)
