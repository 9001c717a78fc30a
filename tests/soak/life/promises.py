"""What the office promised: when each rung of a ladder is due, by a reckoning of our own.

The shares, days and hours are read from content/rules; the working time is counted in hours.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from tests.soak.life import hours
from tests.soak.life.hours import DAY, HOUR, SECOND

OWN_HOUR = time(13, 0)
"""When mentors in the simulation like to be asked something."""


@dataclass(frozen=True)
class Step:
    """A rung as it is to be: who is told, how, when."""

    tell: str
    kind: str
    due: datetime


@dataclass(frozen=True)
class Terms:
    """What holds for problems of one model at one level."""

    model: str
    level: str

    @property
    def _told(self) -> str:
        return "orange" if self.level == "red" else self.level

    @property
    def ladder(self) -> list[dict[str, Any]]:
        model = hours.rules("models")[self.model]
        rungs = model["green_ladder"] if self.level == "green" else model["ladder"]
        mine = [rung for rung in rungs if self._told in rung.get("levels", [self._told])]
        return sorted(mine, key=lambda rung: float(rung["share"]))

    def begins(self, sent: datetime) -> datetime:
        """What stands in the week's message is NAV's from the morning on which that is read."""
        return hours.next_week(sent) if self.ladder[0]["kind"] == "digest" else sent

    def deadline(self, begins: datetime) -> datetime:
        allowed = hours.rules("models")[self.model]["deadlines"][self._told]
        start = hours.next_open(begins)
        if "working_hours" in allowed:
            return hours.after(start, allowed["working_hours"] * HOUR)
        day = hours.day_of(start)
        for _ in range(allowed["working_days"]):
            day = hours.next_working_day(day)
        return hours.closes_on(day)

    def clock(self, sent: datetime) -> tuple[datetime, timedelta]:
        """When NAV's clock starts, and how much working time it has."""
        start = hours.next_open(self.begins(sent))
        return start, hours.between(start, self.deadline(self.begins(sent)))

    def steps(self, begins: datetime) -> list[Step]:
        """The whole ladder of what begins at that moment."""
        start = hours.next_open(begins)
        whole = hours.between(start, self.deadline(begins))
        found: list[Step] = []
        for rung in self.ladder:
            share = float(rung["share"])
            due = start if share == 0 else hours.after(start, whole * share)
            if found:
                due = max(due, found[-1].due + SECOND)
            found.append(Step(rung["tell"], rung["kind"], due))
        return sorted([*found, *self._again(found)], key=lambda step: step.due)

    def _again(self, found: list[Step]) -> list[Step]:
        again = []
        for at, (rung, step) in enumerate(zip(self.ladder, found, strict=True)):
            ends = next((each.due for each in found[at:] if each.kind == "handover"), None)
            repeat = rung.get("repeat") or {"times": 0, "every_working_hours": 0}
            for time_ in range(1, repeat["times"] + 1):
                due = hours.after(step.due, time_ * repeat["every_working_hours"] * HOUR)
                if ends is None or due < ends:
                    again.append(Step(step.tell, step.kind, due))
        return again

    def patience(self, sent: datetime) -> timedelta:
        stale = hours.rules("problems")["stale"]
        return self.clock(sent)[1] * (float(stale["take_back"]) - float(stale["ask"]))

    def ask_at(self, sent: datetime, since: datetime, promised: date | None) -> datetime:
        """When whoever opened it, or named a day, at `since` is asked whether it is in hand."""
        start, whole = self.clock(sent)
        soonest = hours.after(since, self.patience(sent))
        if promised is not None:
            ends = hours.closes_on(hours.working_day(promised))
            return ends if since < ends else soonest
        share = float(hours.rules("problems")["stale"]["ask"])
        return max(hours.after(start, whole * share), soonest)


def ask_helped_at(answered: datetime) -> datetime:
    days = int(hours.rules("problems")["unanswered_asks_days"])
    return own_hour(hours.working_day(hours.day_of(answered) + days * DAY))


def close_at(answered: datetime, asked: datetime) -> datetime:
    problems = hours.rules("problems")
    closes, asks = int(problems["unanswered_closes_days"]), int(problems["unanswered_asks_days"])
    day = max(
        hours.day_of(answered) + closes * DAY,
        hours.day_of(asked) + (closes - asks) * DAY,
    )
    return hours.closes_on(hours.working_day(day))


def own_hour(day: date) -> datetime:
    return hours.utc(day, OWN_HOUR)


def tomorrow(now: datetime) -> datetime:
    """When it is tried again to find somebody."""
    return hours.opens_on(hours.next_working_day(hours.day_of(now)))
