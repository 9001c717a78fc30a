"""Every deadline is content (R18, rule 8): no module holds a number of days, weeks or hours that
an office might want to change."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONG = {"days", "weeks", "hours"}
NAMED = re.compile(r"(^|_)(DAYS?|WEEKS?|HOURS?|MONTHS?|DEADLINES?)(_|$)")

NO_RULES = {
    # What a day or a week is.
    "timedelta(days=1)": "the next day, or one by one",
    "timedelta(weeks=1)": "the next week, or one by one",
    "timedelta(days=6)": "Sunday of the week that began on Monday",
    "timedelta(hours=1)": "to count in hours",
    # How the machine is run.
    "mentorbot/services/retrying.py: TWO_HOURS_OF_TRIES": "a count of tries",
    # What the check reminds an editor of; it delays nothing and promises nothing.
    "mentorbot/book/loading.py: timedelta(days=365)": "how long a card's date is fresh",
    "mentorbot/book/loading.py: timedelta(days=183)": "how long a number's date is fresh",
    # How far the desk looks ahead; it delays nothing either.
    "mentorbot/domain/foresight.py: DAYS": "the fortnight that a forecast is of",
    "mentorbot/domain/foresight.py: timedelta(days=28)": "where one is looked for that left it",
    # The made-up office of the demo.
    "mentorbot/edges/demo.py: timedelta(days=2)": "when its people arrived",
    "mentorbot/edges/demo.py: timedelta(weeks=12, days=-3)": "how long its placements are",
    # What the calendar is.
    "dialogs/typed_until.py: timedelta(days=366)": "a date without a year is one of the next year",
    "mentorbot/domain/redacted_numbers.py: DAYS": "the days of each month",
    # What a phase is.
    "mentorbot/storage/sieving.py: timedelta(days=28)": "the outcome, as Placement.phase has it",
    # How much fits on a keyboard.
    "dialogs/followup.py: DAYS_OFFERED": "buttons for the next working days",
    "dialogs/pausing.py: WEEKS_ON_A_PAGE": "buttons on one page",
}
"""By what stands there, with or without its module: why the office has no say in it."""


def modules() -> Iterator[Path]:
    for folder in ("mentorbot", "dialogs"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            # The stand-in is another program: it plays Telegram, whose limits are its own.
            if "standin" not in path.parts and "migrations" not in path.parts:
                yield path


def numbers(tree: ast.AST) -> Iterator[str]:
    """What holds a number of days, weeks or hours, as it is written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("timedelta"):
            known = [each for each in node.keywords if each.arg in LONG and _is_number(each.value)]
            if known or (node.args and _is_number(node.args[0])):
                yield ast.unparse(node).removeprefix("datetime.")
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and _is_number(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [each.id for each in targets if isinstance(each, ast.Name)]
            yield from (name for name in names if NAMED.search(name.upper()))


def _is_number(node: ast.expr | None) -> bool:
    if isinstance(node, ast.UnaryOp):
        return _is_number(node.operand)
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return bool(node.elts) and all(map(_is_number, node.elts))
    return isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value != 0


def held() -> Iterator[tuple[str, str]]:
    for path in modules():
        for number in numbers(ast.parse(path.read_text())):
            yield str(path.relative_to(ROOT)), number


@pytest.mark.shows("R18", "No constant in the code holds a deadline.")
def test_no_code_constant_holds_a_deadline() -> None:
    rules = [
        f"{path}: {number}"
        for path, number in held()
        if number not in NO_RULES and f"{path}: {number}" not in NO_RULES
    ]
    assert rules == [], "write it in content/rules/, or say above why it is no rule of an office"


def test_every_exception_still_stands_somewhere() -> None:
    found = {number for _, number in held()} | {f"{path}: {number}" for path, number in held()}
    assert set(NO_RULES) - found == set()


def test_what_is_looked_for_is_seen() -> None:
    seen = set(
        numbers(
            ast.parse(
                "A_WEEKS = (1, 2)\nclass R:\n  kept: timedelta = timedelta(days=92)\n"
                "x = timedelta(hours=-4)\ny = datetime.timedelta(5)\nWEEKS_BACK = 4\n"
                "z = timedelta(weeks=rules.weeks)\nHOURLY = 3\nDAYS = ()\n"
            )
        )
    )
    found = {"A_WEEKS", "WEEKS_BACK", "timedelta(days=92)", "timedelta(hours=-4)", "timedelta(5)"}
    assert seen == found
