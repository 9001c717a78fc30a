"""An office in which everybody stands otherwise to one placement, and each has something to tell.

Frida was its mentor and reported; then all four seats were given to others. Marit, the mentor now,
reported too. Oscar, Olga and Olof belong to another placement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from mentorbot.book.rendering import Book
from mentorbot.domain.access import Relation
from mentorbot.domain.network import PostKind, PostState
from mentorbot.domain.people import Role
from mentorbot.domain.placements import Seat
from mentorbot.services import changing
from mentorbot.services.playing import play
from mentorbot.storage import network, people, placements
from tests.stories.town import Phone, Town

START = datetime(2027, 3, 4, 8, 0, tzinfo=UTC)
WORKING = datetime(2027, 3, 5, 12, 0, tzinfo=UTC)
"""When the first check-in is asked."""
ALIAS = "Kanarifugl"
OTHER_ALIAS = "Gråspurv"
FORMER_WORDS = "det knirker i kranbjelken"
OWN_WORDS = "hylla i kjelleren er for tung"
NAV_WORDS = "ta med verneskoene mandag"
REPLY_WORDS = "skoene står i porten"

SEATED = ("marit", "mons", "nadia", "nils")
BEFORE = ("frida", "fred", "lars", "ulf")
OTHERS = ("oscar", "olga", "olof")
OFFICE = ("kari", "kaia")
SEATS = (Seat.MENTOR, Seat.MENTOR_STAND_IN, Seat.NAV_CONTACT, Seat.NAV_STAND_IN)
ROLES = {
    **dict.fromkeys(("marit", "mons", "frida", "fred", "oscar", "ny"), Role.MENTOR),
    **dict.fromkeys(("nadia", "nils", "lars", "ulf", "olga", "olof"), Role.NAV_CONTACT),
    **dict.fromkeys(OFFICE, Role.COORDINATOR),
}
PHONES = {name: f"+4790017{number:03}" for number, name in enumerate(ROLES, 201)}
STATES = ("sent", "received", "promised", "talking", "answered", "closed", "relayed", "paused")


@dataclass
class Cast:
    town: Town
    phones: dict[str, Phone]
    placement: int
    other: int
    state: str
    former: str = ""
    """The reference of what Frida reported."""
    own: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, person: int) -> str:
        return next(name for name, phone in self.phones.items() if phone.person == person)

    def relation(self, name: str, subject: str) -> Relation:
        """Written down once more, from what everybody is said to be above."""
        what, _, which = subject.partition(":")
        is_problem = what == "problem"
        if what == "dialog" or (what == "person" and self.phones[name].person == int(which)):
            return Relation.SELF
        if is_problem and name == self.owner and self.state != "closed":
            return Relation.OWNER
        if name in OFFICE:
            return Relation.COORDINATOR
        if name in OTHERS:
            return self._to_other(name, subject)
        if subject == f"placement:{self.other}":
            return Relation.STRANGER
        if name == "ny":
            return Relation.STRANGER
        if name == "marit":
            return Relation.NEXT_MENTOR if which == self.former else Relation.OWN_MENTOR
        if name == "frida" and which == self.former:
            return Relation.FORMER_MENTOR
        if is_problem and name == "nadia" and self.state == "closed":
            return Relation.OWNER
        now = {"nadia": Relation.NAV_CONTACT, "nils": Relation.STAND_IN, "mons": Relation.STAND_IN}
        return now.get(name, Relation.STRANGER)

    def _to_other(self, name: str, subject: str) -> Relation:
        theirs = {
            "oscar": Relation.OWN_MENTOR,
            "olga": Relation.NAV_CONTACT,
            "olof": Relation.STAND_IN,
        }
        return theirs[name] if subject == f"placement:{self.other}" else Relation.STRANGER

    def is_about(self, row: Any) -> bool:
        """Whether a row of the database is about the placement or its problems."""
        named = row._mapping
        if "placement_id" in named:
            return bool(named["placement_id"] == self.placement)
        if "alias" in named:
            return bool(named["id"] == self.placement)
        return named.get("reference", self.own) in (self.own, self.former)

    @property
    def owner(self) -> str:
        return "kari" if self.state == "relayed" else "nadia"


def cast_of(folder: Path, book: Book, state: str) -> Cast:
    town = Town(folder, book, START)
    cast = Cast(town, _people(town), 0, 0, state)
    _places(cast)
    cast.former = _reports(cast, "frida", "P03", FORMER_WORDS)
    _hands_over(cast)
    town.until(WORKING)
    cast.own = _reports(cast, "marit", "P08", OWN_WORDS)
    _network(cast)
    GOES_ON[state](cast)
    return cast


def _people(town: Town) -> dict[str, Phone]:
    found = {}
    for name in (*OFFICE, *(each for each in ROLES if each not in (*OFFICE, "ny"))):
        phone = town.settled(ROLES[name], f"{name.title()} Hemmelig{name}", phone=PHONES[name])
        found[name] = phone
    newcomer = town.person(Role.MENTOR, "Ny Hemmeligny", phone="+4790017299")
    return {**found, "ny": newcomer}


def _places(cast: Cast) -> None:
    who = [cast.phones[name] for name in BEFORE]
    cast.placement = cast.town.placement(who[0], who[2], who[3], alias=ALIAS)
    with cast.town.tx() as tx:
        placements.change(tx, cast.placement, mentor_stand_in_id=who[1].person)
    mentor, contact, stand_in = (cast.phones[name] for name in OTHERS)
    cast.other = cast.town.placement(mentor, contact, stand_in, alias=OTHER_ALIAS)


def _hands_over(cast: Cast) -> None:
    for seat, name in zip(SEATS, SEATED, strict=True):
        gives_seat(cast, seat, name)


def gives_seat(cast: Cast, seat: Seat, name: str) -> None:
    """By a command on the machine; who is concerned is told."""
    town = cast.town
    with town.tx() as tx:
        errand = changing.errand_for(tx, town.parts, cast.placement, None, town.now)
        assert errand is not None
        changing.change_seat(errand, seat, cast.phones[name].person)
        for cue in errand.cues():
            play(tx, town.parts, cue, town.now)
    town.settle()


def _reports(cast: Cast, name: str, category: str, words: str) -> str:
    phone, rules = cast.phones[name], cast.town.book.rules
    phone.says("/report")
    for step in (f"group.{rules.categories[category].group}", f"category.{category}"):
        phone.chooses(step)
    for step in ("report.next", "common.skip", "report.add_words"):
        phone.chooses(step)
    phone.says(words)
    phone.chooses("report.send")
    (entry,) = cast.town.noted("problem.reported")[-1:]
    return str(entry.subject.partition(":")[2])


def _network(cast: Cast) -> None:
    """A gathering is planned, and Marit is in."""
    town = cast.town
    with town.tx() as tx:
        people.change(tx, cast.phones["marit"].person, in_network=True)
        by = cast.phones["kari"].person
        at = datetime(2027, 4, 20, 10, 0, tzinfo=UTC)
        network.add(tx, PostKind.GATHERING, PostState.OPEN, by, town.now, at=at)
        network.add(tx, PostKind.TIP, PostState.OFFERED, by, town.now, words="Skriv det på tavla")


# What becomes of Marit's problem.


def _opened(cast: Cast) -> Phone:
    nadia = cast.phones["nadia"]
    nadia.says("/mine")
    nadia.chooses("followup.open_one", alias=ALIAS, reference=cast.own)
    return nadia


def _promised(cast: Cast) -> None:
    _opened(cast).chooses("followup.today")


def _talking(cast: Cast) -> None:
    nadia, marit = _opened(cast), cast.phones["marit"]
    nadia.chooses("followup.write")
    nadia.says(NAV_WORDS)
    nadia.chooses("thread.send")
    marit.chooses("thread.read")
    marit.says(REPLY_WORDS)
    marit.chooses("thread.send")


def _answered(cast: Cast) -> None:
    _opened(cast).chooses("followup.answered")


def _closed(cast: Cast) -> None:
    _answered(cast)
    cast.phones["marit"].chooses("helped.yes")


def _relayed(cast: Cast) -> None:
    """To a coordinator, with Frida's."""
    nadia = cast.phones["nadia"]
    for reference in (cast.own, cast.former):
        nadia.says("/mine")
        nadia.chooses("followup.open_one", alias=ALIAS, reference=reference)
        nadia.chooses("followup.pass_on")
        nadia.chooses("followup.to", name="Kari Hemmeligkari")


def _paused(cast: Cast) -> None:
    with cast.town.tx() as tx:
        for name in ("marit", "nadia"):
            people.change(tx, cast.phones[name].person, paused_until=date(2027, 3, 29))


GOES_ON: Mapping[str, Callable[[Cast], object]] = {
    "sent": lambda cast: None,
    "received": _opened,
    "promised": _promised,
    "talking": _talking,
    "answered": _answered,
    "closed": _closed,
    "relayed": _relayed,
    "paused": _paused,
}
