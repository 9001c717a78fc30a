"""Where somebody is signed in: this browser and the others, each of which they can end."""

from __future__ import annotations

from mentorbot.domain.access import Operation
from mentorbot.domain.wording import Label, Text
from mentorbot.edges.web.desk.pages import Page, Reply, Visit, go, page
from mentorbot.services import signing_in

TITLE = Text("desk.sessions")
HOW = Text("desk.sessions_how")
HERE = Text("desk.session_here")
ELSEWHERE = Text("desk.session_elsewhere")
TIMES = Text("desk.session_times", "began", "seen")
CLOSE = Label("desk.session_close")
CLOSED = Text("desk.session_closed")
GONE = Text("desk.session_gone")
ALONE = Text("desk.sessions_alone")
OPEN = Label("desk.sessions_open")


def show(visit: Visit) -> Reply:
    found = signing_in.open_sessions(visit.tx, visit.parts, visit.who, visit.now)
    this, *others = [(signing_in.mark_of(each), each) for each in found]
    note = next((each for each in ("closed", "gone") if each in visit.query), "")
    return page("sessions.html.j2", TITLE(), this=this[1], others=others, note=note)


def close(visit: Visit) -> Reply:
    mark = visit.form.get("session", "")
    closed = signing_in.close(visit.tx, visit.parts, visit.who, mark, visit.now)
    return go("/sessions?closed=1" if closed else "/sessions?gone=1")


PAGES = (Page("/sessions", Operation.OPEN_DESK, show, close),)
