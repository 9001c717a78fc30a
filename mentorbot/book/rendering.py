"""The Book: all loaded content, rendered for one reader at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from markupsafe import Markup, escape

from mentorbot.book.findings import Finding
from mentorbot.book.markup import words_of
from mentorbot.book.patterns import Pattern
from mentorbot.domain.errors import MentorbotError
from mentorbot.domain.examples import Lessons
from mentorbot.domain.people import Language
from mentorbot.domain.rules import Rules
from mentorbot.domain.wording import Phrase, Value

Patterns: TypeAlias = Mapping[tuple[Language, str], Pattern]
NEWLINE = Markup("\n")


class NoSuchText(MentorbotError):
    """The content holds no text of that name."""


@dataclass(frozen=True)
class Book:
    """Never changes. A reader whose language lacks a text is given the bokmål one."""

    rules: Rules = field(repr=False)
    version: str
    languages: tuple[Language, ...]
    patterns: Patterns = field(repr=False)
    words_of_cards: Mapping[Language, Mapping[str, str]] = field(repr=False)
    lessons: Lessons = field(default_factory=Lessons, repr=False)
    """What typed text is understood by."""
    advice: tuple[Finding, ...] = field(default=(), repr=False)
    """What the linter would tell about style."""

    def text(self, phrase: Phrase, language: Language) -> str:
        """Telegram HTML."""
        return str(self._markup(phrase, language))

    def label(self, phrase: Phrase, language: Language) -> str:
        """The words without markup, for a button."""
        return self._plain(phrase, language)

    def toast(self, phrase: Phrase, language: Language) -> str:
        """The words without markup, for the short answer to a tap."""
        return self._plain(phrase, language)

    def card_words(self, language: Language) -> Mapping[str, str]:
        """By card id: what a card is about, the weightiest words repeated, for searching."""
        return self.words_of_cards.get(language) or self.words_of_cards[Language.NB]

    def _markup(self, phrase: Phrase, language: Language) -> Markup:
        pattern = self._pattern(phrase.key, language)
        if pattern.plain:
            return escape(self._plain(phrase, language))
        # The template is content that was checked, and it escaped the values itself.
        return Markup(pattern.fill(self._values(phrase, language, plain=False)))  # noqa: S704

    def _plain(self, phrase: Phrase, language: Language) -> str:
        pattern = self._pattern(phrase.key, language)
        if not pattern.plain:
            return words_of(self._markup(phrase, language))
        return pattern.fill(self._values(phrase, language, plain=True))

    def _pattern(self, key: str, language: Language) -> Pattern:
        found = self.patterns.get((language, key)) or self.patterns.get((Language.NB, key))
        if found is None:
            raise NoSuchText(f"there is no text {key}")
        return found

    def _values(self, phrase: Phrase, language: Language, plain: bool) -> Mapping[str, Any]:
        if not phrase.values:
            return phrase.values
        said = self._plain if plain else self._markup

        def value(given: Value) -> Any:
            if isinstance(given, Phrase):
                return said(given, language)
            if isinstance(given, tuple):
                lines = [said(each, language) for each in given]
                return "\n".join(lines) if plain else NEWLINE.join(lines)
            return given

        return {name: value(given) for name, given in phrase.values.items()}
