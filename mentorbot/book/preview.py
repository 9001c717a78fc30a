"""All content on one page, as bubbles on a phone: what an editor reads before anybody else does."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mentorbot.book.entries import Ready
from mentorbot.book.filling import Filler
from mentorbot.book.findings import Finding
from mentorbot.book.loading import Entries
from mentorbot.book.rendering import Book
from mentorbot.book.shelves import IN_SENTENCES
from mentorbot.domain.people import Language

PAGE = Path(__file__).parent / "page"
NAMES = {Language.NB: "Bokmål", Language.NN: "Nynorsk", Language.EN: "English"}
"""What each language calls itself."""


@dataclass(frozen=True)
class Shown:
    """One text in one language."""

    language: Language
    words: str
    """Markup where it holds markup."""
    bare: str
    """As it is when everything is missing that may be; empty when that is the same."""
    place: str
    notes: tuple[str, ...] = ()
    """What the check would advise."""


@dataclass(frozen=True)
class Item:
    key: str
    shown: tuple[Shown, ...]
    under: tuple[Item, ...] = ()
    """Buttons below it."""


@dataclass(frozen=True)
class Group:
    """Items that look the same: "bubble", "card", "key", "toast" or "name"."""

    look: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Chapter:
    id: str
    title: str
    kind: str
    """"messages", "questions", "cards" or "names"."""
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        return sum(len(group.items) for group in self.groups)


def render(book: Book, entries: Entries, languages: Sequence[Language]) -> str:
    """One page of HTML that needs nothing besides itself, and may reach nothing."""
    environment = Environment(
        loader=FileSystemLoader(PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = ((PAGE / name).read_text("utf-8") for name in ("preview.css", "preview.js"))
    return environment.get_template("preview.html.j2").render(
        chapters=tuple(_Sorter(book, entries, languages).chapters()),
        languages={language: NAMES[language] for language in languages},
        version=book.version,
        style=Markup(style),  # noqa: S704 - files of this very module
        script=Markup(script),  # noqa: S704
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def _hash(text: str) -> str:
    """As a Content-Security-Policy names what it allows."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class _Sorter:
    """Puts every entry into its chapter."""

    def __init__(self, book: Book, entries: Entries, languages: Sequence[Language]) -> None:
        self.book = book
        self.entries = entries
        self.languages = languages
        numbers = {name: number.digits for name, number in book.rules.numbers.items()}
        self.fillers = {each: Filler.of(each, entries, numbers) for each in languages}
        self.keys = list(dict.fromkeys(key for _, key in entries))
        self.notes: dict[str, list[Finding]] = {}
        for finding in book.advice:
            self.notes.setdefault(f"{finding.file}:{finding.line}", []).append(finding)

    def chapters(self) -> Iterator[Chapter]:
        yield from self._messages()
        yield self._questions()
        yield from self._cards()
        yield from self._names()

    def _messages(self) -> Iterator[Chapter]:
        themes: dict[str, list[str]] = {}
        for key in self.keys:
            if (theme := _theme(self._any(key))) is not None:
                themes.setdefault(theme, []).append(key)
        for theme, keys in themes.items():
            looks = {key: _look(self._any(key)) for key in keys}
            groups = [
                Group(look, tuple(self._item(key) for key in keys if looks[key] == look))
                for look in ("bubble", "key", "toast")
            ]
            filled = tuple(group for group in groups if group.items)
            yield Chapter(f"m-{theme}", theme, "messages", filled)

    def _questions(self) -> Chapter:
        items = [
            self._item(
                f"question.{name}",
                *(self._item(f"answer.{name}.{answer}") for answer in question.answers),
            )
            for name, question in self.book.rules.questions.items()
        ]
        said = [self._item(key) for key in self.keys if key.startswith("said.")]
        groups = (Group("bubble", tuple(items)), Group("name", tuple(said)))
        return Chapter("questions", "questions", "questions", groups)

    def _cards(self) -> Iterator[Chapter]:
        for theme in self.book.rules.themes:
            cards = [self._item(f"card.{card.id}") for card in self.book.rules.cards_of(theme)]
            if cards:
                title = self._words(f"theme.{theme}")
                yield Chapter(f"c-{theme}", title, "cards", (Group("card", tuple(cards)),))

    def _names(self) -> Iterator[Chapter]:
        sections: dict[str, list[str]] = {}
        for key in self.keys:
            if self._any(key).entry.spot.file.endswith("/names.yaml"):
                sections.setdefault(key.partition(".")[0], []).append(key)
        for section, keys in sections.items():
            look = "name" if section in IN_SENTENCES else "key"
            group = Group(look, tuple(map(self._item, keys)))
            yield Chapter(f"n-{section}", section, "names", (group,))

    def _any(self, key: str) -> Ready:
        """In the first language that has it."""
        return next(self.entries[each, key] for each in Language if (each, key) in self.entries)

    def _words(self, key: str) -> str:
        ready = self.entries.get((self.languages[0], key)) or self._any(key)
        return ready.shown

    def _item(self, key: str, *under: Item) -> Item:
        shown = tuple(
            self._shown(language, self.entries[language, key])
            for language in self.languages
            if (language, key) in self.entries
        )
        return Item(key, shown, under)

    def _shown(self, language: Language, ready: Ready) -> Shown:
        filler, place = self.fillers[language], f"{ready.entry.spot.file}:{ready.entry.spot.line}"
        words, bare = filler.full(ready), filler.bare(ready)
        about = (each.message for each in self.notes.get(place, ()))
        mine = tuple(
            each.removeprefix(f"{ready.entry.key}: ")
            for each in about
            if each.startswith(f"{ready.entry.key}: ") or ready.entry.key.startswith("card.")
        )
        return Shown(language, words, "" if bare == words else bare, place, mine)


def _theme(ready: Ready) -> str | None:
    folder, _, file = ready.entry.spot.file.rpartition("/")
    return file.removesuffix(".yaml") if folder.endswith("/messages") else None


def _look(ready: Ready) -> str:
    """What a message is in Telegram (mentorbot.book.shelves)."""
    if not ready.entry.plain:
        return "bubble"
    return "key" if ready.entry.better else "toast"
