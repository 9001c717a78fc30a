"""Everything that no question asked for: words, voice, pictures, in any state (feel 9).

What comes unasked may be about a danger that no list of words would find. So the emergency line
stands first in every answer that is not small talk.
"""

from __future__ import annotations

from dialogs import emergency, hearing, menus, typed_wishes
from dialogs.asking import view_of
from dialogs.hearing import Talk
from dialogs.typed_offers import SURE, cards, offered, overloaded, report, ways_on, wished
from mentorbot.domain.brief import Brief, Need
from mentorbot.domain.conversation import Act, Place, Rows, Say, Step, Then, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.examples import Intent
from mentorbot.domain.facts import CoordinatorAsked, NavPhoneShown
from mentorbot.domain.people import Role
from mentorbot.domain.problems import State
from mentorbot.domain.wording import Phrase, Text

NAME = "typed"
NEEDS = frozenset(
    {Need.PLACEMENTS, Need.CHECKIN, Need.PROBLEMS, Need.REFERENCE, Need.SEARCH, Need.READING}
)

AFTER_PANEL = Text("typed.after_panel")
AFTER_PANEL_OFFICE = Text("typed.after_panel_office")

GREETED = Text("typed.greeted", "name")
FAREWELL = Text("typed.farewell")
THANKED = Text("typed.thanked")
AGREED = Text("typed.agreed", "waiting")
AGREED_NAV = Text("typed.agreed_nav")
WORDLESS = Text("typed.wordless")

CALM = Text("typed.calm", "line", "contacts")
ANSWER_NAV = Text("typed.answer_nav", "line")
ANSWER_COORDINATOR = Text("typed.answer_coordinator", "line")
PHONE = Text("typed.phone", "name", "phone")
NO_PHONE = Text("typed.no_phone", "name")
PARTICIPANT_ASKED = Text("typed.participant_asked")

NO_SOUND = Text("typed.no_sound", "line")
NO_PICTURES = Text("typed.no_pictures", "line")
NO_FILES = Text("typed.no_files", "line")
NO_LOCATION = Text("typed.no_location", "line")
NO_CONTACT = Text("typed.no_contact", "line")
NO_EDITS = Text("typed.no_edits", "line")
NO_OTHER = Text("typed.no_other", "line")
TAPS_ONLY = Text("typed.taps_only", "line")
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
    danger = brief.reading.danger
    if not_yet := menus.not_yet(brief.me):
        return panel_above(not_yet, danger) if danger else not_yet
    if danger:
        return panel_above(alarmed(place, brief), danger)
    if turn.act is Act.TYPED:
        heard = answered if brief.rules.free_text else taps_only
        return small_talk(place, turn, brief) or heard(place, turn, brief)
    return sent(place, turn, brief) if turn.act is Act.SENT else commanded(place, turn, brief)


def tapped(place: Place, turn: Turn, brief: Brief) -> Step:
    """What was offered above; all other buttons open their dialogs."""
    if called := emergency.take(place, turn, brief, back="calm"):
        return called
    match turn.move:
        case "calm":
            return calm(place, brief)
        case "draft":
            words = place.data.get("words", "")
            return Step(then=Then("report", "typed", turn.argument, text=words))
        case "overload":
            return overloaded(place, brief, today=False)
        case "wish":
            return chosen_wish(place, turn.argument, brief)
        case "phone":
            return phone(turn.argument, brief)
        case "participant":
            told = Say(PARTICIPANT_ASKED(), place.at("done", words=""))
            return Step((told,), (CoordinatorAsked(participant=True),))
    raise BadMove


def chosen_wish(place: Place, action: str, brief: Brief) -> Step:
    step = wished(place, action, place.data.get("words", ""), brief)
    if step is None:
        raise BadMove
    return step


def phone(argument: str, brief: Brief) -> Step:
    view = view_of(brief, int(argument))
    if view is None:
        raise BadMove
    name, number = view.receives.name, view.receives.phone
    if number is None:
        return Step((Say(NO_PHONE(name=name)),))
    return Step((Say(PHONE(name=name, phone=number)),), (NavPhoneShown(view.placement.id),))


# --- danger


def panel_above(step: Step, danger: str) -> Step:
    """The number that this danger calls for stands first, and big."""
    return Step((Say(emergency.panel(danger), urgent=True), *step.says))


def alarmed(place: Place, brief: Brief) -> Step:
    if brief.me.role is not Role.MENTOR:
        return bubble(place, AFTER_PANEL_OFFICE(), menus.doors(brief.me))
    known = brief.rules.cards
    danger = [card for card in brief.found if card in known and known[card].kind == "danger"]
    buttons = ((emergency.call_button(),), *cards(danger[:1]), (report(),))
    return bubble(place, AFTER_PANEL(), buttons)


def calm(place: Place, brief: Brief) -> Step:
    """Nobody is in danger after all."""
    text = CALM(line=emergency.LINE(), contacts=menus.nav_contacts(brief))
    return Step((Say(text, place.at("answered"), ways_on()),))


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
    if hearing.wants_help(turn.text):
        return Step(then=Then("settings", "help"))
    if brief.me.role is Role.MENTOR:
        return offered(place, turn, brief)
    read = brief.reading.whole
    wishes = read is not None and read.intent is Intent.ADMIN and read.sure >= SURE
    asked = typed_wishes.wished(read.action, turn.text, brief) if read and wishes else None
    if asked is not None:
        return bubble(place, *asked)
    line = emergency.LINE()
    text = (
        ANSWER_NAV(line=line)
        if brief.me.role is Role.NAV_CONTACT
        else ANSWER_COORDINATOR(line=line)
    )
    return bubble(place, text, menus.doors(brief.me))


def taps_only(place: Place, _turn: Turn, brief: Brief) -> Step:
    """Where the office asks nobody for words, they are read for danger and for nothing else."""
    is_mentor = brief.me.role is Role.MENTOR
    buttons = ways_on() if is_mentor else menus.doors(brief.me)
    return bubble(place, TAPS_ONLY(line=emergency.LINE()), buttons)


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
