"""`keys`: the secret keys of the settings, and the keys of placements and people under them."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from mentorbot.edges.clock import entropy
from mentorbot.edges.commands.desk import (
    FAILED,
    AsJson,
    at_desk,
    note,
    open_desk,
    show_json,
    show_table,
)
from mentorbot.storage import copying, rotating
from mentorbot.storage.database import Database
from mentorbot.storage.rotating import Progress, Standing
from mentorbot.storage.vault import new_key

app = typer.Typer(help="The keys that encrypt single fields.", no_args_is_help=True)

BREATH = 0.02
"""Seconds between two transactions of a rotation, so that whoever taps comes in between."""


@app.command()
def new() -> None:
    """Print a new secret key, for MENTORBOT_SECRET_KEYS. Keep it as safe as the database."""
    typer.echo(new_key(entropy))
    note("Put it first in MENTORBOT_SECRET_KEYS, and keep the old ones behind it.")


@app.command("list")
def listed(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show the secret keys by their ids, and how much stands under each."""
    with at_desk(ctx) as desk:
        found, held = rotating.standing(desk.database), desk.database.keyring.store.all()
        rows = _rows(found, desk.database.vault.ids)
        kept = Counter(each.subject.kind.value for each in held if each.wrapped)
        gone = sum(each.destroyed_at is not None for each in held)
        if as_json:
            show_json({"secret_keys": rows, "keys": dict(kept), "destroyed": gone})
            return
        show_table(rows, ["key", "use", "keys", "old_values"], desk.parts.calendar)
        told = ", ".join(f"{number} of a {kind}" for kind, number in sorted(kept.items()))
        typer.echo(f"Keys under them: {told or 'none'}. Destroyed: {gone}.")


@app.command()
def rotate(
    ctx: typer.Context,
    stopped: Annotated[
        bool, typer.Option("--stopped", help="The service does not run now.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring everything under the first secret key, while the service runs. Safe to run again."""
    with at_desk(ctx) as desk:
        before = rotating.check(desk.database, stopped=stopped)
        progress = _run(desk.database, before.behind)
        after = rotating.standing(desk.database)
        spare = [key for key in desk.database.vault.ids[1:] if not after.masters[key]]
        if as_json:
            show_json({"first": after.first, "done": progress.done, "left": after.behind,
                       "unreadable": progress.unreadable, "removable": spare})  # fmt: skip
        else:
            _tell(after, progress, spare)
        if after.behind:
            raise typer.Exit(FAILED)


@app.command()
def save(
    ctx: typer.Context,
    to: Annotated[Path, typer.Argument(metavar="TO", help="A file; the one before is replaced.")],
) -> None:
    """Copy the keys of placements and people, each wrapped, to a place apart from the backups."""
    with at_desk(ctx) as desk:
        copying.save_keys(desk.database.keyring.store, to)
    typer.echo(f"The keys are in {to}, wrapped by the secret keys, which are not in it.")
    note("Keep this one copy only: an older one could read what was erased since.")


@app.command()
def restore(
    ctx: typer.Context,
    saved: Annotated[Path, typer.Argument(metavar="FROM", help="What `keys save` wrote.")],
) -> None:
    """Add the keys that are missing; what was destroyed stays destroyed."""
    desk = open_desk(ctx)
    try:
        added = copying.bring_back_keys(desk.database.keyring.store, saved)
    finally:
        desk.database.close()
    typer.echo(f"{added} keys were added.")


def _rows(found: Standing, known: tuple[str, ...]) -> list[dict[str, Any]]:
    lost = [key for key in sorted(found.masters) if key not in known]
    return [
        {
            "key": key,
            "use": _use(key, found, known),
            "keys": found.wraps[key],
            "old_values": found.seals[key],
        }
        for key in (*known, *lost)
    ]


def _use(key: str, found: Standing, known: tuple[str, ...]) -> str:
    if key not in known:
        return "missing"
    if key == found.first:
        return "first"
    return "in use" if found.masters[key] else "not needed"


def _run(database: Database, total: int) -> Progress:
    """With a bar for whoever looks on."""
    if not sys.stderr.isatty():
        return list(_steps(database))[-1]
    with typer.progressbar(length=total, label="Rotating", file=sys.stderr) as bar:
        for progress in _steps(database):
            bar.update(progress.done - bar.pos)
    return progress


def _steps(database: Database) -> Iterator[Progress]:
    for progress in rotating.rotate(database):
        yield progress
        time.sleep(BREATH)


def _tell(after: Standing, progress: Progress, spare: list[str]) -> None:
    typer.echo(f"{progress.done} keys and values were brought under the secret key {after.first}.")
    for where in progress.unreadable:
        note(f"Cannot be read, and was left as it is: {where}")
    if after.behind:
        note(f"{after.behind} still stand under an older one: run it again.")
    elif spare:
        typer.echo(f"MENTORBOT_SECRET_KEYS does not need {', '.join(spare)} any more.")
        note("Backups and copies of the keys from before do: make new ones, then drop the old.")
    else:
        typer.echo("Nothing stands under another secret key.")
