"""Mistakes planted by hand in another connection to the database: the verdict has to name each."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.soak.life.world import World

EVERY = timedelta(minutes=37)
SOON = timedelta(minutes=65), timedelta(hours=4)
STORED = "%Y-%m-%d %H:%M:%S.%f"
"""How a moment stands in SQLite."""
WAITING_RUNG = """
    SELECT rungs.reference, number, due_at FROM rungs JOIN problems USING (reference)
    WHERE rungs.state = 'planned' AND kind = 'handover' AND problems.state = 'sent'
    AND due_at BETWEEN ? AND ? ORDER BY due_at LIMIT 1
"""
WAITING_LETTER = """
    SELECT id FROM outbox
    WHERE state = 'waiting' AND lane = 0 AND not_before > ? ORDER BY id LIMIT 1
"""
MOST = 4
"""What is spoiled once may be mended by chance, when somebody is quicker."""
Named = tuple[str, str]
"""What a sentence of the verdict has to hold, both of it."""
Plant = Callable[[sqlite3.Connection, datetime], Named | None]


class Saboteur:
    """Tries again and again until there is something to spoil. `named`: what is to be found."""

    def __init__(self, world: World, *plants: Plant) -> None:
        self.world, self.named = world, list[Named]()
        for plant in plants:
            self._later(plant)

    def _later(self, plant: Plant) -> None:
        self.world.at(self.world.now + EVERY, lambda: self._try(plant))

    def _try(self, plant: Plant) -> None:
        with closing(sqlite3.connect(self.world.database.engine.url.database or "")) as raw, raw:
            done = plant(raw, self.world.now) if self.world.is_up else None
        if done is not None:
            self.named.append(done)
            self.world.wake()
        if len(self.named) < MOST:
            self._later(plant)


def rung_deleted(raw: sqlite3.Connection, now: datetime) -> Named | None:
    row = _first(raw, WAITING_RUNG, *(now + each for each in SOON))
    if row is None:
        return None
    raw.execute("DELETE FROM rungs WHERE reference = ? AND number = ?", row[:2])
    return f"{row[0]}: rung {row[1]}", "did not fire"


def rung_hurried(raw: sqlite3.Connection, now: datetime) -> Named | None:
    row = _first(raw, WAITING_RUNG, *(now + each for each in SOON))
    if row is None:
        return None
    earlier = datetime.strptime(row[2], STORED).replace(tzinfo=UTC) - timedelta(hours=1)
    change = "UPDATE rungs SET due_at = ? WHERE reference = ? AND number = ?"
    raw.execute(change, (earlier.strftime(STORED), *row[:2]))
    return f"{row[0]}: rung {row[1]}", "fired early"


def letter_lost(raw: sqlite3.Connection, now: datetime) -> Named | None:
    row = _first(raw, WAITING_LETTER, now)
    if row is None:
        return None
    raw.execute("DELETE FROM outbox WHERE id = ?", row[:1])
    return f"letter {row[0]} (", "was lost"


def letter_silenced(raw: sqlite3.Connection, now: datetime) -> Named | None:
    """It counts as sent, and nobody sent it."""
    row = _first(raw, WAITING_LETTER, now)
    if row is None:
        return None
    raw.execute("UPDATE outbox SET state = 'sent' WHERE id = ?", row[:1])
    return f"letter {row[0]} (", "was lost"


def _first(raw: sqlite3.Connection, query: str, *moments: datetime) -> Any:
    return raw.execute(query, [moment.strftime(STORED) for moment in moments]).fetchone()
