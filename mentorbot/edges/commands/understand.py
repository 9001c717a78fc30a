"""`understand`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from mentorbot.domain.redaction import Known, redact
from mentorbot.edges.commands.desk import show_json
from mentorbot.edges.commands.learning import book_for
from mentorbot.edges.commands.lines import Line, lines_of
from mentorbot.understanding.reading import Reader

SHOWN = 3
"""Digits behind the point."""


def understand(
    ctx: typer.Context,
    text: Annotated[str | None, typer.Argument(help="What a mentor may type.")] = None,
    file: Annotated[Path | None, typer.Option(help="Lines of JSON with id and text.")] = None,
) -> None:
    """Say what a typed text is taken for: a line of JSON each."""
    lines, book = lines_of(text, file), book_for(ctx)
    reader, known = Reader.taught(book.lessons), Known(lists=book.rules.sensitive)
    for line in lines:
        show_json(_told(line, reader, known))


def _told(line: Line, reader: Reader, known: Known) -> dict[str, Any]:
    read = reader.read(line.text)
    return {
        "id": line.id,
        "intent": read.intent,
        "topics": read.topics,
        "urgency": read.urgency,
        "kind": read.kind or None,
        "action": read.action or None,
        "sure": round(read.sure, SHOWN),
        "redacted": redact(line.text, known).text,
    }
