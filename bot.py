"""mentorbot: builds the parts and runs them. `python bot.py --help` says what it can do."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dialogs.table import COMMANDS, DIALOGS, declared_texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.people import Language
from mentorbot.domain.wording import Text, declared
from mentorbot.edges.clock import entropy
from mentorbot.edges.commands import app, invitation
from mentorbot.edges.commands.cards import finder_of
from mentorbot.edges.commands.desk import House
from mentorbot.services import conversing
from mentorbot.services.parts import Parts, Search
from mentorbot.storage.database import Database
from mentorbot.storage.vault import Vault
from mentorbot.understanding.finding import CardFinder
from mentorbot.understanding.topics import Topics


def build(database_url: str, keys: tuple[str, ...], content: Path) -> Parts:
    """Raises ContentErrors, BadKey or BadDatabaseUrl: each says what to do."""
    book = load_book(content, texts())
    return Parts(
        database=Database(database_url, Vault(keys, entropy)),
        book=book,
        dialogs=DIALOGS,
        commands=COMMANDS,
        search=search_in(book),
        calendar=WorkCalendar(book.rules.hours),
        entropy=entropy,
    )


def texts() -> dict[str, Text]:
    """Every text that the code says, by key: what the content must hold."""
    return declared_texts() | declared([conversing, invitation])


def search_in(book: Book) -> Search:
    """Learns at the first question: a command that asks nothing need not wait for it."""

    @cache
    def shelves() -> dict[Language, CardFinder]:
        topics = Topics.taught(book.lessons)
        return {language: finder_of(book, topics, language) for language in Language}

    return lambda text, language: shelves()[language].find(text)


if __name__ == "__main__":
    app(obj=House(build, texts))
