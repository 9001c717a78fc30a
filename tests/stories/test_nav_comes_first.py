"""A placement waits for NAV: nothing is asked of a mentor before somebody there can be reached."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentorbot.domain.people import Language, PersonId, Role
from mentorbot.domain.placements import Seat
from mentorbot.services import changing, inviting, linking
from mentorbot.storage import checkins, people, placements, problems
from mentorbot.storage.tables import checkins as every_checkin
from tests.stories.town import Phone, Town

NEXT_THURSDAY = datetime(2027, 3, 11, 12, 0, tzinfo=UTC)
"""Thursday at 13:00 in Oslo."""


class Early:
    """Marit is here, and so is the coordinator; nobody at NAV has opened the invitation."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.kari = town.settled(Role.COORDINATOR, "Kari Kvam", phone="+4790000004")
        with town.tx() as tx:
            self.nadia = people.add(
                tx, Role.NAV_CONTACT, "Nadia Nes", town.now, phone="+4790000002"
            )
            self.nils = people.add(
                tx, Role.NAV_CONTACT, "Nils Nygård", town.now, email="nils@nav.example"
            )
        self.marit = town.person(Role.MENTOR, "Marit Mo", by=self.kari.person)
        self.placement = town.placement(
            self.marit, Phone(town, self.nadia, 0), Phone(town, self.nils, 0)
        )

    def settles(self) -> None:
        self.marit.chooses("common.ok")
        self.marit.chooses("onboarding.suits")

    def arrives(self, who: PersonId) -> Phone:
        """By Telegram."""
        with self.town.tx() as tx:
            code = inviting.invite(tx, self.town.parts, who, self.town.now).code
        phone = Phone(self.town, who, 1000 + who)
        phone.says(f"/start {code}")
        return phone

    def confirms(self, who: PersonId) -> None:
        """By the link that went to the address."""
        town = self.town
        with town.tx() as tx:
            token = linking.invite(tx, town.parts, people.get(tx, who), town.now, by_mail=False)
        assert linking.press(town.parts, token, "a browser", "", "", town.now) is not None
        town.settle()

    def first(self) -> datetime | None:
        with self.town.tx() as tx:
            planned = checkins.planned_of(tx, self.placement)
        return None if planned is None else planned.due_at


@pytest.fixture
def early(town: Town) -> Early:
    return Early(town)


def test_marit_is_told_that_it_waits_and_nothing_is_asked_of_her(early: Early) -> None:
    early.settles()
    assert "Den første praten kommer når NAV er på plass her" in early.marit.last
    early.marit.says("/status")
    assert "Den første praten kommer når NAV er på plass her" in early.marit.last
    heard = len(early.marit.chat.sent())
    early.town.later(days=40)
    assert len(early.marit.chat.sent()) == heard
    assert early.town.rows(every_checkin) == []


@pytest.mark.parametrize("which", ["contact by Telegram", "stand-in by e-mail"])
def test_when_one_at_nav_is_there_it_starts_and_marit_hears_the_day(
    early: Early, which: str
) -> None:
    early.settles()
    early.town.until(datetime(2027, 3, 9, 9, 0, tzinfo=UTC))
    heard = len(early.marit.chat.sent())
    if which == "contact by Telegram":
        early.arrives(early.nadia)
    else:
        early.confirms(early.nils)
    assert early.first() == NEXT_THURSDAY
    assert len(early.marit.chat.sent()) == heard + 1
    assert early.marit.last == (
        "NAV er på plass nå. Den første praten kommer torsdag 11.\xa0mars kl.\xa013:00."
    )
    early.town.until(NEXT_THURSDAY)
    assert "Hvordan har uka vært?" in early.marit.last


def test_the_second_one_who_comes_starts_nothing_twice(early: Early) -> None:
    early.settles()
    early.arrives(early.nadia)
    heard = len(early.marit.chat.sent())
    early.confirms(early.nils)
    early.arrives(early.nadia)
    assert len(early.marit.chat.sent()) == heard
    assert len(early.town.rows(every_checkin)) == 1


def test_at_night_it_is_told_in_the_morning(early: Early) -> None:
    early.settles()
    early.town.until(datetime(2027, 3, 8, 20, 0, tzinfo=UTC))
    heard = len(early.marit.chat.sent())
    early.arrives(early.nadia)
    assert len(early.marit.chat.sent()) == heard
    early.town.until(datetime(2027, 3, 9, 8, 0, tzinfo=UTC))
    assert len(early.marit.chat.sent()) == heard + 1


def test_nav_came_before_marit_began_and_she_hears_the_day_as_she_does(early: Early) -> None:
    early.arrives(early.nadia)
    assert len(early.marit.chat.sent()) == 1
    early.settles()
    assert "Den første praten kommer fredag 5." in early.marit.last


def test_reporting_does_not_wait_and_goes_to_whoever_is_there(early: Early) -> None:
    early.settles()
    early.marit.says("/report")
    rules = early.town.book.rules
    early.marit.chooses(f"group.{rules.categories['P08'].group}")
    early.marit.chooses("category.P08")
    early.marit.chooses("report.next")
    early.marit.chooses("common.skip")
    early.marit.chooses("report.send")
    with early.town.tx() as tx:
        [problem] = problems.listed(tx)
    assert problem.owner == early.kari.person
    assert f"({problem.reference})" in early.kari.last


def test_another_contact_who_is_there_already_starts_it(early: Early) -> None:
    early.settles()
    siv = early.town.settled(Role.NAV_CONTACT, "Siv Solli")
    with early.town.tx() as tx:
        errand = changing.errand_for(tx, early.town.parts, early.placement, None, early.town.now)
        assert errand is not None
        changing.change_seat(errand, Seat.NAV_CONTACT, siv.person)
    assert early.first() is not None


def test_what_has_started_goes_on_whoever_takes_over(early: Early) -> None:
    early.settles()
    early.arrives(early.nadia)
    early.town.until(early.first() or early.town.now)
    with early.town.tx() as tx:
        newcomer = people.add(tx, Role.NAV_CONTACT, "Ny Nilsen", early.town.now)
        placements.change(tx, early.placement, nav_contact_id=newcomer, nav_stand_in_id=newcomer)
    early.town.later(days=8)
    assert len(early.town.rows(every_checkin)) >= 3


@pytest.mark.parametrize("language", list(Language))
def test_it_is_a_line_of_the_coordinators_week_with_the_number_to_ring(
    early: Early, language: Language
) -> None:
    with early.town.tx() as tx:
        people.change(tx, early.kari.person, language=language)
    early.kari.language = language
    early.town.until(datetime(2027, 3, 8, 7, 30, tzinfo=UTC))
    assert early.town.text("overview.not_started", language) in early.kari.last
    assert "Nadia Nes" in early.kari.last and "Bjørk" in early.kari.last
    early.kari.chooses("overview.ring", name="Nadia Nes", alias="Bjørk")
    assert "90\xa000\xa000\xa002" in early.kari.last
    early.arrives(early.nadia)
    early.kari.says("/overview")
    assert early.town.text("overview.not_started", language) not in early.kari.last


def test_after_the_first_week_nothing_of_it_is_left(early: Early) -> None:
    early.settles()
    early.arrives(early.nadia)
    early.town.until(early.town.now + timedelta(days=4))
    early.kari.says("/overview")
    assert early.town.text("overview.not_started") not in early.kari.last
