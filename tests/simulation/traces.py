"""Whether every change of state has its entry in the audit, in the same transaction (I7), and whose
doing it was."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.soak.life.findings import Findings
from tests.soak.life.ladders import Ladders
from tests.soak.life.witness import Change

NAMES = {"problems": "problem", "checkins": "checkin", "people": "person", "rungs": "problem"}
WATCHED = {"problems": "state", "checkins": "state", "people": "standing", "rungs": "state"}
GONE = ("unreachable", "stopped")


class Traces:
    def __init__(self, findings: Findings, ladders: Ladders) -> None:
        self.findings, self.ladders = findings, ladders
        self.meddled: dict[int, int] = {}
        """By update: who pressed a button that is somebody else's."""

    def hear(self, changes: Iterable[Change]) -> None:
        changes = list(changes)
        noted = {each.after["subject"] for each in changes if each.table == "audit"}
        for change in changes:
            subject = self._moved(change)
            if subject is not None:
                self.findings.must(
                    subject in noted, f"I7 {subject} changed and nothing is in the audit"
                )
            if change.table == "audit":
                self._by(change.after)
        self._in_own_name(changes)
        self._moves_nobody_else(changes)
        self._told_of_loss(changes)

    def _moved(self, change: Change) -> str | None:
        column = WATCHED.get(change.table)
        if column is None or change.before is None:
            return None
        before, after = change.before[column], change.after[column]
        if before == after or (after == "skipped" and change.table == "checkins"):
            return None
        key: Any = change.after.get("reference") or change.after["id"]
        return f"{NAMES[change.table]}:{key}"

    def _by(self, entry: dict[str, Any]) -> None:
        """Nobody outside a placement moves what is its own."""
        kind, _, reference = entry["subject"].partition(":")
        case, actor = self.ladders.cases.get(reference), entry["actor_id"]
        if kind != "problem" or case is None or actor is None or entry["action"] == "refused":
            return
        seats = case.seats
        near = {seats.mentor, seats.nav_contact, seats.nav_stand_in, case.owner}
        role = self.ladders.presence.role(actor)
        self.findings.must(
            actor in near or role in ("coordinator", "nav_contact"),
            f"I6 {entry['action']} of {reference} by {actor}, who has no part in it",
        )

    def _in_own_name(self, changes: list[Change]) -> None:
        """Whoever sent an update is who did what it led to."""
        people = self.ladders.presence.people
        senders = {
            each.before["chat_id"] for each in changes
            if each.table == "inbox" and each.before and each.before["state"] != each.after["state"]
        }  # fmt: skip
        for change in changes:
            actor = change.after.get("actor_id") if change.table == "audit" else None
            if senders and None not in senders and actor in people:
                is_own = people[actor]["chat_id"] in senders
                self.findings.must(is_own, f"I6 {change.after['action']} in the name of {actor}")

    def _moves_nobody_else(self, changes: list[Change]) -> None:
        """A button of somebody else's leads to nothing but a word to whoever pressed it."""
        ended = [each.after["update_id"] for each in changes if each.table == "inbox"]
        # Turns that share a commit cannot be told apart.
        who = self.meddled.get(ended[0]) if len(ended) == 1 else None
        if who is None:
            return
        for change in changes:
            if change.table in ("places", "outbox"):
                is_own = change.after["person_id"] == who
                self.findings.must(is_own, f"I6 {who} moved what is {change.after['person_id']}'s")

    def _told_of_loss(self, changes: list[Change]) -> None:
        """That somebody at NAV is not there any more a coordinator hears at once."""
        presence = self.ladders.presence
        told = {each.after["person_id"] for each in changes if each.table == "outbox"}
        for change in changes:
            if change.table != "people" or change.before is None:
                continue
            before, row = change.before, change.after
            is_lost = before["standing"] == "active" and row["standing"] in GONE
            if not is_lost or row["role"] == "mentor":
                continue
            others = [who for who in presence.coordinators() if who != row["id"]]
            for who in others:
                may = who in told or not presence.is_here(who)
                self.findings.must(may, f"I3 {row['id']} is gone and {who} is not told")
