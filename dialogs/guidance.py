"""Advice in two taps: a theme, a card; or a few words of one's own (feel 8)."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs import asking, emergency, guidance_lean, hearing, menus, typed
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Act, Button, Place, Rows, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import CardRated, CardShown, Fact
from mentorbot.domain.people import Role
from mentorbot.domain.wording import Label, Phrase, Text, Toast

NAME = "guidance"
NEEDS = typed.NEEDS

THEMES = Text("guidance.themes", "leans")
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
        return home(place, brief, anew=True)
    if turn.move == "card":
        return card(place, turn.argument, brief, anew=True)
    return tapped(place, turn, brief)


def tapped(place: Place, turn: Turn, brief: Brief) -> Step:
    match place.state, turn.move:
        case (("titles" | "found"), "themes"):
            return home(place, brief)
        case "themes", "theme":
            return titles(place, turn.argument, brief)
        case (("themes" | "titles" | "found"), "read"):
            return card(place, turn.argument, brief)
        case "card", "rate":
            return rated(place, turn.argument == "helped", brief)
        case (("card" | "rated"), "back"):
            return behind(place, brief)
    raise BadMove


def home(place: Place, brief: Brief, *, anew: bool = False) -> Step:
    """The themes; first what this week's answers lead to."""
    said = tuple(
        guidance_lean.said(view, found, brief) for view, found in guidance_lean.leans(brief)
    )
    first = guidance_lean.cards_led_to(brief)
    return themes(place, brief, THEMES(leans=said), first, anew=anew)


def themes(
    place: Place, brief: Brief, text: Phrase, first: Rows = (), *, anew: bool = False
) -> Step:
    there = place.at("themes", listens=True, card="", theme="", found=[])
    return Step((Say(text, there, (*first, *theme_buttons(brief)), anew=anew),))


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
    """Words of one's own; a mere "thanks" is answered as it is anywhere."""
    if hearing.small_talk(turn.text) is not None:
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


def card(place: Place, argument: str, brief: Brief, *, anew: bool = False) -> Step:
    """`argument`: the card, and the placement that it is read for ("V24:3") where there is one.

    `anew`: shown from another dialog, with nothing of this one behind it.
    """
    name, _, number = argument.partition(":")
    if name not in brief.rules.cards:
        return themes(place, brief, GONE(), anew=anew)
    there = place.at("card", card=name)
    if anew:
        there = there.at("card", theme=brief.rules.cards[name].theme, found=[])
    view = asking.view_of(brief, int(number)) if number else None
    text = guidance_lean.above(name, view, brief)
    if view and brief.rules.cards[name].kind != "danger":
        # Whether it helped is asked when it has been tried: in the next check-in.
        return shown(there, brief, text, (), (CardShown(name, view.placement.id),), anew=anew)
    return shown(there, brief, text, opinions(name, brief), (CardShown(name),), anew=anew)


def shown(
    place: Place,
    brief: Brief,
    text: Phrase,
    opinions: Rows,
    facts: tuple[Fact, ...],
    toast: Phrase | None = None,
    *,
    anew: bool = False,
) -> Step:
    to_nav = report(brief) if brief.rules.cards[place.data["card"]].categories else ()
    buttons = (*opinions, (*back("back"), *to_nav))
    return Step((Say(text, place, buttons, anew=anew),), facts, toast)


def opinions(name: str, brief: Brief) -> Rows:
    """Whether it helped is a mentor's to say, and no question to ask in danger."""
    if brief.rules.cards[name].kind == "danger" or brief.me.role is not Role.MENTOR:
        return ()
    return ((Button(HELPED(), "rate", "helped"), Button(NOT_HELPED(), "rate", "not_helped")),)


def rated(place: Place, helped: bool, brief: Brief) -> Step:
    fact = CardRated(place.data["card"], helped)
    if fact.card not in brief.rules.cards:
        return themes(place, brief, GONE())
    words, toast = Phrase(f"card.{fact.card}"), GLAD() if helped else SORRY()
    return shown(place.at("rated"), brief, words, (), (fact,), toast)


def behind(place: Place, brief: Brief) -> Step:
    """Back from a card: what was found, else the theme it was chosen in, else the first screen."""
    if found := existing(place.data["found"], brief):
        return matches(place, found, brief)
    theme = place.data["theme"]
    return titles(place, theme, brief) if theme else home(place, brief)


def reading(name: str) -> Button:
    return Button(Phrase(f"card_title.{name}"), "read", name)


def report(brief: Brief) -> tuple[Button, ...]:
    is_mentor = brief.me.role is Role.MENTOR
    return (Button(asking.REPORT(), "start", opens="report"),) if is_mentor else ()


def back(move: str) -> tuple[Button, ...]:
    return (Button(asking.BACK(), move),)
