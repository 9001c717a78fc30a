"""A period comes to its end: who hears of it, and when (R42)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from mentorbot.domain.placements import FollowOn, FollowUpModel
from mentorbot.storage import placements
from tests.stories.the_week import (
    ENDING,
    FRIDAY,
    MONDAY,
    PERIOD,
    URGENT,
    MakeOffice,
    mondays,
    on,
    section,
    weekly,
)


@pytest.mark.shows(
    "R42", "NAV reads of it eight, six, four and two weeks before the end, in every model."
)
@pytest.mark.parametrize("model", FollowUpModel)
def test_the_clock_over_the_last_sixty_days(office_at: MakeOffice, model: FollowUpModel) -> None:
    """Eight and six weeks before, then every week; in the last two it hurries (R42)."""
    office = office_at(FRIDAY, model=model, **PERIOD)
    office.town.until(datetime(2027, 11, 30, 12, 0, tzinfo=UTC))
    shown = []
    for at in mondays(datetime(2027, 9, 20, 6, 0, tzinfo=UTC), 11):
        seen = on(office.nadia, at)
        shown.append("urgent" if section(seen, URGENT) else "ends" if section(seen, ENDING) else "")
        other = on(office.kari, at)
        assert bool(section(other, URGENT)) == bool(section(seen, URGENT))
    # Days left: 60, 53, 46, 39, 32, 25, 18, 11, 4, and over.
    assert shown == ["", "ends", "", "ends", "", "ends", "ends", "urgent", "urgent", "urgent",
                     "urgent"]  # fmt: skip
    last = section(on(office.kari, mondays(MONDAY, 13)[12]), URGENT)
    assert "perioden gikk ut fredag 19." in last[0] and "Nadia Nes" in last[0]


@pytest.mark.shows(
    "R42", "Thirteen days before the end without a decision it is urgent to the coordinator."
)
def test_thirteen_days_before_it_is_urgent_to_the_coordinator(office_at: MakeOffice) -> None:
    office = office_at(FRIDAY, **PERIOD)
    for days, urgent in ((14, False), (13, True)):
        at = datetime(2027, 11, 19, 10, 0, tzinfo=UTC) - timedelta(days=days)
        office.town.until(at)
        office.kari.says("/overview")
        assert bool(section(office.kari.last, URGENT)) is urgent


def test_what_comes_next_is_decided_from_the_weeks_message(office_at: MakeOffice) -> None:
    office = office_at(FRIDAY, model=FollowUpModel.CASEWORKER, **PERIOD)
    office.town.until(mondays(MONDAY, 11)[10])
    assert section(office.nadia.last, URGENT)
    before = len(weekly(office.nadia))
    office.nadia.chooses("overview.what_next", alias="Bjørk")
    office.nadia.chooses("follow_on.permanent")
    with office.town.tx() as tx:
        assert placements.get(tx, office.placement).follow_on is FollowOn.PERMANENT
    office.town.until(datetime(2027, 11, 30, 12, 0, tzinfo=UTC))
    assert len(weekly(office.nadia)) == before
    assert not office.marit.sees("gikk ut")


def test_what_is_decided_ends_without_alarm_and_is_no_reason_for_a_message(
    office_at: MakeOffice,
) -> None:
    office = office_at(FRIDAY, model=FollowUpModel.CASEWORKER, **PERIOD)
    with office.town.tx() as tx:
        placements.change(tx, office.placement, follow_on=FollowOn.PERMANENT)
    office.town.until(datetime(2027, 11, 30, 12, 0, tzinfo=UTC))
    assert office.nadia.chat.sent() == []
    assert not any(section(week.html, URGENT) for week in weekly(office.kari))
    assert "det videre er avtalt" in on(office.kari, mondays(MONDAY, 12)[11])
    assert not office.marit.sees("gikk ut")


@pytest.mark.shows("R42", "The working day after the end mentor and coordinator are told, once.")
@pytest.mark.parametrize("model", FollowUpModel)
@pytest.mark.parametrize("restarts", [False, True])
def test_the_working_day_after_the_end_mentor_and_coordinator_are_told_once(
    office_at: MakeOffice, model: FollowUpModel, restarts: bool
) -> None:
    """Failure mode 8. A Wednesday, so that no message of the week comes between."""
    period = {**PERIOD, "end": date(2027, 11, 17)}
    office = office_at(FRIDAY, model=model, **period)
    town = office.town
    morning = datetime(2027, 11, 18, 7, 0, tzinfo=UTC)
    town.until(morning - timedelta(seconds=1))
    before = [len(office.told(office.marit)), len(office.kari.chat.sent())]
    for moment in (morning, morning + timedelta(minutes=1), morning + timedelta(days=1)):
        if restarts:
            town.now = moment
            town.restart()
        town.until(moment)
    told = [each for each in office.marit.chat.sent() if "gikk ut onsdag 17." in each.html]
    assert len(told) == 1 and told[0].at == morning
    told = office.kari.chat.sent()[before[1] :]
    assert [each.at for each in told] == [morning]
    assert section(told[0].html, URGENT)[0].startswith("Bjørk: perioden gikk ut onsdag 17.")
    town.until(datetime(2027, 12, 6, 8, 0, tzinfo=UTC))
    assert sum("gikk ut" in each.html for each in office.marit.chat.sent()) == 1
    assert section(weekly(office.nadia)[-1].html, URGENT), "it stands there until it is decided"


def test_after_a_friday_the_coordinators_monday_tells_it(office_at: MakeOffice) -> None:
    office = office_at(FRIDAY, **PERIOD)
    office.town.until(datetime(2027, 11, 22, 12, 0, tzinfo=UTC))
    today = [a for a in office.kari.chat.sent() if a.at.date() == date(2027, 11, 22)]
    assert len(today) == 1 and section(today[0].html, URGENT)
    assert "gikk ut fredag 19." in office.marit.last


def test_the_mentors_button_reports_about_the_period(office_at: MakeOffice) -> None:
    office = office_at(FRIDAY, **PERIOD)
    office.town.until(datetime(2027, 11, 22, 12, 0, tzinfo=UTC))
    office.marit.chooses("common.report")
    assert "Perioden og veien videre" in office.marit.last


def test_a_moved_end_is_told_of_again_when_it_comes(office_at: MakeOffice) -> None:
    office = office_at(FRIDAY, **PERIOD)
    office.town.until(datetime(2027, 11, 23, 12, 0, tzinfo=UTC))
    with office.town.tx() as tx:
        placements.change(tx, office.placement, end=date(2027, 12, 1))
    office.town.until(datetime(2027, 12, 3, 12, 0, tzinfo=UTC))
    assert sum("gikk ut" in each.html for each in office.marit.chat.sent()) == 2


def test_an_office_that_begins_with_old_placements_does_not_wake_them(
    office_at: MakeOffice,
) -> None:
    office = office_at(datetime(2027, 12, 1, 9, 0, tzinfo=UTC), **PERIOD)
    office.town.until(datetime(2027, 12, 3, 12, 0, tzinfo=UTC))
    assert not office.marit.sees("gikk ut")
