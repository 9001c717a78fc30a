"""A problem from the first tap to the last, under each model."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from mentorbot.domain.levels import Level
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.problems import State
from mentorbot.storage import problems
from tests.stories.office import Office

MakeOffice = Callable[..., Office]
LATER = {"start": date(2027, 9, 1), "end": date(2027, 11, 30)}
"""A placement that nothing is asked about while its story lasts."""
TUESDAY = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
"""Tuesday 2 March 2027, 10:00 in Oslo."""
WEEK_BEGINS = datetime(2027, 3, 8, 7, 0, tzinfo=UTC)
"""Monday at eight in Oslo."""

GREEN, YELLOW, ORANGE = ("P02", False), ("P02", True), ("P08", False)
DEADLINES = [
    # Working days end when the office closes (15:30 in Oslo, 14:30 UTC); hours run from 10:00.
    # What can wait is read as the week begins, and has its days from there.
    (FollowUpModel.CASEWORKER, GREEN, "2027-03-15T14:30"),
    (FollowUpModel.CASEWORKER, YELLOW, "2027-03-09T14:30"),
    (FollowUpModel.CASEWORKER, ORANGE, "2027-03-04T14:30"),
    (FollowUpModel.HYBRID, GREEN, "2027-03-15T14:30"),
    (FollowUpModel.HYBRID, YELLOW, "2027-03-04T14:30"),
    (FollowUpModel.HYBRID, ORANGE, "2027-03-03T14:30"),
    (FollowUpModel.JOB_SPECIALIST, GREEN, "2027-03-15T14:30"),
    (FollowUpModel.JOB_SPECIALIST, YELLOW, "2027-03-03T14:30"),
    (FollowUpModel.JOB_SPECIALIST, ORANGE, "2027-03-02T13:00"),
]


@pytest.fixture
def office(office_at: MakeOffice) -> Office:
    return office_at(**LATER)


def moment(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def seen(office: Office, when: datetime) -> str:
    """A moment as people read it."""
    return office.town.text("status.overdue", deadline=when).removeprefix("Fristen var ")


@pytest.mark.shows("R11", "Under each model the promise to the mentor is the configured deadline.")
@pytest.mark.parametrize(("model", "matter", "deadline"), DEADLINES)
def test_the_deadline_on_the_phones_is_the_configured_one(
    office_at: MakeOffice, model: FollowUpModel, matter: tuple[str, bool], deadline: str
) -> None:
    office = office_at(TUESDAY, model=model, **LATER)
    category, cannot_wait = matter
    reference = office.report(category, cannot_wait=cannot_wait)
    due = office.problem(reference).deadline
    assert due == moment(deadline)
    assert seen(office, due) in office.marit.last
    if matter == GREEN:
        said = office.town.text("status.with_week", name="Nadia Nes", at=WEEK_BEGINS)
        assert said in office.marit.last
        office.town.until(WEEK_BEGINS)
    assert seen(office, due) in office.nadia.last


def test_the_levels_of_these_matters_are_what_the_table_above_says(office: Office) -> None:
    levels = [office.problem(office.report(c, cannot_wait=u)).report.level for c, u in
              (GREEN, YELLOW, ORANGE)]  # fmt: skip
    assert levels == [Level.GREEN, Level.YELLOW, Level.ORANGE]


@pytest.mark.parametrize("model", FollowUpModel)
def test_nobody_opens_it_and_it_climbs_to_the_coordinator(
    office_at: MakeOffice, model: FollowUpModel
) -> None:
    office = office_at(TUESDAY, model=model, **LATER)
    reference = office.report(*ORANGE[:1])
    deadline = office.problem(reference).deadline
    calendar = office.town.parts.calendar
    whole = calendar.work_between(TUESDAY, deadline)
    reminded = calendar.work_after(TUESDAY, whole * 0.5)
    again = [calendar.work_after(reminded, timedelta(hours=1))]
    if model is not FollowUpModel.JOB_SPECIALIST:
        again = []
    office.town.later(days=14)
    assert [(tell, kind, state) for tell, kind, state, _ in office.fired(reference)] == [
        ("nav_contact", "notice", "fired"),
        *[("nav_contact", "reminder", "fired")] * (1 + len(again)),
        ("nav_stand_in", "handover", "fired"),
        ("coordinator", "handover", "fired"),
    ]
    assert [at for *_, at in office.fired(reference)] == [
        TUESDAY,
        reminded,
        *again,
        deadline,
        calendar.work_after(TUESDAY, whole * 1.5),
    ]
    assert len(office.told(office.nadia)) == 2 + len(again)
    assert len(office.told(office.nils)) == len(office.told(office.kari)) == 1
    assert office.problem(reference).owner == office.kari.person


def test_the_mentor_sees_who_has_it_and_hears_what_matters(office_at: MakeOffice) -> None:
    office = office_at(TUESDAY, **LATER)
    reference = office.report(*YELLOW[:1], cannot_wait=True)
    sounds = len(office.marit.chat.sent())
    office.town.until(moment("2027-03-03T14:00"))
    status = office.marit.chat.messages[-1]
    assert "fikk en påminnelse" in status.words.html and status.edits
    assert len(office.marit.chat.sent()) == sounds, "a reminder to NAV makes no sound here"
    office.town.until(office.problem(reference).deadline)
    assert "Nils Nygård har fått den nå" in office.marit.last
    assert "hos Nils Nygård" in status.words.html
    assert len(office.marit.chat.sent()) == sounds + 1
    assert "Du trenger ikke gjøre mer med den" not in office.nils.last


def test_opening_it_is_the_receipt_and_stops_the_ladder(office: Office) -> None:
    reference = office.report()
    office.nadia.chooses("followup.see")
    assert office.problem(reference).state is State.RECEIVED
    assert "Nadia Nes åpnet saken" in office.marit.chat.messages[-1].words.html
    climbing = [state for _, kind, state, _ in office.fired(reference)[1:] if kind != "ask"]
    assert climbing == ["cancelled"] * 3
    office.nadia.chooses("followup.answered")
    office.town.later(days=5)
    assert office.nils.chat.sent() == office.told(office.kari) == []


@pytest.mark.parametrize("first", ["tap", "timer"])
def test_a_tap_that_races_the_timer_has_one_outcome(office_at: MakeOffice, first: str) -> None:
    office = office_at(TUESDAY, **LATER)
    reference = office.report()
    message, data = office.nadia.chat.find(office.town.label("followup.see"))
    deadline = office.problem(reference).deadline
    office.town.until(deadline - timedelta(seconds=1))
    message, data = office.nadia.chat.find(office.town.label("followup.see"))
    if first == "timer":
        office.town.until(deadline)
    else:
        office.town.now = deadline
    office.nadia.presses(data, message.id)
    after = office.problem(reference)
    owner = office.nadia if first == "tap" else office.nils
    assert after.owner == owner.person
    assert (after.state is State.RECEIVED) == (first == "tap")
    assert len(office.nils.chat.sent()) == (first == "timer")
    if first == "timer":
        assert "har saken nå" in office.nadia.chat.messages[-1].words.html


def test_promised_for_today_the_mentor_hears_it(office: Office) -> None:
    office.report()
    office.nadia.chooses("followup.see")
    office.nadia.chooses("followup.today")
    assert "ringer deg i dag" in office.marit.last


@pytest.mark.shows("R09", "Passed on inside NAV, the mentor gets one message with the new name.")
def test_passed_on_a_new_owner_has_the_new_clock_and_no_promise(office: Office) -> None:
    reference = office.report()
    office.nadia.chooses("followup.see")
    office.nadia.chooses("followup.today")
    office.nadia.chooses("followup.pass_on")
    office.nadia.chooses("followup.to", name="Nils Nygård")
    passed = office.problem(reference)
    assert (passed.owner, passed.state, passed.promised) == (office.nils.person, State.SENT, None)
    assert "Nils Nygård i NAV har fått sak" in office.marit.last
    office.nils.chooses("followup.see")
    office.nils.chooses("followup.today")
    assert office.problem(reference).state is State.IN_PROGRESS
    assert "Nils Nygård ringer deg i dag" in office.marit.last
    office.nils.chooses("followup.answered")
    office.town.later(days=20)
    assert office.told(office.kari) == []


def test_passed_on_and_left_lying_it_climbs_again(office: Office) -> None:
    reference = office.report()
    office.nadia.chooses("followup.see")
    office.nadia.chooses("followup.pass_on")
    office.nadia.chooses("followup.to", name="Nils Nygård")
    office.town.later(days=20)
    assert office.problem(reference).owner == office.kari.person
    assert len(office.told(office.kari)) == 1
    handovers = [kind for _, kind, state, _ in office.fired(reference) if state == "fired"]
    assert handovers == ["notice", "reminder", "handover"]


def test_answered_it_asks_whether_it_helped_and_closes(office: Office) -> None:
    reference = office.report()
    office.nadia.chooses("followup.see")
    office.nadia.chooses("followup.answered")
    assert "Hjalp det?" in office.marit.last
    office.marit.chooses("helped.yes")
    assert office.problem(reference).state is State.CLOSED
    assert "Mentor sier at det hjalp" in office.nadia.chat.messages[-1].words.html


@pytest.mark.shows("R09", "Whatever happens, the first date of a report stands.")
def test_opened_again_the_first_date_counts_and_the_owner_stays(office: Office) -> None:
    reference = office.report()
    sent_at = office.problem(reference).sent_at
    office.nadia.chooses("followup.see")
    office.nadia.chooses("followup.answered")
    office.town.later(days=1)
    office.marit.chooses("helped.no")
    again = office.problem(reference)
    assert (again.state, again.sent_at, again.owner) == (State.SENT, sent_at, office.nadia.person)
    assert "Åpen igjen" in office.nadia.last
    assert seen(office, sent_at) in office.nadia.last
    office.town.later(days=30)
    assert office.problem(reference).owner == office.kari.person


def test_withdrawn_it_is_quiet_from_then_on(office: Office) -> None:
    reference = office.report()
    office.marit.chooses("status.withdraw")
    office.marit.chooses("status.yes_withdraw")
    heard = [len(office.told(phone)) for phone in (office.nadia, office.nils, office.kari)]
    office.town.later(days=20)
    assert [len(office.told(p)) for p in (office.nadia, office.nils, office.kari)] == heard
    assert office.problem(reference).state is State.CLOSED


def test_nav_rang_says_the_mentor_and_nav_has_nothing_to_log(office: Office) -> None:
    reference = office.report()
    office.marit.chooses("status.nav_rang")
    office.marit.chooses("helped.partly")
    assert office.problem(reference).state is State.CLOSED
    office.town.later(days=20)
    assert office.nils.chat.sent() == []


def test_a_closed_problem_cannot_be_passed_on_by_an_old_list(office: Office) -> None:
    """Whatever a dialog let through: the service moves only what waits for NAV."""
    reference = office.report()
    office.marit.chooses("status.withdraw")
    office.marit.chooses("status.yes_withdraw")
    with office.town.tx() as tx:
        assert not problems.move(tx, reference, [State.SENT, State.RECEIVED], State.SENT)
    assert office.problem(reference).state is State.CLOSED


def test_the_third_of_a_kind_in_four_weeks_hurries_more(office: Office) -> None:
    levels = [office.problem(office.report("P02")).report.level for _ in range(3)]
    assert levels == [Level.GREEN, Level.GREEN, Level.YELLOW]
    assert office.problem(office.report("P05")).report.level is Level.GREEN
    office.town.later(weeks=5)
    assert office.problem(office.report("P02")).report.level is Level.GREEN
