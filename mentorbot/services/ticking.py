"""Everything that falls due by itself, and when to look next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from mentorbot.services import (
    checking_in,
    escalating,
    monday,
    nobody_has,
    reminding,
    running_out,
    spreading,
    wished,
)
from mentorbot.services.parts import Parts
from mentorbot.storage import queue, rungs

Step = Callable[[Parts, datetime], int]
"""Handles a few due rows, and returns how many."""

climb: Step = partial(escalating.climb_overdue, most=1)
REST: tuple[Step, ...] = (
    partial(checking_in.drop, most=1),
    partial(checking_in.open_due, most=1),
    partial(checking_in.remind, most=1),
    running_out.tell_due,
    monday.tell_due,
    nobody_has.tell_due,
    wished.forget_due,
    spreading.close_over,
    reminding.tell_due,
    spreading.spread,
)
"""What is to be dropped goes before anybody is reminded of it: after downtime both are due."""


def handle_due(parts: Parts, clock: Callable[[], datetime]) -> Iterator[int]:
    """Does what is due, a row or a few at a time; yields how many, until nothing is left.

    Whoever waits for an answer has their turn in between. An escalation that falls due meanwhile
    waits for one row at most, however many check-ins stand before it.
    """
    yield from _all(climb, parts, clock)
    busy = True
    while busy:
        busy = False
        for step in REST:
            for handled in _all(step, parts, clock):
                busy = True
                yield handled
                yield from _all(climb, parts, clock)


def _all(step: Step, parts: Parts, clock: Callable[[], datetime]) -> Iterator[int]:
    while handled := step(parts, clock()):
        yield handled


def next_moment(parts: Parts, now: datetime) -> datetime:
    """When something is due next."""
    with parts.database.begin() as tx:
        begins = monday.next_moment(tx, parts, now)
        found = (
            checking_in.next_moment(tx, now),
            rungs.next_at(tx),
            queue.next_moment(tx, now),
            spreading.next_moment(tx),
            reminding.next_moment(tx),
            running_out.next_moment(parts, now),
            nobody_has.next_moment(tx, parts, now),
            wished.next_moment(tx),
        )
    return min([begins, *(moment for moment in found if moment is not None)])
