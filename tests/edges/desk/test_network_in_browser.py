"""The mentor network is run from a phone: a gathering, a tip, and what NAV did about a wish.

SCREENSHOTS names a folder for pictures of every page.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest

import bot
from mentorbot.book.binding import Bindery
from mentorbot.book.rendering import Book
from mentorbot.domain.network import PostState
from tests.edges.desk.conftest import CONTENT
from tests.edges.desk.served import on_a_port
from tests.edges.desk.test_in_browser import PHONE, Screen
from tests.standin.test_page import chromium, needs_browser
from tests.stories.town import Town
from tests.stories.village import TIP, Village

pytestmark = [pytest.mark.browser, needs_browser]


@pytest.fixture
def village(tmp_path: Path, book: Book) -> Village:
    town = Town(tmp_path, book)
    town.parts = replace(town.parts, bindery=Bindery(CONTENT, bot.texts()))
    return Village.of(town)


async def test_a_gathering_a_tip_and_an_answer(village: Village, tmp_path: Path) -> None:
    from playwright.async_api import async_playwright

    town, maja = village.town, village.free[0]
    tip = await asyncio.to_thread(village.offers_tip, village.mentors[5])
    for placement in village.placements:
        village.answered(placement, "N2", "faster")
    async with on_a_port(town) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"], headless=True
        )
        size = {"width": PHONE[0], "height": PHONE[1]}
        page = await browser.new_page(viewport=size, locale="nb-NO")  # type: ignore[arg-type]
        pictures = Path(os.environ.get("SCREENSHOTS") or tmp_path)
        screen = Screen(page, address, pictures, "network")
        await screen.signs_in(village.kari)
        await gathers(screen)
        await asyncio.to_thread(town.settle)
        assert maja.sees("Møterom 2")
        await asyncio.to_thread(village.coming, maja)
        await calls_off(screen)
        await asyncio.to_thread(town.settle)
        await shares(screen)
        assert village.state(tip) is PostState.OPEN
        await answers(screen)
        await browser.close()
    await asyncio.to_thread(town.later, days=11)
    assert village.mentors[0].sees("Vi svarer samme dag.") and maja.sees(TIP)


async def gathers(screen: Screen) -> None:
    page = screen.page
    await screen.goes("/desk/network/gatherings/new")
    await page.get_by_label("Dag").fill("2027-03-16")
    await page.get_by_label("Klokkeslett").fill("13:00")
    await page.get_by_label("Tema").select_option("people")
    await page.get_by_label("Sted").fill("Møterom 2")
    await screen.clicks("Se hvordan det blir")
    await page.locator(".bubble").get_by_text("tirsdag 16. mars").wait_for()
    await screen.clicks("Send")
    await screen.reads("Invitasjonen er på vei")


async def calls_off(screen: Screen) -> None:
    """And thinks better of it."""
    page = screen.page
    await screen.goes("/desk/network/gatherings")
    await screen.reads("1 kommer, 0 kan ikke")
    await page.get_by_role("link", name="tirsdag 16. mars").click()
    await page.get_by_role("link", name="Avlys samlingen").click()
    await screen.reads("Vil du avlyse samlingen")
    await page.get_by_role("link", name="Avbryt").click()
    await page.wait_for_url("**/gatherings/*")
    await screen.looks_well("not called off")


async def shares(screen: Screen) -> None:
    await screen.goes("/desk/network/tips")
    await screen.page.get_by_role("button", name="Del med nettverket").first.click()
    await screen.reads("Tipset går ut til nettverket.")
    await screen.looks_well("shared")


async def answers(screen: Screen) -> None:
    page = screen.page
    await screen.goes("/desk/network")
    await page.get_by_role("link", name="Svar mentorene").first.click()
    await page.get_by_label("Vi gjorde").fill("Vi svarer samme dag.")
    await screen.clicks("Se hvordan det blir")
    await page.locator(".bubble").get_by_text("Vi svarer samme dag.").wait_for()
    await screen.clicks("Send")
    await screen.reads("Svaret går ut")
