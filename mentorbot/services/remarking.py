"""NAV and the mentor talk about a problem through the bot, under its reference, until it closes."""

from __future__ import annotations

from collections.abc import Mapping

from mentorbot.domain import ladder
from mentorbot.domain.access import Operation
from mentorbot.domain.brief import RemarkView
from mentorbot.domain.facts import Fact, ProblemReceived, RemarkRead, RemarkSent
from mentorbot.domain.people import Person, PersonId, Role
from mentorbot.domain.placements import Seat
from mentorbot.domain.problems import Problem
from mentorbot.domain.remarks import Remark, is_known
from mentorbot.services import following_up, guarding, pending
from mentorbot.services.cues import Cue, opened
from mentorbot.services.deeds import Deed, Recorder
from mentorbot.storage import (
    changes,
    conversations,
    outbox,
    people,
    problems,
    remarks,
    rungs,
)
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane

DIALOG = remarks.DIALOG


def views(tx: Tx, reader: Person, reference: str) -> tuple[RemarkView, ...]:
    """What this person may see of what was said about the problem, oldest first."""
    problem = problems.get(tx, reference)
    if problem is None or not problem.state.is_open:
        return ()
    if not guarding.sees(tx, reader, Operation.REMARK, problem):
        return ()
    found = _visible(tx, reader, problem)
    known = people.some(tx, {remark.author for remark in found})
    return tuple(RemarkView(remark, known[remark.author].name) for remark in found)


def _sent(deed: Deed, fact: RemarkSent) -> list[Cue]:
    problem = problems.get(deed.tx, fact.reference, lock=True)
    says_something = bool(fact.words) or is_known(fact.ready)
    if problem is None or not says_something or not problem.state.is_open:
        deed.refused(Operation.REMARK, f"problem:{fact.reference}")
        return []
    remarks.add(
        deed.tx, fact.reference, deed.person.id, deed.now, ready=fact.ready, words=fact.words
    )
    deed.note("remark.sent", f"problem:{fact.reference}", ready=fact.ready)
    mentor = following_up.mentor_of(deed.tx, problem)
    if deed.person.role is Role.MENTOR:
        told, cues = problem.owner, []
    else:
        # Who asks about it has seen it.
        told, cues = mentor, following_up.received(deed, ProblemReceived(fact.reference))
    _turn_passes(deed, problem)
    return [*cues, _to(told, fact.reference, "asked"), *_clocks(deed, problem, mentor)]


def _turn_passes(deed: Deed, before: Problem) -> None:
    """Asking is doing something about it; once the mentor has answered, it is NAV's turn again.

    A mentor who adds something, while it is NAV's turn anyway, stops no clock of NAV's.
    """
    after = problems.get(deed.tx, before.reference)
    if after is None or after.state not in ladder.AFTERWARDS[ladder.ASK]:
        return
    is_chased = rungs.next_of(deed.tx, after.reference) is not None
    if deed.person.role is not Role.MENTOR or before.turn.for_mentor or not is_chased:
        pending.plan_ask(deed.tx, deed.parts, after, deed.now)


def _clocks(deed: Deed, problem: Problem, mentor: PersonId) -> list[Cue]:
    """What stands before both says whose turn it is, without a sound; what is to come does so."""
    subject = f"problem:{problem.reference}"
    found = []
    for person, dialog in ((mentor, "status"), (problem.owner, "followup")):
        bubble = conversations.at(deed.tx, person, dialog, subject)
        if bubble is not None and not outbox.waits(deed.tx, bubble.id):
            found.append(opened(person, dialog, subject, "turn", lane=Lane.ANSWER))
    return found


def _read(deed: Deed, fact: RemarkRead) -> list[Cue]:
    remark = remarks.get(deed.tx, fact.remark)
    problem = None if remark is None else problems.get(deed.tx, remark.reference)
    if remark is None or problem is None or not _may_read(deed, problem, remark):
        deed.refused(Operation.REMARK, f"remark:{fact.remark}")
        return []
    deed.note("wording.read", f"problem:{remark.reference}", remark=remark.id)
    if not remarks.read(deed.tx, remark.id, deed.now):
        return []
    return [_to(remark.author, remark.reference, "read")]


def _may_read(deed: Deed, problem: Problem, remark: Remark) -> bool:
    """Only what the other side said: nobody reads their own words in the other one's name."""
    is_theirs = remark.by_mentor is not (deed.person.role is Role.MENTOR)
    seen = _visible(deed.tx, deed.person, problem)
    return is_theirs and remark in seen and problem.state.is_open


def _visible(tx: Tx, reader: Person, problem: Problem) -> list[Remark]:
    """A mentor who took over sees what was said since then, and nothing of the former one (R39)."""
    found = remarks.of(tx, problem.reference)
    if reader.role is not Role.MENTOR:
        return found
    since = changes.last(tx, problem.report.placement, Seat.MENTOR)
    return [each for each in found if each.author == reader.id or not since or each.at >= since]


def _to(person: int, reference: str, move: str) -> Cue:
    return opened(person, DIALOG, f"problem:{reference}", move, lane=Lane.ANSWER)


RECORDERS: Mapping[type[Fact], Recorder] = {RemarkSent: _sent, RemarkRead: _read}
