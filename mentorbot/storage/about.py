"""Which placement something is about: whoever erases the placement erases that too."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from mentorbot.domain.conversation import Place
from mentorbot.domain.placements import PlacementId
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import checkins, placements, problems


def placement_of(tx: Tx, place: Place) -> PlacementId | None:
    """By the subject, or by the placement that a draft is about. One query at most."""
    query = _query(place)
    found: PlacementId | None = None if query is None else tx.connection.execute(query).scalar()
    return found


def _query(place: Place) -> Any:
    kind, _, about = place.subject.partition(":")
    if kind == "problem":
        return select(problems.c.placement_id).where(problems.c.reference == about)
    number = _number(about)
    if kind == "checkin" and number is not None:
        return select(checkins.c.placement_id).where(checkins.c.id == number)
    if kind != "placement":
        number = _number(str(place.data.get("placement", "")))
    return None if number is None else select(placements.c.id).where(placements.c.id == number)


def _number(digits: str) -> int | None:
    """None for what no id can be: a subject may come from a forged link."""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None
