"""The steps of a report as bubbles, in the order a mentor meets them."""

from __future__ import annotations

from collections.abc import Callable

from dialogs import emergency, sheet
from dialogs.asking import ALIAS, BACK, SKIP, rows, shown_alias
from dialogs.report_draft import can_rise, offered
from dialogs.report_preview import NO_WORDS, marked, preview, urgent_button
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Button, Place, Rows, Say
from mentorbot.domain.own_words import MOST_CHARACTERS
from mentorbot.domain.problems import Knows, Reachable, Tried, Wish
from mentorbot.domain.wording import Label, Phrase, Text

WHICH = Text("report.which", "panel")
GROUP = Text("report.group", "panel", "alias")
CATEGORY = Text("report.category", "panel", "group")
DETAILS = Text("report.details", "matter")
DETAILS_CALL = Text("report.details_call")
KNOWS = Text("report.knows")
KNOWS_FIRST = Text("report.knows_first", "panel", "matter")
KNOWS_DRAFTED = Text("report.knows_drafted", "panel", "matter", "words")
TRIED = Text("report.tried")
WRITE = Text("report.write", "most")
CHANGE = Text("report.change")

NEXT = Label("report.next")
DONE = Label("report.done")
RATHER_ADVICE = Label("report.rather_advice")
STOP = Label("report.stop")
NEXT_WORKING_DAY = Label("report.next_working_day", "day")

CHANGE_WHICH = Label("report.change_which")
CHANGE_MATTER = Label("report.change_matter")
CHANGE_DETAILS = Label("report.change_details")
CHANGE_KNOWS = Label("report.change_knows")
CHANGE_TRIED = Label("report.change_tried")
CHANGE_WORDS = Label("report.change_words")


def missing(place: Place, brief: Brief) -> str:
    """The first step that the draft still needs; the preview when it needs none."""
    data = place.data
    if "placement" not in data:
        return "which"
    if "category" not in data:
        return "category" if "group" in data else "group"
    if not data["detailed"]:
        return "details"
    return "preview" if "knows" in data else "knows"


def before(place: Place, brief: Brief) -> str:
    """Where "back" leads: to the preview if that was seen already, else one step back."""
    if "knows" in place.data:
        return "preview"
    several = "which" if len(brief.placements) > 1 else "group"
    return {"group": several, "category": "group", "details": "category"}.get(
        place.state, "details"
    )


def screen(name: str, place: Place, brief: Brief) -> Say:
    return SCREENS[name](place, brief)


def onward(place: Place, brief: Brief) -> Say:
    return screen(missing(place, brief), place, brief)


def which(place: Place, brief: Brief) -> Say:
    choices = (
        Button(ALIAS(alias=view.placement.alias), "placement", str(view.placement.id))
        for view in brief.placements
    )
    last = ((emergency.call_button(),), (leave(),))
    return Say(WHICH(panel=emergency.PANEL()), place.at("which"), (*rows(choices), *last))


def group(place: Place, brief: Brief) -> Say:
    alias = shown_alias(brief, place.data["placement"])
    choices = (Button(Phrase(f"group.{name}"), "group", name) for name in brief.rules.groups)
    back = (back_button(),) if "knows" in place.data or len(brief.placements) > 1 else ()
    last = ((emergency.call_button(),), (*back, leave()))
    text = GROUP(panel=emergency.PANEL(), alias=alias)
    return Say(text, place.at("group"), (*rows(choices, across=1), *last))


def category(place: Place, brief: Brief) -> Say:
    name = place.data["group"]
    choices = (
        Button(Phrase(f"category.{one.id}"), "category", one.id)
        for one in brief.rules.categories.values()
        if one.group == name
    )
    last = ((emergency.call_button(),), (back_button(), leave()))
    text = CATEGORY(panel=emergency.PANEL(), group=Phrase(f"group.{name}"))
    return Say(text, place.at("category"), (*rows(choices, across=1), *last))


def details(place: Place, brief: Brief) -> Say:
    """Wish and time share one screen, with something sensible chosen: "next" is one tap."""
    data = place.data
    must_call = data.get("knows") == Knows.NOT_SAFE
    matter = Phrase(f"category.{data['category']}")
    text = DETAILS_CALL() if must_call else DETAILS(matter=matter)
    wishes = () if must_call else (choice("wish", wish, data["wish"]) for wish in Wish)
    times = (
        marked(when == data["reachable"], reachable_name(when, brief), "reachable", when)
        for when in offered(brief)
    )
    rising = ((urgent_button(place),),) if can_rise(place, brief) else ()
    last = ((Button(NEXT(), "next"),), (back_button(), leave()))
    return Say(text, place.at("details"), (*rows(wishes), *rows(times), *rising, *last))


def reachable_name(when: Reachable, brief: Brief) -> Phrase:
    """Nobody at NAV rings on a Saturday: then "tomorrow" is the next working day, by name."""
    today = brief.calendar.today(brief.now)
    day = brief.calendar.step(today, 1)
    if when is Reachable.TOMORROW and not sheet.is_tomorrow(today, day):
        return NEXT_WORKING_DAY(day=day)
    return Phrase(f"reachable.{when}")


def knows(place: Place, brief: Brief) -> Say:
    answers = (Knows.YES, Knows.WILL_TELL, Knows.NOT_SAFE)
    choices = [Button(Phrase(f"knows.{answer}"), "knows", answer) for answer in answers]
    skip = Button(SKIP(), "knows", Knows.SKIPPED)
    buttons: Rows = (*rows((*choices, skip), across=1), (back_button(), leave()))
    drafted = place.data.get("drafted")
    if not place.data.get("first") and not drafted:
        return Say(KNOWS(), place.at("knows"), buttons)
    matter = Phrase(f"category.{place.data['category']}")
    text = KNOWS_FIRST(panel=emergency.PANEL(), matter=matter)
    if drafted:
        words = place.data.get("wording") or None
        text = KNOWS_DRAFTED(panel=emergency.PANEL(), matter=matter, words=words)
        buttons = (*advice(place, brief), *buttons)
    buttons = (*buttons[:-1], (emergency.call_button(),), buttons[-1])
    return Say(text, place.at("knows"), buttons, wording=bool(drafted))


def advice(place: Place, brief: Brief) -> Rows:
    """Who typed something may rather have wanted advice."""
    cards = [card for card in brief.rules.categories[place.data["category"]].cards
             if card in brief.rules.cards]  # fmt: skip
    return tuple((Button(RATHER_ADVICE(), "card", card, opens="guidance"),) for card in cards[:1])


def tried(place: Place, brief: Brief) -> Say:
    chosen = place.data.get("tried", ())
    choices = (marked(way in chosen, Phrase(f"tried.{way}"), "tried", way) for way in Tried)
    done = ((Button(DONE(), "back"),),)
    return Say(TRIED(), place.at("tried"), (*rows(choices, across=1), *done))


def words(place: Place, brief: Brief) -> Say:
    remove = ((Button(NO_WORDS(), "no_words"),),) if place.data.get("wording") else ()
    text = WRITE(most=MOST_CHARACTERS)
    return Say(text, place.at("words", listens=True), (*remove, (back_button(),)))


def change(place: Place, brief: Brief) -> Say:
    several = (Button(CHANGE_WHICH(), "go", "which"),) if len(brief.placements) > 1 else ()
    choices = (
        *several,
        Button(CHANGE_MATTER(), "go", "group"),
        Button(CHANGE_DETAILS(), "go", "details"),
        Button(CHANGE_KNOWS(), "go", "knows"),
        Button(CHANGE_TRIED(), "go", "tried"),
        *((Button(CHANGE_WORDS(), "go", "words"),) if brief.rules.free_text else ()),
    )
    return Say(CHANGE(), place.at("change"), (*rows(choices, across=1), (back_button(),)))


SCREENS: dict[str, Callable[[Place, Brief], Say]] = {
    "which": which,
    "group": group,
    "category": category,
    "details": details,
    "knows": knows,
    "preview": preview,
    "change": change,
    "tried": tried,
    "words": words,
}


def choice(kind: str, value: str, chosen: str) -> Button:
    return marked(value == chosen, Phrase(f"{kind}.{value}"), kind, value)


def back_button() -> Button:
    return Button(BACK(), "back")


def leave() -> Button:
    return Button(STOP(), "drop")
