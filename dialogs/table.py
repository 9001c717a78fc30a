"""The table of dialogs: who is spoken to by which name, and what every text of theirs is called."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from importlib import import_module

import dialogs
from dialogs import (
    checkin,
    desk,
    followup,
    guidance,
    menus,
    network,
    onboarding,
    overview,
    period,
    placement,
    privacy,
    report,
    rhythm,
    settings,
    status,
    thread,
    typed,
    ways,
)
from mentorbot.domain.conversation import Dialog
from mentorbot.domain.wording import Text, declared

ALL: tuple[Dialog, ...] = (
    onboarding,
    checkin,
    rhythm,
    report,
    status,
    followup,
    guidance,
    settings,
    typed,
    privacy,
    overview,
    placement,
    period,
    network,
    thread,
    ways,
    desk,
)

DIALOGS: Mapping[str, Dialog] = {dialog.NAME: dialog for dialog in ALL}

COMMANDS: Mapping[str, tuple[str, str]] = {
    command.name: (command.dialog, command.move) for command in menus.ALL
}
"""Dialog and move by command name. A person who has not accepted yet is sent to onboarding."""


def declared_texts() -> dict[str, Text]:
    """Every text that any module of this package says, by key."""
    names = (found.name for found in pkgutil.iter_modules(dialogs.__path__))
    return declared(import_module(f"{dialogs.__name__}.{name}") for name in names)
