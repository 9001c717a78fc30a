"""A forecast told: for the page on which a rule is edited, and for `content plan`.

Everything is said as phrases of the desk; the words of questions come from the content in which
they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from mentorbot.book.rendering import Book
from mentorbot.domain.foresight import DAYS, Foreseen, Shift
from mentorbot.domain.people import Language
from mentorbot.domain.placements import PlacementId
from mentorbot.domain.promises import Promise, Told, Urgency
from mentorbot.domain.wording import Phrase, Text
from mentorbot.services.foreseeing import Change, Forecast

TITLE = Text("desk_forecast.title", "days")
LEAD = Text("desk_forecast.lead")
NONE = Text("desk_forecast.none")
CHANGED = Text("desk_forecast.changed", "placements", "total")
MORE = Text("desk_forecast.more", "placements")
COLUMN_ALIAS = Text("desk_forecast.column_alias")
COLUMN_NOW = Text("desk_forecast.column_now")
COLUMN_THEN = Text("desk_forecast.column_then")
COLUMN_ASKED = Text("desk_forecast.column_asked")
ROW = Text("desk_forecast.row", "alias", "before", "after")
AT = Text("desk_forecast.at", "at")
AT_WITH = Text("desk_forecast.at_with", "at", "reminder", "dropped")
NOTHING = Text("desk_forecast.nothing")
ADDED = Text("desk_forecast.added", "questions")
REMOVED = Text("desk_forecast.removed", "questions")
REORDERED = Text("desk_forecast.reordered")
SAME = Text("desk_forecast.same")
DEADLINES = Text("desk_forecast.deadlines")
KEPT = Text("desk_forecast.kept")
PROMISE = Text("desk_forecast.promise", "model", "level", "sent", "before", "after")
SAME_PROMISE = Text("desk_forecast.same_promise", "model", "level", "sent", "deadline")
CHAIN = Text("desk_forecast.chain", "steps")
STEP = Text("desk_forecast.step", "who", "at")
URGENCY = Text("desk_forecast.urgency", "category", "before", "after", "placements")

TELLS = {
    name: Phrase(f"desk_office.tell_{name}")
    for name in ("nav_contact", "nav_stand_in", "coordinator", "owner", "next", "mentor")
}
MOST = 100
"""Placements that are told of one by one."""


@dataclass(frozen=True)
class Row:
    """One check-in of one placement, before and after."""

    placement: PlacementId
    alias: str
    now: Phrase
    then: Phrase
    asked: tuple[Phrase, ...]


@dataclass(frozen=True)
class Deadline:
    """What a new problem is promised, and who hears of it when."""

    said: Phrase
    chain: Phrase | None = None


@dataclass(frozen=True)
class Outlook:
    """A forecast as it is read."""

    said: Phrase
    """How many it concerns; that it concerns nobody."""
    rows: tuple[Row, ...] = ()
    more: Phrase | None = None
    deadlines: tuple[Deadline, ...] = ()

    @property
    def title(self) -> Phrase:
        return TITLE(days=DAYS)


class Teller:
    """Tells it in one language."""

    def __init__(self, before: Book, after: Book, language: Language) -> None:
        self._before = before
        self._after = after
        self._language = language

    def tell(self, found: Forecast) -> Outlook:
        if found.is_empty:
            return Outlook(NONE())
        shown, left = found.changes[:MOST], len(found.changes) - MOST
        return Outlook(
            CHANGED(placements=len(found.changes), total=found.of),
            tuple(row for change in shown for row in self._rows(change)),
            MORE(placements=left) if left > 0 else None,
            (*map(self._promise, found.promises), *map(self._urgency, found.urgencies)),
        )

    def _rows(self, change: Change) -> Iterator[Row]:
        of = change.placement
        for shift in change.shifts:
            now, then = _moments(shift)
            yield Row(of.id, of.alias, now, then, tuple(self._asked(shift)))

    def _asked(self, shift: Shift) -> Iterator[Phrase]:
        if shift.added:
            yield ADDED(questions=self._questions(self._after, shift.added))
        if shift.removed:
            yield REMOVED(questions=self._questions(self._before, shift.removed))
        if shift.is_reordered:
            yield REORDERED()
        if shift.before and shift.after and shift.before.questions == shift.after.questions:
            yield SAME()

    def _questions(self, book: Book, names: Iterable[str]) -> str:
        return " · ".join(book.label(Phrase(f"question.{name}"), self._language) for name in names)

    def _promise(self, promise: Promise) -> Deadline:
        model, level = Phrase(f"model.{promise.model}"), Phrase(f"level.{promise.level}")
        sent, after = promise.sent, promise.after
        if promise.before == after:
            said = SAME_PROMISE(model=model, level=level, sent=sent, deadline=after)
        else:
            before = promise.before
            said = PROMISE(model=model, level=level, sent=sent, before=before, after=after)
        changed = promise.told_before != promise.told_after
        return Deadline(said, CHAIN(steps=self._steps(promise.told_after)) if changed else None)

    def _steps(self, told: Told) -> str:
        steps = (STEP(who=TELLS[who], at=at) for who, _, at in told)
        return " · ".join(self._after.label(each, self._language) for each in steps)

    def _urgency(self, urgency: Urgency) -> Deadline:
        return Deadline(
            URGENCY(
                category=Phrase(f"category.{urgency.category}"),
                before=Phrase(f"level.{urgency.before}"),
                after=Phrase(f"level.{urgency.after}"),
                placements=urgency.placements,
            )
        )


def _moments(shift: Shift) -> tuple[Phrase, Phrase]:
    """When before and when after; with the reminder, where that is what becomes another."""
    before, after = shift.before, shift.after
    if before is None or after is None or _hours(before) == _hours(after) or shift.is_moved:
        return _moment(before), _moment(after)
    return _in_full(before), _in_full(after)


def _hours(seen: Foreseen) -> tuple[datetime, datetime]:
    return seen.reminder, seen.dropped


def _moment(seen: Foreseen | None) -> Phrase:
    return NOTHING() if seen is None else AT(at=seen.moment)


def _in_full(seen: Foreseen) -> Phrase:
    return AT_WITH(at=seen.moment, reminder=seen.reminder, dropped=seen.dropped)
