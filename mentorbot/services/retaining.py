"""Forgets what has served its time, as content/rules/privacy.yaml says.

In small transactions, the same however often it is run: what a death interrupts, the next run does.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from mentorbot.domain.keeping import BOOKKEEPING, Kept
from mentorbot.services import erasing, throttling
from mentorbot.services.parts import Parts
from mentorbot.storage import audit, chain, forgetting, portions, retention, verifying

AT_ONCE = 500
"""Rows a transaction: nobody who taps meanwhile waits for long."""


def due(parts: Parts, now: datetime) -> Counter[Kept]:
    """How many rows of each kind have served their time; nothing is changed.

    A placement and a person count as one, whatever goes with them.
    """
    since = _since(parts, now)
    with parts.database.begin() as tx:
        found = portions.counted(tx, retention.portions(since))
        found[Kept.PLACEMENTS] += len(retention.ended(tx, since(Kept.PLACEMENTS)[1]))
        found[Kept.PEOPLE] += len(retention.left(tx, since(Kept.PEOPLE)[0]))
        found[Kept.LOG] += chain.served(tx.connection, _last_year(parts, now))
    return +found


def tidy(parts: Parts, now: datetime) -> Counter[Kept]:
    """What went, by kind."""
    gone: Counter[Kept] = Counter()
    since = _since(parts, now)
    for portion in retention.portions(since):
        gone[portion.of] += _sweep(parts, portion)
    with parts.database.begin() as tx:
        retention.close_decided(tx, since(Kept.ANSWERS)[1], now)
        retention.mark_left(tx, parts.calendar.today(now), now)
        placements = retention.ended(tx, since(Kept.PLACEMENTS)[1])
        people = retention.left(tx, since(Kept.PEOPLE)[0])
    for placement in placements:
        gone[Kept.PLACEMENTS] += erasing.old_placement(parts, placement, now)
    for person in people:
        gone[Kept.PEOPLE] += erasing.left_person(parts, person, now)
    erasing.clear_away(parts)
    throttling.forget(parts, now)
    forgetting.finish(parts.database)
    forgetting.forget_days(parts.database, now)
    gone[Kept.LOG] += _log(parts, now)
    _noted(parts, +gone, now)
    return +gone


def _sweep(parts: Parts, portion: portions.Portion) -> int:
    rows = 0
    while True:
        with parts.database.begin() as tx:
            some = portions.delete_some(tx, portion, AT_ONCE)
        rows += some
        if some < AT_ONCE:
            return rows


def _log(parts: Parts, now: datetime) -> int:
    """The chain says itself how far it was forgotten: so it still verifies."""
    rows = 0
    while True:
        with parts.database.begin() as tx:
            gone = chain.forget(tx.connection, _last_year(parts, now), AT_ONCE)
            if gone is None:
                return rows
            said = {"last": gone.last, "digest": gone.digest}
            audit.note(tx, None, verifying.FORGOTTEN, "audit", now, **said)
        rows += gone.rows


def _noted(parts: Parts, gone: Counter[Kept], now: datetime) -> None:
    told = {str(kind): number for kind, number in gone.items() if kind not in BOOKKEEPING}
    if told:
        with parts.database.begin() as tx:
            audit.note(tx, None, "retention.done", "retention", now, **told)


def _since(parts: Parts, now: datetime) -> retention.Since:
    def since(kind: Kept) -> tuple[datetime, date]:
        moment = now - parts.rules.kept[kind]
        return moment, parts.calendar.today(moment)

    return since


def _last_year(parts: Parts, now: datetime) -> datetime:
    """Whole days: each forgetting enters one row more."""
    _, day = _since(parts, now)(Kept.LOG)
    return parts.calendar.at(day, datetime.min.time())
