"""`run`, `demo`, `migrate`, `check` and `doctor`."""

from __future__ import annotations

import asyncio
from typing import Annotated

import structlog
import typer

from mentorbot.edges import logs
from mentorbot.edges.clock import SystemClock
from mentorbot.edges.commands import inspecting, surroundings
from mentorbot.edges.commands.desk import (
    FAILED,
    at_desk,
    house_of,
    open_desk,
    settings_for,
)
from mentorbot.edges.commands.inspecting import Remark
from mentorbot.edges.reloading import Content
from mentorbot.edges.settings import Need
from mentorbot.services.parts import Parts
from mentorbot.storage.migrating import migrate

log = structlog.get_logger(__name__)


def run(ctx: typer.Context) -> None:
    """Run the service until it is told to stop (SIGTERM, Ctrl-C)."""
    from mentorbot.edges.serving import serve

    with at_desk(ctx, Need.TOKEN) as desk:
        logs.configure(desk.settings.log_level)
        if desk.settings.clock_file is not None:
            log.warning("clock.rehearsal", hint="MENTORBOT_CLOCK_FILE is for rehearsals only")
        content = Content(desk.settings.content_dir, house_of(ctx).renew)
        asyncio.run(serve(desk.parts, desk.settings, content))


def demo(
    ctx: typer.Context,
    port: Annotated[int, typer.Option(help="Where the page with the phones is served.")] = 8081,
) -> None:
    """Show an office on phones in the browser, with a clock that can be moved."""
    from mentorbot.edges import demo as office

    settings = settings_for()

    def build(address: str, key: str) -> Parts:
        parts = house_of(ctx).build(address, (key,), settings.content_dir, "")
        migrate(parts.database)
        return parts

    content = Content(settings.content_dir, house_of(ctx).renew)
    asyncio.run(office.run(build, port, content))


def migrate_database(ctx: typer.Context) -> None:
    """Bring the database to the tables of this version. Make a backup first."""
    desk = open_desk(ctx)
    migrate(desk.database)
    desk.database.close()
    typer.echo("The database is up to date.")


def check(ctx: typer.Context) -> None:
    """Check the settings, the database, the content and the line to Telegram."""
    settings = settings_for(Need.TOKEN, Need.SECRET_KEYS)
    remarks = inspecting.check(house_of(ctx), settings)
    remarks += inspecting.outside(surroundings.clock(settings, SystemClock().now()))
    _show([Remark(inspecting.FINE, "settings"), *remarks])


def doctor(ctx: typer.Context) -> None:
    """Look for what got stuck, and say what to do about it."""
    with at_desk(ctx) as desk:
        remarks = inspecting.examine(desk.parts, desk.clock.now())
        remarks += inspecting.by_mail(desk.parts, desk.settings)
        remarks += inspecting.outside(surroundings.here(desk.settings, desk.parts.calendar))
        _show([*remarks, *inspecting.by_webhook(desk.settings)])


def _show(remarks: list[Remark]) -> None:
    for remark in remarks:
        typer.echo(f"{remark.kind:8} {remark.text}")
    if any(remark.kind == inspecting.WRONG for remark in remarks):
        raise typer.Exit(FAILED)
