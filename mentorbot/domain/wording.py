"""Names for what is said. The words themselves are content, chosen by the reader's language.

A module that speaks declares each of its texts once, with the values it takes, and says it
by calling it; a call with other names raises at once, and the content check holds every
declared text against the content::

    WELCOME = Text("onboarding.welcome", "name", "inviter")
    ACCEPT = Label("onboarding.accept")
    ...
    WELCOME(name="Kari", inviter="Ola")
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import ModuleType
from typing import TypeAlias, Union

Value: TypeAlias = Union[str, int, bool, date, datetime, "Phrase", tuple["Phrase", ...], None]


@dataclass(frozen=True)
class Phrase:
    """A text by its key, with the values that go into it; rendered late, for one reader.

    A value that is itself a Phrase is rendered first; a tuple of Phrases becomes lines.
    Datetimes are aware UTC and shown in the office's time zone.
    """

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, init=False)
class Text:
    """A text that code says: `<theme>.<name>` in content/<language>/messages/<theme>.yaml."""

    key: str
    takes: frozenset[str]

    def __init__(self, key: str, *takes: str) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "takes", frozenset(takes))

    def __call__(self, **values: Value) -> Phrase:
        if values.keys() != self.takes:
            raise TypeError(f"{self.key} takes {sorted(self.takes)}, was given {sorted(values)}")
        return Phrase(self.key, values)


class Label(Text):
    """The words on a button: no markup, at most 40 characters when filled in."""


class Toast(Text):
    """The words of a callback answer: no markup, at most 200 characters (Bot API)."""


def declared(modules: Iterable[ModuleType]) -> dict[str, Text]:
    """Every Text that the modules declare, by key; what the content must hold."""
    found: dict[str, Text] = {}
    for module in modules:
        for item in vars(module).values():
            if isinstance(item, Text):
                twin = found.setdefault(item.key, item)
                if twin != item:
                    raise ValueError(f"{item.key} is declared twice with different values")
    return found
