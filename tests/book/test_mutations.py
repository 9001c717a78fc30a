"""Hundreds of broken files: each refused with file and line, or without any effect; and whatever
comes, what was loaded before goes on serving."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings

from mentorbot.book.findings import ContentErrors, Finding
from mentorbot.book.loading import Entries, load_entries
from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language
from mentorbot.domain.wording import Text
from tests.book.mutations import INSTEAD, Fault, mutations
from tests.book.smalltree import FILES, TEXTS, write
from tests.book.test_content import CONTENT, texts

LONGEST = 6.0
"""Seconds for one load on a busy machine: what would hang or blow up takes far longer."""
OF_THE_SMALL, OF_THE_REAL = 280, 40
REAL_FILES = sorted(
    str(path.relative_to(CONTENT)) for path in CONTENT.rglob("*") if path.suffix in (".yaml", ".md")
)


class Tree:
    """A folder that is broken and mended again, and the Book that serves from it."""

    def __init__(self, folder: Path, texts: Mapping[str, Text]) -> None:
        self.folder = folder
        self.texts = texts
        self.serving, self.entries = load_entries(folder, texts)

    @contextmanager
    def broken(self, path: str, raw: bytes | None = None) -> Iterator[Path]:
        """The file with this in it, or not there; put back afterwards."""
        file = self.folder / path
        before = file.read_bytes()
        file.unlink()
        if raw is not None:
            file.write_bytes(raw)
        try:
            yield file
        finally:
            if file.is_dir() and not file.is_symlink():
                file.rmdir()
            file.unlink(missing_ok=True)
            file.write_bytes(before)

    def load(self) -> tuple[Book, Entries] | ContentErrors:
        """What a reload gets; nothing but ContentErrors may come of a bad file."""
        began = time.monotonic()
        try:
            return load_entries(self.folder, self.texts)
        except ContentErrors as error:
            return error
        finally:
            assert time.monotonic() - began < LONGEST


def seen(book: Book, entries: Entries) -> tuple[object, ...]:
    """What people can see of the content, and what it decides."""
    return book.rules, book.languages, {key: ready.shown for key, ready in entries.items()}


def assert_helpful(findings: tuple[Finding, ...], path: str) -> None:
    """Where to look, and what to do: in the file itself, or where something misses it."""
    for finding in findings:
        assert finding.file.startswith("content")
        assert finding.message
    places = [each for each in findings if each.line or each.file == f"content/{path}"]
    assert places, findings


def assert_harmless(tree: Tree, fault: Fault, loaded: tuple[Book, Entries]) -> None:
    if not fault.edit:
        assert seen(*loaded) == seen(tree.serving, tree.entries)
    # An edit that somebody may mean: it says everything that the code says.
    assert {key for language, key in loaded[1] if language is Language.NB} >= tree.texts.keys()
    for ready in loaded[1].values():
        assert ready.shown


def judge(tree: Tree, path: str, fault: Fault, at: int) -> None:
    text = (tree.folder / path).read_text("utf-8")
    with tree.broken(path, fault.apply(text, at)):
        result = tree.load()
    if isinstance(result, ContentErrors):
        event("refused")
        assert_helpful(result.findings, path)
    else:
        event("without effect, or an edit")
        assert_harmless(tree, fault, result)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return Tree(write(tmp_path_factory.mktemp("small") / "content"), TEXTS)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    folder = tmp_path_factory.mktemp("real") / "content"
    shutil.copytree(CONTENT, folder)
    return Tree(folder, texts())


CALM = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(CALM, max_examples=OF_THE_SMALL)
@given(mutation=mutations(sorted(FILES)))
def test_a_broken_file_of_the_small_tree_is_refused_or_without_effect(
    small: Tree, mutation: tuple[str, Fault, int]
) -> None:
    judge(small, *mutation)


@settings(CALM, max_examples=OF_THE_REAL)
@given(mutation=mutations(REAL_FILES))
def test_a_broken_file_of_the_real_content_is_refused_or_without_effect(
    real: Tree, mutation: tuple[str, Fault, int]
) -> None:
    judge(real, *mutation)


@pytest.mark.parametrize("path", ["nb/names.yaml", "rules/models.yaml", "nb/cards/V34.md"])
@pytest.mark.parametrize("instead", INSTEAD)
def test_what_is_no_file_is_refused_and_never_waited_for(
    small: Tree, path: str, instead: str
) -> None:
    with small.broken(path) as file:
        INSTEAD[instead](file)
        result = small.load()
    assert isinstance(result, ContentErrors), result
    assert_helpful(result.findings, path)


@pytest.mark.parametrize("folder", ["nb", "nb/messages", "nb/cards", "rules"])
def test_a_folder_that_is_a_file_is_refused(small: Tree, folder: str) -> None:
    aside = (small.folder / folder).rename(small.folder.with_name("aside"))
    (small.folder / folder).write_text("x")
    result = small.load()
    (small.folder / folder).unlink()
    aside.rename(small.folder / folder)
    assert isinstance(result, ContentErrors)


def test_after_all_that_the_content_is_what_it_was(small: Tree, real: Tree) -> None:
    for tree in (small, real):
        loaded = tree.load()
        assert not isinstance(loaded, ContentErrors)
        assert loaded[0].version == tree.serving.version
