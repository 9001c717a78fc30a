"""Every page of the desk in a real browser and in every language: what WCAG 2.1 AA asks, how heavy
it is, and whether it can be walked through with nothing but the keyboard.

SCREENSHOTS names a folder for pictures of every page, on a phone and at a table.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mentorbot.domain.facts import PostMade
from mentorbot.domain.network import PostKind
from mentorbot.domain.people import Language, Role
from mentorbot.edges.web.desk.catalogue import PAGES
from mentorbot.storage import people
from tests.edges.desk.browser import asks_for
from tests.edges.desk.editors import editors, publishes
from tests.edges.desk.served import on_a_port
from tests.edges.desk.test_in_browser import PHONE, TABLE
from tests.edges.desk.test_office_in_browser import busy
from tests.looking import LOOK, meets_wcag
from tests.standin.test_page import chromium, needs_browser
from tests.stories.office import Office
from tests.stories.town import Town
from tests.stories.village import NAMES, Village

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, needs_browser]

HEAVIEST = 100_000
"""Bytes of a page: a phone at the back of a workshop loads it."""
NARROW = (320, 700)
"""A small phone, or a page at four times its size (WCAG 1.4.10)."""
WINDOWS: tuple[tuple[Language, tuple[int, int], Any], ...] = (
    (Language.NB, PHONE, "light"),
    (Language.NN, TABLE, "dark"),
    (Language.EN, NARROW, "light"),
)
MOST_PARTS = 8
"""Of a date, each a stop of its own: day, month, year, and what opens the calendar."""
NO_PAGES = {"/weeks/{name:str}.svg", "/office/import/empty"}
"""A picture and a file."""
KEYBOARD = """() => {
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const seen = n => !n.disabled && n.checkVisibility({visibilityProperty: true})
    && !(n.tabIndex < 0 && n.matches("[tabindex]:not(a, button, input, select, textarea)"));
  const group = n => n.type === "radio" ? n.name : null;
  const first = new Set();
  window.stops = [...document.querySelectorAll(all)].filter(seen).filter(n => {
    const name = group(n);
    if (name === null) return true;
    const chosen = document.querySelector(`input[type=radio][name="${name}"]:checked`);
    if (chosen ? chosen !== n : first.has(name)) return false;
    first.add(name);
    return true;
  });
  window.bare = stops.map(n => looks(n));
  return stops.length;
  function looks(n) { const s = getComputedStyle(n);
    return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor].join(); }
}"""
STANDS = """() => {
  const n = document.activeElement, at = stops.indexOf(n), s = getComputedStyle(n);
  const now = [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor].join();
  return [at, at < 0 || now !== bare[at], n.outerHTML.slice(0, 100)];
}"""


@dataclass(frozen=True)
class Examples:
    """An address for every page: what stands in the braces is somewhere in the office."""

    gathering: int
    did: int
    reference: str
    nadia: int

    def of(self, path: str) -> tuple[str, ...]:
        several = {
            "/office": ("/office", "/office?text=finnes-ikke", "/office?look=ending&order=alias"),
            "/office/people": ("/office/people", "/office/people?every=1"),
            "/office/loads/{person:int}/move": (
                f"/office/loads/{self.nadia}/move",
                f"/office/loads/{self.nadia}/move?to={self.nadia + 1}",
            ),
            "/content/edit/{subject}": (
                "/content/edit/card:V24",
                "/content/edit/message:report.send",
                "/content/edit/question:F1",
                "/content/edit/rules:models",
            ),
            "/content/list/{kind}/{group}": (
                "/content/list/card/balance",
                "/content/list/message/desk_office",
            ),
            "/office/placements/{id:int}/close": (
                "/office/placements/2/close?follow_on=part_time",
            ),
            "/network/gatherings/{post:int}": (f"/network/gatherings/{self.gathering}",),
            "/network/gatherings/{post:int}/call_off": (
                f"/network/gatherings/{self.gathering}/call_off",
            ),
            "/network/did/{post:int}": (f"/network/did/{self.did}",),
        }
        named = {
            "reference": self.reference, "language": "nn", "id:int": 1, "seat": "nav_contact",
            "kind": "question", "subject": "card:V24",
        }  # fmt: skip
        return several.get(path) or (re.sub(r"{(.*?)}", lambda m: str(named[m[1]]), path),)


def addresses(examples: Examples) -> Iterator[str]:
    for page in PAGES:
        if page.show is not None and page.path not in NO_PAGES:
            yield from examples.of(page.path)


def full(office: Office) -> Examples:
    """Something stands on every page."""
    town = office.town
    busy(office)
    mentors = [town.settled(Role.MENTOR, name) for name in NAMES[1:]]
    with town.tx() as tx:
        for phone in (office.marit, *mentors):
            people.change(tx, phone.person, in_network=True)
    village = Village(town, office.kari, office.nadia, mentors, [1, 3, 4, 6, 7])
    for placement in village.placements:
        village.answered(placement, "N2", "faster")
    gathering = village.gathers()
    village.offers_tip(mentors[-1])
    village.post(PostMade(PostKind.DID, "N2.faster", words="Vi svarer samme dag."))
    kari, kaia = editors(office)
    publishes(kari, kaia, "card:V24", {"nb.when": "Mange feil? Spør først."})
    kari.opens("card:V25")
    kari.does("save", {"nb.when": "Mange feil? Spør alltid først."})
    return Examples(gathering, village.newest(), office.references()[0], office.nadia.person)


async def signed_in(page: Page, address: str, office: Office) -> None:
    await page.goto(f"{address}/desk")
    token, _ = await asyncio.to_thread(asks_for, office.kari)
    await page.goto(f"{address}/desk/in/{token}")
    await page.locator("main button").first.click()
    await page.wait_for_url("**/desk")


async def looks_well(page: Page, about: str, language: Language) -> None:
    seen: dict[str, Any] = await page.evaluate(LOOK)
    seen.pop("scripts")
    assert seen == {
        "small": [], "clipped": [], "wide": False, "headings": 1, "language": str(language),
        "titled": True, "landmarks": [], "nameless": 0, "doubled": 0, "poor": [],
    }, about  # fmt: skip
    await meets_wcag(page, about)


async def walks_by_keyboard(page: Page, about: str) -> None:
    """From the top to the end, through everything that can be acted on, and sees where it is."""
    many = await page.evaluate(KEYBOARD)
    reached: list[int] = []
    parts = 0
    while len(reached) < many:
        await page.keyboard.press("Tab")
        at, is_seen, what = await page.evaluate(STANDS)
        parts = parts + 1 if reached and at == reached[-1] else 0
        if 0 < parts < MOST_PARTS:
            continue
        assert at == len(reached), f"{about}: from stop {len(reached) - 1} to {at}, {what}"
        assert is_seen, f"{about}: it does not show that the keyboard is at {what}"
        reached.append(at)


async def test_every_page_is_for_everybody(office: Office, town: Town, tmp_path: Path) -> None:
    from playwright.async_api import async_playwright

    pictures = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    examples = await asyncio.to_thread(full, office)
    async with on_a_port(town) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"], headless=True
        )
        context = await browser.new_context(locale="nb-NO", reduced_motion="reduce")
        page = await context.new_page()
        await signed_in(page, address, office)
        for language, size, scheme in WINDOWS:
            await page.set_viewport_size({"width": size[0], "height": size[1]})
            await page.emulate_media(color_scheme=scheme)
            with town.tx() as tx:
                people.change(tx, office.kari.person, language=language)
            for number, path in enumerate(addresses(examples)):
                about = f"{language} {path}"
                answer = await page.goto(f"{address}/desk{path}")
                assert answer is not None and answer.status == 200, about
                assert len(await answer.body()) < HEAVIEST, about
                if "SCREENSHOTS" in os.environ:
                    name = re.sub(r"\W+", "-", path)
                    shot = pictures / f"every-{language}-{number:02}{name}.png"
                    await page.screenshot(path=shot, full_page=True)
                await looks_well(page, about, language)
                if language is Language.NB:
                    await walks_by_keyboard(page, about)
        await browser.close()
