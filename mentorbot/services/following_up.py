"""What happens to a problem when somebody does something with it, and who is to know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from mentorbot.domain import ladder
from mentorbot.domain.access import Operation, may, relation_to
from mentorbot.domain.facts import (
    EmergencyCalled,
    Fact,
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
from mentorbot.domain.people import PersonId
from mentorbot.domain.problems import (
    Helped,
    Knows,
    Problem,
    Raised,
    Reachable,
    Report,
    State,
    Wish,
)
from mentorbot.services import acting, contacting, pending
from mentorbot.services.cues import Cue, opened
from mentorbot.services.deeds import Deed, Recorder
from mentorbot.services.parts import Parts
from mentorbot.storage import people, placements, problems
from mentorbot.storage.database import Tx

WAITS_FOR_NAV = (State.SENT, State.RECEIVED, State.IN_PROGRESS)
EMERGENCY = "P09"
"""The category a content-free note after an emergency call is filed under."""


def reported(deed: Deed, fact: ProblemReported) -> list[Cue]:
    """The whole ladder is written down now, so that nothing later can change or forget it."""
    placement = placements.get(deed.tx, fact.report.placement)
    if not may(deed.person, Operation.REPORT, relation_to(deed.person, placement)):
        deed.refused(Operation.REPORT, f"placement:{placement.id}")
        return []
    report = _hurried(deed, fact.report)
    model = deed.parts.rules.models[placement.model]
    deadline, chain = ladder.build(deed.now, report.level, model, deed.parts.calendar)
    problem = Problem(
        reference=fact.reference,
        report=report,
        alias=placement.alias,
        mentor=deed.person.id,
        owner=acting.receiver(deed.tx, deed.parts, placement, deed.now),
        state=State.SENT,
        sent_at=deed.now,
        deadline=deadline,
    )
    problems.add(deed.tx, problem, chain)
    _noted(deed, "problem.reported", problem, level=str(report.level))
    return [] if report == fact.report else [_to_mentor(deed, problem, "raised")]


def _hurried(deed: Deed, report: Report) -> Report:
    """What comes again and again hurries more, whatever the draft knew of it. Red is past that."""
    pattern = deed.parts.rules.pattern
    since = deed.now - timedelta(weeks=pattern.weeks)
    before = problems.recent(deed.tx, report.placement, since)
    is_pattern = before.get(report.category, 0) + 1 >= pattern.reports
    return report.hurried(Raised.PATTERN) if is_pattern else report


def emergency_called(deed: Deed, fact: EmergencyCalled) -> list[Cue]:
    deed.note("emergency.called", f"person:{deed.person.id}")
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
    return reported(deed, ProblemReported(fact.reference, note))


def received(deed: Deed, fact: ProblemReceived) -> list[Cue]:
    problem = _allowed(deed, fact.reference, Operation.RECEIVE)
    if problem is None:
        return []
    values = {"received_at": deed.now, "nobody_since": None}
    if not problems.move(deed.tx, fact.reference, [State.SENT], State.RECEIVED, **values):
        return []
    pending.plan_ask(deed.tx, deed.parts, problem, deed.now)
    _noted(deed, "problem.received", problem)
    return [_to_mentor(deed, problem, "received")]


def promised(deed: Deed, fact: ProblemPromised) -> list[Cue]:
    problem = _allowed(deed, fact.reference, Operation.PROMISE)
    if problem is None or problem.promised == fact.day:
        return []
    moved = problems.move(
        deed.tx,
        fact.reference,
        WAITS_FOR_NAV,
        State.IN_PROGRESS,
        promised=fact.day,
        received_at=problem.received_at or deed.now,
        nobody_since=None,
    )
    if not moved:
        return []
    pending.plan_ask(deed.tx, deed.parts, replace(problem, promised=fact.day), deed.now)
    _noted(deed, "problem.promised", problem, day=fact.day.isoformat())
    return [_to_mentor(deed, problem, "promised")]


def passed_on(deed: Deed, fact: ProblemPassedOn) -> list[Cue]:
    problem = _allowed(deed, fact.reference, Operation.PASS_ON)
    if problem is None or not _may_take_over(deed.tx, problem, fact.to):
        return []
    # A day that the former owner named binds nobody else.
    if not problems.move(deed.tx, fact.reference, WAITS_FOR_NAV, State.SENT, promised=None):
        return []
    hand_over(deed.tx, problem, fact.to)
    start_again(deed.tx, deed.parts, problem, deed.now)
    _noted(deed, "problem.passed_on", problem, to=fact.to)
    return [_to_mentor(deed, problem, "passed_on"), _to(fact.to, problem, "handover")]


def answered(deed: Deed, fact: ProblemAnswered) -> list[Cue]:
    by_mentor = fact.by_mentor
    operation = Operation.SAY_NAV_RANG if by_mentor else Operation.ANSWER
    problem = _allowed(deed, fact.reference, operation)
    if problem is None:
        return []
    moved = problems.move(
        deed.tx,
        fact.reference,
        WAITS_FOR_NAV,
        State.ANSWERED,
        answered_at=deed.now,
        received_at=problem.received_at or deed.now,
        nobody_since=None,
    )
    if not moved:
        return []
    mentor = pending.mentor_now(deed.tx, problem)
    pending.plan_ask_helped(deed.tx, deed.parts, problem, mentor, deed.now)
    _noted(deed, "problem.answered", problem, by_mentor=by_mentor)
    contacting.rang(deed, problem.report.placement)
    if by_mentor:
        return [_to(problem.owner, problem, "changed")]
    return [_to_mentor(deed, problem, "answered")]


def closed(deed: Deed, fact: ProblemClosed) -> list[Cue]:
    every = [state for state in State if state is not State.CLOSED]
    return _end(deed, fact.reference, every, Operation.CLOSE, fact.helped)


def withdrawn(deed: Deed, fact: ProblemWithdrawn) -> list[Cue]:
    return _end(deed, fact.reference, WAITS_FOR_NAV, Operation.WITHDRAW, None)


def reopened(deed: Deed, fact: ProblemReopened) -> list[Cue]:
    """Same owner, first date kept; a new ladder runs until somebody has seen it again."""
    problem = _allowed(deed, fact.reference, Operation.REOPEN)
    if problem is None:
        return []
    before = [State.ANSWERED]
    rules = deed.parts.rules.problems
    if problem.got_no_answer and problem.closed_at is not None:
        # Only for a while: what is long over is reported anew.
        still = deed.now < problem.closed_at + timedelta(days=rules.reopens_days)
        before += [State.CLOSED] if still else []
    values = {"answered_at": None, "promised": None, "closed_at": None, "reopened_at": deed.now}
    if not problems.move(deed.tx, fact.reference, before, State.SENT, **values):
        return []
    start_again(deed.tx, deed.parts, problem, deed.now)
    _noted(deed, "problem.reopened", problem)
    return []


def wording_read(deed: Deed, fact: WordingRead) -> list[Cue]:
    problem = _allowed(deed, fact.reference, Operation.READ_WORDING)
    if problem is not None:
        _noted(deed, "wording.read", problem)
    return []


def phone_shown(deed: Deed, fact: PhoneShown) -> list[Cue]:
    """The overview shows numbers by placement or person; everything else by problem."""
    about, _, number = fact.reference.partition(":")
    if about in ("placement", "person"):
        deed.note("phone.shown", f"{about}:{number}")
        return []
    problem = _allowed(deed, fact.reference, Operation.SEE_PHONE)
    if problem is not None:
        _noted(deed, "phone.shown", problem)
    return []


def hand_over(tx: Tx, problem: Problem, to: PersonId) -> None:
    """The problem belongs to somebody else now; the clock from the first report stands."""
    problems.set_values(tx, problem.reference, owner_id=to, nobody_since=None)


def start_again(tx: Tx, parts: Parts, problem: Problem, now: datetime) -> None:
    """A new ladder, as the problem stood before. Who was given it was told just now.

    The day on which a week's message would have been read still counts then: what is passed on
    early is not late before the mentor was promised an answer.
    """
    report = problem.report
    model = parts.rules.models[placements.get(tx, report.placement).model]
    problems.cancel_rungs(tx, problem.reference)
    if not problem.state.waits_for_nav:
        _, chain = ladder.build(now, report.level, model, parts.calendar)
    else:
        read = ladder.read_at(problem.sent_at, report.level, model, parts.calendar)
        _, chain = ladder.climb(max(now, read or now), report.level, model, parts.calendar)
        chain = chain[1:]
    problems.add_rungs(tx, problem.reference, chain)


def _may_take_over(tx: Tx, problem: Problem, to: PersonId) -> bool:
    receiver = people.find(tx, to)
    return receiver is not None and receiver.role != "mentor" and receiver.id != problem.owner


def _end(
    deed: Deed, reference: str, before: Iterable[State], how: Operation, helped: Helped | None
) -> list[Cue]:
    problem = _allowed(deed, reference, how)
    if problem is None:
        return []
    # The wording has served when the matter ends: it goes with it.
    ended = {"closed_at": deed.now, "helped": helped, "wording": None}
    if not problems.move(deed.tx, reference, before, State.CLOSED, **ended):
        return []
    problems.cancel_rungs(deed.tx, reference)
    _noted(deed, f"problem.{how}", problem, helped=helped)
    return [_to(problem.owner, problem, "changed")]


def _allowed(deed: Deed, reference: str, operation: Operation) -> Problem | None:
    """The problem, if this person may do that to it at this moment; a refusal is audited."""
    problem = problems.get(deed.tx, reference, lock=True)
    if problem is not None:
        placement = placements.get(deed.tx, problem.report.placement)
        if may(deed.person, operation, relation_to(deed.person, placement, problem)):
            return problem
    deed.refused(operation, f"problem:{reference}")
    return None


def _noted(deed: Deed, action: str, problem: Problem, **detail: object) -> None:
    deed.note(action, f"problem:{problem.reference}", **detail)


def _to_mentor(deed: Deed, problem: Problem, move: str) -> Cue:
    return opened(mentor_of(deed.tx, problem), "status", f"problem:{problem.reference}", move)


def mentor_of(tx: Tx, problem: Problem) -> PersonId:
    """Who is to hear how it goes: the mentor now, whoever reported it (R39)."""
    return pending.mentor_now(tx, problem).id


def _to(person: PersonId, problem: Problem, move: str) -> Cue:
    return opened(person, "followup", f"problem:{problem.reference}", move)


RECORDERS: Mapping[type[Fact], Recorder] = {
    ProblemReported: reported,
    EmergencyCalled: emergency_called,
    ProblemReceived: received,
    WordingRead: wording_read,
    PhoneShown: phone_shown,
    ProblemPromised: promised,
    ProblemPassedOn: passed_on,
    ProblemAnswered: answered,
    ProblemClosed: closed,
    ProblemReopened: reopened,
    ProblemWithdrawn: withdrawn,
}
