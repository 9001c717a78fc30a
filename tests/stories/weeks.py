"""Mentors of every kind through a whole placement, counted as they would count: by thumb."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mentorbot.domain.rules import Question
from mentorbot.storage import checkins, conversations
from mentorbot.storage.tables import checkins as table
from tests.stories.office import Office

Choose = Callable[[Question], str]
"""Which answer this kind of mentor taps."""


def best(question: Question) -> str:
    """The answer that leads to nothing; the opener's and most others' first."""
    plain = [name for name, effect in question.answers.items() if not (
        effect.card or effect.category or effect.menu)]  # fmt: skip
    return "right" if "right" in plain else (plain or list(question.answers))[0]


def worst(question: Question) -> str:
    """The last answer, which is where the rules put what worries."""
    names = list(question.answers)
    grave = ("hard", "no", "untold", "high", "only_me", "much_more", "much", "not_long", "weaker")
    return next((name for name in names if name in grave), names[-1])


def middling(question: Question) -> str:
    """Neither the best nor the worst, so that every question is asked."""
    names = list(question.answers)
    return names[1] if len(names) > 2 else names[0]


@dataclass(frozen=True)
class Kind:
    """How one kind of mentor answers."""

    name: str
    choose: Choose | None
    """None never answers."""
    after: timedelta = timedelta(minutes=5)


KINDS = (
    Kind("well", best),
    Kind("badly", worst),
    Kind("middling", middling),
    Kind("late", middling, timedelta(days=1, hours=1)),
    Kind("never", None),
)


@dataclass
class Count:
    """What twelve weeks cost a mentor."""

    taps: list[int] = field(default_factory=list)
    """A check-in each."""
    asked: list[str] = field(default_factory=list)
    """Every question that was shown, in order."""
    pushes: Counter[tuple[int, int]] = field(default_factory=Counter)
    """By year and week."""


def live(office: Office, kind: Kind, until: datetime) -> Count:
    """Goes from one check-in to the next, and answers each as this kind of mentor does."""
    count = Count()
    while (due := _next_due(office)) is not None and due <= until:
        office.town.until(due)
        if kind.choose is None:
            continue
        office.town.later(seconds=kind.after.total_seconds())
        if taps := _answer(office, kind.choose, count.asked):
            count.taps.append(taps)
    office.town.until(until)
    for arrival in office.marit.chat.sent():
        count.pushes[arrival.at.isocalendar()[:2]] += 1
    return count


def opened(office: Office) -> int:
    """How many check-ins were asked."""
    return sum(row.opened_at is not None for row in office.town.rows(table))


def _next_due(office: Office) -> datetime | None:
    with office.town.tx() as tx:
        planned = checkins.planned_of(tx, office.placement)
    return None if planned is None else planned.due_at


def _answer(office: Office, choose: Choose, asked: list[str]) -> int:
    taps = 0
    while (question := standing(office)) is not None:
        asked.append(question.id)
        office.marit.chooses(f"answer.{question.id}.{choose(question)}")
        taps += 1
        assert taps <= 6, asked[-6:]
    return taps


def standing(office: Office) -> Question | None:
    """The question whose buttons stand in the newest message: what the first of them means."""
    rows = office.marit.chat.messages[-1].words.buttons if office.marit.chat.messages else ()
    keys = [data.partition(".")[0] for row in rows for _, data in row]
    with office.town.tx() as tx:
        bubble = conversations.by_key(tx, keys[0]) if keys else None
    if bubble is None or bubble.place.dialog != "checkin":
        return None
    meant = [choice.argument for choice in bubble.choices if choice.move == "answer"]
    return office.town.book.rules.questions[meant[0].partition(":")[0]] if meant else None
