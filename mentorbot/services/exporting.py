"""Hands out everything that is kept about a placement or a person; that it was, is in the audit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dialogs import mydata
from mentorbot.domain.holdings import Holdings
from mentorbot.domain.people import Language, PersonId
from mentorbot.domain.placements import PlacementId
from mentorbot.services.parts import Parts
from mentorbot.storage import audit, holdings, people, placements
from mentorbot.storage.database import Tx


def placement(tx: Tx, number: PlacementId, now: datetime) -> Holdings | None:
    """None: there is none."""
    if not placements.exists(tx, number):
        return None
    return _entered(tx, holdings.of_placement(tx, number), now)


def person(tx: Tx, number: PersonId, now: datetime) -> Holdings | None:
    """None: there is nobody, or not any more."""
    if people.find(tx, number) is None or people.is_erased(tx, number):
        return None
    return _entered(tx, holdings.of_person(tx, number), now)


def told(parts: Parts, held: Holdings, language: Language, now: datetime) -> str:
    """In plain words, a paragraph for each thing."""
    said = (mydata.head(held, now), *mydata.lines(held, parts.rules))
    return "\n\n".join(parts.book.label(each, language).strip() for each in said) + "\n"


def as_data(held: Holdings, now: datetime) -> Mapping[str, Any]:
    """Every row and column, for a machine."""
    return {
        "subject": held.subject,
        "made_at": now,
        "left_out": sorted(holdings.LEFT_OUT),
        "tables": {table: list(rows) for table, rows in held.rows.items() if rows},
    }


def _entered(tx: Tx, held: Holdings, now: datetime) -> Holdings:
    kind = held.subject.partition(":")[0]
    audit.note(tx, None, f"{kind}.exported", held.subject, now, by="command")
    return held
