"""rules/topics.yaml as `Lessons`: a sentence a line, with #words behind it that say more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mentorbot.book.findings import Findings, Spot
from mentorbot.book.schema import TopicsShape
from mentorbot.book.sheets import Path, Sheet
from mentorbot.domain.examples import Example, Intent, Lessons

MOST_LETTERS = 400
"""Of a line. A longer one is a block of text without a | before it."""
TODAY, NEAR = "today", "near"
SIGNS = ("over", "today")
"""Besides the kinds of emergency: that it is over or none, and that it cannot wait."""
_SIGN = re.compile(r"[\w-]+\*?(/[\w-]+\*?)*")
_TAG = re.compile(r"(?:^|\s)#(\S+)")


def lessons_of(shape: TopicsShape | None, sheet: Sheet | None, found: Findings) -> Lessons:
    """What could be read; nothing without the file."""
    if shape is None or sheet is None:
        return Lessons()
    reader = _Reader(shape, sheet, found)
    return Lessons(tuple(reader.examples()), reader.words(), tuple(reader.equals()), reader.signs())


@dataclass
class _Reader:
    shape: TopicsShape
    sheet: Sheet
    found: Findings
    seen: dict[str, tuple[Intent, str]] = field(default_factory=dict)

    def examples(self) -> Iterator[Example]:
        for topic, each in self.shape.topics.items():
            for intent, block in ((Intent.PROBLEM, each.problem), (Intent.GUIDANCE, each.guidance)):
                yield from self._block(("topics", topic, str(intent)), block, intent, topic)
        for intent in (Intent.OVERLOAD, Intent.SMALLTALK, Intent.UNCLEAR):
            yield from self._block((str(intent),), getattr(self.shape, intent), intent, "")
        for intent in (Intent.ADMIN, Intent.EMERGENCY):
            for label, block in getattr(self.shape, intent).items():
                yield from self._block((str(intent), label), block, intent, label)

    def words(self) -> dict[str, tuple[str, ...]]:
        return {
            topic: tuple(
                words for part in each.words.split(",") if (words := " ".join(part.split()))
            )
            for topic, each in self.shape.topics.items()
        }

    def equals(self) -> Iterator[tuple[str, ...]]:
        for spot, line in self._lines(("equals",), self.shape.equals or ""):
            first, colon, others = line.partition(":")
            row = (*first.split(), *others.split())
            if colon and len(first.split()) == 1 and len(row) > 1:
                yield row
            else:
                message = "must be a word, a colon, and others that mean the same"
                self.found.error(spot, message)

    def signs(self) -> dict[str, tuple[str, ...]]:
        known = (*self.shape.emergency, *SIGNS)
        for name in self.shape.signs:
            if name not in known:
                message = f"there is no {name}; signs are of {', '.join(known)}"
                self.found.error(self.sheet.spot("signs", name), message)
        return {
            name: tuple(self._patterns(name, block)) for name, block in self.shape.signs.items()
        }

    def _patterns(self, name: str, block: str) -> Iterator[str]:
        for spot, line in self._lines(("signs", name), block):
            if all(_SIGN.fullmatch(word) for word in line.split()):
                yield line
            else:
                message = "must be words, with * at the end or / between, and nothing else"
                self.found.error(spot, message)

    def _block(self, path: Path, block: str, intent: Intent, label: str) -> Iterator[Example]:
        for spot, line in self._lines(path, block):
            tags = _TAG.findall(line)
            text = _TAG.sub("", line).strip()
            if not self._new(spot, text, (intent, label)) or not self._known(spot, tags):
                continue
            also = tuple(tag for tag in tags if tag not in (TODAY, NEAR))
            yield Example(text, intent, label, TODAY in tags, NEAR in tags, also)

    def _lines(self, path: Path, block: str) -> Iterator[tuple[Spot, str]]:
        """The lines with words on them, and where they stand."""
        first = self.sheet.spot(*path)
        for at, line in enumerate(block.split("\n")):
            spot = Spot(first.file, first.line + at)
            if len(line) > MOST_LETTERS:
                message = f"is longer than {MOST_LETTERS} letters: begin with | and one a line"
                self.found.error(first, message)
            elif line.strip():
                yield spot, line.strip()

    def _new(self, spot: Spot, text: str, meaning: tuple[Intent, str]) -> bool:
        """Each sentence stands once: with two meanings it would teach neither."""
        if not text:
            self.found.error(spot, "has no words before the #: write the sentence")
            return False
        before = self.seen.setdefault(text.casefold(), meaning)
        if before is meaning:
            return True
        where = " ".join(filter(None, before))
        self.found.error(spot, f"{text!r} stands here twice (first under {where}): remove one")
        return False

    def _known(self, spot: Spot, tags: list[str]) -> bool:
        strange = [tag for tag in tags if tag not in (TODAY, NEAR, *self.shape.topics)]
        for tag in strange:
            message = f"there is no #{tag}: write #{TODAY}, #{NEAR} or a topic of this file"
            self.found.error(spot, message)
        return not strange
