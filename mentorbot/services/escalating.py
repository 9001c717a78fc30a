"""Nobody answered a problem: the ladder climbs to the next human. One rung, one transaction."""

from __future__ import annotations

from datetime import datetime

import structlog

from mentorbot.domain import ladder
from mentorbot.domain.people import Person, PersonId
from mentorbot.domain.problems import Problem, State
from mentorbot.services.cues import opened
from mentorbot.services.following_up import hand_over, mentor_of
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.services.rows import each
from mentorbot.services.viewing import coordinators, is_here
from mentorbot.storage import audit, people, placements, problems
from mentorbot.storage.database import Tx
from mentorbot.storage.problems import DueRung

log = structlog.get_logger(__name__)

AT_ONCE = 20


def climb_overdue(parts: Parts, now: datetime) -> int:
    """Fires every rung that is due; returns how many rows it handled."""
    with parts.database.begin() as tx:
        due = problems.due_rungs(tx, now, AT_ONCE)
    return each(
        parts, due, lambda tx, rung: _climb(tx, parts, rung, now), problems.postpone_rung, now
    )


def move_on(tx: Tx, person: PersonId, now: datetime) -> None:
    """This person cannot be reached: what waits for them climbs at once (journey 3)."""
    for problem in problems.open_of_owner(tx, person):
        rung = problems.next_rung(tx, problem.reference)
        if problem.state is State.SENT and rung is not None:
            problems.postpone_rung(tx, rung, now)
        elif problem.state is State.SENT:
            _nobody_left(tx, problem.reference, now)


def _climb(tx: Tx, parts: Parts, rung: DueRung, now: datetime) -> None:
    problem = problems.get(tx, rung.reference, lock=True)
    if problem is None or problem.state is not State.SENT:
        problems.end_rung(tx, rung, "cancelled", None, now)
        return
    receiver = _receiver(tx, parts, problem, rung, now)
    if receiver is None or not _useful(problem, rung, receiver):
        _skip(tx, parts, rung, now, is_missing=receiver is None)
    elif not parts.calendar.may_push(receiver, now):
        problems.postpone_rung(tx, rung, parts.calendar.next_push(receiver, now))
    elif problems.end_rung(tx, rung, "fired", receiver.id, now):
        _tell(tx, parts, problem, rung, receiver, now)


def _receiver(
    tx: Tx, parts: Parts, problem: Problem, rung: DueRung, now: datetime
) -> Person | None:
    """Who stands on this rung now, if they can be reached."""
    if rung.kind != "handover":
        owner = _present(parts, people.get(tx, problem.owner), now)
        reads_it = owner is not None and (owner.onboarded or rung.kind != ladder.DIGEST)
        return owner if reads_it else None
    placement = placements.get(tx, problem.report.placement)
    step = ladder.Rung(rung.number, rung.tell, rung.kind, rung.due_at)
    present = [who for who in coordinators(tx) if _present(parts, people.get(tx, who), now)]
    who = ladder.receiver(step, placement, present)
    return None if who is None else _present(parts, people.get(tx, who), now)


def _present(parts: Parts, person: Person, now: datetime) -> Person | None:
    """This person, unless they cannot be reached or are away: a pause would outlast the clock."""
    is_away = person.paused_until is not None and parts.calendar.today(now) < person.paused_until
    return person if is_here(person) and not is_away else None


def _useful(problem: Problem, rung: DueRung, receiver: Person) -> bool:
    """A hand-over to the one who has it already is no help."""
    return rung.kind != "handover" or receiver.id != problem.owner


def _skip(tx: Tx, parts: Parts, rung: DueRung, now: datetime, *, is_missing: bool) -> None:
    """An empty rung is skipped at once: the next one is due now. The last one is not given up."""
    following = next((r for r in problems.planned_rungs(tx, rung.reference) if r != rung), None)
    if following is None and is_missing:
        _nobody_left(tx, rung.reference, now)
        tomorrow = parts.calendar.opening(parts.calendar.step(parts.calendar.today(now), 1))
        assert tomorrow is not None
        problems.postpone_rung(tx, rung, tomorrow[0])
        return
    problems.end_rung(tx, rung, "skipped", None, now)
    audit.note(tx, None, "rung.skipped", f"problem:{rung.reference}", now, number=rung.number)
    if following is not None:
        problems.postpone_rung(tx, following, now)


def _nobody_left(tx: Tx, reference: str, now: datetime) -> None:
    log.error("problem.nobody_left", reference=reference)
    audit.note(tx, None, "problem.nobody_left", f"problem:{reference}", now)


def _tell(
    tx: Tx, parts: Parts, problem: Problem, rung: DueRung, receiver: Person, now: datetime
) -> None:
    subject = f"problem:{problem.reference}"
    audit.note(tx, None, f"rung.{rung.kind}", subject, now, number=rung.number, to=receiver.id)
    if rung.kind == ladder.DIGEST:
        # It stands in the week's message, which goes out by itself.
        return
    if rung.kind == "handover":
        hand_over(tx, problem, receiver.id)
        problems.set_values(tx, problem.reference, missed=True)
        play(tx, parts, opened(problem.owner, "followup", subject, "moved"), now)
    play(tx, parts, opened(receiver.id, "followup", subject, rung.kind), now)
    news = {"handover": "missed", "reminder": "reminded"}.get(rung.kind)
    if news is not None:
        play(tx, parts, opened(mentor_of(tx, problem), "status", subject, news), now)
