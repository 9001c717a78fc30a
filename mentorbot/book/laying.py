"""Published words laid over the files. Each stands in a slot: a file, or a part of one.

"nb/cards/V24.md" is a whole file; "nb/messages/checkin.yaml#texts.good" is one value of it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from mentorbot.domain.errors import MentorbotError

Laid: TypeAlias = Mapping[str, str]
"""Words by slot."""
NOTHING_LAID: Laid = {}
LONGEST_LINE = 100_000
"""Characters: no line is broken that was not."""
REMEMBERED = 64


class NoSuchSlot(MentorbotError):
    """The file has no such part any more, or is no YAML."""


def laid_over(folder: Path, laid: Laid) -> dict[str, str]:
    """The whole text of every file that something is laid over. Raises NoSuchSlot."""
    found: dict[str, str] = {}
    parts: dict[str, list[tuple[str, str]]] = {}
    for slot, words in sorted(laid.items()):
        path, _, part = slot.partition("#")
        if part:
            parts.setdefault(path, []).append((part, words))
        else:
            found[path] = words
    for path, changes in parts.items():
        text = found.get(path) if path in found else text_of(folder, path)
        found[path] = _changed(text, tuple(changes))
    return found


def text_of(folder: Path, path: str) -> str:
    """What stands in the file; nothing where there is none."""
    try:
        return (folder / path).read_text("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        return ""


def words_in(folder: Path, slot: str, laid: Laid = NOTHING_LAID) -> str:
    """What stands in a slot now; nothing where there is none."""
    if slot in laid:
        return laid[slot]
    path, _, part = slot.partition("#")
    text = laid.get(path) or text_of(folder, path)
    return _value(text, part) if part else text


@lru_cache(maxsize=REMEMBERED)
def _changed(text: str, changes: tuple[tuple[str, str], ...]) -> str:
    yaml = _yaml()
    try:
        document = yaml.load(text)
        for part, words in changes:
            _put(document, part.split("."), words)
    except (YAMLError, KeyError, TypeError, ValueError) as error:
        raise NoSuchSlot from error
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


@lru_cache(maxsize=REMEMBERED)
def _read(text: str) -> Any:
    return YAML(typ="rt", pure=True).load(text)


def _value(text: str, part: str) -> str:
    try:
        found = _read(text)
        for name in part.split("."):
            found = found[name]
    except (YAMLError, KeyError, TypeError, ValueError):
        return ""
    return str(found)


def _put(document: Any, path: list[str], words: str) -> None:
    for name in path[:-1]:
        document = document[name]
    # Words that a computer would take for something else stay words.
    several = "\n" in words.strip("\n")
    kind = LiteralScalarString if several else DoubleQuotedScalarString
    document[path[-1]] = kind(words.rstrip("\n") + "\n" if several else words.strip("\n"))


def _yaml() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = LONGEST_LINE
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
