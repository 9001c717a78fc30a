"""The kinds of data that mentorbot keeps. How many days each is kept is content."""

from __future__ import annotations

from enum import StrEnum


class Kept(StrEnum):
    """One kind, and from when on its days are counted."""

    ANSWERS = "answers"
    """Check-ins and answers: from the end of the placement's period."""
    PROBLEMS = "problems"
    """Problems, their ladders and what was written about them: the same; never an open one."""
    CONTACTS = "contacts"
    """That NAV and the mentor talked: the same."""
    AFTER_HIRE = "after_hire"
    """All of these where the participant was hired and goes on: from when each was done with."""
    WORDING = "wording"
    """A mentor's and NAV's own words: from when the problem was closed."""
    PLACEMENTS = "placements"
    """The placement itself, with what was changed about it: from its end."""
    PEOPLE = "people"
    """Who has left: from when nothing bound them any more."""
    RATINGS = "ratings"
    """Cards that were shown, and whether they helped: from the last time."""
    NETWORK = "network"
    """Posts of the mentor network and their answers: from when they ended."""
    DRAFTS = "drafts"
    """What somebody began to write and left lying: from their last step."""
    DIALOGS = "dialogs"
    """Where somebody stands in a dialog: the same."""
    LINKS = "links"
    """Links and invitations: from when they ended."""
    INCOMING = "incoming"
    """That an update came: from when it did."""
    LETTERS = "letters"
    """That a message was sent, or was not: from when it was written."""
    STRANGERS = "strangers"
    """How often somebody unknown came, under a name that leads to nobody: from the first time."""
    LOG = "log"
    """Who did what, when: from when it was done."""


BOOKKEEPING = frozenset({Kept.INCOMING, Kept.LETTERS, Kept.LINKS, Kept.DIALOGS, Kept.STRANGERS})
"""What goes every hour, and holds nothing that anybody would miss."""
