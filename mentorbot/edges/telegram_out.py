"""The one door to Telegram for what goes out; its errors are told apart here."""

from __future__ import annotations

import html
import re
import warnings
from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

import httpx
import structlog
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from mentorbot.services.messenger import (
    FateUnknown,
    MessageGone,
    NotSent,
    Refused,
    TryLater,
    Unreachable,
    Words,
)

log = structlog.get_logger(__name__)

T = TypeVar("T")

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

UNCHANGED = ("message is not modified",)
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
ALREADY = ("message to delete not found",)
NO_CHAT = ("chat not found", "user not found", "peer_id_invalid")
NOT_PARSED = ("can't parse entities",)

NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Failures in which the request was not sent at all: safe to repeat."""


class TelegramMessenger:
    """A Messenger over a PTB Bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, chat_id: int, words: Words, *, silent: bool) -> int:
        try:
            return await _told_apart(self._send(chat_id, words, silent, ParseMode.HTML))
        except _NotParsed:
            log.error("telegram.not_parsed", defect="a text in content/ has broken markup")
            plain = Words(_plain(words.html), words.buttons)
            return await _told_apart(self._send(chat_id, plain, silent, None))

    async def edit(self, chat_id: int, message_id: int, words: Words) -> None:
        try:
            await _told_apart(self._edit(chat_id, message_id, words, ParseMode.HTML))
        except _Unchanged:
            return
        except _NotParsed:
            log.error("telegram.not_parsed", defect="a text in content/ has broken markup")
            plain = Words(_plain(words.html), words.buttons)
            await _told_apart(self._edit(chat_id, message_id, plain, None))

    async def strip(self, chat_id: int, message_id: int) -> None:
        await self._tidy(self._bot.edit_message_reply_markup(chat_id, message_id))

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Raises Refused for a message that stays: it may hold wording, and somebody must know."""
        try:
            await _told_apart(self._bot.delete_message(chat_id, message_id))
        except MessageGone as error:
            log.debug("telegram.already_gone", error=type(error).__name__)

    async def answer(self, callback: str, toast: str) -> None:
        """The tap is committed already: whatever happens to its answer changes nothing."""
        try:
            await self._bot.answer_callback_query(callback, text=toast or None)
        except TelegramError as error:
            log.info("telegram.answer_lost", error=type(error).__name__)

    async def _send(self, chat_id: int, words: Words, silent: bool, mode: ParseMode | None) -> int:
        message = await self._bot.send_message(
            chat_id,
            words.html,
            parse_mode=mode,
            reply_markup=_markup(words),
            disable_notification=silent,
            link_preview_options=NO_PREVIEW,
        )
        return message.message_id

    async def _edit(
        self, chat_id: int, message_id: int, words: Words, mode: ParseMode | None
    ) -> object:
        return await self._bot.edit_message_text(
            words.html,
            chat_id,
            message_id,
            parse_mode=mode,
            reply_markup=_markup(words),
            link_preview_options=NO_PREVIEW,
        )

    async def _tidy(self, call: Awaitable[object]) -> None:
        """Something is to be taken away; that it is gone already is what was wanted."""
        try:
            await _told_apart(call)
        except (_Unchanged, MessageGone, Refused) as error:
            log.debug("telegram.already_gone", error=type(error).__name__)


class _Unchanged(NotSent):
    """The message says that already."""


class _NotParsed(Refused):
    """Telegram could not read the markup."""


async def _told_apart(call: Awaitable[T]) -> T:
    try:
        return await call
    except TelegramError as error:
        raise _meaning(error) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        # Telegram did it, and answered with something that PTB cannot read.
        raise FateUnknown from error


def asked_to_wait(error: RetryAfter) -> timedelta:
    with warnings.catch_warnings():
        # PTB warns that this will be a timedelta one day: it is understood either way.
        warnings.simplefilter("ignore")
        wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def _meaning(error: TelegramError) -> NotSent | FateUnknown:
    """Order matters: BadRequest and TimedOut are NetworkErrors in PTB."""
    if isinstance(error, RetryAfter):
        return TryLater(asked_to_wait(error))
    if isinstance(error, Forbidden):
        return Unreachable()
    if isinstance(error, BadRequest | ChatMigrated):
        return _refusal(error)
    if isinstance(error, TimedOut):
        return NotSent() if isinstance(error.__cause__, NEVER_LEFT) else FateUnknown()
    if isinstance(error, NetworkError):
        return FateUnknown() if _was_cut(error) else NotSent()
    # What remains: a second poller, a token that is not taken, or a success nobody can read.
    known = isinstance(error, Conflict | InvalidToken)
    return NotSent(type(error).__name__) if known else FateUnknown()


def _was_cut(error: NetworkError) -> bool:
    """No answer came to a request that may have arrived; an answer has no cause, or bad JSON."""
    cause = error.__cause__
    return cause is not None and not isinstance(cause, (*NEVER_LEFT, TelegramError))


def _refusal(error: TelegramError) -> NotSent:
    said = error.message.lower()
    table: tuple[tuple[tuple[str, ...], type[NotSent]], ...] = (
        (UNCHANGED, _Unchanged),
        (GONE, MessageGone),
        (ALREADY, MessageGone),
        (NO_CHAT, Unreachable),
        (NOT_PARSED, _NotParsed),
    )
    for texts, meaning in table:
        if any(text in said for text in texts):
            return meaning()
    log.error("telegram.refused", reason=error.message)
    return Refused(error.message)


def _markup(words: Words) -> InlineKeyboardMarkup | None:
    if not words.buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(label, callback_data=data) for label, data in row]
            for row in words.buttons
        ]
    )


def _plain(marked: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", marked))
