"""The desk in a real browser, on a phone and at a table: door, week, and a card that is edited.

SCREENSHOTS names a folder for pictures of every page.
"""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mentorbot.domain.people import Role
from tests.edges.desk.browser import asks_for
from tests.edges.desk.editors import said, served
from tests.edges.desk.served import on_a_port
from tests.edges.desk.test_monday import LATE
from tests.looking import LOOK, meets_wcag
from tests.standin.test_page import chromium, needs_browser
from tests.stories.office import Office
from tests.stories.town import Phone, Town

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, needs_browser]

PHONE, TABLE = (390, 844), (1440, 900)
CARD = "card:V24"


class Screen:
    def __init__(self, page: Page, address: str, pictures: Path, name: str) -> None:
        self.page, self.address = page, address
        self._pictures, self._name, self._taken = pictures, name, 0

    async def goes(self, path: str) -> None:
        await self.page.goto(self.address + path)
        await self.looks_well(path)

    async def clicks(self, label: str) -> None:
        await self.page.get_by_role("button", name=label, exact=True).first.click()
        await self.page.wait_for_load_state()
        await self.looks_well(label)

    async def looks_well(self, about: str) -> None:
        self._taken += 1
        words = re.sub(r"\W+", "-", about)[:40]
        shot = self._pictures / f"desk-{self._name}-{self._taken:02}{words}.png"
        await self.page.screenshot(path=shot, full_page=True)
        seen: dict[str, Any] = await self.page.evaluate(LOOK)
        seen.pop("scripts")
        assert seen == {
            "small": [], "clipped": [], "wide": False, "headings": 1, "language": "nb",
            "titled": True, "landmarks": [], "nameless": 0, "doubled": 0, "poor": [],
        }, about  # fmt: skip
        await meets_wcag(self.page, about)

    async def signs_in(self, phone: Phone) -> None:
        await self.goes("/desk")
        token, _ = await asyncio.to_thread(asks_for, phone)
        await self.goes(f"/desk/in/{token}")
        await self.clicks("Logg inn")

    async def reads(self, words: str) -> None:
        await self.page.get_by_text(words).first.wait_for()


@pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "light"), (TABLE, "dark")], ids=["phone", "table"]
)
async def test_a_coordinators_way_through_the_desk(
    office: Office, town: Town, tmp_path: Path, size: tuple[int, int], scheme: Any
) -> None:
    from playwright.async_api import async_playwright

    pictures = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    kaia = await asyncio.to_thread(full_week, office)
    faults: list[str] = []
    async with on_a_port(town) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"], headless=True
        )
        screens = []
        for who in ("kari", "kaia"):
            context = await browser.new_context(
                viewport={"width": size[0], "height": size[1]}, color_scheme=scheme,
                locale="nb-NO", reduced_motion="reduce",
            )  # fmt: skip
            page = await context.new_page()
            page.on(
                "console", lambda line: faults.append(line.text) if line.type == "error" else None
            )
            screens.append(Screen(page, address, pictures, f"{size[0]}-{who}"))
        await writes(screens[0], office.kari)
        await reads(screens[1], kaia, town)
        await browser.close()
    # The page that is not there, and an icon that the desk has none of.
    assert [fault for fault in faults if "404" not in fault] == []


def full_week(office: Office) -> Phone:
    office.report("P03", cannot_wait=True)
    office.town.until(LATE)
    return office.town.settled(Role.COORDINATOR, "Kaia Kant")


async def writes(screen: Screen, phone: Phone) -> None:
    await screen.signs_in(phone)
    await screen.reads("To innsjekker uten svar")
    await screen.clicks("Ring Marit Mo (Bjørk)")
    await screen.goes("/desk/weeks")
    await foresees(screen)
    await screen.goes(f"/desk/content/edit/{CARD}")
    when = screen.page.locator('[name="nb.when"]')
    await when.fill("Mange feil? " + "Spør " * 20 + "nå.")
    await screen.reads("En setning har 21 ord")
    await screen.looks_well("typed")
    await when.fill("Mange feil? Spør først.")
    await screen.page.locator("#live-nb").get_by_text("Spør først.").wait_for()
    await screen.page.locator('[name="nb.when"]').press("Tab")
    await screen.clicks("Be om lesing")
    await screen.reads("klart til å leses")


async def foresees(screen: Screen) -> None:
    """While a rule is typed, who gets what by it stands below."""
    await screen.goes("/desk/content/edit/rules:models")
    field = screen.page.locator("textarea")
    words = await field.input_value()
    await field.fill(words.replace("yellow: {working_days: 2}", "yellow: {working_days: 3}"))
    await screen.reads("Hvem får hva de neste 14 dagene")
    await screen.reads("Bare nye saker.")
    await screen.looks_well("foreseen")


async def reads(screen: Screen, phone: Phone, town: Town) -> None:
    await screen.signs_in(phone)
    await screen.goes("/desk/content")
    await screen.page.get_by_role("link", name="Er kravene for høye?").first.click()
    await screen.reads("Kari Kvam ber deg lese dette")
    await screen.clicks("Publiser")
    await screen.reads("Publisert.")
    assert "Spør først." in said(served(town), "card.V24")
    await screen.page.get_by_role("link", name="Det som har vært").click()
    await screen.looks_well("past")
    await screen.clicks("Ta tilbake")
    assert "Spør først." not in said(served(town), "card.V24")
    await screen.goes("/desk/nowhere")
    await screen.page.locator("summary").click()
    await screen.clicks("Logg ut")
    await screen.reads("Du er logget ut")
