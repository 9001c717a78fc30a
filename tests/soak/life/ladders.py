"""Every ladder a second time: when each rung has to fire, for whom, and whether it did.

Rungs are taken over as they were fixed; from there on nothing is believed. A moved due time counts
only with a reason that is reckoned here, a skipped rung only when nobody stood on it.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from tests.soak.life import hours, promises
from tests.soak.life.cases import FITS, HELD, WAITS, Case, Rung, Seats
from tests.soak.life.findings import RESTARTED, RUNNING, Findings
from tests.soak.life.onward import is_promised
from tests.soak.life.presence import Presence
from tests.soak.life.witness import Change, Row

TELLS = ("notice", "reminder", "handover", "ask", "take_back", "ask_helped")


class Ladders:
    """Hears what is committed and holds it against the promises."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.seats: dict[int, Seats] = {}
        self.presence = Presence(findings.clock)
        self.cases: dict[str, Case] = {}
        self.reported: Counter[int] = Counter()
        """By mentor."""
        self.up_since = findings.clock()
        self._queue: list[tuple[datetime, str, int, datetime]] = []
        self._told: list[tuple[Case, Rung, int]] = []
        self._lost: list[int] = []
        self._new: dict[str, list[Rung]] = {}
        self._before: dict[str, Row] = {}

    @property
    def now(self) -> datetime:
        return self.findings.clock()

    # --- what is committed

    def hear(self, changes: Iterable[Change]) -> None:
        changes = list(changes)
        for change in changes:
            match change.table:
                case "people":
                    self._person(change)
                case "problems":
                    self._problem(change)
                case "rungs" if change.before is None:
                    self._planned(change.after)
                case "rungs":
                    self._changed(change.before, change.after)
        letters = [each.after for each in changes if each.table == "outbox" and not each.before]
        self._end(letters)

    def _wrote(self, case: Case, what: str) -> None:
        case.story.append(f"{self.now:%a %m-%d %H:%M:%S} {what}")

    def _person(self, change: Change) -> None:
        who = change.after["id"]
        was_there = change.before is not None and self.presence.is_present(who)
        self.presence.people[who] = change.after
        if was_there and not self.presence.is_present(who):
            self._lost.append(who)
            for case in self.cases.values():
                if case.owner == who and case.state in WAITS:
                    case.hurried = self.now
                    self._wrote(case, f"{who} fell away")

    def _problem(self, change: Change) -> None:
        row = change.after
        reference = row["reference"]
        if change.before is None:
            case = self.cases[reference] = Case(row, self.seats[row["placement_id"]])
            self._wrote(case, f"sent, {row['level']}, to {case.owner}; {case.seats}")
            self.reported[row["mentor_id"]] += 1
            self.findings.count["problems"] += 1
            self.findings.count[f"problems, {row['level']}"] += 1
            return
        case = self.cases[reference]
        self._before.setdefault(reference, case.row)
        was, case.row = case.state, row
        self._wrote(case, f"{was} -> {case.state}, with {case.owner}, {row['level']}")
        if was != case.state:
            self._moved(case, was)

    def _moved(self, case: Case, was: str) -> None:
        by = {
            case.seats.nav_contact: "contact",
            case.seats.nav_stand_in: "stand-in",
        }.get(case.owner, self.presence.role(case.owner).replace("nav_contact", "colleague"))
        if was == "sent" and case.state in HELD:
            self.findings.count[f"acknowledged by {by}"] += 1
            case.acknowledged = case.acknowledged or by
        if was in WAITS and case.state == "answered":
            case.acknowledged = case.acknowledged or "mentor: NAV rang"
        if case.state == "closed":
            if was in WAITS:
                self.findings.count["withdrawn by the mentor"] += 1
                case.acknowledged = case.acknowledged or "withdrawn"
            self.findings.count["closed"] += 1

    def _planned(self, row: Row) -> None:
        rung = Rung(row["number"], row["tell"], row["kind"], row["due_at"])
        case = self.cases[row["reference"]]
        known = max(case.rungs, default=-1)
        self.findings.must(
            rung.number == known + 1, f"{case.reference}: rung {rung.number} follows {known}"
        )
        case.rungs[rung.number] = rung
        due = f"{rung.due:%a %m-%d %H:%M:%S}"
        self._wrote(case, f"planned {rung.number} {rung.kind} for {rung.tell} {due}")
        # As it was planned: what is due at once may be put off in the same transaction.
        self._new.setdefault(case.reference, []).append(replace(rung))
        self._remember(case, rung)

    def _changed(self, before: Row | None, row: Row) -> None:
        case = self.cases[row["reference"]]
        rung = case.rungs.get(row["number"])
        where = f"{case.reference}: rung {row['number']} ({row['kind']})"
        self._wrote(case, f"{row['number']} {row['state']} {row['due_at']} {row['person_id']}")
        if rung is None or rung.state != "planned":
            self.findings.must(False, f"{where}: doubled, it was {rung and rung.state} already")
        elif row["state"] == "planned":
            self._put_off(case, rung, row["due_at"], where)
        elif row["state"] == "fired":
            self._fired(case, rung, row["person_id"], where)
        elif row["state"] == "skipped":
            self._skipped(case, rung, where)
        else:
            rung.state = "cancelled"

    def _put_off(self, case: Case, rung: Rung, due: datetime, where: str) -> None:
        if due <= self.now:
            is_right = case.hurried == self.now
            self.findings.must(is_right, f"{where}: hurried although nobody fell away")
        else:
            self._on_time(rung, where)
            is_right = due in self._better(case, rung)
            self.findings.must(is_right, f"{where}: put off to {due} without a reason")
        rung.due = due
        self._remember(case, rung)

    def _better(self, case: Case, rung: Rung) -> list[datetime]:
        """Moments to which that rung may be put off now."""
        receiver, found = self.presence.receiver(case, rung), []
        if rung.kind == "ask_helped":
            tomorrow = hours.next_working_day(hours.day_of(self.now))
            found = [promises.own_hour(tomorrow)]
        if receiver is not None or rung.kind == "take_back":
            found += [] if hours.is_awake(self.now) else [hours.next_awake(self.now)]
        if receiver is None and rung.kind == "handover":
            found.append(promises.tomorrow(self.now))
            found += [each.due for each in case.planned() if each.number < rung.number]
        if rung.kind == "ask_helped":
            until = self.presence.people[case.seats.mentor]["paused_until"]
            found.append(hours.next_awake(self.now, until))
        return found

    def _on_time(self, rung: Rung, where: str) -> None:
        early = rung.due - self.now
        self.findings.must(early <= timedelta(), f"{where}: fired early by {early}")
        self.findings.late("rungs", rung.due, self.up_since, where)

    def _fired(self, case: Case, rung: Rung, who: int | None, where: str) -> None:
        self._on_time(rung, where)
        fits = case.state in FITS.get(rung.kind, ("sent",))
        self.findings.must(fits, f"{where}: fired while the problem was {case.state}")
        if rung.kind not in ("take_back", "close"):
            wanted = self.presence.receiver(case, rung)
            self.findings.must(who == wanted, f"{where}: told {who}, to be told was {wanted}")
        rung.state = "fired"
        self.findings.count[f"rungs fired, {rung.kind}"] += 1
        if rung.kind == "close" and self.presence.is_here(case.seats.mentor):
            # It is closed for all to see.
            self._told.append((case, rung, case.seats.mentor))
        if rung.kind in TELLS and who is not None:
            case.told = self.now
            self._told.append((case, rung, who))

    def _skipped(self, case: Case, rung: Rung, where: str) -> None:
        self._on_time(rung, where)
        wanted = self.presence.receiver(case, rung)
        self.findings.must(wanted is None, f"{where}: skipped although {wanted} was there")
        rung.state = "skipped"
        self.findings.count["rungs skipped: nobody stood there"] += 1
        case.hurried = self.now
        following = [each for each in case.planned() if each.number > rung.number]
        if following:
            self._hurry(case, following[0])

    def _hurry(self, case: Case, rung: Rung) -> None:
        if rung.due > self.now:
            rung.due = self.now
            self._remember(case, rung)

    # --- what one transaction amounts to

    def _end(self, letters: list[Row]) -> None:
        for case, rung, who in self._told:
            posted = any(
                row["person_id"] == who and row["reference"] == case.reference for row in letters
            )
            where = f"{case.reference}: rung {rung.number} ({rung.kind})"
            self.findings.must(posted, f"{where}: fired, and nothing was written to {who}")
        for who in self._lost:
            for case in self.cases.values():
                if case.owner == who and case.state in WAITS and case.planned():
                    self._hurry(case, case.planned()[0])
        for reference, rungs in self._new.items():
            self._right_ladder(self.cases[reference], rungs)
        for reference in {*self._new, *self._before}:
            self._goes_on(self.cases[reference])
        self._told, self._lost, self._new, self._before = [], [], {}, {}

    def _right_ladder(self, case: Case, rungs: list[Rung]) -> None:
        if len(rungs) > 1 and rungs[0].kind == "take_back":
            # Taken back in the same moment: what follows is another ladder.
            self._right_ladder(case, rungs[:1])
            rungs = rungs[1:]
        level = self._before.get(case.reference, case.row)["level"]
        is_right = is_promised(case, level, rungs, self.now)
        made = [(rung.kind, rung.tell, f"{rung.due:%a %m-%d %H:%M:%S}") for rung in rungs]
        self.findings.must(is_right, f"{case.reference}: the ladder {made} was not promised")

    def _goes_on(self, case: Case) -> None:
        """An open problem has somebody who is asked next, or all have been told."""
        if case.state == "closed" or any(
            case.state in FITS.get(rung.kind, ("sent",)) for rung in case.planned()
        ):
            return
        is_told = case.state in HELD and case.row["wish"] == "for_information"
        is_at_end = case.state == "sent" and self.presence.role(case.owner) == "coordinator"
        self.findings.must(
            is_told or is_at_end, f"{case.reference}: {case.state}, and nothing is planned"
        )

    # --- what did not happen

    def look(self) -> None:
        """To be asked whenever everything due has been done: names what was not."""
        now, grace = self.now, self.up_since + RESTARTED
        while self._queue and self._queue[0][0] < now:
            _, reference, number, due = heapq.heappop(self._queue)
            rung = self.cases[reference].rungs[number]
            if rung.state != "planned" or rung.due != due:
                continue
            if due < self.up_since and now <= grace:
                heapq.heappush(self._queue, (grace, reference, number, due))
                continue
            self.findings.must(
                False, f"{reference}: rung {number} ({rung.kind}) was due {due} and did not fire"
            )

    def _remember(self, case: Case, rung: Rung) -> None:
        heapq.heappush(self._queue, (rung.due + RUNNING, case.reference, rung.number, rung.due))
