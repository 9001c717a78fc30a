"""Two versions of a text as an editor reads them: the lines that differ, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    kind: str
    """"same", "out" or "in"."""
    words: str


def compared(before: str, after: str) -> list[list[Piece]]:
    """Lines, each of pieces; lines that are the same are left out."""
    old, new = before.strip("\n").split("\n"), after.strip("\n").split("\n")
    found: list[list[Piece]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag != "equal":
            found += _block(old[i1:i2], new[j1:j2])
    return [line for line in found if any(piece.words.strip() for piece in line)]


def _block(old: list[str], new: list[str]) -> Iterator[list[Piece]]:
    both = min(len(old), len(new))
    for one, other in zip(old[:both], new[:both], strict=True):
        yield _line(one, other)
    yield from ([Piece("out", line)] for line in old[both:])
    yield from ([Piece("in", line)] for line in new[both:])


def _line(old: str, new: str) -> list[Piece]:
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=a, b=b, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(a[i1:i2])))
            continue
        if i1 < i2:
            pieces.append(Piece("out", "".join(a[i1:i2])))
        if j1 < j2:
            pieces.append(Piece("in", "".join(b[j1:j2])))
    return pieces
