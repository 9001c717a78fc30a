"""Every letter a second time: whether it left when it should, arrived once, and has an end."""

from __future__ import annotations

import heapq
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.soak.life.findings import RESTARTED, Findings
from tests.soak.life.witness import Change, Row

CALL = timedelta(milliseconds=40)
"""What a call to the outside takes on the clock: Telegram wants no more than thirty a second."""
HURRIES = 1
"""Lanes up to this one: escalations, and answers to a person."""
CHECKIN = 2
PATIENCE = {True: timedelta(seconds=15), False: timedelta(minutes=10)}
"""How long a letter that hurries, and one that does not, may stand ready."""
ENDS = ("sent", "failed", "uncertain", "replaced")


@dataclass
class Letter:
    row: Row
    arrived: int = 0
    trouble: str = ""
    """What the simulation did to it last: then it may be tried again."""

    @property
    def hurries(self) -> bool:
        return bool(self.row["lane"] <= HURRIES)


class Letters:
    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.up_since = findings.clock()
        self.open: dict[int, Letter] = {}
        self.ended: Counter[str] = Counter()
        self._left: deque[datetime] = deque(maxlen=2000)
        """When letters that hurry left last."""
        self._queue: list[tuple[datetime, int, datetime]] = []

    def hear(self, changes: Iterable[Change]) -> None:
        for change in changes:
            if change.table != "outbox":
                continue
            row = change.after
            if change.before == row:
                # Its bubble was forgotten, or its words were: nothing that is reckoned with here.
                continue
            if change.before is None:
                self.open[row["id"]] = Letter(row)
                self._remember(row)
            elif row["id"] not in self.open:
                was = change.before["state"]
                sentence = f"letter {row['id']} ({row['verb']}) ended twice: {was}, {row['state']}"
                self.findings.must(False, sentence)
            elif row["state"] in ENDS:
                self._ends(self.open.pop(row["id"]), row)
            else:
                self._waits(self.open[row["id"]], row)

    def arrived(self, item: int) -> None:
        self.open[item].arrived += 1

    def trouble(self, item: int, what: str) -> None:
        self.open[item].trouble = what

    def died(self) -> None:
        """What was on its way then is adopted at the next start."""
        for letter in self.open.values():
            if letter.row["state"] == "sending":
                letter.trouble = letter.trouble or "death"

    def _waits(self, letter: Letter, row: Row) -> None:
        put_back = letter.row["state"] == "sending" and row["state"] == "waiting"
        letter.row = row
        if put_back:
            is_right = bool(letter.trouble) or row["lane"] >= CHECKIN
            self.findings.must(is_right, f"letter {row['id']} was put back without a reason")
            self._remember(row)

    def _remember(self, row: Row) -> None:
        due = row["not_before"]
        ends = due + PATIENCE[row["lane"] <= HURRIES]
        heapq.heappush(self._queue, (ends, row["id"], due))

    def _ends(self, letter: Letter, row: Row) -> None:
        state, name = row["state"], f"letter {row['id']}"
        if letter.hurries and state == "sent":
            self._left.append(self.findings.clock())
        self.ended[state] += 1
        must = self.findings.must
        if state == "sent":
            must(letter.arrived >= 1, f"{name} counts as sent and never arrived")
            must(letter.arrived <= 1 or bool(letter.trouble), f"{name} arrived twice")
            if letter.hurries and not letter.trouble:
                due = row["not_before"]
                self.findings.late("letters", due, self.up_since, name, self._crowd(due))
        elif state == "failed":
            must(letter.trouble == "unreachable", f"{name} failed: {letter.trouble or 'why?'}")
        elif state == "uncertain":
            must(bool(letter.trouble), f"{name} is uncertain without a reason")

    def _crowd(self, due: datetime) -> timedelta:
        """How long those took that left since then: Telegram takes so many a second, no more.

        Only letters that hurry count: one that waits behind a digest is late.
        """
        return CALL * sum(moment >= due for moment in self._left)

    def look(self) -> None:
        """Names what should have left by now."""
        now, grace = self.findings.clock(), self.up_since + RESTARTED
        while self._queue and self._queue[0][0] < now:
            _, item, due = heapq.heappop(self._queue)
            letter = self.open.get(item)
            if letter is None or letter.row["not_before"] != due:
                continue
            if due < self.up_since and now <= grace:
                heapq.heappush(self._queue, (grace, item, due))
                continue
            del self.open[item]
            about = letter.row["reference"] or letter.row["verb"]
            self.findings.must(False, f"letter {item} ({about}) was to leave {due} and was lost")
