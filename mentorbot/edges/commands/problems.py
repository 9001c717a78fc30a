"""`problems list`."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from sqlalchemy import Row

from mentorbot.domain.problems import Problem, State
from mentorbot.edges.commands.desk import AsJson, at_desk, show_json, show_table
from mentorbot.storage import problems, rungs
from mentorbot.storage.database import Tx

app = typer.Typer(help="What mentors reported, and how far it has come.", no_args_is_help=True)

COLUMNS = ("problem", "state", "level", "category", "placement", "owner", "sent_at", "deadline")


@app.command("list")
def list_problems(
    ctx: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List problems, oldest first: state, level, category, times and rung. Never the wording."""
    with at_desk(ctx) as desk, desk.begin() as (tx, _):
        found = problems.listed(tx) if every or as_json else problems.all_open(tx)
        rows = [_row(tx, problem) for problem in found]
    show_json(rows) if as_json else show_table(rows, COLUMNS, desk.parts.calendar)


def _row(tx: Tx, problem: Problem) -> dict[str, Any]:
    ladder = rungs.of(tx, problem.reference)
    fired = [rung for rung in ladder if rung.state == "fired"]
    planned = [rung for rung in ladder if rung.state == "planned"]
    return {
        "problem": problem.reference,
        "placement": problem.report.placement,
        "state": problem.state,
        "level": problem.report.level,
        "category": problem.report.category,
        "owner": problem.owner,
        "sent_at": problem.sent_at,
        "deadline": problem.deadline,
        "received_at": problem.received_at,
        "promised": problem.promised,
        "answered_at": problem.answered_at,
        "closed_at": problem.closed_at,
        "missed": problem.missed,
        "raised": list(problem.report.raised),
        "reopened_at": problem.reopened_at,
        "nobody_since": problem.nobody_since,
        "outcome": _outcome(problem),
        "rung": _rung(fired[-1]) if fired else None,
        "next_rung": _rung(planned[0]) if planned else None,
    }


def _outcome(problem: Problem) -> str | None:
    """What the mentor said, "withdrawn", or "no_answer": that never counts as help."""
    if problem.state is not State.CLOSED:
        return None
    return problem.helped or ("no_answer" if problem.got_no_answer else "withdrawn")


def _rung(rung: Row[Any]) -> dict[str, Any]:
    return {
        "number": rung.number,
        "kind": rung.kind,
        "tell": rung.tell,
        "person": rung.person_id,
        "due_at": rung.due_at,
        "fired_at": rung.fired_at,
    }
