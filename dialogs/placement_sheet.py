"""One placement as those at NAV see it who run it: who, until when, what is decided, what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

from dialogs import asking
from mentorbot.domain.access import Operation, may, relation_to
from mentorbot.domain.brief import Brief, Contact, PlacementSheet, PlacementView
from mentorbot.domain.conversation import Button, Place, Rows, Say, Step
from mentorbot.domain.facts import Fact
from mentorbot.domain.model_rules import Deadline, ModelRules
from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import Placement
from mentorbot.domain.wording import Label, Phrase, Text, Toast

SHEET = Text(
    "placement.sheet", "alias", "week", "model", "hired", "end", "mentor", "mentor_stand_in",
    "nav_contact", "contact_away", "nav_stand_in", "stand_in_away", "rhythm", "next", "follow_on",
    "problems",
)  # fmt: skip
BY_PLAN = Text("placement.by_plan")
EVERY = Text("placement.every", "weeks")
DAYS = Text("placement.days", "days")
HOURS = Text("placement.hours", "hours")

PEOPLE = Label("placement.people")
AWAY = Label("placement.away")
MODEL = Label("placement.model")
RHYTHM = Label("placement.rhythm")
END = Label("placement.end")
HIRED = Label("placement.hired")
NEXT = Label("placement.next")
TALKED = Label("placement.talked")
HISTORY = Label("placement.history")
CLOSE = Label("placement.close")
ALL = Label("placement.all")
YES = Label("placement.yes")

DONE = Toast("placement.done")


@dataclass(frozen=True)
class Seen:
    """Everything about this placement that a turn needs."""

    place: Place
    brief: Brief
    sheet: PlacementSheet

    @property
    def view(self) -> PlacementView:
        return self.sheet.view

    @property
    def placement(self) -> Placement:
        return self.sheet.view.placement

    @property
    def model(self) -> ModelRules:
        return self.brief.rules.models[self.placement.model]

    def may(self, operation: Operation) -> bool:
        return may(self.brief.me, operation, relation_to(self.brief.me, self.placement))

    def after(self, view: PlacementView) -> Seen:
        """As it will be once this turn's fact is recorded; what is asked next follows only then."""
        return replace(self, sheet=replace(self.sheet, view=replace(view, next_checkin=None)))

    def with_absence(self, person: PersonId, until: date | None) -> Seen:
        view = self.view
        contact, stand_in = (
            replace(each, away_until=until) if each.id == person else each
            for each in (view.nav_contact, view.nav_stand_in)
        )
        return self.after(replace(view, nav_contact=contact, nav_stand_in=stand_in))

    def says(self, text: Phrase, state: str, buttons: Rows = (), **data: Any) -> Step:
        there = self.place.at(state, **data)
        return Step((Say(text, there, (*buttons, (Button(asking.BACK(), "back"),))),))


Move: TypeAlias = Callable[[Seen, str], Step]
Moves: TypeAlias = Mapping[tuple[str, str], tuple[Operation, Move]]
"""What a tap does, by state and move, and who may."""


def shown(seen: Seen, *, anew: bool = False) -> Step:
    place = Place(seen.place.dialog, "sheet", seen.place.subject)
    return Step((Say(summary(seen), place, doors(seen), anew=anew),))


def kept(seen: Seen, facts: tuple[Fact, ...], toast: Phrase | None = None) -> Step:
    """Back at the sheet, with what was just established."""
    return replace(shown(seen), facts=facts, toast=toast or DONE())


def summary(seen: Seen) -> Phrase:
    view, placement = seen.view, seen.placement
    week = placement.week(seen.brief.calendar.today(seen.brief.now))
    stand_in = view.mentor_stand_in
    alone = view.nav_stand_in.id == view.nav_contact.id
    return SHEET(
        alias=placement.alias,
        week=week if week > 0 else None,
        model=Phrase(f"model.{placement.model}"),
        hired=placement.hired_on,
        end=placement.end,
        mentor=view.mentor.name,
        mentor_stand_in=stand_in.name if stand_in else None,
        nav_contact=view.nav_contact.name,
        contact_away=away(view.nav_contact, seen.brief),
        nav_stand_in=None if alone else view.nav_stand_in.name,
        stand_in_away=None if alone else away(view.nav_stand_in, seen.brief),
        rhythm=rhythm(placement.rhythm),
        next=view.next_checkin,
        follow_on=Phrase(f"follow_on.{placement.follow_on}") if placement.follow_on else None,
        problems=len(seen.sheet.problems),
    )


def away(person: Contact, brief: Brief) -> date | None:
    """Until when, while they are."""
    until = person.away_until
    return until if until is not None and brief.calendar.today(brief.now) < until else None


def rhythm(weeks: int | None) -> Phrase:
    return BY_PLAN() if weeks is None else EVERY(weeks=weeks)


def span(deadline: Deadline) -> Phrase:
    """How long NAV has, as the model is configured."""
    if deadline.working_hours is not None:
        return HOURS(hours=deadline.working_hours)
    return DAYS(days=deadline.working_days)


def doors(seen: Seen) -> Rows:
    """What this person may do with it."""
    every = (
        (Operation.MANAGE_PEOPLE, PEOPLE, "people"),
        (Operation.MANAGE_PEOPLE, AWAY, "away"),
        (Operation.MANAGE_PEOPLE, MODEL, "model"),
        (Operation.SET_RHYTHM, RHYTHM, "rhythm"),
        (Operation.MANAGE_PEOPLE, END, "end"),
        (Operation.LOG_CONTACT, TALKED, "talked"),
        (Operation.DECIDE_FOLLOW_ON, NEXT, "next"),
        (Operation.MANAGE_PEOPLE, HIRED, "hired"),
        (Operation.SEE_OVERVIEW, HISTORY, "history"),
        (Operation.DECIDE_FOLLOW_ON, CLOSE, "close"),
    )
    buttons = [
        Button(label(), move)
        for operation, label, move in every
        if seen.may(operation) and not (move == "hired" and seen.placement.hired)
    ]
    return asking.rows([*buttons, Button(ALL(), "list", opens=seen.place.dialog)])
