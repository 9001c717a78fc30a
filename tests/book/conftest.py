from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mentorbot.book.findings import ContentErrors
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from tests.book.smalltree import TEXTS, write

Refuse = Callable[[dict[str, str | bytes]], list[str]]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return load_book(write(tmp_path_factory.mktemp("small") / "content"), TEXTS)


@pytest.fixture
def refused(tmp_path: Path) -> Refuse:
    """Loads the small tree with changed files, and gives the findings that stopped it."""

    def load(changes: dict[str, str | bytes]) -> list[str]:
        with pytest.raises(ContentErrors) as stopped:
            load_book(write(tmp_path / "content", changes), TEXTS)
        return [str(finding) for finding in stopped.value.findings]

    return load
