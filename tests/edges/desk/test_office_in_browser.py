"""The office's pages in a real browser, on a phone and at a table, and a task by keyboard alone.

SCREENSHOTS names a folder for pictures of every page.
"""

from __future__ import annotations

import asyncio
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from mentorbot.domain.contacts import Where
from mentorbot.domain.people import Role
from mentorbot.domain.placements import FollowUpModel
from mentorbot.services import inviting
from mentorbot.storage import contacts, people, placements
from tests.edges.desk.served import on_a_port
from tests.edges.desk.test_in_browser import PHONE, TABLE, Screen
from tests.standin.test_page import chromium, needs_browser
from tests.stories.office import Office
from tests.stories.town import Phone, Town

pytestmark = [pytest.mark.browser, needs_browser]

ALIASES = ("Gran", "Hegg", "Lønn", "Osp", "Rogn", "Ørekyt", "Ask")
HEAD = "alias;model;mentor;nav_contact;nav_stand_in;start;end;workplace\r\n"


def busy(office: Office) -> Phone:
    """With something on every page; who is to take over."""
    town = office.town
    today = town.parts.calendar.today(town.now)
    for category in ("P03", "P12"):
        office.report(category, cannot_wait=True)
    models = list(FollowUpModel)
    for number, alias in enumerate(ALIASES):
        end = today + timedelta(days=(number - 1) * 12)
        made = town.placement(
            office.marit, office.nadia, office.nils, alias=alias, model=models[number % 3],
            start=date(2027, 1, 4), end=end,
        )  # fmt: skip
        with town.tx() as tx:
            where = Where.WORKPLACE
            contacts.log(tx, made, office.nadia.person, today - timedelta(days=number * 5), where)
            if alias == "Osp":
                placements.change(tx, made, hired_on=today)
    with town.tx() as tx:
        mona = people.add(tx, Role.MENTOR, "Mona Myhre", town.now, email="mona@bedrift.example")
        people.add(tx, Role.MENTOR, "Mats Moen", town.now)
        inviting.invite(tx, town.parts, mona, town.now - timedelta(days=40))
    return town.settled(Role.NAV_CONTACT, "Nora Nyhus")


@pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "light"), (TABLE, "dark")], ids=["phone", "table"]
)
async def test_the_offices_pages_are_usable_by_everybody(
    office: Office, town: Town, tmp_path: Path, size: tuple[int, int], scheme: Any
) -> None:
    from playwright.async_api import async_playwright

    pictures = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    nora = await asyncio.to_thread(busy, office)
    async with on_a_port(town) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"], headless=True
        )
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, locale="nb-NO"
        )
        screen = Screen(await context.new_page(), address, pictures, f"office-{size[0]}")
        await screen.signs_in(office.kari)
        await changes_the_model(screen)
        if size == PHONE:
            await invites(screen, tmp_path)
        await moves_by_keyboard(screen, office, nora)
        await browser.close()


async def changes_the_model(screen: Screen) -> None:
    await screen.goes("/desk/office/placements/3")
    await screen.page.locator("#model").select_option("caseworker")
    await screen.clicks("Lagre : Modell")
    await screen.reads("følger den nye modellen")
    await screen.clicks("Angre")


async def invites(screen: Screen, folder: Path) -> None:
    await screen.goes("/desk/office/people")
    await screen.clicks("Lag ny invitasjon : Mona Myhre")
    await screen.reads("Pek med kameraet")
    await screen.page.emulate_media(media="print")
    await screen.page.screenshot(path=folder / "printed.png", full_page=True)
    assert not await screen.page.get_by_text("Tilbake til lista").is_visible()
    await screen.page.emulate_media(media="screen")
    await sends(screen, folder, "Ola 2;hybrid;x;3;4;2027-03-08;2027-06-30;Lager")
    await screen.reads("Ingenting er lagt inn")
    await sends(screen, folder, "Bøk;hybrid;2;3;4;2027-03-08;2027-06-30;Lager")
    await screen.clicks("Legg inn 1")
    await screen.reads("1 deltaker er lagt inn")


async def sends(screen: Screen, folder: Path, row: str) -> None:
    file = folder / "nye.csv"
    file.write_text(HEAD + row, "utf-8")
    await screen.goes("/desk/office/import")
    await screen.page.get_by_label("CSV-fil").set_input_files(file)
    await screen.clicks("Se gjennom fila")


async def moves_by_keyboard(screen: Screen, office: Office, nora: Phone) -> None:
    """All of a NAV contact's open problems, without a mouse."""
    page, keys = screen.page, screen.page.keyboard
    await screen.goes("/desk/office/loads")
    await tabs_to(screen, "Flytt alle sakene: Nadia Nes")
    await keys.press("Enter")
    await page.wait_for_url("**/move")
    await screen.looks_well("move")
    await page.get_by_label("Hvem skal ha det?").focus()
    await keys.type("Nora")
    await tabs_to(screen, "Videre")
    await keys.press("Enter")
    await screen.reads("2 saker går fra Nadia Nes til Nora Nyhus")
    await screen.looks_well("sure")
    await tabs_to(screen, "Ja, gjør det")
    await keys.press("Enter")
    await screen.reads("2 saker er flyttet")
    await screen.looks_well("moved")
    references = await asyncio.to_thread(office.references)
    owners = {office.problem(each).owner for each in references}
    assert owners == {nora.person}


async def tabs_to(screen: Screen, label: str) -> None:
    for _ in range(60):
        await screen.page.keyboard.press("Tab")
        said = await screen.page.evaluate("() => document.activeElement.innerText")
        if said.replace("\n", "") == label:
            return
    raise AssertionError(f"nobody comes to {label!r} by keyboard")
