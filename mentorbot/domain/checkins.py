"""When a check-in falls due and what it asks.

All check-ins of a placement lie fixed (see schedule); what is due next is looked up among them,
at the mentor's own hour. What falls into a pause is not piled up: the last of it comes on the
first day after.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.model_rules import Coupling, ModelRules
from mentorbot.domain.people import Person
from mentorbot.domain.placements import FollowUpModel, Placement
from mentorbot.domain.rules import Effect, Rules
from mentorbot.domain.schedule import lay_out
from mentorbot.domain.triggers import Heard, marked

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
CARD_HELPED = "K1"
"""Whether the card that was read since the last check-in helped."""
MOST_ADAPTIVE = 2
"""So many questions of a check-in may come from the one before it."""
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


def coming(
    placement: Placement,
    rules: ModelRules,
    mentor: Person,
    calendar: WorkCalendar,
    after: datetime,
    last_day: date | None = None,
) -> Iterator[Due]:
    """The check-ins strictly after that moment, in order, until the model plans no more.

    `last_day`: of what was planned before; what comes is on later days. While the mentor pauses,
    `after` also says from when on a check-in counts as held back.
    """
    ahead = _ahead(placement, rules, mentor, calendar, after)
    return (due for due in ahead if last_day is None or due.day > last_day)


def settled_in(rules: Rules, taken_over: datetime | None, after: datetime) -> datetime:
    """A mentor who took over gets to know the participant first, unasked (R39)."""
    if taken_over is None:
        return after
    return max(after, taken_over + timedelta(weeks=rules.checkin.new_mentor_weeks))


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
    heard: Sequence[Heard] = (),
    *,
    has_card: bool = False,
) -> tuple[str, ...]:
    """What a planned check-in really asks on that day: most_taps questions at most, no doubles.

    An opener among them comes first and is never put in: after a good answer to it nearly all
    the rest is dropped, so that content leaves it out where every question matters. `heard` is
    what the same mentor answered before, newest first; what it leads to takes the place of the
    last picks (R21, R22). `has_card`: a card was read since, and it is asked whether it helped.
    """
    planned = dict.fromkeys(_practice(name, placement) for name in ask)
    known = [name for name in planned if _may_ask(name, placement, rules)]
    known = known or [name for name in (OPENER,) if _may_ask(name, placement, rules)]
    openers = [name for name in known if rules.questions[name].opener]
    closers = [name for name in known if name in CLOSERS]
    picks = [name for name in known if name not in openers and name not in closers]
    led_to = _led_to(heard, placement, rules, [*openers, *closers])
    picks = _adapted(picks, led_to, has_card=has_card)
    picks = [name for name in picks if _may_ask(name, placement, rules)]
    added = _standstill(picks, placement, rules, day)
    room = max(0, rules.checkin.most_taps - len(openers) - len(closers) - len(added))
    asked = (*openers, *picks[:room], *added, *closers)
    return asked[: rules.checkin.most_taps]


def _adapted(picks: list[str], led_to: Sequence[str], *, has_card: bool) -> list[str]:
    """The planned questions with what came up before them, as many as were planned.

    Whether anything is moving stays first where it was planned first: in a good week only one
    question is asked.
    """
    first = [CARD_HELPED] if has_card else []
    came_up = [*first, *led_to][:MOST_ADAPTIVE]
    rest = [name for name in picks if name not in came_up]
    at = 1 if rest and rest[0] in PROGRESS else 0
    mixed = [*rest[:at], *came_up, *rest[at:]]
    return mixed[: max(len(picks), len(came_up))]


def _led_to(
    heard: Sequence[Heard], placement: Placement, rules: Rules, asked_anyway: Sequence[str]
) -> tuple[str, ...]:
    """What the check-in before leads to: what counted is asked again, then what follows from it.

    The caseworker's form is the same for all and adapts to nothing (R11, R15).
    """
    if placement.model is FollowUpModel.CASEWORKER or not heard:
        return ()
    counting = [each for each in rules.triggers.values() if not each.is_used_up(heard)]
    again = marked(counting, heard[0])
    named = [name for name in rules.questions if name in again]
    named += [name for effect in _effects(heard[0], rules) for name in effect.next]
    agreed = placement.practising not in (None, NO_CHANGE)
    return tuple(
        name
        for name in dict.fromkeys(named)
        if name not in asked_anyway and (name != ASKED_BACK or agreed)
    )


def _effects(heard: Heard, rules: Rules) -> Iterator[Effect]:
    for name, answer in heard.answers.items():
        if (question := rules.questions.get(name)) and answer in question.answers:
            yield question.answers[answer]


def _practice(name: str, placement: Placement) -> str:
    """M8 asks back what M7 agreed; where nothing is agreed, M7 asks for it."""
    if name not in (PRACTICE, ASKED_BACK):
        return name
    return ASKED_BACK if placement.practising not in (None, NO_CHANGE) else PRACTICE


def _may_ask(name: str, placement: Placement, rules: Rules) -> bool:
    question = rules.questions.get(name)
    if question is None or placement.model not in question.models:
        return False
    return not question.tight or rules.models[placement.model].coupling is Coupling.TIGHT


def _standstill(
    asked: Sequence[str], placement: Placement, rules: Rules, day: date
) -> tuple[str, ...]:
    if placement.hired or not _may_ask(STANDSTILL, placement, rules):
        return ()
    is_time = placement.week(day) >= rules.models[placement.model].standstill_from_week
    return (STANDSTILL,) if is_time and PROGRESS.isdisjoint(asked) else ()
