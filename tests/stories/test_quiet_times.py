"""Nothing is pushed outside a person's hours, on holidays, in a pause; questions are answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from mentorbot.domain.people import Person
from mentorbot.domain.placements import FollowUpModel
from mentorbot.services.messenger import TryLater
from mentorbot.storage import people
from tests.stories.office import Office
from tests.stories.town import Phone

MakeOffice = Callable[..., Office]
BEFORE_EASTER = datetime(2027, 3, 24, 9, 0, tzinfo=UTC)
"""Wednesday 24 March 2027; Maundy Thursday is the 25th, Easter Monday the 29th."""
BEFORE_CHRISTMAS = datetime(2027, 12, 23, 9, 0, tzinfo=UTC)
"""Thursday 23 December 2027: the office works next on Monday 27 December."""
LATER = {"start": date(2028, 2, 1), "end": date(2028, 4, 30)}


def person(phone: Phone) -> Person:
    with phone.town.tx() as tx:
        return people.get(tx, phone.person)


def pushed_in_quiet_time(office: Office) -> list[tuple[datetime, str]]:
    calendar = office.town.parts.calendar
    return [
        (arrival.at, arrival.html)
        for phone in office.people
        for arrival in phone.chat.sent()
        if not calendar.may_push(person(phone), arrival.at)
    ]


@pytest.mark.shows("R37", "In three months nothing unasked makes a sound outside a person's hours.")
@pytest.mark.parametrize("model", FollowUpModel)
def test_three_months_without_a_sound_in_quiet_time(
    office_at: MakeOffice, model: FollowUpModel
) -> None:
    office = office_at(model=model)
    moment = office.town.now
    while office.town.now < datetime(2027, 6, 4, tzinfo=UTC):
        office.report("P02")
        moment += timedelta(days=13)
        office.town.until(moment)
        # Midday in Oslo, on a working day or not: what a mentor asks for may sound at any time.
        office.marit.chat.log.clear()
    assert pushed_in_quiet_time(office) == []
    assert len(office.kari.chat.sent()) > 3


@pytest.mark.parametrize(
    ("start", "first", "deadline"),
    [
        (BEFORE_EASTER, "2027-03-24T09:00", "2027-03-31T13:30"),
        (BEFORE_EASTER.replace(hour=20), "2027-03-30T06:00", "2027-04-01T13:30"),
        (BEFORE_CHRISTMAS, "2027-12-23T09:00", "2027-12-28T14:30"),
        (BEFORE_CHRISTMAS.replace(day=24), "2027-12-27T07:00", "2027-12-29T14:30"),
    ],
)
def test_the_clock_stands_still_over_easter_and_christmas(
    office_at: MakeOffice, start: datetime, first: str, deadline: str
) -> None:
    office = office_at(start, **LATER)
    reference = office.report("P02", cannot_wait=True)
    due = datetime.fromisoformat(deadline).replace(tzinfo=UTC)
    assert office.problem(reference).deadline == due
    office.town.later(days=14)
    rungs = office.fired(reference)
    assert rungs[0][3] == datetime.fromisoformat(first).replace(tzinfo=UTC)
    assert rungs[2][3] == due
    office.marit.chat.log.clear()
    assert pushed_in_quiet_time(office) == []


def test_out_of_hours_the_mentor_is_told_when_the_clock_starts(office_at: MakeOffice) -> None:
    office = office_at(BEFORE_EASTER.replace(hour=20), **LATER)
    office.report()
    opens = datetime(2027, 3, 30, 6, 0, tzinfo=UTC)
    assert office.town.text("status.closed_now", opens=opens) in office.marit.last
    assert office.nadia.chat.sent() == []


@pytest.mark.shows("R37", "What is written at night is answered at once.")
def test_what_is_asked_for_at_night_is_answered_at_night(office_at: MakeOffice) -> None:
    night = datetime(2027, 3, 6, 1, 30, tzinfo=UTC)
    office = office_at(night)
    for command in ("/status", "/checkin", "/report", "/guidance", "/settings", "/help"):
        before = len(office.marit.chat.sent())
        office.marit.says(command)
        assert len(office.marit.chat.sent()) > before, command
    office.nadia.says("/mine")
    assert len(office.nadia.chat.sent()) == 1


def test_nav_answers_at_night_and_the_mentor_hears_it_in_the_morning(
    office_at: MakeOffice,
) -> None:
    office = office_at(**LATER)
    office.report()
    sounds = len(office.marit.chat.sent())
    office.town.until(datetime(2027, 3, 4, 20, 0, tzinfo=UTC))
    office.nadia.chooses("followup.see")
    assert "åpnet saken" in office.marit.last, "an edit makes no sound"
    office.nadia.chooses("followup.today")
    office.nadia.chooses("followup.answered")
    assert len(office.marit.chat.sent()) == sounds
    office.town.until(datetime(2027, 3, 5, 12, 0, tzinfo=UTC))
    assert len(office.marit.chat.sent()) == sounds + 2
    assert office.marit.offers("helped.yes")
    assert pushed_in_quiet_time(office) == []


def test_held_back_until_morning_it_shows_what_holds_then(office_at: MakeOffice) -> None:
    """Two changes in the night are one bubble in the morning, and it still makes its sound."""
    office = office_at(**LATER)
    reference = office.report()
    office.nadia.chooses("followup.see")
    office.town.until(datetime(2027, 3, 4, 20, 0, tzinfo=UTC))
    office.nadia.chooses("followup.answered")
    office.marit.says("/status")
    office.marit.taps(next(one for one in office.marit.chat.labels() if reference in one))
    office.marit.chooses("helped.no")
    office.marit.chat.log.clear()
    office.town.until(datetime(2027, 3, 5, 12, 0, tzinfo=UTC))
    assert "Hjalp det?" not in "".join(a.html for a in office.marit.chat.log)
    assert "Åpen igjen" in office.nadia.last


def test_a_pause_is_kept_and_only_the_last_of_what_it_held_comes_after(office: Office) -> None:
    office.marit.says("/pause")
    office.marit.taps(next(one for one in office.marit.chat.labels() if one.startswith("2 uker")))
    office.marit.chat.log.clear()
    with office.town.tx() as tx:
        until = people.get(tx, office.marit.person).paused_until
    assert until == date(2027, 3, 18)
    office.town.until(datetime(2027, 3, 17, 23, 0, tzinfo=UTC))
    assert office.marit.chat.sent() == []
    office.town.until(datetime(2027, 3, 18, 22, 0, tzinfo=UTC))
    assert len(office.marit.chat.sent()) == 1


def test_a_checkin_that_telegram_held_up_does_not_leave_in_the_evening(
    office_at: MakeOffice,
) -> None:
    office = office_at()
    office.marit.chat.fault = TryLater(timedelta(hours=6))
    office.town.until(datetime(2027, 3, 5, 12, 30, tzinfo=UTC))
    office.marit.chat.fault = None
    office.town.until(datetime(2027, 3, 8, 6, 0, tzinfo=UTC))
    assert office.marit.chat.sent() == []
    office.town.until(datetime(2027, 3, 8, 6, 40, tzinfo=UTC))
    assert len(office.marit.chat.sent()) == 1


def test_the_weeks_message_that_was_held_up_does_not_leave_in_the_evening_either(
    office_at: MakeOffice,
) -> None:
    office = office_at()
    office.town.until(datetime(2027, 3, 8, 6, 50, tzinfo=UTC))
    office.kari.chat.log.clear()
    office.kari.chat.fault = TryLater(timedelta(hours=11))
    office.town.until(datetime(2027, 3, 8, 7, 30, tzinfo=UTC))
    office.kari.chat.fault = None
    office.town.until(datetime(2027, 3, 9, 5, 0, tzinfo=UTC))
    assert office.kari.chat.sent() == []
    office.town.until(datetime(2027, 3, 9, 8, 0, tzinfo=UTC))
    (arrival,) = office.kari.chat.sent()
    assert "God morgen" in arrival.html


def test_who_stopped_hears_nothing_of_problems_either_but_may_look(office_at: MakeOffice) -> None:
    office = office_at(**LATER)
    reference = office.report()
    office.marit.says("/stop")
    office.marit.chat.log.clear()
    office.nadia.chooses("followup.see")
    office.nadia.chooses("followup.answered")
    office.town.later(days=3)
    assert office.marit.chat.log == []
    office.marit.says("/status")
    office.marit.taps(next(one for one in office.marit.chat.labels() if reference in one))
    assert office.marit.offers("helped.yes")
