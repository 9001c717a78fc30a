"""Somebody is not there, for a while or for good: what waits for them goes to who stands in, and
stays there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from mentorbot.domain.conversation import Act, Turn
from mentorbot.domain.ladder import DIGEST, Rung
from mentorbot.domain.people import Person, PersonId, Role
from mentorbot.domain.problems import Problem, State
from mentorbot.services import acting, handing_over, moving
from mentorbot.services.cues import Cue, opened
from mentorbot.services.parts import Parts
from mentorbot.services.planning import plan_again
from mentorbot.storage import audit, people, problems, rungs
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane


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
        return left(tx, parts, person.id, now)
    return []


def left(tx: Tx, parts: Parts, gone: PersonId, now: datetime) -> list[Cue]:
    """All that waits for this person at NAV goes on at once; who gets it hears of it in one
    message."""
    taken: dict[PersonId, list[Problem]] = defaultdict(list)
    for seen, to in acting.moving(tx, parts, gone, now):
        problem = problems.get(tx, seen.reference, lock=True)
        if problem is None or problem.owner != gone or not problem.state.waits_for_nav:
            continue
        if to is not None:
            subject = f"problem:{problem.reference}"
            audit.note(tx, None, "problem.stood_in", subject, now, to=to)
            taken[to].append(problem)
        else:
            look_on(tx, problem, now)
    return taken_over(tx, parts, taken, now, "stood_in")


def taken_over(
    tx: Tx, parts: Parts, taken: Mapping[PersonId, list[Problem]], now: datetime, move: str
) -> list[Cue]:
    """Each problem goes to whom it is given; who gets several hears of them in one message.

    `move`: how the message says why, "stood_in" or "given".
    """
    cues = [
        cue
        for to, given in taken.items()
        for problem in given
        for cue in _given(tx, parts, problem, to, now)
    ]
    told = (cue for to, given in taken.items() for cue in _told(tx, to, given, move))
    every = [(problem, "passed_on") for given in taken.values() for problem in given]
    return [*told, *cues, *moving.moved(tx, every)]


def look_on(tx: Tx, problem: Problem, now: datetime) -> None:
    """The ladder looks for another human at once, and goes on looking (journey 3)."""
    if rung := rungs.next_of(tx, problem.reference):
        rungs.postpone(tx, rung, now)
    elif problem.state is State.SENT:
        rungs.add(tx, problem.reference, [Rung(0, "coordinator", "handover", now)])


def _given(tx: Tx, parts: Parts, problem: Problem, to: PersonId, now: datetime) -> list[Cue]:
    """The first date stands."""
    handing_over.give(tx, parts, problem, to, now)
    return handing_over.put_right(tx, problem, problem.owner, "followup", "moved", now)


def _told(tx: Tx, to: PersonId, moved: list[Problem], move: str) -> list[Cue]:
    """One message, however many there are. What stands in the week's is told there, not before."""
    news = [problem.reference for problem in moved if not _is_in_the_week(tx, problem)]
    if len(news) == 1:
        return [opened(to, "followup", f"problem:{news[0]}", "handover")]
    turn = Turn(Act.OPENED, move, "+".join(news))
    return [Cue(to, "followup", "", turn, Lane.URGENT)] if news else []


def _is_in_the_week(tx: Tx, before: Problem) -> bool:
    rung = rungs.next_of(tx, before.reference)
    return before.state is State.SENT and rung is not None and rung.kind == DIGEST
