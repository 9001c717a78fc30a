"""Rows in pages: however many there are, few stand in memory at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select

from mentorbot.storage.database import Tx

AT_ONCE = 500


def pages(tx: Tx, query: Select[Any], after: int = 0) -> Iterator[Sequence[Row[Any]]]:
    """What the query finds, by its first column: the number of a row, greater than `after`."""
    number = query.selected_columns[0]
    ahead = query.order_by(number).limit(AT_ONCE)
    while rows := tx.connection.execute(ahead.where(number > after)).all():
        yield rows
        after = rows[-1][0]
