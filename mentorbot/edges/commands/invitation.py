"""The words that somebody is invited with, ready to be pasted into a message or an e-mail."""

from __future__ import annotations

from mentorbot.book.rendering import Book
from mentorbot.domain.people import Person, Role
from mentorbot.domain.wording import Text
from mentorbot.services.inviting import Invitation

MENTOR = Text("invite.mentor", "name", "inviter", "link", "until")
NAV_CONTACT = Text("invite.nav_contact", "name", "inviter", "link", "until")
COORDINATOR = Text("invite.coordinator", "name", "inviter", "link", "until")

BY_ROLE = {Role.MENTOR: MENTOR, Role.NAV_CONTACT: NAV_CONTACT, Role.COORDINATOR: COORDINATOR}


def words(book: Book, person: Person, inviter: str, invitation: Invitation, bot_name: str) -> str:
    """Without markup, in the person's language."""
    phrase = BY_ROLE[person.role](
        name=person.name.split()[0],
        inviter=inviter,
        link=invitation.link(bot_name),
        until=invitation.expires_at,
    )
    return book.label(phrase, person.language).strip()
