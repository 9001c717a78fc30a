"""Nobody answered a problem: the ladder climbs to the next human. One rung, one transaction."""

from __future__ import annotations

from datetime import datetime

from mentorbot.domain import ladder
from mentorbot.domain.people import Person, PersonId
from mentorbot.domain.problems import Problem, State
from mentorbot.services.briefing import coordinators, is_here
from mentorbot.services.cues import opened
from mentorbot.services.following_up import hand_over
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.services.rows import each
from mentorbot.storage import audit, people, placements, problems
from mentorbot.storage.database import Tx
from mentorbot.storage.problems import DueRung

AT_ONCE = 200


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


def _climb(tx: Tx, parts: Parts, rung: DueRung, now: datetime) -> None:
    problem = problems.get(tx, rung.reference)
    if problem is None or problem.state is not State.SENT:
        problems.end_rung(tx, rung, "cancelled", None, now)
        return
    receiver = _receiver(tx, problem, rung)
    if receiver is None or not _useful(problem, rung, receiver):
        _skip(tx, rung, now)
    elif not parts.calendar.may_push(receiver, now):
        problems.postpone_rung(tx, rung, parts.calendar.next_push(receiver, now))
    elif problems.end_rung(tx, rung, "fired", receiver.id, now):
        _tell(tx, parts, problem, rung, receiver, now)


def _receiver(tx: Tx, problem: Problem, rung: DueRung) -> Person | None:
    """Who stands on this rung now, if they can be reached."""
    if rung.kind != "handover":
        owner = people.get(tx, problem.owner)
        return owner if is_here(owner) else None
    placement = placements.get(tx, problem.report.placement)
    step = ladder.Rung(rung.number, rung.tell, rung.kind, rung.due_at)
    who = ladder.receiver(step, placement, coordinators(tx))
    person = None if who is None else people.get(tx, who)
    return person if person is not None and is_here(person) else None


def _useful(problem: Problem, rung: DueRung, receiver: Person) -> bool:
    """A hand-over to the one who has it already is no help."""
    return rung.kind != "handover" or receiver.id != problem.owner


def _skip(tx: Tx, rung: DueRung, now: datetime) -> None:
    """An empty rung is skipped at once: the next one is due now."""
    problems.end_rung(tx, rung, "skipped", None, now)
    audit.note(tx, None, "rung.skipped", f"problem:{rung.reference}", now, number=rung.number)
    following = problems.next_rung(tx, rung.reference)
    if following is None:
        audit.note(tx, None, "problem.nobody_left", f"problem:{rung.reference}", now)
    else:
        problems.postpone_rung(tx, following, now)


def _tell(
    tx: Tx, parts: Parts, problem: Problem, rung: DueRung, receiver: Person, now: datetime
) -> None:
    subject = f"problem:{problem.reference}"
    audit.note(tx, None, f"rung.{rung.kind}", subject, now, number=rung.number, to=receiver.id)
    if rung.kind == "handover":
        hand_over(tx, problem, receiver.id)
        problems.set_values(tx, problem.reference, missed=now >= problem.deadline)
        play(tx, parts, opened(problem.owner, "followup", subject, "moved"), now)
    play(tx, parts, opened(receiver.id, "followup", subject, rung.kind), now)
    news = {"handover": "missed", "reminder": "reminded"}.get(rung.kind)
    if news is not None:
        play(tx, parts, opened(problem.mentor, "status", subject, news), now)
