"""The real content, read once."""

from __future__ import annotations

import pytest

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from tests.process import ROOT


@pytest.fixture(scope="session")
def book() -> Book:
    return load_book(ROOT / "content", texts())
