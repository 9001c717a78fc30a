"""What a command is given to read: one text, or a file of lines of JSON with `id` and `text`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mentorbot.edges.commands.desk import BadInput


@dataclass(frozen=True)
class Line:
    id: str | None
    text: str


def lines_of(text: str | None, file: Path | None) -> list[Line]:
    """Raises BadInput, with a word on every line that is wrong."""
    if (text is None) == (file is None):
        raise BadInput("give either a text or --file, not both and not none")
    return [Line(None, text)] if text is not None else _read(file or Path())


def _read(file: Path) -> list[Line]:
    lines, faults = list[Line](), list[str]()
    for number, value in _values(file):
        match value:
            case {"id": str(name) | int(name), "text": str(text)}:
                lines.append(Line(str(name), text))
            case _:
                faults.append(f'{file}:{number}: must be {{"id": ..., "text": ...}}')
    if faults:
        raise BadInput(*faults)
    return lines


def _values(file: Path) -> Iterator[tuple[int, Any]]:
    for number, raw in enumerate(file.read_bytes().split(b"\n"), 1):
        if raw.strip():
            try:
                yield number, json.loads(raw)
            except ValueError:
                yield number, None
