"""When check-ins fall due and what they ask. Both follow from content/rules/ (R10-R18).

All check-ins of a placement lie fixed from the day it is entered; what is due next is looked up
in them. They are laid out under these rules:

- A check-in on a day when nobody works comes on the next working day, at the mentor's own hour.
- There is one a day at most. What counts back from the end wins over what counts from the start,
  a single one over a repeated one, the one that stands first in the rules over one further down;
  the other is not asked at all.
- The repeated ones stop where the countdown to the end begins.
- Nothing is asked after the end but what the rules count onward from it; what counts back from
  it is left out of a short placement's first week, which belongs to the start.
- After hire (R12) a single question comes every so many weeks, without an end.
- What falls into a pause is not piled up: the last of it comes on the first day after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count

from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.people import Person
from mentorbot.domain.placements import FollowUpModel, Placement
from mentorbot.domain.rules import ModelRules, Occasion, Rules

OPENER = "F1"
STANDSTILL = "M0"
"""Whether anything is moving: asked in every model (DESIGN.md, feel 2) ..."""
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
AFTER_HIRE = "S7"

ONE_WEEK = timedelta(weeks=1)


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
    lay_out = _after_hire if placement.hired else _in_period
    planned = lay_out(placement, rules, mentor, calendar)
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


def _after_hire(
    placement: Placement, rules: ModelRules, mentor: Person, calendar: WorkCalendar
) -> Iterator[Due]:
    if rules.after_hire_weeks is None:
        return
    last: date | None = None
    for week in count(rules.after_hire_weeks, rules.after_hire_weeks):
        day = calendar.working_day(_day_in_week(placement, week, mentor))
        if day != last:
            moment = calendar.own_hour(mentor, day)
            yield Due(f"hired-w{week}", moment, day, (AFTER_HIRE,))
        last = day


def _in_period(
    placement: Placement, rules: ModelRules, mentor: Person, calendar: WorkCalendar
) -> Iterator[Due]:
    """Every check-in of a placement whose participant is not hired, one a day, in order."""
    taken: dict[date, Due] = {}
    countdown = date.max
    for occasion in sorted(rules.checkins, key=_precedence):
        for key, nominal, ask in _slots(occasion, placement, mentor, calendar):
            day = calendar.working_day(nominal)
            if occasion.anchor == "end":
                if not _in_countdown(occasion, nominal, day, placement):
                    continue
                countdown = min(countdown, day)
            elif day > placement.end or (occasion.every and day >= countdown):
                break
            taken.setdefault(day, Due(key, calendar.own_hour(mentor, day), day, ask))
    return (due for _, due in sorted(taken.items()))


def _precedence(occasion: Occasion) -> int:
    """Who comes first where two fall on one day; the order of the rules decides the rest."""
    if occasion.anchor == "end":
        return 0
    return 2 if occasion.every else 1


def _in_countdown(occasion: Occasion, nominal: date, day: date, placement: Placement) -> bool:
    """Whether something that is planned from the end is asked on the day it was moved to."""
    counted = occasion.working_days if occasion.weeks is None else occasion.weeks
    assert counted is not None
    return counted > 0 or (placement.week(nominal) > 1 and day <= placement.end)


def _slots(
    occasion: Occasion, placement: Placement, mentor: Person, calendar: WorkCalendar
) -> Iterator[tuple[str, date, tuple[str, ...]]]:
    """The occasion's keys, days as the rules name them, and questions."""
    anchor = placement.start if occasion.anchor == "start" else placement.end
    until = "" if occasion.anchor == "start" else f"@{placement.end}"
    if occasion.weeks is None:
        assert occasion.working_days is not None
        day = _working_day(anchor, occasion.working_days, calendar)
        yield f"{occasion.name}{until}", day, occasion.ask
        return
    for turn, week in enumerate(_weeks(occasion)):
        day = (
            _day_in_week(placement, week, mentor)
            if occasion.anchor == "start"
            else _day_up_to(placement.end + week * ONE_WEEK, mentor)
        )
        if turn and day > placement.end:
            return
        number = f"-w{week}" if occasion.every else ""
        ask = occasion.cycle[turn % len(occasion.cycle)] if occasion.cycle else occasion.ask
        yield f"{occasion.name}{number}{until}", day, ask


def _weeks(occasion: Occasion) -> Iterator[int]:
    assert occasion.weeks is not None
    return count(occasion.weeks, occasion.every) if occasion.every else iter((occasion.weeks,))


def _working_day(anchor: date, number: int, calendar: WorkCalendar) -> date:
    """The first working day from the anchor on is 1, the last before it is -1."""
    if number < 0:
        return calendar.step(anchor, number)
    return calendar.step(calendar.working_day(anchor), number - 1)


def _day_in_week(placement: Placement, week: int, mentor: Person) -> date:
    """The mentor's weekday in that week of the placement (as Placement.week counts)."""
    return _day_up_to(placement.start + week * ONE_WEEK - timedelta(days=1), mentor)


def _day_up_to(last: date, mentor: Person) -> date:
    """The mentor's weekday in the seven days that end with `last`."""
    return last - timedelta(days=(last.weekday() - mentor.rhythm.weekday) % 7)


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
