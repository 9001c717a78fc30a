"""Small shared pieces of a bubble: rows of buttons, plain notes, words that all dialogs share."""

from __future__ import annotations

from collections.abc import Iterable

from mentorbot.domain.brief import Brief, PlacementView
from mentorbot.domain.conversation import Button, Say
from mentorbot.domain.placements import PlacementId
from mentorbot.domain.wording import Label, Phrase

BACK = Label("common.back")
SKIP = Label("common.skip")
OK = Label("common.ok")
GUIDANCE = Label("common.guidance")
SETTINGS = Label("common.settings")
REPORT = Label("common.report")
ALIAS = Label("common.alias", "alias")
"""A placement as a choice on a button."""


def rows(buttons: Iterable[Button], across: int = 2) -> tuple[tuple[Button, ...], ...]:
    """The buttons in rows of at most `across`, in their order."""
    flat = tuple(buttons)
    return tuple(flat[at : at + across] for at in range(0, len(flat), across))


def note(text: Phrase) -> Say:
    """A plain message: makes a sound, has no buttons and stays where it is."""
    return Say(text)


def view_of(brief: Brief, placement: PlacementId) -> PlacementView | None:
    """The placement among those this person may see."""
    return next((view for view in brief.placements if view.placement.id == placement), None)


def shown_alias(brief: Brief, placement: PlacementId) -> str | None:
    """The alias, but only to a mentor who has more than one placement to tell apart."""
    view = view_of(brief, placement)
    return view.placement.alias if view and len(brief.placements) > 1 else None
