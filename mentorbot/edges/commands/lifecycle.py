"""`retention`, `export`, `erase` and `audit`: what is kept, handed out, erased, and proven."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from mentorbot.domain.holdings import Holdings
from mentorbot.domain.keeping import Kept
from mentorbot.domain.people import Language
from mentorbot.edges.commands.desk import (
    FAILED,
    AsJson,
    BadInput,
    Desk,
    at_desk,
    note,
    show_json,
)
from mentorbot.services import erasing, exporting, retaining
from mentorbot.services.erasing import Preview
from mentorbot.services.hindering import Hindrance, Why
from mentorbot.services.verifying import verify as walk_along
from mentorbot.storage import people
from mentorbot.storage.database import Tx
from mentorbot.storage.verifying import Wrong

export = typer.Typer(
    help="Hand out everything about a placement or a person.", no_args_is_help=True
)
erase = typer.Typer(
    help="Erase a placement or a person; shows first what goes.", no_args_is_help=True
)
audit = typer.Typer(help="The log of who did what.", no_args_is_help=True)

PlacementId = Annotated[int, typer.Argument(metavar="ID", help="Which, as in `placements list`.")]
PersonId = Annotated[int, typer.Argument(metavar="ID", help="Who, as in `people list`.")]
ToFile = Annotated[
    Path | None,
    typer.Option("--to", metavar="FILE", help="A new file, readable for you only."),
]
In = Annotated[Language | None, typer.Option(help="The language; otherwise the person's own.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]

Subject: TypeAlias = Callable[[Tx, int], Preview | None]


def retention(
    ctx: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what is due; change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Delete what has served its time (content/rules/privacy.yaml). The service does it hourly."""
    with at_desk(ctx) as desk:
        found = (retaining.due if dry_run else retaining.tidy)(desk.parts, desk.clock.now())
        kept = {str(kind): desk.parts.rules.kept[kind].days for kind in Kept}
    if as_json:
        show_json({"dry_run": dry_run, "rows": dict(found), "kept_days": kept})
        return
    for kind in Kept:
        typer.echo(f"{kind:12} {found[kind]:6}   kept {kept[kind]} days")
    typer.echo("Nothing was changed." if dry_run else f"{found.total()} rows went.")


# Export


@export.command("placement")
def export_placement(
    ctx: typer.Context, placement: PlacementId, to: ToFile = None, language: In = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Everything about a placement, other people by their role only."""
    with at_desk(ctx) as desk:
        with desk.begin() as (tx, now):
            held = exporting.placement(tx, placement, now)
        if held is None:
            raise BadInput(f"there is no placement {placement}: see `placements list`")
        _hand_out(desk, held, now, language or Language.NB, to, as_json)


@export.command("person")
def export_person(
    ctx: typer.Context, person: PersonId, to: ToFile = None, language: In = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Everything about a person, in their language; what others wrote is not in it."""
    with at_desk(ctx) as desk:
        with desk.begin() as (tx, now):
            known = people.find(tx, person)
            held = exporting.person(tx, person, now)
        if held is None or known is None:
            raise BadInput(f"there is no person {person}: see `people list`")
        _hand_out(desk, held, now, language or known.language, to, as_json)


def _hand_out(
    desk: Desk, held: Holdings, now: datetime, language: Language, to: Path | None, as_json: bool
) -> None:
    if as_json:
        data = exporting.as_data(held, now)
        words = json.dumps(data, ensure_ascii=False, indent=2, default=_plain) + "\n"
    else:
        words = exporting.told(desk.parts, held, language, now)
    if to is None:
        typer.echo(words, nl=False)
        return
    _write(to, words)
    note(f"{held.subject} was written to {to}. Delete it when it has been handed over.")


def _write(path: Path, words: str) -> None:
    """A new file that its owner only can read."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BadInput(f"{path} is there already: choose another name") from None
    with closing(os.fdopen(handle, "w", encoding="utf-8")) as file:
        file.write(words)


def _plain(value: Any) -> str:
    """Days, moments and hours, as ISO 8601; what cannot be read is not shown."""
    return "" if isinstance(value, bytes) else str(value.isoformat())


# Erasure


@erase.command("placement")
def erase_placement(
    ctx: typer.Context, placement: PlacementId, yes: Yes = False, as_json: AsJson = False
) -> None:
    """Erase a placement: check-ins, problems, history and its key. Shows first what goes."""
    with at_desk(ctx) as desk:
        _erase(desk, "placement", placement, erasing.placement, yes=yes, as_json=as_json)


@erase.command("person")
def erase_person(
    ctx: typer.Context, person: PersonId, yes: Yes = False, as_json: AsJson = False
) -> None:
    """Erase a person: name, numbers, what they answered and wrote. Shows first what goes."""
    with at_desk(ctx) as desk:
        _erase(desk, "person", person, erasing.person, yes=yes, as_json=as_json)


def _erase(
    desk: Desk, kind: str, number: int, subject: Subject, *, yes: bool, as_json: bool
) -> None:
    with desk.begin() as (tx, _):
        found = subject(tx, number)
    if found is None:
        raise BadInput(f"there is no {kind} {number}, or not any more")
    if not as_json:
        _show(found, kind)
    if found.hindrances:
        if as_json:
            show_json(_data(kind, number, found, erased=False))
        for each in found.hindrances:
            note(f"First: {_told(each)}")
        note("Nothing was erased.")
        raise typer.Exit(FAILED)
    if not yes and not typer.confirm(f"Erase {kind} {number} for good?", err=True):
        note("Nothing was erased.")
        raise typer.Exit(FAILED)
    _do(desk, kind, number, subject)
    if as_json:
        show_json(_data(kind, number, found, erased=True))
    else:
        typer.echo(f"{kind.capitalize()} {number} is erased.")


def _do(desk: Desk, kind: str, number: int, subject: Subject) -> None:
    """In one transaction, if still nothing stands in the way."""
    with desk.begin() as (tx, now):
        found = subject(tx, number)
        if found is None or found.hindrances:
            raise BadInput(f"{kind} {number} was changed meanwhile: look again")
        act = erasing.erase_placement if kind == "placement" else erasing.erase_person
        act(tx, desk.parts, number, now)
    desk.database.scrub()


def _show(found: Preview, kind: str) -> None:
    for name, rows in sorted(found.goes.items()):
        typer.echo(f"goes   {name:12} {rows} rows")
    if found.messages:
        typer.echo(f"goes   {'chats':12} {found.messages} messages, when the service runs")
    days = "until the log has served its time; numbers, no names"
    typer.echo(f"stays  {'log':12} {found.entries} entries, {days}")
    if kind == "person" and found.parts:
        reason = "belong to placements; the person is a number in them"
        typer.echo(f"stays  {'placements':12} {found.parts} rows {reason}")
    typer.echo("stays  backups      readable for nobody: the key is destroyed")


def _told(each: Hindrance) -> str:
    match each.why:
        case Why.OPEN_PROBLEM:
            return (
                f"problem {each.about} is open, person {each.owner} has it. A human ends it: the "
                "mentor closes or takes it back, or NAV answers it; then it closes by itself."
            )
        case Why.SEAT:
            return (
                f"placement {each.about} needs somebody else at NAV: `placements change "
                f"{each.about} --nav-contact ID` or `--nav-stand-in ID`, or close it"
            )
        case Why.LAST_COORDINATOR:
            return "nobody else is coordinator: add one first (`people add --role coordinator`)"


def _data(kind: str, number: int, found: Preview, *, erased: bool) -> Mapping[str, Any]:
    return {
        kind: number,
        "erased": erased,
        "goes": {str(name): rows for name, rows in found.goes.items()},
        "messages": found.messages,
        "stays": {"log": found.entries, "placements": found.parts},
        "first": [{"why": each.why, "about": each.about} for each in found.hindrances],
    }


# The audit


@audit.command("verify")
def verify(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Check that nobody changed, removed, inserted or moved an entry of the log."""
    with at_desk(ctx) as desk:
        walk = walk_along(desk.parts)
    faults = [{"number": each.number, "wrong": each.wrong} for each in walk.faults]
    end = {"rows": walk.rows, "last": walk.number, "digest": walk.digest}
    if as_json:
        show_json({**end, "faults": faults})
    else:
        for each in walk.faults:
            typer.echo(f"wrong    entry {each.number}: {WRONG[each.wrong]}")
        typer.echo(f"{walk.rows} entries, the last is {walk.number} with {walk.digest}")
    if faults:
        raise typer.Exit(FAILED)


WRONG = {
    Wrong.CHANGED: "was changed after it was written",
    Wrong.MOVED: "does not follow the one before it: something was inserted, replaced or moved",
    Wrong.MISSING: "is missing",
    Wrong.TWICE: "is there twice: one of the two was inserted",
    Wrong.STRAY: "(its id) stands outside the chain: an old version wrote it, or somebody did",
    Wrong.HEAD: "is where the log should end, and does not",
    Wrong.ANCHOR: "is where the log should begin, and does not: its beginning was removed",
}
