"""The page in a real browser: taps, and a look at what they leave on the screen."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import pytest

from mentorbot.standin.phone import Phone
from mentorbot.standin.server import Standin
from tests.standin.conftest import Api

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, ViewportSize

CANDIDATES = ("/usr/bin/chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    if named := os.environ.get("CHROMIUM"):
        return named
    return next((found for name in CANDIDATES if (found := shutil.which(name))), None)


HAND: ViewportSize = {"width": 390, "height": 844}
LOW: ViewportSize = {"width": 700, "height": 420}
DESK: ViewportSize = {"width": 1400, "height": 900}
LONG = "Deltakeren har ikke vært her denne uka på grunn av sykdom eller annet fravær"
# Labels with a word on two lines, or with anything outside their button or beside its row.
BADLY_SET_LABELS = """() => [...document.querySelectorAll(".key")].filter((key) => {
    const text = key.querySelector(".label").firstChild;
    const word = document.createRange();
    const broken = [...text.data.matchAll(/\\S+/g)].some((found) => {
        word.setStart(text, found.index);
        word.setEnd(text, found.index + found[0].length);
        return word.getClientRects().length !== 1;
    });
    const row = key.parentElement.getBoundingClientRect();
    return broken || key.scrollWidth > key.clientWidth || key.scrollHeight > key.clientHeight
        || key.getBoundingClientRect().right > row.right + 1;
}).map((key) => key.textContent)"""

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


@pytest.fixture
async def crowd(standin: Standin, api: Api, kari: Phone) -> list[Phone]:
    """Six phones, more than a desk has room for."""
    captions = ("NAV-kontakt", "Koordinator", "Mentor", "Mentor", "NAV-kontakt")
    names = ("Nadia", "Kristoffer", "Jonas", "Siv", "Nils")
    others = [
        await Phone.of(standin.url, api.client, first_name=name, caption=caption)
        for name, caption in zip(names, captions, strict=True)
    ]
    for phone in others:
        await phone.start()
    return [kari, *others]


def rows(*labels: list[str]) -> dict[str, Any]:
    return {
        "inline_keyboard": [[{"text": one, "callback_data": "a"} for one in row] for row in labels]
    }


async def see_the_end(page: Page, text: str) -> None:
    """The newest message has this text, and all of it from its last line down is in view."""
    from playwright.async_api import expect

    newest = page.locator(".phone.active .message").last
    await expect(newest).to_contain_text(text)
    for part in await newest.locator(".key, .meta").all():
        await expect(part).to_be_in_viewport(ratio=1)


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


async def test_nothing_is_fetched_from_elsewhere_and_nothing_is_wider_than_the_window(
    browser: Browser, standin: Standin, api: Api, kari: Phone
) -> None:
    await api.ok("sendMessage", chat_id=kari.user, text="Velg", reply_markup=rows([LONG]))
    page = await browser.new_page(viewport=HAND)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(standin.url)
    await page.wait_for_selector(".key")
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert all(url.startswith((standin.url, "data:")) for url in asked)


@pytest.mark.parametrize("window", [HAND, DESK], ids=["hand", "desk"])
async def test_no_label_is_clipped_or_broken_inside_a_word(
    browser: Browser, standin: Standin, api: Api, crowd: list[Phone], window: ViewportSize
) -> None:
    keys = rows(
        ["Bra", "Greit", "Vanskelig"],
        ["Oppstart og opplæring", "Kolleger og fellesskap"],
        ["Bekymringssamtale", "Tilrettelegging", "Arbeidskontrakt"],
        [LONG],
        [LONG, LONG],
    )
    await api.ok("sendMessage", chat_id=crowd[0].user, text="Velg", reply_markup=keys)
    page = await browser.new_page(viewport=window)
    await page.goto(standin.url)
    await page.wait_for_selector(".key")
    assert await page.evaluate(BADLY_SET_LABELS) == []
    heights = await page.locator(".key").evaluate_all("keys => keys.map(k => k.offsetHeight)")
    assert min(heights) >= 44


async def test_three_short_answers_stand_side_by_side_on_one_line(
    browser: Browser, standin: Standin, api: Api, crowd: list[Phone]
) -> None:
    keys = rows(["Bra", "Greit", "Vanskelig"])
    await api.ok("sendMessage", chat_id=crowd[0].user, text="Velg", reply_markup=keys)
    page = await browser.new_page(viewport=DESK)
    await page.goto(standin.url)
    await page.wait_for_selector(".key")
    boxes = await page.locator(".key .label").evaluate_all(
        "labels => labels.map(l => [l.getBoundingClientRect().top, l.getClientRects().length])"
    )
    assert len({top for top, _ in boxes}) == 1
    assert [lines for _, lines in boxes] == [1, 1, 1]


async def test_the_newest_keyboard_is_in_view_after_every_change(
    browser: Browser, standin: Standin, api: Api, crowd: list[Phone]
) -> None:
    person, keys = crowd[0].user, rows(["Bra", "Greit", "Vanskelig"], ["Hopp over", "Senere"])
    for _ in range(6):
        await api.ok("sendMessage", chat_id=person, text="Hvordan går det?\n" * 5)
    sent = await api.ok("sendMessage", chat_id=person, text="Hei", reply_markup=keys)
    page = await browser.new_page(viewport=DESK)
    await page.goto(standin.url)
    await see_the_end(page, "Hei")
    place = {"chat_id": person, "message_id": sent["message_id"]}
    more = rows(*[[f"Svar {number}"] for number in range(5)])
    await api.ok("editMessageText", **place, text="Endret\n" * 8, reply_markup=more)
    await see_the_end(page, "Endret")
    await api.ok("sendMessage", chat_id=person, text="Sist", reply_markup=keys)
    await see_the_end(page, "Sist")
    for window in (HAND, LOW, DESK):
        await page.set_viewport_size(window)
        await see_the_end(page, "Sist")
    await page.set_viewport_size(HAND)
    await page.get_by_role("tab").nth(1).click()
    await api.ok("sendMessage", chat_id=person, text="Mens du var borte", reply_markup=keys)
    await page.get_by_role("tab").first.click()
    await see_the_end(page, "Mens du var borte")


async def test_a_person_who_has_scrolled_up_stays_there(page: Page, api: Api, kari: Phone) -> None:
    from playwright.async_api import expect

    for number in range(12):
        await api.ok("sendMessage", chat_id=kari.user, text=f"Nummer {number}\n" * 4)
    await see_the_end(page, "Nummer 11")
    await page.locator(".log").hover()
    await page.mouse.wheel(0, -600)
    await expect(page.get_by_role("button", name="Til siste melding")).to_be_visible()
    before = await page.locator(".log").evaluate("log => log.scrollTop")
    await api.ok("sendMessage", chat_id=kari.user, text="Ny", reply_markup=rows(["Greit"]))
    await expect(page.locator(".message", has_text="Ny")).to_have_count(1)
    assert await page.locator(".log").evaluate("log => log.scrollTop") == before
    await page.get_by_role("button", name="Til siste melding").click()
    await see_the_end(page, "Ny")


async def test_the_tabs_of_six_phones_stand_apart(
    browser: Browser, standin: Standin, api: Api, crowd: list[Phone]
) -> None:
    from playwright.async_api import expect

    page = await browser.new_page(viewport=HAND)
    await page.goto(standin.url)
    await page.wait_for_selector(".tab")
    boxes = await page.locator(".tab").evaluate_all(
        """tabs => tabs.map(tab => {
            const box = tab.getBoundingClientRect();
            return [box.left, box.right, box.height, tab.scrollWidth - tab.clientWidth];
        })"""
    )
    assert len(boxes) == 6
    assert all(height >= 44 and too_wide <= 0 for _, _, height, too_wide in boxes)
    assert all(one[1] <= next_one[0] for one, next_one in itertools.pairwise(boxes))
    last = page.get_by_role("tab").last
    await api.ok("sendMessage", chat_id=crowd[-1].user, text="Hei")
    await expect(last.get_by_label("ny melding")).to_be_visible()
    await page.get_by_role("tab").first.focus()
    await page.keyboard.press("ArrowLeft")
    await expect(last).to_be_in_viewport(ratio=1)
    await expect(last.get_by_label("ny melding")).to_be_hidden()


async def test_phones_out_of_sight_are_an_arrow_away(
    browser: Browser, standin: Standin, api: Api, crowd: list[Phone]
) -> None:
    from playwright.async_api import expect

    page = await browser.new_page(viewport=DESK)
    await page.goto(standin.url)
    forward = page.get_by_role("button", name="Neste telefon")
    await expect(page.get_by_role("button", name="Forrige telefon")).to_be_hidden()
    await api.ok("sendMessage", chat_id=crowd[-1].user, text="Hei")
    await expect(forward.get_by_label("ny melding")).to_be_visible()
    await forward.focus()
    for _ in range(6):
        if await forward.is_hidden():
            break
        await page.keyboard.press("Enter")
        await page.wait_for_timeout(400)
    await expect(page.locator(".phone").last).to_be_in_viewport(ratio=1)
    await expect(forward).to_be_hidden()


async def test_numbers_and_commands_look_like_links(page: Page, api: Api, kari: Phone) -> None:
    from playwright.async_api import expect

    text = "Ring +47 900 00 001 eller 22 40 00 40. Sak 20261124, kl. 15:30. Skriv /help."
    await api.ok("sendMessage", chat_id=kari.user, text=text)
    links = page.locator(".message.in .text :is(a, .command-link)")
    await expect(links).to_have_text(["+47 900 00 001", "22 40 00 40", "/help"])
    await expect(links.first).to_have_attribute("href", "tel:+4790000001")
    await expect(page.locator(".message.in .text")).to_have_text(text)


async def test_a_tap_that_waits_for_its_answer_is_seen_to_wait(
    page: Page, api: Api, kari: Phone
) -> None:
    from playwright.async_api import expect

    await api.ok("sendMessage", chat_id=kari.user, text="Velg", reply_markup=rows(["Greit"]))
    key = page.get_by_role("button", name="Greit")
    await key.click()
    await expect(key).to_have_attribute("aria-busy", "true")
    await answer_the_tap(api, "Takk")
    await expect(key).not_to_have_attribute("aria-busy", "true")
