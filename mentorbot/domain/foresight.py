"""Who gets what in the days to come, by one set of rules and by another.

Only what the rules say of everybody: what a mentor answered adds and moves questions too, and that
is left out, so that nothing here tells of an answer (rule 4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import takewhile

from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.checkins import (
    Due,
    coming,
    dropped_at,
    questions_now,
    reminder_at,
    settled_in,
)
from mentorbot.domain.people import Person
from mentorbot.domain.placements import Placement
from mentorbot.domain.rules import Rules

DAYS = 14
AHEAD = timedelta(days=DAYS)
BEYOND = timedelta(days=28)
"""So much further it is looked where a check-in went that leaves those days."""


@dataclass(frozen=True)
class Known:
    """How a placement stands before anything more is planned."""

    placement: Placement
    mentor: Person
    planned: tuple[Due, ...] = ()
    """By the plan, and not opened: planned anew when the plan becomes another."""
    had: frozenset[str] = frozenset()
    """Occasions that were planned before, each once only; without `planned`."""
    last_day: date | None = None
    """Of all that was planned before; without `planned`."""
    taken_over: datetime | None = None
    """When the mentor took over from another."""
    waits: bool = False
    """Nobody at NAV is there yet: what has not started does not start."""


@dataclass(frozen=True)
class Foreseen:
    """One check-in as it is to come."""

    occasion: str
    moment: datetime
    day: date
    questions: tuple[str, ...]
    reminder: datetime
    dropped: datetime


@dataclass(frozen=True)
class Shift:
    """A check-in before and after; None where there is none."""

    before: Foreseen | None
    after: Foreseen | None

    @property
    def is_moved(self) -> bool:
        both = self.before is not None and self.after is not None
        return both and self.before.moment != self.after.moment  # type: ignore[union-attr]

    @property
    def added(self) -> tuple[str, ...]:
        return _without(self.after, self.before)

    @property
    def removed(self) -> tuple[str, ...]:
        return _without(self.before, self.after)

    @property
    def is_reordered(self) -> bool:
        """The same questions, and others of them are asked where all is good."""
        if self.before is None or self.after is None or self.added or self.removed:
            return False
        return self.before.questions != self.after.questions


def _without(one: Foreseen | None, other: Foreseen | None) -> tuple[str, ...]:
    if one is None or other is None:
        return ()
    return tuple(name for name in one.questions if name not in other.questions)


@dataclass
class Seer:
    """Looks ahead from one moment by one set of rules."""

    rules: Rules
    now: datetime
    anew: bool = False
    """What is planned is planned anew."""
    calendar: WorkCalendar = field(init=False)

    def __post_init__(self) -> None:
        self.calendar = WorkCalendar(self.rules.hours)

    def foresees(self, known: Known) -> tuple[Foreseen, ...]:
        """The placement's check-ins until AHEAD and BEYOND, in order."""
        until = self.now + AHEAD + BEYOND
        found = takewhile(lambda due: due.moment <= until, self._dues(known))
        # What is chosen to be tried is an answer: everybody is asked as if nothing were.
        of = replace(known.placement, practising=None)
        return tuple(self._seen(due, of, known.mentor) for due in found)

    def _dues(self, known: Known) -> Iterator[Due]:
        """As planning.plan_next goes on from check-in to check-in."""
        placement, mentor = known.placement, known.mentor
        kept = tuple(due for due in known.planned if not self.anew or due.moment <= self.now)
        yield from kept
        last = max((due.day for due in kept), default=known.last_day)
        if last is None and known.waits:
            return
        after = max([self.now, *(due.moment for due in kept)])
        after = settled_in(self.rules, known.taken_over, after)
        model = self.rules.models[placement.model]
        for due in coming(placement, model, mentor, self.calendar, after, last):
            if due.occasion not in known.had:
                yield due

    def _seen(self, due: Due, placement: Placement, mentor: Person) -> Foreseen:
        at = self.calendar.next_push(mentor, due.moment)
        day = self.calendar.today(at)
        asked = questions_now(due.ask, placement, self.rules, day)
        reminder = reminder_at(at, mentor, self.calendar, self.rules)
        dropped = dropped_at(at, mentor, self.calendar, self.rules)
        return Foreseen(due.occasion, at, day, asked, reminder, dropped)


def shifts(
    before: Sequence[Foreseen], after: Sequence[Foreseen], now: datetime
) -> tuple[Shift, ...]:
    """What of the next days becomes another, in order. The same occasion is the same check-in, and
    so is what falls on the same day under another name."""
    until = now + AHEAD
    pairs = [pair for pair in _paired(before, after) if any(e and e.moment <= until for e in pair)]
    changed = (Shift(old, new) for old, new in pairs if _said(old) != _said(new))
    return tuple(sorted(changed, key=_first_moment))


def _paired(
    before: Sequence[Foreseen], after: Sequence[Foreseen]
) -> Iterator[tuple[Foreseen | None, Foreseen | None]]:
    by_occasion = {each.occasion: each for each in after}
    left = []
    for each in before:
        same = by_occasion.pop(each.occasion, None)
        if same is None:
            left.append(each)
        else:
            yield each, same
    by_day = {each.day: each for each in by_occasion.values()}
    for each in left:
        yield each, by_day.pop(each.day, None)
    for new in by_day.values():
        yield None, new


def _said(seen: Foreseen | None) -> object:
    return None if seen is None else replace(seen, occasion="")


def _first_moment(shift: Shift) -> datetime:
    return min(each.moment for each in (shift.before, shift.after) if each is not None)
