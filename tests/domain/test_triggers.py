"""What several answers add up to, and when it says nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.hours import OfficeHours
from mentorbot.domain.triggers import Consequence, Heard, Trigger, follows, in_a_row, marked

OFFICE = WorkCalendar(OfficeHours())
THURSDAY = date(2027, 3, 18)
WEEK = timedelta(weeks=1)

ONCE, TWICE = Consequence(1, card="V22"), Consequence(2, category="P02")
NO_TRAINING = Trigger("no_training", {"F3": frozenset({"no", "repeated"})}, 1, (TWICE, ONCE))
ABSENCE = Trigger(
    "absence",
    {"F2": frozenset({"untold"})},
    1,
    (Consequence(2, within_working_days=10, category="P01"), Consequence(1, card="V34")),
)
MONTH = Trigger(
    "month",
    {name: frozenset({"same"}) for name in ("M1", "M2", "M3")},
    2,
    (Consequence(2, category="P03"), Consequence(1, card="V25")),
)


def weeks(*given: str) -> list[Heard]:
    """A check-in a week, newest first: "F3.no M1.same", "" for one without answers."""
    return [
        Heard(THURSDAY - at * WEEK, dict(answer.split(".") for answer in answers.split()))
        for at, answers in enumerate(given)
    ]


@pytest.mark.parametrize(
    ("heard", "leads_to"),
    [
        (["F3.no"], ONCE),
        (["F3.repeated", "F3.no"], TWICE),
        (["F3.no", "F3.new", "F3.no"], ONCE),
        (["F3.no", "F1.good", "F3.no"], TWICE),
        (["F3.new", "F3.no", "F3.no"], None),
        (["F1.good", "F3.no", "F3.no"], None),
        ([], None),
    ],
)
def test_in_a_row_means_the_last_times_it_was_asked(
    heard: list[str], leads_to: Consequence | None
) -> None:
    assert follows(NO_TRAINING, weeks(*heard), OFFICE) == leads_to


def test_within_some_days_counts_whatever_lies_between() -> None:
    twice, once = ABSENCE.then
    assert follows(ABSENCE, weeks("F2.untold", "F2.yes", "F2.untold"), OFFICE) == twice
    assert follows(ABSENCE, weeks("F2.untold", "F2.yes", "F2.yes", "F2.untold"), OFFICE) == once


def test_ten_working_days_ago_still_counts_and_eleven_do_not() -> None:
    twice, once = ABSENCE.then
    day = OFFICE.step(THURSDAY, -10)
    now = Heard(THURSDAY, {"F2": "untold"})
    assert follows(ABSENCE, [now, Heard(day, {"F2": "untold"})], OFFICE) == twice
    before = OFFICE.step(THURSDAY, -11)
    assert follows(ABSENCE, [now, Heard(before, {"F2": "untold"})], OFFICE) == once


@pytest.mark.shows("R25", "Two of three without progress count; two of three better begin anew.")
@pytest.mark.parametrize(
    ("heard", "leads_to"),
    [
        (["M1.same M2.more M3.more"], None),
        (["M1.same M2.same M3.more"], MONTH.then[1]),
        (["M1.same M2.same", "F1.good", "M2.same M3.same"], MONTH.then[0]),
        (["M1.same M2.same", "M1.better M2.more M3.same", "M2.same M3.same"], MONTH.then[1]),
        (["M1.same"], None),
        (["M1.same", "M1.same M2.same"], None),
    ],
)
def test_two_of_three_without_progress_count_and_two_of_three_better_reset(
    heard: list[str], leads_to: Consequence | None
) -> None:
    assert follows(MONTH, weeks(*heard), OFFICE) == leads_to


def test_what_was_marked_is_what_is_asked_again() -> None:
    (latest, *_) = weeks("F3.no F2.yes M1.same")
    assert marked([NO_TRAINING, ABSENCE, MONTH], latest) == {"F3", "M1"}
    assert marked([NO_TRAINING], None) == frozenset()


def test_it_is_used_up_when_as_often_in_a_row_as_anything_follows_from() -> None:
    assert not NO_TRAINING.is_used_up(weeks("F3.no"))
    assert NO_TRAINING.is_used_up(weeks("F3.no", "F3.no"))
    assert in_a_row(NO_TRAINING, weeks("F3.no", "F3.no", "F3.new", "F3.no")) == 2
