"""Tables to keep: CSV as Norwegian Excel opens it, and XLSX. No cell is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypeAlias

import xlsxwriter

from mentorbot.edges.web.desk.pages import Reply, download

Cell: TypeAlias = str | int | date | datetime | None

BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet may take for a formula when it opens a CSV file."""
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 40
"""Characters of a column."""


def reply(kind: str, name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Reply:
    """`kind` "xlsx", or CSV for anything else. Moments are in the office's time, without a zone."""
    if kind == "xlsx":
        return download(as_xlsx(head, rows), f"{name}.xlsx", XLSX)
    return download(as_csv(head, rows), f"{name}.csv", CSV)


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """With semicolons, and the mark by which Excel knows UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([_harmless(each) for each in head])
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "remove_timezone": True})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    formats = {
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    widths = [len(each) for each in head]
    for column, words in enumerate(head):
        sheet.write_string(0, column, words, bold)
    for line, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            widths[column] = max(widths[column], len(_plain(cell)))
            if isinstance(cell, date):
                sheet.write_datetime(line, column, cell, formats[type(cell)])
            elif isinstance(cell, int):
                sheet.write_number(line, column, cell)
            elif cell is not None:
                sheet.write_string(line, column, cell)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width, WIDEST) + 2)
    sheet.freeze_panes(1, 0)
    book.close()
    return file.getvalue()


def _plain(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, str):
        return _harmless(cell)
    return "" if cell is None else str(cell)


def _harmless(words: str) -> str:
    """As text, whatever it begins with (formula injection)."""
    return f"'{words}" if words.lstrip(" ").startswith(BEGINS_FORMULA) else words
