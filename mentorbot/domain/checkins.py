"""When a check-in falls due and what it asks.

All check-ins of a placement lie fixed (see schedule); what is due next is looked up among them,
at the mentor's own hour. What falls into a pause is not piled up: the last of it comes on the
first day after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.model_rules import ModelRules
from mentorbot.domain.people import Person
from mentorbot.domain.placements import FollowUpModel, Placement
from mentorbot.domain.rules import Rules
from mentorbot.domain.schedule import lay_out

OPENER = "F1"
STANDSTILL = "M0"
"""Whether anything is moving: asked in every model (feel 2) ..."""
PROGRESS = frozenset({STANDSTILL, "M1", "M2", "M3"})
"""... unless one of these asks it already."""
PRACTICE = "M7"
"""What the mentor will try until next time ..."""
ASKED_BACK = "M8"
"""... and whether it helped (R21)."""
NO_CHANGE = "no_change"
"""The answer to PRACTICE that leaves nothing to ask back."""
CLOSERS = frozenset({"F10", "F11"})
"""Whether NAV should come: last in a check-in, and never given up for another question."""


@dataclass(frozen=True)
class Due:
    """One check-in that is planned."""

    occasion: str
    """Its natural key, unique in the placement: "week4", "later-w10", "end-4@2027-05-07".

    What hangs on the end carries its date, so that a longer period gets a countdown of its own.
    """
    moment: datetime
    """Aware UTC."""
    day: date
    """The same, as the local date."""
    ask: tuple[str, ...]


# When


def next_due(
    placement: Placement,
    rules: ModelRules,
    mentor: Person,
    calendar: WorkCalendar,
    after: datetime,
) -> Due | None:
    """The first check-in strictly after that moment; None when the model plans no more.

    While the mentor pauses, `after` also says from when on a check-in counts as held back.
    """
    return next(_ahead(placement, rules, mentor, calendar, after), None)


def latest_due(
    placement: Placement,
    rules: ModelRules,
    mentor: Person,
    calendar: WorkCalendar,
    since: datetime,
    now: datetime,
) -> Due | None:
    """The last check-in after `since` and not after `now`: all that is caught up with."""
    latest = None
    for due in _ahead(placement, rules, mentor, calendar, since):
        if due.moment > now:
            break
        latest = due
    return latest


def reminder_at(opened: datetime, person: Person, calendar: WorkCalendar, rules: Rules) -> datetime:
    """When the one reminder comes: at the person's own hour, when they may be disturbed."""
    day = calendar.step(calendar.today(opened), rules.checkin.reminder_after_working_days)
    return _first_hour(person, calendar, day)


def dropped_at(opened: datetime, person: Person, calendar: WorkCalendar, rules: Rules) -> datetime:
    """When an unanswered check-in is dropped: as the person's last day for it ends."""
    day = calendar.step(calendar.today(opened), rules.checkin.dropped_after_working_days)
    return calendar.at(day, person.rhythm.quiet_after)


def later_today(
    now: datetime, person: Person, calendar: WorkCalendar, rules: Rules
) -> datetime | None:
    """The next of the hours a mentor may choose, if the person is still to be reached then."""
    today = calendar.today(now)
    hours = (calendar.at(today, hour) for hour in rules.checkin.hours)
    return min((at for at in hours if at > now and calendar.may_push(person, at)), default=None)


def tomorrow(now: datetime, person: Person, calendar: WorkCalendar) -> datetime:
    """The person's own hour on the next working day that they may be disturbed on."""
    return _first_hour(person, calendar, calendar.step(calendar.today(now), 1))


def _first_hour(person: Person, calendar: WorkCalendar, day: date) -> datetime:
    """The person's own hour on that day, or on the first one after it that allows a push."""
    return calendar.own_hour(
        person, calendar.working_day(max(day, person.paused_until or date.min))
    )


def _ahead(
    placement: Placement,
    rules: ModelRules,
    mentor: Person,
    calendar: WorkCalendar,
    after: datetime,
) -> Iterator[Due]:
    """What comes after that moment, in order, with the mentor's pause taken out."""
    today = calendar.today(after)
    planned = (
        Due(key, calendar.own_hour(mentor, day), day, ask)
        for day, key, ask in lay_out(placement, rules, mentor, calendar)
        if day >= today
    )
    ahead = (due for due in planned if due.moment > after)
    if mentor.paused_until is None:
        return ahead
    return _past_pause(ahead, placement, mentor, calendar, mentor.paused_until)


def _past_pause(
    ahead: Iterator[Due],
    placement: Placement,
    mentor: Person,
    calendar: WorkCalendar,
    until: date,
) -> Iterator[Due]:
    """The last check-in inside the pause moves to the first day after it, if that day is free."""
    first = _first_hour(mentor, calendar, until)
    held: Due | None = None
    following: Due | None = None
    for due in ahead:
        if due.day >= until:
            following = due
            break
        held = due
    day = calendar.today(first)
    is_free = following is None or following.day != day
    if held is not None and is_free and (placement.hired or day <= placement.end):
        yield replace(held, moment=first, day=day)
    if following is not None:
        yield following
    yield from ahead


# What


def questions_now(
    ask: Sequence[str],
    placement: Placement,
    rules: Rules,
    day: date,
    flagged: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """What a planned check-in really asks on that day: most_taps questions at most, no doubles.

    An opener among them comes first and is never put in: after a good answer to it nearly all
    the rest is dropped, so that content leaves it out where every question matters. `flagged`
    holds "<question>.<answer>" of the check-in before (see `flags`).
    """
    planned = dict.fromkeys(_practice(name, placement) for name in ask)
    known = [name for name in planned if _may_ask(name, placement, rules)]
    known = known or [name for name in (OPENER,) if _may_ask(name, placement, rules)]
    openers = [name for name in known if rules.questions[name].opener]
    closers = [name for name in known if name in CLOSERS]
    picks = [name for name in known if name not in openers and name not in closers]
    again = _asked_again(flagged, known, placement, rules)
    if again:
        picks = picks[:-1]
    added = again + _standstill([*picks, *again], placement, rules, day)
    room = max(0, rules.checkin.most_taps - len(openers) - len(closers) - len(added))
    asked = (*openers, *picks[:room], *added, *closers)
    return asked[: rules.checkin.most_taps]


def flags(answers: Mapping[str, str], rules: Rules) -> frozenset[str]:
    """Of answer ids by question: those that count only when given twice in a row."""
    return frozenset(
        f"{name}.{answer}" for name, answer in answers.items() if _is_flag(name, answer, rules)
    )


def _is_flag(name: str, answer: str, rules: Rules) -> bool:
    question = rules.questions.get(name)
    effect = question.answers.get(answer) if question else None
    return effect is not None and effect.tell


def _practice(name: str, placement: Placement) -> str:
    """M8 asks back what M7 agreed; where nothing is agreed, M7 asks for it."""
    if name not in (PRACTICE, ASKED_BACK):
        return name
    return ASKED_BACK if placement.practising not in (None, NO_CHANGE) else PRACTICE


def _may_ask(name: str, placement: Placement, rules: Rules) -> bool:
    return name in rules.questions and placement.model in rules.questions[name].models


def _asked_again(
    flagged: frozenset[str], known: Sequence[str], placement: Placement, rules: Rules
) -> tuple[str, ...]:
    """The first question in the rules whose answer was flagged, unless it is asked anyway.

    The caseworker's form is the same for all and adapts to nothing (R11, R15).
    """
    if placement.model is FollowUpModel.CASEWORKER:
        return ()
    marks = (mark.partition(".") for mark in flagged)
    names = {name for name, _, answer in marks if _is_flag(name, answer, rules)}
    for name in rules.questions:
        if name in names and name not in known and _may_ask(name, placement, rules):
            return (name,)
    return ()


def _standstill(
    asked: Sequence[str], placement: Placement, rules: Rules, day: date
) -> tuple[str, ...]:
    if placement.hired or not _may_ask(STANDSTILL, placement, rules):
        return ()
    is_time = placement.week(day) >= rules.models[placement.model].standstill_from_week
    return (STANDSTILL,) if is_time and PROGRESS.isdisjoint(asked) else ()
