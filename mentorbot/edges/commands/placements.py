"""`placements add`, `placements import` and `placements list`; changes have their own module."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from mentorbot.domain.placements import FollowUpModel, Placement, PlacementId
from mentorbot.edges.commands import placement_changes, placement_file, registering
from mentorbot.edges.commands.desk import (
    AsJson,
    BadInput,
    Desk,
    at_desk,
    note,
    show_json,
    show_table,
)
from mentorbot.edges.commands.registering import Draft, Register
from mentorbot.services.planning import waits_for
from mentorbot.storage import checkins, placements
from mentorbot.storage.database import Tx

app = typer.Typer(help="Who follows up whom, where, until when.", no_args_is_help=True)
app.command()(placement_changes.change)
app.command()(placement_changes.close)
app.command()(placement_changes.history)

COLUMNS = (
    "placement", "alias", "model", "week", "mentor", "mentor_stand_in", "nav_contact",
    "nav_stand_in", "start", "end", "rhythm", "follow_on", "next_checkin",
)  # fmt: skip
LONG = 200
"""Rows from which on a progress bar is shown."""
A_DAY = "2027-02-08 or 8.2.2027"


class DryRun(Exception):
    """Everything was tried; nothing is kept."""


@app.command()
def add(
    ctx: typer.Context,
    alias: Annotated[str, typer.Option(metavar="WORD", help="A neutral word for the participant.")],
    model: Annotated[FollowUpModel, typer.Option(help="The follow-up model.")],
    mentor: Annotated[int, typer.Option(metavar="ID", help="The mentor.")],
    nav_contact: Annotated[int, typer.Option(metavar="ID", help="Who at NAV gets the problems.")],
    nav_stand_in: Annotated[int, typer.Option(metavar="ID", help="Who at NAV steps in.")],
    start: Annotated[str, typer.Option(metavar="DAY", help=f"{A_DAY}; may be in the past.")],
    end: Annotated[str, typer.Option(metavar="DAY", help="The last day.")],
    workplace: Annotated[str, typer.Option(metavar="TEXT", help="Kept encrypted.")],
    mentor_stand_in: Annotated[
        int | None, typer.Option(metavar="ID", help="A mentor who steps in at work.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add a placement, and plan its first check-in once somebody at NAV has been here."""
    draft = Draft(
        alias,
        model,
        mentor,
        nav_contact,
        nav_stand_in,
        registering.day(start),
        registering.day(end),
        workplace,
        mentor_stand_in,
    )
    with at_desk(ctx) as desk, desk.begin() as (tx, now):
        register = Register(tx, desk.parts, now)
        added = register.add(draft)
        planned = checkins.planned_of(tx, added)
        placement = placements.get(tx, added)
        if waits := waits_for(tx, placement):
            note(f"Note: {registering.waiting(placement, waits)}.")
        for line in register.advice(added):
            note(f"Note: {line}.")
    if as_json:
        show_json({"placement": added} | ({"waits_for": list(waits)} if waits else {}))
        return
    first = "no check-in is planned yet"
    if planned is not None:
        first = f"the next check-in is {desk.parts.calendar.local(planned.due_at):%Y-%m-%d %H:%M}"
    typer.echo(f"Placement {added}: {first}.")


@app.command("import")
def import_file(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(help=f"CSV in UTF-8 with a header: {placement_file.HEADER}.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only check the file.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add every placement of a CSV file, or none when a row has an error."""
    rows = placement_file.read(file)
    added: list[int] = []
    with at_desk(ctx) as desk:
        try:
            with desk.begin() as (tx, now):
                added = _add_all(desk, tx, rows, now)
                _note_waiting(tx, added)
                if dry_run:
                    raise DryRun
        except DryRun:
            note(f"{len(added)} placements could be added. None was.")
            added = []
    if as_json:
        show_json({"placements": added})
    elif not dry_run:
        typer.echo(f"{len(added)} placements added.")


def _add_all(desk: Desk, tx: Tx, rows: list[placement_file.Row], now: datetime) -> list[int]:
    register = Register(tx, desk.parts, now)
    added, faults = [], []
    bar = Console(stderr=True)
    for row in track(rows, "Adding", console=bar, disable=len(rows) < LONG or not bar.is_terminal):
        try:
            added.append(register.add(row.draft()))
        except BadInput as error:
            faults += [f"row {row.number}: {fault}" for fault in error.faults]
            continue
        for line in register.advice(added[-1]):
            note(f"Note: row {row.number}: {line}.")
    if faults:
        raise BadInput(*faults, "Nothing was added.")
    return added


@app.command("list")
def list_placements(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the placements that are open, without workplaces."""
    with at_desk(ctx) as desk, desk.begin() as (tx, now):
        rows = [_row(tx, desk, each, now) for each in placements.active(tx)]
        _note_waiting(tx, [row["placement"] for row in rows if row["waits_for"]])
    show_json(rows) if as_json else show_table(rows, COLUMNS, desk.parts.calendar)


def _note_waiting(tx: Tx, found: list[PlacementId]) -> None:
    for placement in (placements.get(tx, each) for each in found):
        if waits := waits_for(tx, placement):
            note(f"Note: {registering.waiting(placement, waits)}.")


def _row(tx: Tx, desk: Desk, placement: Placement, now: datetime) -> dict[str, Any]:
    planned = checkins.planned_of(tx, placement.id)
    return {
        "placement": placement.id,
        "alias": placement.alias,
        "model": placement.model,
        "mentor": placement.mentor,
        "mentor_stand_in": placement.mentor_stand_in,
        "nav_contact": placement.nav_contact,
        "nav_stand_in": placement.nav_stand_in,
        "start": placement.start,
        "end": placement.end,
        "week": placement.week(desk.parts.calendar.today(now)),
        "hired": placement.hired,
        "rhythm": placement.rhythm,
        "follow_on": placement.follow_on,
        "next_checkin": None if planned is None else planned.due_at,
        "waits_for": [] if planned else list(waits_for(tx, placement)),
    }
