"""Placements from a spreadsheet: CSV in UTF-8, with commas or semicolons, and a header."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import FollowUpModel
from mentorbot.edges.commands.desk import BadInput
from mentorbot.edges.commands.registering import Draft, day


@dataclass(frozen=True)
class Row:
    number: int
    """As a spreadsheet counts: the header is row 1."""
    cells: Mapping[str, str]

    def draft(self) -> Draft:
        """Raises BadInput with everything that is wrong in the row."""
        values: dict[str, Any] = {}
        faults: list[str] = []
        for name, read_cell in CELLS.items():
            cell = self.cells.get(name, "")
            if not cell and name in OPTIONAL:
                continue
            try:
                values[name] = read_cell(cell)
            except BadInput as error:
                faults += [f"{name}: {fault}" for fault in error.faults]
        if faults:
            raise BadInput(*faults)
        return Draft(**values)


def _person(cell: str) -> PersonId:
    if not (cell.isascii() and cell.isdigit() and len(cell) < 16):
        raise BadInput("must be a person's number, as in `people list`")
    return int(cell)


def _model(cell: str) -> FollowUpModel:
    try:
        return FollowUpModel(cell)
    except ValueError as error:
        raise BadInput(f"must be one of {', '.join(FollowUpModel)}") from error


CELLS: Mapping[str, Callable[[str], object]] = {
    "alias": str,
    "model": _model,
    "mentor": _person,
    "mentor_stand_in": _person,
    "nav_contact": _person,
    "nav_stand_in": _person,
    "start": day,
    "end": day,
    "workplace": str,
}
"""The columns, which are the fields of a Draft, and how a cell is read."""
OPTIONAL = ("mentor_stand_in",)
HEADER = ", ".join(CELLS)


def read(file: Path) -> list[Row]:
    """Raises BadInput when it is no table of placements; a row's own errors come with the row."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not UTF-8: save it as CSV UTF-8") from error
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}") from error
    head = text.partition("\n")[0]
    lines = csv.reader(text.splitlines(), delimiter=";" if ";" in head else ",", strict=True)
    try:
        return _rows(list(lines))
    except csv.Error as error:
        raise BadInput(f"{file}, line {lines.line_num}: {error}") from error


def _rows(lines: list[list[str]]) -> list[Row]:
    if not lines:
        raise BadInput(f"the file is empty: its first row must be {HEADER}")
    header = [cell.strip().lower() for cell in lines[0]]
    _check(header)
    rows = []
    for number, cells in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise BadInput(f"row {number} has {len(cells)} cells, the header has {len(header)}")
        rows.append(Row(number, dict(zip(header, (cell.strip() for cell in cells), strict=True))))
    return rows


def _check(header: list[str]) -> None:
    needed = [name for name in CELLS if name not in OPTIONAL]
    faults = [f"the header lacks {name}" for name in needed if name not in header]
    faults += [f"the header has {name or 'an empty cell'}" for name in header if name not in CELLS]
    faults += [f"the header has {name} twice" for name in CELLS if header.count(name) > 1]
    if faults:
        raise BadInput(*faults, f"The header must be: {HEADER}")
