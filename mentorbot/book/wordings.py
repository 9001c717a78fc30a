"""The shapes of the files of each language: cards, questions, messages and names."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, TypeAdapter

from mentorbot.book.fields import CardId, CategoryIds, Day, Name, QuestionId, Slugs, Words
from mentorbot.book.schema import Shape


class CardShape(Shape):
    """The front matter of a card in nb; other languages give the title only."""

    id: CardId
    title: Words
    theme: Name
    kind: Literal["role", "support", "push", "balance", "danger"]
    categories: CategoryIds = ()
    topics: Slugs = ()
    keywords: tuple[Words, ...] = ()
    """Other words that people type when they mean this card."""
    source: Words
    checked: Day
    review: Literal["health", "law"] | None = None
    """Whose reading the card still waits for; the line is removed when it was read."""


class CardTitleShape(Shape):
    title: Words
    keywords: tuple[Words, ...] = ()


class AskedShape(Shape):
    ask: Words
    answers: dict[str, Words]
    said: dict[str, Words] = Field(default_factory=dict)
    """An answer as the end of a sentence: "du sa at ..."; needed where it leans or counts."""


class MessagesShape(Shape):
    texts: dict[Name, Words] = Field(default_factory=dict)
    buttons: dict[Name, Words] = Field(default_factory=dict)
    toasts: dict[Name, Words] = Field(default_factory=dict)


CARD = TypeAdapter(CardShape)
CARD_TITLE = TypeAdapter(CardTitleShape)
ASKED = TypeAdapter(dict[QuestionId, AskedShape])
MESSAGES = TypeAdapter(MessagesShape)
NAMES = TypeAdapter(dict[Name, dict[str, Words]])
