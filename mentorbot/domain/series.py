"""How it has gone, week by week, as figures: what a picture shows and its words say.

A week is named by its Monday. What an office is shown are counts over several placements; how one
placement's weeks went is for its own mentor (rule 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from mentorbot.domain.balance import BalanceRules, Lean
from mentorbot.domain.network import Shared
from mentorbot.domain.placements import Placement, PlacementId
from mentorbot.domain.triggers import Heard

A_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class PictureRules:
    weeks: int
    """So many weeks back an office's pictures go."""
    course: tuple[str, ...] = ()
    """The questions whose answers show how a placement's weeks went, the first at the top."""


@dataclass(frozen=True)
class Asked:
    """Check-ins of a week that are over, by the day they fell due."""

    week: date
    asked: int
    answered: int


@dataclass(frozen=True)
class Receipts:
    """Problems reported in a week, and how long the first receipt of each took."""

    week: date
    received: int
    waiting: int
    """Reported that week, and not opened by anybody at NAV yet."""
    median: timedelta | None
    """Working time; None where nothing was received."""


@dataclass(frozen=True)
class Leant:
    """How many check-ins of a week leaned which way (R24)."""

    week: date
    counts: Mapping[Lean, int]
    """Empty where the answers come from too few placements to tell."""


@dataclass(frozen=True)
class CardHelped:
    card: str
    helped: int
    rated: int


@dataclass(frozen=True)
class OfficeWeeks:
    """None is what is not this reader's, or was not asked for."""

    weeks: int
    asked: tuple[Asked, ...] | None = None
    receipts: tuple[Receipts, ...] | None = None
    themes: tuple[Shared, ...] | None = None
    leant: tuple[Leant, ...] | None = None
    cards: tuple[CardHelped, ...] | None = None


@dataclass(frozen=True)
class Course:
    """How one placement's weeks went, as its mentor answered."""

    placement: Placement
    weeks: tuple[date, ...]
    answers: Mapping[str, tuple[str | None, ...]]
    """By question the answer of each week, the latest where there were several."""
    talks: int
    """Check-ins in which anything was answered."""
    reported: int
    """Problems that this mentor reported."""


@dataclass(frozen=True)
class Spoken:
    """One check-in in which the questions that lean were answered."""

    placement: PlacementId
    day: date
    lean: Lean | None
    """None where what was answered leans no way."""


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weeks_until(today: date, many: int) -> tuple[date, ...]:
    """So many weeks, this one the last."""
    last = monday(today)
    return tuple(last - A_WEEK * back for back in reversed(range(many)))


def asked_by_week(
    days: Iterable[tuple[date, int, int]], weeks: Sequence[date]
) -> tuple[Asked, ...]:
    """From (day, asked, answered)."""
    totals = {week: [0, 0] for week in weeks}
    for day, asked, answered in days:
        if (week := monday(day)) in totals:
            totals[week][0] += asked
            totals[week][1] += answered
    return tuple(Asked(week, *counts) for week, counts in totals.items())


def receipts_by_week(
    reports: Iterable[tuple[date, timedelta | None]], weeks: Sequence[date]
) -> tuple[Receipts, ...]:
    """From the day of each report, and how long its receipt took (None: there is none yet)."""
    found: dict[date, list[timedelta | None]] = {week: [] for week in weeks}
    for day, took in reports:
        if (week := monday(day)) in found:
            found[week].append(took)
    return tuple(_receipts(week, took) for week, took in found.items())


def _receipts(week: date, took: Sequence[timedelta | None]) -> Receipts:
    known = [each for each in took if each is not None]
    middle = timedelta(seconds=median(each.total_seconds() for each in known)) if known else None
    return Receipts(week, len(known), len(took) - len(known), middle)


def lean_of(answers: Mapping[str, str], rules: BalanceRules) -> Lean | None:
    said = {f"{question}.{answer}" for question, answer in answers.items()}
    supports, pushes = bool(said & {*rules.support}), bool(said & {*rules.push})
    if supports and pushes:
        return Lean.BOTH
    return Lean.SUPPORT if supports else Lean.PUSH if pushes else None


def leant_by_week(
    spoken: Iterable[Spoken], weeks: Sequence[date], fewest: int
) -> tuple[Leant, ...]:
    """A week that fewer placements answered in could tell whose answers they are (R45)."""
    found: dict[date, list[Spoken]] = {week: [] for week in weeks}
    for each in spoken:
        if (week := monday(each.day)) in found:
            found[week].append(each)
    return tuple(
        Leant(week, _leans(those) if _placements(those) >= fewest else {})
        for week, those in found.items()
    )


def _leans(spoken: Sequence[Spoken]) -> dict[Lean, int]:
    return {lean: sum(each.lean is lean for each in spoken) for lean in Lean}


def _placements(spoken: Sequence[Spoken]) -> int:
    return len({each.placement for each in spoken})


def course(
    placement: Placement,
    heard: Sequence[Heard],
    questions: Iterable[str],
    today: date,
    reported: int,
) -> Course:
    """`heard` is newest first. The weeks run from the first to the last that may hold anything."""
    last = max(min(today, placement.end), placement.start)
    days = [placement.start, last, *(each.day for each in heard)]
    first, end = monday(min(days)), monday(max(days))
    weeks = tuple(first + A_WEEK * number for number in range((end - first).days // 7 + 1))
    by_question: dict[str, dict[date, str]] = {question: {} for question in questions}
    for each in reversed(heard):
        for question, given in by_question.items():
            if question in each.answers:
                given[monday(each.day)] = each.answers[question]
    answers = {
        question: tuple(given.get(week) for week in weeks)
        for question, given in by_question.items()
        if given
    }
    return Course(placement, weeks, answers, len(heard), reported)
