"""A report to NAV: at most six taps, three from a difficult check-in (feel 3).

Each step is shown when the draft lacks what it asks for. So changing one thing from the preview
leads straight back to the preview, and whoever comes with something known skips its step.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from dialogs import emergency
from dialogs.asking import view_of
from dialogs.report_draft import NAME as NAME
from dialogs.report_draft import (
    begun,
    drafted,
    hurries_otherwise,
    is_stale,
    offered,
    out_of_date,
)
from dialogs.report_preview import preview, worded
from dialogs.report_screens import SCREENS, before, missing, onward, screen
from dialogs.status_bubble import receipt
from mentorbot.domain.brief import Brief, Need
from mentorbot.domain.conversation import Act, Button, Place, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import ProblemReported
from mentorbot.domain.own_words import tidied
from mentorbot.domain.people import Role
from mentorbot.domain.problems import Knows, Reachable, Tried, Wish
from mentorbot.domain.wording import Label, Text, Toast

NEEDS = frozenset({Need.PLACEMENTS, Need.REFERENCE})

FOR_MENTORS = Text("report.for_mentors", "panel")
NO_PLACEMENT = Text("report.no_placement", "panel")
DROPPED = Text("report.dropped")
REPORT_ANYWAY = Label("report.report_anyway")
DAY_CHANGED = Toast("report.day_changed")
LEVEL_CHANGED = Toast("report.level_changed")


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if turn.act is Act.COMMANDED or turn.move in ("start", "again", "typed"):
        return start(place, turn, brief)
    if is_stale(place, brief):
        return start(place, Turn(turn.act), brief)
    placement = place.data.get("placement")
    if step := emergency.take(place, turn, brief, placement, back="no_danger"):
        return step
    if turn.act is Act.TYPED and place.listens:
        return Step((replace(worded(place, turn.text, brief), anew=True),))
    if turn.act is not Act.TAPPED:
        raise BadMove
    return tapped(place, turn, brief)


def start(place: Place, turn: Turn, brief: Brief) -> Step:
    """The emergency panel stands above the first choice, whatever that is."""
    panel = emergency.PANEL()
    if brief.me.role is not Role.MENTOR:
        return Step((Say(FOR_MENTORS(panel=panel), place.at("done"), anew=True),))
    if not brief.placements:
        return Step((Say(NO_PLACEMENT(panel=panel), place.at("done"), anew=True),))
    fresh = begun(place, turn, brief)
    if turn.text:
        fresh = fresh.at("", wording=tidied(turn.text, brief.known).text, drafted=True)
    if missing(fresh, brief) == "knows":
        fresh = fresh.at("", first=True)
    return Step((replace(onward(fresh, brief), anew=turn.move != "again"),))


def tapped(place: Place, turn: Turn, brief: Brief) -> Step:
    if place.state == emergency.STATE and turn.move == "no_danger":
        return Step((onward(place, brief),))
    if place.state not in SCREENS:
        raise BadMove
    if turn.move == "drop":
        return dropped(place)
    if turn.move == "back":
        return Step((screen(before(place, brief), place, brief),))
    move = MOVES.get((place.state, turn.move))
    if move is None:
        raise BadMove
    return move(place, turn.argument, brief)


def one_of(argument: str, known: Collection[str]) -> str:
    if argument not in known:
        raise BadMove
    return argument


# The steps.


def chose_placement(place: Place, argument: str, brief: Brief) -> Step:
    if not argument.isdecimal() or view_of(brief, int(argument)) is None:
        raise BadMove
    return Step((onward(place.at("", placement=int(argument)), brief),))


def chose_group(place: Place, argument: str, brief: Brief) -> Step:
    there = place.at("", group=one_of(argument, brief.rules.groups))
    return Step((screen("category", there, brief),))


def chose_category(place: Place, argument: str, brief: Brief) -> Step:
    category = one_of(argument, brief.rules.categories)
    return Step((onward(place.at("", category=category, level=None), brief),))


def chose_wish(place: Place, argument: str, brief: Brief) -> Step:
    there = place.at("", wish=one_of(argument, list(Wish)))
    return Step((screen("details", there, brief),))


def chose_reachable(place: Place, argument: str, brief: Brief) -> Step:
    there = place.at("", reachable=one_of(argument, offered(brief)))
    return Step((screen("details", there, brief),))


def turned_urgent(place: Place, _argument: str, brief: Brief) -> Step:
    there = place.at("", urgent=not place.data.get("urgent"))
    return Step((screen(place.state, there, brief),))


def went_on(place: Place, _argument: str, brief: Brief) -> Step:
    return Step((onward(place.at("", detailed=True), brief),))


def chose_knows(place: Place, argument: str, brief: Brief) -> Step:
    return Step((onward(place.at("", knows=one_of(argument, list(Knows))), brief),))


# The preview, and what can be added or changed from there.


def went(place: Place, argument: str, brief: Brief) -> Step:
    if argument == "words" and not brief.rules.free_text:
        raise BadMove
    return Step((screen(one_of(argument, SCREENS), place, brief),))


def chose_tried(place: Place, argument: str, brief: Brief) -> Step:
    way = one_of(argument, list(Tried))
    chosen = set(place.data.get("tried", ())) ^ {way}
    # "Nothing yet" and anything else exclude each other: the last tap holds.
    chosen &= {way} if way == Tried.NOTHING_YET else set(Tried) - {Tried.NOTHING_YET}
    return Step((screen("tried", place.at("", tried=sorted(chosen)), brief),))


def took_words_out(place: Place, _argument: str, brief: Brief) -> Step:
    return Step((preview(place.at("", wording=""), brief),))


def sent(place: Place, _argument: str, brief: Brief) -> Step:
    """The same bubble becomes the mentor's status line."""
    if out_of_date(place, brief):
        there = place.at("", reachable=Reachable.ANY_TIME.value)
        return Step((preview(there, brief),), toast=DAY_CHANGED())
    if hurries_otherwise(place, brief):
        return Step((preview(place, brief),), toast=LEVEL_CHANGED())
    report = drafted(place, brief)
    view = view_of(brief, report.placement)
    assert view is not None
    return Step((receipt(report, view, brief),), (ProblemReported(brief.reference, report),))


def dropped(place: Place) -> Step:
    """Nothing of the draft is kept but whose it was, on the button that begins again."""
    placement = str(place.data.get("placement", ""))
    again = Button(REPORT_ANYWAY(), "again", placement, opens=NAME, subject=place.subject)
    return Step((Say(DROPPED(), Place(NAME, "done", place.subject), ((again,),)),))


Move = Callable[[Place, str, Brief], Step]
MOVES: Mapping[tuple[str, str], Move] = {
    ("which", "placement"): chose_placement,
    ("group", "group"): chose_group,
    ("category", "category"): chose_category,
    ("details", "wish"): chose_wish,
    ("details", "reachable"): chose_reachable,
    ("details", "urgent"): turned_urgent,
    ("details", "next"): went_on,
    ("knows", "knows"): chose_knows,
    ("preview", "urgent"): turned_urgent,
    ("preview", "go"): went,
    ("preview", "no_words"): took_words_out,
    ("preview", "send"): sent,
    ("change", "go"): went,
    ("tried", "tried"): chose_tried,
    ("words", "no_words"): took_words_out,
}
