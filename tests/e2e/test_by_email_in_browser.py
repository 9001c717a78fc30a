"""The whole way by e-mail alone: a real bot, a real mail server, a real browser."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from mentorbot.standin.phone import Phone
from tests.e2e.office import Office, eventually
from tests.e2e.postbox import Box, Postbox, mails
from tests.e2e.story import (
    a_hard_week_is_reported,
    press,
    press_standing,
    reads,
    reads_anywhere,
)
from tests.looking import looks_well, meets_wcag
from tests.nursery import Fork
from tests.standin.test_page import chromium, needs_browser

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

pytestmark = [pytest.mark.browser, needs_browser]

ADDRESS = "nadia@nav.example"
PHONE, DESKTOP = (390, 844), (1440, 900)
PATIENCE = 15_000
SCANNERS = ("BarracudaCentral/1.0", "Mozilla/5.0 (compatible; MSIE 10.0) SafeLinks", "")


@pytest.fixture
async def office(office: Office, postbox: Box) -> Office:
    mails(office, postbox[1])
    return office


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"], headless=True
        )
        yield running
        await running.close()


class Screen:
    """A person at the page that a letter led to."""

    def __init__(self, page: Page, pictures: Path, name: str, *, scripts: bool) -> None:
        self.page, self._pictures, self._name = page, pictures, name
        self._taken, self._scripts = 0, scripts

    async def on_a_page_of_its_own(self) -> Screen:
        """Where another mail programme shows something."""
        page = await self.page.context.new_page()
        return Screen(page, self._pictures, f"{self._name}-other", scripts=self._scripts)

    async def opens(self, link: str) -> None:
        await self.page.goto(link)
        await self.looks_well("opens")

    async def clicks(self, label: str, then: str) -> None:
        await self.page.get_by_role("button", name=label, exact=True).click(timeout=PATIENCE)
        await self.page.get_by_text(then).first.wait_for(timeout=PATIENCE)
        await self.looks_well(then)

    async def looks_well(self, about: str) -> None:
        await self.photographed(about)
        await looks_well(self.page, about, "nb")
        await self.meets_wcag(about)

    async def meets_wcag(self, about: str) -> None:
        if self._scripts:
            # axe is one itself.
            await meets_wcag(self.page, about)

    async def photographed(self, about: str) -> None:
        self._taken += 1
        words = re.sub(r"\W+", "-", about)[:30]
        shot = self._pictures / f"mail-{self._name}-{self._taken:02}-{words}.png"
        await self.page.screenshot(path=shot, full_page=True)


@pytest.mark.parametrize(
    ("size", "scheme", "scripts"),
    [(PHONE, "light", False), (DESKTOP, "dark", True)],
    ids=["phone-without-script", "desktop"],
)
async def test_the_whole_way_by_email(
    office: Office, postbox: Box, browser: Browser, tmp_path: Path, size: tuple[int, int],
    scheme: Any, scripts: bool,
) -> None:  # fmt: skip
    pictures = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    pictures.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240
    box, _ = postbox
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, locale="nb-NO",
        java_script_enabled=scripts,
    )  # fmt: skip
    faults: list[str] = []
    page = await context.new_page()
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    screen = Screen(page, pictures, f"{width}-{scheme}", scripts=scripts)
    nadia = str(office.made["nadia"]["person"])
    await office.command("people", "email", nadia, ADDRESS)
    async with Fork(office.env, office.folder / "log"):
        await office.command("invite", nadia, "--by-email")
        await eventually(lambda: box.letters, 60)
        await she_accepts(screen, box)
        jonas = await office.phone("jonas")
        await jonas.open(office.link("jonas"))
        for label in ("Greit", "Ja, det passer"):
            await press(jonas, label)
        await reads(jonas, "Den første praten kommer")
        reference = await a_hard_week_is_reported(office, jonas)
        await eventually(lambda: len(box.letters) == 2, 30)
        await the_letter_looks_well(screen, box)
        await scanners_look(office, box.link())
        await she_answers(screen, box, reference)
        await he_closes_it(jonas)
        await her_link_is_over(screen, box)
    # A link that is over is a 404, which a browser tells its console.
    assert [fault for fault in faults if "404" not in fault] == []
    await context.close()


async def she_accepts(screen: Screen, box: Postbox) -> None:
    await screen.opens(box.link())
    await screen.clicks("Greit", "Da er alt klart")


async def the_letter_looks_well(screen: Screen, box: Postbox) -> None:
    body = box.letters[-1].get_body(("html",))
    assert body is not None
    programme = await screen.on_a_page_of_its_own()
    await programme.page.set_content(body.get_content())
    await programme.photographed("letter")
    await programme.meets_wcag("letter")
    await programme.page.close()


async def scanners_look(office: Office, link: str) -> None:
    """What mail scanners and link previews do before a human comes, and after."""
    before = everything_about(office)
    for name in SCANNERS:
        async with httpx.AsyncClient(headers={"User-Agent": name}) as client:
            for _ in range(20):
                assert (await client.get(link)).status_code == 200
                assert (await client.head(link)).status_code == 200
    assert everything_about(office) == before


def everything_about(office: Office) -> list[Any]:
    with sqlite3.connect(office.folder / "bot.db", timeout=10) as database:
        return [
            database.execute(f"SELECT * FROM {table}").fetchall()
            for table in ("links", "problems", "places", "rungs", "audit", "outbox")
        ]


async def she_answers(screen: Screen, box: Postbox, reference: str) -> None:
    """Two clicks from the letter to the receipt: the link, and the button."""
    assert reference in str(box.letters[-1]["Subject"])
    await screen.opens(box.link())
    await screen.clicks("Se saken", "Ring mentor: Jonas Juul")
    await screen.clicks("Ringer i dag", "Mentor vet at du tar kontakt")
    await screen.clicks("Les mentors ord", "Lukk siden når du har lest det")
    await screen.clicks("Skriv til mentor", "Skriv kort")
    await screen.opens(box.link())
    await screen.page.get_by_text(f"Sak {reference}").first.wait_for(timeout=PATIENCE)
    await screen.clicks("Jeg har svart", "får spørsmål om det hjalp")


async def he_closes_it(jonas: Phone) -> None:
    await reads_anywhere(jonas, "Nadia Nes ringer deg i dag")
    await reads_anywhere(jonas, "Hjalp det?")
    await press_standing(jonas, "Ja")
    await reads(jonas, "Da er saken lukket")


async def her_link_is_over(screen: Screen, box: Postbox) -> None:
    await screen.opens(box.link())
    await screen.page.get_by_text("ikke lenger i bruk").first.wait_for(timeout=PATIENCE)
