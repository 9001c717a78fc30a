"""Texts made ready: compiled once when the Book is loaded, filled in a few microseconds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment

from mentorbot.book.dates import formats
from mentorbot.domain.people import Language

_VANISHES = "\0"
"""Marks a line with values or conditions: when nothing came out, the line goes too."""
_WITH_TAGS = re.compile(r"(?m)^(?=.*\{[{%])(?!.*(?:\{[{%]-|-[}%]\}))")
_GAP = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Pattern:
    """One text in one language."""

    language: Language
    plain: bool
    """Holds no markup: it is escaped where it becomes part of a message."""
    fill: Callable[[Mapping[str, Any]], str]


class Press:
    """Makes patterns of sources that were found good (templates.py).

    `numbers`: the register's digits by name, which every text may show.
    """

    def __init__(self, zone: ZoneInfo, numbers: Mapping[str, str]) -> None:
        self.zone = zone
        self.numbers = numbers
        self._environments: dict[tuple[Language, bool], Environment] = {}

    def pattern(self, source: str, language: Language, plain: bool) -> Pattern:
        source = source.strip()
        if "{" not in source:
            return Pattern(language, plain, lambda _: source)
        template = self._environment(language, plain).from_string(_marked(source))
        render = template.render
        if _VANISHES not in _marked(source):
            return Pattern(language, plain, lambda values: render(values).strip())
        return Pattern(language, plain, lambda values: _tidy(render(values)))

    def _environment(self, language: Language, plain: bool) -> Environment:
        known = self._environments.get((language, plain))
        return known or self._environments.setdefault(
            (language, plain), self._equipped(language, plain)
        )

    def _equipped(self, language: Language, plain: bool) -> Environment:
        filters = formats(language, self.zone)

        def shown(value: Any) -> Any:
            """A value that no filter was named for."""
            if value is None:
                return ""
            if isinstance(value, date):
                return filters["moment" if isinstance(value, datetime) else "date"](value)
            return value

        environment = Environment(
            # A button shows no markup, so there is nothing to escape for.
            autoescape=not plain,  # noqa: S701
            finalize=shown,
            keep_trailing_newline=True,
        )
        environment.globals = dict(self.numbers)
        environment.filters = {**filters, "plural": plural}
        return environment


@lru_cache(maxsize=4)
def press_for(zone: str, numbers: tuple[tuple[str, str], ...]) -> Press:
    """The same press for the same zone and numbers, so that what it made can be kept."""
    return Press(ZoneInfo(zone), dict(numbers))


def plural(count: int | None, one: str, many: str) -> str:
    return one if count == 1 else many


def _marked(source: str) -> str:
    return _WITH_TAGS.sub(_VANISHES, source) if "\n" in source else source


def _tidy(text: str) -> str:
    """Lines that came out empty are taken away, and at most one empty line is left in a row."""
    lines = (line for line in text.split("\n") if not _came_out_empty(line))
    return _GAP.sub("\n\n", "\n".join(line.replace(_VANISHES, "") for line in lines)).strip()


def _came_out_empty(line: str) -> bool:
    return line.startswith(_VANISHES) and not line.strip(_VANISHES + " \t")
