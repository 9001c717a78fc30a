"""People's names. Norwegian writes few words with a capital, so that two of them in a row are
nearly always a name; the lists are for the other cases.

Plain text in (see redaction.plain), spans out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from mentorbot.domain.redacted_lists import (
    ALSO_WORDS,
    FAMILY_ENDINGS,
    FAMILY_NAMES,
    FIRST_NAMES,
    NOT_NAMES,
    OPENERS,
    PARTICLES,
)

Spans = Iterator[tuple[int, int]]

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
TITLED = re.compile(
    r"\b(?i:herr|fru|frk|frøken|mr|mrs|ms|miss|dr|doktor|advokat)\.? "
    r"([A-ZÆØÅÄÖ][^\W\d_]{2,}(?: [A-ZÆØÅÄÖ][^\W\d_]{2,})?)"
)
NAMED = re.compile(
    r"(?i)\b(?:heter|heiter|hete|hæt|hette|navn(?:et)?(?: \w+)? er|namn(?:et)?(?: \w+)? er"
    r"|name(?: is|'s)|named|called|kalles|deltaker(?:en)?|deltakar(?:en)?|participant(?: is)?) "
    r"([^\W\d_]{2,}(?:-[^\W\d_]{2,})?) ([^\W\d_]{2,}(?:-[^\W\d_]{2,})?)"
)
TURNED_ROUND = re.compile(r"\b([A-ZÆØÅÄÖ][^\W\d_]{2,}), ([A-ZÆØÅÄÖ][^\W\d_]+)(?!\w)")
WITHOUT_CASE = re.compile(
    r"(?<!\w)[\u0590-\u0dff\u0e00-\u109f\u1200-\u137f\u3040-\ud7af]{2,}"
    r"(?: [\u0590-\u0dff\u0e00-\u109f\u1200-\u137f\u3040-\ud7af]{2,}){0,3}(?!\w)"
)
"""Scripts that have no capitals: in a text in Latin letters, mostly somebody's name."""
SHOUTED = 3
"""Letters at least of a word that is shouted; shorter ones are abbreviations."""
TITLE_CASE = 0.6
"""From this share of capitals on they say nothing: somebody Writes Like This."""


@dataclass(frozen=True)
class Words:
    text: str
    found: Sequence[re.Match[str]]
    titled: bool

    @classmethod
    def of(cls, text: str) -> Words:
        found = list(WORD.finditer(text))
        long = [word[0] for word in found if len(word[0]) > 1]
        capitals = sum(word[0].isupper() and not word.isupper() for word in long)
        return cls(text, found, len(long) > 3 and capitals > TITLE_CASE * len(long))

    def adjoin(self, now: int) -> bool:
        """Whether word `now` follows the one before it as parts of a name do."""
        one, other = self.found[now - 1], self.found[now]
        between = self.text[one.end() : other.start()]
        return between in (" ", "  ") or (len(one[0]) == 1 and between in (".", ". "))

    def is_capital(self, now: int) -> bool:
        """Capital first and small letters after; NAV and IT are no names, nor is a weekday."""
        word = self.found[now][0]
        return word[0].isupper() and not word.isupper() and word.lower() not in NOT_NAMES

    def begins_anew(self, now: int) -> bool:
        """The point after one letter may end a sentence: "Plan B. Han kom"."""
        one = self.found[now - 1]
        return len(one[0]) == 1 and self.found[now][0].lower() in OPENERS | NOT_NAMES

    def is_initial(self, now: int) -> bool:
        """The N of "Kari N.": with its point, or where nothing else follows it."""
        word = self.found[now]
        after = self.text[word.end() : word.end() + 1]
        return len(word[0]) == 1 and word[0].isupper() and not after.isalnum()

    def opens_sentence(self, now: int) -> bool:
        before = self.text[: self.found[now].start()].rstrip(" \"'«»“”(-–•")
        if not before or before[-1] in ".!?:;\n…":
            return not before or before[-1] != "." or not self._after_initial(now)
        return not (before[-1].isalnum() or before[-1] == ",")

    def _after_initial(self, now: int) -> bool:
        return now > 0 and len(self.found[now - 1][0]) == 1 and self.adjoin(now)


def full_names(text: str, _today: date | None) -> Spans:
    """A first name with what follows it, two capitals in a row, an initial with a name."""
    yield from (found.span(1) for found in TITLED.finditer(text))
    yield from (found.span() for found in TURNED_ROUND.finditer(text) if _turned(found))
    yield from (found.span(1)[:1] + found.span(2)[1:] for found in _named(text))
    if re.search(r"[a-zA-Z]", text):
        yield from (found.span() for found in WITHOUT_CASE.finditer(text))
    yield from (span for span, size in _names(text) if size > 1)


def first_names(text: str, _today: date | None) -> Spans:
    """A first name by itself."""
    yield from (span for span, size in _names(text) if size == 1)


def _turned(found: re.Match[str]) -> bool:
    return is_first_name(found[2]) and found[1].lower() not in OPENERS | NOT_NAMES


def _named(text: str) -> Iterator[re.Match[str]]:
    """In small letters, after "heter" and the like: a known first name and what follows it."""
    for found in NAMED.finditer(text):
        first, last = found[1].lower(), found[2].lower()
        known = _known(first) & (FIRST_NAMES | ALSO_WORDS)
        if known and first not in OPENERS and last not in OPENERS:
            yield found


def _names(text: str) -> Iterator[tuple[tuple[int, int], int]]:
    """Where the names stand, and of how many words each is."""
    words = Words.of(text)
    at = 0
    while at < len(words.found):
        size = _size_at(words, at)
        if size:
            last = at + size - 1
            dot = words.is_initial(last) and text[words.found[last].end() :][:1] == "."
            yield (words.found[at].start(), words.found[last].end() + dot), size
        at += max(size, 1)


def _size_at(words: Words, at: int) -> int:
    """How many words the name has that begins here; 0 where none does."""
    word = words.found[at][0]
    opens = words.opens_sentence(at)
    if opens and word.lower() in OPENERS:
        return 0
    run = _run(words, at)
    if run >= 2 and _is_name(words, at, run):
        return run
    if not is_first_name(word, opens and not word.isupper()) or _is_today(words, at):
        return 0
    if run > 1 and words.titled:
        return 1
    return max(run, 1) + _follows(words, at + max(run, 1))


def _is_name(words: Words, at: int, run: int) -> bool:
    """Two in a row are, unless somebody writes every word with a capital."""
    inside = [words.found[now][0] for now in range(at, at + run)]
    proper = [word for word in inside if len(word) > 1]
    if len(proper) == 1 and len(inside[0]) > 1 and not is_first_name(proper[0]):
        return False
    return not words.titled or any(_known(word.lower()) & FIRST_NAMES for word in inside)


def _run(words: Words, at: int) -> int:
    """How many words in a row look like parts of a name, particles between them included."""
    size, last = 0, at
    for now in range(at, len(words.found)):
        if now > at and (not words.adjoin(now) or words.begins_anew(now)):
            break
        if words.is_capital(now) or (words.is_initial(now) and _may_stand(words, now, size)):
            size, last = now - at + 1, now
        elif now > last + 2 or not size or words.found[now][0] not in PARTICLES:
            break
    return size if any(words.is_capital(now) for now in range(at, at + size)) else 0


def _may_stand(words: Words, now: int, size: int) -> bool:
    """An initial stands after a name, or with its point before one; "I Oslo" is no name."""
    if size:
        return words.found[now][0] != "I" or words.text[words.found[now].end() :][:1] == "."
    return words.text[words.found[now].end() :][:1] == "."


def _follows(words: Words, now: int) -> int:
    """1 where the word after a first name is its family name, however it is written."""
    if now >= len(words.found) or not words.adjoin(now):
        return 0
    first, word = words.found[now - 1][0], words.found[now][0]
    known = word.lower()
    if first.isupper() and word.isupper() and len(word) >= SHOUTED:
        return int(known not in OPENERS | NOT_NAMES and not _all_shouted(words))
    if words.is_initial(now):
        return int(_may_stand(words, now, 1))
    endings = any(known.endswith(end) and len(known) > len(end) + 2 for end in FAMILY_ENDINGS)
    return int(known in FAMILY_NAMES or (endings and known not in NOT_NAMES))


def _all_shouted(words: Words) -> bool:
    return len(words.found) > 3 and all(word[0].isupper() for word in words.found)


def _is_today(words: Words, at: int) -> bool:
    """The day, and not the man: "I Dag", "God Dag"."""
    before = words.found[at - 1][0].lower() if at else ""
    return words.found[at][0].lower() == "dag" and before in ("i", "per", "god", "neste", "hver")


def is_first_name(word: str, opens_sentence: bool = False) -> bool:
    known = _known(word.lower())
    if known & FIRST_NAMES:
        return True
    return not opens_sentence and word[0].isupper() and bool(known & ALSO_WORDS)


def _known(word: str) -> set[str]:
    """A word and its parts, with and without the s of a genitive."""
    parts = {word, *re.split(r"[-'’]", word)}
    return parts | {part.removesuffix("s") for part in parts}
