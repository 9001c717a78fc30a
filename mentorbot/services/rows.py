"""Handles due rows one by one: a row that raises is pushed forward, so it cannot block the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from mentorbot.services.parts import Parts
from mentorbot.storage import audit
from mentorbot.storage.clashes import through_clashes
from mentorbot.storage.database import Tx

log = structlog.get_logger(__name__)

Row = TypeVar("Row")

PUSHED = timedelta(minutes=15)


def each(
    parts: Parts,
    rows: Sequence[Row],
    handle: Callable[[Tx, Row], None],
    push: Callable[[Tx, Row, datetime], None],
    now: datetime,
) -> int:
    """One transaction a row. Returns how many rows there were, pushed ones too."""
    for row in rows:
        try:
            through_clashes(partial(_handle, parts, handle, row))
        except Exception as error:
            log.exception("row.failed", work=handle.__qualname__)
            with parts.database.begin() as tx:
                push(tx, row, now + PUSHED)
                audit.note(tx, None, "row.pushed", "ticker", now, error=type(error).__name__)
    return len(rows)


def _handle(parts: Parts, handle: Callable[[Tx, Row], None], row: Row) -> None:
    with parts.database.begin() as tx:
        handle(tx, row)
