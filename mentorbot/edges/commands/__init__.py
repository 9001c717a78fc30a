"""The commands of `python bot.py`, split by what they are about."""

from __future__ import annotations

import typer

from mentorbot.edges.commands import (
    cards,
    content,
    copies,
    keys,
    lifecycle,
    people,
    placements,
    problems,
    service,
    understand,
)
from mentorbot.edges.commands.desk import Door

app = typer.Typer(
    cls=Door,
    help="mentorbot: help on the phone for workplace mentors.",
    epilog="Settings are MENTORBOT_... variables or stand in .env; .env.example explains them.",
    no_args_is_help=True,
    add_completion=False,
    # A traceback in colours would show the values of local names, and so what people wrote.
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command()(service.run)
app.command()(service.demo)
app.command()(service.check)
app.command()(service.doctor)
app.command("migrate")(service.migrate_database)
app.add_typer(people.app, name="people")
app.command("invite")(people.invite_again)
app.add_typer(placements.app, name="placements")
app.add_typer(problems.app, name="problems")
app.add_typer(content.app, name="content")
app.add_typer(cards.app, name="cards")
app.command("retention")(lifecycle.retention)
app.add_typer(lifecycle.export, name="export")
app.add_typer(lifecycle.erase, name="erase")
app.add_typer(lifecycle.audit, name="audit")
app.command("understand")(understand.understand)
app.command()(copies.backup)
app.command()(copies.restore)
app.add_typer(keys.app, name="keys")
