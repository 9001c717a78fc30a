"""Guidance cards: a Markdown file each, with front matter and a section per heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

from markupsafe import escape

from mentorbot.book.files import Shelf
from mentorbot.book.findings import Findings, Spot
from mentorbot.book.shaping import shaped
from mentorbot.book.sheets import Sheet, parse
from mentorbot.book.wordings import CARD, CARD_TITLE, CardShape
from mentorbot.domain.people import Language
from mentorbot.domain.rules import CardRef

ORDINARY = ("when", "lean", "support", "push", "wait", "say", "call")
DANGER = ("ring", "now", "say", "afterwards")
HEADINGS = ("ring", "now", *ORDINARY, "afterwards")
"""Sections of both kinds in the order shown."""
SIDES = ("support", "push")
OPTIONAL = frozenset({"lean", "wait"})

_HEADING = re.compile(r"##[ \t]+(.*?)[ \t]*")
_BULLET = re.compile(r"(?m)^[-*] +")
_MARKDOWN = re.compile(r"(?m)\*\*|__|^#|\]\(|`")


@dataclass(frozen=True)
class Section:
    heading: Spot
    spot: Spot
    """Where its words begin."""
    words: str


@dataclass(frozen=True)
class Card:
    """A card's words in one language."""

    id: str
    spot: Spot
    title: str
    sections: Mapping[str, Section]
    keywords: tuple[str, ...] = ()

    def source(self, headings: Mapping[str, str]) -> str:
        """The whole card as the source of one text, in Telegram HTML."""
        shown = [
            f"<b>{escape(headings[name])}</b>\n{self.sections[name].words}"
            for name in HEADINGS
            if name in self.sections
        ]
        return "\n\n".join([f"<b>{escape(self.title)}</b>", *shown])


def as_ref(shape: CardShape) -> CardRef:
    return CardRef(shape.id, shape.theme, shape.kind, shape.categories, shape.topics)


class CardReader:
    """Reads the cards of one language. `headings`: that language's words by section name."""

    def __init__(self, shelf: Shelf, found: Findings, headings: Mapping[str, str]) -> None:
        self.shelf = shelf
        self.found = found
        self.sections = {words.casefold(): name for name, words in headings.items()}

    def first(self, language: Language) -> Iterator[tuple[Card, CardShape, Sheet]]:
        """The cards of the language in which they are complete."""
        for path in self.shelf.files(f"{language}/cards", ".md"):
            if (parts := self._parts(path)) is None:
                continue
            sheet, body, line = parts
            shape = shaped(CARD, sheet, self.found)
            if shape is None:
                continue
            if not path.endswith(f"/{shape.id}.md"):
                self.found.error(
                    sheet.spot("id"), f"the file of {shape.id} is called {shape.id}.md"
                )
            sections = self._sections(sheet.file, body, line)
            card = Card(shape.id, sheet.spot("title"), shape.title, sections, shape.keywords)
            self._complete(card, shape.kind)
            yield card, shape, sheet

    def translated(self, language: Language, kinds: Mapping[str, str]) -> Iterator[Card]:
        """Cards of another language. `kinds`: the kind of every card there is."""
        for path in self.shelf.files(f"{language}/cards", ".md"):
            if (parts := self._parts(path)) is None:
                continue
            sheet, body, line = parts
            shape = shaped(CARD_TITLE, sheet, self.found)
            card_id = path.rpartition("/")[2].removesuffix(".md")
            if card_id not in kinds:
                self.found.error(Spot(sheet.file, 0), f"there is no card {card_id} in nb")
            elif shape is not None:
                sections = self._sections(sheet.file, body, line)
                card = Card(card_id, sheet.spot("title"), shape.title, sections, shape.keywords)
                self._complete(card, kinds[card_id])
                yield card

    def _parts(self, path: str) -> tuple[Sheet, list[str], int] | None:
        """Front matter, the lines after it, and the line number of the first of them."""
        text = self.shelf.text(path)
        if text is None:
            return None
        file, lines = self.shelf.name(path), text.split("\n")
        rule = [at for at, line in enumerate(lines) if line.rstrip() == "---"]
        if len(rule) < 2 or rule[0] != 0:
            message = "must begin with a line ---, then id, title and so on, then a line ---"
            self.found.error(Spot(file, 1), message)
            return None
        sheet = parse(file, "\n".join(lines[1 : rule[1]]), self.found, before=1)
        return None if sheet is None else (sheet, lines[rule[1] + 1 :], rule[1] + 2)

    def _sections(self, file: str, lines: list[str], first: int) -> dict[str, Section]:
        before, *chunks = _chunks(lines, first)
        if any(line.strip() for line in before.lines):
            self.found.error(Spot(file, first), "words must stand under a heading (## ...)")
        sections: dict[str, Section] = {}
        for chunk in chunks:
            name = self.sections.get(chunk.heading.casefold())
            if name is None:
                known = ", ".join(words.capitalize() for words in self.sections)
                message = f"there is no section {chunk.heading!r}; there are {known}"
                self.found.error(Spot(file, chunk.line), message)
            elif name in sections:
                message = f"the section {chunk.heading!r} stands here twice: join them"
                self.found.error(Spot(file, chunk.line), message)
            else:
                sections[name] = _section(file, chunk)
        return sections

    def _complete(self, card: Card, kind: str) -> None:
        """A danger card has sections of its own; a card that pushes says when not to."""
        fits = DANGER if kind == "danger" else ORDINARY
        needed = [name for name in fits if name not in OPTIONAL or (name, kind) == ("wait", "push")]
        words = {name: heading.capitalize() for heading, name in self.sections.items()}
        for name in needed:
            if name not in card.sections:
                message = (
                    f"the section ## {words.get(name, name)} is missing: a {kind} card needs it"
                )
                self.found.error(Spot(card.spot.file, 0), message)
        for name, section in card.sections.items():
            if name not in fits:
                message = f"a {kind} card has no section ## {words[name]}: remove it"
                self.found.error(section.heading, message)
            elif len(re.findall(r"\w+", section.words)) < 2:
                self.found.error(section.spot, f"the section ## {words[name]} is empty: write it")
            elif mark := _MARKDOWN.search(section.words):
                message = f"{mark[0]} would be seen as it stands here: use <b> and <i>"
                self.found.error(section.spot, message)


@dataclass(frozen=True)
class _Chunk:
    line: int
    heading: str
    lines: list[str]


def _chunks(lines: list[str], first: int) -> list[_Chunk]:
    """What stands before the first heading, and what stands under each."""
    chunks = [_Chunk(first, "", [])]
    for number, line in enumerate(lines, first):
        if heading := _HEADING.fullmatch(line):
            chunks.append(_Chunk(number, heading[1], []))
        else:
            chunks[-1].lines.append(line)
    return chunks


def _section(file: str, chunk: _Chunk) -> Section:
    """The words without empty lines around them. Lines that begin with - become points."""
    empty = len(list(takewhile(lambda line: not line.strip(), chunk.lines)))
    words = "\n".join(line.rstrip() for line in chunk.lines).strip()
    start = chunk.line + 1 + empty if words else chunk.line
    return Section(Spot(file, chunk.line), Spot(file, start), _BULLET.sub("• ", words))
