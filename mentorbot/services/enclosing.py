"""One e-mail with one new link in it, whatever it is about. It knows nothing of problems."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mentorbot.domain.people import Person
from mentorbot.domain.tokens import key
from mentorbot.domain.wording import Label, Phrase, Text
from mentorbot.services.messenger import Mail
from mentorbot.services.parts import Parts
from mentorbot.storage import links
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane, Letter, Verb

FOOT = Text("mail.foot", "until")
OTHER = Text("mail.other")
ABOUT_OTHER = Text("mail.about_other")
OPEN = Label("mail.open")


@dataclass(frozen=True)
class Cover:
    """What an e-mail says of what it leads to."""

    kind: str
    """What the link is remembered as ("notice", "week", ...)."""
    about: Phrase
    """The subject line."""
    words: Phrase
    button: Phrase


PLAIN = Cover("other", ABOUT_OTHER(), OTHER(), OPEN())
"""That there is a message, and nothing more."""


def enclosed(
    tx: Tx, parts: Parts, person: Person, dialog: str, subject: str, cover: Cover, lane: Lane,
    now: datetime, place: int | None = None, reference: str | None = None,
) -> Letter:  # fmt: skip
    """A letter with a link to what stands at that dialog and subject."""
    token, until = key(parts.entropy), now + parts.rules.link_lives
    links.add(tx, token, person.id, dialog, subject, cover.kind, now, until)
    book, language = parts.book, person.language
    mail = Mail(
        id=key(parts.entropy),
        subject=book.label(cover.about, language),
        html=book.text(cover.words, language),
        plain=book.label(cover.words, language),
        button=book.label(cover.button, language),
        token=token,
        foot=book.label(FOOT(until=until), language),
        language=language,
    )
    return Letter(
        person.id, Verb.MAIL, lane, mail.kept(), place=place, anew=True, reference=reference
    )
