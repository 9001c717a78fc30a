"""The people who use mentorbot. The participant is not among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeAlias

PersonId: TypeAlias = int


class Role(StrEnum):
    MENTOR = "mentor"
    NAV_CONTACT = "nav_contact"
    COORDINATOR = "coordinator"


class Language(StrEnum):
    NB = "nb"
    NN = "nn"
    EN = "en"

    @classmethod
    def from_tag(cls, tag: str | None, otherwise: Language | None = None) -> Language:
        """The language of an IETF tag as a phone reports it ("no", "nb-NO", "en-GB", None)."""
        head = (tag or "").replace("_", "-").split("-")[0].lower()
        known = {"no": cls.NB, "nb": cls.NB, "nn": cls.NN, "en": cls.EN}
        return known.get(head, otherwise or cls.NB)


class Channel(StrEnum):
    """A way to reach somebody."""

    TELEGRAM = "telegram"
    EMAIL = "email"


class Standing(StrEnum):
    """How far mentorbot may go with a person."""

    INVITED = "invited"
    ACTIVE = "active"
    STOPPED = "stopped"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Rhythm:
    """When a person wants to hear from mentorbot, in the office's local time."""

    weekday: int = 3
    """Monday is 0."""
    at: time = time(13, 0)
    quiet_before: time = time(7, 30)
    quiet_after: time = time(16, 0)


@dataclass(frozen=True)
class Person:
    id: PersonId
    role: Role
    name: str
    language: Language
    standing: Standing = Standing.INVITED
    rhythm: Rhythm = Rhythm()
    phone: str | None = None
    """E.164."""
    email: str | None = None
    chat_id: int | None = None
    """The private Telegram chat; None until the invitation was used."""
    onboarded: bool = False
    in_network: bool = False
    """Whether this mentor wants to hear from the mentor network (R45)."""
    paused_until: date | None = None
    """The first day mentorbot may push again."""
    email_confirmed_at: datetime | None = None
    """When a link that went to the address was used; nothing else is mailed before."""
    mail_failed_at: datetime | None = None
    chat_failed_at: datetime | None = None
    """Since when that way is closed; None while it is open."""
    prefers: Channel = Channel.TELEGRAM
    left_at: datetime | None = None
    """Since when nothing binds them to the office, or when they last used mentorbot after that."""

    @property
    def has_come(self) -> bool:
        """Has opened an invitation, or a link that went to the address they have now."""
        confirmed = self.email is not None and self.email_confirmed_at is not None
        return self.chat_id is not None or confirmed

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The ways that are open, the preferred one first."""
        by_chat = self.chat_id is not None and self.chat_failed_at is None
        confirmed = self.email is not None and self.email_confirmed_at is not None
        is_open = {Channel.TELEGRAM: by_chat, Channel.EMAIL: confirmed and not self.mail_failed_at}
        order = sorted(Channel, key=lambda channel: channel is not self.prefers)
        return tuple(channel for channel in order if is_open[channel])

    @property
    def reached_by(self) -> Channel | None:
        """How mentorbot writes to this person unasked; None when it cannot."""
        return next(iter(self.channels), None)
