"""Finds the cards that fit what was typed, in the content as it stands."""

from __future__ import annotations

from threading import Lock

from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language
from mentorbot.edges.commands.cards import finder_of
from mentorbot.understanding.finding import CardFinder
from mentorbot.understanding.topics import Topics


class Searching:
    """Learns at the first question, which takes a second: a command that asks none need not wait.

    `before`: what served the last edition. Its topics are kept while their examples are the same.
    """

    def __init__(self, book: Book, before: Searching | None = None) -> None:
        self._book = book
        self._lock = Lock()
        self._finders: dict[Language, CardFinder] = {}
        kept = before is not None and before._book.lessons == book.lessons
        self._topics: Topics | None = before._topics if before is not None and kept else None

    def __call__(self, text: str, language: Language) -> tuple[str, ...]:
        return self._learned()[language].find(text)

    def _learned(self) -> dict[Language, CardFinder]:
        with self._lock:
            if not self._finders:
                self._topics = self._topics or Topics.taught(self._book.lessons)
                self._finders = {
                    language: finder_of(self._book, self._topics, language) for language in Language
                }
            return self._finders
