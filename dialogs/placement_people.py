"""Somebody else takes a seat: who, what goes over with it, and who is told (R39)."""

from __future__ import annotations

from dataclasses import replace

from dialogs import asking
from dialogs.placement_sheet import YES, Moves, Seen, kept
from mentorbot.domain import changes, news
from mentorbot.domain.access import Operation
from mentorbot.domain.brief import Colleague, Contact, PlacementView
from mentorbot.domain.conversation import Button, Step
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import SeatChanged
from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import Seat
from mentorbot.domain.wording import Label, Phrase, Text

WHICH_SEAT = Text("placement.which_seat", "alias")
MENTOR = Label("placement.seat_mentor")
MENTOR_STAND_IN = Label("placement.seat_mentor_stand_in")
NAV_CONTACT = Label("placement.seat_nav_contact")
NAV_STAND_IN = Label("placement.seat_nav_stand_in")
SEATS = {
    Seat.MENTOR: MENTOR,
    Seat.MENTOR_STAND_IN: MENTOR_STAND_IN,
    Seat.NAV_CONTACT: NAV_CONTACT,
    Seat.NAV_STAND_IN: NAV_STAND_IN,
}

WHO = Text("placement.who", "seat", "alias")
NOBODY_TO_CHOOSE = Text("placement.nobody_to_choose", "seat")
PERSON = Label("placement.person", "name")
MORE = Label("placement.more")
NOBODY = Label("placement.nobody")

SURE_MENTOR = Text(
    "placement.sure_mentor", "alias", "name", "before", "problems", "waits", "told", "weeks"
)
SURE_SEAT = Text(
    "placement.sure_seat", "alias", "seat", "name", "before", "problems", "waits", "told"
)
SURE_NOBODY = Text("placement.sure_nobody", "alias", "before", "told")
OVER_CAP = Text("placement.over_cap", "sure", "name", "load", "cap", "model")

ON_A_PAGE = 8


def which_seat(seen: Seen, _argument: str) -> Step:
    buttons = [Button(label(), "seat", seat) for seat, label in SEATS.items()]
    return seen.says(WHICH_SEAT(alias=seen.placement.alias), "seat", asking.rows(buttons, 1))


def who(seen: Seen, argument: str) -> Step:
    return candidates(seen, Seat(argument), 0)


def more(seen: Seen, _argument: str) -> Step:
    return candidates(seen, chosen_seat(seen), seen.place.data["page"] + 1)


def candidates(seen: Seen, seat: Seat, page: int) -> Step:
    """A page of those who may take the seat; after the last page the first comes back."""
    found = [each for each in seen.sheet.people if fits(seen, seat, each)]
    pages = max(1, -(-len(found) // ON_A_PAGE))
    first = page % pages * ON_A_PAGE
    buttons = [
        Button(PERSON(name=each.contact.name), "to", str(each.contact.id))
        for each in found[first : first + ON_A_PAGE]
    ]
    if seat is Seat.MENTOR_STAND_IN and seen.placement.mentor_stand_in is not None:
        buttons.append(Button(NOBODY(), "to"))
    if pages > 1:
        buttons.append(Button(MORE(), "more"))
    seat_name = Phrase(f"seat.{seat}")
    text = WHO(seat=seat_name, alias=seen.placement.alias)
    text = text if buttons else NOBODY_TO_CHOOSE(seat=seat_name)
    return seen.says(text, "who", asking.rows(buttons, 1), seat=str(seat), page=page)


def fits(seen: Seen, seat: Seat, colleague: Colleague) -> bool:
    return changes.seat(seen.placement, seat, colleague.contact.id, colleague.role) is None


def sure(seen: Seen, argument: str) -> Step:
    seat = chosen_seat(seen)
    text = asked(seen, seat, chosen(seen, seat, argument))
    yes = ((Button(YES(), "yes"),),)
    return seen.says(text, "sure_seat", yes, to=argument)


def asked(seen: Seen, seat: Seat, to: Colleague | None) -> Phrase:
    """What will happen, and who is told: the same people as will be."""
    alias, told = seen.placement.alias, names_told(seen, seat, to)
    had = holder(seen.view, seat)
    before = had.name if had else None
    if to is None:
        return SURE_NOBODY(alias=alias, before=before, told=told)
    name, waits = to.contact.name, not to.settled
    if seat is Seat.MENTOR:
        return SURE_MENTOR(
            alias=alias, name=name, before=before, problems=len(seen.sheet.problems), waits=waits,
            told=told, weeks=seen.brief.rules.checkin.new_mentor_weeks,
        )  # fmt: skip
    sure = SURE_SEAT(
        alias=alias,
        seat=Phrase(f"seat.{seat}"),
        name=name,
        before=before,
        problems=sum(had is not None and each.owner.id == had.id for each in seen.sheet.problems),
        waits=waits,
        told=told,
    )
    return warned(seen, sure, to) if seat is Seat.NAV_CONTACT else sure


def warned(seen: Seen, sure: Phrase, to: Colleague) -> Phrase:
    """With a word about the cap, where one placement more goes over it. It is advice (R46)."""
    cap, model = seen.model.load_cap, seen.placement.model
    load = to.follows.get(model, 0) + 1
    if cap is None or load <= cap:
        return sure
    shown = Phrase(f"model.{model}")
    return OVER_CAP(sure=sure, name=to.contact.name, load=load, cap=cap, model=shown)


def changed(seen: Seen, _argument: str) -> Step:
    seat = chosen_seat(seen)
    to = chosen(seen, seat, seen.place.data["to"])
    fact = SeatChanged(seen.placement.id, seat, to.contact.id if to else None)
    return kept(seen.after(with_seat(seen, seat, to)), (fact,))


def with_seat(seen: Seen, seat: Seat, to: Colleague | None) -> PlacementView:
    contact = to.contact if to else None
    after = changes.seated(seen.placement, seat, contact.id if contact else None)
    view = replace(seen.view, placement=after)
    if contact is None:
        return replace(view, mentor_stand_in=None)
    match seat:
        case Seat.MENTOR:
            stand_in = view.mentor_stand_in if after.mentor_stand_in else None
            return replace(view, mentor=contact, mentor_stand_in=stand_in)
        case Seat.MENTOR_STAND_IN:
            return replace(view, mentor_stand_in=contact)
        case Seat.NAV_CONTACT:
            return replace(view, nav_contact=contact)
        case Seat.NAV_STAND_IN:
            return replace(view, nav_stand_in=contact)


def chosen_seat(seen: Seen) -> Seat:
    return Seat(seen.place.data["seat"])


def chosen(seen: Seen, seat: Seat, argument: str) -> Colleague | None:
    """Who was tapped, if they still may; None leaves the mentor's stand-in empty."""
    if not argument and seat is Seat.MENTOR_STAND_IN:
        return None
    for each in seen.sheet.people:
        if str(each.contact.id) == argument and fits(seen, seat, each):
            return each
    raise BadMove


def names_told(seen: Seen, seat: Seat, to: Colleague | None) -> str:
    after = changes.seated(seen.placement, seat, to.contact.id if to else None)
    heard = news.of_seat(seen.placement, after, seat)
    known = names(seen, to)
    return ", ".join(known[who] for who in heard if who != seen.brief.me.id)


def names(seen: Seen, to: Colleague | None) -> dict[PersonId, str]:
    there = [contact for seat in Seat if (contact := holder(seen.view, seat))]
    return {each.id: each.name for each in [*there, *([to.contact] if to else [])]}


def holder(view: PlacementView, seat: Seat) -> Contact | None:
    holders = {
        Seat.MENTOR: view.mentor,
        Seat.MENTOR_STAND_IN: view.mentor_stand_in,
        Seat.NAV_CONTACT: view.nav_contact,
        Seat.NAV_STAND_IN: view.nav_stand_in,
    }
    return holders[seat]


MOVES: Moves = {
    ("sheet", "people"): (Operation.MANAGE_PEOPLE, which_seat),
    ("seat", "seat"): (Operation.MANAGE_PEOPLE, who),
    ("who", "more"): (Operation.MANAGE_PEOPLE, more),
    ("who", "to"): (Operation.MANAGE_PEOPLE, sure),
    ("sure_seat", "yes"): (Operation.MANAGE_PEOPLE, changed),
}
