"""The demo's main story, played by clicking what stands on the screen, at two sizes."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import bot
from mentorbot.edges import pace
from mentorbot.edges.demo import Demo, Seeder, office
from mentorbot.services.parts import Parts
from mentorbot.storage.migrating import migrate
from tests.process import ROOT
from tests.standin.test_page import chromium, needs_browser

if TYPE_CHECKING:
    from playwright.async_api import Browser, Locator, Page

pytestmark = [pytest.mark.browser, needs_browser]

PHONE, DESKTOP = (390, 844), (1440, 900)
PATIENCE = 15_000
"""Milliseconds, on a machine that does other things too."""
RAW_KEY = re.compile(r"\b[a-z_]+\.[a-z_]+\b")
ENGLISH = re.compile(
    r"\b(the|and|your|you|next|back|check-in|mentor's|today|tomorrow|error|none|null|undefined"
    r"|true|false|placement|problem)\b",
    re.IGNORECASE,
)
LOOK = """phone => {
  const log = phone.querySelector(".log"), box = log.getBoundingClientRect();
  const shown = n => { const b = n.getBoundingClientRect();
    return b.top >= box.top - 1 && b.bottom <= box.bottom + 1; };
  const messages = [...log.querySelectorAll(".message.in")];
  const keys = [...log.querySelectorAll(".key")];
  const newest = [...(messages.at(-1)?.querySelectorAll(".key") ?? [])];
  const over = k => k.scrollWidth > k.clientWidth + 1 || k.scrollHeight > k.clientHeight + 1;
  return {
    texts: messages.map(m => m.innerText),
    clipped: keys.filter(over).map(k => k.innerText),
    small: keys.filter(k => k.getBoundingClientRect().height < 36).map(k => k.innerText),
    hidden: newest.filter(k => !shown(k)).map(k => k.innerText),
    wide: document.documentElement.scrollWidth > innerWidth,
  };
}"""


def build(address: str, key: str) -> Parts:
    parts = bot.build(address, (key,), ROOT / "content")
    migrate(parts.database)
    return parts


@pytest.fixture
async def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Demo]:
    # The seeding is fast fingers; nobody waits for Telegram's pace here.
    monkeypatch.setattr(pace, "BURST", 1000)
    async with office(build, tmp_path) as running:
        seeder = Seeder(running)
        await seeder.seed()
        yield running
        for phone in seeder.phones.values():
            await phone.close()


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
    """A person at the page: picks up a phone, reads, presses."""

    def __init__(self, page: Page, pictures: Path, name: str) -> None:
        self.page = page
        self._pictures = pictures
        self._name = name
        self._taken = 0
        self.owner = ""

    async def pick_up(self, owner: str) -> None:
        """The phone of this person, where one at a time is shown by its tab."""
        self.owner = owner
        number = await self.page.locator(".phone").evaluate_all(
            "(all, who) => all.findIndex(one => one.getAttribute('aria-label').includes(who))",
            owner,
        )
        tab = self.page.get_by_role("tab").nth(number)
        if await tab.is_visible():
            await tab.click()
        await self.phone.scroll_into_view_if_needed()
        await self.looks_well("pick-up")

    @property
    def phone(self) -> Locator:
        return self.page.locator(f".phone[aria-label*='{self.owner}']")

    async def press(self, label: str) -> None:
        """The newest button that says exactly this."""
        button = self.phone.get_by_role("button", name=label, exact=True).last
        await button.click(timeout=PATIENCE)

    async def taps(self, label: str, then: str) -> None:
        await self.press(label)
        await self.reads(then)

    async def reads(self, text: str) -> None:
        found = self.phone.locator(".message.in", has_text=text).last
        await found.wait_for(timeout=PATIENCE)
        await self.looks_well(text)

    async def looks_well(self, about: str) -> None:
        """What a person would stumble over at any moment."""
        from playwright.async_api import expect

        # Arriving and leaving take a moment each.
        await expect(self.phone.locator(".leaving")).to_have_count(0)
        await self.page.wait_for_timeout(450)
        await self._photograph(about)
        seen = await self.phone.evaluate(LOOK)
        assert seen["clipped"] == [], about
        assert seen["small"] == [], about
        assert seen["hidden"] == [], f"{about}: the newest keyboard is not in view"
        assert not seen["wide"], about
        for text in seen["texts"]:
            assert not RAW_KEY.search(text), text
            assert not ENGLISH.search(text), text
            assert "{{" not in text and "{%" not in text, text

    async def _photograph(self, about: str) -> None:
        self._taken += 1
        words = re.sub(r"\W+", "-", about)[:30]
        name = f"{self._name}-{self._taken:02}-{self.owner}-{words}.png"
        await self.page.screenshot(path=self._pictures / name)

    async def pull(self, lever: str) -> None:
        await self.page.get_by_role("button", name=lever, exact=True).click()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_the_main_story(
    demo: Demo, browser: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    width, height = size
    pictures = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    pictures.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240
    page = await browser.new_page(viewport={"width": width, "height": height}, locale="nb-NO")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(demo.standin.url)
    await page.locator(".phone").first.wait_for(state="attached")
    await play(Screen(page, pictures, f"{width}"))
    assert errors == []


async def play(screen: Screen) -> None:
    await jonas_arrives(screen)
    await his_first_week_is_hard(screen)
    await nav_rings_today(screen)
    await it_is_closed_on_both_sides(screen)
    await he_finds_advice_in_two_taps(screen)


async def jonas_arrives(screen: Screen) -> None:
    """Three taps, Start being the first."""
    await screen.pick_up("Jonas")
    await screen.taps("Start", "Hei! Nadia Nes i NAV har satt meg opp for deg")
    await screen.taps("Greit", "Passer torsdag kl.")
    await screen.taps("Ja, det passer", "Den første praten kommer")


async def his_first_week_is_hard(screen: Screen) -> None:
    await screen.pull("Neste innsjekk")
    await screen.reads("Hvordan har uka vært?")
    await screen.taps("Vanskelig", "Hva er vanskeligst?")
    await screen.taps("Det har stoppet opp", "Vet deltakeren at du melder fra?")
    await screen.taps("Ja", "Dette får NAV se")
    await screen.taps("Send til NAV", "Saken er hos Nadia Nes i NAV")


async def nav_rings_today(screen: Screen) -> None:
    await screen.pick_up("Nadia")
    await screen.reads("Elv: Det har stoppet opp")
    await screen.taps("Se saken", "Ring mentor: Jonas Juul")
    await screen.taps("Ringer i dag", "Mentor vet at du tar kontakt")


async def it_is_closed_on_both_sides(screen: Screen) -> None:
    await screen.pick_up("Jonas")
    await screen.reads("Nadia Nes ringer deg i dag om sak")
    await screen.taps("NAV har ringt", "Fint at dere fikk snakket sammen. Hjalp det?")
    await screen.taps("Ja", "Da er saken lukket")
    await screen.pick_up("Nadia")
    await screen.reads("Mentor sier at det hjalp.")


async def he_finds_advice_in_two_taps(screen: Screen) -> None:
    await screen.pick_up("Jonas")
    await screen.press("Meny")
    await screen.phone.get_by_role("menuitem", name="/guidance").click()
    await screen.reads("Hva vil du ha råd om?")
    await screen.taps("Støtte eller press", "Hva ligner mest?")
    await screen.taps("Hjelper du for mye?", "Tell til ti")
    await screen.press("Hjalp")
    await screen.page.locator(".toast", has_text="Godt å høre.").wait_for(timeout=PATIENCE)
    await screen.looks_well("Hjalp")
