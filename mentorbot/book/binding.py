"""Binds a Book from the files and what is laid over them, or says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mentorbot.book.files import version_in
from mentorbot.book.filling import Filler
from mentorbot.book.findings import ADVICE, ERROR, ContentErrors, Finding, Findings, Spot
from mentorbot.book.laying import (
    NOTHING_LAID,
    Laid,
    NoSuchSlot,
    laid_over,
    text_of,
    words_in,
)
from mentorbot.book.loading import Entries, load_book, read_entries
from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language
from mentorbot.domain.wording import Text


@dataclass(frozen=True)
class Proof:
    """How the content would be: what could be read of it, and what is said about it."""

    book: Book | None
    entries: Entries
    findings: tuple[Finding, ...]
    """Mistakes first, then advice."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.kind == ERROR)

    def shown(self, key: str, language: Language) -> str | None:
        """A text as the bot would show it, filled in as it might be in a chat; None where it
        cannot be. Markup where it holds markup."""
        ready = self.entries.get((language, key))
        if ready is None or self.book is None:
            return None
        numbers = {number.id: number.digits for number in self.book.rules.numbers.values()}
        return Filler.of(language, self.entries, numbers).full(ready)


@dataclass(frozen=True)
class Bindery:
    folder: Path
    texts: Mapping[str, Text]
    """Every text that the code declares, by key."""

    def version(self, laid: Laid) -> str:
        """The version of the Book that would be bound, for less than binding it takes."""
        return version_in(self.folder, self._whole(laid))

    def bind(self, laid: Laid) -> Book:
        """Raises ContentErrors with everything that is wrong."""
        return load_book(self.folder, self.texts, self._whole(laid))

    def prove(self, laid: Laid, today: date | None = None) -> Proof:
        """`today` adds advice on what was checked too long ago."""
        found = Findings()
        try:
            whole = laid_over(self.folder, laid)
        except NoSuchSlot:
            return Proof(None, {}, (GONE,))
        book, entries = read_entries(self.folder, self.texts, found, today, whole)
        return Proof(book, entries, (*found.of(ERROR), *found.of(ADVICE)))

    def words(self, slot: str, laid: Laid = NOTHING_LAID) -> str:
        """What stands in a slot now; nothing where there is none."""
        return words_in(self.folder, slot, laid)

    def about(self, path: str) -> str:
        """The first sentence of the remark that a file begins with: what it holds."""
        first = text_of(self.folder, path).partition("\n")[0]
        sentence = re.split(r"[.:](?:\s|$)", first.removeprefix("#").strip())[0]
        return sentence if first.startswith("#") else path

    def _whole(self, laid: Laid) -> Mapping[str, str]:
        try:
            return laid_over(self.folder, laid)
        except NoSuchSlot as error:
            raise ContentErrors([GONE]) from error


GONE = Finding(*Spot("content", 0), "a part that was edited is not in the files any more")
