"""`backup` and `restore`, for SQLite."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mentorbot.edges.commands.desk import Desk, at_desk, note, open_desk
from mentorbot.services import coming_back
from mentorbot.storage import copying, sealed
from mentorbot.storage.migrating import is_current


def backup(
    ctx: typer.Context,
    to: Annotated[Path, typer.Argument(metavar="TO", help="A file that is not there yet.")],
) -> None:
    """Copy the SQLite database while the service runs. The keys are not in the copy."""
    with at_desk(ctx) as desk:
        copying.back_up(desk.database.engine.url, to)
    typer.echo(f"The database is in {to}.")
    note(
        "Not in it: the keys of placements and people (`keys save`), MENTORBOT_SECRET_KEYS and the "
        "other settings, the content."
    )


def restore(
    ctx: typer.Context,
    saved: Annotated[Path, typer.Argument(metavar="FROM", help="What `backup` wrote.")],
) -> None:
    """Put a backup where no database is. Whoever was erased since is erased again."""
    desk = open_desk(ctx)
    try:
        copying.bring_back(desk.database.engine.url, saved)
        typer.echo(f"The database is what {saved} held.")
        if is_current(desk.database):
            _settle(desk)
        else:
            note("It is of another version: run `python bot.py migrate`, then `doctor`.")
    finally:
        desk.database.close()


def _settle(desk: Desk) -> None:
    again = coming_back.erase_again(desk.parts, desk.clock.now())
    if again:
        typer.echo(f"Erased again: {', '.join(each.name for each in again)}.")
    with desk.begin() as (tx, _):
        missing = sealed.without_key(tx)
    if missing:
        note(f"Without a key, so not to be read: {', '.join(each.name for each in missing)}.")
        note("Bring their keys back with `python bot.py keys restore`.")
