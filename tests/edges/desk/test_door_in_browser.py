"""The desk's doors on a phone, in a real browser: by e-mail, inside Telegram, and where one is in.

SCREENSHOTS names a folder for pictures of every page.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from mentorbot.edges.telegram_app import AppKey
from tests.edges.desk.browser import TOKEN
from tests.edges.desk.served import on_a_port
from tests.edges.desk.test_door_by_mail import KARI, code_in, has_address, mails
from tests.edges.launching import init_data
from tests.looking import LOOK, meets_wcag
from tests.standin.test_page import chromium, needs_browser
from tests.stories.mail import mails_of
from tests.stories.office import Office
from tests.stories.town import Phone, Town

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Frame, Page, Route

pytestmark = [pytest.mark.browser, needs_browser]

TELEGRAM, ANOTHER = "https://web.telegram.org", "https://evil.example"
LOOPBACK = "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests"
"""Lets a page with a public address frame one of this machine: what is left to refuse is ours."""
SIZE: Any = {"width": 390, "height": 844}


class Walk:
    """One person's browser, and a picture of every page they stand on."""

    def __init__(self, town: Town, address: str, pictures: Path) -> None:
        self.town, self.address, self._pictures = town, address, pictures
        self._taken = self._opened = 0
        self.faults: list[str] = []

    async def window(self, browser: Browser, **how: Any) -> Page:
        context = await browser.new_context(
            viewport=SIZE, locale="nb-NO", reduced_motion="reduce", **how
        )
        page = await context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        return page

    async def sees(self, page: Page, heading: str, about: str) -> None:
        await page.get_by_role("heading", name=heading, exact=True).wait_for()
        self._taken += 1
        shot = self._pictures / f"door-{self._taken:02}-{about}.png"
        await page.screenshot(path=shot, full_page=True)
        seen: dict[str, Any] = await page.evaluate(LOOK)
        seen.pop("scripts")
        assert seen == {
            "small": [], "clipped": [], "wide": False, "headings": 1, "language": "nb",
            "titled": True, "landmarks": [], "nameless": 0, "doubled": 0, "poor": [],
        }, about  # fmt: skip
        await meets_wcag(page, about)

    def app(self, phone: Phone) -> str:
        """As Telegram opens the page."""
        self._opened += 1
        at, query = int(self.town.now.timestamp()), f"AA{self._opened:022}"
        data = init_data(TOKEN, phone.chat_id, at, query_id=query)
        told = {"tgWebAppData": data, "tgWebAppVersion": "9.1", "tgWebAppPlatform": "ios"}
        return f"{self.address}/desk/app#{urlencode(told)}"


async def test_every_door_of_the_desk_on_a_phone(
    office: Office, town: Town, tmp_path: Path
) -> None:
    from playwright.async_api import async_playwright

    pictures = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    has_address(town, office.kari, KARI)
    mails_of(town)
    key = AppKey(TOKEN)
    async with (
        on_a_port(town, can_mail=True, app_key=key) as address,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", LOOPBACK], headless=True
        )
        walk = Walk(town, address, pictures)
        page = await by_mail(walk, browser)
        await inside_telegram(walk, browser, office)
        await in_a_frame(walk, browser, office)
        await ends_the_others(walk, page)
        await browser.close()
    assert walk.faults == []


async def by_mail(walk: Walk, browser: Browser) -> Page:
    """By keyboard; the link opens elsewhere first."""
    page, other = await walk.window(browser), await walk.window(browser)
    await page.goto(f"{walk.address}/desk")
    await walk.sees(page, "Logg inn", "door")
    await page.get_by_label("E-postadressen din").fill(KARI)
    await page.keyboard.press("Enter")
    await page.get_by_role("status").get_by_text("en lenke på vei").wait_for()
    await walk.sees(page, "Logg inn", "mailed")
    await asyncio.to_thread(walk.town.settle)
    (mail,) = mails(walk.town)
    await other.goto(f"{walk.address}{mail.path}{mail.token}")
    await walk.sees(other, "Lenken hører til en annen nettleser", "elsewhere")
    await page.get_by_label("Koden du fikk").fill(code_in(mail))
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{walk.address}/desk")
    await other.context.close()
    return page


async def inside_telegram(walk: Walk, browser: Browser, office: Office) -> None:
    page, app = await walk.window(browser), walk.app(office.kari)
    await page.goto(f"{walk.address}/desk/app")
    await walk.sees(page, "Åpne skrivebordet fra mentorbot", "outside")
    await page.goto("about:blank")
    await page.goto(app)
    await page.wait_for_url(f"{walk.address}/desk")
    again = await walk.window(browser)
    await again.goto(app)
    await walk.sees(again, "Denne åpningen er brukt opp", "over")
    await again.goto("about:blank")
    await again.goto(walk.app(office.marit))
    await walk.sees(again, "Skrivebordet er for koordinatorer", "not-theirs")
    still = await walk.window(browser, java_script_enabled=False)
    await still.goto(walk.app(office.kari))
    await still.get_by_role("heading", name="Åpne skrivebordet fra mentorbot").wait_for()


async def in_a_frame(walk: Walk, browser: Browser, office: Office) -> None:
    """As Telegram's page in a browser shows it; another site's page is shown nothing."""
    page, app = await walk.window(browser), walk.app(office.kari)
    await framing(page.context, app)
    await page.goto(ANOTHER)
    refused = await inner(page)
    assert refused.url.startswith("chrome-error:")
    await page.goto(TELEGRAM)
    frame = await inner(page)
    link = frame.get_by_role("link", name="Åpne i en ny fane")
    await link.wait_for()
    await page.screenshot(path=walk._pictures / "door-frame.png")
    assert not [each for each in await page.context.cookies() if each["name"] == "desk"]
    async with page.context.expect_page() as opened:
        await link.click()
    tab = await opened.value
    await walk.sees(tab, "Du er nesten inne", "tab")
    await tab.get_by_role("button", name="Logg inn").click()
    await tab.wait_for_url(f"{walk.address}/desk")


async def framing(context: BrowserContext, app: str) -> None:
    async def frames(route: Route) -> None:
        html = f'<!doctype html><iframe src="{app}" width="390" height="600"></iframe>'
        await route.fulfill(body=html, content_type="text/html")

    for site in (TELEGRAM, ANOTHER):
        await context.route(f"{site}/**", frames)


async def inner(page: Page) -> Frame:
    await page.wait_for_load_state()
    element = await page.wait_for_selector("iframe")
    assert element is not None
    frame = await element.content_frame()
    assert frame is not None
    await frame.wait_for_load_state()
    return frame


async def ends_the_others(walk: Walk, page: Page) -> None:
    await page.locator("summary").click()
    await page.get_by_role("link", name="Hvor er jeg logget inn?").click()
    await walk.sees(page, "Her er du logget inn", "sessions")
    closing = page.get_by_role("button", name="Lukk", exact=True)
    while await closing.count():
        await closing.first.click()
        await page.get_by_text("Den er lukket.").wait_for()
    await page.get_by_text("ikke logget inn noe annet sted").wait_for()
