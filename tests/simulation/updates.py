"""Every update a second time: kept before it was confirmed, handled once, in order (I1)."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.simulation.telegram import Update
from tests.soak.life.findings import Findings
from tests.soak.life.witness import Change, Row

if TYPE_CHECKING:
    from tests.simulation.world import World

HANDLED_WITHIN = timedelta(seconds=30)
"""While the program runs."""


class Updates:
    def __init__(self, world: World, findings: Findings) -> None:
        self.world, self.findings = world, findings
        self.kept: dict[int, str] = {}
        """State by update number."""
        self.odd: set[int] = set()
        """Those that nobody can read."""
        self._waiting: dict[int, Row] = {}
        self._queue: list[tuple[datetime, int]] = []

    def confirmed(self, update: Update) -> None:
        self.findings.count["updates confirmed"] += 1
        self.findings.must(
            update.id in self.kept, f"I1 update {update.id} was confirmed and is not kept"
        )

    def hear(self, changes: Iterable[Change]) -> None:
        for change in changes:
            if change.table == "inbox":
                self._changed(change.before, change.after)

    def _changed(self, before: Row | None, row: Row) -> None:
        number = row["update_id"]
        if before is None:
            self._waiting[row["id"]] = row
            heapq.heappush(self._queue, (self.world.wall + HANDLED_WITHIN, row["id"]))
        elif before["state"] != row["state"]:
            is_first = self._waiting.pop(row["id"], None) is not None
            self.findings.must(is_first, f"I1 update {number} ended twice")
            self._in_order(before)
            may = row["state"] == "done" or number in self.odd
            self.findings.must(may, f"I1 update {number} was set aside")
        self.kept[number] = row["state"]

    def _in_order(self, row: Row) -> None:
        for other in self._waiting.values():
            turned = other["chat_id"] == row["chat_id"] and other["id"] < row["id"]
            self.findings.must(
                not turned or other["update_id"] in self.odd,
                f"I1 update {row['update_id']} overtook {other['update_id']}",
            )

    def look(self) -> None:
        now, up = self.world.wall, self.world.books.up_since
        while self._queue and self._queue[0][0] <= now:
            _, item = heapq.heappop(self._queue)
            if item not in self._waiting:
                continue
            if up + HANDLED_WITHIN > now:
                heapq.heappush(self._queue, (up + HANDLED_WITHIN, item))
                continue
            row = self._waiting.pop(item)
            self.findings.must(False, f"I1 update {row['update_id']} is not handled")
