"""Updates from Telegram: kept before they are confirmed, then read for what they mean.

PTB's own Updater confirms updates before they are handled; a kill then loses them. Here an
update is confirmed only by the next getUpdates, which is asked after the commit.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram import Bot, ChatMember, Message, Update
from telegram.constants import ChatType
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from mentorbot.domain.errors import MentorbotError
from mentorbot.domain.received import Kind, Received
from mentorbot.edges.telegram_out import asked_to_wait

log = structlog.get_logger(__name__)

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
LONG_POLL = 30
"""Seconds that Telegram holds a getUpdates open; it allows up to 50."""
PATIENCE_WITH_TOKEN = 60.0
"""Seconds of 401/404 after which the process gives up, loudly."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0

Keep = Callable[[list[tuple[int, str]]], Awaitable[int]]
"""Commits (update_id, raw JSON) pairs and returns the offset to ask for next."""


class TokenRefused(MentorbotError):
    """Telegram has refused the bot's token for a minute: is MENTORBOT_TOKEN right?"""


class Poller:
    """Asks for updates for ever; ends only when cancelled or when the token is refused."""

    def __init__(
        self, request: BaseRequest, base_url: str, keep: Keep, polled: Callable[[], None]
    ) -> None:
        self._request = request
        self._url = f"{base_url}/getUpdates"
        self._keep = keep
        self._polled = polled
        self._failures = 0
        self._refused_since: float | None = None

    async def run(self, offset: int | None) -> None:
        patience = 0
        while True:
            try:
                updates = await self._ask(offset, patience)
            except TelegramError as error:
                await self._after(error)
                patience = 0
                continue
            # The first answer comes at once: whoever asks /readyz need not wait for a long poll.
            patience = LONG_POLL
            self._failures, self._refused_since = 0, None
            self._polled()
            if updates:
                offset = await self._keep(updates)

    async def _ask(self, offset: int | None, patience: int) -> list[tuple[int, str]]:
        arguments: dict[str, Any] = {"timeout": patience, "allowed_updates": json.dumps(ALLOWED)}
        if offset is not None:
            arguments["offset"] = offset
        # The request layer, not Bot.get_updates: one malformed update must not spoil the others.
        answer = await self._request.post(
            f"{self._url}?{urlencode(arguments)}", read_timeout=patience + 10
        )
        items = answer if isinstance(answer, list) else []
        return [
            # In ASCII: half a surrogate pair in somebody's text could not be stored otherwise.
            (item["update_id"], json.dumps(item, separators=(",", ":")))
            for item in items
            if isinstance(item, dict) and isinstance(item.get("update_id"), int)
        ]

    async def _after(self, error: TelegramError) -> None:
        self._failures += 1
        log.warning("telegram.poll_failed", error=type(error).__name__, times=self._failures)
        if isinstance(error, Conflict):
            log.error("telegram.conflict", hint="another program polls with the same token")
        self._watch_token(error)
        await asyncio.sleep(self._wait(error))

    def _wait(self, error: TelegramError) -> float:
        """Seconds: what Telegram asks for, else a little longer each time."""
        if isinstance(error, RetryAfter):
            return asked_to_wait(error).total_seconds()
        doubled: float = FIRST_WAIT * 2 ** min(self._failures - 1, 10)
        return min(LONGEST_WAIT, doubled)

    def _watch_token(self, error: TelegramError) -> None:
        if not isinstance(error, InvalidToken):
            self._refused_since = None
            return
        now = asyncio.get_running_loop().time()
        self._refused_since = self._refused_since or now
        if now - self._refused_since >= PATIENCE_WITH_TOKEN:
            raise TokenRefused


def read(body: str, bot: Bot) -> Received:
    """What an update means. Raises whatever a malformed one makes PTB raise: it is set aside."""
    update = Update.de_json(json.loads(body), bot)
    if update.callback_query is not None:
        return _tap(update)
    if update.my_chat_member is not None:
        return _membership(update)
    message = update.message or update.edited_message
    if message is None:
        return Received(Kind.NOTHING)
    return _message(message, edited=update.edited_message is not None)


def sender_of(body: str) -> int:
    """Whose private chat an update seems to come from, however malformed it is; 0 if unclear."""
    update = json.loads(body)
    for kind in ("message", "edited_message", "callback_query"):
        part = update.get(kind)
        sender = part.get("from") if isinstance(part, dict) else None
        if isinstance(sender, dict) and isinstance(sender.get("id"), int):
            return int(sender["id"])
    return 0


def _tap(update: Update) -> Received:
    query = update.callback_query
    assert query is not None
    message = query.message
    if message is not None and message.chat.type != ChatType.PRIVATE:
        return Received(Kind.NOT_PRIVATE, callback=query.id)
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
    if change.chat.type != ChatType.PRIVATE:
        return Received(Kind.NOT_PRIVATE)
    out = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
    return Received(Kind.BLOCKED if out else Kind.UNBLOCKED, chat_id=change.chat.id)


def _message(message: Message, *, edited: bool) -> Received:
    sender = message.from_user
    if message.chat.type != ChatType.PRIVATE or sender is None or sender.is_bot:
        return Received(Kind.NOT_PRIVATE)
    base = Received(
        Kind.OTHER,
        chat_id=message.chat.id,
        message_id=message.message_id,
        language_tag=sender.language_code,
    )
    if edited:
        return _as(base, Kind.EDITED, message.text or "")
    if message.text is None:
        return _as(base, Kind.OTHER, _what(message))
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
