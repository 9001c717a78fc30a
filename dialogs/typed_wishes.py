"""What is asked of mentorbot itself, in words: each wish is done after one confirmation."""

from __future__ import annotations

from collections.abc import Callable

from dialogs import asking, emergency, menus, typed_until
from dialogs.settings import LANGUAGES
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Button, Rows
from mentorbot.domain.people import Role
from mentorbot.domain.wording import Label, Phrase, Text

PAUSE = Text("typed.pause", "line", "until")
STOP = Text("typed.stop", "line")
LANGUAGE = Text("typed.language", "line")
DATA = Text("typed.data", "line")
CONTACT = Text("typed.contact", "line", "names")
CONTACT_NAME = Text("typed.contact_name", "name", "alias")
CANCEL = Text("typed.cancel", "line", "matter", "reference")
NOTHING_TO_CANCEL = Text("typed.nothing_to_cancel", "line", "contacts")
PARTICIPANT = Text("typed.participant", "line")

YES_PAUSE = Label("typed.yes_pause", "until")
HOW_LONG = Label("typed.how_long")
YES_STOP = Label("typed.yes_stop")
ONLY_PAUSE = Label("typed.only_pause")
SEE_DATA = Label("typed.see_data")
SHOW_NUMBER = Label("typed.show_number", "name")
YES_CANCEL = Label("typed.yes_cancel")
TELL_COORDINATOR = Label("typed.tell_coordinator")

Wished = tuple[Phrase, Rows]


def pause(text: str, brief: Brief) -> Wished:
    until = typed_until.until(text, brief.calendar.today(brief.now))
    other = Button(HOW_LONG(), "pause", opens="settings")
    yes = (
        [Button(YES_PAUSE(until=until), "pause_until", str(until), opens="settings")]
        if until
        else []
    )
    return PAUSE(line=emergency.LINE(), until=until), asking.rows([*yes, other], 1)


def stop(_text: str, _brief: Brief) -> Wished:
    yes = Button(YES_STOP(), "stop", opens="settings")
    pause_ = Button(ONLY_PAUSE(), "pause", opens="settings")
    return STOP(line=emergency.LINE()), ((yes,), (pause_,))


def language(_text: str, _brief: Brief) -> Wished:
    """The choice is the confirmation."""
    choices = (
        Button(name(), "speak_now", str(each), opens="settings") for each, name in LANGUAGES.items()
    )
    return LANGUAGE(line=emergency.LINE()), asking.rows(choices, 3)


def data(_text: str, _brief: Brief) -> Wished:
    return DATA(line=emergency.LINE()), ((Button(SEE_DATA(), "start", opens="privacy"),),)


def contact(_text: str, brief: Brief) -> Wished:
    """Names at once; a number behind the usual tap (feel 4)."""
    several = len(brief.placements) > 1
    names = tuple(
        CONTACT_NAME(name=view.receives.name, alias=view.placement.alias if several else None)
        for view in brief.placements
    )
    numbers = (
        Button(SHOW_NUMBER(name=view.receives.name), "phone", str(view.placement.id))
        for view in brief.placements
    )
    return CONTACT(line=emergency.LINE(), names=names), asking.rows(numbers, 1)


def cancel(_text: str, brief: Brief) -> Wished:
    """The latest that was sent; only what NAV has not answered can be taken back."""
    waiting = [view.problem for view in brief.problems if view.problem.state.waits_for_nav]
    if not waiting:
        contacts = menus.nav_contacts(brief)
        text = NOTHING_TO_CANCEL(line=emergency.LINE(), contacts=contacts)
        return text, menus.doors(brief.me)
    last = max(reversed(waiting), key=lambda problem: problem.sent_at)
    matter = Phrase(f"category.{last.report.category}")
    subject = f"problem:{last.reference}"
    yes = Button(YES_CANCEL(), "yes_withdraw", "anew", opens="status", subject=subject)
    text = CANCEL(line=emergency.LINE(), matter=matter, reference=last.reference)
    return text, ((yes,), (Button(menus.OPEN_STATUS(), "list", opens="status"),))


def participant(_text: str, _brief: Brief) -> Wished:
    tell = Button(TELL_COORDINATOR(), "participant")
    return PARTICIPANT(line=emergency.LINE()), ((tell,),)


FOR_ALL: dict[str, Callable[[str, Brief], Wished]] = {
    "pause": pause,
    "stop": stop,
    "language": language,
    "delete_data": data,
}
FOR_MENTORS = {
    **FOR_ALL,
    "nav_contact": contact,
    "cancel_alarm": cancel,
    "change_participant": participant,
}


def wished(action: str, text: str, brief: Brief) -> Wished | None:
    """What is asked before it is done; None where this person cannot wish for it."""
    known = FOR_MENTORS if brief.me.role is Role.MENTOR else FOR_ALL
    return known[action](text, brief) if action in known else None
