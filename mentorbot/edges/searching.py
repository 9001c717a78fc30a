"""Understands what was typed, by the content as it stands, and finds the cards that fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language
from mentorbot.domain.understood import Reading
from mentorbot.edges.commands.cards import finder_of
from mentorbot.understanding.alarm import Alarm
from mentorbot.understanding.finding import CardFinder
from mentorbot.understanding.matters import Interpreter
from mentorbot.understanding.reading import Reader


@dataclass(frozen=True)
class _Learned:
    interpreter: Interpreter
    finders: Mapping[Language, CardFinder]


class Searching:
    """Knows the signs of danger at once, and everything else when it has learned.

    `before`: what served the last edition. What it learned is kept while the examples are the same.
    """

    def __init__(self, book: Book, before: Searching | None = None) -> None:
        self._book = book
        self._lock = Lock()
        self._alarm = Alarm.taught(book.lessons)
        self._learned: _Learned | None = None
        kept = before is not None and before._book.lessons == book.lessons
        self._reader: Reader | None = before._reader if before is not None and kept else None

    def find(self, text: str, language: Language) -> tuple[str, ...]:
        learned = self._learned
        return learned.finders[language].find(text) if learned is not None else ()

    def read(self, text: str) -> Reading:
        learned = self._learned
        if learned is None:
            return Reading(danger=self._alarm.kind(text))
        return learned.interpreter.read(text)

    def is_ready_for(self, text: str) -> bool:
        return self._learned is not None or bool(self._alarm.kind(text))

    def learn(self) -> None:
        with self._lock:
            if self._learned is not None:
                return
            reader = self._reader = self._reader or Reader.taught(self._book.lessons)
            finders = {each: finder_of(self._book, reader.topics, each) for each in Language}
            self._learned = _Learned(Interpreter(reader, self._alarm), finders)
