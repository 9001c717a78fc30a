"""Nobody on the ladder can be told: the mentor hears it once, the coordinators every morning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from mentorbot.domain.people import Role
from mentorbot.domain.received import Kind
from mentorbot.storage import people, problems
from tests.stories.office import Office
from tests.stories.town import Phone

TUESDAY = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
LATER = {"start": date(2027, 9, 1), "end": date(2027, 11, 30)}
NOBODY = "får jeg ikke tak i noen i NAV om sak"


@pytest.fixture
def office(office_at: Callable[..., Office]) -> Office:
    return office_at(TUESDAY, **LATER)


def away(phone: Phone, until: date) -> None:
    with phone.town.tx() as tx:
        people.change(tx, phone.person, paused_until=until)


def mornings(phone: Phone) -> list[date]:
    told = [each for each in phone.chat.sent() if "Her er det ingen som har tatt" in each.html]
    return [each.at.date() for each in told]


def told_mentor(office: Office) -> list[str]:
    return [each.html for each in office.marit.chat.sent() if NOBODY in each.html]


def test_the_mentor_hears_once_when_somebody_is_back_and_whom_to_ring(office: Office) -> None:
    for phone in (office.nadia, office.nils):
        phone.blocks()
    away(office.kari, date(2027, 3, 11))
    reference = office.report()
    assert office.problem(reference).nobody_since is not None
    [said] = told_mentor(office)
    back = office.town.parts.calendar.at(date(2027, 3, 11), datetime.min.time().replace(7, 30))
    assert office.town.text("status.overdue", deadline=back)[11:-1] in said
    assert "ring Nadia Nes: +47" in said
    assert "Akkurat nå får jeg ikke tak i noen" in office.marit.chat.messages[-2].words.html
    office.town.until(datetime(2027, 3, 10, 15, 0, tzinfo=UTC))
    assert len(told_mentor(office)) == 1
    office.town.until(datetime(2027, 3, 11, 9, 0, tzinfo=UTC))
    has_it = office.problem(reference)
    assert (has_it.owner, has_it.nobody_since) == (office.kari.person, None)
    assert "Denne saken er din nå" in office.kari.last


def test_without_anybody_in_sight_it_is_said_that_it_is_tried_again(office: Office) -> None:
    for phone in (office.nadia, office.nils, office.kari):
        phone.blocks()
    office.report()
    [said] = told_mentor(office)
    assert "Jeg prøver igjen hver morgen" in said and "ring Nadia Nes" in said


def test_the_owner_who_comes_back_to_what_never_arrived_is_told(office: Office) -> None:
    for phone in (office.nadia, office.nils, office.kari):
        phone.blocks()
    reference = office.report()
    office.nadia.chat.fault = None
    office.nadia.does(Kind.UNBLOCKED)
    office.town.later(days=1)
    assert "Denne venter på deg" in office.nadia.last
    office.town.later(days=2)
    assert len([each for each in office.nadia.chat.sent() if reference in each.html]) == 1
    office.nadia.chooses("followup.see")
    assert office.problem(reference).nobody_since is None


def test_it_stands_before_a_coordinator_every_morning_until_somebody_has_it(
    office: Office,
) -> None:
    """The ladder has ended with Kari, who opens nothing."""
    reference = office.report()
    while office.problem(reference).owner != office.kari.person:
        office.town.later(hours=1)
    office.town.until(datetime(2027, 3, 13, 12, 0, tzinfo=UTC))
    days = mornings(office.kari)
    assert days and days == sorted(set(days)), "once a day"
    assert date(2027, 3, 8) not in days, "on Monday the week's message has it"
    assert date(2027, 3, 9) in days
    first = [each.html for each in office.kari.chat.sent() if "God morgen" in each.html][-1]
    assert reference in first
    office.kari.chooses("overview.open", alias="Bjørk", reference=reference)
    office.town.until(datetime(2027, 3, 15, 4, 0, tzinfo=UTC))
    assert mornings(office.kari) == days


def test_on_the_day_of_a_late_message_of_the_week_it_is_told_in_that_one_only(
    office: Office,
) -> None:
    """Down from before the week began until Monday's quiet time."""
    reference = office.report()
    while office.problem(reference).owner != office.kari.person:
        office.town.later(hours=1)
    office.town.until(datetime(2027, 3, 15, 4, 0, tzinfo=UTC))
    office.town.now = datetime(2027, 3, 15, 20, 0, tzinfo=UTC)
    office.town.until(datetime(2027, 3, 17, 12, 0, tzinfo=UTC))
    told = [each for each in office.kari.chat.sent() if "denne uka" in each.html]
    assert told[-1].at.date() == date(2027, 3, 16) and reference in told[-1].html
    assert mornings(office.kari)[-2:] == [date(2027, 3, 12), date(2027, 3, 17)]


def test_in_the_overview_it_stands_first_with_its_clock(office: Office) -> None:
    reference = office.report()
    office.town.until(datetime(2027, 3, 13, 12, 0, tzinfo=UTC))
    office.kari.says("/overview")
    title = office.town.text("overview.unheld")
    assert office.kari.last.startswith(f"<b>{title}</b>")
    since = office.problem(reference).sent_at
    assert office.town.text("status.overdue", deadline=since)[11:-1] in office.kari.last
    assert office.kari.last.count(reference) == 1, "and not among the overdue once more"


def test_a_coordinator_on_leave_is_not_told_every_morning(office: Office) -> None:
    kare = office.town.settled(Role.COORDINATOR, "Kåre Kleiv")
    away(kare, date(2027, 4, 1))
    office.report()
    office.town.until(datetime(2027, 3, 13, 12, 0, tzinfo=UTC))
    assert mornings(office.kari) and not mornings(kare)


def test_what_somebody_opened_stands_on_no_such_list(office: Office) -> None:
    office.report()
    office.nadia.chooses("followup.see")
    office.town.until(datetime(2027, 3, 5, 12, 0, tzinfo=UTC))
    with office.town.tx() as tx:
        assert problems.unheld(tx, office.town.now, office.town.now) == []
    assert mornings(office.kari) == []


def test_reported_in_the_evening_with_everybody_gone_the_mentor_knows_at_once(
    office: Office,
) -> None:
    """Not only as the office opens and the ladder finds nobody."""
    office.town.until(datetime(2027, 3, 2, 19, 0, tzinfo=UTC))
    for phone in (office.nadia, office.nils, office.kari):
        away(phone, date(2027, 3, 11))
    reference = office.report()
    [said] = told_mentor(office)
    assert "Den kan bli lest torsdag 11.\xa0mars" in said and "ring Nadia Nes: +47" in said
    assert "Er noen i fare, ring 113" in said, "and the numbers once more"
    assert "ikke tak i noen" in office.marit.chat.messages[-2].words.html, "and so does the bubble"
    office.town.until(datetime(2027, 3, 3, 12, 0, tzinfo=UTC))
    assert len(told_mentor(office)) == 1
    office.town.until(datetime(2027, 3, 11, 9, 0, tzinfo=UTC))
    assert office.problem(reference).nobody_since is None


def test_reported_in_the_evening_with_somebody_there_in_the_morning_it_says_so(
    office: Office,
) -> None:
    office.town.until(datetime(2027, 3, 2, 19, 0, tzinfo=UTC))
    away(office.nadia, date(2027, 3, 3))
    office.report()
    assert told_mentor(office) == []
    receipt = office.marit.last
    assert "NAV har stengt nå. Fristen løper fra onsdag 3.\xa0mars" in receipt
    assert receipt.endswith("110 (brann).")


def test_a_note_after_an_emergency_call_in_the_evening_comes_with_all_the_numbers(
    office: Office,
) -> None:
    for hour, everything in ((12, False), (19, True)):
        office.town.until(datetime(2027, 3, 2, hour, 0, tzinfo=UTC))
        office.marit.says("/report")
        office.marit.chooses("emergency.i_called")
        office.marit.chooses("emergency.tell_nav")
        assert "Beskjeden til NAV er sendt" in office.marit.last
        assert ("legevakt" in office.marit.last) == everything
