"""Everything that no question asked for: words, voice, pictures, in any state (feel 9).

What comes unasked may be about a danger that no list of words would find. So the emergency line
stands first in every answer that is not small talk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dialogs import asking, emergency, hearing, menus
from dialogs.hearing import Talk, Wish
from mentorbot.domain.brief import Brief, Need
from mentorbot.domain.conversation import Act, Button, Place, Rows, Say, Step, Then, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.people import Role
from mentorbot.domain.problems import State
from mentorbot.domain.wording import Label, Phrase, Text

NAME = "typed"
NEEDS = frozenset({Need.PLACEMENTS, Need.CHECKIN, Need.PROBLEMS, Need.REFERENCE, Need.SEARCH})

AFTER_PANEL = Text("typed.after_panel")
AFTER_PANEL_OFFICE = Text("typed.after_panel_office")

GREETED = Text("typed.greeted", "name")
FAREWELL = Text("typed.farewell")
THANKED = Text("typed.thanked")
AGREED = Text("typed.agreed", "waiting")
AGREED_NAV = Text("typed.agreed_nav")
WORDLESS = Text("typed.wordless")

ANSWER = Text("typed.answer", "line", "card", "wish", "contacts")
ANSWER_NAV = Text("typed.answer_nav", "line")
ANSWER_COORDINATOR = Text("typed.answer_coordinator", "line")
PAUSE = Label("typed.pause")
STOP = Label("typed.stop")
LANGUAGE = Label("typed.language")
PRIVACY = Label("typed.privacy")
HELP = Label("typed.help")
WISHES = {
    Wish.PAUSE: (PAUSE, "settings", "pause"),
    Wish.STOP: (STOP, "settings", "stop"),
    Wish.LANGUAGE: (LANGUAGE, "settings", "language"),
    Wish.PRIVACY: (PRIVACY, "privacy", "start"),
    Wish.HELP: (HELP, "settings", "help"),
}
MENU = Label("typed.menu")

NO_SOUND = Text("typed.no_sound", "line")
NO_PICTURES = Text("typed.no_pictures", "line")
NO_FILES = Text("typed.no_files", "line")
NO_LOCATION = Text("typed.no_location", "line")
NO_CONTACT = Text("typed.no_contact", "line")
NO_EDITS = Text("typed.no_edits", "line")
NO_OTHER = Text("typed.no_other", "line")
REFUSED = {
    "voice": NO_SOUND,
    "audio": NO_SOUND,
    "video_note": NO_PICTURES,
    "photo": NO_PICTURES,
    "video": NO_PICTURES,
    "document": NO_FILES,
    "location": NO_LOCATION,
    "venue": NO_LOCATION,
    "contact": NO_CONTACT,
    "edited": NO_EDITS,
}
PLAYFUL = frozenset({"sticker", "dice", "animation"})

LEFT_REPORT = Text("typed.left_report")
LEFT_GUIDANCE = Text("typed.left_guidance")
LEFT_OTHER = Text("typed.left_other")
LEFT_NOTHING = Text("typed.left_nothing")
LEFT = {"": LEFT_NOTHING, "report": LEFT_REPORT, "guidance": LEFT_GUIDANCE}
UNKNOWN = Text("typed.unknown")


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if turn.act in (Act.TAPPED, Act.OPENED):
        return tapped(place, turn, brief)
    alarm = turn.act is Act.TYPED and hearing.is_alarm(turn.text)
    if not_yet := menus.not_yet(brief.me):
        return panel_above(not_yet) if alarm else not_yet
    if alarm:
        return panel_above(alarmed(place, brief))
    if turn.act is Act.TYPED:
        return small_talk(place, turn, brief) or answered(place, turn, brief)
    return sent(place, turn, brief) if turn.act is Act.SENT else commanded(place, turn, brief)


def tapped(place: Place, turn: Turn, brief: Brief) -> Step:
    """Only the panel's own buttons lead back here; all others open their dialogs."""
    called = emergency.take(place, turn, brief, back="calm")
    if called is not None:
        return called
    if turn.move != "calm":
        raise BadMove
    return Step(tuple(replace(say, anew=False) for say in answered(place, turn, brief).says))


def needs_answer(text: str) -> bool:
    """Whether words must be answered here even where another dialog is listening."""
    return hearing.is_alarm(text) or hearing.small_talk(text) is not None


# --- danger


def panel_above(step: Step) -> Step:
    return Step((Say(emergency.PANEL(), urgent=True), *step.says))


def alarmed(place: Place, brief: Brief) -> Step:
    if brief.me.role is not Role.MENTOR:
        return bubble(place, AFTER_PANEL_OFFICE(), menus.doors(brief.me))
    known = brief.rules.cards
    danger = [card for card in brief.found if card in known and known[card].kind == "danger"]
    buttons = ((emergency.call_button(),), *cards(danger[:1]), (report(),))
    return bubble(place, AFTER_PANEL(), buttons)


# --- small talk


def small_talk(place: Place, turn: Turn, brief: Brief) -> Step | None:
    is_mentor = brief.me.role is Role.MENTOR
    if not is_mentor and brief.problems and hearing.is_receipt(turn.text):
        return received(brief)
    match hearing.small_talk(turn.text):
        case Talk.GREETING:
            return Step((Say(GREETED(name=brief.me.name.partition(" ")[0])),))
        case Talk.FAREWELL:
            return Step((Say(FAREWELL()),))
        case Talk.THANKS:
            return Step((Say(THANKED()),))
        case Talk.AGREED if is_mentor:
            return Step((Say(AGREED(waiting=bool(brief.waiting))),))
        case Talk.AGREED:
            return bubble(place, AGREED_NAV(), menus.doors(brief.me)[:1])
        case Talk.WORDLESS:
            return bubble(place, WORDLESS(), menus.doors(brief.me))
    return None


def received(brief: Brief) -> Step:
    """An "ok" from somebody at NAV is the receipt of what waits, if it is clear what is meant."""
    unopened = [view for view in brief.problems if view.problem.state is State.SENT]
    meant = unopened or brief.problems
    if len(meant) > 1:
        return Step(then=Then("followup", "list"))
    subject = f"problem:{meant[0].problem.reference}"
    return Step(then=Then("followup", "open", "anew", subject))


# --- everything else that was typed


def answered(place: Place, turn: Turn, brief: Brief) -> Step:
    match brief.me.role:
        case Role.MENTOR:
            return answered_mentor(place, turn, brief)
        case Role.NAV_CONTACT:
            text = ANSWER_NAV(line=emergency.LINE())
        case Role.COORDINATOR:
            text = ANSWER_COORDINATOR(line=emergency.LINE())
    return bubble(place, text, (*wished(turn), *menus.doors(brief.me)))


def answered_mentor(place: Place, turn: Turn, brief: Brief) -> Step:
    own = wished(turn)
    best = [] if own else [card for card in brief.found if card in brief.rules.cards][:1]
    text = ANSWER(
        line=emergency.LINE(),
        card=bool(best),
        wish=bool(own),
        contacts=menus.nav_contacts(brief),
    )
    return bubble(place, text, (*own, *cards(best), *ways_on()))


def wished(turn: Turn) -> Rows:
    wish = hearing.wish(turn.text)
    if wish is None:
        return ()
    label, dialog, move = WISHES[wish]
    return ((Button(label(), move, opens=dialog),),)


# --- voice, pictures, stickers, a place on the map


def sent(place: Place, turn: Turn, brief: Brief) -> Step:
    if turn.move in PLAYFUL:
        return bubble(place, WORDLESS(), menus.doors(brief.me))
    text = REFUSED.get(turn.move, NO_OTHER)(line=emergency.LINE())
    is_mentor = brief.me.role is Role.MENTOR
    return bubble(place, text, ways_on() if is_mentor else menus.doors(brief.me))


# --- commands


def commanded(place: Place, turn: Turn, brief: Brief) -> Step:
    if turn.move == "cancel":
        return Step((Say(LEFT.get(turn.argument, LEFT_OTHER)()),))
    return bubble(place, UNKNOWN(), menus.doors(brief.me))


# --- small things


def bubble(place: Place, text: Phrase, buttons: Rows) -> Step:
    return Step((Say(text, place.at("answered"), buttons, anew=True),))


def cards(found: Iterable[str]) -> Rows:
    """Each card by its title, on a row of its own."""
    return tuple(
        (Button(Phrase(f"card_title.{card}"), "card", card, opens="guidance"),) for card in found
    )


def report() -> Button:
    return Button(asking.REPORT(), "start", opens="report")


def ways_on() -> Rows:
    """To a human, to advice, to everything else."""
    guidance = Button(asking.GUIDANCE(), "start", opens="guidance")
    return ((report(), guidance), (Button(MENU(), "help", opens="settings"),))
