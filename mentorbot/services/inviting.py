"""Invitations: one use, expiring, and never stored as they are sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mentorbot.domain.people import Language, Person, PersonId, Standing
from mentorbot.domain.tokens import key
from mentorbot.services.parts import Parts
from mentorbot.storage import audit, conversations, people
from mentorbot.storage.database import Tx


@dataclass(frozen=True)
class Invitation:
    person: PersonId
    code: str
    """128 bits; shown once, kept only as a digest."""
    expires_at: datetime

    def link(self, bot_name: str) -> str:
        """Opens Telegram with the bot and a Start button (Bot API, deep linking)."""
        return f"https://t.me/{bot_name}?start={self.code}"


def invite(
    tx: Tx, parts: Parts, person: PersonId, now: datetime, by: PersonId | None = None
) -> Invitation:
    """A new invitation; earlier unused ones of the same person end with it.

    `by` is None for a command on the machine.
    """
    code = key(parts.entropy)
    expires_at = now + parts.rules.invite_lives
    people.invite(tx, person, code, now, expires_at)
    audit.note(tx, by, "person.invited", f"person:{person}", now)
    return Invitation(person, code, expires_at)


def redeem(tx: Tx, code: str, chat_id: int, language: Language, now: datetime) -> PersonId | None:
    """Binds this chat to the invited person; None when the link is wrong, used or expired.

    A chat belongs to one person: somebody who is known already keeps who they are.
    """
    known = people.in_chat(tx, chat_id)
    invited = people.invite_of(tx, code)
    if invited is None or (known is not None and known.id != invited.person):
        return None
    if people.use_invite(tx, code, now) is None:
        return None
    _settle(tx, people.get(tx, invited.person), chat_id, language)
    audit.note(tx, invited.person, "person.settled", f"person:{invited.person}", now)
    return invited.person


def _settle(tx: Tx, before: Person, chat_id: int, language: Language) -> None:
    """Who had stopped is asked first whether to begin again; another chat has other messages."""
    people.settle(tx, before.id, chat_id, language)
    if before.standing is Standing.STOPPED:
        people.change(tx, before.id, standing=Standing.STOPPED)
    if before.chat_id not in (None, chat_id):
        conversations.forget_messages(tx, before.id)
