"""One YAML 1.2 file as plain values that know their lines.

The node graph is read instead of finished objects: so every key is text ("no" and "on" stay
words), a key that stands twice is seen, and anchors, aliases and tags, which are a way to make
a small file enormous, never come further than this module.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
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


@dataclass(frozen=True)
class Sheet:
    file: str
    value: Any = field(default_factory=dict)
    """Dicts with text keys, lists, and scalars."""
    lines: Mapping[Path, int] = field(default_factory=dict)

    def spot(self, *path: str | int) -> Spot:
        """Where the value at `path` stands, or the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return Spot(self.file, self.lines.get(path, 0))


def parse(file: str, text: str, found: Findings, before: int = 0) -> Sheet | None:
    """The sheet, or None where it is not YAML. `before` lines of the file come before `text`."""
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = before + mark.line + 1 if mark else 0
        found.error(Spot(file, line), f"is not YAML: {error.problem}. {HINT}")
        return None
    except (YAMLError, RecursionError, ValueError):
        found.error(Spot(file, 0), f"is not YAML. {HINT}")
        return None
    return _Builder(file, found, before).sheet(node)


HINT = "Put words that hold a colon in quotes, and look at indentation and quotes just above"


class _Builder:
    def __init__(self, file: str, found: Findings, before: int) -> None:
        self.file = file
        self.found = found
        self.before = before
        self.lines: dict[Path, int] = {}
        self.seen: set[int] = set()

    def sheet(self, node: Node | None) -> Sheet:
        value = {} if node is None else self._value(node, ())
        return Sheet(self.file, value, self.lines)

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
        return int(node.start_mark.line) + 1 + self.before + block

    def _refuse(self, node: Node, message: str) -> None:
        self.found.error(Spot(self.file, self._line(node)), message)
