"""What a week brings NAV and the coordinators: one message, with what waits in it (feel 6, 7)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from mentorbot.book.rendering import Book
from mentorbot.domain.contacts import Where
from mentorbot.domain.facts import ContactLogged
from mentorbot.domain.people import Role
from mentorbot.domain.placements import FollowOn, FollowUpModel
from mentorbot.services import contacting, overseeing
from mentorbot.services.deeds import Deed
from mentorbot.storage import contacts, people, placements
from mentorbot.storage.tables import contacts as log
from tests.stories.office import Office
from tests.stories.phones import Arrival
from tests.stories.town import Phone, Town
from tests.stories.weeks import KINDS, live

MakeOffice = Callable[..., Office]
S, H, J = FollowUpModel

FRIDAY = datetime(2027, 8, 27, 7, 0, tzinfo=UTC)
MONDAY = datetime(2027, 8, 30, 6, 0, tzinfo=UTC)
"""08:00 in Oslo. Twelve weeks without a public holiday follow; then the clocks have changed."""
PERIOD: dict[str, Any] = {"start": date(2027, 8, 30), "end": date(2027, 11, 19)}
WEEK = timedelta(weeks=1)
LONG, SILENT = "Lenge siden NAV og mentor snakket sammen", "To innsjekker uten svar"
URGENT, ENDING = "Haster: ikke avtalt hva som kommer etter", "Perioder som går mot slutten"
WAITS, LATE, AWAY = "Saker som kan vente litt", "Over fristen", "Borte, og ingen er vikar"
DRIFT, LOAD = "Ligner mer på en annen modell", "Flere deltakere enn avtalt"


def section(html: str, title: str) -> list[str]:
    """The lines under that title."""
    _, found, rest = html.partition(f"<b>{title}</b>\n")
    return rest.partition("\n\n")[0].split("\n") if found else []


def weekly(phone: Phone) -> list[Arrival]:
    return [arrival for arrival in phone.chat.sent() if "God morgen" in arrival.html]


def on(phone: Phone, moment: datetime) -> str:
    """What this week's message said; empty when there was none."""
    return next((each.html for each in weekly(phone) if each.at == moment), "")


def mondays(first: datetime, weeks: int) -> list[datetime]:
    """Eight o'clock in Oslo, also when the clocks have changed (31 October 2027)."""
    winter = datetime(2027, 10, 31, 1, 0, tzinfo=UTC)
    days = [first + number * WEEK for number in range(weeks)]
    return [day + timedelta(hours=1) if day > winter else day for day in days]


def talk(office: Office, placement: int, day: date, where: Where = Where.WORKPLACE) -> None:
    with office.town.tx() as tx:
        contacts.log(tx, placement, office.nadia.person, day, where)


# Twenty mentors


def answers(mentor: Phone) -> None:
    while mentor.offers("answer.F1.good") or mentor.offers("common.skip"):
        mentor.chooses("answer.F1.good" if mentor.offers("answer.F1.good") else "common.skip")


def reports(town: Town, mentor: Phone) -> None:
    for key in ("group.at_work", "category.P02", "report.next", "knows.yes", "report.send"):
        if key == "group.at_work":
            mentor.says("/report")
        mentor.taps(town.label(key))


@pytest.mark.shows("R46", "With twenty mentors a NAV contact hears once a week at most.")
def test_with_twenty_mentors_nav_hears_once_a_week_at_most(
    town_at: Callable[[datetime], Town],
) -> None:
    """Some answer, some never do, some report what can wait, and nobody talks with any of them."""
    town = town_at(FRIDAY)
    town.settled(Role.COORDINATOR, "Kari Kvam")
    nadia = town.settled(Role.NAV_CONTACT, "Nadia Nes", phone="+4790000002")
    nils = town.settled(Role.NAV_CONTACT, "Nils Nygård")
    mentors = [town.settled(Role.MENTOR, f"Mentor {n}") for n in range(20)]
    for number, mentor in enumerate(mentors):
        model = (S, H, J)[number % 3]
        town.placement(mentor, nadia, nils, alias=f"Alias{number}", model=model, **PERIOD)
    for week in range(13):
        town.until(MONDAY + week * WEEK + timedelta(days=3, hours=8))
        for mentor in mentors[:8]:
            answers(mentor)
        if week % 3 == 1:
            for mentor in mentors[8:10]:
                reports(town, mentor)
        if week % 3 == 2:
            while any("Åpne Alias" in label for label in nadia.chat.labels()):
                label = next(each for each in nadia.chat.labels() if "Åpne Alias" in each)
                nadia.taps(label)
                nadia.chooses("followup.answered")
                nadia.says("/overview")
    pushed = Counter(arrival.at.isocalendar()[:2] for arrival in weekly(nadia))
    assert max(pushed.values()) == 1 and len(pushed) == 12
    assert all(len(arrival.html) < 4096 for arrival in weekly(nadia))
    asked_for = [a for a in nadia.chat.sent() if a not in weekly(nadia)]
    assert not any("Ny sak fra en mentor" in arrival.html for arrival in asked_for)
    assert nils.chat.sent() == []


# Nobody talked


@pytest.mark.shows(
    "R13",
    "Good answers for weeks do not hide that nobody talked: 14 days hybrid, 7 job specialist.",
)
@pytest.mark.parametrize(("model", "weeks"), [(S, None), (H, 2), (J, 1)])
def test_all_is_good_every_week_and_nobody_talked(
    office_at: MakeOffice, model: FollowUpModel, weeks: int | None
) -> None:
    """Failure mode 9: fourteen days in a hybrid, seven in a job specialist's, whatever is said."""
    office = office_at(FRIDAY, model=model, **PERIOD)
    count = live(office, KINDS[0], MONDAY + 11 * WEEK)
    assert len(count.taps) >= 3
    for phone in (office.nadia, office.kari):
        seen = [bool(section(on(phone, at), LONG)) for at in mondays(MONDAY, 11)]
        assert seen == [weeks is not None and number >= weeks for number in range(11)]
    if weeks is not None:
        first = mondays(MONDAY, 11)[weeks]
        assert section(on(office.nadia, first), LONG) == [
            f"Bjørk: {weeks * 7} dager, Marit Mo er mentor"
        ]
        assert "Nadia Nes er NAV-kontakt" in section(on(office.kari, first), LONG)[0]


def test_two_taps_say_that_they_talked_and_the_line_is_gone(office_at: MakeOffice) -> None:
    office = office_at(FRIDAY, **PERIOD)
    with office.town.tx() as tx:
        people.change(tx, office.marit.person, paused_until=date(2027, 12, 1))
    office.town.until(MONDAY + 2 * WEEK)
    office.nadia.chooses("overview.talk", alias="Bjørk")
    assert "90\xa000\xa000\xa001" in office.nadia.last
    outcome = office.nadia.chooses("where.workplace")
    assert outcome.toast == office.town.toast("overview.logged")
    assert not section(office.nadia.last, LONG)
    (row,) = office.town.rows(log)
    assert (row.day, row.place, row.by_id) == (date(2027, 9, 13), "workplace", office.nadia.person)
    office.town.until(MONDAY + 3 * WEEK)
    assert len(weekly(office.nadia)) == 1, "a week with nothing in it"
    office.town.until(MONDAY + 4 * WEEK)
    assert section(on(office.nadia, MONDAY + 4 * WEEK), LONG)


@pytest.mark.parametrize("who", ["nav", "mentor"])
def test_who_says_that_a_case_is_answered_has_logged_the_call(
    office_at: MakeOffice, who: str
) -> None:
    """No caseworker has to log by hand (feel 4)."""
    office = office_at(FRIDAY, **PERIOD)
    office.town.until(MONDAY + timedelta(days=2))
    office.report()
    if who == "nav":
        office.nadia.chooses("followup.see")
        office.nadia.chooses("followup.answered")
    else:
        office.marit.chooses("status.nav_rang")
    (row,) = office.town.rows(log)
    assert (row.day, row.place) == (date(2027, 9, 1), "phone")
    office.town.until(MONDAY + 2 * WEEK)
    assert not section(on(office.kari, MONDAY + 2 * WEEK), LONG)


def test_only_who_follows_a_placement_can_say_that_they_talked(office: Office) -> None:
    olga = office.town.settled(Role.NAV_CONTACT, "Olga Olsen")
    with office.town.tx() as tx:
        person = people.get(tx, olga.person)
        deed = Deed(tx, office.town.parts, person, office.town.now)
        contacting.RECORDERS[ContactLogged](deed, ContactLogged(office.placement, Where.PHONE))
    assert office.town.rows(log) == []
    assert [row.detail for row in office.town.noted("refused")] == [{"refused": "log_contact"}]


# Silence


@pytest.mark.shows(
    "R15", "Two unanswered check-ins are a line without content, until somebody talked."
)
def test_silence_is_a_line_until_somebody_has_talked_with_the_mentor(office_at: MakeOffice) -> None:
    office = office_at(FRIDAY, **PERIOD)
    third = MONDAY + 3 * WEEK
    office.town.until(third)
    assert section(on(office.nadia, third), SILENT) == ["Bjørk: Marit Mo er mentor"]
    assert office.told(office.nadia) == []
    office.nadia.chooses("overview.talk", alias="Bjørk")
    office.nadia.chooses("where.phone")
    # What was asked before the talk counts no more; the mentor is not silent again at once.
    office.town.until(third + timedelta(days=1))
    office.nadia.says("/overview")
    assert not section(office.nadia.last, SILENT)


@pytest.mark.shows(
    "R11", "Under the caseworker model two missed check-ins alert nobody and stand on a list."
)
def test_a_caseworkers_mentor_is_silent_on_the_coordinators_list_only(
    office_at: MakeOffice,
) -> None:
    office = office_at(FRIDAY, model=S, **PERIOD)
    office.town.until(MONDAY + 6 * WEEK)
    assert any(section(week.html, SILENT) for week in weekly(office.kari))
    assert not any(section(week.html, SILENT) for week in weekly(office.nadia))


# What can wait


@pytest.mark.shows("R47", "What can wait is never pushed by itself.")
@pytest.mark.parametrize("model", FollowUpModel)
def test_what_can_wait_is_never_pushed_and_climbs_once_its_deadline_is_missed(
    office_at: MakeOffice, model: FollowUpModel
) -> None:
    office = office_at(MONDAY + timedelta(days=1), model=model, **PERIOD)
    reference = office.report("P02")
    begins = MONDAY + WEEK
    office.town.until(begins - timedelta(seconds=1))
    assert office.nadia.chat.sent() == []
    office.town.until(begins)
    (line,) = section(on(office.nadia, begins), WAITS)
    due = office.problem(reference).deadline
    assert reference in line and office.town.text("followup.due", deadline=due) in line
    assert office.marit.sees(office.town.text("status.due", name="Nadia Nes", deadline=due))
    office.town.until(due - timedelta(seconds=1))
    assert office.told(office.nadia) == office.told(office.nils) == []
    office.town.until(due)
    (moved,) = office.told(office.nils)
    assert "Denne saken er din nå" in moved.html and reference in moved.html
    assert office.marit.sees("Nils Nygård har fått den nå")
    office.town.later(days=7)
    assert office.problem(reference).owner == office.kari.person
    assert [(tell, kind, state) for tell, kind, state, _ in office.fired(reference)] == [
        ("nav_contact", "digest", "fired"),
        ("nav_stand_in", "handover", "fired"),
        ("coordinator", "handover", "fired"),
    ]
    assert office.told(office.nadia) == []


def test_it_is_opened_from_the_weeks_message_and_that_stops_the_ladder(
    office_at: MakeOffice,
) -> None:
    office = office_at(MONDAY + timedelta(days=1), **PERIOD)
    reference = office.report("P02")
    office.town.until(MONDAY + WEEK)
    office.nadia.chooses("overview.open", alias="Bjørk", reference=reference)
    assert office.marit.sees("Nadia Nes åpnet saken")
    office.town.later(days=9)
    assert office.told(office.nils) == []
    assert not section(weekly(office.nadia)[-1].html, WAITS)


def test_it_goes_on_at_once_where_nobody_will_read_the_week(office_at: MakeOffice) -> None:
    office = office_at(MONDAY + timedelta(days=1), **PERIOD)
    reference = office.report("P02")
    with office.town.tx() as tx:
        people.change(tx, office.nadia.person, paused_until=date(2027, 9, 20))
    office.town.until(MONDAY + WEEK + timedelta(minutes=1))
    assert office.problem(reference).owner == office.nils.person
    assert len(office.told(office.nils)) == 1


def test_passed_on_it_is_told_at_once_and_not_late_before_the_promise(
    office_at: MakeOffice,
) -> None:
    office = office_at(MONDAY + timedelta(days=1), **PERIOD)
    reference = office.report("P02")
    due = office.problem(reference).deadline
    office.nadia.says("/mine")
    office.nadia.chooses("followup.open_one", alias="Bjørk", reference=reference)
    office.nadia.chooses("followup.pass_on")
    office.nadia.chooses("followup.to", name="Nils Nygård")
    assert len(office.told(office.nils)) == 1
    office.town.until(due - timedelta(seconds=1))
    assert office.told(office.kari) == []
    assert office.problem(reference).owner == office.nils.person
    office.town.later(days=7)
    assert office.problem(reference).owner == office.kari.person


def test_opened_again_it_waits_for_the_next_week_and_the_mentor_knows(
    office_at: MakeOffice,
) -> None:
    office = office_at(MONDAY + timedelta(days=1), **PERIOD)
    reference = office.report("P02")
    office.town.until(MONDAY + WEEK)
    office.nadia.chooses("overview.open", alias="Bjørk", reference=reference)
    office.nadia.chooses("followup.answered")
    before = len(office.nadia.chat.sent())
    office.marit.chooses("helped.no")
    assert len(office.nadia.chat.sent()) == before
    again = MONDAY + 2 * WEEK
    said = office.town.text("status.with_week", name="Nadia Nes", at=again)
    assert said in office.marit.last
    office.town.until(again)
    assert reference in section(on(office.nadia, again), WAITS)[0]


# The end of the period


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
    office = office_at(FRIDAY, model=S, **PERIOD)
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
    office = office_at(FRIDAY, model=S, **PERIOD)
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


# What the office turns on


@pytest.fixture
def watchful(tmp_path: Path, book: Book) -> Any:
    """An office that has turned on load and drift."""
    rules = replace(book.rules.office, shows_drift=True, shows_load=True)
    town = Town(tmp_path, replace(book, rules=replace(book.rules, office=rules)), FRIDAY)
    yield Office.of(town, alias="Få", **PERIOD)
    town.database.close()


def hybrids(office: Office) -> tuple[int, int]:
    """Two more: one that is talked about all the time, one in between."""
    town = office.town
    often, middle = (
        town.placement(office.marit, office.nadia, office.nils, alias=alias, **PERIOD)
        for alias in ("Mye", "Passe")
    )
    for number in range(7):
        talk(office, often, date(2027, 9, 6) + timedelta(days=2 * number))
    for day in (1, 8, 16):
        talk(office, middle, date(2027, 9, day))
    return often, middle


@pytest.mark.shows("R14", "Hybrids at both ends are flagged, the one in the middle is not.")
def test_drift_is_shown_at_both_ends_and_not_in_the_middle(watchful: Office) -> None:
    hybrids(watchful)
    third = MONDAY + 3 * WEEK
    watchful.town.until(third)
    for phone in (watchful.kari, watchful.nadia):
        assert section(on(phone, third), DRIFT) == [
            "Få: Saksbehandlermodellen", "Mye: Jobbspesialistmodellen",
        ]  # fmt: skip


def test_the_fifth_hybrid_of_one_contact_is_told_to_the_coordinator(watchful: Office) -> None:
    hybrids(watchful)
    town = watchful.town
    town.placement(watchful.marit, watchful.nadia, watchful.nils, alias="Fire", **PERIOD)
    town.until(MONDAY)
    assert section(on(watchful.kari, MONDAY), LOAD) == []
    town.placement(watchful.marit, watchful.nadia, watchful.nils, alias="Fem", **PERIOD)
    town.until(MONDAY + WEEK)
    assert section(on(watchful.kari, MONDAY + WEEK), LOAD) == [
        "Nadia Nes: 5 i stedet for 4 (Hybridmodellen)"
    ]
    assert not any(section(week.html, LOAD) for week in weekly(watchful.nadia))


def test_caps_and_drift_are_off_until_they_are_turned_on(office_at: MakeOffice) -> None:
    office = office_at(FRIDAY, **PERIOD)
    hybrids(office)
    for alias in ("Fire", "Fem"):
        office.town.placement(office.marit, office.nadia, office.nils, alias=alias, **PERIOD)
    office.town.until(MONDAY + 3 * WEEK)
    for week in (*weekly(office.kari), *weekly(office.nadia)):
        assert DRIFT not in week.html and LOAD not in week.html


# Away


def test_absent_without_a_stand_in_is_a_line_of_the_coordinators(office_at: MakeOffice) -> None:
    office = office_at(FRIDAY, **PERIOD)
    with office.town.tx() as tx:
        people.change(tx, office.marit.person, paused_until=date(2027, 9, 20))
        people.change(tx, office.nadia.person, paused_until=date(2027, 9, 20))
    office.town.until(MONDAY)
    assert section(on(office.kari, MONDAY), AWAY) == ["Bjørk: Marit Mo, mentor"]
    with office.town.tx() as tx:
        people.change(tx, office.nils.person, standing="stopped")
    office.town.until(MONDAY + WEEK)
    assert section(on(office.kari, MONDAY + WEEK), AWAY) == [
        "Bjørk: Marit Mo, mentor", "Bjørk: Nadia Nes, kontakt i NAV",
    ]  # fmt: skip


def test_who_stands_in_reads_the_week_of_who_is_away(office_at: MakeOffice) -> None:
    office = office_at(FRIDAY, **PERIOD)
    with office.town.tx() as tx:
        people.change(tx, office.nadia.person, paused_until=date(2027, 9, 20))
    office.town.until(MONDAY + 2 * WEEK)
    assert section(on(office.nils, MONDAY + 2 * WEEK), LONG)
    assert weekly(office.nadia) == []


# What it costs


def queries(town: Town, phone: Phone) -> int:
    counted: list[str] = []

    def count(*args: Any) -> None:
        counted.append(re.sub(r"\s+", " ", args[2]))

    event.listen(town.database.engine, "before_cursor_execute", count)
    with town.tx() as tx:
        overseeing.overview(tx, town.parts, people.get(tx, phone.person), town.now)
    event.remove(town.database.engine, "before_cursor_execute", count)
    return len(counted)


def test_the_week_costs_as_many_queries_for_thirty_placements_as_for_one(
    office_at: MakeOffice,
) -> None:
    office = office_at(FRIDAY, **PERIOD)
    town = office.town
    town.until(MONDAY + 3 * WEEK)
    few = [queries(town, office.nadia), queries(town, office.kari)]
    for number in range(29):
        alias = f"Alias{number}"
        town.placement(office.marit, office.nadia, office.nils, alias=alias, **PERIOD)
    assert [queries(town, office.nadia), queries(town, office.kari)] == few
    assert max(few) <= 9


def test_a_tick_between_two_weeks_reads_no_coordinator(town: Town) -> None:
    """Whoever has hundreds of them pays once a week, not at every tick."""
    town.settled(Role.COORDINATOR, "Kari Kvam")
    town.settle()
    seen: list[str] = []

    def note(*args: Any) -> None:
        seen.append(args[2])

    event.listen(town.database.engine, "before_cursor_execute", note)
    town.settle()
    assert seen and not any("FROM people" in query for query in seen if "outbox" not in query)
