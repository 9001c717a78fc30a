"""Who has come to mentorbot and who has not: the state of each invitation, and sending it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentorbot.domain.access import Operation, may_ever
from mentorbot.domain.people import Person, PersonId, Role, Standing
from mentorbot.domain.sieve import PeopleSieve
from mentorbot.services import inviting, linking
from mentorbot.services.deeds import Deed
from mentorbot.services.glancing import Page, cut, in_order, says
from mentorbot.services.guarding import NotTheirs
from mentorbot.services.inviting import Invitation
from mentorbot.services.parts import Parts
from mentorbot.storage import arrivals, glance, people
from mentorbot.storage.arrivals import Sent
from mentorbot.storage.database import Tx


class Arrival(StrEnum):
    """How far somebody has come."""

    NOT_INVITED = "not_invited"
    SENT = "sent"
    """The invitation still works, and nobody has used it."""
    EXPIRED = "expired"
    OPENED = "opened"
    """They came, and have not accepted yet."""
    HERE = "here"
    LOST = "lost"
    """No way is open any more."""
    STOPPED = "stopped"


@dataclass(frozen=True)
class PersonRow:
    person: Person
    """Nameless."""
    arrival: Arrival
    by_chat: Sent | None
    by_mail: Sent | None

    @property
    def is_confirmed(self) -> bool:
        return self.arrival is Arrival.HERE

    @property
    def can_be_mailed(self) -> bool:
        """Mentors are reached in Telegram; the others where an address was given."""
        return self.person.email is not None and self.person.role is not Role.MENTOR


@dataclass(frozen=True)
class Summons:
    """A new invitation, with whom it is for: shown once, as its code is kept nowhere."""

    person: Person
    inviter: str
    invitation: Invitation


def page_of(
    tx: Tx, parts: Parts, me: Person, sieve: PeopleSieve, number: int, now: datetime
) -> Page[PersonRow]:
    """By name; empty for who may not invite anybody."""
    if not may_ever(me.role, Operation.MANAGE_PEOPLE):
        return Page([], 1, 1, 0, {})
    names = parts.register.names(tx)
    found = arrivals.listed(tx, role=sieve.role, every=sieve.every)
    found = [each for each in found if says(sieve.text, names[each])]
    found.sort(key=lambda each: (in_order(names[each]), each))
    number, pages, shown = cut(found, number)
    known = glance.some(tx, shown)
    by_chat, by_mail = arrivals.invitations(tx, shown), arrivals.letters(tx, shown)
    rows = [row_of(known[each], by_chat.get(each), by_mail.get(each), now) for each in shown]
    return Page(rows, number, pages, len(found), {each: names[each] for each in shown})


def row_of(person: Person, by_chat: Sent | None, by_mail: Sent | None, now: datetime) -> PersonRow:
    return PersonRow(person, _arrival(person, by_chat, by_mail, now), by_chat, by_mail)


def _arrival(person: Person, by_chat: Sent | None, by_mail: Sent | None, now: datetime) -> Arrival:
    if person.standing is Standing.STOPPED:
        return Arrival.STOPPED
    if person.has_come and person.reached_by is None:
        return Arrival.LOST
    if person.has_come:
        return Arrival.HERE if person.onboarded else Arrival.OPENED
    sent = [each for each in (by_chat, by_mail) if each is not None]
    if not sent:
        return Arrival.NOT_INVITED
    return Arrival.SENT if any(now < each.expires_at for each in sent) else Arrival.EXPIRED


def summon(deed: Deed, person: PersonId) -> Summons | None:
    """A new invitation to Telegram; earlier ones end. None where there is nobody to invite."""
    _admit(deed, person)
    found = people.find(deed.tx, person)
    if found is None or people.is_erased(deed.tx, person):
        return None
    made = inviting.invite(deed.tx, deed.parts, person, deed.now, by=deed.person.id)
    return Summons(found, people.inviter_name(deed.tx, person), made)


def mail(deed: Deed, person: PersonId) -> bool:
    """A letter with a link to begin, or to confirm the address; whether one is on its way."""
    _admit(deed, person)
    found = people.find(deed.tx, person)
    if found is None or found.email is None or found.role is Role.MENTOR:
        return False
    linking.invite(deed.tx, deed.parts, found, deed.now, by_mail=True, by=deed.person.id)
    return True


def _admit(deed: Deed, person: PersonId) -> None:
    if not may_ever(deed.person.role, Operation.MANAGE_PEOPLE):
        deed.refused(Operation.MANAGE_PEOPLE, f"person:{person}")
        raise NotTheirs
