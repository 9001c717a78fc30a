"""A problem that somebody has, and nothing happens: its owner is asked, then somebody else has it;
NAV has answered, and the mentor says nothing: they are asked once more, then it is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mentorbot.domain import ladder, stale
from mentorbot.domain.ladder import Rung
from mentorbot.domain.people import Person
from mentorbot.domain.problems import Problem, Raised, State
from mentorbot.services import moving, pending, reaching, sparing
from mentorbot.services.cues import opened
from mentorbot.services.following_up import hand_over
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.services.viewing import coordinators, is_here
from mentorbot.storage import audit, placements, problems, rungs
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane
from mentorbot.storage.rungs import DueRung


def fire(tx: Tx, parts: Parts, problem: Problem, rung: DueRung, now: datetime) -> None:
    """One rung of ladder.AFTERWARDS, in a state of the problem in which it has a meaning."""
    match rung.kind:
        case ladder.ASK:
            _ask(tx, parts, problem, rung, now)
        case ladder.TAKE_BACK:
            _take_back(tx, parts, problem, rung, now)
        case ladder.ASK_HELPED:
            _ask_helped(tx, parts, problem, rung, now)
        case ladder.CLOSE:
            _close(tx, parts, problem, rung, now)
        case _:
            raise ValueError(f"nothing is done at a rung of the kind {rung.kind}")


def _ask(tx: Tx, parts: Parts, problem: Problem, rung: DueRung, now: datetime) -> None:
    """Whoever is not there to be asked does not have it either."""
    owner = reaching.owner_of(tx, parts, problem, now)
    if owner is None:
        if _skipped(tx, rung, now):
            taken = Rung(0, "next", ladder.TAKE_BACK, now)
            rungs.add(tx, problem.reference, [taken])
    elif not parts.calendar.may_push(owner, now):
        rungs.postpone(tx, rung, parts.calendar.next_push(owner, now))
    elif rungs.end(tx, rung, "fired", owner.id, now):
        _noted(tx, rung, now, owner)
        pending.plan_take_back(tx, parts, problem, now)
        play(tx, parts, opened(owner.id, "followup", _subject(problem), "ask"), now)


def _take_back(tx: Tx, parts: Parts, problem: Problem, rung: DueRung, now: datetime) -> None:
    """It goes to the next human on the ladder, with the first date kept."""
    placement = placements.get(tx, problem.report.placement)
    model = parts.rules.models[placement.model]
    steps = stale.onward(problem, placement, model, coordinators(tx))
    for at, step in enumerate(steps):
        comes = reaching.on_rung(tx, parts, step.tell, problem, now)
        if comes is None or comes.id == problem.owner:
            continue
        if not parts.calendar.may_push(comes, now):
            rungs.postpone(tx, rung, parts.calendar.next_push(comes, now))
        elif rungs.end(tx, rung, "fired", comes.id, now):
            chain = stale.going_on(step, steps[at + 1 :], problem, now, model, parts.calendar)
            _goes_on(tx, parts, problem, comes, now)
            rungs.add(tx, problem.reference, chain)
            _noted(tx, rung, now, comes)
        return
    if rungs.end(tx, rung, "fired", None, now):
        _noted(tx, rung, now, None)
        _stays(tx, parts, problem, now)


def _goes_on(tx: Tx, parts: Parts, problem: Problem, to: Person, now: datetime) -> None:
    _waits_again(tx, problem)
    hand_over(tx, problem, to.id, now)
    raised(tx, problem, now)
    subject = _subject(problem)
    play(tx, parts, opened(problem.owner, "followup", subject, "moved"), now)
    play(tx, parts, opened(to.id, "followup", subject, ladder.TAKE_BACK), now)
    for cue in moving.moved(tx, [(problem, "taken_back")]):
        play(tx, parts, cue, now)


def _stays(tx: Tx, parts: Parts, problem: Problem, now: datetime) -> None:
    """There is nobody to give it to: whoever has it is told again, and the coordinators daily."""
    _waits_again(tx, problem)
    raised(tx, problem, now)
    again = Rung(0, "coordinator", "handover", reaching.tomorrow(parts, now))
    rungs.add(tx, problem.reference, [again])
    if reaching.owner_of(tx, parts, problem, now) is not None:
        play(tx, parts, opened(problem.owner, "followup", _subject(problem), "reminder"), now)
    reaching.nobody_left(tx, parts, replace(problem, state=State.SENT), now)


def _waits_again(tx: Tx, problem: Problem) -> None:
    held = ladder.AFTERWARDS[ladder.TAKE_BACK]
    problems.move(tx, problem.reference, held, State.SENT, promised=None, missed=True)


def raised(tx: Tx, problem: Problem, now: datetime) -> None:
    """A deadline that passed raises the level by one step, once; never above orange."""
    report = problem.report.hurried(Raised.MISSED) if now >= problem.deadline else problem.report
    if report != problem.report:
        problems.raise_level(tx, problem.reference, report)
        subject = _subject(problem)
        audit.note(tx, None, "problem.raised", subject, now, level=report.level, why=Raised.MISSED)


def _ask_helped(tx: Tx, parts: Parts, problem: Problem, rung: DueRung, now: datetime) -> None:
    mentor = pending.mentor_now(tx, problem)
    if not is_here(mentor):
        if _skipped(tx, rung, now):
            pending.plan_close(tx, parts, problem, now)
    elif not parts.calendar.may_push(mentor, now):
        rungs.postpone(tx, rung, parts.calendar.next_push(mentor, now))
    elif not _is_sensible(tx, parts, problem, mentor, now):
        day = parts.calendar.step(parts.calendar.today(now), 1)
        rungs.postpone(tx, rung, parts.calendar.own_hour(mentor, day))
    elif rungs.end(tx, rung, "fired", mentor.id, now):
        _noted(tx, rung, now, mentor)
        pending.plan_close(tx, parts, problem, now)
        cue = opened(mentor.id, "status", _subject(problem), ladder.ASK_HELPED, lane=Lane.DIGEST)
        play(tx, parts, cue, now)


def _is_sensible(tx: Tx, parts: Parts, problem: Problem, mentor: Person, now: datetime) -> bool:
    """A week full of questions is left in peace, as long as there is another day to ask on."""
    closes = parts.rules.problems.unanswered_closes_days
    last = pending.days_after(parts, problem.waits_since, closes)
    return parts.calendar.today(now) >= last or sparing.may_disturb(tx, parts, mentor, now)


def _close(tx: Tx, parts: Parts, problem: Problem, rung: DueRung, now: datetime) -> None:
    """Closed for all to see as unanswered: it never counts as help (feel 5)."""
    if not rungs.end(tx, rung, "fired", None, now):
        return
    ended = {"closed_at": now, "helped": None, "wording": None}
    if problems.move(tx, problem.reference, [State.ANSWERED], State.CLOSED, **ended):
        subject = _subject(problem)
        audit.note(tx, None, "problem.no_answer", subject, now)
        mentor = pending.mentor_now(tx, problem)
        play(tx, parts, opened(mentor.id, "status", subject, "no_answer"), now)
        play(tx, parts, opened(problem.owner, "followup", subject, "changed"), now)


def _skipped(tx: Tx, rung: DueRung, now: datetime) -> bool:
    """Nobody is there to be asked."""
    if not rungs.end(tx, rung, "skipped", None, now):
        return False
    audit.note(tx, None, "rung.skipped", _at(rung), now, number=rung.number)
    return True


def _noted(tx: Tx, rung: DueRung, now: datetime, to: Person | None) -> None:
    told = None if to is None else to.id
    audit.note(tx, None, f"rung.{rung.kind}", _at(rung), now, number=rung.number, to=told)


def _at(rung: DueRung) -> str:
    return f"problem:{rung.reference}"


def _subject(problem: Problem) -> str:
    return f"problem:{problem.reference}"
