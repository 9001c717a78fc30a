"""What docs/reliability.md says is shown by tests that exist, and its figures are the program's."""

from __future__ import annotations

import ast
import re
from functools import cache

from mentorbot.edges import running, telegram_in, watchdog
from mentorbot.services import retrying
from tests.edges.matrix import METHODS, TROUBLES
from tests.process import ROOT

DOCUMENT = (ROOT / "docs" / "reliability.md").read_text()
ROWS = [
    line
    for line in DOCUMENT.splitlines()
    if line.startswith("| ") and not line.startswith("| What happens")
]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@cache
def names_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {each.name for each in ast.walk(tree) if isinstance(each, kinds)}


def test_every_row_names_tests_that_exist() -> None:
    assert len(ROWS) > 25
    for row in ROWS:
        named = NAMED.findall(row.rsplit("|", 2)[1])
        assert named, row
        for file, name in named:
            assert name in names_in(file), f"{file} has no {name}"


def test_its_figures_are_those_of_the_program() -> None:
    figures = {
        f"{len(TROUBLES)} troubles with {len(set(METHODS.values()))} methods": True,
        "after 1 s,": retrying.FIRST_WAIT.total_seconds() == 1,
        "up to once a minute": retrying.LONGEST_WAIT.total_seconds() == 60,
        "every 10 minutes": retrying.WAIT_THEN.total_seconds() == 600,
        f"{retrying.MOST_TRIES_UNKNOWN} times at most": True,
        "after 30 s and then": retrying.FIRST_WAIT_UNKNOWN.total_seconds() == 30,
        "three times in a row": retrying.ITS_OWN_AFTER == 3,
        f"{telegram_in.FIRST_WAIT:.0f} to {telegram_in.LONGEST_WAIT:.0f} s": True,
        "after three failures": telegram_in.ANEW_AFTER == 3,
        f"After {telegram_in.PATIENCE_WITH_TOKEN:.0f} s the process": True,
        f"after {running.KEEPS_TRYING:.0f} to": True,
        f"For {watchdog.STANDS_STILL:.0f} s": True,
    }
    assert [said for said in figures if said not in DOCUMENT] == []
    assert [said for said, holds in figures.items() if not holds] == []
