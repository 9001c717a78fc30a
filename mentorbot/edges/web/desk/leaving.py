"""Signing out: of this browser, or of every one at once."""

from __future__ import annotations

from mentorbot.domain.access import Operation
from mentorbot.edges.web.desk.pages import DOOR, Page, Reply, Visit
from mentorbot.services import signing_in


def leave(visit: Visit) -> Reply:
    everywhere = visit.form.get("everywhere") == "yes"
    signing_in.leave(visit.tx, visit.who, visit.now, everywhere=everywhere)
    return Reply(303, location=f"{DOOR}?left=1")


PAGES = (Page("/out", Operation.OPEN_DESK, act=leave),)
