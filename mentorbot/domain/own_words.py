"""Words that somebody typed for another to read: on one line, redacted, and short (rule 6)."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from mentorbot.domain.redaction import MARK, Kind, Known, plain, redact

MOST_CHARACTERS = 200


@dataclass(frozen=True)
class OwnWords:
    text: str
    """Empty when nothing is left to read."""
    removed: tuple[Kind, ...] = ()
    """What was taken out, each kind once."""
    cut: bool = False
    """There were more of them."""


def tidied(typed: str, known: Known, keeps: Set[Kind] = frozenset()) -> OwnWords:
    """`keeps`: kinds that may stand, where nothing else was found."""
    one_line = " ".join(typed.split())
    redacted = redact(one_line, known)
    text, removed = redacted.text, redacted.removed
    if keeps >= set(removed):
        text, removed = plain(one_line), ()
    if not text.replace(MARK, "").strip(" .,:;-"):
        return OwnWords("", removed)
    if len(text) > MOST_CHARACTERS:
        return OwnWords(shortened(text), removed, cut=True)
    return OwnWords(text, removed)


def shortened(text: str) -> str:
    """At most MOST_CHARACTERS, whole words where there are any."""
    head = text[: MOST_CHARACTERS - 1]
    whole = head.rpartition(" ")[0] if text[MOST_CHARACTERS - 1] != " " else head
    return (whole or head) + "…"
