"""Every state of the page behind a letter's link, in a browser: as narrow as phones get, light and
dark, in three languages."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import OperationalError

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language, Role
from mentorbot.domain.placements import Seat
from mentorbot.edges.web.answering import HEADERS
from mentorbot.services import linking
from mentorbot.services.messenger import Mail
from mentorbot.storage import people
from tests.looking import looks_well, meets_wcag
from tests.standin.test_page import chromium, needs_browser
from tests.stories.changing import gives_seat, newcomer
from tests.stories.mail import Browser as Client
from tests.stories.mail import Host, Reader
from tests.stories.office import Office
from tests.stories.town import Town

if TYPE_CHECKING:
    from playwright.async_api import Page, Route

pytestmark = [pytest.mark.browser, needs_browser]

CONTENT = Path(__file__).resolve().parents[2] / "content"
MONDAY_MORNING = datetime(2027, 3, 8, 9, 0, tzinfo=UTC)
NARROW = {"width": 320, "height": 640}
"""CSS pixels: what WCAG 2.1 (1.4.10) asks a page to fit in without scrolling sideways."""
Pages = Iterator[tuple[str, str]]
"""Names and HTML."""


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(CONTENT, texts())


class Broken(Host):
    """The database is away."""

    async def do(self, *_: Any, **__: Any) -> Any:
        raise OperationalError("look", {}, Exception("gone"))


class Walk:
    """Somebody at NAV who goes through all that the page can show."""

    def __init__(self, folder: Path, book: Book, language: Language) -> None:
        self.language = language
        self.office = Office.of(Town(folder, book))
        self.town = self.office.town
        with self.town.tx() as tx:
            for phone in (self.office.nadia, self.office.nils):
                people.change(tx, phone.person, language=language)
            people.set_email(tx, self.office.nadia.person, "nadia@nav.example")
            people.change(tx, self.office.nadia.person, chat_id=None)
            people.change(tx, self.office.nadia.person, email_confirmed_at=self.town.now)
        self.nadia = Reader(self.town, self.office.nadia.person, "nadia@nav.example")

    def label(self, key: str, **values: Any) -> str:
        return self.town.label(key, self.language, **values)

    def clicks(self, key: str, **values: Any) -> str:
        self.nadia.clicks(self.label(key, **values))
        return self.nadia.page

    def every_state(self) -> Pages:
        yield from self.first_problem()
        yield from self.links_that_are_over()
        yield from self.people_who_arrive()
        yield from self.lists()
        yield from self.what_went_wrong()

    def first_problem(self) -> Pages:
        nadia = self.nadia
        self.office.report(cannot_wait=True)
        nadia.opens()
        yield "notice", nadia.page
        key = nadia.key(self.label("followup.see"))
        yield "received", self.clicks("followup.see")
        nadia.sends({"press": key})
        yield "already-done", nadia.page
        yield "today", self.clicks("followup.today")
        yield "which-day", self.clicks("followup.other_day")
        nadia.clicks(nadia.labels()[1])
        yield "on-a-day", nadia.page
        yield "write", self.clicks("followup.write")
        nadia.sends({"press": nadia.field()})
        yield "wrote-nothing", nadia.page
        nadia.sends({"press": nadia.field(), "words": "Passer det i morgen? " * 12})
        yield "shown-back", nadia.page
        nadia.opens()
        yield "whom-to-give-it", self.clicks("followup.pass_on")
        nadia.clicks("Nils Nygård")
        yield "handed-over", nadia.page

    def links_that_are_over(self) -> Pages:
        tag = {"accept-language": self.language.value}
        stranger = Client(self.town)
        reference = self.office.report("P02", cannot_wait=True)
        token = self.nadia.mail.token
        self.nadia.opens()
        self.clicks("followup.see")
        yield "answered", self.clicks("followup.answered")
        yield "forwarded", stranger.get(f"/a/{token}", headers=tag).text
        yield "wrong", stranger.get("/a/nobodys", headers=tag).text
        yield "sent-new", stranger.post(f"/a/{token}/new", headers=tag).text
        other = {**tag, "sec-fetch-site": "cross-site"}
        yield "another-site", stranger.post(f"/a/{token}", headers=other).text
        assert self.office.problem(reference).answered_at is not None

    def lists(self) -> Pages:
        nadia = self.nadia
        self.office.report("P03")
        nadia.opens()
        self.clicks("followup.see")
        self.town.later(minutes=5)
        nadia.asks_anew(list="1")
        nadia.opens(self.newest("mail.about_again"))
        yield "list-before", nadia.page
        yield "list", self.clicks("mail.show")
        self.office.report("P02")
        self.town.until(MONDAY_MORNING)
        nadia.opens(self.newest("mail.about_week"))
        yield "week-before", nadia.page
        yield "week", self.clicks("mail.show")
        while not any(self.is_about(each, "mail.about_ask") for each in nadia.box.mails):
            self.town.later(hours=4)
        nadia.opens(self.newest("mail.about_ask"))
        yield "ask-before", nadia.page
        yield "ask", self.clicks("mail.show")

    def is_about(self, mail: Mail, key: str) -> bool:
        """The subject line, up to the reference that may end it."""
        return mail.subject.startswith(self.label(key, reference="").rstrip("() "))

    def newest(self, key: str) -> Mail:
        return next(each for each in reversed(self.nadia.box.mails) if self.is_about(each, key))

    def what_went_wrong(self) -> Pages:
        """Three reasons why a link is over look the same; then two pages that no link leads to."""
        nadia, tag = self.nadia, {"accept-language": self.language.value}
        broken = Client(self.town, Broken(self.town)).get(f"/a/{nadia.mail.token}", headers=tag)
        assert broken.status_code == 500
        yield "server-error", broken.text
        links = [each.token for each in nadia.box.mails]
        gives_seat(self.office, Seat.NAV_CONTACT, newcomer(self.office, Role.NAV_CONTACT))
        withdrawn = Client(self.town).get(f"/a/{links[-1]}", headers=tag)
        self.town.later(days=20)
        expired = Client(self.town).get(f"/a/{links[0]}", headers=tag)
        assert withdrawn.text.replace(links[-1], "") == expired.text.replace(links[0], "")
        yield "over", expired.text
        client = Client(self.town)
        while (answer := client.get("/a/nobodys", headers=tag)).status_code == 404:
            pass
        assert answer.status_code == 429
        yield "too-many-requests", answer.text

    def people_who_arrive(self) -> Pages:
        with self.town.tx() as tx:
            who = people.add(tx, Role.NAV_CONTACT, "Siv Solli", self.town.now,
                             language=self.language, email="siv@nav.example")  # fmt: skip
            linking.invite(tx, self.town.parts, people.get(tx, who), self.town.now, by_mail=True)
        siv = Reader(self.town, who, "siv@nav.example")
        self.town.settle()
        siv.opens()
        yield "welcome", siv.page
        siv.clicks(siv.labels()[0])
        yield "all-set", siv.page
        nils = self.office.nils
        with self.town.tx() as tx:
            people.set_email(tx, nils.person, "nils@nav.example")
            person = people.get(tx, nils.person)
            linking.invite(tx, self.town.parts, person, self.town.now, by_mail=True)
        self.town.settle()
        reader = Reader(self.town, nils.person, "nils@nav.example")
        reader.opens()
        yield "confirm", reader.page
        reader.clicks(self.label("mail.mine"))
        yield "which-way-first", reader.page
        reader.clicks(self.label("ways.email_first"))
        yield "e-mail-first", reader.page


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"], headless=True
        )
        page = await running.new_page(viewport=NARROW)  # type: ignore[arg-type]
        yield page
        await running.close()


@pytest.fixture(params=Language)
def states(tmp_path: Path, book: Book, request: pytest.FixtureRequest) -> dict[str, str]:
    """By name what the page is; made before any event loop runs."""
    found = dict(Walk(tmp_path, book, request.param).every_state())
    return {"language": request.param.value, **found}


async def test_every_state_fits_a_narrow_phone_and_meets_wcag(
    states: dict[str, str], page: Page
) -> None:
    language, faults = states.pop("language"), list[str]()
    assert len(states) == 30
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    pictures = os.environ.get("SCREENSHOTS")

    async def serve(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        await route.fulfill(body=states[name], headers=HEADERS | {"Content-Type": "text/html"})

    await page.route("**/*", serve)
    for number, name in enumerate(states):
        scheme: Any = "dark" if number % 2 else "light"
        await page.emulate_media(color_scheme=scheme)
        await page.goto(f"http://page.example/{name}")
        await looks_well(page, name, language)
        await meets_wcag(page, name)
        if pictures:
            file = f"page-{language}-{number:02}-{name}-{scheme}.png"
            await page.screenshot(path=Path(pictures) / file, full_page=True)
    assert faults == []
