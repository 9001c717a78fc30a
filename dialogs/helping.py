"""/help: what mentorbot can do for somebody, who set it up, and the way to each thing."""

from __future__ import annotations

from dialogs import emergency, menus
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Place, Say, Step
from mentorbot.domain.people import Role
from mentorbot.domain.wording import Phrase, Text

HELP_MENTOR = Text("settings.help_mentor", "people", "line")
HELP_NAV = Text("settings.help_nav", "people", "line")
HELP_COORDINATOR = Text("settings.help_coordinator", "people", "line")
SET_UP_BY = Text("settings.set_up_by", "name")


def helped(place: Place, brief: Brief) -> Step:
    text = {
        Role.MENTOR: HELP_MENTOR,
        Role.NAV_CONTACT: HELP_NAV,
        Role.COORDINATOR: HELP_COORDINATOR,
    }[brief.me.role](people=people(brief), line=emergency.LINE())
    return Step((Say(text, place.at("help"), menus.doors(brief.me)),))


def people(brief: Brief) -> tuple[Phrase, ...]:
    """Who set this up, and a mentor's contacts at NAV, each once."""
    lines = [SET_UP_BY(name=brief.inviter)] if brief.inviter else []
    if brief.me.role is Role.MENTOR:
        lines += menus.nav_contacts(brief)
    return tuple(lines)
