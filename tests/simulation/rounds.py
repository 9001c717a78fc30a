"""Check-ins and the week's message a second time: at the hour, once, and not after the answer."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tests.domain.almanac import oslo
from tests.soak.life import hours
from tests.soak.life.findings import Findings
from tests.soak.life.presence import Presence
from tests.soak.life.promises import OWN_HOUR
from tests.soak.life.witness import Change, Row

if TYPE_CHECKING:
    from tests.simulation.world import World

ON_TIME = timedelta(minutes=2)
CHECKIN = 2
DIGEST = 3


class Rounds:
    def __init__(self, world: World, findings: Findings, presence: Presence) -> None:
        self.world, self.findings, self.presence = world, findings, presence
        self.checkins: dict[int, Row] = {}
        self.places: dict[int, Row] = {}
        self._finished: set[str] = set()
        """What is in the audit as answered."""
        self._said: Counter[int] = Counter()
        """New messages that a check-in made, since it was opened last."""
        self._mornings: set[tuple[int, str, date]] = set()
        self._queue: list[tuple[datetime, int, str]] = []

    def hear(self, changes: Iterable[Change]) -> None:
        changes = list(changes)
        for change in changes:
            if change.table == "places":
                self.places[change.after["id"]] = change.after
        letters = [c.after for c in changes if c.table == "outbox" and c.before is None]
        for change in changes:
            if change.table == "audit" and change.after["action"] == "checkin.finished":
                self._finished.add(change.after["subject"])
            if change.table == "checkins":
                self._checkin(change.before, change.after)
        for row in letters:
            self._letter(row)

    # --- check-ins

    def _checkin(self, before: Row | None, row: Row) -> None:
        self.checkins[row["id"]] = row
        if before is None:
            self._planned(row)
        elif (before["state"], row["state"]) == ("planned", "open"):
            self._opened(before)
        elif before["state"] != row["state"] and before["state"] not in ("planned", "open"):
            self.findings.must(False, f"I2 check-in {row['id']} ended twice")
        for moment in ("due_at", "remind_at", "drop_at"):
            if row[moment] is not None and (before is None or before[moment] != row[moment]):
                heapq.heappush(self._queue, (row[moment] + ON_TIME, row["id"], moment))

    def _planned(self, row: Row) -> None:
        if row["asked_for"]:
            return
        due = row["due_at"]
        wall = oslo(due)
        is_right = wall.time() == OWN_HOUR and wall.date() == row["due_day"]
        is_right = is_right and hours.opening(wall.date()) is not None
        self.findings.must(is_right, f"I4 check-in {row['id']} is planned for {wall}")

    def _opened(self, before: Row) -> None:
        now, due = self.findings.clock(), before["due_at"]
        self.findings.must(
            due <= now or before["asked_for"], f"I4 check-in {before['id']} opened before its hour"
        )
        self._said[before["id"]] = 0
        self.findings.count["check-ins opened"] += 1

    def _is_awaited(self, row: Row, moment: str) -> bool:
        if moment == "due_at":
            return bool(row["state"] == "planned")
        return bool(row["state"] == "open")

    def look(self) -> None:
        now, up = self.world.wall, self.world.books.up_since
        while self._queue and self._queue[0][0] <= now:
            due, item, moment = heapq.heappop(self._queue)
            row = self.checkins[item]
            if row[moment] is None or row[moment] + ON_TIME != due:
                continue
            if not self._is_awaited(row, moment) or not self.world.stands("checkins", item):
                # Whoever stops, or chooses another hour, has theirs planned anew.
                continue
            if up + ON_TIME > now:
                # Looked at again when the start is over.
                heapq.heappush(self._queue, (up + ON_TIME, item, f"{moment}"))
                self.checkins[item] = {**row, moment: up}
                continue
            self.findings.must(False, f"I3 check-in {item}: {moment} has passed and nothing came")

    # --- what they say

    def _letter(self, row: Row) -> None:
        place = self.places.get(row["place_id"] or 0)
        if place is None or row["verb"] not in ("say", "mail"):
            return
        if row["lane"] == CHECKIN and place["dialog"] == "checkin" and row["anew"]:
            self._asks(int(place["subject"].partition(":")[2]), row)
        is_ours = place["dialog"] == "overview" and place["subject"] == ""
        if row["lane"] == DIGEST and is_ours and row["anew"]:
            self._morning(row)

    def _asks(self, item: int, letter: Row) -> None:
        self._said[item] += 1
        row = self.checkins.get(item)
        is_open = row is not None and row["state"] == "open"
        is_open = is_open and f"checkin:{item}" not in self._finished
        self.findings.must(is_open, f"I2 check-in {item} is said to somebody who answered it")
        self.findings.must(self._said[item] <= 2, f"I2 check-in {item} is reminded of twice")

    def _morning(self, row: Row) -> None:
        """The week's message, or that of a problem nobody has: one of them in a morning."""
        known = row["person_id"], row["verb"], hours.day_of(self.findings.clock())
        self.findings.must(known not in self._mornings, f"I2 the digest twice to {known[0]}")
        self._mornings.add(known)
        self.findings.count["digests"] += 1
