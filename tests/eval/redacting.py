"""How well redaction finds what a message is marked with, per class and language.

A class counts as found when something of its kind was taken out: marked messages do not say where
it stands. Of the held-out sentences it is known, and there every letter of it must be gone.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mentorbot.domain.redaction import Kind, Known, redact
from tests.eval.redaction_held_out import clean, held_out

NUMBER = frozenset({Kind.IDENTITY, Kind.ACCOUNT, Kind.LONG_NUMBER})
KINDS: Mapping[str, frozenset[Kind]] = {
    "fnr": NUMBER,
    "dnr": NUMBER,
    "account": NUMBER,
    "phone": frozenset({Kind.PHONE}),
    "email": frozenset({Kind.EMAIL}),
    "address": frozenset({Kind.ADDRESS}),
    "birthdate": frozenset({Kind.BIRTH_DATE}),
    "full_name": frozenset({Kind.NAME}),
    "diagnosis": frozenset({Kind.DIAGNOSIS}),
    "health_detail": frozenset({Kind.HEALTH}),
    "substance": frozenset({Kind.SUBSTANCE}),
    "crime": frozenset({Kind.CRIME}),
    "family": frozenset({Kind.FAMILY}),
}
STRICT = ("fnr", "dnr", "phone", "full_name", "diagnosis")
"""One of these left standing fails the message."""
WHEN = date(2026, 11, 23)


@dataclass(frozen=True)
class Marked:
    id: str
    language: str
    text: str
    marks: frozenset[str]
    must_go: tuple[str, ...] = ()
    """What stands where, as far as it is known."""

    def missed(self, known: Known) -> frozenset[str]:
        """The classes that were not found."""
        left = redact(self.text, known)
        if self.must_go:
            kept = any(word in left.text for words in self.must_go for word in words.split())
            return self.marks if kept else frozenset()
        return frozenset(mark for mark in self.marks if not KINDS[mark] & set(left.removed))


def marked_in(file: Path) -> Iterator[Marked]:
    for row in map(json.loads, filter(None, file.read_text("utf-8").splitlines())):
        yield Marked(row["id"], row["lang"], row["text"], frozenset(row.get("sensitive", ())))


def marked_here() -> Iterator[Marked]:
    for at, (language, kinds, text) in enumerate(held_out()):
        bare = re.sub("[{}]", "", text)
        yield Marked(f"own{at}", language, bare, kinds, tuple(re.findall(r"\{(.*?)\}", text)))
    for at, (language, text) in enumerate(clean()):
        yield Marked(f"clean{at}", language, text, frozenset())


def table(rows: Iterable[Marked], known: Known) -> dict[str, dict[str, tuple[int, int]]]:
    """(found, of how many) by class and language; "unmarked" is how many stayed as they were."""
    counts: dict[str, dict[str, tuple[int, int]]] = defaultdict(lambda: defaultdict(lambda: (0, 0)))
    for row in rows:
        missed = row.missed(known)
        results = {mark: mark not in missed for mark in row.marks}
        if not row.marks:
            results["unmarked"] = not redact(row.text, known).removed
        for mark, found in results.items():
            for language in (row.language, "all"):
                right, of = counts[mark][language]
                counts[mark][language] = (right + found, of + 1)
    return counts


def show(title: str, rows: list[Marked], known: Known) -> None:
    print(f"\nredaction, {title} ({len(rows)})")
    found = table(rows, known)
    languages = sorted({row.language for row in rows} | {"all"})
    print("".join(f"{head:>16}" for head in ("", *languages)))
    for mark in (*KINDS, "unmarked"):
        if mark in found:
            cells = (found[mark].get(language) for language in languages)
            print(f"{mark:>16}" + "".join(f"{_cell(cell):>16}" for cell in cells))
    for row in rows:
        for mark in sorted(row.missed(known)):
            strict = " (must not)" if mark in STRICT else ""
            print(f"  {row.id} {row.language}: {mark} left{strict}")
        if not row.marks and (removed := redact(row.text, known).removed):
            print(f"  {row.id} {row.language}: not marked, took out {', '.join(removed)}")


def _cell(cell: tuple[int, int] | None) -> str:
    return "-" if cell is None else f"{cell[0]}/{cell[1]}"
