"""`content check`."""

from __future__ import annotations

import typer

from mentorbot.book.findings import ERROR
from mentorbot.book.linting import lint
from mentorbot.edges.clock import clock_of
from mentorbot.edges.commands.desk import FAILED, house_of, settings_for

app = typer.Typer(help="The texts and rules in content/.", no_args_is_help=True)


@app.command()
def check(ctx: typer.Context) -> None:
    """Say everything that is wrong with the content, or could be better."""
    settings = settings_for()
    today = clock_of(settings.clock_file).now().date()
    findings = lint(settings.content_dir, house_of(ctx).texts(), today)
    for finding in findings:
        typer.echo(str(finding))
    errors = sum(finding.kind == ERROR for finding in findings)
    typer.echo(f"{errors} errors, {len(findings) - errors} pieces of advice.")
    if errors:
        raise typer.Exit(FAILED)
