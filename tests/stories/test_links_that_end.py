"""Who loses a seat at NAV loses every page that shows what it was about, at once and for good."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from mentorbot.domain.people import Role
from mentorbot.domain.placements import Seat
from mentorbot.domain.problems import State
from mentorbot.services import linking
from mentorbot.services.messenger import Mail
from mentorbot.storage import people
from tests.stories.changing import gives_seat, newcomer
from tests.stories.mail import Browser, Reader
from tests.stories.office import Office
from tests.stories.town import Phone

MONDAY_MORNING = datetime(2027, 3, 8, 9, 0, tzinfo=UTC)


@dataclass
class Nadia:
    """NAV by e-mail alone. Every link she ever had, and the browser in which she opened it."""

    office: Office
    reader: Reader
    kept: list[tuple[str, Mail]] = field(default_factory=list)

    def keeps(self, name: str, about: str, shows: str) -> None:
        """The newest letter with that in its subject line; she opens it and sees it."""
        mail = next(each for each in reversed(self.reader.box.mails) if about in each.subject)
        self.reader.opens(mail)
        self.reader.clicks(self.reader.labels()[0])
        assert shows in self.reader.text, name
        self.kept.append((name, mail))

    def over(self) -> None:
        """Opens every link she kept, in her own browser and in a new one, and presses."""
        for name, mail in self.kept:
            for browser in (self.reader.browser, Browser(self.office.town)):
                shown = browser.get(f"/a/{mail.token}")
                pressed = browser.post(f"/a/{mail.token}", data={"press": "", "words": "Hei"})
                for answer in (shown, pressed):
                    assert answer.status_code == 404, name
                    assert "Denne lenken er ikke lenger i bruk" in answer.text, name
                    for secret in ("Bjørk", "Marit", "+47", *self.office.references()):
                        assert secret not in answer.text, name


@pytest.fixture
def nadia(office: Office) -> Nadia:
    """She has the link of a problem, of her list, of her week, and of news of the placement."""
    town, phone = office.town, office.nadia
    with town.tx() as tx:
        people.set_email(tx, phone.person, "nadia@nav.example")
        people.change(tx, phone.person, chat_id=None, email_confirmed_at=town.now)
    reader = Reader(town, phone.person, "nadia@nav.example")
    found = Nadia(office, reader)
    office.report(cannot_wait=True)
    found.keeps("problem", "Ny sak", "Marit Mo")
    reader.asks_anew(list="1")
    found.keeps("list", "Den nye lenken", "Bjørk")
    can_wait = office.report("P02")
    town.until(MONDAY_MORNING)
    found.keeps("week", "Uka di", can_wait)
    gives_seat(office, Seat.MENTOR, newcomer(office, name="Mona Moe"))
    town.later(hours=1)
    found.keeps("placement", "En beskjed", "Mona Moe")
    assert len({mail.token for _, mail in found.kept}) == 4
    return found


def seats(office: Office, who: Phone) -> None:
    gives_seat(office, Seat.NAV_CONTACT, who)
    office.town.settle()


def test_every_page_is_over_the_moment_somebody_else_has_the_seat(nadia: Nadia) -> None:
    office = nadia.office
    reference = office.references()[0]
    before = office.problem(reference)
    seats(office, newcomer(office, Role.NAV_CONTACT))
    nadia.over()
    after = office.problem(reference)
    assert (before.state, after.state) == (State.RECEIVED, State.SENT), "it is Siv's to open"


def test_a_seat_that_comes_back_wakes_no_old_link_and_a_new_one_works(nadia: Nadia) -> None:
    office = nadia.office
    seats(office, newcomer(office, Role.NAV_CONTACT))
    gone = len(nadia.reader.box.mails)
    seats(office, office.nadia)
    nadia.over()
    fresh = nadia.reader.box.mails[gone:]
    assert fresh, "she is told that it is hers again"
    nadia.reader.opens(fresh[-1])
    assert nadia.reader.status == 200
    office.town.later(minutes=5)
    nadia.reader.opens(nadia.kept[0][1])
    nadia.reader.asks_anew()
    nadia.reader.opens()
    nadia.reader.clicks("Vis")
    assert "Bjørk" in nadia.reader.text


def test_an_old_link_leads_to_a_new_one_that_shows_nothing_of_it(nadia: Nadia) -> None:
    office = nadia.office
    seats(office, newcomer(office, Role.NAV_CONTACT))
    nadia.reader.opens(nadia.kept[1][1])
    nadia.reader.asks_anew()
    nadia.reader.opens()
    assert nadia.reader.status == 200
    nadia.reader.clicks("Vis")
    assert "Bjørk" not in nadia.reader.text
    assert "Ingen saker venter på deg nå" in nadia.reader.text


def test_who_keeps_a_seat_keeps_the_links(nadia: Nadia) -> None:
    """The stand-in changes; and Nadia, who is the contact, stands in as well for a while."""
    office = nadia.office
    gives_seat(office, Seat.NAV_STAND_IN, newcomer(office, Role.NAV_CONTACT))
    gives_seat(office, Seat.NAV_STAND_IN, office.nadia)
    for name, mail in nadia.kept:
        nadia.reader.opens(mail)
        assert nadia.reader.status == 200, name


def test_an_invitation_is_no_page_of_a_placement_and_goes_on(office: Office) -> None:
    town = office.town
    with town.tx() as tx:
        who = people.add(tx, Role.NAV_CONTACT, "Siv Solli", town.now, email="siv@nav.example")
        linking.invite(tx, town.parts, people.get(tx, who), town.now, by_mail=True)
    siv = Reader(town, who, "siv@nav.example")
    town.settle()
    seats(office, Phone(town, who, 0))
    seats(office, office.nadia)
    siv.opens()
    siv.clicks("Greit")
    assert siv.person_now().onboarded
