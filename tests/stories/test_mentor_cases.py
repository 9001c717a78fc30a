"""Three mentors as they were described in the study: what each of them meets, line by line.

A is a colleague whose participant has come far and needs less help; B is a leader with a close bond
who may be facing support over time; C took over in the middle and hears more than she can carry.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from mentorbot.domain.levels import Level
from mentorbot.domain.people import Role
from mentorbot.domain.placements import FollowUpModel, Seat
from mentorbot.domain.problems import Problem, Wish
from mentorbot.storage import checkins
from mentorbot.storage.outbox import Lane
from mentorbot.storage.sealed import COLUMNS, values
from mentorbot.storage.tables import metadata, outbox
from tests.stories.changing import gives_seat, newcomer
from tests.stories.office import Office
from tests.stories.town import Phone
from tests.stories.typing import new
from tests.stories.weeks import standing

MakeOffice = Callable[..., Office]
MONDAY = datetime(2027, 3, 8, 8, 0, tzinfo=UTC)
ONE_WEEK = timedelta(weeks=1)


@pytest.fixture
def office(office_at: MakeOffice) -> Office:
    """A hybrid placement whose own plan is far away, so that a story asks what it tells of."""
    return office_at(MONDAY, start=date(2027, 8, 30), end=date(2027, 11, 19))


def ask(office: Office, *questions: str) -> None:
    """A check-in about just this, today at the mentor's hour."""
    now = office.town.now
    with office.town.tx() as tx:
        today = office.town.parts.calendar.today(now)
        checkins.plan(
            tx,
            office.placement,
            office.marit.person,
            f"story-{now:%m%d%H%M}",
            now,
            today,
            questions,
        )
    office.town.settle()


def say(office: Office, *given: str) -> None:
    """Taps these answers in the check-in that stands open; what is asked besides is skipped."""
    left = list(given)
    while (question := standing(office)) is not None:
        mine = next((each for each in left if each.startswith(f"{question.id}.")), None)
        if mine is None:
            office.marit.chooses("common.skip")
            continue
        left.remove(mine)
        office.marit.chooses(f"answer.{mine}")
    assert not left, f"never asked: {left}"


def next_week(office: Office) -> None:
    office.town.later(days=7)


def offers_card(office: Office, name: str) -> bool:
    return office.town.label(f"card_title.{name}") in office.marit.chat.labels()


def report(office: Office) -> Problem:
    """Takes up with NAV what the check-in held out; as few taps as can be."""
    known = set(office.references())
    office.marit.chooses("checkin.tell_nav")
    while office.marit.offers("report.next") or office.marit.offers("common.skip"):
        office.marit.chooses("report.next" if office.marit.offers("report.next") else "common.skip")
    office.marit.chooses("report.send")
    (made,) = set(office.references()) - known
    return office.problem(made)


# --- A: a colleague whose participant needs less


def test_a_little_help_needed_leads_to_stepping_back(office: Office) -> None:
    ask(office, "F1", "F5")
    say(office, "F1.good", "F5.little")
    assert offers_card(office, "V14")


def test_a_two_good_weeks_and_the_same_tasks_lead_to_more_responsibility(office: Office) -> None:
    ask(office, "F1")
    say(office, "F1.good")
    next_week(office)
    ask(office, "F1", "M2")
    say(office, "F1.good", "M2.same")
    assert offers_card(office, "V18")


@pytest.mark.shows(
    "R43", "Much more time twice offers a report and names the hours; NAV's notice names no amount."
)
def test_a_much_more_time_twice_becomes_a_draft_to_nav_that_looks_at_the_hours(
    office: Office,
) -> None:
    ask(office, "F1", "B1")
    say(office, "F1.fair", "B1.much_more")
    assert offers_card(office, "V06"), "the first time: a card about limits"
    next_week(office)
    ask(office, "F1", "F4")
    say(office, "F1.fair", "B1.much_more")
    assert "mentortimene" in office.marit.last
    problem = report(office)
    assert (problem.report.category, problem.report.level) == ("P10", Level.YELLOW)
    assert not any(sign in office.nadia.last for sign in ("kr", "%", "rett til"))


@pytest.mark.shows("R44", "Another workplace afterwards is a way on, and no alarm.")
def test_a_another_workplace_afterwards_is_a_way_on_and_no_alarm(office: Office) -> None:
    ask(office, "S3")
    say(office, "S3.elsewhere")
    assert offers_card(office, "V50")
    problem = report(office)
    assert (problem.report.category, problem.report.level) == ("P13", Level.GREEN)


def test_a_what_was_read_at_home_about_a_diagnosis_has_nowhere_to_rest(office: Office) -> None:
    office.marit.says("jeg leste om asperger i går, det er nok det han har")
    assert "asperger" not in everything_kept(office)


def test_a_shares_a_tip_that_a_coordinator_publishes_without_the_case(office: Office) -> None:
    other = office.town.settled(Role.MENTOR, "Mona Moe")
    for mentor in (office.marit, other):
        mentor.says("/network")
        mentor.chooses("network.join")
    office.marit.says("/network")
    office.marit.chooses("network.offer_tip")
    office.marit.says("skriv de tre første oppgavene på en lapp om morgenen")
    office.marit.chooses("network.send")
    office.kari.chooses("network.read")
    office.kari.chooses("network.publish")
    office.town.later(days=1)
    assert "lapp om morgenen" in other.last
    assert not any(word in other.last for word in ("Marit", "Bjørk"))


# --- B: a leader with a close bond


@pytest.mark.shows(
    "R01", "No check-in goes to anybody but the mentor, and there is no leader's role."
)
def test_b_who_is_both_mentor_and_leader_is_asked_by_nobody_else(office: Office) -> None:
    ask(office, "F1")
    say(office, "F1.fair")
    others = [row for row in office.town.rows(outbox) if row.person_id != office.marit.person]
    assert Lane.CHECKIN not in {row.lane for row in others}
    assert {role.value for role in Role} == {"mentor", "nav_contact", "coordinator"}


@pytest.mark.shows(
    "R25", "A month without progress leads to card V25, the next one to a report to NAV."
)
def test_b_a_month_without_progress_leads_to_a_card_and_the_next_one_to_nav(
    office: Office,
) -> None:
    ask(office, "F1", "M1", "M2", "M3")
    say(office, "F1.fair", "M1.same", "M2.more", "M3.same")
    assert offers_card(office, "V25")
    next_week(office)
    ask(office, "F1", "M1", "M2", "M3")
    say(office, "F1.fair", "M1.weaker", "M2.more", "M3.same")
    assert "To ganger på rad" in office.marit.last
    assert report(office).report.category == "P03"


def test_b_support_over_time_has_its_card_and_hurries_a_little(office: Office) -> None:
    ask(office, "S3")
    say(office, "S3.lasting_support")
    assert offers_card(office, "V32")
    assert {"V32", "V49"} <= set(office.town.book.rules.categories["P13"].cards)
    problem = report(office)
    assert (problem.report.category, problem.report.level) == ("P13", Level.YELLOW)


@pytest.mark.shows("R36", "Not much longer becomes an urgent report the first time.")
def test_b_not_much_longer_is_urgent_the_first_time(office: Office) -> None:
    ask(office, "F1", "B4")
    say(office, "F1.fair", "B4.not_long")
    problem = report(office)
    assert (problem.report.category, problem.report.level) == ("P10", Level.ORANGE)


# --- C: took over in the middle


def test_c_sees_agreements_and_what_is_being_tried_and_nothing_else(office: Office) -> None:
    ask(office, "F1", "M7")
    say(office, "F1.fair", "M7.less_help")
    cecilie = newcomer(office, name="Cecilie Dal")
    gives_seat(office, Seat.MENTOR, cecilie)
    assert office.town.label("answer.M7.less_help") in cecilie.last
    cecilie.says("/status")
    cecilie.says("/guidance")
    seen = " ".join(cecilie.chat.texts())
    assert not any(word in seen for word in ("Greit", "Du sa at", "ganger sa du"))


@pytest.mark.shows("R06", "No agreement on how absence is told leads to the card about it.")
def test_c_no_agreement_on_absence_leads_to_the_card_about_it(office: Office) -> None:
    ask(office, "U6")
    say(office, "U6.no")
    assert offers_card(office, "V35")


LONG = (
    "hun fortalte meg i dag om faren som drakk og om alt som skjedde da hun var liten, hun var "
    "innlagt to ganger og tar medisiner nå, og jeg vet ikke helt hva jeg skal si til henne"
)


@pytest.mark.shows(
    "R40", "A long message about somebody's past rests in no table, and a report is offered."
)
def test_c_a_long_message_about_the_past_is_not_kept_and_the_phone_is_offered(
    office: Office,
) -> None:
    office.marit.says(LONG)
    kept = everything_kept(office)
    assert "marit mo" in kept, "what is sealed was opened"
    assert not any(word in kept for word in ("drakk", "innlagt", "medisiner"))
    answer, taken_out = new(office.marit, 2)
    assert "113" in answer
    assert "borte fra chatten" in taken_out, "and what was in it is said once"
    assert office.marit.offers("common.report")


@pytest.mark.shows("R36", "Taken home twice becomes a draft about the role's limits.")
def test_c_taken_home_much_twice_leads_to_a_draft_about_limits(office: Office) -> None:
    ask(office, "F1", "B2")
    say(office, "F1.fair", "B2.much")
    next_week(office)
    ask(office, "F1", "B2")
    say(office, "F1.fair", "B2.much")
    assert report(office).report.category == "P10"


def test_c_part_time_is_talked_about_with_the_leader(office: Office) -> None:
    ask(office, "S3")
    say(office, "S3.part_time")
    assert offers_card(office, "V49")
    known = set(office.references())
    office.marit.chooses("checkin.tell_nav")
    office.marit.chooses("common.skip")
    office.marit.chooses("report.change_it")
    office.marit.chooses("report.change_details")
    office.marit.chooses("wish.meet_leader")
    office.marit.chooses("report.next")
    office.marit.chooses("report.send")
    (made,) = set(office.references()) - known
    assert office.problem(made).report.wish is Wish.MEET_LEADER
    assert office.problem(made).report.category == "P13"


def everything_kept(office: Office) -> str:
    """Every value of every table, opened where it is sealed: what is sealed is still kept."""
    words: list[str] = []
    with office.town.tx() as tx:
        for table in metadata.sorted_tables:
            for row in tx.connection.execute(table.select()):
                words += [str(value) for value in row if not isinstance(value, bytes)]
        for column in COLUMNS:
            words += [tx.safe.unseal(value, spot) for _, value, spot in values(tx, column)]
    return " ".join(words).lower()


def test_the_three_share_no_phone(office_at: MakeOffice) -> None:
    """A second mentor's placement: nothing of the first one's answers is there."""
    office = office_at(MONDAY, model=FollowUpModel.HYBRID)
    other: Phone = office.town.settled(Role.MENTOR, "Cecilie Dal")
    office.town.placement(other, office.nadia, office.nils, alias="Ceder")
    ask(office, "F1", "F4")
    say(office, "F1.fair", "F4.high")
    assert other.chat.messages == []
