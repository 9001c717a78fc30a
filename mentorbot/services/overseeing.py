"""Looks over many placements at once: what waits for somebody at NAV or a coordinator (feel 6, 7).

A handful of queries, however many placements there are. Counts and clocks, never an answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from mentorbot.domain.brief import (
    Contact,
    Drifting,
    Gap,
    Load,
    Overview,
    PlacementView,
    ProblemView,
    Queue,
    Uncovered,
)
from mentorbot.domain.contacts import Contacted, days_since, slid
from mentorbot.domain.levels import Level
from mentorbot.domain.model_rules import ModelRules
from mentorbot.domain.people import Person, PersonId, Role, Standing
from mentorbot.domain.placements import Placement, PlacementId, Seat
from mentorbot.domain.problems import Problem, State
from mentorbot.domain.rules import Rules
from mentorbot.domain.turns import Side
from mentorbot.services.parts import Parts
from mentorbot.services.remembering import SILENT
from mentorbot.services.viewing import contact, is_here, named, wordless
from mentorbot.storage import contacts, course, people, placements, problems, surveys
from mentorbot.storage.database import Tx

GONE = (Standing.STOPPED, Standing.UNREACHABLE)


@dataclass(frozen=True)
class Field:
    """What one person looks over, with everybody in it."""

    me: Person
    now: datetime
    today: date
    rules: Rules
    placements: Sequence[Placement]
    problems: Sequence[Problem]
    """Open ones, oldest first."""
    people: Mapping[PersonId, Person]
    talks: Mapping[PlacementId, Sequence[Contacted]]
    unheld: frozenset[str] = frozenset()
    """References of those that nobody has, where somebody is to see to that."""
    seen: dict[PersonId, Contact] = field(default_factory=dict)
    """Each as others see them, once asked for: few follow many."""

    @property
    def is_coordinator(self) -> bool:
        return self.me.role is Role.COORDINATOR

    def model(self, placement: Placement) -> ModelRules:
        return self.rules.models[placement.model]

    def running(self) -> list[Placement]:
        """Those whose period is on now."""
        return [p for p in self.placements if not p.hired and p.start <= self.today <= p.end]

    def contact(self, person: PersonId) -> Contact:
        if person not in self.seen:
            self.seen[person] = contact(self.people[person])
        return self.seen[person]

    def view(self, placement: Placement) -> PlacementView:
        stand_in = placement.mentor_stand_in
        return PlacementView(
            placement,
            nav_contact=self.contact(placement.nav_contact),
            nav_stand_in=self.contact(placement.nav_stand_in),
            mentor=self.contact(placement.mentor),
            mentor_stand_in=None if stand_in is None else self.contact(stand_in),
        )


def overview(tx: Tx, parts: Parts, me: Person, now: datetime) -> Overview:
    if me.role is Role.MENTOR:
        return Overview()
    field = _field(tx, parts, me, now)
    return Overview(
        unheld=_problems(field, lambda p: p.reference in field.unheld),
        overdue=_problems(field, lambda p: _is_late(p, field)),
        waiting=_problems(field, lambda p: _can_wait(p, field)),
        ending=tuple(map(field.view, _ending(field))),
        silent=tuple(map(field.view, _silent(tx, field))),
        gaps=_gaps(field),
        drifting=_drifting(field),
        loads=_loads(field),
        uncovered=_uncovered(field),
        not_started=tuple(map(field.view, _not_started(tx, field))),
        placements=len(field.placements),
        open_problems=len(field.problems),
        queues=tuple(_queues(field)),
    )


def _field(tx: Tx, parts: Parts, me: Person, now: datetime) -> Field:
    today = parts.calendar.today(now)
    if me.role is Role.COORDINATOR:
        mine = placements.active(tx)
        known = people.some(tx, _everybody(mine))
        waiting = problems.all_open(tx)
    else:
        near = placements.of_nav_contact(tx, me.id)
        known = people.some(tx, _everybody(near))
        mine = [p for p in near if _looks_after(me, p, known, today)]
        waiting = problems.open_at_nav(tx, me.id, [p.id for p in mine])
    strangers = {who for p in waiting for who in (p.mentor, p.owner)} - known.keys()
    first = min((p.start for p in mine), default=today)
    midnight = parts.calendar.at(today, time.min)
    nobodys = problems.unheld(tx, now, midnight) if me.role is Role.COORDINATOR else []
    return Field(
        me,
        now,
        today,
        parts.rules,
        mine,
        waiting,
        {**known, **people.some(tx, strangers)},
        contacts.since(tx, [p.id for p in mine], first),
        frozenset(problem.reference for problem in nobodys),
    )


def _everybody(found: Iterable[Placement]) -> set[PersonId]:
    return {who for placement in found for who in placement.seats.values()}


def _looks_after(
    me: Person, placement: Placement, known: Mapping[PersonId, Person], today: date
) -> bool:
    """The NAV contact does; while they are away, who stands in."""
    return placement.nav_contact == me.id or _is_away(known[placement.nav_contact], today)


def _is_away(person: Person, today: date) -> bool:
    is_paused = person.paused_until is not None and today < person.paused_until
    return is_paused or person.standing in GONE


def _problems(field: Field, which: Callable[[Problem], bool]) -> tuple[ProblemView, ...]:
    """Those that nobody at NAV has opened."""
    return tuple(
        ProblemView(
            wordless(problem),
            named(field.people[problem.mentor]),
            field.contact(problem.owner),
        )
        for problem in field.problems
        if problem.state is State.SENT and which(problem)
    )


def _queues(field: Field) -> Iterator[Queue]:
    for side in Side:
        waits = [p.turn.since for p in field.problems if p.turn.on is side]
        if waits:
            yield Queue(side, len(waits), min(waits))


def _is_late(problem: Problem, field: Field) -> bool:
    """What went on to somebody else is theirs; only a coordinator looks after everybody's."""
    is_mine = field.is_coordinator or problem.owner == field.me.id
    is_listed = problem.reference in field.unheld
    return is_mine and problem.deadline < field.now and not is_listed


def _can_wait(problem: Problem, field: Field) -> bool:
    is_mine = problem.owner == field.me.id and problem.deadline >= field.now
    return is_mine and problem.report.level is Level.GREEN


def _ending(field: Field) -> list[Placement]:
    """What is decided comes last; of the rest the first to end stands first."""
    found = [p for p in field.placements if not p.hired and _ends_soon(p, field)]
    return sorted(found, key=lambda p: (p.is_decided, p.end, p.id))


def _ends_soon(placement: Placement, field: Field) -> bool:
    if placement.start > field.today:
        return False
    left = (placement.end - field.today).days
    if left < 0:
        return not placement.is_decided
    if left <= field.rules.office.ending_weeks * 7:
        return True
    # Measured from Monday, so that the clock strikes in one week only, on whatever day it is read.
    monday = field.today - timedelta(days=field.today.weekday())
    return not placement.is_decided and field.rules.period.strikes((placement.end - monday).days)


def _silent(tx: Tx, field: Field) -> list[Placement]:
    """Two check-ins unanswered, and nobody has talked with the mentor since.

    A caseworker's mentors are not told that NAV hears of it: it stands on the coordinator's list
    only (R15).
    """
    told = [p for p in field.placements if field.is_coordinator or field.model(p).tells_silence]
    since = surveys.silent(tx, [p.id for p in told if p.hired or p.end >= field.today], SILENT)

    def is_left(placement: Placement) -> bool:
        day = since.get(placement.id)
        talks = field.talks.get(placement.id, ())
        return day is not None and all(talk.day < day for talk in talks)

    return [placement for placement in told if is_left(placement)]


def _gaps(field: Field) -> tuple[Gap, ...]:
    """The longest first; whatever the mentor answers (failure mode 9)."""
    found = []
    for placement in field.running() if field.rules.office.shows_gaps else ():
        days = days_since(field.talks.get(placement.id, ()), placement, field.today)
        most = field.model(placement).contact_gap_days
        if most is not None and days >= most:
            found.append(Gap(field.view(placement), days))
    return tuple(sorted(found, key=lambda gap: -gap.days))


def _drifting(field: Field) -> tuple[Drifting, ...]:
    found = []
    for placement in field.running() if field.rules.office.shows_drift else ():
        drift = field.model(placement).drift
        talks = field.talks.get(placement.id, ())
        to = slid(talks, placement, drift, field.today) if drift else None
        if to is not None:
            found.append(Drifting(field.view(placement), to))
    return tuple(found)


def _loads(field: Field) -> tuple[Load, ...]:
    """A NAV contact is not told how many they have; the coordinator can do something about it."""
    if not (field.is_coordinator and field.rules.office.shows_load):
        return ()
    follows = Counter(
        (p.nav_contact, p.model) for p in field.placements if p.hired or p.end >= field.today
    )
    found = []
    for (person, model), count in sorted(follows.items()):
        cap = field.rules.models[model].load_cap
        if cap is not None and count > cap:
            found.append(Load(field.contact(person), model, count, cap))
    return tuple(found)


def _uncovered(field: Field) -> tuple[Uncovered, ...]:
    if not field.is_coordinator:
        return ()
    pairs = ((Seat.MENTOR, Seat.MENTOR_STAND_IN), (Seat.NAV_CONTACT, Seat.NAV_STAND_IN))
    return tuple(
        Uncovered(field.view(placement), seat, field.contact(placement.seats[seat]))
        for placement in field.running()
        for seat, stand_in in pairs
        if _is_away(field.people[placement.seats[seat]], field.today)
        and not _is_covered(field, placement.seats.get(stand_in))
    )


def _not_started(tx: Tx, field: Field) -> list[Placement]:
    if not field.is_coordinator:
        return []
    alone = [
        p
        for p in field.placements
        if p.end >= field.today
        and not any(field.people[who].has_come for who in (p.nav_contact, p.nav_stand_in))
    ]
    started = course.started(tx, [p.id for p in alone]) if alone else set()
    return [p for p in alone if p.id not in started]


def _is_covered(field: Field, stand_in: PersonId | None) -> bool:
    person = None if stand_in is None else field.people[stand_in]
    return person is not None and is_here(person) and not _is_away(person, field.today)
