"""Nobody answered a problem: the ladder climbs to the next human. One rung, one transaction."""

from __future__ import annotations

from datetime import datetime

from mentorbot.domain import ladder
from mentorbot.domain.people import Person, PersonId
from mentorbot.domain.problems import Problem, State
from mentorbot.services import reaching, seeing_through
from mentorbot.services.cues import opened
from mentorbot.services.following_up import hand_over, mentor_of
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.services.rows import each
from mentorbot.storage import audit, conversations, problems
from mentorbot.storage.database import Tx
from mentorbot.storage.problems import DueRung

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
        if rung is not None:
            problems.postpone_rung(tx, rung, now)
        elif problem.state is State.SENT:
            last = ladder.Rung(0, "coordinator", "handover", now)
            problems.add_rungs(tx, problem.reference, [last])


def _climb(tx: Tx, parts: Parts, rung: DueRung, now: datetime) -> None:
    problem = problems.get(tx, rung.reference, lock=True)
    if problem is None or problem.state not in ladder.AFTERWARDS.get(rung.kind, (State.SENT,)):
        problems.end_rung(tx, rung, "cancelled", None, now)
        return
    if rung.kind in ladder.AFTERWARDS:
        seeing_through.fire(tx, parts, problem, rung, now)
        return
    receiver = _receiver(tx, parts, problem, rung, now)
    if receiver is None or not _useful(problem, rung, receiver):
        _skip(tx, parts, problem, rung, now, is_missing=receiver is None)
    elif not parts.calendar.may_push(receiver, now):
        problems.postpone_rung(tx, rung, parts.calendar.next_push(receiver, now))
    elif problems.end_rung(tx, rung, "fired", receiver.id, now):
        _tell(tx, parts, problem, rung, receiver, now)


def _receiver(
    tx: Tx, parts: Parts, problem: Problem, rung: DueRung, now: datetime
) -> Person | None:
    """Who stands on this rung now, if they can be reached."""
    if rung.kind == "handover":
        return reaching.on_rung(tx, parts, rung.tell, problem, now)
    owner = reaching.owner_of(tx, parts, problem, now)
    reads_it = owner is not None and (owner.onboarded or rung.kind != ladder.DIGEST)
    return owner if reads_it else None


def _useful(problem: Problem, rung: DueRung, receiver: Person) -> bool:
    """A hand-over to the one who has it already is no help."""
    return rung.kind != "handover" or receiver.id != problem.owner


def _skip(
    tx: Tx, parts: Parts, problem: Problem, rung: DueRung, now: datetime, *, is_missing: bool
) -> None:
    """An empty rung is skipped at once: the next one is due now. The last one is not given up."""
    following = next((r for r in problems.planned_rungs(tx, rung.reference) if r != rung), None)
    if following is None and is_missing:
        _last(tx, parts, problem, rung, now)
        return
    problems.end_rung(tx, rung, "skipped", None, now)
    audit.note(tx, None, "rung.skipped", f"problem:{rung.reference}", now, number=rung.number)
    if following is not None:
        problems.postpone_rung(tx, following, now)


def _last(tx: Tx, parts: Parts, problem: Problem, rung: DueRung, now: datetime) -> None:
    """Nobody stands on the last rung. It is tried again every morning until somebody has it."""
    found = reaching.anybody(tx, parts, problem, now)
    if found is not None and found.id != problem.owner:
        if problems.end_rung(tx, rung, "fired", found.id, now):
            _tell(tx, parts, problem, rung, found, now)
        return
    subject = f"problem:{problem.reference}"
    reaching.nobody_left(tx, parts, problem, now)
    if found is not None and not _was_told(tx, problem, subject):
        play(tx, parts, opened(found.id, "followup", subject, "reminder"), now)
    problems.postpone_rung(tx, rung, reaching.tomorrow(parts, now))


def _was_told(tx: Tx, problem: Problem, subject: str) -> bool:
    """Whoever comes back to what never arrived has not seen it."""
    bubble = conversations.at(tx, problem.owner, "followup", subject)
    return bubble is not None and bubble.message_id is not None


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
        seeing_through.raised(tx, problem, now)
        play(tx, parts, opened(problem.owner, "followup", subject, "moved"), now)
    play(tx, parts, opened(receiver.id, "followup", subject, rung.kind), now)
    news = {"handover": "missed", "reminder": "reminded"}.get(rung.kind)
    if news is not None:
        play(tx, parts, opened(mentor_of(tx, problem), "status", subject, news), now)
