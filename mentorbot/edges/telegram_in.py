"""Updates from Telegram: kept before they are confirmed, then read for what they mean.

PTB's own Updater confirms updates before they are handled; a kill then loses them. Here an
update is confirmed only by the next getUpdates, which is asked after the commit.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, NoReturn
from urllib.parse import urlencode

import structlog
from telegram import Bot, ChatMember, Message, Update
from telegram.constants import ChatType
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from mentorbot.domain.errors import MentorbotError
from mentorbot.domain.received import Kind, Received
from mentorbot.edges.telegram_out import asked_to_wait
from mentorbot.storage.inbox import Arrived

log = structlog.get_logger(__name__)

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
LONG_POLL = 30
"""Seconds that Telegram holds a getUpdates open; it allows up to 50."""
ANSWERED_WITHIN = 10.0
"""Seconds, on top of those."""
PATIENCE_WITH_TOKEN = 50.0
"""Seconds of 401/404 after which the process gives up, loudly."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
AT_ONCE = 0.01
"""Seconds. A long poll that brings nothing takes longer, however near the server is."""
ANEW_AFTER = 3
"""After so many failures in a row the connection is made anew each time."""

LARGEST_ID = 2**53
"""Telegram's ids have at most 52 bits (Bot API, User)."""

CANNOT_BE_READ = (KeyError, TypeError, ValueError, AttributeError, RecursionError)
"""What PTB raises of an answer that is JSON, but not what the Bot API answers."""

Keep = Callable[[list[Arrived]], Awaitable[int]]
"""Commits them and returns the offset to ask for next."""


class TokenRefused(MentorbotError):
    """Telegram has refused the bot's token for a minute: is MENTORBOT_TOKEN right?"""


class Unreadable(TelegramError):
    """An answer to getUpdates that is not a list of updates."""


class Malformed(MentorbotError):
    """An update in which something has the wrong type."""


class Patience:
    """With a call that is made again for ever: when to make it next, and when to give up."""

    def __init__(self) -> None:
        self.failures = 0
        """In a row."""
        self._refused_for = 0.0
        """Seconds that the token has been refused."""

    def answered(self) -> None:
        self.failures, self._refused_for = 0, 0.0

    def failed(self, error: TelegramError) -> float:
        """Seconds until the next call. Raises TokenRefused, and waits no longer than until then."""
        self.failures += 1
        wait = self._wait(error)
        # A proxy's page with such a code says nothing about the token.
        if not isinstance(error, InvalidToken) or isinstance(error.__cause__, TelegramError):
            self._refused_for = 0.0
            return wait
        if self._refused_for >= PATIENCE_WITH_TOKEN:
            raise TokenRefused
        wait = min(wait, PATIENCE_WITH_TOKEN - self._refused_for)
        self._refused_for += wait
        return wait

    def _wait(self, error: TelegramError) -> float:
        """What Telegram asks for, else a little longer each time."""
        if isinstance(error, RetryAfter):
            return asked_to_wait(error).total_seconds()
        doubled: float = FIRST_WAIT * 2 ** min(self.failures - 1, 10)
        return min(LONGEST_WAIT, doubled)


class Poller:
    """Asks for updates for ever; ends only when cancelled or when the token is refused."""

    def __init__(
        self,
        request: BaseRequest,
        base_url: str,
        keep: Keep,
        polled: Callable[[], None],
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._request = request
        self._url = f"{base_url}/getUpdates"
        self._unhooking = f"{base_url}/deleteWebhook"
        self._keep = keep
        self._polled = polled
        self._rest = rest
        self._patience = Patience()

    async def run(self, offset: int | None) -> NoReturn:
        patience = 0
        while True:
            asked_at = _time()
            try:
                updates = await self._ask(offset, patience)
            except TelegramError as error:
                await self._after(error)
                patience = 0
                continue
            self._patience.answered()
            self._polled()
            before = offset
            if updates:
                offset = await self._keep(updates)
            if offset == before and patience and _time() - asked_at < AT_ONCE:
                # Nothing new, and not even waited for: this is no server to be asked in a row.
                log.warning("telegram.answers_at_once", updates=len(updates))
                await self._rest(FIRST_WAIT)
            # The first answer comes at once: whoever asks /readyz need not wait for a long poll.
            patience = LONG_POLL

    async def _ask(self, offset: int | None, patience: int) -> list[Arrived]:
        arguments: dict[str, Any] = {"timeout": patience, "allowed_updates": json.dumps(ALLOWED)}
        if offset is not None:
            arguments["offset"] = offset
        # The request layer, not Bot.get_updates: one malformed update must not spoil the others.
        try:
            items: Any = await self._request.post(
                f"{self._url}?{urlencode(arguments)}", read_timeout=patience + ANSWERED_WITHIN
            )
        except CANNOT_BE_READ as error:
            raise Unreadable(type(error).__name__) from error
        if not isinstance(items, list):
            raise Unreadable(type(items).__name__)
        return [each for each in map(arrived, items) if each is not None]

    async def _after(self, error: TelegramError) -> None:
        wait = self._patience.failed(error)
        times = self._patience.failures
        log.warning("telegram.poll_failed", error=type(error).__name__, times=times)
        if isinstance(error, Conflict) and "webhook is active" in error.message:
            await self._unhook()
        elif isinstance(error, Conflict):
            log.error("telegram.conflict", hint="another program polls with the same token")
        if times >= ANEW_AFTER:
            await self._request.shutdown()
            await self._request.initialize()
        await self._rest(wait)

    async def _unhook(self) -> None:
        """A webhook that was set before keeps all updates from whoever polls. None is dropped."""
        try:
            await self._request.post(self._unhooking)
            log.warning("telegram.webhook_deleted")
        except (TelegramError, *CANNOT_BE_READ) as error:
            log.warning("telegram.webhook_stays", error=type(error).__name__)


def _time() -> float:
    return asyncio.get_running_loop().time()


def arrived(item: object) -> Arrived | None:
    """An update as Telegram gave it; None where nothing tells it from another."""
    if not isinstance(item, dict) or not _is_id(item.get("update_id")):
        return None
    # In ASCII: half a surrogate pair in somebody's text could not be stored otherwise.
    body = json.dumps(item, separators=(",", ":"))
    return Arrived(item["update_id"], body, _sender_in(item))


def read(body: str, bot: Bot) -> Received:
    """What an update means. Raises whatever a malformed one makes PTB raise: it is set aside."""
    found = _meaning(Update.de_json(json.loads(body), bot))
    if not _is_sound(found):
        raise Malformed
    return found


def _meaning(update: Update) -> Received:
    if update.callback_query is not None:
        return _tap(update)
    if update.my_chat_member is not None:
        return _membership(update)
    message = update.message or update.edited_message
    if message is None:
        return Received(Kind.NOTHING)
    return _message(message, edited=update.edited_message is not None)


def _is_sound(found: Received) -> bool:
    """PTB takes a value of any type for what it should be."""
    numbers = (found.chat_id, found.group, 0 if found.message_id is None else found.message_id)
    tag = "" if found.language_tag is None else found.language_tag
    words = (found.text, found.command, found.callback, found.caption, tag)
    return all(map(_is_id, numbers)) and all(isinstance(each, str) for each in words)


def sender_of(body: str) -> int:
    """Whose private chat an update seems to come from, however malformed it is; 0 if unclear."""
    return _sender_in(json.loads(body))


def _sender_in(update: dict[str, Any]) -> int:
    for kind in ("message", "edited_message", "callback_query"):
        part = update.get(kind)
        sender = part.get("from") if isinstance(part, dict) else None
        if isinstance(sender, dict) and _is_id(sender.get("id")):
            return int(sender["id"])
    return 0


def _is_id(number: object) -> bool:
    return type(number) is int and abs(number) < LARGEST_ID


def _tap(update: Update) -> Received:
    query = update.callback_query
    assert query is not None
    message = query.message
    if message is not None and message.chat.type != ChatType.PRIVATE:
        return Received(Kind.NOT_PRIVATE, callback=query.id, group=message.chat.id)
    return Received(
        Kind.TAP,
        chat_id=query.from_user.id,
        text=query.data or "",
        callback=query.id,
        message_id=None if message is None else message.message_id,
        language_tag=query.from_user.language_code,
    )


def _membership(update: Update) -> Received:
    change = update.my_chat_member
    assert change is not None
    out = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
    if change.chat.type != ChatType.PRIVATE:
        tag = change.from_user.language_code
        return Received(Kind.NOT_PRIVATE, group=0 if out else change.chat.id, language_tag=tag)
    return Received(Kind.BLOCKED if out else Kind.UNBLOCKED, chat_id=change.chat.id)


def _message(message: Message, *, edited: bool) -> Received:
    sender = message.from_user
    if message.chat.type != ChatType.PRIVATE:
        tag = None if sender is None else sender.language_code
        return Received(Kind.NOT_PRIVATE, group=message.chat.id, language_tag=tag)
    if sender is None or sender.is_bot:
        return Received(Kind.NOTHING)
    base = Received(
        Kind.OTHER,
        chat_id=message.chat.id,
        message_id=message.message_id,
        language_tag=sender.language_code,
    )
    if edited:
        return _as(base, Kind.EDITED, message.text or message.caption or "")
    if message.text is None:
        return replace(_as(base, Kind.OTHER, _what(message)), caption=message.caption or "")
    if message.text.startswith("/"):
        word, *rest = message.text[1:].split(maxsplit=1) or [""]
        command = word.partition("@")[0].lower()
        return _as(base, Kind.COMMAND, "".join(rest).strip(), command)
    return _as(base, Kind.TEXT, message.text)


def _as(base: Received, kind: Kind, text: str, command: str = "") -> Received:
    return Received(
        kind,
        base.chat_id,
        text,
        command,
        message_id=base.message_id,
        language_tag=base.language_tag,
    )


def _what(message: Message) -> str:
    """The kind of a message that is not text: "voice", "photo", "sticker", ..."""
    kinds = ("voice", "audio", "photo", "video", "video_note", "sticker", "document")
    more = ("location", "contact", "poll", "dice", "animation", "venue")
    return next((kind for kind in kinds + more if getattr(message, kind, None)), "other")
