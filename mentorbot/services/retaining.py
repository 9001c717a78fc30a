"""Forgets what has served its time, as content/rules/privacy.yaml says."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentorbot.services.parts import Parts
from mentorbot.storage import audit, inbox, links, network, outbox, retention

DUPLICATES_KNOWN = timedelta(days=3)
"""How long an update's id is remembered. Telegram draws ids anew after a quiet week."""
SENT_KNOWN = timedelta(days=14)


def tidy(parts: Parts, now: datetime) -> int:
    """Returns how many placements were forgotten. One placement, one transaction."""
    with parts.database.begin() as tx:
        inbox.forget_before(tx, now - DUPLICATES_KNOWN)
        outbox.forget_before(tx, now - SENT_KNOWN)
        # So long an old link still leads to a new one.
        links.forget_before(tx, now - parts.rules.link_lives)
        retention.forget_log(tx, now - parts.rules.log_kept)
        network.forget(tx, now - parts.rules.answers_kept)
        over = retention.over(tx, parts.calendar.today(now - parts.rules.answers_kept))
    for placement in over:
        with parts.database.begin() as tx:
            retention.forget(tx, placement, now)
            audit.note(tx, None, "placement.forgotten", f"placement:{placement}", now)
    return len(over)
