"""`content check`, `preview`, `plan`, `export` and `import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mentorbot.book.findings import ERROR
from mentorbot.book.linting import lint
from mentorbot.book.loading import load_entries
from mentorbot.book.preview import render
from mentorbot.domain.people import Language
from mentorbot.edges.clock import clock_of
from mentorbot.edges.commands import content_moves
from mentorbot.edges.commands.desk import FAILED, house_of, settings_for

app = typer.Typer(help="The texts and rules in content/.", no_args_is_help=True)
app.command()(content_moves.plan)
app.command()(content_moves.export)
app.command("import")(content_moves.take_in)


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


@app.command()
def preview(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option(help="The file to write.")] = Path("preview.html"),
    language: Annotated[
        list[Language] | None, typer.Option(help="Only this one; give it again for more.")
    ] = None,
) -> None:
    """Write everything that is said to one page, as bubbles on a phone."""
    book, entries = load_entries(settings_for().content_dir, house_of(ctx).texts())
    languages = tuple(dict.fromkeys(language or book.languages))
    out.write_text(render(book, entries, languages), "utf-8")
    typer.echo(f"{out}: open it in a browser.")
