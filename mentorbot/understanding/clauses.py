"""The parts of a message that may each be about something else: its sentences, and their halves."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"(?<=[.!?…\n;])\s+|\s*\n+\s*|\s+[-–—]\s+")
_AND = re.compile(
    r"\s*,?\s+(?:og|å|and|men|but|samt|pluss|dessuten|also|i tillegg)\s+", re.IGNORECASE
)
_BUT = re.compile(r"\s*,?\s+(?:men|but)\s+", re.IGNORECASE)
FEWEST_WORDS = 3
"""Of a half: "og" between two words joins things, not matters."""
GLANCE = 12
"""Words that are looked at by themselves; each glance shares half of them with the next."""


def sentences(text: str) -> list[str]:
    return [part for each in _SENTENCE.split(text) if (part := each.strip())]


def steps(text: str) -> list[str]:
    """Its sentences, each cut where a "but" takes it elsewhere."""
    return [step for each in sentences(text) for step in _BUT.split(each) if step]


def glances(text: str) -> list[str]:
    """Its steps, long ones in runs of words: what is short may stand anywhere, unpunctuated."""
    return [glance for step in steps(text) for glance in _runs(step.split())]


def _runs(words: list[str]) -> list[str]:
    half = GLANCE // 2
    return [" ".join(words[at : at + GLANCE]) for at in range(0, max(1, len(words) - half), half)]


def halves(sentence: str) -> list[tuple[str, str]]:
    """Every way to part it at a joining word, where both sides say enough."""
    cuts = ((sentence[: at.start()], sentence[at.end() :]) for at in _AND.finditer(sentence))
    return [(one, other) for one, other in cuts if _enough(one) and _enough(other)]


def _enough(part: str) -> bool:
    return len(part.split()) >= FEWEST_WORDS
