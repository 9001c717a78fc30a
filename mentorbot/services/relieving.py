"""Nobody on a problem's ladder can be told: when somebody is back, and whom to ring until then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mentorbot.domain.brief import ProblemView
from mentorbot.domain.people import Person, Role
from mentorbot.domain.problems import Problem
from mentorbot.services.parts import Parts
from mentorbot.services.viewing import contact, is_away, is_here
from mentorbot.storage import people, placements
from mentorbot.storage.database import Tx


def with_relief(tx: Tx, parts: Parts, view: ProblemView, now: datetime) -> ProblemView:
    """The view as it is while somebody has the problem; with `read_from` and `rings` otherwise."""
    if view.problem.nobody_since is None:
        return view
    found = _around(tx, view.problem)
    back = [parts.calendar.next_push(person, now) for person in found if is_here(person)]
    rung = next((each for each in _by_phone(parts, found, now)), None)
    return replace(
        view, read_from=min(back, default=None), rings=None if rung is None else contact(rung)
    )


def _around(tx: Tx, problem: Problem) -> list[Person]:
    """Everybody who could take it, those nearest to it first."""
    placement = placements.get(tx, problem.report.placement)
    near = dict.fromkeys((placement.nav_contact, placement.nav_stand_in, problem.owner))
    seats = [people.get(tx, who) for who in near]
    office = [each for each in people.listed(tx, Role.COORDINATOR) if each.id not in near]
    return [*seats, *office]


def _by_phone(parts: Parts, found: list[Person], now: datetime) -> list[Person]:
    """Whoever is not away comes first: a phone may well be answered where the bot is not."""
    known = [person for person in found if person.phone is not None]
    return sorted(known, key=lambda person: is_away(parts, person, now))
