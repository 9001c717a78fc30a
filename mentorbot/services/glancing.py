"""The office's placements at a glance, a page at a time, for a coordinator.

A fixed number of statements however many there are, and what is dear to know is asked for the page
alone. Counts and clocks, never an answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from mentorbot.domain.access import Operation, may, relation_to
from mentorbot.domain.contacts import Contacted, Slide, slid
from mentorbot.domain.people import Person, PersonId, Role
from mentorbot.domain.placements import Phase, Placement, PlacementId
from mentorbot.domain.rules import Rules
from mentorbot.domain.sieve import Look, Order, Sieve
from mentorbot.services.parts import Parts
from mentorbot.services.remembering import SILENT
from mentorbot.services.viewing import is_away, is_here
from mentorbot.storage import course, glance, placements, sieving, surveys
from mentorbot.storage.database import Tx
from mentorbot.storage.sieving import Bounds, Outline

Row = TypeVar("Row")

PER_PAGE = 20
"""Rows: a page of them stays light on a phone's line."""
ONE_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: Sequence[Row]
    number: int
    """From 1."""
    pages: int
    found: int
    """On all pages."""
    names: Mapping[PersonId, str]
    """Of everybody in the rows."""


@dataclass(frozen=True)
class PlacementRow:
    """One placement; its people by number."""

    placement: Placement
    week: int
    """Below 1 before it starts."""
    phase: Phase
    days_left: int
    """Until the last day; below 0 when that is past."""
    next_checkin: datetime | None
    days_since_talk: int
    """Since the period began, where they have not talked yet."""
    has_talked: bool
    slide: Slide | None
    """Which other model a hybrid looks like (R14)."""
    problems: int
    """Open ones."""
    follows: PersonId
    """Who gets what is reported now."""
    looks: frozenset[Look]
    """What makes it worth a look."""


def page_of(
    tx: Tx, parts: Parts, me: Person, sieve: Sieve, number: int, now: datetime, per: int = PER_PAGE
) -> Page[PlacementRow]:
    """The page of that number, or the nearest; empty for who may not look over the office."""
    if me.role is not Role.COORDINATOR:
        return Page([], 1, 1, 0, {})
    found, number, pages, shown = _window(tx, parts, sieve, number, now, per)
    seen = _Seen.of(tx, parts, me, [each.id for each in shown], now)
    rows = [seen.row(placement) for placement in seen.placements]
    who = {person for row in rows for person in (*row.placement.seats.values(), row.follows)}
    return Page(rows, number, pages, found, glance.names(tx, who))


def one(tx: Tx, parts: Parts, me: Person, placement: PlacementId, now: datetime) -> PlacementRow:
    """The same of a single placement."""
    seen = _Seen.of(tx, parts, me, [placement], now)
    return seen.row(seen.placements[0])


def cut(found: Sequence[Row], number: int, per: int = PER_PAGE) -> tuple[int, int, Sequence[Row]]:
    """The nearest page that there is: its number, how many there are, what is on it."""
    number, pages = nearest(len(found), number, per)
    return number, pages, found[(number - 1) * per : number * per]


def nearest(many: int, number: int, per: int) -> tuple[int, int]:
    """The page's number, and how many there are."""
    pages = max(1, -(-many // per))
    return min(max(1, number), pages), pages


def says(text: str, *where: str) -> bool:
    return not text or any(text.casefold() in each.casefold() for each in where)


# Which ones.


def _window(
    tx: Tx, parts: Parts, sieve: Sieve, number: int, now: datetime, per: int
) -> tuple[int, int, int, Sequence[Outline]]:
    """How many there are, the page's number, how many pages, and what is on it."""
    bounds = _bounds(parts.rules, parts.calendar.today(now))
    among = _silent(tx) if sieve.look is Look.SILENT else None
    if sieve.text or sieve.order in (Order.ALIAS, Order.NAV):
        found = _by_words(
            parts.register.names(tx), sieve, sieving.outlines(tx, sieve, bounds, among)
        )
        return len(found), *cut(found, number, per)
    many = sieving.count_found(tx, sieve, bounds, among)
    number, pages = nearest(many, number, per)
    window = (per, (number - 1) * per)
    return many, number, pages, sieving.outlines(tx, sieve, bounds, among, window)


def _by_words(names: Mapping[PersonId, str], sieve: Sieve, found: list[Outline]) -> list[Outline]:
    """Those that the text is in, sorted by what somebody or something is called."""
    kept = found
    if sieve.text:
        text = sieve.text.casefold()
        people = {who for who, name in names.items() if text in name.casefold()}
        kept = [
            each
            for each in found
            if text in each.alias.casefold() or not people.isdisjoint(each.people)
        ]
    if sieve.order is Order.ALIAS:
        kept.sort(key=lambda each: in_order(each.alias), reverse=sieve.last_first)
    elif sieve.order is Order.NAV:
        ranks = {who: in_order(names[who]) for who in {each.nav_contact for each in kept}}
        kept.sort(key=lambda each: ranks[each.nav_contact], reverse=sieve.last_first)
    return kept


def _bounds(rules: Rules, today: date) -> Bounds:
    models = rules.models.items()
    gaps = {model: each.contact_gap_days for model, each in models}
    drifts = {model: each.drift for model, each in models}
    return Bounds(
        today,
        rules.office.ending_weeks,
        {model: days for model, days in gaps.items() if days is not None},
        {model: drift for model, drift in drifts.items() if drift is not None},
    )


def in_order(word: str) -> tuple[int, ...]:
    """As Norwegians sort: æ, ø and å come last, in that order."""
    last = {"æ": 1_000_001, "ø": 1_000_002, "å": 1_000_003}
    return tuple(last.get(letter, ord(letter)) for letter in word.casefold())


def _silent(tx: Tx) -> list[PlacementId]:
    silent = surveys.silent(tx, surveys.dropped_last(tx, SILENT), SILENT)
    talks = glance.last_talks(tx, silent.keys())
    return [each for each, day in silent.items() if talks.get(each, date.min) < day]


def _is_gap(most: int | None, last: date, today: date) -> bool:
    return most is not None and (today - last).days >= most


def _looks_back(rules: Rules) -> timedelta:
    """How far back any model's drift is judged."""
    drifts = [model.drift for model in rules.models.values() if model.drift is not None]
    return max((each.one_contact_in_weeks for each in drifts), default=0) * ONE_WEEK


# What is known of those on the page.


@dataclass(frozen=True)
class _Seen:
    """What the database said, once for all rows of a page."""

    now: datetime
    today: date
    parts: Parts
    placements: Sequence[Placement]
    people: Mapping[PersonId, Person]
    office: Sequence[Person]
    due: Mapping[PlacementId, datetime]
    started: Collection[PlacementId]
    silent: Mapping[PlacementId, date]
    last_talk: Mapping[PlacementId, date]
    lately: Mapping[PlacementId, Sequence[Contacted]]
    problems: Mapping[PlacementId, int]

    @classmethod
    def of(
        cls, tx: Tx, parts: Parts, me: Person, ids: Sequence[PlacementId], now: datetime
    ) -> _Seen:
        known = placements.some(tx, ids)
        seen = [
            known[each]
            for each in ids
            if may(me, Operation.SEE_OVERVIEW, relation_to(me, known[each]))
        ]
        today = parts.calendar.today(now)
        return cls(
            now,
            today,
            parts,
            seen,
            glance.some(tx, {who for each in seen for who in each.seats.values()}),
            list(glance.of_role(tx, Role.COORDINATOR).values()),
            glance.next_checkins(tx, ids),
            course.started(tx, ids),
            surveys.silent(tx, [each.id for each in seen], SILENT),
            glance.last_talks(tx, ids),
            glance.talks_after(tx, ids, today - _looks_back(parts.rules)),
            glance.open_problems(tx, ids),
        )

    def row(self, placement: Placement) -> PlacementRow:
        slide = self._slide(placement)
        return PlacementRow(
            placement,
            placement.week(self.today),
            placement.phase(self.today),
            (placement.end - self.today).days,
            self.due.get(placement.id),
            (self.today - self._last_talk(placement)).days,
            placement.id in self.last_talk,
            slide,
            self.problems.get(placement.id, 0),
            self._follows(placement),
            frozenset(self._looks(placement, slide)),
        )

    def _looks(self, placement: Placement, slide: Slide | None) -> set[Look]:
        days_left = (placement.end - self.today).days
        soon = self.parts.rules.office.ending_weeks * 7
        most = self.parts.rules.models[placement.model].contact_gap_days
        holds = {
            Look.ENDING: not placement.hired and 0 <= days_left <= soon,
            Look.OVER: not placement.hired and days_left < 0 and not placement.is_decided,
            Look.SILENT: self._is_silent(placement),
            Look.GAP: self._is_on(placement)
            and _is_gap(most, self._last_talk(placement), self.today),
            Look.DRIFT: slide is not None,
            Look.NOT_STARTED: days_left >= 0 and self._waits_for_nav(placement),
            Look.COVERED: is_away(self.parts, self.people[placement.nav_contact], self.now),
            Look.PROBLEMS: placement.id in self.problems,
        }
        return {look for look, is_so in holds.items() if is_so}

    def _is_on(self, placement: Placement) -> bool:
        return not placement.hired and placement.start <= self.today <= placement.end

    def _last_talk(self, placement: Placement) -> date:
        return min(self.last_talk.get(placement.id, placement.start), self.today)

    def _is_silent(self, placement: Placement) -> bool:
        day = self.silent.get(placement.id)
        is_asked = placement.hired or placement.end >= self.today
        return is_asked and day is not None and self.last_talk.get(placement.id, date.min) < day

    def _waits_for_nav(self, placement: Placement) -> bool:
        seats = (placement.nav_contact, placement.nav_stand_in)
        has_come = any(self.people[who].has_come for who in seats)
        return not has_come and placement.id not in self.started

    def _slide(self, placement: Placement) -> Slide | None:
        drift = self.parts.rules.models[placement.model].drift
        if drift is None or not self._is_on(placement):
            return None
        return slid(self.lately.get(placement.id, ()), placement, drift, self.today)

    def _follows(self, placement: Placement) -> PersonId:
        """As acting.receiver says it, without asking the database for each."""
        if not is_away(self.parts, self.people[placement.nav_contact], self.now):
            return placement.nav_contact
        for person in (self.people[placement.nav_stand_in], *self.office):
            is_there = is_here(person) and not is_away(self.parts, person, self.now)
            if person.id != placement.nav_contact and is_there:
                return person.id
        return placement.nav_contact
