"""Everything that is said on one page: nothing left out, nothing fetched, nothing run."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mentorbot.book.loading import Entries, load_entries
from mentorbot.book.preview import render
from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language
from tests.book.smalltree import FILES, TEXTS, line_of, write

NB, NN, EN = Language
REPORT = "nb/messages/report.yaml"


class Reader(HTMLParser):
    """What stands on the page, by key; and whatever a browser would fetch or run."""

    VOID = ("meta", "input")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.path: list[tuple[str, Mapping[str, str | None]]] = []
        self.words: dict[str, str] = {}
        self.tags: list[tuple[str, Mapping[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.path.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.path.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        items = [attrs["id"] for tag, attrs in self.path if tag == "article"]
        if items and items[-1]:
            self.words[items[-1]] = self.words.get(items[-1], "") + data


def page_of(loaded: tuple[Book, Entries], *languages: Language) -> str:
    return render(*loaded, languages or loaded[0].languages)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Entries]:
    changes: dict[str, str | bytes] = {
        "nn/messages/report.yaml": "texts:\n  panel: Ring {{ police }} no.\n",
    }
    return load_entries(write(tmp_path_factory.mktemp("shown") / "content", changes), TEXTS)


@pytest.fixture(scope="module")
def read(small: tuple[Book, Entries]) -> Reader:
    return Reader(page_of(small))


def test_every_text_button_toast_question_card_and_name_is_there(
    small: tuple[Book, Entries], read: Reader
) -> None:
    book, entries = small
    shown = read.words.keys() | {
        f"answer.{name}.{answer}"
        for name, each in book.rules.questions.items()
        for answer in each.answers
    }
    titles = {f"card_title.{card}" for card in book.rules.cards}
    assert {key for _, key in entries} - titles == shown


def test_each_stands_with_the_line_where_it_is_edited(read: Reader) -> None:
    words = read.words["report.send"]
    assert "Send" in words
    assert f"content/{REPORT}:{line_of(REPORT, 'send: Send')}" in words
    card = read.words["card.V34"]
    assert "Ring deltakeren." in card
    assert f"content/nb/cards/V34.md:{line_of('nb/cards/V34.md', 'title:')}" in card


def test_a_question_has_its_answers_under_it(read: Reader) -> None:
    words = read.words["question.F1"]
    assert all(answer in words for answer in ("Hvordan går det", "Bra", "Greit", "Vanskelig"))


def test_both_ways_of_an_if_are_shown(read: Reader) -> None:
    words = read.words["report.tried"]
    assert "ingenting ennå" in words
    assert "Uten det som kan mangle" in words
    assert "Uten det" not in read.words["report.panel"]


def test_languages_stand_side_by_side_and_what_one_lacks_is_left_out(
    small: tuple[Book, Entries], read: Reader
) -> None:
    assert "Ring 112 no." in read.words["report.panel"]
    alone = Reader(page_of(small, NB))
    assert "Ring 112 no." not in alone.words["report.panel"]
    assert [attrs["id"] for tag, attrs in alone.tags if tag == "input"] == ["pick-nb", "filter"]


def test_the_page_reaches_nothing_and_runs_only_what_it_names(
    read: Reader, small: tuple[Book, Entries]
) -> None:
    for tag, attrs in read.tags:
        assert tag not in ("link", "img", "iframe", "object", "embed", "form", "base")
        assert not {"src", "style", "onclick", "onload"} & attrs.keys()
        assert str(attrs.get("href", "#")).startswith("#")
    page = page_of(small)
    assert "url(" not in page
    assert "@import" not in page
    (policy,) = [a["content"] for tag, a in read.tags if a.get("http-equiv")]
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    for tag in ("style", "script"):
        (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_words_are_shown_and_never_run(tmp_path: Path) -> None:
    hostile = (
        FILES[REPORT]
        .replace("send: Send", "send: Send < & nå")
        .replace("Sende?", "Sende &lt;script&gt;alert(1)&lt;/script&gt;?")
    )
    loaded = load_entries(write(tmp_path / "content", {REPORT: hostile}), TEXTS)
    page = page_of(loaded)
    assert page.count("<script>") == 1
    words = Reader(page).words
    assert "Send < & nå" in words["report.send"]
    assert "<script>alert(1)</script>" in words["report.preview"]


def test_advice_stands_beside_the_words_it_is_about(tmp_path: Path) -> None:
    long = FILES[REPORT].replace("open: Åpne", "open: Åpne saken som gjelder")
    loaded = load_entries(write(tmp_path / "content", {REPORT: long}), TEXTS)
    words = Reader(page_of(loaded)).words
    assert "26 fit well" in words["report.open"]
    assert "26 fit well" not in words["report.send"]
