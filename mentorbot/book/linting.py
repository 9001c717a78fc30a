"""Everything that may be said about the content, style included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from mentorbot.book.findings import ADVICE, ERROR, Finding, Findings
from mentorbot.book.loading import read_book
from mentorbot.book.rendering import Book
from mentorbot.domain.wording import Text


def lint(
    what: Book | Path, texts: Mapping[str, Text] | None = None, today: date | None = None
) -> list[Finding]:
    """Errors first, then advice. A Book has no errors, and its age is not asked for.

    `texts`: what the code declares; None leaves out whether the words are the ones it says.
    """
    if isinstance(what, Book):
        return list(what.advice)
    found = Findings()
    read_book(what, texts, found, today)
    return [*found.of(ERROR), *found.of(ADVICE)]
