"""One letter's call to the outside: said, edited, shown, deleted, or mailed; and how it ended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from mentorbot.services.messenger import (
    App,
    FateUnknown,
    Mail,
    Mailer,
    MessageGone,
    Messenger,
    NoText,
    NotSent,
    NoWay,
    Picture,
    Refused,
    Unreachable,
    Words,
)
from mentorbot.storage.letters import Letter, Posted, Verb

EMPTIED = Words("\N{EN DASH}")
"""What is left of a message that held somebody's words and cannot be deleted any more."""


Begins = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Delivery:
    """What became of one letter."""

    message_id: int | None = None
    error: NotSent | FateUnknown | None = None
    crowded: bool = False
    """Whether this chat was sent more than its share: then only that chat is asked to wait."""


async def deliver(
    messenger: Messenger,
    posted: Posted,
    mailer: Mailer | None = None,
    picture: Picture | Words | None = None,
    begins: Begins | None = None,
) -> Delivery:
    """One call to the outside. Never raises what a Messenger may raise: it is the result.

    `picture`: what a letter that shows one was drawn to be; its words alone where it could not be.
    `begins` is awaited before what was to be an edit is sent after all.
    """
    try:
        if posted.letter.verb is Verb.PICTURE:
            if picture is None:
                raise Refused
            return Delivery(message_id=await _show(messenger, posted, picture))
        if posted.letter.verb is Verb.MAIL:
            await _mail(mailer, posted)
            return Delivery()
        return Delivery(message_id=await _carry(messenger, posted, begins))
    except (NotSent, FateUnknown) as error:
        return Delivery(error=error)


def edits(posted: Posted) -> bool:
    return posted.letter.verb not in (Verb.TELL, Verb.MAIL) and (
        posted.edits is not None and not posted.letter.anew
    )


async def _mail(mailer: Mailer | None, posted: Posted) -> None:
    if mailer is None:
        raise NoWay
    if posted.email is None:
        raise Unreachable
    await mailer.mail(posted.email, Mail(**(posted.letter.payload or {})))


async def _carry(messenger: Messenger, posted: Posted, begins: Begins | None) -> int | None:
    letter, chat = posted.letter, posted.chat_id
    if chat is None:
        raise Unreachable
    if letter.verb is Verb.STRIP:
        await messenger.strip(chat, letter.message_id or 0)
        return letter.message_id
    if letter.verb is Verb.FORGET:
        await _forget(messenger, chat, letter.message_id or 0)
        return letter.message_id
    words = _words(letter)
    if not edits(posted):
        return await messenger.send(chat, words, silent=letter.silent)
    if await _edit(messenger, posted, words):
        return posted.edits
    if begins is not None and not letter.again:
        await begins()
    # What was to be an edit makes no sound either (rule 3).
    return await messenger.send(chat, words, silent=True)


async def _show(messenger: Messenger, posted: Posted, picture: Picture | Words) -> int:
    if posted.chat_id is None:
        raise Unreachable
    silent = posted.letter.silent
    if isinstance(picture, Words):
        return await messenger.send(posted.chat_id, picture, silent=silent)
    try:
        return await messenger.show(posted.chat_id, picture, silent=silent)
    except Refused:
        return await messenger.send(posted.chat_id, Words(picture.caption), silent=silent)


async def _forget(messenger: Messenger, chat: int, message_id: int) -> None:
    """A message that is too old to be deleted can still be emptied of its words; of a picture that
    stays, whoever looks after the service is to know."""
    try:
        await messenger.delete(chat, message_id)
    except Refused:
        try:
            await messenger.edit(chat, message_id, EMPTIED)
        except NoText as error:
            raise Refused("a picture stays") from error
        except MessageGone:
            return


async def _edit(messenger: Messenger, posted: Posted, words: Words) -> bool:
    """False when the message is gone: what it said is to be said again."""
    assert posted.chat_id is not None and posted.edits is not None
    try:
        await messenger.edit(posted.chat_id, posted.edits, words)
    except MessageGone:
        return False
    return True


def _words(letter: Letter) -> Words:
    payload = letter.payload or {"html": "", "buttons": []}
    rows = [[(label, data) for label, data in row] for row in payload["buttons"]]
    app = App(*payload["app"]) if "app" in payload else None
    return Words(payload["html"], rows, app)
