"""A mentor sends a problem: its ladder is fixed then, and whether anybody is there to climb it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from mentorbot.domain import ladder
from mentorbot.domain.facts import EmergencyCalled, Fact, ProblemReported
from mentorbot.domain.levels import Level
from mentorbot.domain.problems import Knows, Problem, Raised, Reachable, Report, State, Wish
from mentorbot.services import acting, moving
from mentorbot.services.cues import Cue
from mentorbot.services.deeds import Deed, Recorder
from mentorbot.services.following_up import noted, to_mentor
from mentorbot.storage import placements, problems
from mentorbot.storage.outbox import Lane

EMERGENCY = "P09"
"""The category a content-free note after an emergency call is filed under."""


def reported(deed: Deed, fact: ProblemReported) -> list[Cue]:
    """The whole ladder is written down now, so that nothing later can change or forget it."""
    placement = placements.get(deed.tx, fact.report.placement)
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
    noted(deed, "problem.reported", problem, level=str(report.level))
    # In the receipt's own lane: what overtook it would be overwritten by it.
    cues = [] if report == fact.report else [to_mentor(deed, problem, "raised", Lane.ANSWER)]
    if not acting.is_anybody_there(deed.tx, deed.parts, placement, chain[0].due):
        # The mentor is to know that now, and not when the ladder finds nobody in the morning.
        problems.leave_alone(deed.tx, problem.reference, deed.now)
        noted(deed, "problem.nobody_left", problem)
        cues += moving.moved(deed.tx, [(problem, "nobody")], Lane.ANSWER)
    return cues


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


RECORDERS: Mapping[type[Fact], Recorder] = {
    ProblemReported: reported,
    EmergencyCalled: emergency_called,
}
