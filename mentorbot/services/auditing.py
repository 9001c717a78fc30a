"""A second pair of eyes: whether every open problem has a way to a human, and every letter a fate.

It shares no code with what it watches (tests/services/test_auditing.py holds that): a mistake in
the ladder must not be one in what notices it. It changes nothing but its own marks and letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import structlog

from mentorbot.domain.people import Person, Role, Standing
from mentorbot.domain.wording import Phrase, Text
from mentorbot.services import telling, verifying
from mentorbot.services.parts import Parts
from mentorbot.storage import checks, marks, people
from mentorbot.storage.checks import Open
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane

log = structlog.get_logger(__name__)

MISSING_RUNG = Text("auditor.missing_rung", "references", "count", "more")
LATE_RUNG = Text("auditor.late_rung", "references", "count", "more")
UNASKED = Text("auditor.unasked", "references", "count", "more")
RESTING = Text("auditor.resting", "references", "count", "more")
DOUBTFUL = Text("auditor.doubtful", "references", "count", "more")
LETTERS = Text("auditor.letters", "count")
FAILING = Text("auditor.failing", "count")
LOG = Text("auditor.log", "count")
MENDED = Text("auditor.mended", "references", "count", "more")
LETTERS_MENDED = Text("auditor.letters_mended")
FAILING_MENDED = Text("auditor.failing_mended")
LOG_MENDED = Text("auditor.log_mended")

WORDS: Mapping[str, tuple[Text, Text]] = {
    "missing_rung": (MISSING_RUNG, MENDED),
    "late_rung": (LATE_RUNG, MENDED),
    "unasked": (UNASKED, MENDED),
    "resting": (RESTING, MENDED),
    "doubtful": (DOUBTFUL, MENDED),
    "letters": (LETTERS, LETTERS_MENDED),
    "failing": (FAILING, FAILING_MENDED),
    "log": (LOG, LOG_MENDED),
}
"""By a finding's name what is said of it, and when it has cleared."""
LOST = ("missing_rung", "late_rung", "unasked", "letters", "failing")
"""Findings that mean: what should have happened has not."""
FOUND, TOLD = 1, 2
"""Values of a finding's mark: it stands, and the coordinators know."""
MOST_NAMED = 10
FAILS_OFTEN = 2
FAILED_LATELY = timedelta(minutes=40)
"""A row that raises is tried again after a quarter of an hour: twice in this is no accident."""
SUMMED = "day.summary"
"""The mark that says, in seconds since 1970, up to when days were summed."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Finding:
    name: str
    reference: str = ""
    """The problem, where it is about one."""
    count: int = 1

    @property
    def mark(self) -> str:
        return ":".join(filter(None, (checks.TOLD.rstrip(":"), self.name, self.reference)))

    @classmethod
    def of(cls, mark: str) -> Finding:
        name, _, reference = mark.removeprefix(checks.TOLD).partition(":")
        return cls(name, reference)


@dataclass(frozen=True)
class Day:
    """What the operator reads once a working day; numbers only."""

    since: datetime
    sent: int
    late: int
    lost: int
    uncertain: int
    open: int
    oldest_seconds: int
    """How long the oldest problem has waited for NAV; 0 when none does."""
    forgotten: int = 0
    """Rows that had served their time."""
    undeleted: int = 0
    """Messages with somebody's words that could not be taken out of a chat."""


def look(parts: Parts, now: datetime, since: datetime) -> tuple[Finding, ...]:
    """What is wrong now. `since`: from then on the service ran, and its clock was not moved.

    What was due before has as much time from that moment on.
    """
    with parts.database.begin() as tx:
        return tuple(_found(tx, parts, now, since))


def audit(parts: Parts, now: datetime, since: datetime) -> tuple[Finding, ...]:
    """As `look`; the coordinators are told once what is new, and once that it has cleared."""
    with parts.database.begin() as tx:
        verifying.further(tx)
        found = tuple(_found(tx, parts, now, since))
        stood = checks.told(tx)
        _tell_found(tx, parts, found, stood, now)
        _tell_cleared(tx, parts, stood.keys() - {each.mark for each in found}, stood, now)
    return found


def day(parts: Parts, now: datetime) -> Day | None:
    """The day's numbers, once each working day after the office opened, whoever asks first."""
    opening = parts.calendar.opening(parts.calendar.today(now))
    if opening is None or now < opening[0]:
        return None
    with parts.database.begin() as tx:
        before = marks.get(tx, SUMMED)
        if not marks.change(tx, SUMMED, int(opening[0].timestamp())):
            return None
        since = now - ONE_DAY if before is None else datetime.fromtimestamp(before, UTC)
        return _summed(tx, parts, since, now)


def last_day(parts: Parts, now: datetime) -> Day:
    """The same numbers for the last 24 hours."""
    with parts.database.begin() as tx:
        return _summed(tx, parts, now - ONE_DAY, now)


def _summed(tx: Tx, parts: Parts, since: datetime, now: datetime) -> Day:
    traffic = checks.traffic(tx, since, now, _grace(parts))
    standing = [Finding.of(mark) for mark in checks.told(tx)]
    waited = timedelta(0) if traffic.oldest is None else now - traffic.oldest
    return Day(
        since=since,
        sent=traffic.sent,
        late=traffic.late,
        lost=sum(each.name in LOST for each in standing),
        uncertain=traffic.uncertain,
        open=traffic.open,
        oldest_seconds=int(waited.total_seconds()),
        forgotten=checks.forgotten(tx, since),
        undeleted=checks.undeleted(tx, since),
    )


# What is wrong


def _found(tx: Tx, parts: Parts, now: datetime, since: datetime) -> Iterator[Finding]:
    rules = parts.rules.office.auditor
    yield from _problems(checks.still_open(tx), parts, now)
    grace = now - _grace(parts)
    if since < grace:
        yield from (Finding("late_rung", each) for each in checks.late_rungs(tx, grace))
    yield from (Finding("doubtful", each) for each in checks.doubtful(tx, grace))
    patience = now - timedelta(minutes=rules.letter_minutes)
    never = datetime.min.replace(tzinfo=UTC)
    leases = grace if since < grace else never
    if stuck := checks.stuck_letters(tx, leases, patience if since < patience else never):
        yield Finding("letters", count=stuck)
    if (failed := checks.failures(tx, now - FAILED_LATELY)) >= FAILS_OFTEN:
        yield Finding("failing", count=failed)
    if touched := marks.get(tx, verifying.TOUCHED):
        yield Finding("log", count=touched)


def _problems(found: Iterable[Open], parts: Parts, now: datetime) -> Iterator[Finding]:
    for problem in found:
        if problem.last is None or problem.rungs != problem.last + 1:
            yield Finding("missing_rung", problem.reference)
        elif problem.state == "answered":
            if not problem.planned:
                yield Finding("unasked", problem.reference)
        elif problem.is_held:
            yield from _held(problem, parts, now)
        elif _is_left_alone(problem):
            yield Finding("missing_rung", problem.reference)


def _held(problem: Open, parts: Parts, now: datetime) -> Iterator[Finding]:
    """Somebody received it: they are to be asked about it, until it is done."""
    if problem.is_to_know and problem.promised is None:
        return
    if not problem.planned:
        yield Finding("missing_rung", problem.reference)
    elif _rested(problem, parts) < now:
        yield Finding("resting", problem.reference)


def _is_left_alone(problem: Open) -> bool:
    """Nobody received it, and its ladder does not lead to a coordinator, who does not know that."""
    if problem.nobody_since is not None or problem.owner_role == "coordinator":
        return False
    return not problem.planned or problem.end != "coordinator"


def _rested(problem: Open, parts: Parts) -> datetime:
    """When whoever received it has had it in their hands for too long."""
    moments = [problem.deadline, problem.received_at or problem.deadline]
    if problem.promised is not None:
        moments.append(parts.calendar.at(problem.promised, time.max))
    return max(moments) + timedelta(days=parts.rules.office.auditor.stale_days)


def _grace(parts: Parts) -> timedelta:
    return timedelta(seconds=parts.rules.office.auditor.grace_seconds)


# Who is told


def _tell_found(
    tx: Tx, parts: Parts, found: Iterable[Finding], stood: Mapping[str, int], now: datetime
) -> None:
    """In quiet time it stands in the log and in /readyz; who is told, is told by a sound."""
    readers = [each for each in _readers(tx, parts, now) if parts.calendar.may_push(each, now)]
    new: dict[str, list[Finding]] = {}
    for finding in found:
        if finding.mark not in stood:
            log.error("auditor.found", finding=finding.name, reference=finding.reference or None)
            # Another worker may have told it meanwhile: that must not be undone.
            marks.begin(tx, finding.mark, FOUND)
        if readers and stood.get(finding.mark) != TOLD and marks.change(tx, finding.mark, TOLD):
            new.setdefault(finding.name, []).append(finding)
    for name, each in new.items():
        _tell(tx, parts, WORDS[name][0], each, Lane.URGENT, now)


def _tell_cleared(
    tx: Tx, parts: Parts, cleared: Iterable[str], stood: Mapping[str, int], now: datetime
) -> None:
    over: dict[Text, list[Finding]] = {}
    for mark in sorted(cleared):
        finding = Finding.of(mark)
        if finding.name in WORDS and marks.remove(tx, mark):
            log.info("auditor.cleared", finding=finding.name, reference=finding.reference or None)
            if stood[mark] == TOLD:
                over.setdefault(WORDS[finding.name][1], []).append(finding)
    for text, each in over.items():
        _tell(tx, parts, text, each, Lane.ANSWER, now)


def _tell(
    tx: Tx, parts: Parts, text: Text, findings: list[Finding], lane: Lane, now: datetime
) -> None:
    words = _phrase(text, findings)
    # A page of its own: what is told later takes nobody's news away.
    subject = f"{text.key}:{now:%y%m%d%H%M%S}"
    for person in _readers(tx, parts, now):
        not_before = parts.calendar.next_push(person, now)
        telling.tell(tx, parts, person, words, subject, lane, now, not_before=not_before)


def _phrase(text: Text, findings: list[Finding]) -> Phrase:
    if "references" in text.takes:
        references = list(dict.fromkeys(each.reference for each in findings))
        more = len(references) - MOST_NAMED
        named = ", ".join(references[:MOST_NAMED])
        return text(references=named, count=len(references), more=max(0, more))
    return text(count=findings[0].count) if text.takes else text()


def _readers(tx: Tx, parts: Parts, now: datetime) -> list[Person]:
    """Coordinators at work: who is away hears of it from nobody."""
    today = parts.calendar.today(now)
    return [
        person
        for person in people.listed(tx, Role.COORDINATOR)
        if person.standing is Standing.ACTIVE
        and person.reached_by is not None
        and (person.paused_until is None or person.paused_until <= today)
    ]
