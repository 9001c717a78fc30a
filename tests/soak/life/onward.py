"""Which ladder may begin for a problem now: the rungs that were written are one of these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from tests.soak.life import hours, promises
from tests.soak.life.cases import Case, Rung
from tests.soak.life.promises import Step, Terms

CLOSE_ENOUGH = timedelta(seconds=1)


def is_promised(case: Case, level: str, rungs: list[Rung], now: datetime) -> bool:
    """`level`: as it was before; a ladder that goes on keeps the pace it began with."""
    made = [Step(rung.tell, rung.kind, rung.due) for rung in rungs]
    return any(_same(made, wanted) for wanted in _ladders(case, level, made[0].kind, now))


def _ladders(case: Case, level: str, kind: str, now: datetime) -> Iterator[list[Step]]:
    row = case.row
    match kind:
        case "ask":
            yield [Step("owner", kind, case.terms.ask_at(case.since, now, row["promised"]))]
        case "take_back":
            yield [Step("next", kind, hours.after(now, case.terms.patience(case.since)))]
            yield [Step("next", kind, now)]
        case "ask_helped":
            yield [Step("mentor", kind, promises.ask_helped_at(now))]
        case "close":
            yield [Step("mentor", kind, promises.close_at(row["answered_at"], now))]
        case _:
            # Turns that share a commit are heard of a moment after each was taken.
            begun = [each for each in (row["sent_at"], row["reopened_at"]) if each is not None]
            just = [moment for moment in begun if now - moment <= CLOSE_ENOUGH]
            for moment in just:
                yield case.terms.steps(case.terms.begins(moment))
            if not just:
                yield from _onward(case, Terms(case.seats.model, level), now)


def _onward(case: Case, terms: Terms, now: datetime) -> Iterator[list[Step]]:
    """Passed on, taken back, or nobody left: the rest of a ladder."""
    yield terms.steps(max(now, terms.begins(case.row["sent_at"])))[1:]
    tomorrow = promises.tomorrow(now)
    for due in (now, tomorrow, max(tomorrow, case.row["deadline"])):
        yield [Step("coordinator", "handover", due)]
    _, whole = terms.clock(case.since)
    steps = [rung for rung in terms.ladder if rung["kind"] == "handover"]
    for at, taken in enumerate(steps):
        yield [
            Step(rung["tell"], "handover", hours.after(now, whole * _apart(taken, rung)))
            for rung in steps[at + 1 :]
        ]


def _apart(taken: Mapping[str, Any], rung: Mapping[str, Any]) -> float:
    return float(rung["share"]) - float(taken["share"])


def _same(made: list[Step], wanted: list[Step]) -> bool:
    return len(made) == len(wanted) and all(
        (one.tell, one.kind) == (other.tell, other.kind) and abs(one.due - other.due) < CLOSE_ENOUGH
        for one, other in zip(made, wanted, strict=True)
    )
