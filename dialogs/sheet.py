"""What NAV sees of a report; the mentor's preview shows these same Phrases before it is sent."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from mentorbot.domain.brief import Brief, ProblemView
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.levels import Level
from mentorbot.domain.problems import Knows, Problem, Raised, Reachable, Report, Wish
from mentorbot.domain.wording import Phrase, Text

SHEET = Text("followup.sheet", "lines")
HEAD = Text("followup.head", "alias", "matter")
SERIOUS = Text("followup.serious")
LEVEL = Text("followup.level", "level")
RAISED_PATTERN = Text("followup.raised_pattern")
RAISED_MISSED = Text("followup.raised_missed")
RAISED = {Raised.PATTERN: RAISED_PATTERN, Raised.MISSED: RAISED_MISSED}
WISH = Text("followup.wish", "wish")
WHEN = Text("followup.when", "window")
WHEN_DAY = Text("followup.when_day", "window", "day")
WHEN_ON = Text("followup.when_on", "day")
KNOWS = Text("followup.knows", "knows")
KNOWS_SKIPPED = Text("followup.knows_skipped")
TRIED = Text("followup.tried", "ways")
WAY = Text("followup.way", "way")
"""One line of what was tried."""

DUE = Text("followup.due", "deadline")
OVERDUE = Text("followup.overdue", "deadline")
READ_BY = Text("followup.read_by", "deadline")
WAITS_FOR_NAV = Text("followup.waits_for_nav", "since")
WAITS_FOR_MENTOR = Text("followup.waits_for_the_mentor", "since")

JOURNAL = Text("followup.journal", "reference", "sheet", "mentor", "events", "words")
AT_SENT = Text("followup.at_sent", "at")
AT_RECEIVED = Text("followup.at_received", "at")
AT_PROMISED = Text("followup.at_promised", "day")
AT_ANSWERED = Text("followup.at_answered", "at")


def matter(report: Report) -> Phrase:
    """What it is about. The note after an emergency call says nothing but that it is serious."""
    return SERIOUS() if report.level is Level.RED else Phrase(f"category.{report.category}")


def summary(report: Report, alias: str, sent: datetime, calendar: WorkCalendar) -> Phrase:
    """What a notice holds (rule 6)."""
    return SHEET(lines=_summary(report, alias, sent, calendar))


def whole(report: Report, alias: str, sent: datetime, calendar: WorkCalendar) -> Phrase:
    """Everything but the mentor's own words, which open behind a tap of their own."""
    skipped = report.knows is Knows.SKIPPED
    knows = KNOWS_SKIPPED() if skipped else KNOWS(knows=Phrase(f"knows.{report.knows}"))
    ways = tuple(WAY(way=Phrase(f"tried.{way}")) for way in report.tried)
    tried = (TRIED(ways=ways),) if ways else ()
    return SHEET(lines=(*_summary(report, alias, sent, calendar), knows, *tried))


def _summary(
    report: Report, alias: str, sent: datetime, calendar: WorkCalendar
) -> tuple[Phrase, ...]:
    return (
        HEAD(alias=alias, matter=matter(report)),
        LEVEL(level=Phrase(f"level.{report.level}")),
        *(RAISED[why]() for why in report.raised),
        WISH(wish=Phrase(f"wish.{report.wish}")),
        _when(report.reachable, calendar.today(sent), calendar),
    )


def _when(reachable: Reachable, sent: date, calendar: WorkCalendar) -> Phrase:
    """With its date, because "tomorrow" is read on another day than it was written."""
    window = Phrase(f"reachable.{reachable}")
    if reachable is Reachable.ANY_TIME:
        return WHEN(window=window)
    if reachable is not Reachable.TOMORROW:
        return WHEN_DAY(window=window, day=sent)
    day = calendar.step(sent, 1)
    return WHEN_DAY(window=window, day=day) if is_tomorrow(sent, day) else WHEN_ON(day=day)


def is_tomorrow(today: date, day: date) -> bool:
    return day - today == timedelta(days=1)


def due(problem: Problem, now: datetime) -> Phrase:
    """The deadline: ahead, or gone by. What is sent for information wants no answer."""
    if now >= problem.deadline:
        return OVERDUE(deadline=problem.deadline)
    informs = problem.report.wish is Wish.FOR_INFORMATION
    return (READ_BY if informs else DUE)(deadline=problem.deadline)


def clock(problem: Problem) -> Phrase:
    """Whose the next step is, and since when."""
    turn = problem.turn
    return (WAITS_FOR_MENTOR if turn.for_mentor else WAITS_FOR_NAV)(since=turn.since)


def journal(view: ProblemView, brief: Brief) -> Phrase:
    """For the office's own records: everything said and done, and no phone number."""
    problem = view.problem
    return JOURNAL(
        reference=problem.reference,
        sheet=whole(problem.report, problem.alias, problem.sent_at, brief.calendar),
        mentor=view.mentor.name,
        events=_events(problem),
        words=problem.report.wording or None,
    )


def _events(problem: Problem) -> tuple[Phrase, ...]:
    events = [AT_SENT(at=problem.sent_at)]
    if problem.received_at:
        events.append(AT_RECEIVED(at=problem.received_at))
    if problem.promised:
        events.append(AT_PROMISED(day=problem.promised))
    if problem.answered_at:
        events.append(AT_ANSWERED(at=problem.answered_at))
    return tuple(events)
