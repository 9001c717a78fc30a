"""Every module of pages, every page, and the menu."""

from __future__ import annotations

from types import ModuleType

from mentorbot.domain.access import Operation
from mentorbot.domain.wording import Text, declared
from mentorbot.edges import forecast_words
from mentorbot.edges.web.desk import (
    app_door,
    content,
    content_edit,
    content_new,
    content_past,
    content_sheet,
    door,
    finding_words,
    leaving,
    monday,
    network,
    network_did,
    network_gatherings,
    network_outcome,
    network_tips,
    office,
    office_file,
    office_people,
    office_placement,
    office_problems,
    office_seats,
    outcome,
    sessions,
    weeks,
    words,
)
from mentorbot.edges.web.desk.pages import Page, Section

OFFICE = (office, office_problems, office_people, office_placement, office_seats, office_file)
NETWORK = (network, network_gatherings, network_tips, network_did)
CONTENT = (content, content_edit, content_new, content_past)
MODULES: tuple[ModuleType, ...] = (monday, leaving, sessions, weeks, *OFFICE, *NETWORK, *CONTENT)
"""Each with its words and its PAGES."""
SECTIONS = (
    Section("", words.MONDAY(), Operation.SEE_OVERVIEW),
    Section("/office", office.NAV(), Operation.SEE_OVERVIEW),
    Section("/weeks", weeks.NAV(), Operation.SEE_WEEKS),
    Section("/network", network.NAV(), Operation.RUN_NETWORK),
    Section("/content", words.CONTENT(), Operation.EDIT_CONTENT),
)
"""The menu, in its order; everybody sees what they may open."""

PAGES: tuple[Page, ...] = tuple(page for module in MODULES for page in module.PAGES)


def texts() -> dict[str, Text]:
    """Every text that the desk says, by key."""
    beside = (
        words, door, app_door, outcome, network_outcome, content_sheet, finding_words,
        forecast_words,
    )  # fmt: skip
    return declared([*beside, *MODULES])
