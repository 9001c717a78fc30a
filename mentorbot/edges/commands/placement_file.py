"""Placements from a spreadsheet: CSV in UTF-8, with commas or semicolons, and a header."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import FollowUpModel
from mentorbot.edges.commands.desk import BadInput, Fault
from mentorbot.edges.commands.registering import LONGEST_SHOWN, Draft, day


@dataclass(frozen=True)
class Row:
    number: int
    """As a spreadsheet counts: the header is row 1."""
    cells: Mapping[str, str]

    def draft(self) -> Draft:
        """Raises BadInput with everything that is wrong in the row."""
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        for name, read_cell in CELLS.items():
            cell = self.cells.get(name, "")
            if not cell and name in OPTIONAL:
                continue
            try:
                values[name] = read_cell(cell)
            except BadInput as error:
                faults += [fault.at(name) for fault in error.faults]
        if faults:
            raise BadInput(*faults)
        return Draft(**values)


def _person(cell: str) -> PersonId:
    if not (cell.isascii() and cell.isdigit() and len(cell) < 16):
        words = "must be a person's number, as in `people list`"
        raise BadInput(Fault("number", words))
    return int(cell)


def _model(cell: str) -> FollowUpModel:
    try:
        return FollowUpModel(cell)
    except ValueError as error:
        known = ", ".join(FollowUpModel)
        raise BadInput(Fault("model", f"must be one of {known}", models=known)) from error


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
        return read_bytes(file.read_bytes(), str(file))
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}") from error


def read_bytes(content: bytes, name: str) -> list[Row]:
    """The same of a file that came another way."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        words = f"{name} is not UTF-8: save it as CSV UTF-8"
        raise BadInput(Fault("encoding", words)) from error
    head = text.partition("\n")[0]
    lines = csv.reader(text.splitlines(), delimiter=";" if ";" in head else ",", strict=True)
    try:
        return _rows(list(lines))
    except csv.Error as error:
        words = f"{name}, line {lines.line_num}: {error}"
        raise BadInput(Fault("quoting", words, line=lines.line_num)) from error


def _rows(lines: list[list[str]]) -> list[Row]:
    if not lines:
        words = f"the file is empty: its first row must be {HEADER}"
        raise BadInput(Fault("empty", words, header=HEADER))
    header = [cell.strip().lower() for cell in lines[0]]
    _check(header)
    rows = []
    for number, cells in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            words = f"row {number} has {len(cells)} cells, the header has {len(header)}"
            raise BadInput(Fault("cells", words, row=number, cells=len(cells), head=len(header)))
        rows.append(Row(number, dict(zip(header, (cell.strip() for cell in cells), strict=True))))
    return rows


def _check(header: list[str]) -> None:
    needed = [name for name in CELLS if name not in OPTIONAL]
    lacks = [name for name in needed if name not in header]
    others = [name for name in header if name not in CELLS]
    twice = [name for name in CELLS if header.count(name) > 1]
    faults = [Fault("lacks", f"the header lacks {name}", name=name) for name in lacks]
    for name in others:
        words = f"the header has {name or 'an empty cell'}"
        faults.append(Fault("unknown", words, name=name[:LONGEST_SHOWN]))
    faults += [Fault("twice", f"the header has {name} twice", name=name) for name in twice]
    if faults:
        header_is = Fault("header", f"The header must be: {HEADER}", header=HEADER)
        raise BadInput(*faults, header_is)
