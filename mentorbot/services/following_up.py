"""What happens to a problem when somebody does something with it, and who is to know."""

from __future__ import annotations

from datetime import datetime

from mentorbot.domain import ladder
from mentorbot.domain.access import Operation, may, relation_to
from mentorbot.domain.facts import (
    EmergencyCalled,
    PhoneShown,
    ProblemAnswered,
    ProblemClosed,
    ProblemPassedOn,
    ProblemPromised,
    ProblemReceived,
    ProblemReopened,
    ProblemReported,
    ProblemWithdrawn,
    WordingRead,
)
from mentorbot.domain.levels import Level
from mentorbot.domain.people import Person, PersonId
from mentorbot.domain.problems import Helped, Knows, Problem, Reachable, Report, State, Wish
from mentorbot.services.cues import Cue, opened
from mentorbot.services.parts import Parts
from mentorbot.storage import audit, people, placements, problems
from mentorbot.storage.database import Tx

WAITS_FOR_NAV = (State.SENT, State.RECEIVED, State.IN_PROGRESS)
EMERGENCY = "P09"
"""The category a content-free note after an emergency call is filed under."""


def reported(
    tx: Tx, parts: Parts, mentor: Person, fact: ProblemReported, now: datetime
) -> list[Cue]:
    """The whole ladder is written down now, so that nothing later can change or forget it."""
    report = fact.report
    placement = placements.get(tx, report.placement)
    if not may(mentor, Operation.REPORT, relation_to(mentor, placement)):
        _refused(tx, mentor, Operation.REPORT, f"placement:{placement.id}", now)
        return []
    model = parts.rules.models[placement.model]
    deadline, chain = ladder.build(now, report.level, model, parts.calendar)
    problem = Problem(
        reference=fact.reference,
        report=report,
        alias=placement.alias,
        mentor=mentor.id,
        owner=placement.nav_contact,
        state=State.SENT,
        sent_at=now,
        deadline=deadline,
    )
    problems.add(tx, problem, chain)
    _noted(tx, mentor, "problem.reported", problem, now, level=str(report.level))
    return []


def emergency_called(
    tx: Tx, parts: Parts, mentor: Person, fact: EmergencyCalled, now: datetime
) -> list[Cue]:
    audit.note(tx, mentor.id, "emergency.called", f"person:{mentor.id}", now)
    if not fact.tell_nav or fact.placement is None:
        return []
    note = Report(
        placement=fact.placement,
        category=EMERGENCY,
        level=Level.RED,
        wish=Wish.CALL_ME,
        reachable=Reachable.ANY_TIME,
        knows=Knows.SKIPPED,
    )
    return reported(tx, parts, mentor, ProblemReported(fact.reference, note), now)


def received(
    tx: Tx, _parts: Parts, actor: Person, fact: ProblemReceived, now: datetime
) -> list[Cue]:
    problem = _allowed(tx, actor, fact.reference, Operation.RECEIVE, now)
    if problem is None:
        return []
    moved = problems.move(tx, fact.reference, [State.SENT], State.RECEIVED, received_at=now)
    if not moved:
        return []
    problems.cancel_rungs(tx, fact.reference)
    _noted(tx, actor, "problem.received", problem, now)
    return [_to_mentor(problem, "received")]


def promised(
    tx: Tx, _parts: Parts, actor: Person, fact: ProblemPromised, now: datetime
) -> list[Cue]:
    problem = _allowed(tx, actor, fact.reference, Operation.PROMISE, now)
    if problem is None or problem.promised == fact.day:
        return []
    moved = problems.move(
        tx,
        fact.reference,
        WAITS_FOR_NAV,
        State.IN_PROGRESS,
        promised=fact.day,
        received_at=problem.received_at or now,
    )
    if not moved:
        return []
    problems.cancel_rungs(tx, fact.reference)
    _noted(tx, actor, "problem.promised", problem, now, day=fact.day.isoformat())
    return [_to_mentor(problem, "promised")]


def passed_on(
    tx: Tx, parts: Parts, actor: Person, fact: ProblemPassedOn, now: datetime
) -> list[Cue]:
    problem = _allowed(tx, actor, fact.reference, Operation.PASS_ON, now)
    if problem is None or not _may_take_over(tx, problem, fact.to):
        return []
    # A day that the former owner named binds nobody else.
    if not problems.move(tx, fact.reference, WAITS_FOR_NAV, State.SENT, promised=None):
        return []
    hand_over(tx, problem, fact.to)
    _start_again(tx, parts, problem, now)
    _noted(tx, actor, "problem.passed_on", problem, now, to=fact.to)
    return [_to_mentor(problem, "passed_on"), _to(fact.to, problem, "handover")]


def answered(
    tx: Tx, _parts: Parts, actor: Person, fact: ProblemAnswered, now: datetime
) -> list[Cue]:
    by_mentor = fact.by_mentor
    operation = Operation.SAY_NAV_RANG if by_mentor else Operation.ANSWER
    problem = _allowed(tx, actor, fact.reference, operation, now)
    if problem is None:
        return []
    moved = problems.move(
        tx,
        fact.reference,
        WAITS_FOR_NAV,
        State.ANSWERED,
        answered_at=now,
        received_at=problem.received_at or now,
    )
    if not moved:
        return []
    problems.cancel_rungs(tx, fact.reference)
    _noted(tx, actor, "problem.answered", problem, now, by_mentor=by_mentor)
    if by_mentor:
        return [_to(problem.owner, problem, "changed")]
    return [_to_mentor(problem, "answered")]


def closed(tx: Tx, _parts: Parts, actor: Person, fact: ProblemClosed, now: datetime) -> list[Cue]:
    return _end(tx, actor, fact.reference, Operation.CLOSE, now, fact.helped)


def withdrawn(
    tx: Tx, _parts: Parts, actor: Person, fact: ProblemWithdrawn, now: datetime
) -> list[Cue]:
    return _end(tx, actor, fact.reference, Operation.WITHDRAW, now, None)


def reopened(
    tx: Tx, parts: Parts, actor: Person, fact: ProblemReopened, now: datetime
) -> list[Cue]:
    """Same owner, first date kept; a new ladder runs until somebody has seen it again."""
    problem = _allowed(tx, actor, fact.reference, Operation.REOPEN, now)
    if problem is None:
        return []
    values = {"answered_at": None, "promised": None}
    if not problems.move(tx, fact.reference, [State.ANSWERED], State.SENT, **values):
        return []
    _start_again(tx, parts, problem, now)
    _noted(tx, actor, "problem.reopened", problem, now)
    return []


def wording_read(
    tx: Tx, _parts: Parts, actor: Person, fact: WordingRead, now: datetime
) -> list[Cue]:
    problem = _allowed(tx, actor, fact.reference, Operation.READ_WORDING, now)
    if problem is not None:
        _noted(tx, actor, "wording.read", problem, now)
    return []


def phone_shown(tx: Tx, _parts: Parts, actor: Person, fact: PhoneShown, now: datetime) -> list[Cue]:
    """The overview shows numbers by placement; everything else by problem."""
    about, _, number = fact.reference.partition(":")
    if about == "placement":
        audit.note(tx, actor.id, "phone.shown", f"placement:{number}", now)
        return []
    problem = _allowed(tx, actor, fact.reference, Operation.SEE_PHONE, now)
    if problem is not None:
        _noted(tx, actor, "phone.shown", problem, now)
    return []


def hand_over(tx: Tx, problem: Problem, to: PersonId) -> None:
    """The problem belongs to somebody else now; the clock from the first report stands."""
    problems.set_values(tx, problem.reference, owner_id=to)


def _start_again(tx: Tx, parts: Parts, problem: Problem, now: datetime) -> None:
    placement = placements.get(tx, problem.report.placement)
    model = parts.rules.models[placement.model]
    _, chain = ladder.build(now, problem.report.level, model, parts.calendar)
    problems.cancel_rungs(tx, problem.reference)
    told_now = problem.state is not State.ANSWERED
    problems.add_rungs(tx, problem.reference, chain[1:] if told_now else chain)


def _may_take_over(tx: Tx, problem: Problem, to: PersonId) -> bool:
    receiver = people.find(tx, to)
    return receiver is not None and receiver.role != "mentor" and receiver.id != problem.owner


def _end(
    tx: Tx, actor: Person, reference: str, how: Operation, now: datetime, helped: Helped | None
) -> list[Cue]:
    problem = _allowed(tx, actor, reference, how, now)
    if problem is None:
        return []
    every = [state for state in State if state is not State.CLOSED]
    # The wording has served when the matter ends : it goes with it.
    moved = problems.move(
        tx, reference, every, State.CLOSED, closed_at=now, helped=helped, wording=None
    )
    if not moved:
        return []
    problems.cancel_rungs(tx, reference)
    _noted(tx, actor, f"problem.{how}", problem, now, helped=helped)
    return [_to(problem.owner, problem, "changed")]


def _allowed(
    tx: Tx, actor: Person, reference: str, operation: Operation, now: datetime
) -> Problem | None:
    """The problem, if this person may do that to it at this moment; a refusal is audited."""
    problem = problems.get(tx, reference, lock=True)
    if problem is not None:
        placement = placements.get(tx, problem.report.placement)
        if may(actor, operation, relation_to(actor, placement, problem)):
            return problem
    _refused(tx, actor, operation, f"problem:{reference}", now)
    return None


def _refused(tx: Tx, actor: Person, operation: Operation, subject: str, now: datetime) -> None:
    audit.note(tx, actor.id, "refused", subject, now, refused=operation)


def _noted(
    tx: Tx, actor: Person, action: str, problem: Problem, now: datetime, **detail: object
) -> None:
    audit.note(tx, actor.id, action, f"problem:{problem.reference}", now, **detail)


def _to_mentor(problem: Problem, move: str) -> Cue:
    return opened(problem.mentor, "status", f"problem:{problem.reference}", move)


def _to(person: PersonId, problem: Problem, move: str) -> Cue:
    return opened(person, "followup", f"problem:{problem.reference}", move)
