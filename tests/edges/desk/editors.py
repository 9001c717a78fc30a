"""Coordinators who edit the content at their desks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import bot
from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language, Role
from mentorbot.domain.wording import Phrase
from tests.edges.desk.browser import Browser, signed_in
from tests.stories.office import Office
from tests.stories.town import Town

CONTENT = Path(__file__).resolve().parents[3] / "content"
AREA = re.compile(r'<textarea id="[^"]*" name="([^"]*)"[^>]*>\n(.*?)</textarea>', re.DOTALL)
INPUT = re.compile(r'<input id="[^"]*" name="([^"]*)" value="([^"]*)"')


@dataclass
class Editor:
    """Reads the fields of the page they stand on, changes some, and presses a button."""

    browser: Browser

    @property
    def fields(self) -> dict[str, str]:
        found = AREA.findall(self.browser.page) + INPUT.findall(self.browser.page)
        return {name: unescape(words) for name, words in found}

    @property
    def version(self) -> str:
        found = re.search(r'name="version" value="(\d+)"', self.browser.page)
        return found[1] if found else ""

    @property
    def note(self) -> str:
        found = re.search(r'<div class="note[^>]*>(.*?)</div>', self.browser.page, re.DOTALL)
        words = re.sub(r"<[^>]+>", "", unescape(found[1])) if found else ""
        return words.replace("\N{NO-BREAK SPACE}", " ").strip()

    def opens(self, subject: str) -> None:
        assert self.browser.get(f"/desk/content/edit/{subject}") == 200
        self.subject = subject

    def does(self, what: str, changes: Mapping[str, str] | None = None, **more: str) -> int:
        form = {**self.fields, **(changes or {}), "version": self.version, "do": what, **more}
        return self.browser.post(f"/desk/content/edit/{self.subject}", form)


def editors(office: Office) -> tuple[Editor, Editor]:
    """Kari and Kaia, both coordinators."""
    kaia = office.town.settled(Role.COORDINATOR, "Kaia Kant")
    return tuple(Editor(signed_in(office.town, who)) for who in (office.kari, kaia))  # type: ignore[return-value]


def served(town: Town) -> Book:
    """What every worker would serve from now on."""
    return bot.renew(town.parts, CONTENT).book


def said(book: Book, key: str, language: Language = Language.NB) -> str:
    return book.text(Phrase(key), language)


def publishes(writer: Editor, reader: Editor, subject: str, changes: Mapping[str, str]) -> None:
    writer.opens(subject)
    writer.does("hand_in", changes)
    reader.opens(subject)
    reader.does("publish")
    assert reader.note.startswith("Publisert"), reader.note
