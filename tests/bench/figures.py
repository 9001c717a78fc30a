"""What was measured, and the page that it is written to."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "performance.md"
HEAD = """# Performance

Written by `make bench` (`python -m tests.bench`), which ends by itself in less than ten minutes.
Each figure is a ratio of two programs that were measured in turn, in one run, on one machine; both
are processes of their own against a stand-in Telegram that counts and times what arrives. Given are
medians. mentorbot stores everything: SQLite, WAL, `synchronous=FULL`, fields encrypted; the answer
leaves after the commit. Its mentors each have a placement.

| What | mentorbot | Rival | | Ratio | Aim | |
|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Figure:
    what: str
    ours: float
    theirs: float
    unit: str
    rival: str
    part: str
    """The name after --only."""
    at_most: float | None = None
    at_least: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs if self.theirs else float("inf")

    @property
    def aim(self) -> str:
        if self.at_most is not None:
            return f"at most {self.at_most:g}"
        return "" if self.at_least is None else f"at least {self.at_least:g}"

    @property
    def reached(self) -> str:
        if not self.aim:
            return ""
        high = self.at_most is None or round(self.ratio, 2) <= self.at_most
        low = self.at_least is None or round(self.ratio, 2) >= self.at_least
        return "reached" if high and low else "**not reached**"

    def cells(self) -> list[str]:
        ours, theirs = (f"{_short(each)} {self.unit}" for each in (self.ours, self.theirs))
        return [self.what, ours, self.rival, theirs, f"{self.ratio:.2f}", self.aim, self.reached]


@dataclass(frozen=True)
class Part:
    """What one measurement gave."""

    figures: Sequence[Figure]
    notes: Sequence[str] = field(default_factory=list)


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def rows(parts: Iterable[Part]) -> list[str]:
    return [f"| {' | '.join(figure.cells())} |" for part in parts for figure in part.figures]


def write(parts: Sequence[Part], commands: Sequence[str]) -> None:
    notes = [f"- {note}" for part in parts for note in part.notes]
    how = [
        "",
        "One part alone, without writing this page:",
        "",
        *(f"    {each}" for each in commands),
    ]
    PAGE.write_text(HEAD + "\n".join([*rows(parts), "", *notes, *how]) + "\n")


def _short(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"
