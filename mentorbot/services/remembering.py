"""What is known before a check-in: what the mentor said earlier, which card they read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import Placement, PlacementId
from mentorbot.domain.triggers import Heard
from mentorbot.services.parts import Parts
from mentorbot.storage import course, placements, problems, ratings
from mentorbot.storage.database import Tx

SILENT = 2
"""Check-ins unanswered in a row after which a placement is silent."""


def heard(
    tx: Tx, parts: Parts, placement: PlacementId, mentor: PersonId, before: int = 0
) -> tuple[Heard, ...]:
    """Newest first, of this mentor only; `before` leaves out that check-in and later ones."""
    return course.heard(tx, placement, mentor, parts.rules.checkin.looks_back, before)


def card_to_rate(
    tx: Tx, parts: Parts, placement: PlacementId, mentor: PersonId, asked: datetime
) -> str:
    """The card that may have helped since; empty where none was read or it was asked before."""
    since = asked - timedelta(weeks=parts.rules.balance.weeks)
    card = ratings.to_rate(tx, mentor, placement, since, asked)
    return card if card and card in parts.rules.cards else ""


def reported(
    tx: Tx, parts: Parts, found: Iterable[Placement], now: datetime
) -> dict[PlacementId, Mapping[str, int]]:
    """How many reports of each category there were, so far back as a pattern reaches."""
    since = now - timedelta(weeks=parts.rules.pattern.weeks)
    return {placement.id: problems.recent(tx, placement.id, since) for placement in found}


def unanswered(tx: Tx, placement: Placement) -> int:
    """Check-ins left unanswered in a row since the mentor was last heard from."""
    since = placements.heard_at(tx, placement.id)
    return course.unanswered_in_a_row(tx, placement.id, since)
