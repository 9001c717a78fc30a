"""What the rules say now that they did not say before, in the words of the rule files (R18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta
from enum import Enum
from typing import Any, NamedTuple

from mentorbot.domain.rules import Rules

SCALARS = (str, int, float, bool, date, time, timedelta)
ABSENT = None


class Difference(NamedTuple):
    path: str
    """Dots between: "models.hybrid.deadlines.green.working_days"."""
    old: str | None
    """None: it was not there."""
    new: str | None


def differences(before: Rules, after: Rules) -> Iterator[Difference]:
    """Leaf by leaf, in the order of the rules."""
    old, new = dict(_leaves("", before)), dict(_leaves("", after))
    for path in {**old, **new}:
        if old.get(path, ABSENT) != new.get(path, ABSENT):
            yield Difference(path, old.get(path, ABSENT), new.get(path, ABSENT))


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if value is None or isinstance(value, SCALARS):
        yield path, _said(value)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from _leaves(_inside(path, each.name), getattr(value, each.name))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(_inside(path, _said(name)), inner)
    elif isinstance(value, frozenset):
        yield path, ", ".join(sorted(map(_said, value)))
    elif all(each is None or isinstance(each, SCALARS) for each in value):
        yield path, ", ".join(map(_said, value))
    else:
        for at, inner in enumerate(value, 1):
            yield from _leaves(_inside(path, getattr(inner, "name", str(at))), inner)


def _inside(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _said(value: Any) -> str:
    if value is None:
        return "null"
    return str(value.value if isinstance(value, Enum) else value)
