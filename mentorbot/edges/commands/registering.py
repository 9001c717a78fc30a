"""What must hold for a person or a placement before it is written down."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import phonenumbers

from mentorbot.domain.people import Language, PersonId, Rhythm, Role
from mentorbot.domain.placements import FollowUpModel, Placement, PlacementId
from mentorbot.edges.commands.desk import BadInput, Fault
from mentorbot.services.parts import Parts
from mentorbot.services.planning import plan_next
from mentorbot.storage import audit, people, placements
from mentorbot.storage.database import Tx

LONGEST_NAME, LONGEST_ALIAS, LONGEST_WORKPLACE = 80, 40, 120
LONGEST_SHOWN = 40
"""Characters of what was typed that are said again."""
COUNTRY = "NO"
SETS_UP = (Role.NAV_CONTACT, Role.COORDINATOR)
"""Who may be named as the one who invites."""
WHAT = {
    Role.MENTOR: "a mentor",
    Role.NAV_CONTACT: "a NAV contact",
    Role.COORDINATOR: "a coordinator",
}


@dataclass(frozen=True)
class Newcomer:
    """A person as they were typed; what was left out is empty."""

    role: Role
    name: str
    language: Language
    phone: str
    email: str
    by: PersonId | None
    """Who invites."""

    def tidied(self) -> Newcomer:
        """The same with a phone number in E.164. Raises BadInput."""
        return replace(
            self,
            name=_name(self.name),
            phone=_phone(self.phone) if self.phone else "",
            email=email(self.email) if self.email else "",
        )


@dataclass(frozen=True)
class Draft:
    """A placement as it was typed, with values of the right kinds."""

    alias: str
    model: FollowUpModel
    mentor: PersonId
    nav_contact: PersonId
    nav_stand_in: PersonId
    start: date
    end: date
    workplace: str
    mentor_stand_in: PersonId | None = None


def day(typed: str) -> date:
    """2027-02-08 as well as 8.2.2027."""
    found = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", typed.strip())
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(typed.strip())
    except ValueError as error:
        words = f"{typed} is no day: write 2027-02-08 or 8.2.2027"
        raise BadInput(Fault("day", words, typed=typed[:LONGEST_SHOWN])) from error


def join(tx: Tx, parts: Parts, newcomer: Newcomer, now: datetime) -> PersonId:
    """Adds somebody, to be asked at the hour that content proposes."""
    if newcomer.by is not None:
        inviter = people.find(tx, newcomer.by)
        if inviter is None or inviter.role not in SETS_UP:
            who = f"person {newcomer.by}"
            raise BadInput(f"{who} is no NAV contact or coordinator, and cannot invite")
    usual = parts.rules.checkin
    person = people.add(
        tx,
        newcomer.role,
        newcomer.name,
        now,
        language=newcomer.language,
        rhythm=Rhythm(usual.weekday, usual.at),
        phone=newcomer.phone or None,
        email=newcomer.email or None,
        invited_by=newcomer.by,
    )
    audit.note(tx, None, "person.added", f"person:{person}", now, role=newcomer.role)
    return person


def waiting(placement: Placement, waits: Sequence[PersonId]) -> str:
    """That a placement has not started, in words."""
    who = " or ".join(str(person) for person in waits)
    return (
        f"{placement.alias} waits: check-ins begin when person {who} at NAV has opened the "
        f"invitation (see `invite {waits[0]}`). The mentor can report problems meanwhile"
    )


def advice(tx: Tx, parts: Parts, placement: Placement) -> Iterator[str]:
    """Of who follows it at NAV: no real stand-in, or more of the model than its cap (R12, R13)."""
    if placement.nav_stand_in == placement.nav_contact:
        yield f"{placement.alias} has no real stand-in at NAV: it is the NAV contact too"
    cap, contact = parts.rules.models[placement.model].load_cap, placement.nav_contact
    load = placements.load(tx, contact, placement.model)
    if cap is not None and load > cap:
        yield (
            f"person {contact} is NAV contact of {load} placements with the model "
            f"{placement.model}; rules/models.yaml says that {cap} are enough (load_cap)"
        )


class Register:
    """Checks and adds placements in one transaction; knows everybody and every alias."""

    def __init__(self, tx: Tx, parts: Parts, now: datetime, by: PersonId | None = None) -> None:
        """`by` is None for a command on the machine."""
        self._tx, self._parts, self._now, self._by = tx, parts, now, by
        everybody = people.listed(tx)
        self._roles = {person.id: person.role for person in everybody}
        self._names = {word for person in everybody for word in _words(person.name)}
        self._aliases = placements.aliases(tx)

    def add(self, draft: Draft) -> PlacementId:
        """With its first check-in planned, where NAV is there.

        Raises BadInput with everything that is wrong.
        """
        self.check(draft)
        tx, now = self._tx, self._now
        alias = _tidy(draft.alias)
        added = placements.add(
            tx,
            alias=alias,
            model=draft.model,
            mentor=draft.mentor,
            nav_contact=draft.nav_contact,
            nav_stand_in=draft.nav_stand_in,
            start=draft.start,
            end=draft.end,
            workplace=_tidy(draft.workplace),
            now=now,
            mentor_stand_in=draft.mentor_stand_in,
        )
        if not people.inviter_name(tx, draft.mentor):
            people.change(tx, draft.mentor, invited_by=draft.nav_contact)
        audit.note(tx, self._by, "placement.added", f"placement:{added}", now)
        plan_next(tx, self._parts, placements.get(tx, added), now)
        return added

    def check(self, draft: Draft) -> None:
        """Raises BadInput as `add` does. Its alias is taken from now on, for the rows after it."""
        if faults := list(self._faults(draft)):
            raise BadInput(*faults)
        self._aliases.add(_tidy(draft.alias).casefold())

    def advice(self, added: PlacementId) -> Iterator[str]:
        """What is allowed but probably not meant."""
        placement = placements.get(self._tx, added)
        yield from advice(self._tx, self._parts, placement)
        if placement.end < self._parts.calendar.today(self._now):
            yield f"{placement.alias} has ended already"

    def _faults(self, draft: Draft) -> Iterator[Fault]:
        yield from self._alias_faults(_tidy(draft.alias))
        yield from self._role_faults("mentor", draft.mentor, Role.MENTOR)
        yield from self._role_faults("NAV contact", draft.nav_contact, Role.NAV_CONTACT)
        yield from self._role_faults("NAV stand-in", draft.nav_stand_in, Role.NAV_CONTACT)
        if draft.mentor_stand_in is not None:
            yield from self._role_faults("mentor stand-in", draft.mentor_stand_in, Role.MENTOR)
        if draft.mentor_stand_in == draft.mentor:
            yield Fault("own_stand_in", "the mentor cannot be their own stand-in")
        if draft.end <= draft.start:
            yield Fault("end", "the end must come after the start")
        if not 0 < len(_tidy(draft.workplace)) <= LONGEST_WORKPLACE:
            words = f"the workplace needs a name of at most {LONGEST_WORKPLACE} characters"
            yield Fault("workplace", words, most=LONGEST_WORKPLACE)

    def _alias_faults(self, alias: str) -> Iterator[Fault]:
        if not re.fullmatch(r"[^\W\d_]+([ -][^\W\d_]+)*", alias) or len(alias) > LONGEST_ALIAS:
            words = (
                f"an alias has letters, spaces and hyphens only, at most {LONGEST_ALIAS}: "
                "something that says nothing about the participant, such as Bjørk"
            )
            yield Fault("alias", words, most=LONGEST_ALIAS)
        elif taken := sorted(_words(alias) & self._names):
            name = taken[0].capitalize()
            words = f"{name} is the name of somebody here: choose another alias"
            yield Fault("name", words, name=name)
        elif alias.casefold() in self._aliases:
            words = f"{alias} is taken by another placement: choose another alias"
            yield Fault("taken", words, alias=alias)

    def _role_faults(self, what: str, person: PersonId, role: Role) -> Iterator[Fault]:
        actual = self._roles.get(person)
        if actual is None:
            yield Fault("person", f"the {what}, person {person}, does not exist", person=person)
        elif actual is not role:
            words = f"the {what}, person {person}, is {WHAT[actual]} and not {WHAT[role]}"
            yield Fault("role", words, person=person, role=role)


def _name(typed: str) -> str:
    given = _tidy(typed)
    if not re.search(r"[^\W\d_]", given) or len(given) > LONGEST_NAME:
        raise BadInput(f"a name has letters, and at most {LONGEST_NAME} characters")
    return given


def _phone(typed: str) -> str:
    """E.164; a number without a country code is Norwegian."""
    try:
        number = phonenumbers.parse(typed, COUNTRY)
    except phonenumbers.NumberParseException as error:
        raise BadInput(f"{typed} is not a phone number") from error
    if not phonenumbers.is_valid_number(number):
        raise BadInput(f"{typed} is not a phone number that anybody can have")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def email(typed: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", typed.strip()):
        raise BadInput(f"{typed} is not an e-mail address")
    return typed.strip()


def _tidy(typed: str) -> str:
    return " ".join(unicodedata.normalize("NFC", typed).split())


def _words(given: str) -> set[str]:
    return {word.casefold() for word in re.split(r"[\s.-]+", _tidy(given)) if len(word) > 1}
