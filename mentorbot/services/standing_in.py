"""Somebody goes away for a while: what waits for them goes to who stands in, and stays there."""

from __future__ import annotations

from datetime import date, datetime

from mentorbot.domain.ladder import DIGEST
from mentorbot.domain.people import Person, PersonId, Role
from mentorbot.domain.problems import Problem, State
from mentorbot.services import acting, handing_over
from mentorbot.services.cues import Cue, opened
from mentorbot.services.following_up import mentor_of
from mentorbot.services.parts import Parts
from mentorbot.services.planning import plan_again
from mentorbot.storage import audit, people, problems
from mentorbot.storage.database import Tx


def pause(
    tx: Tx, parts: Parts, person: Person, until: date | None, now: datetime, by: PersonId | None
) -> list[Cue]:
    """Away until that day, or back with None. Coming back moves nothing back by itself.

    `by` is None for a command on the machine.
    """
    people.change(tx, person.id, paused_until=until)
    audit.note(tx, by, "person.paused", f"person:{person.id}", now, until=str(until))
    if person.role is Role.MENTOR:
        plan_again(tx, parts, person.id, now)
    elif until is not None and parts.calendar.today(now) < until:
        return _left(tx, parts, person.id, now)
    return []


def _left(tx: Tx, parts: Parts, gone: PersonId, now: datetime) -> list[Cue]:
    cues: list[Cue] = []
    for seen, to in acting.moving(tx, parts, gone, now):
        problem = problems.get(tx, seen.reference, lock=True)
        if problem is None or problem.owner != gone or not problem.state.waits_for_nav:
            continue
        if to is not None:
            cues += _taken_over(tx, parts, problem, to, now)
        elif rung := problems.next_rung(tx, problem.reference):
            # Nobody is there: the ladder looks for a human at once, and goes on looking.
            problems.postpone_rung(tx, rung, now)
    return cues


def _taken_over(tx: Tx, parts: Parts, problem: Problem, to: PersonId, now: datetime) -> list[Cue]:
    """The first date stands. What stands in the week's message is told there, not before."""
    subject = f"problem:{problem.reference}"
    handing_over.give(tx, parts, problem, to, now)
    audit.note(tx, None, "problem.stood_in", subject, now, to=to)
    rung = problems.next_rung(tx, problem.reference)
    in_the_week = problem.state is State.SENT and rung is not None and rung.kind == DIGEST
    told = [] if in_the_week else [opened(to, "followup", subject, "handover")]
    return [
        *told,
        *handing_over.put_right(tx, problem, problem.owner, "followup", "moved", now),
        opened(mentor_of(tx, problem), "status", subject, "passed_on"),
    ]
