"""`placements change`, `placements close` and `placements history`: the same as by tap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from mentorbot.domain.changes import Why
from mentorbot.domain.model_rules import RhythmBounds
from mentorbot.domain.placements import FollowOn, FollowUpModel, PlacementId, Seat
from mentorbot.edges.commands import registering
from mentorbot.edges.commands.desk import (
    AsJson,
    BadInput,
    Desk,
    at_desk,
    note,
    show_json,
    show_table,
)
from mentorbot.services import changing
from mentorbot.services.changing import Errand, NotPossible
from mentorbot.services.playing import play
from mentorbot.storage import changes, people

NOBODY = BY_PLAN = "none"
COLUMNS = ("at", "by", "what", "before", "after")

Which = Annotated[int, typer.Argument(metavar="ID", help="Which, as in `placements list`.")]
MentorId = Annotated[int | None, typer.Option(metavar="ID", help="Who is mentor now.")]
MentorStandIn = Annotated[
    str | None, typer.Option(metavar="ID|none", help="Who steps in at work, or nobody.")
]
NavContact = Annotated[
    int | None, typer.Option(metavar="ID", help="Who at NAV gets the problems now.")
]
NavStandIn = Annotated[int | None, typer.Option(metavar="ID", help="Who at NAV steps in now.")]
Model = Annotated[FollowUpModel | None, typer.Option(help="The follow-up model.")]
Rhythm = Annotated[
    str | None, typer.Option(metavar="WEEKS|none", help="Between check-ins; none is the plan.")
]
End = Annotated[str | None, typer.Option(metavar="DAY", help="The last day.")]
IsHired = Annotated[
    bool, typer.Option("--hired", help="The participant was hired today. Closes nothing.")
]
WhatNext = Annotated[FollowOn | None, typer.Option(help="What comes after.")]


@dataclass(frozen=True)
class Wish:
    """One thing to change, and what it is called when it cannot be."""

    name: str
    make: Callable[[Errand], None]


def change(
    ctx: typer.Context,
    placement: Which,
    mentor: MentorId = None,
    mentor_stand_in: MentorStandIn = None,
    nav_contact: NavContact = None,
    nav_stand_in: NavStandIn = None,
    model: Model = None,
    rhythm: Rhythm = None,
    end: End = None,
    hired: IsHired = False,
    follow_on: WhatNext = None,
    as_json: AsJson = False,
) -> None:
    """Change a placement. Everybody concerned is told, each once."""
    seats = {
        Seat.MENTOR: mentor,
        Seat.NAV_CONTACT: nav_contact,
        Seat.NAV_STAND_IN: nav_stand_in,
        Seat.MENTOR_STAND_IN: _id_or_none(mentor_stand_in, "--mentor-stand-in"),
    }
    wishes = [_seat(seat, to) for seat, to in seats.items() if to is not None]
    wishes += [_model(model)] if model else []
    wishes += [_rhythm(rhythm)] if rhythm else []
    wishes += [_follow_on(follow_on, end)] if follow_on else []
    wishes += [_end(end)] if end else []
    wishes += [Wish("hired", changing.hire)] if hired else []
    if not wishes:
        raise BadInput("name at least one thing to change: see --help")
    with at_desk(ctx) as desk, _errand(desk, placement) as errand:
        _make(errand, wishes)
        for line in _advice(errand):
            note(f"Note: {line}.")
    done = [wish.name for wish in wishes]
    if as_json:
        show_json({"placement": placement, "changed": done})
    else:
        typer.echo(f"Placement {placement} changed: {', '.join(done)}.")


def close(
    ctx: typer.Context,
    placement: Which,
    follow_on: Annotated[FollowOn, typer.Option(help="What comes after; it cannot be left out.")],
    as_json: AsJson = False,
) -> None:
    """Close a placement with what comes after it. Its history is kept."""

    def closes(errand: Errand) -> None:
        changing.decide(errand, follow_on, closes=True)

    with at_desk(ctx) as desk, _errand(desk, placement) as errand:
        _make(errand, [Wish("follow_on", closes)])
    if as_json:
        show_json({"placement": placement, "closed": True, "follow_on": follow_on})
    else:
        typer.echo(f"Placement {placement} is closed: {follow_on}.")


def history(ctx: typer.Context, placement: Which, as_json: AsJson = False) -> None:
    """What was changed, oldest first: when, by whom, from what to what."""
    with at_desk(ctx) as desk, desk.begin() as (tx, _):
        rows = [_row(each) for each in changes.of(tx, placement)]
    show_json(rows) if as_json else show_table(rows, COLUMNS, desk.parts.calendar)


@contextmanager
def _errand(desk: Desk, placement: PlacementId) -> Iterator[Errand]:
    """One transaction: all of it or nothing, and then everybody is told."""
    with desk.begin() as (tx, now):
        errand = changing.errand_for(tx, desk.parts, placement, None, now)
        if errand is None:
            raise BadInput(f"there is no open placement {placement}: see `placements list`")
        yield errand
        for cue in errand.cues():
            play(tx, desk.parts, cue, now)


def _make(errand: Errand, wishes: list[Wish]) -> None:
    faults = []
    for wish in wishes:
        try:
            wish.make(errand)
        except NotPossible as error:
            faults.append(f"{wish.name}: {_told(error.why, errand)}")
    if faults:
        raise BadInput(*faults, "Nothing was changed.")


def _seat(seat: Seat, to: int | str) -> Wish:
    person = None if to == NOBODY else int(to)
    return Wish(seat, lambda errand: changing.change_seat(errand, seat, person))


def _model(model: FollowUpModel) -> Wish:
    return Wish("model", lambda errand: changing.change_model(errand, model))


def _rhythm(typed: str) -> Wish:
    if typed != BY_PLAN and not (typed.isascii() and typed.isdigit() and len(typed) < 4):
        raise BadInput(f"--rhythm must be a number of weeks, or {BY_PLAN}")
    weeks = None if typed == BY_PLAN else int(typed)
    return Wish("rhythm", lambda errand: changing.set_rhythm(errand, weeks))


def _follow_on(follow_on: FollowOn, end: str | None) -> Wish:
    if follow_on is FollowOn.MORE_TIME and end is None:
        raise BadInput(f"follow_on: {TOLD[Why.NEEDS_END]}")
    return Wish("follow_on", lambda errand: changing.decide(errand, follow_on, closes=False))


def _end(typed: str) -> Wish:
    day = registering.day(typed)
    return Wish("end", lambda errand: changing.move_end(errand, day))


def _id_or_none(typed: str | None, option: str) -> int | str | None:
    if typed is None or typed == NOBODY:
        return typed
    if not (typed.isascii() and typed.isdigit() and len(typed) < 16):
        raise BadInput(f"{option} must be a person's number, as in `people list`, or {NOBODY}")
    return int(typed)


TOLD = {
    Why.NOTHING_NEW: "it is so already",
    Why.NOBODY: "there is no such person: see `people list`",
    Why.OTHER_ROLE: "this person has another role: see `people list`",
    Why.NEEDED: "somebody must have it",
    Why.OWN_STAND_IN: "the mentor cannot be their own stand-in",
    Why.FIXED_RHYTHM: "in this model the plan is the same for all (rules/models.yaml, rhythm)",
    Why.TOO_EARLY: "the end must come after the start, and not lie in the past",
    Why.NEEDS_END: "more time is a new end date: give it with `placements change ID --end`",
    Why.OPEN_PROBLEM: "a problem is still open: the mentor closes it first, see `problems list`",
}


def _told(why: Why, errand: Errand) -> str:
    if why is not Why.OUTSIDE_BOUNDS:
        return TOLD[why]
    bounds = errand.parts.rules.models[errand.placement.model].rhythm
    assert isinstance(bounds, RhythmBounds)
    return f"this model allows {bounds.at_least} to {bounds.at_most} weeks (rules/models.yaml)"


def _advice(errand: Errand) -> Iterator[str]:
    """What is allowed but probably not meant."""
    placement = errand.placement
    yield from registering.advice(errand.tx, errand.parts, placement)
    mentor = people.get(errand.tx, placement.mentor)
    if not mentor.onboarded:
        yield f"person {mentor.id} has not used the invitation yet, and is told when they do"


def _row(entry: changes.Change) -> dict[str, Any]:
    is_seat = entry.what in list(Seat)
    return {
        "at": entry.at,
        "by": entry.by,
        "what": entry.what,
        "before": _value(entry.before, is_seat),
        "after": _value(entry.after, is_seat),
    }


def _value(stored: str | None, is_seat: bool) -> str | int | None:
    return int(stored) if is_seat and stored is not None else stored
