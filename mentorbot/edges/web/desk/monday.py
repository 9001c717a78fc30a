"""The desk's first page: what waits this week, each line with its one action (feel 7).

The lines are those of the week's message. A number is shown here; what is done in a dialog is
opened in the reader's chat.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogs import overview
from dialogs.overview_lines import Line, Section, queue, sections
from mentorbot.domain.access import Operation
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Act, Button, Place, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import PhoneShown
from mentorbot.domain.wording import Label, Text
from mentorbot.edges.web.desk.pages import Page, Reply, Visit, page
from mentorbot.services import briefing
from mentorbot.services.cues import Cue
from mentorbot.services.playing import play

TITLE = Text("desk_monday.title")
LEAD = Text("desk_monday.lead")
COUNTS = Text("desk_monday.counts", "placements", "problems")
EMPTY = Text("desk_monday.empty")
EMPTY_HOW = Text("desk_monday.empty_how")
IN_CHAT = Text("desk_monday.in_chat", "what")
MOVED_ON = Text("desk_monday.moved_on")
MORE = Text("desk_monday.more", "more")
NUMBER = Text("desk_monday.number", "name")
NO_NUMBER = Text("desk_monday.no_number", "name")
BACK = Label("desk_monday.back")
RING = Label("desk_monday.ring", "phone")


MOST_LINES = 20
"""Of a section: who has more than that to do this week looks for them in the office's lists."""
ELSEWHERE = {
    "overview.unheld": "/office/problems",
    "overview.overdue": "/office/problems?late=1",
    "overview.waiting": "/office/problems",
    "overview.urgent": "/office?look=over",
    "overview.ending": "/office?look=ending",
    "overview.silent": "/office?look=silent",
    "overview.gaps": "/office?look=gap",
    "overview.drifting": "/office?look=drift",
    "overview.not_started": "/office?look=not_started",
    "overview.uncovered": "/office/loads",
    "overview.loads": "/office/loads",
}
"""By a section's title: where the whole list is."""


@dataclass(frozen=True)
class Listed:
    """A section as there is room for it."""

    section: Section
    path: str

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.section.lines[:MOST_LINES]

    @property
    def more(self) -> int:
        return len(self.section.lines) - len(self.lines)


def monday(visit: Visit) -> Reply:
    return shown(visit, "")


def shown(visit: Visit, note: object) -> Reply:
    brief = brief_of(visit)
    seen = brief.overview
    return page(
        "monday.html.j2",
        TITLE(),
        week=[Listed(each, ELSEWHERE[each.title.key]) for each in sections(brief)],
        placements=seen.placements,
        problems=seen.open_problems,
        queues=[queue(each) for each in seen.queues],
        note=note,
    )


def brief_of(visit: Visit) -> Brief:
    place, turn = Place(overview.NAME, "overview", ""), Turn(Act.OPENED, "monday")
    me, needs = visit.person, overview.NEEDS
    return briefing.brief(visit.tx, visit.parts, me, place, turn, needs, visit.now)


def act(visit: Visit) -> Reply:
    """The one action of a line, if that line still stands there."""
    brief, form = brief_of(visit), visit.form
    asked = tuple(form.get(name, "") for name in ("opens", "subject", "move", "argument"))
    line = next((each for each in lines(brief) if marks(each.action) == asked), None)
    if line is None:
        return shown(visit, MOVED_ON())
    button = line.action
    turn = Turn(Act.TAPPED, button.move, button.argument)
    if not button.opens:
        return number(visit, turn, brief)
    cue = Cue(visit.person.id, button.opens, button.subject, turn)
    try:
        play(visit.tx, visit.parts, cue, visit.now)
    except BadMove:
        return shown(visit, MOVED_ON())
    return shown(visit, IN_CHAT(what=button.label))


def number(visit: Visit, turn: Turn, brief: Brief) -> Reply:
    """Behind a button, as in the chat: that it was shown is entered in the audit."""
    who, _, reference = overview.called(turn, brief)
    if who.phone is not None:
        visit.record(PhoneShown(reference))
    title = NUMBER(name=who.name) if who.phone else NO_NUMBER(name=who.name)
    return page("number.html.j2", title, phone=who.phone)


def lines(brief: Brief) -> list[Line]:
    return [line for section in sections(brief) for line in section.lines]


def marks(button: Button) -> tuple[str, ...]:
    """What a form sends back of a button."""
    return button.opens, button.subject, button.move, button.argument


PAGES = (
    Page("", Operation.SEE_OVERVIEW, monday),
    Page("/do", Operation.SEE_OVERVIEW, act=act),
)
