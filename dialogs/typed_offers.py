"""What a mentor's own words lead to: a draft for NAV, a card, help for the mentor, or a choice.

Sure: it is begun at once. Unsure: two or three buttons. Lost: it says so, and shows the ways on.
Nothing that was typed goes anywhere before the mentor has seen it and tapped (rule 4).
"""

from __future__ import annotations

from collections.abc import Iterable

from dialogs import asking, emergency, menus, typed_wishes
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Button, Place, Rows, Say, Step, Then, Turn
from mentorbot.domain.examples import Intent, Urgency
from mentorbot.domain.own_words import tidied
from mentorbot.domain.understood import Understanding
from mentorbot.domain.wording import Label, Phrase, Text

SURE, UNSURE = 0.6, 0.3
"""How much must speak for what was understood to act on it, and to ask whether it was right."""
MOST_CHOICES, MOST_CARDS = 3, 3

LOST = Text("typed.lost", "line", "contacts")
UNSURE_OF = Text("typed.unsure", "line")
SEVERAL = Text("typed.several", "line")
ADVICE = Text("typed.advice", "line", "more")
OVERLOADED = Text("typed.overloaded", "line")
CHATTED = Text("typed.chatted", "line")

FOR_NAV = Label("typed.for_nav", "matter")
ABOUT_ME = Label("typed.about_me")
ASK_NAV = Label("typed.ask_nav")
WISH_PAUSE = Label("typed.wish_pause")
WISH_STOP = Label("typed.wish_stop")
WISH_LANGUAGE = Label("typed.wish_language")
WISH_DATA = Label("typed.wish_data")
WISH_CONTACT = Label("typed.wish_contact")
WISH_CANCEL = Label("typed.wish_cancel")
WISH_PARTICIPANT = Label("typed.wish_participant")
WISHES = {
    "pause": WISH_PAUSE,
    "stop": WISH_STOP,
    "language": WISH_LANGUAGE,
    "delete_data": WISH_DATA,
    "nav_contact": WISH_CONTACT,
    "cancel_alarm": WISH_CANCEL,
    "change_participant": WISH_PARTICIPANT,
}
SOMETHING_ELSE = Label("typed.something_else")
MENU = Label("typed.menu")


def offered(place: Place, turn: Turn, brief: Brief) -> Step:
    read = brief.reading
    if read.matters:
        return several(place, turn, brief, read.matters)
    whole = read.whole
    if whole is None or whole.sure < UNSURE or whole.intent is Intent.UNCLEAR:
        return lost(place, brief)
    return begun(place, turn, brief, whole) if whole.sure >= SURE else unsure(place, turn, brief)


def begun(place: Place, turn: Turn, brief: Brief, read: Understanding) -> Step:
    match read.intent:
        case Intent.PROBLEM:
            return Step(then=Then("report", "typed", draft(read, brief), text=turn.text))
        case Intent.GUIDANCE:
            return advised(place, turn, brief, read)
        case Intent.OVERLOAD:
            return overloaded(place, brief, read.urgency is Urgency.TODAY)
        case Intent.ADMIN:
            return wished(place, read.action, turn.text, brief) or lost(place, brief)
    return Step((Say(CHATTED(line=emergency.LINE()), place.at("answered"), ways_on(), anew=True),))


def several(
    place: Place, turn: Turn, brief: Brief, matters: tuple[Understanding, ...]
) -> Step:  # fmt: skip
    choices: list[Button] = []
    for read in matters:
        button = choice(read.intent, read, brief)
        if button is not None and button not in choices:
            choices.append(button)
    buttons = (*asking.rows(choices, 1), menu())
    return Step(
        (Say(SEVERAL(line=emergency.LINE()), kept(place, turn, brief), buttons, anew=True),)
    )


def unsure(place: Place, turn: Turn, brief: Brief) -> Step:
    """The likeliest that can be chosen; "for NAV" and a card are always among them."""
    read = brief.reading.whole
    assert read is not None
    likely = (read.intent, *read.others)[:MOST_CHOICES]
    intents = dict.fromkeys((*likely, Intent.PROBLEM, Intent.GUIDANCE))
    found = [button for intent in intents if (button := choice(intent, read, brief))]
    buttons = (
        *asking.rows(found[:MOST_CHOICES], 1),
        (Button(SOMETHING_ELSE(), "help", opens="settings"),),
    )
    text = UNSURE_OF(line=emergency.LINE())
    return Step((Say(text, kept(place, turn, brief), buttons, anew=True),))


def lost(place: Place, brief: Brief) -> Step:
    text = LOST(line=emergency.LINE(), contacts=menus.nav_contacts(brief))
    return Step((Say(text, place.at("answered"), ways_on(), anew=True),))


def advised(place: Place, turn: Turn, brief: Brief, read: Understanding) -> Step:
    """The card itself comes below; others that may fit, and NAV, are a tap away."""
    found = [card for card in brief.found if card in brief.rules.cards][:MOST_CARDS]
    if not found:
        return unsure(place, turn, brief)
    first, *others = found
    buttons = (*cards(others), (for_nav(read, brief),))
    text = ADVICE(line=emergency.LINE(), more=bool(others))
    say = Say(text, kept(place, turn, brief), buttons, anew=True)
    return Step((say,), then=Then("guidance", "card", first))


def overloaded(place: Place, brief: Brief, today: bool) -> Step:
    """The mentor's own load is no case about the participant: it is met first, NAV is offered."""
    category = brief.rules.category_on(str(Intent.OVERLOAD)) or ""
    known = brief.rules.categories.get(category)
    argument = f":{category}:urgent" if today else f":{category}"
    nav = Button(ASK_NAV(), "start", argument, opens="report")
    buttons = (*cards(known.cards[:2] if known else ()), (nav,))
    return Step((Say(OVERLOADED(line=emergency.LINE()), place.at("answered"), buttons, anew=True),))


def wished(place: Place, action: str, text: str, brief: Brief) -> Step | None:
    asked = typed_wishes.wished(action, text, brief)
    if asked is None:
        return None
    words, buttons = asked
    return Step((Say(words, place.at("answered"), buttons, anew=True),))


# --- one matter as a button


def choice(intent: Intent, read: Understanding, brief: Brief) -> Button | None:
    match intent:
        case Intent.PROBLEM:
            return for_nav(read, brief)
        case Intent.GUIDANCE:
            return next(iter(card_on(read, brief)), None)
        case Intent.OVERLOAD:
            return Button(ABOUT_ME(), "overload")
        case Intent.ADMIN if read.action in WISHES:
            return Button(WISHES[read.action](), "wish", read.action)
    return None


def for_nav(read: Understanding, brief: Brief) -> Button:
    category = category_of(read, brief)
    if category is None:
        return report()
    return Button(FOR_NAV(matter=Phrase(f"category.{category}")), "draft", draft(read, brief))


def card_on(read: Understanding, brief: Brief) -> Iterable[Button]:
    """The best card that fits the whole text and is about the topic; else the topic's first."""
    known = brief.rules.cards
    topic = read.topics[0] if read.topics else ""
    about = [card for card in known if topic in known[card].topics[:1]]
    found = [card for card in brief.found if card in known]
    fits = [card for card in found if card in about]
    return [row[0] for row in cards((*fits, *about, *found)[:1])]


def category_of(read: Understanding, brief: Brief) -> str | None:
    return brief.rules.category_on(read.topics[0]) if read.topics else None


def draft(read: Understanding, brief: Brief) -> str:
    """What a report can begin with; nothing of the words (report_draft.begun)."""
    urgent = "urgent" if read.urgency is Urgency.TODAY else ""
    return ":".join(["", *filter(None, (category_of(read, brief), urgent))])


def cards(found: Iterable[str]) -> Rows:
    """Each card by its title, on a row of its own."""
    return tuple(
        (Button(Phrase(f"card_title.{card}"), "card", card, opens="guidance"),) for card in found
    )


def kept(place: Place, turn: Turn, brief: Brief) -> Place:
    """The words after redaction, until it is chosen what they were."""
    return place.at("answered", words=tidied(turn.text, brief.known).text)


def report() -> Button:
    return Button(asking.REPORT(), "start", opens="report")


def menu() -> tuple[Button, ...]:
    return (Button(MENU(), "help", opens="settings"),)


def ways_on() -> Rows:
    """To a human, to advice, to everything else."""
    return ((report(), Button(asking.GUIDANCE(), "start", opens="guidance")), menu())
