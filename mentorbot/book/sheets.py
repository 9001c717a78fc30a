"""One YAML 1.2 file as plain values that know their lines.

The node graph is read instead of finished objects: so every key is text ("no" and "on" stay
words), a key that stands twice is seen, and anchors, aliases and tags, which are a way to make
a small file enormous, never come further than this module.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from mentorbot.book.findings import Findings, Spot

Path: TypeAlias = tuple[str | int, ...]

CORE = "tag:yaml.org,2002:"
NUMBER = re.compile(r"[-+]?[0-9]{1,15}")
FRACTION = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
DEEPEST = 12
MOST_BRACKETS = 100
_BRACKET = re.compile(r"[\[\]{}]")
REMEMBERED = 1024
"""Texts; the content of an office is about 250 files."""


@dataclass(frozen=True)
class Sheet:
    file: str
    value: Any = field(default_factory=dict)
    """Dicts with text keys, lists, and scalars; to be read only."""
    lines: Mapping[Path, int] = field(default_factory=dict)
    """The lines of the YAML, the first being 1."""
    before: int = 0
    """How many lines of the file come before the YAML."""

    def spot(self, *path: str | int) -> Spot:
        """Where the value at `path` stands, or the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return _spot(self.file, self.before, self.lines.get(path, 0))


@dataclass(frozen=True)
class _Read:
    """What a text says, wherever it stands."""

    value: Any
    lines: Mapping[Path, int]
    problems: Sequence[tuple[int, str]]
    """Lines and what is wrong there; line 0 is the whole text."""
    is_yaml: bool = True


def parse(file: str, text: str, found: Findings, before: int = 0) -> Sheet | None:
    """The sheet, or None where it is not YAML. `before` lines of the file come before `text`."""
    read = _read(text)
    for line, message in read.problems:
        found.error(_spot(file, before, line), message)
    return Sheet(file, read.value, read.lines, before) if read.is_yaml else None


def _spot(file: str, before: int, line: int) -> Spot:
    return Spot(file, line and line + before)


@lru_cache(maxsize=REMEMBERED)
def _read(text: str) -> _Read:
    """A text that was read before is not read again: an edit changes one file of hundreds."""
    if line := _too_deep(text):
        return _not_yaml(line, "has far too many brackets inside each other: close them")
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        return _not_yaml(line, f"is not YAML: {error.problem}. {HINT}")
    except (YAMLError, RecursionError, ValueError):
        return _not_yaml(0, f"is not YAML. {HINT}")
    return _Builder().read(node)


def _too_deep(text: str) -> int:
    """The line where brackets stand deeper than any file needs, which costs long to read; or 0."""
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth = depth + 1 if bracket[0] in "[{" else max(0, depth - 1)
        if depth > MOST_BRACKETS:
            return text.count("\n", 0, bracket.start()) + 1
    return 0


def _not_yaml(line: int, message: str) -> _Read:
    return _Read({}, {}, [(line, message)], is_yaml=False)


HINT = "Put words that hold a colon in quotes, and look at indentation and quotes just above"


class _Builder:
    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.problems: list[tuple[int, str]] = []
        self.seen: set[int] = set()

    def read(self, node: Node | None) -> _Read:
        value = {} if node is None else self._value(node, ())
        return _Read(value, self.lines, self.problems)

    def _value(self, node: Node, path: Path) -> Any:
        self.lines.setdefault(path, self._line(node))
        if id(node) in self.seen or node.anchor:
            self._refuse(node, "& and * (anchors) are not used here: write it out")
            return None
        self.seen.add(id(node))
        if len(path) > DEEPEST:
            self._refuse(node, "is indented far too deep")
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self._value(item, (*path, at)) for at, item in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        return self._scalar(node)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        value: dict[str, Any] = {}
        for key, item in node.value:
            if not isinstance(key, ScalarNode) or key.anchor or key.value == "<<":
                self._refuse(key, "the word before a colon must be plain text")
                continue
            if key.value in value:
                self._refuse(key, f"{key.value} stands here twice: remove one of them")
                continue
            if not isinstance(item, ScalarNode):
                self.lines[(*path, key.value)] = self._line(key)
            value[key.value] = self._value(item, (*path, key.value))
        return value

    def _scalar(self, node: ScalarNode) -> Any:
        text: str = node.value
        tag = str(node.tag).removeprefix(CORE)
        if tag == "str":
            return text
        if tag == "null":
            return None
        if tag == "bool" and text.lower() in ("true", "false"):
            return text.lower() == "true"
        if tag == "int" and NUMBER.fullmatch(text):
            return int(text)
        if tag == "float" and FRACTION.fullmatch(text):
            return float(text)
        if tag == "timestamp" and DATE.fullmatch(text):
            return self._date(node)
        self._refuse(node, f"{text[:40]!r} can be read in two ways: put it in quotes")
        return text

    def _date(self, node: ScalarNode) -> date | None:
        try:
            return date.fromisoformat(node.value)
        except ValueError:
            self._refuse(node, f"there is no such day as {node.value}")
            return None

    def _line(self, node: Node) -> int:
        """Where the words begin: a block of text (`|` or `>`) begins on the line after."""
        block = isinstance(node, ScalarNode) and node.style in ("|", ">")
        return int(node.start_mark.line) + 1 + block

    def _refuse(self, node: Node, message: str) -> None:
        self.problems.append((self._line(node), message))
