"""Reads the marks from the tests' source, and writes the table."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.traceability.requirements import REQUIREMENTS

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "requirements.md"
MARK = "shows"

HEAD = """\
# What is required, and the test that shows it

Written by `python -m tests.traceability` from the marks on the tests; `make test` fails when it is
out of date. Each line under a requirement is what that one test claims and checks.
"""


@dataclass(frozen=True, order=True)
class Shown:
    requirement: str
    claim: str
    test: str
    """"tests/stories/test_changes.py::test_name"."""


def shown() -> list[Shown]:
    """Every mark in the tests, in order of requirement and file."""
    found: list[Shown] = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = f"{path.relative_to(ROOT).as_posix()}::{node.name}"
                found += [Shown(*claim, name) for claim in _claims(node)]
    return sorted(found)


def _claims(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[str, str]]:
    calls = [mark for mark in node.decorator_list if isinstance(mark, ast.Call)]
    for call in calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr == MARK:
            requirement, claim = (ast.literal_eval(each) for each in call.args)
            yield requirement, claim


def written() -> str:
    """The whole page."""
    by_requirement: dict[str, list[Shown]] = {}
    for each in shown():
        by_requirement.setdefault(each.requirement, []).append(each)
    parts = [HEAD]
    for name, requirement in REQUIREMENTS.items():
        lines = [f"## {name}", "", requirement.asks, ""]
        lines += [_line(each) for each in by_requirement.get(name, [])]
        if requirement.to_come:
            lines += [f"- To come: {requirement.to_come}"]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _line(each: Shown) -> str:
    path, _, test = each.test.partition("::")
    return f"- {each.claim} ([{test}](../{path}))"
