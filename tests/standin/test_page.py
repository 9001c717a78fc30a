"""The page in a real browser: two taps and a look."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest

from mentorbot.standin.phone import Phone
from mentorbot.standin.server import Standin
from tests.standin.conftest import Api

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

CANDIDATES = ("/usr/bin/chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    if named := os.environ.get("CHROMIUM"):
        return named
    return next((found for name in CANDIDATES if (found := shutil.which(name))), None)


needs_browser = pytest.mark.skipif(
    chromium() is None,
    reason="no Chromium found: set CHROMIUM to its path to run the browser tests",
)
pytestmark = [pytest.mark.browser, needs_browser]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"]
        )
        yield running
        await running.close()


@pytest.fixture
async def page(browser: Browser, standin: Standin, kari: Phone) -> AsyncIterator[Page]:
    """The page with one phone; any error in its scripts fails the test."""
    errors: list[str] = []
    opened = await browser.new_page(viewport={"width": 1400, "height": 900})
    opened.on("pageerror", lambda error: errors.append(str(error)))
    await opened.goto(standin.url)
    await opened.wait_for_selector(".message")
    yield opened
    assert errors == []


async def answer_the_tap(api: Api, text: str, *, alert: bool = False) -> None:
    """Reads on until the tap is there; what came before it is confirmed."""
    offset = 0
    while True:
        for update in await api.ok("getUpdates", timeout=10, offset=offset):
            offset = update["update_id"] + 1
            if tap := update.get("callback_query"):
                values = {"callback_query_id": tap["id"], "text": text, "show_alert": alert}
                await api.ok("answerCallbackQuery", **values)
                return


async def test_talking_on_the_page(page: Page, api: Api, kari: Phone) -> None:
    from playwright.async_api import expect

    await page.get_by_label("Melding", exact=True).fill("Hei på deg")
    await page.keyboard.press("Enter")
    (update,) = await api.ok("getUpdates", timeout=5)
    assert update["message"]["text"] == "Hei på deg"
    keys = {"inline_keyboard": [[{"text": "Greit", "callback_data": "g"}]]}
    sent = await api.ok(
        "sendMessage",
        chat_id=kari.user,
        text="<b>Hei</b>, Kari",
        parse_mode="HTML",
        reply_markup=keys,
    )
    await expect(page.locator(".bubble strong")).to_have_text("Hei")
    answering = asyncio.create_task(answer_the_tap(api, "Takk skal du ha"))
    await page.get_by_role("button", name="Greit").click()
    await answering
    await expect(page.locator(".toast")).to_have_text("Takk skal du ha")
    place = {"chat_id": kari.user, "message_id": sent["message_id"]}
    await api.ok("editMessageText", **place, text="Endret")
    await expect(page.locator(".message", has_text="Endret")).to_contain_text("redigert")
    await api.ok("deleteMessage", **place)
    await expect(page.locator(".message", has_text="Endret")).to_have_count(0)


async def test_an_alert_the_commands_and_the_block(page: Page, api: Api, kari: Phone) -> None:
    from playwright.async_api import expect

    await api.ok("setMyCommands", commands=[{"command": "hjelp", "description": "Få hjelp"}])
    await page.get_by_role("button", name="Meny").click()
    await page.get_by_role("menuitem", name="/hjelp").click()
    await expect(page.locator(".message.out").last).to_contain_text("/hjelp")
    keys = {"inline_keyboard": [[{"text": "Viktig", "callback_data": "v"}]]}
    await api.ok("sendMessage", chat_id=kari.user, text="Les", reply_markup=keys)
    answering = asyncio.create_task(answer_the_tap(api, "Ring 113", alert=True))
    await page.get_by_role("button", name="Viktig").click()
    await answering
    await expect(page.get_by_role("alertdialog")).to_contain_text("Ring 113")
    await page.get_by_role("button", name="OK").click()
    await page.get_by_role("button", name="Mer").click()
    await page.get_by_role("menuitem", name="Blokker boten").click()
    await expect(page.get_by_role("button", name="Fjern blokkering")).to_be_visible()
    refused = await api.refused("sendMessage", chat_id=kari.user, text="hei")
    assert refused == (403, "Forbidden: bot was blocked by the user")


async def test_a_message_in_markup_stays_text(page: Page, api: Api, kari: Phone) -> None:
    from playwright.async_api import expect

    nasty = "<img src=x onerror=alert(1)>"
    await api.ok("sendMessage", chat_id=kari.user, text=nasty)
    await expect(page.locator(".message.in .text")).to_have_text(nasty)
    assert await page.locator(".message img").count() == 0


async def test_nothing_is_fetched_from_elsewhere_and_nothing_is_clipped(
    browser: Browser, standin: Standin, api: Api, kari: Phone
) -> None:
    label = "Deltakeren har ikke vært her denne uka på grunn av sykdom eller annet fravær"
    keys = {"inline_keyboard": [[{"text": label, "callback_data": "a"}] * 2]}
    await api.ok("sendMessage", chat_id=kari.user, text="Velg", reply_markup=keys)
    page = await browser.new_page(viewport={"width": 390, "height": 844})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(standin.url)
    for key in await page.locator(".key").all():
        box = await key.bounding_box()
        assert box
        assert box["height"] >= 40
        assert await key.evaluate("k => k.scrollHeight <= k.clientHeight + 1")
    wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide
    assert all(url.startswith((standin.url, "data:")) for url in asked)
