from __future__ import annotations

from pathlib import Path

import pytest

import bot
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.understanding.reading import Reader

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="session")
def book() -> Book:
    return load_book(CONTENT, bot.texts())


@pytest.fixture(scope="session")
def reader(book: Book) -> Reader:
    return Reader.taught(book.lessons)
