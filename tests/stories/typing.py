"""An office in which what is typed is understood as in the real one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language
from mentorbot.domain.understood import Reading
from mentorbot.edges.searching import Searching
from mentorbot.services.parts import Deaf
from mentorbot.storage import people
from tests.stories.office import Office
from tests.stories.town import Phone, Town, just_started

_BOOKS: dict[str, Book] = {}


@cache
def _learned(version: str) -> Searching:
    """Learning takes a second: once for all stories on one edition of the content."""
    searching = Searching(_BOOKS[version])
    searching.learn()
    return searching


def understanding(town: Town) -> Town:
    _BOOKS[town.book.version] = town.book
    town.parts = replace(town.parts, hearing=_learned(town.book.version))
    return town


class Takes(Deaf):
    """Takes every message for the same thing, or fails in the same way."""

    def __init__(self, for_: Reading | Exception) -> None:
        self._for = for_

    def read(self, _text: str) -> Reading:
        if isinstance(self._for, Exception):
            raise self._for
        return self._for


def takes(town: Town, for_: Reading | Exception) -> None:
    town.parts = replace(town.parts, hearing=Takes(for_))


def deaf(town: Town) -> Town:
    """The first seconds after a start: nothing has been learned yet."""
    town.parts = replace(town.parts, hearing=just_started(town.book))
    return town


def speaks(office: Office, phone: Phone, language: Language) -> Phone:
    """The person chose that language."""
    with office.town.tx() as tx:
        people.change(tx, phone.person, language=language)
    phone.language = str(language)
    return phone


def new(phone: Phone, count: int) -> list[str]:
    """The last messages, oldest first, as Telegram HTML."""
    return [message.words.html for message in phone.chat.messages[-count:]]
