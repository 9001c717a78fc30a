"""Who is there to be told something, reckoned from what is known of everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from tests.soak.life import hours
from tests.soak.life.cases import Case, Rung
from tests.soak.life.witness import Row


class Presence:
    """`people`: everybody's row as it stands."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.people: dict[int, Row] = {}

    def role(self, who: int) -> str:
        return str(self.people[who]["role"])

    def is_here(self, who: int) -> bool:
        person = self.people[who]
        by_chat = person["chat_id"] is not None and person["chat_failed_at"] is None
        by_mail = person["email_confirmed_at"] is not None and person["mail_failed_at"] is None
        return person["standing"] == "active" and (by_chat or by_mail)

    def is_present(self, who: int) -> bool:
        until: date | None = self.people[who]["paused_until"]
        is_away = until is not None and hours.day_of(self._clock()) < until
        return self.is_here(who) and not is_away

    def coordinators(self) -> list[int]:
        return sorted(who for who, row in self.people.items() if row["role"] == "coordinator")

    def stands_on(self, case: Case, tell: str) -> int | None:
        """Who is to be told at a hand-over, if they are there."""
        seat = {"nav_contact": case.seats.nav_contact, "nav_stand_in": case.seats.nav_stand_in}
        found = [seat[tell]] if tell in seat else self.coordinators()
        there = [who for who in found if self.is_present(who)]
        return min(there, key=lambda who: who == case.owner, default=None)

    def receiver(self, case: Case, rung: Rung) -> int | None:
        """Who is to be told at that rung now; None: nobody stands on it."""
        if rung.kind == "handover":
            who = self.stands_on(case, rung.tell)
            if who is None and case.planned()[-1] is rung:
                who = self._anybody(case)
            return None if who == case.owner else who
        if rung.kind == "ask_helped":
            return case.seats.mentor if self.is_here(case.seats.mentor) else None
        is_reader = rung.kind != "digest" or self.people[case.owner]["onboarded"]
        return case.owner if is_reader and self.is_present(case.owner) else None

    def _anybody(self, case: Case) -> int | None:
        near = (case.owner, case.seats.nav_contact, case.seats.nav_stand_in)
        return next((who for who in near if self.is_present(who)), None)
