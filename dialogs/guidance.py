"""Advice in two taps: a theme, a card; or a few words of one's own (feel 8)."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs import asking, emergency, menus, typed
from mentorbot.domain.brief import Brief, Need
from mentorbot.domain.conversation import Act, Button, Place, Rows, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import CardRated, CardShown, Fact
from mentorbot.domain.people import Role
from mentorbot.domain.wording import Label, Phrase, Text, Toast

NAME = "guidance"
NEEDS = typed.NEEDS | {Need.SEARCH}

THEMES = Text("guidance.themes")
TITLES = Text("guidance.titles", "theme")
FOUND = Text("guidance.found", "line")
NOTHING = Text("guidance.nothing", "line")
GONE = Text("guidance.gone")
ALL_THEMES = Label("guidance.all_themes")

HELPED = Label("guidance.helped")
NOT_HELPED = Label("guidance.not_helped")
GLAD = Toast("guidance.glad")
SORRY = Toast("guidance.sorry")

MOST_FOUND = 4


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if not_yet := menus.not_yet(brief.me):
        return not_yet
    if turn.act is Act.TYPED:
        return searched(place, turn, brief)
    if turn.act is Act.SENT:
        raise BadMove
    if turn.move == "start":
        return themes(place, brief, THEMES(), anew=True)
    if turn.move == "card":
        return card(place, turn.argument.partition(":")[0], brief, anew=True)
    return tapped(place, turn, brief)


def tapped(place: Place, turn: Turn, brief: Brief) -> Step:
    match place.state, turn.move:
        case (("titles" | "found"), "themes"):
            return themes(place, brief, THEMES())
        case "themes", "theme":
            return titles(place, turn.argument, brief)
        case (("titles" | "found"), "read"):
            return card(place, turn.argument, brief)
        case "card", "rate":
            return rated(place, turn.argument == "helped", brief)
        case (("card" | "rated"), "back"):
            return behind(place, brief)
    raise BadMove


def themes(place: Place, brief: Brief, text: Phrase, *, anew: bool = False) -> Step:
    there = place.at("themes", listens=True, card="", theme="", found=[])
    return Step((Say(text, there, theme_buttons(brief), anew=anew),))


def theme_buttons(brief: Brief) -> Rows:
    return asking.rows(
        Button(Phrase(f"theme.{theme}"), "theme", theme)
        for theme in brief.rules.themes
        if brief.rules.cards_of(theme)
    )


def titles(place: Place, theme: str, brief: Brief) -> Step:
    if theme not in brief.rules.themes:
        return themes(place, brief, GONE())
    buttons = [reading(card.id) for card in brief.rules.cards_of(theme)]
    text = TITLES(theme=Phrase(f"theme.{theme}"))
    there = place.at("titles", listens=True, theme=theme, found=[])
    return Step((Say(text, there, (*asking.rows(buttons, 1), back("themes"))),))


def searched(place: Place, turn: Turn, brief: Brief) -> Step:
    """Words of one's own; danger and a mere "thanks" are answered as they are anywhere."""
    if typed.needs_answer(turn.text):
        return typed.take(Place(typed.NAME, ""), turn, brief)
    found = existing(brief.found, brief)[:MOST_FOUND]
    if not found:
        return themes(place, brief, NOTHING(line=emergency.LINE()), anew=True)
    return matches(place, found, brief, anew=True)


def existing(names: Iterable[str], brief: Brief) -> list[str]:
    """Without cards that were taken out of the content meanwhile."""
    return [name for name in names if name in brief.rules.cards]


def matches(place: Place, found: list[str], brief: Brief, *, anew: bool = False) -> Step:
    there = place.at("found", listens=True, theme="", found=found)
    onward = (Button(ALL_THEMES(), "themes"), *report(brief))
    buttons = (*asking.rows(map(reading, found), 1), onward)
    return Step((Say(FOUND(line=emergency.LINE()), there, buttons, anew=anew),))


def card(place: Place, name: str, brief: Brief, *, anew: bool = False) -> Step:
    """`anew`: shown from another dialog, with nothing of this one behind it."""
    if name not in brief.rules.cards:
        return themes(place, brief, GONE(), anew=anew)
    there = place.at("card", card=name)
    if anew:
        there = there.at("card", theme=brief.rules.cards[name].theme, found=[])
    return shown(there, brief, opinions(name, brief), (CardShown(name),), anew=anew)


def shown(
    place: Place,
    brief: Brief,
    opinions: Rows,
    facts: tuple[Fact, ...],
    toast: Phrase | None = None,
    *,
    anew: bool = False,
) -> Step:
    name = place.data["card"]
    to_nav = report(brief) if brief.rules.cards[name].categories else ()
    buttons = (*opinions, (*back("back"), *to_nav))
    return Step((Say(Phrase(f"card.{name}"), place, buttons, anew=anew),), facts, toast)


def opinions(name: str, brief: Brief) -> Rows:
    """Whether it helped is a mentor's to say, and no question to ask in danger."""
    if brief.rules.cards[name].kind == "danger" or brief.me.role is not Role.MENTOR:
        return ()
    return ((Button(HELPED(), "rate", "helped"), Button(NOT_HELPED(), "rate", "not_helped")),)


def rated(place: Place, helped: bool, brief: Brief) -> Step:
    fact = CardRated(place.data["card"], helped)
    if fact.card not in brief.rules.cards:
        return themes(place, brief, GONE())
    return shown(place.at("rated"), brief, (), (fact,), GLAD() if helped else SORRY())


def behind(place: Place, brief: Brief) -> Step:
    """Back from a card: what was found, else its theme."""
    if found := existing(place.data["found"], brief):
        return matches(place, found, brief)
    return titles(place, place.data["theme"], brief)


def reading(name: str) -> Button:
    return Button(Phrase(f"card_title.{name}"), "read", name)


def report(brief: Brief) -> tuple[Button, ...]:
    is_mentor = brief.me.role is Role.MENTOR
    return (Button(asking.REPORT(), "start", opens="report"),) if is_mentor else ()


def back(move: str) -> tuple[Button, ...]:
    return (Button(asking.BACK(), move),)
