"""The office at a glance: its placements, sorted and sifted, and the same as a file (R46)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mentorbot.domain.access import Operation
from mentorbot.domain.people import PersonId, Role
from mentorbot.domain.placements import FollowUpModel, Phase
from mentorbot.domain.sieve import Look, Order, Sieve
from mentorbot.domain.wording import Label, Phrase, Text
from mentorbot.edges.web.desk import tabular
from mentorbot.edges.web.desk.addressing import chosen, number, varied, words
from mentorbot.edges.web.desk.outcome import outcome_of
from mentorbot.edges.web.desk.pages import Page, Reply, Visit, page
from mentorbot.edges.web.desk.tabular import Cell
from mentorbot.services import glancing
from mentorbot.services.glancing import PlacementRow
from mentorbot.storage import glance, problems, sieving

NAV = Text("desk_office.nav")
TITLE = Text("desk_office.title")
TABS = Text("desk_office.tabs")
TAB_PLACEMENTS = Text("desk_office.tab_placements", "count")
TAB_PROBLEMS = Text("desk_office.tab_problems", "count")
TAB_LOADS = Text("desk_office.tab_loads")
TAB_PEOPLE = Text("desk_office.tab_people")

FOUND = Text("desk_office.found", "found")
NONE_AT_ALL = Text("desk_office.none_at_all")
NONE_FOUND = Text("desk_office.none_found")
SEARCH = Text("desk_office.search")
LOOK = Text("desk_office.look")
MODEL = Text("desk_office.model")
PHASE = Text("desk_office.phase")
NAV_CONTACT = Text("desk_office.nav_contact")
ORDER = Text("desk_office.order")
ANY = Text("desk_office.any")
SHOW = Label("desk_office.show")
CLEAR = Label("desk_office.clear")
AS_CSV = Label("desk_office.as_csv")
AS_XLSX = Label("desk_office.as_xlsx")
IMPORT = Label("desk_office.import")
NEXT_PAGE = Label("desk_office.next_page")
PAGE_BEFORE = Label("desk_office.page_before")
PAGES_OF = Text("desk_office.pages_of", "page", "pages")

LOOK_ENDING = Text("desk_office.look_ending")
LOOK_OVER = Text("desk_office.look_over")
LOOK_SILENT = Text("desk_office.look_silent")
LOOK_GAP = Text("desk_office.look_gap")
LOOK_DRIFT = Text("desk_office.look_drift")
LOOK_NOT_STARTED = Text("desk_office.look_not_started")
LOOK_COVERED = Text("desk_office.look_covered")
LOOK_PROBLEMS = Text("desk_office.look_problems")
PHASE_SELECTION = Text("desk_office.phase_selection")
PHASE_TRIAL = Text("desk_office.phase_trial")
PHASE_OUTCOME = Text("desk_office.phase_outcome")
ORDER_END = Text("desk_office.order_end")
ORDER_ALIAS = Text("desk_office.order_alias")
ORDER_WEEK = Text("desk_office.order_week")
ORDER_NEXT = Text("desk_office.order_next")
ORDER_NAV = Text("desk_office.order_nav")
ORDER_TALK = Text("desk_office.order_talk")
ORDER_PROBLEMS = Text("desk_office.order_problems")

COLUMN_ALIAS = Text("desk_office.column_alias")
COLUMN_END = Text("desk_office.column_end")
COLUMN_WEEK = Text("desk_office.column_week")
COLUMN_NEXT = Text("desk_office.column_next")
COLUMN_FOLLOWS = Text("desk_office.column_follows")
COLUMN_MENTOR = Text("desk_office.column_mentor")
COLUMN_TALK = Text("desk_office.column_talk")
COLUMN_LOOKS = Text("desk_office.column_looks")
COLUMN_MODEL = Text("desk_office.column_model")
COLUMN_PHASE = Text("desk_office.column_phase")
COLUMN_PROBLEMS = Text("desk_office.column_problems")
COLUMN_START = Text("desk_office.column_start")

ENDS = Text("desk_office.ends", "end", "days", "over", "hired")
WEEK = Text("desk_office.week", "week")
NEXT = Text("desk_office.next", "at")
NO_NEXT = Text("desk_office.no_next")
TALKED = Text("desk_office.talked", "days", "ever")
INSTEAD_OF = Text("desk_office.instead_of", "name")
LOOK_PROBLEMS_MANY = Text("desk_office.look_problems_many", "problems")
LOOK_DRIFT_TO = Text("desk_office.look_drift_to", "model")

LOOKS = {
    Look.ENDING: LOOK_ENDING(),
    Look.OVER: LOOK_OVER(),
    Look.SILENT: LOOK_SILENT(),
    Look.GAP: LOOK_GAP(),
    Look.DRIFT: LOOK_DRIFT(),
    Look.NOT_STARTED: LOOK_NOT_STARTED(),
    Look.COVERED: LOOK_COVERED(),
    Look.PROBLEMS: LOOK_PROBLEMS(),
}
PHASES = {
    Phase.SELECTION: PHASE_SELECTION(),
    Phase.TRIAL: PHASE_TRIAL(),
    Phase.OUTCOME: PHASE_OUTCOME(),
}
MODELS = {model: Phrase(f"model.{model}") for model in FollowUpModel}
ORDERS = {
    Order.END: ORDER_END(),
    Order.ALIAS: ORDER_ALIAS(),
    Order.WEEK: ORDER_WEEK(),
    Order.NEXT: ORDER_NEXT(),
    Order.NAV: ORDER_NAV(),
    Order.TALK: ORDER_TALK(),
    Order.PROBLEMS: ORDER_PROBLEMS(),
}
FIELDS = ("text", "look", "model", "phase", "nav", "order", "down")
EVERYTHING = 1_000_000
"""Rows of a file."""
FILE_HEAD = (
    COLUMN_ALIAS, COLUMN_MODEL, COLUMN_PHASE, COLUMN_WEEK, COLUMN_START, COLUMN_END, COLUMN_NEXT,
    NAV_CONTACT, COLUMN_FOLLOWS, COLUMN_MENTOR, COLUMN_TALK, COLUMN_PROBLEMS, COLUMN_LOOKS,
)  # fmt: skip


def office(visit: Visit) -> Reply:
    sieve = _sieve(visit.query)
    found = glancing.page_of(
        visit.tx, visit.parts, visit.person, sieve, number(visit.query.get("page")) or 1, visit.now
    )
    return page(
        "office.html.j2",
        TITLE(),
        **around(visit),
        found=found,
        sieve=sieve,
        contacts=named(visit, Role.NAV_CONTACT),
        at=varied("/office", visit.query, *FIELDS),
        asked={name: visit.query.get(name, "") for name in FIELDS},
        short={each: visit.plain(words) for each, words in (LOOKS | PHASES | MODELS).items()},
        models=MODELS, phases=PHASES, looks=LOOKS, orders=ORDERS,
    )  # fmt: skip


def around(visit: Visit) -> dict[str, Any]:
    """What stands on every list of the office."""
    tabs = (
        ("/office", TAB_PLACEMENTS(count=sieving.count(visit.tx))),
        ("/office/problems", TAB_PROBLEMS(count=problems.count_open(visit.tx))),
        ("/office/loads", TAB_LOADS()),
        ("/office/people", TAB_PEOPLE()),
    )
    return {"tabs": tabs, "outcome": outcome_of(visit)}


def export(visit: Visit) -> Reply:
    """What was asked for, as a file; that it was taken stands in the audit."""
    found = glancing.page_of(
        visit.tx, visit.parts, visit.person, _sieve(visit.form), 1, visit.now, EVERYTHING
    )
    visit.deed.note("office.exported", "desk", what="placements", rows=found.found)
    rows = [_cells(visit, row, found.names) for row in found.rows]
    head = [visit.plain(each()) for each in FILE_HEAD]
    return tabular.reply(visit.form.get("as", ""), "mentorbot-deltakere", head, rows)


def _cells(visit: Visit, row: PlacementRow, names: Mapping[PersonId, str]) -> list[Cell]:
    placement = row.placement
    return [
        placement.alias,
        visit.plain(MODELS[placement.model]),
        visit.plain(PHASES[row.phase]),
        row.week,
        placement.start,
        placement.end,
        None if row.next_checkin is None else local(visit, row.next_checkin),
        names[placement.nav_contact],
        names[row.follows],
        names[placement.mentor],
        row.days_since_talk if row.has_talked else None,
        row.problems,
        ", ".join(visit.plain(LOOKS[each]) for each in Look if each in row.looks),
    ]


def local(visit: Visit, moment: datetime) -> datetime:
    """In the office's time, without a zone: for a file."""
    return visit.parts.calendar.local(moment).replace(tzinfo=None)


def _sieve(asked: Mapping[str, str]) -> Sieve:
    return Sieve(
        words(asked.get("text")),
        chosen(Look, asked.get("look")),
        chosen(FollowUpModel, asked.get("model")),
        chosen(Phase, asked.get("phase")),
        number(asked.get("nav")),
        chosen(Order, asked.get("order")) or Order.END,
        bool(asked.get("down")),
    )


def named(visit: Visit, role: Role) -> list[tuple[PersonId, str]]:
    """Who can be given a seat that wants this role, by name."""
    names = visit.parts.register.names(visit.tx)
    found = [(who, names[who]) for who in glance.able(visit.tx, role)]
    return sorted(found, key=lambda each: glancing.in_order(each[1]))


PAGES = (
    Page("/office", Operation.SEE_OVERVIEW, office),
    Page("/office/export", Operation.SEE_OVERVIEW, act=export),
)
