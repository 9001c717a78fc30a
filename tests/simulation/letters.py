"""Every letter a second time: did it arrive, how often may it have, does it come to an end? (I5)

What befell each call is known here, as the scripted line did it: so a letter that is "sent" must
have arrived, one that is "uncertain" must have been in doubt, and a second copy needs a doubt too.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.simulation.line import AMBIGUOUS
from tests.soak.life.findings import Findings
from tests.soak.life.witness import Change, Row

if TYPE_CHECKING:
    from tests.simulation.world import World

ENDS = ("sent", "failed", "uncertain", "replaced")
NEW = ("arrived sendMessage", "arrived mail")
PATIENCE = timedelta(minutes=15)
"""How long a letter may stand ready while nothing is wrong with any line."""
MOST_REFUSED = 3
MOST_TRIES = 8
"""In vain, of a letter that is repeated when its fate is unknown."""


@dataclass
class Letter:
    row: Row
    befell: Counter[str] = field(default_factory=Counter)
    deaths: int = 0
    """How often the program died while it was on its way."""
    was_leaving: bool = False
    """Whether it was on its way when whom it is for stopped everything."""

    @property
    def copies(self) -> int:
        return sum(self.befell[name] for name in NEW)

    @property
    def doubts(self) -> int:
        return self.deaths + sum(self.befell[name] for name in AMBIGUOUS)

    @property
    def refusals(self) -> int:
        return sum(times for name, times in self.befell.items() if name.startswith("refused"))

    @property
    def name(self) -> str:
        about = self.row["reference"] or ""
        return f"letter {self.row['id']} ({self.row['verb']} {about})"


def is_leaving(row: Row) -> bool:
    return bool(row["state"] == "sending")


class Letters:
    def __init__(self, world: World, findings: Findings) -> None:
        self.world, self.findings = world, findings
        self.open: dict[int, Letter] = {}
        self.calm_since = world.now()
        """Since when nothing has been wrong with any line."""
        self._queue: list[tuple[datetime, int]] = []
        self._blocked: list[int] = []
        """Whom a letter did not reach in this transaction, as they blocked the bot."""

    def befell(self, item: int, what: str) -> None:
        if not what.startswith("arrived") and what not in ("unchanged", "gone"):
            self.calm_since = self.world.wall
            if what == "asked_to_wait":
                self.calm_since += timedelta(minutes=6)
        letter = self.open.get(item)
        if letter is not None:
            letter.befell[what] += 1
            again = letter.befell["refused 403"] + letter.befell["refused 550"]
            self.findings.must(again <= MOST_REFUSED, f"I5 tried again in vain: {letter.name}")
            self._not_twice(letter, what)

    def _not_twice(self, letter: Letter, what: str) -> None:
        if what not in NEW or letter.copies == 1:
            return
        may = letter.row["again"] and letter.copies - 1 <= letter.doubts
        rule = "I5 came again without a doubt" if letter.row["again"] else "I2 came twice"
        self.findings.must(bool(may), f"{rule}: {letter.name}")

    def row(self, item: int) -> Row | None:
        found = self.open.get(item)
        return None if found is None else found.row

    def died(self) -> None:
        for letter in self.open.values():
            if letter.row["state"] == "sending":
                letter.deaths += 1

    def hear(self, changes: Iterable[Change]) -> None:
        for change in changes:
            if change.table == "people" and change.after["standing"] == "stopped":
                self._stopped(change.after["id"])
            if change.table != "outbox":
                continue
            row = change.after
            if change.before is None:
                self.open[row["id"]] = Letter(row)
            elif row["id"] not in self.open:
                same = row["state"] == change.before["state"]
                self.findings.must(same, f"I5 letter {row['id']} ended twice")
                continue
            else:
                letter = self.open[row["id"]]
                letter.row, letter.was_leaving = row, letter.was_leaving and is_leaving(row)
            if row["state"] in ENDS:
                self._ends(self.open.pop(row["id"]))
            elif change.before is None or row["not_before"] != change.before["not_before"]:
                heapq.heappush(self._queue, (row["not_before"] + PATIENCE, row["id"]))

    def _stopped(self, who: int) -> None:
        for letter in self.open.values():
            if letter.row["person_id"] == who:
                letter.was_leaving = is_leaving(letter.row)

    def _ends(self, letter: Letter) -> None:
        state, must = letter.row["state"], self.findings.must
        self.findings.count[f"letters, {state}"] += 1
        did = [name for name in letter.befell if name.startswith("arrived")]
        if state == "sent":
            is_tidy = letter.row["verb"] in ("strip", "forget") and letter.befell["gone"] > 0
            may = bool(did) or letter.befell["unchanged"] > 0 or is_tidy or letter.refusals > 0
            may = may and (is_tidy or not letter.befell["gone"] or letter.copies > 0)
            must(may, f"I5 counts as sent and never arrived: {letter.name}")
        elif state == "failed":
            is_there = self.world.books.ladders.presence.people[letter.row["person_id"]]
            may = letter.refusals > 0 or is_there["chat_id"] is None
            if letter.befell["refused 403"]:
                self._blocked.append(letter.row["person_id"])
            must(may, f"I5 given up without a refusal: {letter.name}")
        elif state == "uncertain":
            must(letter.doubts > 0, f"I5 uncertain without a doubt: {letter.name}")
            may = not letter.row["again"] or letter.row["attempts"] >= MOST_TRIES
            must(may, f"I5 an escalation was given up in doubt: {letter.name}")

    def noticed(self) -> None:
        """Asked when all of a transaction has been heard."""
        for who in self._blocked:
            row = self.world.books.ladders.presence.people[who]
            is_known = row["chat_failed_at"] is not None or row["chat_id"] is None
            self.findings.must(is_known, f"I3 {who} cannot be reached, and nobody noticed")
        self._blocked.clear()

    def look(self) -> None:
        now = self.world.wall
        while self._queue and self._queue[0][0] <= now:
            _, item = heapq.heappop(self._queue)
            letter = self.open.get(item)
            if letter is None:
                continue
            ends = max(letter.row["not_before"], self.calm_since) + PATIENCE
            if ends > now:
                heapq.heappush(self._queue, (ends, item))
                continue
            del self.open[item]
            was = f"{letter.row['state']} since {letter.row['not_before']:%H:%M:%S}"
            self.findings.must(False, f"I5 has not left, {was}: {letter.name}")
