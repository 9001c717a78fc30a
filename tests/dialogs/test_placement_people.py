"""Who is who around a placement, as a coordinator changes it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentorbot.domain import changes, news
from mentorbot.domain.brief import Colleague
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import (
    SeatChanged,
)
from mentorbot.domain.people import Role
from mentorbot.domain.placements import FollowUpModel, Seat
from tests.cast import MARIT, NADIA, NILS, contact, placement, view
from tests.dialogs.harness import Talk
from tests.dialogs.test_placement import COLLEAGUES, NORA, SIV, opened, said
from tests.dialogs.walking import real_book


def chooses(talk: Talk, seat: Seat, name: str | None) -> None:
    talk.taps("placement.people")
    talk.taps(f"placement.seat_{seat}")
    if name is None:
        talk.taps("placement.nobody")
        return
    (to,) = [each.contact for each in COLLEAGUES if each.contact.name == name]
    talk.taps("placement.person", str(to.id))


@pytest.mark.parametrize(
    ("seat", "name", "to"),
    [
        (Seat.MENTOR, "Siv Solli", SIV.id),
        (Seat.MENTOR_STAND_IN, "Siv Solli", SIV.id),
        (Seat.NAV_CONTACT, "Nora Nilsen", NORA.id),
        (Seat.NAV_STAND_IN, "Nadia Nes", NADIA.id),
    ],
)
def test_a_seat_changes_after_a_screen_that_says_what_follows(
    seat: Seat, name: str, to: int
) -> None:
    talk = opened()
    chooses(talk, seat, name)
    assert talk.facts == [] and name in said(talk)
    talk.taps("placement.yes")
    assert talk.facts == [SeatChanged(1, seat, to)]
    assert talk.heard() == ["placement.sheet"] and name in said(talk)


def test_only_who_fits_the_seat_and_has_it_not_already_is_offered() -> None:
    talk = opened()
    talk.taps("placement.people")
    talk.taps("placement.seat_mentor")
    assert [b.argument for b in talk.buttons() if b.move == "to"] == [str(SIV.id)]
    with pytest.raises(BadMove):
        talk.forces("to", str(NADIA.id))


def test_a_stand_in_may_be_nobody_and_no_other_seat_may() -> None:
    of = replace(placement(), mentor_stand_in=SIV.id)
    full = replace(view(of), mentor_stand_in=contact(SIV))
    talk = opened(view=full)
    chooses(talk, Seat.MENTOR_STAND_IN, None)
    talk.taps("placement.yes")
    assert talk.facts == [SeatChanged(1, Seat.MENTOR_STAND_IN, None)]
    talk.taps("placement.people")
    talk.taps("placement.seat_mentor")
    with pytest.raises(BadMove):
        talk.forces("to", "")


def test_many_people_come_eight_at_a_time() -> None:
    crowd = tuple(
        Colleague(replace(contact(SIV), id=number, name=f"Mentor {number}"), Role.MENTOR, True)
        for number in range(10, 21)
    )
    talk = opened(people=crowd)
    talk.taps("placement.people")
    talk.taps("placement.seat_mentor")
    first = [b.argument for b in talk.buttons() if b.move == "to"]
    talk.taps("placement.more")
    second = [b.argument for b in talk.buttons() if b.move == "to"]
    talk.taps("placement.more")
    assert (len(first), len(second)) == (8, 3)
    assert [b.argument for b in talk.buttons() if b.move == "to"] == first


@pytest.mark.parametrize("seat", Seat)
def test_those_named_on_the_screen_are_those_who_are_told(seat: Seat) -> None:
    name = "Siv Solli" if seat in (Seat.MENTOR, Seat.MENTOR_STAND_IN) else "Nora Nilsen"
    to = SIV if name == SIV.name else NORA
    talk = opened()
    chooses(talk, seat, name)
    assert talk.bubble is not None
    text = talk.bubble.text.values.get("sure", talk.bubble.text)
    shown = set(str(getattr(text, "values", {}).get("told")).split(", "))
    after = changes.seated(placement(), seat, to.id)
    names = {each.id: each.name for each in (MARIT, NADIA, NILS, SIV, NORA)}
    assert shown == {names[who] for who in news.of_seat(placement(), after, seat)}


def test_one_more_than_the_cap_is_said_and_not_refused() -> None:
    full = tuple(
        replace(each, follows={FollowUpModel.HYBRID: 4}) if each.contact.id == NORA.id else each
        for each in COLLEAGUES
    )
    talk = opened(people=full)
    talk.knows(rules=real_book().rules)
    chooses(talk, Seat.NAV_CONTACT, "Nora Nilsen")
    assert talk.heard() == ["placement.over_cap"] and "4 er nok" in said(talk)
    talk.taps("placement.yes")
    assert talk.facts == [SeatChanged(1, Seat.NAV_CONTACT, NORA.id)]
