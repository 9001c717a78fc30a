"""Somebody else gets a seat in a placement: whom to choose, and that it is meant (R39)."""

from __future__ import annotations

from mentorbot.domain import facts
from mentorbot.domain.access import Operation
from mentorbot.domain.changes import ROLES
from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import Placement, Seat
from mentorbot.domain.wording import Label, Phrase, Text
from mentorbot.edges.web.desk.addressing import chosen, number, words
from mentorbot.edges.web.desk.office import named
from mentorbot.edges.web.desk.office_placement import (
    HERE,
    YES,
    change,
    not_found,
    path_of,
)
from mentorbot.edges.web.desk.outcome import turned
from mentorbot.edges.web.desk.pages import ROOT, Page, Reply, Visit, page
from mentorbot.services import glancing
from mentorbot.storage import glance, placements

WHO_TITLE = Text("desk_placement.who_title", "seat", "alias")
WHO_SEARCH = Text("desk_placement.who_search")
WHO_NONE = Text("desk_placement.who_none")
WHO_MORE = Text("desk_placement.who_more", "more")
SURE_MENTOR_TITLE = Text("desk_placement.sure_mentor_title", "alias")
SURE_MENTOR = Text("desk_placement.sure_mentor", "name", "before", "alias", "weeks")
TAKE_OUT = Label("desk_placement.take_out")

MOST_OFFERED = 40
"""People to choose from at a time."""


def who(visit: Visit) -> Reply:
    """Whom to choose; a person who becomes mentor is asked about once more."""
    placement, seat = _seat(visit)
    if placement is None or seat is None:
        return not_found()
    text, chosen_one = words(visit.query.get("text")), number(visit.query.get("to"))
    if seat is Seat.MENTOR and chosen_one is not None:
        return _sure_mentor(visit, placement, chosen_one)
    offered = [
        each
        for each in named(visit, ROLES[seat])
        if each[0] not in (placement.mentor, placement.seats.get(seat))
        and glancing.says(text, each[1])
    ]
    return page(
        "office_seat.html.j2",
        WHO_TITLE(seat=Phrase(f"seat.{seat}"), alias=placement.alias),
        base=ROOT + path_of(placement),
        seat=seat,
        is_mentor=seat is Seat.MENTOR,
        may_be_empty=seat is Seat.MENTOR_STAND_IN and placement.mentor_stand_in is not None,
        text=text,
        offered=offered[:MOST_OFFERED],
        more=max(0, len(offered) - MOST_OFFERED),
    )


def _sure_mentor(visit: Visit, placement: Placement, to: PersonId) -> Reply:
    names = glance.names(visit.tx, {to, placement.mentor})
    if to not in names:
        return turned(path_of(placement), why="nobody")
    weeks = visit.parts.rules.checkin.new_mentor_weeks
    return page(
        "office_sure.html.j2",
        SURE_MENTOR_TITLE(alias=placement.alias),
        sure=SURE_MENTOR(
            name=names[to], before=names[placement.mentor], alias=placement.alias, weeks=weeks
        ),
        path=f"{path_of(placement)}/seat/{Seat.MENTOR}",
        fields={"to": to},
        cancel=path_of(placement),
        yes=YES(),
    )


def change_seat(visit: Visit) -> Reply:
    placement, seat = _seat(visit)
    if placement is None or seat is None:
        return not_found()
    return change(visit, facts.SeatChanged(placement.id, seat, number(visit.form.get("to"))))


def _seat(visit: Visit) -> tuple[Placement | None, Seat | None]:
    return placements.find_active(visit.tx, visit.path["id"]), chosen(Seat, visit.path["seat"])


PAGES = (Page(HERE + "/seat/{seat}", Operation.MANAGE_PEOPLE, who, change_seat),)
