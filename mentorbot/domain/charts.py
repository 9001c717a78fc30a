"""A picture before it is drawn: figures with their words, in one reader's language.

What is drawn, the sentences beside it and the table under it come from the same Chart, so that they
cannot say different things. Nothing here depends on how it is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    COLUMNS = "columns"
    """Along weeks; what is counted stands on each other."""
    LINE = "line"
    """Along weeks, one series."""
    ROWS = "rows"
    """Named things from above, the most first; one or two series."""
    STEPS = "steps"
    """Along weeks, on one of a few named levels; a value is the level's number from above."""


class Form(StrEnum):
    PNG = "png"
    SVG = "svg"
    PDF = "pdf"


@dataclass(frozen=True)
class Series:
    name: str
    values: tuple[float | None, ...]
    """None: there is nothing to show there."""
    said: tuple[str, ...]
    """Each value in words, as the table has it."""


@dataclass(frozen=True)
class Chart:
    name: str
    """What it is about, the same in every language: "asked", "F4"."""
    shape: Shape
    title: str
    sentences: tuple[str, ...]
    """What it shows, for those who do not see it."""
    along: str
    """What the labels are: "uke"."""
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    levels: tuple[str, ...] = ()
    beside: tuple[Series, ...] = ()
    """What stands in the table only."""
    few: str = ""
    """Said where there is nothing to draw."""

    @property
    def is_empty(self) -> bool:
        values = [value for series in self.series for value in series.values if value is not None]
        return not (values if self.shape in (Shape.STEPS, Shape.LINE) else any(values))

    @property
    def head(self) -> tuple[str, ...]:
        """Of the table that says the same."""
        return (self.along, *(series.name for series in (*self.series, *self.beside)))

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        return tuple(
            (label, *(series.said[at] for series in (*self.series, *self.beside)))
            for at, label in enumerate(self.labels)
        )


@dataclass(frozen=True)
class Sheet:
    """Charts that are shown as one picture, or on one page."""

    name: str
    title: str
    charts: tuple[Chart, ...]
    facts: tuple[str, ...] = ()
    """Sentences above the charts, on paper."""
    foot: str = ""

    @property
    def drawn(self) -> tuple[Chart, ...]:
        """Those with something in them."""
        return tuple(chart for chart in self.charts if not chart.is_empty)
