"""What happens to a problem when somebody does something with it, and who is to know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from mentorbot.domain import ladder
from mentorbot.domain.access import Operation
from mentorbot.domain.facts import (
    Fact,
    NavPhoneShown,
    PhoneShown,
    ProblemAnswered,
    ProblemClosed,
    ProblemPassedOn,
    ProblemPromised,
    ProblemReceived,
    ProblemReopened,
    ProblemWithdrawn,
    WordingRead,
)
from mentorbot.domain.people import PersonId
from mentorbot.domain.problems import (
    Helped,
    Problem,
    State,
)
from mentorbot.services import contacting, moving, pending
from mentorbot.services.cues import Cue, opened
from mentorbot.services.deeds import Deed, Recorder
from mentorbot.services.parts import Parts
from mentorbot.storage import links, people, placements, problems, rungs
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane

WAITS_FOR_NAV = (State.SENT, State.RECEIVED, State.IN_PROGRESS)


def received(deed: Deed, fact: ProblemReceived) -> list[Cue]:
    problem = _locked(deed, fact.reference)
    values = {"received_at": deed.now, "nobody_since": None}
    if not problems.move(deed.tx, fact.reference, [State.SENT], State.RECEIVED, **values):
        return []
    pending.plan_ask(deed.tx, deed.parts, problem, deed.now)
    noted(deed, "problem.received", problem)
    return [to_mentor(deed, problem, "received")]


def promised(deed: Deed, fact: ProblemPromised) -> list[Cue]:
    problem = _locked(deed, fact.reference)
    if problem.promised == fact.day:
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
    noted(deed, "problem.promised", problem, day=fact.day.isoformat())
    return [to_mentor(deed, problem, "promised")]


def passed_on(deed: Deed, fact: ProblemPassedOn) -> list[Cue]:
    problem = _locked(deed, fact.reference)
    if not _may_take_over(deed.tx, problem, fact.to):
        return []
    # A day that the former owner named binds nobody else.
    if not problems.move(deed.tx, fact.reference, WAITS_FOR_NAV, State.SENT, promised=None):
        return []
    hand_over(deed.tx, problem, fact.to, deed.now)
    start_again(deed.tx, deed.parts, problem, deed.now)
    noted(deed, "problem.passed_on", problem, to=fact.to)
    return [*moving.moved(deed.tx, [(problem, "passed_on")]), _to(fact.to, problem, "handover")]


def answered(deed: Deed, fact: ProblemAnswered) -> list[Cue]:
    by_mentor, problem = fact.by_mentor, _locked(deed, fact.reference)
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
    noted(deed, "problem.answered", problem, by_mentor=by_mentor)
    contacting.rang(deed, problem.report.placement)
    if by_mentor:
        return [_to(problem.owner, problem, "changed")]
    return [to_mentor(deed, problem, "answered")]


def closed(deed: Deed, fact: ProblemClosed) -> list[Cue]:
    every = [state for state in State if state is not State.CLOSED]
    return _end(deed, fact.reference, every, Operation.CLOSE, fact.helped)


def withdrawn(deed: Deed, fact: ProblemWithdrawn) -> list[Cue]:
    return _end(deed, fact.reference, WAITS_FOR_NAV, Operation.WITHDRAW, None)


def reopened(deed: Deed, fact: ProblemReopened) -> list[Cue]:
    """Same owner, first date kept; a new ladder runs until somebody has seen it again."""
    problem = _locked(deed, fact.reference)
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
    noted(deed, "problem.reopened", problem)
    return []


def wording_read(deed: Deed, fact: WordingRead) -> list[Cue]:
    noted(deed, "wording.read", _locked(deed, fact.reference))
    return []


def phone_shown(deed: Deed, fact: PhoneShown) -> list[Cue]:
    """The overview shows numbers by placement or person; everything else by problem."""
    about, _, number = fact.reference.partition(":")
    if about in ("placement", "person"):
        deed.note("phone.shown", f"{about}:{number}")
        return []
    noted(deed, "phone.shown", _locked(deed, fact.reference))
    return []


def nav_phone_shown(deed: Deed, fact: NavPhoneShown) -> list[Cue]:
    deed.note("phone.shown", f"placement:{fact.placement}")
    return []


def hand_over(tx: Tx, problem: Problem, to: PersonId, now: datetime) -> None:
    """The problem belongs to somebody else now; the clock from the first report stands.

    Links that the former owner has to it end for good: should it come back, a new one is sent.
    """
    if to != problem.owner:
        links.withdraw_about(tx, problem.owner, f"problem:{problem.reference}", now)
    problems.set_values(tx, problem.reference, owner_id=to, nobody_since=None)


def start_again(tx: Tx, parts: Parts, problem: Problem, now: datetime) -> None:
    """A new ladder, as the problem stood before. Who was given it was told just now.

    The day on which a week's message would have been read still counts then: what is passed on
    early is not late before the mentor was promised an answer.
    """
    report = problem.report
    model = parts.rules.models[placements.get(tx, report.placement).model]
    rungs.cancel(tx, problem.reference)
    if not problem.state.waits_for_nav:
        _, chain = ladder.build(now, report.level, model, parts.calendar)
    else:
        read = ladder.read_at(problem.sent_at, report.level, model, parts.calendar)
        _, chain = ladder.climb(max(now, read or now), report.level, model, parts.calendar)
        chain = chain[1:]
    rungs.add(tx, problem.reference, chain)


def _may_take_over(tx: Tx, problem: Problem, to: PersonId) -> bool:
    receiver = people.find(tx, to)
    return receiver is not None and receiver.role != "mentor" and receiver.id != problem.owner


def _end(
    deed: Deed, reference: str, before: Iterable[State], how: Operation, helped: Helped | None
) -> list[Cue]:
    problem = _locked(deed, reference)
    # The wording has served when the matter ends: it goes with it.
    ended = {"closed_at": deed.now, "helped": helped, "wording": None}
    if not problems.move(deed.tx, reference, before, State.CLOSED, **ended):
        return []
    rungs.cancel(deed.tx, reference)
    noted(deed, f"problem.{how}", problem, helped=helped)
    return [_to(problem.owner, problem, "changed")]


def _locked(deed: Deed, reference: str) -> Problem:
    """There is one, and it is theirs to do: that was asked before (guarding.admit)."""
    problem = problems.get(deed.tx, reference, lock=True)
    assert problem is not None
    return problem


def noted(deed: Deed, action: str, problem: Problem, **detail: object) -> None:
    deed.note(action, f"problem:{problem.reference}", **detail)


def to_mentor(deed: Deed, problem: Problem, move: str, lane: Lane = Lane.URGENT) -> Cue:
    subject = f"problem:{problem.reference}"
    return opened(mentor_of(deed.tx, problem), "status", subject, move, lane=lane)


def mentor_of(tx: Tx, problem: Problem) -> PersonId:
    """Who is to hear how it goes: the mentor now, whoever reported it (R39)."""
    return pending.mentor_now(tx, problem).id


def _to(person: PersonId, problem: Problem, move: str) -> Cue:
    return opened(person, "followup", f"problem:{problem.reference}", move)


RECORDERS: Mapping[type[Fact], Recorder] = {
    ProblemReceived: received,
    WordingRead: wording_read,
    PhoneShown: phone_shown,
    NavPhoneShown: nav_phone_shown,
    ProblemPromised: promised,
    ProblemPassedOn: passed_on,
    ProblemAnswered: answered,
    ProblemClosed: closed,
    ProblemReopened: reopened,
    ProblemWithdrawn: withdrawn,
}
