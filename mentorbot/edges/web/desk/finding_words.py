"""What the check says of somebody's words, as a sentence in their own language.

The check speaks to whoever edits files, in English, with file and line. What it says most is known
here; the rest is repeated as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from mentorbot.book.findings import Finding
from mentorbot.book.style import LONGEST_SENTENCE
from mentorbot.domain.wording import Phrase, Text

LONG_SENTENCE = Text("desk_lint.long_sentence", "words", "start", "most")
CARD_LONG = Text("desk_lint.card_long", "words", "most")
CARD_ENOUGH = Text("desk_lint.card_enough", "words", "most")
HARD = Text("desk_lint.hard", "lix", "most")
MISSING = Text("desk_lint.missing", "section")
EMPTY_SECTION = Text("desk_lint.empty_section", "section")
THIN = Text("desk_lint.thin", "words", "fewest")
TOO_LONG = Text("desk_lint.too_long", "length", "most")
FITS = Text("desk_lint.fits", "length", "most")
EMPTY = Text("desk_lint.empty")
NO_VALUE = Text("desk_lint.no_value", "name", "values")
UNUSED = Text("desk_lint.unused", "name")
NUMBER = Text("desk_lint.number", "digits", "instead")
AVOID = Text("desk_lint.avoid", "word")
NOT_CLOSED = Text("desk_lint.not_closed", "tag")
SEEN = Text("desk_lint.seen", "mark")
UNSEEN = Text("desk_lint.unseen")
NOT_YAML = Text("desk_lint.not_yaml", "number")
REVIEW = Text("desk_lint.review")
OTHER = Text("desk_lint.other", "number", "what")

KNOWN: Mapping[str, Text] = {
    r"a sentence has (?P<words>\d+) words \((?P<start>.+) \.\.\.\)": LONG_SENTENCE,
    r"the card has (?P<words>\d+) words; (?P<most>\d+) are the most": CARD_LONG,
    r"the card has (?P<words>\d+) words; (?P<most>\d+) are enough": CARD_ENOUGH,
    r"LIX is (?P<lix>\d+); (?P<most>\d+) is the most": HARD,
    r"the section ## (?P<section>.+) is missing": MISSING,
    r"the section ## (?P<section>.+) is empty": EMPTY_SECTION,
    r"has (?P<words>\d+) words; (?P<fewest>\d+) are the fewest": THIN,
    r"is (?P<length>\d+) characters when filled in; at most (?P<most>\d+) fit": TOO_LONG,
    r"is (?P<length>\d+) characters when filled in; (?P<most>\d+) fit well": FITS,
    r"comes out empty": EMPTY,
    r"there is no value (?P<name>\S+) here; its values are: (?P<values>.*)": NO_VALUE,
    r"the value (?P<name>\S+) is never used": UNUSED,
    r"(?P<digits>\+?\d[\d .\-/]*) stands in rules/numbers\.yaml only: write (?P<instead>.+) here":
        NUMBER,
    r"'(?P<word>[^']+)': (?:say |colours|a colleague)": AVOID,
    r"(?P<tag></?\w+>) is not closed": NOT_CLOSED,
    r"(?P<mark>\S+) would be seen as it stands": SEEN,
    r"holds a character that cannot be seen": UNSEEN,
    r"is not YAML": NOT_YAML,
    r"waits to be read by someone": REVIEW,
}  # fmt: skip
_KNOWN = [(re.compile(pattern), text) for pattern, text in KNOWN.items()]


def said(finding: Finding) -> Phrase:
    number = finding.line or None
    for pattern, text in _KNOWN:
        if found := pattern.search(finding.message):
            given: dict[str, str | int | None] = {"most": LONGEST_SENTENCE, "number": number}
            given |= {name: _value(words) for name, words in found.groupdict().items()}
            return text(**{name: given[name] for name in text.takes})
    return OTHER(number=number, what=finding.message)


def _value(words: str) -> str | int:
    return int(words) if words.isdigit() and len(words) < 6 else words
