"""Everything that is kept about one placement or one person, as it may be handed to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

Row: TypeAlias = Mapping[str, Any]
"""By column: JSON values, days and moments. Other people are named by their role."""

SELF = "self"


@dataclass(frozen=True)
class Holdings:
    subject: str
    """"placement:3" or "person:7"."""
    rows: Mapping[str, tuple[Row, ...]]
    """By table; every table, also those that hold nothing."""
    aliases: Mapping[int, str]
    """Of the placements that the rows name."""
    references: Mapping[str, str]
    """Aliases by reference of a problem that the rows name."""

    @property
    def is_of_person(self) -> bool:
        return self.subject.startswith("person:")

    def of(self, table: str) -> tuple[Row, ...]:
        return self.rows.get(table, ())


@dataclass(frozen=True)
class Mine:
    """What a person is told of themselves, and of being forgotten."""

    holdings: Holdings
    open: int = 0
    """So much has to be settled by a human before they can be erased."""
    gone_at: datetime | None = None
    """When they will be erased, as they asked for."""
