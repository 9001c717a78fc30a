"""What a week brings NAV and the coordinators: one message, with what waits in it (feel 6, 7)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from mentorbot.book.rendering import Book
from mentorbot.domain.contacts import Where
from mentorbot.domain.facts import ContactLogged
from mentorbot.domain.people import Role
from mentorbot.domain.placements import FollowUpModel
from mentorbot.services import overseeing, recording
from mentorbot.services.deeds import Deed
from mentorbot.services.guarding import NotTheirs
from mentorbot.storage import contacts, people
from mentorbot.storage.tables import contacts as log
from tests.stories.office import Office
from tests.stories.the_week import (
    AWAY,
    DRIFT,
    FRIDAY,
    LOAD,
    LONG,
    MONDAY,
    PERIOD,
    SILENT,
    WEEK,
    MakeOffice,
    mondays,
    on,
    section,
    weekly,
)
from tests.stories.town import Phone, Town
from tests.stories.weeks import KINDS, live

S, H, J = FollowUpModel


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
        with pytest.raises(NotTheirs):
            recording.record(deed, ContactLogged(office.placement, Where.PHONE))
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
