"""A sheet becomes values of a known shape; what differs is told in plain words with its line."""

from __future__ import annotations

from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from mentorbot.book.findings import Findings
from mentorbot.book.sheets import Sheet

T = TypeVar("T")


def shaped(shape: TypeAdapter[T], sheet: Sheet | None, found: Findings) -> T | None:
    """The sheet as `shape`, or None after a finding for everything that differs."""
    if sheet is None:
        return None
    try:
        return shape.validate_python(sheet.value)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            path = tuple(step for step in each["loc"] if step != "[key]")
            found.error(sheet.spot(*path), f"{_called(path)} {_plainly(each)}")
        return None


def _called(path: tuple[str | int, ...]) -> str:
    return ".".join(str(step + 1 if isinstance(step, int) else step) for step in path) or "the file"


PLAINLY = {
    "missing": "is missing: write it here",
    "extra_forbidden": "is not known here: look for a spelling mistake, or remove it",
    "string_type": "must be words; put them in quotes if they look like a number, true or false",
    "int_type": "must be a whole number without quotes",
    "float_type": "must be a number",
    "bool_type": "must be true or false, without quotes",
    "greater_than_equal": "is too small a number",
    "less_than_equal": "is too large a number",
    "too_short": "holds too little",
    "tuple_type": "must be a list, like [one, two]",
    "dict_type": "must hold lines of the kind `name: words`",
    "model_type": "must hold lines of the kind `name: words`",
    "date_type": "must be a day without quotes, like 2026-11-23",
}


def _plainly(error: ErrorDetails) -> str:
    if error["type"] in ("enum", "literal_error"):
        return f"must be one of {str(error['ctx']['expected']).replace(' or ', ', ')}"
    return PLAINLY.get(error["type"], error["msg"])
