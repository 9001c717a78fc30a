"""NAV and the mentor talk about a problem through the bot, under its reference, until it closes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from mentorbot.domain.access import Operation, may, relation_to
from mentorbot.domain.brief import RemarkView
from mentorbot.domain.facts import Fact, ProblemReceived, RemarkRead, RemarkSent
from mentorbot.domain.people import Person, Role
from mentorbot.domain.placements import Seat
from mentorbot.domain.problems import Problem, State
from mentorbot.domain.remarks import Remark, is_known
from mentorbot.services import following_up
from mentorbot.services.cues import Cue, opened
from mentorbot.services.deeds import Deed, Recorder
from mentorbot.storage import changes, people, placements, problems, remarks
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane

DIALOG = remarks.DIALOG


def views(tx: Tx, reader: Person, reference: str) -> tuple[RemarkView, ...]:
    """What this person may see of what was said about the problem, oldest first."""
    problem = problems.get(tx, reference)
    if problem is None or not _may(tx, reader, problem):
        return ()
    found = _visible(tx, reader, problem)
    known = people.some(tx, {remark.author for remark in found})
    return tuple(RemarkView(remark, known[remark.author].name) for remark in found)


def waiting_for_mentor_since(tx: Tx, problem: Problem) -> datetime | None:
    """Since when it is the mentor's turn; None while it is NAV's.

    Who was written to last is the one to act; an answer, and the question whether it helped, wait
    for the mentor too.
    """
    if problem.state is State.ANSWERED:
        return problem.answered_at
    last = remarks.last(tx, problem.reference)
    return None if last is None or last.by_mentor else last.at


def _sent(deed: Deed, fact: RemarkSent) -> list[Cue]:
    problem = problems.get(deed.tx, fact.reference, lock=True)
    says_something = bool(fact.words) or is_known(fact.ready)
    if problem is None or not says_something or not _may(deed.tx, deed.person, problem):
        deed.refused(Operation.REMARK, f"problem:{fact.reference}")
        return []
    remarks.add(
        deed.tx, fact.reference, deed.person.id, deed.now, ready=fact.ready, words=fact.words
    )
    deed.note("remark.sent", f"problem:{fact.reference}", ready=fact.ready)
    if deed.person.role is Role.MENTOR:
        return [_to(problem.owner, fact.reference, "asked")]
    # Who asks about it has seen it.
    seen = following_up.received(deed, ProblemReceived(fact.reference))
    return [*seen, _to(following_up.mentor_of(deed.tx, problem), fact.reference, "asked")]


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
    return is_theirs and remark in seen and _may(deed.tx, deed.person, problem)


def _visible(tx: Tx, reader: Person, problem: Problem) -> list[Remark]:
    """A mentor who took over sees what was said since then, and nothing of the former one (R39)."""
    found = remarks.of(tx, problem.reference)
    if reader.role is not Role.MENTOR:
        return found
    since = changes.last(tx, problem.report.placement, Seat.MENTOR)
    return [each for each in found if each.author == reader.id or not since or each.at >= since]


def _may(tx: Tx, person: Person, problem: Problem) -> bool:
    placement = placements.get(tx, problem.report.placement)
    relation = relation_to(person, placement, problem)
    return problem.state.is_open and may(person, Operation.REMARK, relation)


def _to(person: int, reference: str, move: str) -> Cue:
    return opened(person, DIALOG, f"problem:{reference}", move, lane=Lane.ANSWER)


RECORDERS: Mapping[type[Fact], Recorder] = {RemarkSent: _sent, RemarkRead: _read}
