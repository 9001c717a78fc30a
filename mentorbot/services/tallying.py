"""The office's open problems with both clocks, and how much each NAV contact has (R46)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from mentorbot.domain.balance import Lean
from mentorbot.domain.model_rules import ModelRules
from mentorbot.domain.people import Person, PersonId, Role
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.problems import Problem
from mentorbot.domain.sieve import ProblemSieve
from mentorbot.services.glancing import PER_PAGE, Page, cut, nearest, says
from mentorbot.services.parts import Parts
from mentorbot.services.viewing import is_away, is_here
from mentorbot.storage import glance, problems
from mentorbot.storage.database import Tx
from mentorbot.storage.glance import Ladder

ONE_WEEK = timedelta(weeks=1)
PEOPLE_PER_PAGE = 10


@dataclass(frozen=True)
class ProblemRow:
    problem: Problem
    """Without its wording."""
    ladder: Ladder
    is_late: bool


@dataclass(frozen=True)
class Share:
    """How much of one model, and how much is enough (R12, R13)."""

    model: FollowUpModel
    placements: int
    cap: int | None

    @property
    def is_over(self) -> bool:
        return self.cap is not None and self.placements > self.cap


@dataclass(frozen=True)
class LoadRow:
    """What one person at NAV has."""

    person: Person
    """Nameless."""
    shares: tuple[Share, ...]
    problems: int
    """That wait for this person."""
    is_away: bool

    @property
    def is_over(self) -> bool:
        return any(each.is_over for each in self.shares)

    @property
    def placements(self) -> int:
        return sum(each.placements for each in self.shares)


def problems_of(
    tx: Tx, me: Person, sieve: ProblemSieve, number: int, now: datetime, per: int = PER_PAGE
) -> Page[ProblemRow]:
    """The oldest first; empty for who may not look over the office."""
    if me.role is not Role.COORDINATOR:
        return Page([], 1, 1, 0, {})
    late_at = now if sieve.late else None
    if sieve.text or sieve.side is not None:
        found = _matching(tx, sieve, problems.open_wordless(tx, sieve.owner, late_at))
        many, (number, pages, shown) = len(found), cut(found, number, per)
    else:
        many = problems.count_wordless(tx, sieve.owner, late_at)
        number, pages = nearest(many, number, per)
        window = (per, (number - 1) * per)
        shown = problems.open_wordless(tx, sieve.owner, late_at, window)
    climbed = glance.ladders(tx, [each.reference for each in shown])
    rows = [
        ProblemRow(each, climbed.get(each.reference, Ladder()), is_late(each, now))
        for each in shown
    ]
    names = glance.names(tx, {who for each in shown for who in (each.owner, each.mentor)})
    return Page(rows, number, pages, many, names)


def _matching(tx: Tx, sieve: ProblemSieve, found: list[Problem]) -> list[Problem]:
    owners = glance.names(tx, {each.owner for each in found})
    return [
        each
        for each in found
        if sieve.side in (None, each.turn.on)
        and says(sieve.text, each.alias, each.reference, owners[each.owner])
    ]


def is_late(problem: Problem, now: datetime) -> bool:
    return problem.state.waits_for_nav and problem.deadline < now


def loads(tx: Tx, parts: Parts, me: Person, number: int, now: datetime) -> Page[LoadRow]:
    """Everybody at NAV, the fullest first."""
    if me.role is not Role.COORDINATOR:
        return Page([], 1, 1, 0, {})
    today, models = parts.calendar.today(now), parts.rules.models
    follows, waits = glance.follows(tx, today), glance.waiting(tx)
    everybody = glance.of_role(tx, Role.NAV_CONTACT)
    office = glance.of_role(tx, Role.COORDINATOR)
    everybody |= {who: person for who, person in office.items() if waits.get(who)}
    rows = [
        LoadRow(
            person,
            _shares(who, follows, models),
            waits.get(who, 0),
            is_away(parts, person, now),
        )
        for who, person in everybody.items()
    ]
    rows.sort(key=lambda row: (not row.is_over, -row.problems, -row.placements, row.person.id))
    number, pages, shown = cut(rows, number, PEOPLE_PER_PAGE)
    names = glance.names(tx, [row.person.id for row in shown])
    return Page(shown, number, pages, len(rows), names)


def receivers(tx: Tx, parts: Parts, now: datetime) -> dict[PersonId, str]:
    """Who can be given a problem now, by name."""
    at_nav = glance.of_role(tx, Role.NAV_CONTACT) | glance.of_role(tx, Role.COORDINATOR)
    there = [
        who for who, person in at_nav.items() if is_here(person) and not is_away(parts, person, now)
    ]
    return glance.names(tx, there)


def leans(tx: Tx, parts: Parts, me: Person, now: datetime) -> dict[Lean, int | None]:
    """How many placements lean which way; None where they are so few that it could be told whose
    they are (rule 4, R24, R45)."""
    if me.role is not Role.COORDINATOR:
        return {}
    rules, fewest = parts.rules.balance, parts.rules.network.fewest_placements
    today = parts.calendar.today(now)
    first = parts.calendar.at(today - rules.weeks * ONE_WEEK, time.min)
    found = glance.leaning(tx, rules.support, rules.push, first)
    # As balance.leaning has it of each.
    sides = {Lean.SUPPORT: (True, False), Lean.PUSH: (False, True), Lean.BOTH: (True, True)}
    counted = {lean: found.get(side, 0) for lean, side in sides.items()}
    return {lean: many if many >= fewest else None for lean, many in counted.items()}


def _shares(
    who: PersonId,
    follows: Mapping[tuple[PersonId, FollowUpModel], int],
    models: Mapping[FollowUpModel, ModelRules],
) -> tuple[Share, ...]:
    return tuple(
        Share(model, follows[who, model], rules.load_cap)
        for model, rules in models.items()
        if (who, model) in follows
    )
