"""rules/redaction.yaml as word lists: entries with commas or lines between, * ... and / in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pydantic import TypeAdapter

from mentorbot.book.fields import Words
from mentorbot.book.findings import Findings, Spot
from mentorbot.book.schema import Shape
from mentorbot.book.sheets import Path, Sheet
from mentorbot.domain.redacted_words import GAP, WordList
from mentorbot.domain.redaction import LISTED, Kind

Sensitive: TypeAlias = Mapping[Kind, WordList]
FEWEST_LETTERS = 3
"""Of an entry of one word with a *; with fewer it would take half the language."""
_ONE = r"\*?[^\W_](?:[^\W_]|['’-])*\*?"
_WORD = re.compile(rf"{_ONE}(?:/{_ONE})*")


class WordListShape(Shape):
    take: Words
    keep: Words | None = None


class RedactionShape(Shape):
    diagnosis: WordListShape
    health: WordListShape
    substance: WordListShape
    crime: WordListShape
    family: WordListShape


REDACTION = TypeAdapter(RedactionShape)


def sensitive_of(shape: RedactionShape | None, sheet: Sheet | None, found: Findings) -> Sensitive:
    """What could be read; nothing without the file."""
    if shape is None or sheet is None:
        return {}
    reader = _Reader(sheet, found)
    return {kind: reader.listed(kind, shape) for kind in LISTED}


@dataclass(frozen=True)
class _Reader:
    sheet: Sheet
    found: Findings

    def listed(self, kind: Kind, shape: RedactionShape) -> WordList:
        each = getattr(shape, kind)
        take = tuple(self._entries((str(kind), "take"), each.take))
        return WordList(take, tuple(self._entries((str(kind), "keep"), each.keep or "")))

    def _entries(self, path: Path, block: str) -> Iterator[str]:
        first, seen = self.sheet.spot(*path), set[str]()
        for at, line in enumerate(block.split("\n")):
            spot = Spot(first.file, first.line + at)
            for entry in filter(None, map(str.strip, line.split(","))):
                problem = "stands here twice: remove one" if entry in seen else wrong_with(entry)
                if problem:
                    self.found.error(spot, f"{entry!r} {problem}")
                else:
                    yield entry
                seen.add(entry)


def wrong_with(entry: str) -> str:
    """What somebody has to change about an entry; empty where it can be used."""
    words = entry.split()
    if not all(word == GAP or _WORD.fullmatch(word) for word in words):
        return "must be words, with * before or behind, / between, or ... for words in between"
    if GAP in (words[0], words[-1]):
        return "must have a word before and behind the ..."
    alone = words[0].split("/") if len(words) == 1 else ()
    if any("*" in word and len(word.strip("*")) < FEWEST_LETTERS for word in alone):
        return f"needs {FEWEST_LETTERS} letters at least beside the *"
    return ""
