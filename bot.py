"""mentorbot: builds the parts and runs them. `python bot.py --help` says what it can do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dialogs.table import COMMANDS, DIALOGS, declared_texts
from mentorbot.book.files import version_in
from mentorbot.book.loading import load_book
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.wording import Text, declared
from mentorbot.edges.clock import entropy
from mentorbot.edges.commands import app, invitation
from mentorbot.edges.commands.desk import House
from mentorbot.edges.searching import Searching
from mentorbot.edges.web import answering
from mentorbot.services import auditing, conversing, linking, mailing, publishing
from mentorbot.services.parts import Parts
from mentorbot.storage.database import Database
from mentorbot.storage.vault import Vault


def build(database_url: str, keys: tuple[str, ...], content: Path) -> Parts:
    """Raises ContentErrors, BadKey or BadDatabaseUrl: each says what to do."""
    book = load_book(content, texts())
    return Parts(
        database=Database(database_url, Vault(keys, entropy)),
        book=book,
        dialogs=DIALOGS,
        commands=COMMANDS,
        search=Searching(book),
        calendar=WorkCalendar(book.rules.hours),
        entropy=entropy,
    )


def texts() -> dict[str, Text]:
    """Every text that the code says, by key: what the content must hold."""
    return declared_texts() | declared(
        [answering, auditing, conversing, invitation, linking, mailing, publishing]
    )


def renew(parts: Parts, content: Path) -> Parts:
    """The same office with the content as it stands now. Raises ContentErrors."""
    if version_in(content) == parts.book.version:
        return parts
    book = load_book(content, texts())
    before = parts.search if isinstance(parts.search, Searching) else None
    calendar = WorkCalendar(book.rules.hours)
    return replace(parts, book=book, calendar=calendar, search=Searching(book, before))


if __name__ == "__main__":
    app(obj=House(build, texts, renew))
