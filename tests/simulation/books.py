"""The second reckoning: all that is committed and all that arrives, held against I1-I8.

It hears of commits by triggers that the program does not know of, and of arrivals from the scripted
Telegram. Nothing of what it reckons with is the program's own.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mentorbot.storage.database import Database
from tests.simulation.arrivals import Arrivals
from tests.simulation.letters import Letters
from tests.simulation.line import CARRYING
from tests.simulation.rounds import Rounds
from tests.simulation.traces import Traces
from tests.simulation.updates import Updates
from tests.soak.life.findings import Findings
from tests.soak.life.ladders import Ladders
from tests.soak.life.witness import WATCHED, Change, Witness

if TYPE_CHECKING:
    from tests.simulation.world import World

SEEN = {
    **WATCHED,
    "outbox": (
        *WATCHED["outbox"], "place_id", "again", "begun", "silent", "leased_until",
    ),
    "inbox": ("id", "update_id", "chat_id", "state", "attempts"),
    "checkins": (
        "id", "placement_id", "mentor_id", "occasion", "state", "due_at", "due_day", "opened_at",
        "remind_at", "drop_at", "asked_for",
    ),
    "places": ("id", "person_id", "dialog", "subject", "message_id"),
    "marks": ("name", "value"),
    "audit": ("action", "subject", "actor_id"),
}  # fmt: skip
STALE = timedelta(seconds=5)
"""How old the moment may be that the program works with."""


class Books:
    """`findings.broken` holds a sentence for each promise that did not hold."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.findings = Findings(world.now)
        self.ladders = Ladders(self.findings)
        self.letters = Letters(world, self.findings)
        self.updates = Updates(world, self.findings)
        self.rounds = Rounds(world, self.findings, self.ladders.presence)
        self.arrivals = Arrivals(world, self)
        self.traces = Traces(self.findings, self.ladders)
        self.witness = Witness(self._hear, SEEN)
        self.up_since = world.now()
        self._set_at = -STALE.total_seconds()
        """When the clock was set last."""
        self._sends: dict[int, set[str]] = {}
        world.line.befell = world.post.befell = self.letters.befell
        world.telegram.heard = self.arrivals.heard
        world.telegram.confirmed = self.updates.confirmed
        world.line.broken = lambda sentence: self.findings.must(False, sentence)
        world.telegram.broken = lambda sentence: self.findings.must(False, sentence)

    def watch(self, database: Database) -> None:
        self.witness.watch(database)

    def believes(self, moment: datetime) -> None:
        age = abs(self.world.wall - moment)
        is_set = self.world.seconds - self._set_at < STALE.total_seconds()
        self.findings.must(age < STALE or is_set, f"I3 the program works with a moment {age} old")

    def clock_was_set(self) -> None:
        """What fell due in between is as late as after a start."""
        self._set_at = self.world.seconds
        self._begins_anew()

    def asks_about_the_week(self) -> bool:
        """Whether what arrives just now is a check-in."""
        letter = self.letters.row(CARRYING.get()) or {}
        place = self.rounds.places.get(letter.get("place_id") or 0, {})
        return place.get("dialog") == "checkin"

    def sends(self, mentor: int, data: str) -> None:
        """A mentor is about to press the button that sends a problem: one problem for each."""
        self._sends.setdefault(mentor, set()).add(data)

    def started(self) -> None:
        self.findings.count["starts"] += 1
        self._begins_anew()

    def _begins_anew(self) -> None:
        self.ladders.up_since = self.up_since = self.world.wall
        self.letters.calm_since = max(self.letters.calm_since, self.world.wall)

    def died(self) -> None:
        self.world.line.died()
        self.letters.died()

    def look(self) -> None:
        """Whenever time goes on while the program runs."""
        if self.world.life is None:
            return
        self.ladders.look()
        self.letters.look()
        self.updates.look()
        self.rounds.look()

    def _hear(self, changes: list[Change]) -> None:
        for change in changes:
            row, before = change.after, change.before
            if change.table == "audit":
                self._noted(row["action"])
            is_news = change.table not in ("places", "marks")
            if is_news and (before is None or before.get("state") != row.get("state")):
                key = row.get("reference") or row.get("id") or row.get("subject")
                what = row.get("action") or row.get("state") or row.get("standing") or ""
                self.world.note(f"  {change.table} {key} {what}")
        self.letters.hear(changes)
        self.updates.hear(changes)
        self.ladders.hear(changes)
        self.rounds.hear(changes)
        self.letters.noticed()
        if self.world.life is not None:
            # What the office set up by hand has no entry.
            self.traces.hear(changes)
        for mentor, times in self.ladders.reported.items():
            meant = len(self._sends.get(mentor, ()))
            self.findings.must(times <= meant, f"I2 {mentor} sent {meant} problems, {times} came")

    def _noted(self, action: str) -> None:
        self.findings.count[f"noted {action}"] += 1
        self.findings.must(action != "row.pushed", "I3 a due row raised an error")
