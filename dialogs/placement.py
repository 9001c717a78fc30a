"""The placements that somebody at NAV runs: the list, and one sheet with all that can be changed.

States and clocks only, never what a mentor answered (rule 4). What a tap may do is decided by who
taps (rule 7); who else is concerned is told in this dialog too, once each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogs import (
    asking,
    menus,
    placement_absence,
    placement_course,
    placement_ends,
    placement_people,
)
from dialogs.placement_history import history
from dialogs.placement_news import told
from dialogs.placement_sheet import Moves, Seen, kept, shown
from mentorbot.domain.access import Operation
from mentorbot.domain.brief import Brief, Need, PlacementView
from mentorbot.domain.contacts import Where
from mentorbot.domain.conversation import Act, Button, Place, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import ContactLogged
from mentorbot.domain.people import Role
from mentorbot.domain.wording import Label, Phrase, Text, Toast

NAME = "placement"
NEEDS = frozenset({Need.PLACEMENT, Need.PLACEMENTS})

LIST = Text("placement.list", "lines", "page", "pages")
LINE = Text("placement.line", "alias", "end", "hired", "mentor", "follow_on")
NONE = Text("placement.none")
OPEN = Label("placement.open", "alias")
NEXT_PAGE = Label("placement.next_page")
GONE = Text("placement.gone")
FOR_OFFICE = Text("placement.for_office")

WHERE = Text("placement.where", "alias", "nav_contact")
LOGGED = Toast("placement.logged")

ON_A_PAGE = 8


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if turn.act is Act.OPENED:
        return told(place, turn, brief)
    if not_yet := menus.not_yet(brief.me):
        return not_yet
    if turn.act in (Act.TYPED, Act.SENT):
        raise BadMove
    if brief.me.role is Role.MENTOR:
        buttons = menus.doors(brief.me)
        return Step((Say(FOR_OFFICE(), place.at("done"), buttons, anew=True),))
    if not place.subject:
        return listed(place, turn, brief)
    if brief.sheet is None:
        return Step((Say(GONE(), place.at("done")),))
    return tapped(Seen(place, brief, brief.sheet), turn)


def tapped(seen: Seen, turn: Turn) -> Step:
    if turn.move == "open":
        return shown(seen, anew=True)
    if turn.move == "back":
        return shown(seen)
    if turn.move == "follow_on" and seen.may(placement_ends.DECIDES):
        # From the week's message: asked below it, where it is seen.
        asked = placement_ends.what_next(seen, turn.argument)
        return replace(asked, says=tuple(replace(say, anew=True) for say in asked.says))
    operation, move = MOVES.get((seen.place.state, turn.move), (None, None))
    if operation is None or move is None or not seen.may(operation):
        raise BadMove
    return move(seen, turn.argument)


# The list: the first to end first.


def listed(place: Place, turn: Turn, brief: Brief) -> Step:
    if turn.move not in ("list", "next_page"):
        raise BadMove
    if not brief.followed:
        return Step((Say(NONE(), place.at("done"), menus.doors(brief.me), anew=True),))
    pages = -(-len(brief.followed) // ON_A_PAGE)
    page = (place.data.get("page", 0) + 1) % pages if turn.move == "next_page" else 0
    views = brief.followed[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    text = LIST(lines=tuple(map(line, views)), page=page + 1, pages=pages)
    onward = ((Button(NEXT_PAGE(), "next_page"),),) if pages > 1 else ()
    buttons = (*asking.rows(doors(views)), *onward)
    return Step((Say(text, place.at("list", page=page), buttons, anew=turn.move == "list"),))


def line(view: PlacementView) -> Phrase:
    placement = view.placement
    return LINE(
        alias=placement.alias,
        end=placement.end,
        hired=placement.hired_on,
        mentor=view.mentor.name,
        follow_on=Phrase(f"follow_on.{placement.follow_on}") if placement.follow_on else None,
    )


def doors(views: Sequence[PlacementView]) -> list[Button]:
    return [
        Button(
            OPEN(alias=view.placement.alias),
            "open",
            opens=NAME,
            subject=f"placement:{view.placement.id}",
        )
        for view in views
    ]


# That NAV and the mentor talked.


def talked(seen: Seen, _argument: str) -> Step:
    buttons = [Button(Phrase(f"where.{where}"), "where", where) for where in Where]
    is_mine = seen.view.nav_contact.id == seen.brief.me.id
    contact = None if is_mine else seen.view.nav_contact.name
    text = WHERE(alias=seen.placement.alias, nav_contact=contact)
    return seen.says(text, "talked", asking.rows(buttons, 1))


def logged(seen: Seen, argument: str) -> Step:
    return kept(seen, (ContactLogged(seen.placement.id, Where(argument)),), LOGGED())


MOVES: Moves = {
    ("sheet", "talked"): (Operation.LOG_CONTACT, talked),
    ("talked", "where"): (Operation.LOG_CONTACT, logged),
    ("sheet", "history"): (Operation.SEE_OVERVIEW, history),
    **placement_people.MOVES,
    **placement_absence.MOVES,
    **placement_course.MOVES,
    **placement_ends.MOVES,
}
