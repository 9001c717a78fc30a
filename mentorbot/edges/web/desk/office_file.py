"""Placements from a spreadsheet: what is wrong row by row, what would be made, and then made."""

from __future__ import annotations

from dataclasses import dataclass

from mentorbot.domain.access import Operation
from mentorbot.domain.wording import Label, Phrase, Text
from mentorbot.edges.commands import placement_file
from mentorbot.edges.commands.desk import BadInput, Fault
from mentorbot.edges.commands.registering import Draft, Register
from mentorbot.edges.web.desk import office, tabular
from mentorbot.edges.web.desk.outcome import turned
from mentorbot.edges.web.desk.pages import Page, Reply, Visit, download, page
from mentorbot.storage import glance

TITLE = Text("desk_import.title")
LEAD = Text("desk_import.lead")
COLUMNS = Text("desk_import.columns")
FILE = Text("desk_import.file")
FILE_HINT = Text("desk_import.file_hint")
CHECK = Label("desk_import.check")
EMPTY_FILE = Label("desk_import.empty_file")
NUMBERS = Text("desk_import.numbers")
FOUND_FAULTS = Text("desk_import.found_faults", "faults")
NOTHING_ADDED = Text("desk_import.nothing_added")
COLUMN_ROW = Text("desk_import.column_row")
COLUMN_FAULT = Text("desk_import.column_fault")
WOULD_ADD = Text("desk_import.would_add", "placements")
WOULD_HOW = Text("desk_import.would_how")
NO_ROWS = Text("desk_import.no_rows")
ADD = Label("desk_import.add", "placements")
PERIOD = Text("desk_import.period", "start", "end")
MORE = Text("desk_import.more", "more")

IN_COLUMN = Text("desk_import.in_column", "column", "fault")
FAULT_DAY = Text("desk_import.fault_day", "typed")
FAULT_NUMBER = Text("desk_import.fault_number")
FAULT_MODEL = Text("desk_import.fault_model", "models")
FAULT_ALIAS = Text("desk_import.fault_alias", "most")
FAULT_NAME = Text("desk_import.fault_name", "name")
FAULT_TAKEN = Text("desk_import.fault_taken", "alias")
FAULT_PERSON = Text("desk_import.fault_person", "person")
FAULT_ROLE = Text("desk_import.fault_role", "person", "role")
FAULT_OWN_STAND_IN = Text("desk_import.fault_own_stand_in")
FAULT_END = Text("desk_import.fault_end")
FAULT_WORKPLACE = Text("desk_import.fault_workplace", "most")
FAULT_ENCODING = Text("desk_import.fault_encoding")
FAULT_QUOTING = Text("desk_import.fault_quoting", "line")
FAULT_EMPTY = Text("desk_import.fault_empty", "header")
FAULT_CELLS = Text("desk_import.fault_cells", "row", "cells", "head")
FAULT_LACKS = Text("desk_import.fault_lacks", "name")
FAULT_UNKNOWN = Text("desk_import.fault_unknown", "name")
FAULT_TWICE = Text("desk_import.fault_twice", "name")
FAULT_HEADER = Text("desk_import.fault_header", "header")
FAULT_LARGE = Text("desk_import.fault_large")
FAULT_OTHER = Text("desk_import.fault_other")

FAULTS = {
    "day": FAULT_DAY, "number": FAULT_NUMBER, "model": FAULT_MODEL, "alias": FAULT_ALIAS,
    "name": FAULT_NAME, "taken": FAULT_TAKEN, "person": FAULT_PERSON, "role": FAULT_ROLE,
    "own_stand_in": FAULT_OWN_STAND_IN, "end": FAULT_END, "workplace": FAULT_WORKPLACE,
    "encoding": FAULT_ENCODING, "quoting": FAULT_QUOTING, "empty": FAULT_EMPTY,
    "cells": FAULT_CELLS, "lacks": FAULT_LACKS, "unknown": FAULT_UNKNOWN, "twice": FAULT_TWICE,
    "header": FAULT_HEADER, "large": FAULT_LARGE,
}  # fmt: skip
LARGEST = 60_000
"""Bytes of a file: some five hundred rows, and the page that asks to confirm stays light."""
MOST_SHOWN = 100
"""Rows, or faults."""


@dataclass(frozen=True)
class Checked:
    drafts: list[Draft]
    faults: list[tuple[int | None, Phrase]]
    """With the row's number as a spreadsheet counts; None for the file as a whole."""

    @property
    def can_be_made(self) -> bool:
        return bool(self.drafts) and not self.faults


def form(_visit: Visit) -> Reply:
    return page("office_import.html.j2", TITLE(), header=list(placement_file.CELLS))


def empty_file(_visit: Visit) -> Reply:
    """Nothing but the header, as a spreadsheet opens it."""
    body = tabular.as_csv(list(placement_file.CELLS), [])
    return download(body, "mentorbot-nye.csv", tabular.CSV)


def check(visit: Visit) -> Reply:
    """A dry run: nothing is made."""
    content = visit.sent.files.get("file", b"")
    checked = _checked(visit, content)
    if not checked.can_be_made:
        return _refused(checked)
    drafts = checked.drafts
    who = {each for draft in drafts for each in (draft.mentor, draft.nav_contact)}
    return page(
        "office_import_sure.html.j2",
        WOULD_ADD(placements=len(drafts)),
        drafts=drafts[:MOST_SHOWN],
        more=max(0, len(drafts) - MOST_SHOWN),
        names=glance.names(visit.tx, who),
        models=office.MODELS,
        content=content.decode("utf-8-sig"),
        add=ADD(placements=len(drafts)),
    )


def add(visit: Visit) -> Reply:
    """All of them, or none: what has changed since the dry run is found again."""
    checked = _checked(visit, visit.form.get("content", "").encode())
    if not checked.can_be_made:
        return _refused(checked)
    register = Register(visit.tx, visit.parts, visit.now, visit.person.id)
    for draft in checked.drafts:
        register.add(draft)
    return turned("/office", done="added", count=len(checked.drafts))


def _refused(checked: Checked) -> Reply:
    many = len(checked.faults)
    return page(
        "office_import_faults.html.j2",
        FOUND_FAULTS(faults=many) if many else NO_ROWS(),
        faults=checked.faults[:MOST_SHOWN],
        more=max(0, many - MOST_SHOWN),
    )


def _checked(visit: Visit, content: bytes) -> Checked:
    if len(content) > LARGEST:
        return Checked([], [(None, FAULT_LARGE())])
    register = Register(visit.tx, visit.parts, visit.now, visit.person.id)
    drafts: list[Draft] = []
    faults: list[tuple[int | None, Phrase]] = []
    try:
        rows = placement_file.read_bytes(content, "")
    except BadInput as error:
        return Checked([], [(None, _said(each)) for each in error.faults])
    for row in rows:
        try:
            draft = row.draft()
            register.check(draft)
        except BadInput as error:
            faults += [(row.number, _said(each)) for each in error.faults]
        else:
            drafts.append(draft)
    return Checked(drafts, faults)


def _said(fault: Fault) -> Phrase:
    words = FAULTS.get(fault.code)
    said = FAULT_OTHER() if words is None else words(**fault.values)
    return IN_COLUMN(column=fault.column, fault=said) if fault.column else said


PAGES = (
    Page("/office/import", Operation.MANAGE_PEOPLE, form, check),
    Page("/office/import/empty", Operation.MANAGE_PEOPLE, empty_file),
    Page("/office/import/add", Operation.MANAGE_PEOPLE, act=add),
)
