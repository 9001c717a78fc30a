"""A coordinator's tasks, timed and counted: the real program on a port, a real browser at the desk,
a mentor's phone beside it.

`python -m tests.soak.coordinator` prints a table, and exits with 1 when a promise does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from mentorbot.standin.clock import ClockFile
from mentorbot.standin.phone import Phone
from mentorbot.standin.server import Standin
from tests.e2e import story
from tests.e2e.office import NOON, Office, found_office, set_clock
from tests.e2e.ports import free_port
from tests.nursery import command
from tests.process import TOKEN, Bot, environment
from tests.services.big_office import WORDS
from tests.standin.test_page import chromium

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

IN_USE = 5.0
"""Seconds from the press of the button until the words stand in a chat."""
MOST_BACK = 2
"""Clicks until what was said before is said again, from the page on which it was published."""
SOON = timedelta(weeks=4)
A_MESSAGE = 1.1
"""Seconds: a chat is sent no more than one message a second, so nobody asks faster than that."""
MORE = (*WORDS[1:], "Or", "Pil")
"""Placements besides the office's own, one ending every week."""
SENTENCE = ("settings.help_mentor", "Spør meg når som helst, kort eller langt.")
CARD = {
    "nb": ("Når det er stille", "Lite å gjøre i dag? Avtal én oppgave.", "Vis oppgaven først.",
           "La deltakeren velge neste.", "«Hva vil du prøve?»", "Hvis det er stille lenge."),
    "nn": ("Når det er stilt", "Lite å gjere i dag? Avtal éi oppgåve.", "Vis oppgåva først.",
           "La deltakaren velje neste.", "«Kva vil du prøve?»", "Om det er stilt lenge."),
    "en": ("When it is quiet", "Little to do today? Agree on one task.", "Show the task first.",
           "Let the participant choose the next.", "“What would you try?”", "If it stays quiet."),
}  # fmt: skip
SECTIONS = ("title", "when", "support", "push", "say", "call")


@dataclass
class Desk:
    """A browser that counts what is clicked."""

    page: Page
    address: str
    clicks: int = 0

    async def goes(self, path: str) -> None:
        await self.page.goto(f"{self.address}/desk{path}")

    async def clicks_on(self, what: Locator) -> None:
        self.clicks += 1
        await what.click()
        await self.page.wait_for_load_state()

    async def button(self, name: str) -> None:
        await self.clicks_on(self.page.get_by_role("button", name=name).first)

    async def link(self, name: str) -> None:
        await self.clicks_on(self.page.get_by_role("link", name=name).first)

    async def reads(self, words: str) -> None:
        await self.page.get_by_text(words).first.wait_for()


@dataclass
class Task:
    name: str
    seconds: float = 0.0
    clicks: int = 0
    promises: dict[str, bool] = field(default_factory=dict)


@dataclass
class Trial:
    office: Office
    desk: Desk
    jonas: Phone
    tasks: list[Task] = field(default_factory=list)

    async def does(self, name: str, work: Callable[[], Awaitable[Mapping[str, bool]]]) -> None:
        began, clicked = time.monotonic(), self.desk.clicks
        promises = dict(await work())
        took = time.monotonic() - began
        self.tasks.append(Task(name, took, self.desk.clicks - clicked, promises))

    async def until(self, began: float, *, said: bool) -> float:
        """Seconds from then until Jonas, who asks again and again, is told the sentence, or not."""
        while time.monotonic() - began < 4 * IN_USE:
            await self.jonas.say("/help")
            await asyncio.sleep(A_MESSAGE)
            text = (await self.jonas.last()).get("text", "")
            if (SENTENCE[1] in text) is said:
                return time.monotonic() - began
        return float("inf")

    async def a_sentence(self) -> Mapping[str, bool]:
        desk, (subject, words) = self.desk, SENTENCE
        await desk.goes(f"/content/edit/message:{subject}")
        field = desk.page.locator('textarea[name^="nb."]').first
        await field.fill(f"{await field.input_value()}\n{words}")
        pressed = time.monotonic()
        await desk.button("Publiser")
        took = await self.until(pressed, said=True)
        await desk.reads("Publisert.")
        return {f"in the chat after {took:.1f} s, {IN_USE:.0f} at most": took < IN_USE}

    async def back(self) -> Mapping[str, bool]:
        desk, clicked = self.desk, self.desk.clicks
        await desk.link("Det som har vært")
        pressed = time.monotonic()
        await desk.button("Ta tilbake")
        used = desk.clicks - clicked
        await desk.reads("Tatt tilbake")
        took = await self.until(pressed, said=False)
        return {
            f"{used} clicks, {MOST_BACK} at most": used <= MOST_BACK,
            f"as before after {took:.1f} s": took < IN_USE,
        }

    async def a_card(self) -> Mapping[str, bool]:
        desk = self.desk
        await desk.goes("/content")
        await desk.link("Skriv et nytt råd")
        await desk.button("Begynn å skrive")
        for language, words in CARD.items():
            for section, text in zip(SECTIONS, words, strict=True):
                await desk.page.locator(f'[name="{language}.{section}"]').fill(text)
            keywords = desk.page.locator(f'[name="{language}.keywords"]')
            if await keywords.count():
                await keywords.fill(words[0].casefold())
        await desk.page.locator('[name$="source"]').first.fill("Kontoret selv")
        await desk.button("Publiser")
        await desk.reads("Publisert.")
        began, (title, when, *_) = time.monotonic(), CARD["nb"]
        offered: list[str] = []
        while title not in offered and time.monotonic() - began < 4 * IN_USE:
            await self.jonas.say("/guidance")
            await self.jonas.say(title.casefold())
            await asyncio.sleep(3 * A_MESSAGE)
            offered = await self.jonas.buttons()
        took = time.monotonic() - began
        await self.jonas.tap(title)
        await story.reads(self.jonas, when)
        return {f"found by its title, and read, after {took:.1f} s": took < 2 * IN_USE}

    async def who_ends(self) -> Mapping[str, bool]:
        desk = self.desk
        await desk.goes("/office")
        await desk.page.get_by_label("Verdt å se på").select_option("ending")
        await desk.button("Vis")
        shown = await desk.page.locator("table.office tbody .who").all_inner_texts()
        today = NOON.date()
        placed = await self.office.command("placements", "list", "--json")
        ends = {each["alias"] for each in placed if today <= _end(each) <= today + SOON}
        return {f"{len(shown)} of {len(placed)}, the right ones": set(shown) == ends and bool(ends)}

    async def all_of_one(self) -> Mapping[str, bool]:
        desk = self.desk
        await desk.goes("/office/loads")
        await desk.link("Flytt alle sakene")
        await desk.page.get_by_label("Hvem skal ha det?").select_option(label="Nils Nygård")
        await desk.button("Videre")
        await desk.button("Ja, gjør det")
        await desk.reads("er flyttet")
        await story.reads_anywhere(self.jonas, "Nils Nygård")
        return {"the mentor knows who has it": True}


def _end(placement: Mapping[str, str]) -> date:
    return date.fromisoformat(placement["end"])


async def trial(folder: Path) -> list[Task]:
    from playwright.async_api import async_playwright

    made = await asyncio.to_thread(found_office, folder)
    await asyncio.to_thread(_more_placements, folder, made)
    set_clock(folder, NOON)
    clock = ClockFile(folder / "clock")
    async with Standin(token=TOKEN, now=lambda: time.time() + clock.read()) as standin:
        office = Office(folder, made, standin)
        address = f"127.0.0.1:{free_port()}"
        own = {"MENTORBOT_WEB_BIND": address, "MENTORBOT_WEB_URL": f"http://{address}"}
        env = environment(folder, standin.url, **own)
        async with Bot(env, folder / "log"), async_playwright() as playwright:
            phones = await story.office_arrives(office)
            await story.a_hard_week_is_reported(office, phones["jonas"])
            browser = await playwright.chromium.launch(
                executable_path=chromium(), args=["--no-sandbox"], headless=True
            )
            desk = Desk(await browser.new_page(locale="nb-NO"), f"http://{address}")
            await _sign_in(desk, office)
            day = Trial(office, desk, phones["jonas"])
            await day.does("change a sentence and see it in a chat", day.a_sentence)
            await day.does("take it back", day.back)
            await day.does("add a card in three languages", day.a_card)
            await day.does("find whose period ends within four weeks", day.who_ends)
            await day.does("move all of a NAV contact's cases", day.all_of_one)
            await browser.close()
        await office.close()
        return day.tasks


def _more_placements(folder: Path, made: Mapping[str, Mapping[str, object]]) -> None:
    env = environment(folder, "http://127.0.0.1:9")
    mona = command(env, "people", "add", "--role=mentor", "--name=Mona Mo", "--json")
    at_nav = [
        f"--nav-contact={made['nadia']['person']}",
        f"--nav-stand-in={made['nils']['person']}",
    ]
    seats = [f"--mentor={mona['person']}", *at_nav]
    for number, alias in enumerate(MORE):
        end = NOON.date() + timedelta(weeks=number + 1)
        words = ("--alias", alias, "--model", "hybrid", "--workplace", "Lageret")
        days = ("--start", "2027-02-08", "--end", end.isoformat())
        command(env, "placements", "add", *words, *days, *seats, "--json")


async def _sign_in(desk: Desk, office: Office) -> None:
    kari = await office.phone("kari")
    await story.at_nav_arrives(kari, office.link("kari"))
    await desk.goes("")
    await kari.say("/desk")
    told = await story.reads(kari, "/desk/in/")
    link = told["text"].partition("/desk/in/")[2].split()[0]
    await desk.goes(f"/in/{link}")
    await desk.button("Logg inn")
    await desk.page.wait_for_url("**/desk")


def main() -> int:
    argparse.ArgumentParser(
        prog="python -m tests.soak.coordinator", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).parse_args()  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        tasks = asyncio.run(trial(Path(folder)))
    broken = 0
    for task in tasks:
        print(f"{task.name}: {task.seconds:.1f} s, {task.clicks} clicks")
        for promise, holds in task.promises.items():
            broken += not holds
            print(f"  {'held' if holds else 'BROKEN'}: {promise}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
