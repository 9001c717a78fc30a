"""`people away` and `people back`: somebody's absence, when they cannot register it themselves."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Annotated

import typer

from mentorbot.domain.people import Person, PersonId
from mentorbot.edges.commands import registering
from mentorbot.edges.commands.desk import AsJson, BadInput, Desk, at_desk, show_json
from mentorbot.services import acting, standing_in
from mentorbot.services.playing import play
from mentorbot.storage import people

Who = Annotated[int, typer.Argument(metavar="ID", help="Who, as in `people list`.")]
Until = Annotated[
    str, typer.Option(metavar="DAY", help="The first day they are back: 2027-02-08 or 8.2.2027.")
]


def away(ctx: typer.Context, person: Who, until: Until, as_json: AsJson = False) -> None:
    """Somebody is away. Problems that wait for them go to who stands in, and stay there."""
    day = registering.day(until)
    with at_desk(ctx) as desk:
        moved = _pause(desk, person, day)
    if as_json:
        problems = [{"to": to, "problems": many} for to, many in moved.items()]
        show_json({"person": person, "away_until": day, "moved": problems})
        return
    typer.echo(f"Person {person} is away until {day}.")
    for to, many in moved.items():
        whom = "nobody, for nobody is there" if to is None else f"person {to}"
        typer.echo(f"Problems that went to {whom}: {many}.")


def back(ctx: typer.Context, person: Who, as_json: AsJson = False) -> None:
    """Somebody is back before the day. What was passed on stays where it is."""
    with at_desk(ctx) as desk:
        _pause(desk, person, None)
    if as_json:
        show_json({"person": person, "away_until": None})
    else:
        typer.echo(f"Person {person} is back.")


def _pause(desk: Desk, who: PersonId, until: date | None) -> dict[PersonId | None, int]:
    """How many problems went to whom. Whoever is given one, and the mentor, are told."""
    with desk.begin() as (tx, now):
        person: Person | None = people.find(tx, who)
        if person is None:
            raise BadInput(f"there is no person {who}: see `people list`")
        if until is not None and until <= desk.parts.calendar.today(now):
            raise BadInput(f"{until} has come already: name the first day they are back")
        moved: Counter[PersonId | None] = Counter()
        if until is not None:
            moved.update(to for _, to in acting.moving(tx, desk.parts, who, now))
        for cue in standing_in.pause(tx, desk.parts, person, until, now, by=None):
            play(tx, desk.parts, cue, now)
    return dict(moved)
