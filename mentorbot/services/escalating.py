"""Nobody answered a problem: the ladder climbs to the next human. One transaction for a rung, or
for all those of one mentor's that are due at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog

from mentorbot.domain import ladder
from mentorbot.domain.people import Person, PersonId
from mentorbot.domain.problems import Problem, State
from mentorbot.services import moving, reaching, seeing_through, standing_in
from mentorbot.services.cues import opened
from mentorbot.services.following_up import hand_over, mentor_of
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.services.rows import each
from mentorbot.storage import audit, conversations, problems, rungs
from mentorbot.storage.database import Tx
from mentorbot.storage.rungs import DueRung

log = structlog.get_logger(__name__)

AT_ONCE = 20
MOST_ROUNDS = 8
"""More than a ladder has rungs; what would still be due then waits for the next time."""


def climb_overdue(parts: Parts, now: datetime, most: int = AT_ONCE) -> int:
    """Fires every rung that is due; returns how many rows it handled."""
    with parts.database.begin() as tx:
        due = rungs.due(tx, now, most)
        beside = rungs.due_beside(tx, due[0], now, AT_ONCE) if due else []
    if len(beside) > 1 and (handled := _climb_together(parts, beside, now)):
        return handled
    return each(parts, due, lambda tx, rung: _climb(tx, parts, rung, now), rungs.postpone, now)


def _climb_together(parts: Parts, found: Sequence[DueRung], now: datetime) -> int:
    """One mentor's, who so hears of all of them at once. A rung may make the next one due.

    Returns how many; none when one went wrong: all is taken back, and each is on its own then.
    """
    first, handled = found[0], 0
    try:
        with parts.database.begin() as tx:
            for _ in range(MOST_ROUNDS):
                for rung in found:
                    _climb(tx, parts, rung, now)
                handled += len(found)
                found = rungs.due_beside(tx, first, now, AT_ONCE)
    except Exception:
        log.exception("rungs.not_together")
        return 0
    return handled


def move_on(tx: Tx, person: PersonId, now: datetime) -> None:
    """This person cannot be reached. Each problem climbs by itself, so that one in which something
    goes wrong holds up no other, nor what is known of the person."""
    for problem in problems.open_of_owner(tx, person):
        standing_in.look_on(tx, problem, now)


def _climb(tx: Tx, parts: Parts, found: DueRung, now: datetime) -> None:
    """After an outage several of one ladder are due together, and each may change the next."""
    problem = problems.get(tx, found.reference, lock=True)
    rung = rungs.still_due(tx, found, now)
    if rung is None:
        return
    if problem is None or problem.state not in ladder.AFTERWARDS.get(rung.kind, (State.SENT,)):
        rungs.end(tx, rung, "cancelled", None, now)
        return
    if rung.kind in ladder.AFTERWARDS:
        seeing_through.fire(tx, parts, problem, rung, now)
        return
    receiver = _receiver(tx, parts, problem, rung, now)
    if receiver is None or not _useful(problem, rung, receiver):
        _skip(tx, parts, problem, rung, now, is_missing=receiver is None)
    elif not parts.calendar.may_push(receiver, now):
        rungs.postpone(tx, rung, parts.calendar.next_push(receiver, now))
    elif rungs.end(tx, rung, "fired", receiver.id, now):
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
    others = [each for each in rungs.planned(tx, rung.reference) if each.number != rung.number]
    following = next((each for each in others if each.number > rung.number), None)
    if following is None and is_missing:
        if others:
            # They wait for somebody's quiet time to end: its turn comes after theirs.
            rungs.postpone(tx, rung, max(each.due_at for each in others))
        else:
            _last(tx, parts, problem, rung, now)
        return
    rungs.end(tx, rung, "skipped", None, now)
    audit.note(tx, None, "rung.skipped", f"problem:{rung.reference}", now, number=rung.number)
    if following is not None:
        rungs.postpone(tx, following, now)


def _last(tx: Tx, parts: Parts, problem: Problem, rung: DueRung, now: datetime) -> None:
    """Nobody stands on the last rung. It is tried again every morning until somebody has it.

    Who has it although the ladder passed them has the usual time, and no longer.
    """
    found = reaching.anybody(tx, parts, problem, now)
    if found is not None and found.id != problem.owner:
        if rungs.end(tx, rung, "fired", found.id, now):
            _tell(tx, parts, problem, rung, found, now)
            due = max(problem.deadline, reaching.tomorrow(parts, now))
            again = ladder.Rung(0, "coordinator", "handover", due)
            rungs.add(tx, problem.reference, [again])
        return
    subject = f"problem:{problem.reference}"
    reaching.nobody_left(tx, parts, problem, now)
    if found is not None and not _was_told(tx, problem, subject):
        play(tx, parts, opened(found.id, "followup", subject, "reminder"), now)
    rungs.postpone(tx, rung, reaching.tomorrow(parts, now))


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
        hand_over(tx, problem, receiver.id, now)
        problems.set_values(tx, problem.reference, missed=True)
        seeing_through.raised(tx, problem, now)
        play(tx, parts, opened(problem.owner, "followup", subject, "moved"), now)
    play(tx, parts, opened(receiver.id, "followup", subject, rung.kind), now)
    if rung.kind == "handover":
        for cue in moving.moved(tx, [(problem, "missed")]):
            play(tx, parts, cue, now)
    elif rung.kind == "reminder":
        play(tx, parts, opened(mentor_of(tx, problem), "status", subject, "reminded"), now)
