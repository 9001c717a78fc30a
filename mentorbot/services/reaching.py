"""Who can be told of a problem now, and what follows when nobody can."""

from __future__ import annotations

from datetime import datetime, time

import structlog

from mentorbot.domain import ladder
from mentorbot.domain.people import Person
from mentorbot.domain.problems import Problem
from mentorbot.services import moving
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.services.viewing import coordinators, is_away, is_here
from mentorbot.storage import audit, people, placements, problems
from mentorbot.storage.database import Tx

log = structlog.get_logger(__name__)


def present(parts: Parts, person: Person, now: datetime) -> Person | None:
    """This person, unless they cannot be reached or are away: a pause would outlast the clock."""
    return person if is_here(person) and not is_away(parts, person, now) else None


def owner_of(tx: Tx, parts: Parts, problem: Problem, now: datetime) -> Person | None:
    return present(parts, people.get(tx, problem.owner), now)


def on_rung(tx: Tx, parts: Parts, tell: str, problem: Problem, now: datetime) -> Person | None:
    """Who stands on such a rung now. Of the coordinators one who has not got it already."""
    found = [who for who in coordinators(tx) if present(parts, people.get(tx, who), now)]
    found.sort(key=lambda who: who == problem.owner)
    step = ladder.Rung(0, tell, "handover", now)
    who = ladder.receiver(step, placements.get(tx, problem.report.placement), found)
    return None if who is None else present(parts, people.get(tx, who), now)


def anybody(tx: Tx, parts: Parts, problem: Problem, now: datetime) -> Person | None:
    """Whoever is there although the ladder has passed them: a human is better than none."""
    placement = placements.get(tx, problem.report.placement)
    for who in (problem.owner, placement.nav_contact, placement.nav_stand_in):
        if found := present(parts, people.get(tx, who), now):
            return found
    return None


def nobody_left(tx: Tx, parts: Parts, problem: Problem, now: datetime) -> None:
    """The mentor hears once when it will be read and whom to ring; the coordinators every day."""
    log.error("problem.nobody_left", reference=problem.reference)
    if not problems.leave_alone(tx, problem.reference, now):
        return
    audit.note(tx, None, "problem.nobody_left", f"problem:{problem.reference}", now)
    if anybody(tx, parts, problem, now) is None:
        for cue in moving.moved(tx, [(problem, "nobody")]):
            play(tx, parts, cue, now)


def tomorrow(parts: Parts, now: datetime) -> datetime:
    """When it is tried again."""
    hours = parts.calendar.opening(parts.calendar.step(parts.calendar.today(now), 1))
    assert hours is not None
    return hours[0]


def nobodys(tx: Tx, parts: Parts, now: datetime) -> list[Problem]:
    """Those that nobody has. Whoever was told today has not let it lie."""
    midnight = parts.calendar.at(parts.calendar.today(now), time.min)
    return problems.unheld(tx, now, midnight)
