"""Those whom mentorbot does not know, and groups: answered, and nothing about them is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mentorbot.domain.brief import Need
from mentorbot.domain.conversation import Act, Place, Turn
from mentorbot.domain.people import Language, Person, Role
from mentorbot.domain.received import Kind, Received
from mentorbot.domain.rules import Throttled
from mentorbot.domain.wording import Text
from mentorbot.services import alarming, briefing, clearing, throttling
from mentorbot.services.messenger import Words
from mentorbot.services.parts import Parts
from mentorbot.storage.database import Tx

ONLY_PRIVATE = Text("common.only_private")
TOO_OFTEN = Text("common.too_often")
NOBODY = 0
"""The id of somebody that mentorbot does not know."""


@dataclass(frozen=True)
class Answer:
    words: Words | None = None
    takes_out: int | None = None
    """The message that should not stay in the chat."""
    leaves: int = 0
    """The group or channel to go out of, after the words were said there."""


def answer(tx: Tx, parts: Parts, received: Received, now: datetime) -> Answer:
    """Who goes on and on is told so once; then it is quiet until the window is over."""
    guesses = _starts(received) and bool(received.text)
    what = Throttled.INVITATIONS if guesses else Throttled.STRANGERS
    verdict = throttling.count(tx, parts, what, _who(received), now)
    if verdict.is_over:
        return Answer(_said(parts, received, TOO_OFTEN) if verdict.is_first else None)
    stays = not clearing.goes(received, parts, clearing.known(tx, parts, now))
    return Answer(_words(tx, parts, received, now), None if stays else received.message_id)


def may_guess(tx: Tx, parts: Parts, received: Received, now: datetime) -> bool:
    """Whether a code from this chat is looked at; what others guess does not count."""
    return not throttling.is_over(tx, parts, Throttled.INVITATIONS, _who(received), now)


def in_group(tx: Tx, parts: Parts, received: Received, now: datetime) -> Answer:
    """Nothing is for several to read: it says why, and goes out."""
    verdict = throttling.count(tx, parts, Throttled.GROUPS, f"chat:{received.group}", now)
    words = None if verdict.is_over else _said(parts, received, ONLY_PRIVATE)
    return Answer(words, leaves=received.group)


def _words(tx: Tx, parts: Parts, received: Received, now: datetime) -> Words | None:
    language = Language.from_tag(received.language_tag)
    nobody = Person(NOBODY, Role.MENTOR, "", language, chat_id=received.chat_id)
    name, turn = "typed", Turn(Act.TYPED, text=received.text)
    if _starts(received):
        name, turn = "onboarding", Turn(Act.OPENED, "bad_link")
    elif received.kind is not Kind.TEXT:
        turn = sent(received)
    place = Place(name, "")
    brief = briefing.brief(tx, parts, nobody, place, turn, frozenset({Need.READING}), now)
    says = parts.dialogs[name].take(place, turn, brief).says
    return Words(parts.book.text(says[0].text, language)) if says else None


def sent(received: Received) -> Turn:
    """Neither words nor a tap; words may have come with it."""
    kind = "edited" if received.kind is Kind.EDITED else received.text
    return Turn(Act.SENT, kind, text=alarming.words_of(received))


def _starts(received: Received) -> bool:
    return received.kind is Kind.COMMAND and received.command == "start"


def _said(parts: Parts, received: Received, words: Text) -> Words:
    return Words(parts.book.text(words(), Language.from_tag(received.language_tag)))


def _who(received: Received) -> str:
    return f"chat:{received.chat_id}"
