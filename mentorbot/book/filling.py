"""Texts filled in as they might be in a chat, for somebody who looks at all of them.

A value that is itself a text is taken from the content, in the same language: {{ category }} is a
category, {{ sheet }} in followup.notice is followup.sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from mentorbot.book import samples
from mentorbot.book.entries import Ready
from mentorbot.book.templates import Template, read
from mentorbot.domain.people import Language

UNKNOWN = "…"
"""What somebody writes, or what the content does not hold."""
DEEPEST = 4
"""Texts inside texts."""
SHARED = ("emergency", "common")
"""Themes whose texts stand inside those of others."""


class Filler:
    """`entries`: those of one language by key."""

    def __init__(self, entries: Mapping[str, Ready], numbers: Mapping[str, str]) -> None:
        self.entries = entries
        self.numbers = numbers
        self._first: dict[str, str] = {}
        for key in entries:
            self._first.setdefault(key.partition(".")[0], key)

    @classmethod
    def of(
        cls,
        language: Language,
        entries: Mapping[tuple[Language, str], Ready],
        numbers: Mapping[str, str],
    ) -> Filler:
        """What a language lacks is read in bokmål."""
        own = {key: ready for (each, key), ready in entries.items() if each is Language.NB}
        own |= {key: ready for (each, key), ready in entries.items() if each is language}
        return cls(own, numbers)

    def full(self, ready: Ready, deep: int = 0) -> str:
        """Everything there. Markup where it holds markup."""
        template = read(ready.entry.source)
        names = template.names - self.numbers.keys()
        return self._filled(
            ready, {name: self._value(name, ready.entry.key, template, deep) for name in names}
        )

    def bare(self, ready: Ready) -> str:
        """Everything missing that the text says may be: what stands in an if."""
        template = read(ready.entry.source)
        names = template.names - self.numbers.keys()
        there = {
            name: self._value(name, ready.entry.key, template, 0)
            for name in names - template.tested
        }
        return self._filled(ready, there | samples.empty(template, names & template.tested))

    def _filled(self, ready: Ready, values: Mapping[str, Any]) -> str:
        words = ready.pattern.fill(values)
        # The template is content that was checked, and it escaped the values itself.
        return words if ready.entry.plain else Markup(words)  # noqa: S704

    def _value(self, name: str, key: str, template: Template, deep: int) -> Any:
        sample = samples.full(template, [name])[name]
        is_known = not isinstance(sample, str) or name in samples.SHORT
        if is_known or deep == DEEPEST:
            return sample if is_known else UNKNOWN
        found = next((each for each in self._texts(name, key) if each in self.entries), None)
        if found is not None:
            return self.full(self.entries[found], deep + 1)
        return sample if name in samples.PEOPLE else UNKNOWN

    def _texts(self, name: str, key: str) -> Iterator[str]:
        """Keys of texts that the value may be, the likeliest first."""
        theme, _, own = key.partition(".")
        if name in samples.FROM_CONTENT:
            yield samples.FROM_CONTENT[name]
        stems = (name, f"{own}_{name.removesuffix('s')}", name.removesuffix("s"), f"{name}_line")
        near = [f"{theme}.{stem}" for stem in stems] + [f"{each}.{name}" for each in SHARED]
        yield from (each for each in near if each != key)
        section = samples.SECTIONS.get(name, name)
        if section in self._first:
            yield self._first[section]
