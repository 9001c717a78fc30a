"""How an office's weeks have gone: drawings, each with its sentences and a table of the same."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from mentorbot.domain.access import Operation
from mentorbot.domain.charts import Form, Sheet
from mentorbot.domain.wording import Text
from mentorbot.edges import pictures
from mentorbot.edges.web.desk import words
from mentorbot.edges.web.desk.pages import Later, Page, Reply, Visit, page
from mentorbot.services import picturing

NAV = Text("desk_weeks.nav")
TITLE = Text("desk_weeks.title")
LEAD = Text("desk_weeks.lead", "weeks")
TABLE = Text("desk_weeks.table", "title")


def weeks(visit: Visit) -> Reply:
    sheet = picturing.office_sheet(visit.tx, visit.parts, visit.person, visit.now)
    many = visit.parts.rules.office.pictures.weeks
    return page("weeks.html.j2", TITLE(), lead=LEAD(weeks=many), charts=sheet.charts)


def drawing(visit: Visit) -> Reply | Later:
    """One chart, drawn outside the database's thread."""
    name = visit.path["name"]
    sheet = picturing.office_sheet(visit.tx, visit.parts, visit.person, visit.now, name)
    found = next((each for each in sheet.drawn if each.name == name), None)
    if found is None:
        return page("told.html.j2", words.NOT_FOUND(), 404, how=words.NOT_FOUND_HOW())
    # Its title stands on the page already.
    alone = Sheet(found.name, "", (replace(found, title=""),))
    return Later(partial(pictures.drawn, alone, Form.SVG), shown)


def shown(_visit: Visit, drawn: bytes) -> Reply:
    return Reply(body=drawn, headers={"Content-Type": "image/svg+xml"})


PAGES = (
    Page("/weeks", Operation.SEE_WEEKS, weeks),
    Page("/weeks/{name:str}.svg", Operation.SEE_WEEKS, drawing),
)
