"""The one door to Telegram for what goes out; its errors are told apart here."""

from __future__ import annotations

import html
import re
import warnings
from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    WebAppInfo,
)
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

from mentorbot.edges.telegram_wire import NEVER_LEFT
from mentorbot.services.messenger import (
    FateUnknown,
    MessageGone,
    NoText,
    NotSent,
    Picture,
    Refused,
    TryLater,
    Unreachable,
    Words,
)

log = structlog.get_logger(__name__)

T = TypeVar("T")

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

SHOWN_AS = "picture.png"
"""Telegram wants a name; nobody sees it."""
UNCHANGED = ("message is not modified",)
GONE = ("message to edit not found", "message to delete not found", "message_id_invalid")
STAYS = ("message can't be edited", "message_author_required")
NO_TEXT = ("there is no text in the message",)
NO_CHAT = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "user_deactivated",
    "no rights to send",
    "not enough rights to send",
    "chat_write_forbidden",
    "group chat was upgraded",
)
NOT_PARSED = ("can't parse entities",)
TOO_MANY = "too many requests"
UNSAID = timedelta(seconds=30)
"""So long is waited where it is asked without a number."""

TROUBLE = (TelegramError, KeyError, TypeError, ValueError, AttributeError)
"""What a call may raise: the others come from answers that PTB cannot read."""


class TelegramMessenger:
    """A Messenger over a PTB Bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, chat_id: int, words: Words, *, silent: bool) -> int:
        try:
            return await _told_apart(self._send(chat_id, words, silent, ParseMode.HTML))
        except _NotParsed:
            log.error("telegram.not_parsed", defect="a text in content/ has broken markup")
            plain = replace(words, html=_plain(words.html))
            return await _told_apart(self._send(chat_id, plain, silent, None))

    async def show(self, chat_id: int, picture: Picture, *, silent: bool) -> int:
        try:
            return await _told_apart(self._show(chat_id, picture, silent, ParseMode.HTML))
        except _NotParsed:
            log.error("telegram.not_parsed", defect="a text in content/ has broken markup")
            plain = replace(picture, caption=_plain(picture.caption))
            return await _told_apart(self._show(chat_id, plain, silent, None))

    async def edit(self, chat_id: int, message_id: int, words: Words) -> None:
        try:
            await _told_apart(self._edit(chat_id, message_id, words, ParseMode.HTML))
        except _Unchanged:
            return
        except _NotParsed:
            log.error("telegram.not_parsed", defect="a text in content/ has broken markup")
            plain = replace(words, html=_plain(words.html))
            await _told_apart(self._edit(chat_id, message_id, plain, None))

    async def strip(self, chat_id: int, message_id: int) -> None:
        await self._tidy(self._bot.edit_message_reply_markup(chat_id, message_id))

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Raises Refused for a message that stays: it may hold wording, and somebody must know."""
        try:
            await _told_apart(self._bot.delete_message(chat_id, message_id))
        except _Stays as error:
            raise Refused(str(error)) from error
        except MessageGone as error:
            log.debug("telegram.already_gone", error=type(error).__name__)

    async def answer(self, callback: str, toast: str) -> None:
        """The tap is committed already: whatever happens to its answer changes nothing."""
        try:
            await self._bot.answer_callback_query(callback, text=toast or None)
        except TROUBLE as error:
            log.info("telegram.answer_lost", error=type(error).__name__)

    async def leave(self, chat_id: int) -> None:
        """A group that became a supergroup is left under its new id."""
        try:
            await _told_apart(self._left(chat_id))
        except Unreachable as error:
            log.debug("telegram.already_out", error=type(error).__name__)

    async def _left(self, chat_id: int) -> bool:
        try:
            return await self._bot.leave_chat(chat_id)
        except ChatMigrated as moved:
            return await self._bot.leave_chat(moved.new_chat_id)

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

    async def _show(
        self, chat_id: int, picture: Picture, silent: bool, mode: ParseMode | None
    ) -> int:
        said: Any = {
            "caption": picture.caption, "parse_mode": mode, "disable_notification": silent,
        }  # fmt: skip
        if picture.file:
            message = await self._bot.send_document(
                chat_id, picture.content, filename=picture.file, **said
            )
        else:
            message = await self._bot.send_photo(
                chat_id, picture.content, filename=SHOWN_AS, **said
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


class _Unchanged(Refused):
    """The message says that already."""


class _Stays(MessageGone):
    """It cannot be edited, but it stands in the chat."""


class _NotParsed(Refused):
    """Telegram could not read the markup."""


async def _told_apart(call: Awaitable[T]) -> T:
    try:
        return await call
    except TelegramError as error:
        raise _meaning(error) from error
    except TROUBLE as error:
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
    if isinstance(error.__cause__, TelegramError):
        # Not Telegram's words, whatever the code: a proxy's page says nothing about a person.
        return NotSent("page")
    if isinstance(error, RetryAfter):
        return TryLater(asked_to_wait(error))
    if isinstance(error, Forbidden | ChatMigrated):
        # Who is written to has a private chat. An address that is a group's now is nobody's.
        return Unreachable()
    if isinstance(error, BadRequest):
        return _refusal(error)
    if isinstance(error, TimedOut):
        return NotSent() if isinstance(error.__cause__, NEVER_LEFT) else FateUnknown()
    if isinstance(error, NetworkError) and error.message.lower().startswith(TOO_MANY):
        return TryLater(UNSAID)
    if isinstance(error, NetworkError):
        return FateUnknown() if _was_cut(error) else NotSent()
    # What remains: a second poller, a token that is not taken, or a success nobody can read.
    known = isinstance(error, Conflict | InvalidToken)
    return NotSent(type(error).__name__) if known else FateUnknown()


def _was_cut(error: NetworkError) -> bool:
    """No answer came to a request that may have arrived; one that came has no cause."""
    cause = error.__cause__
    return cause is not None and not isinstance(cause, NEVER_LEFT)


def _refusal(error: TelegramError) -> NotSent:
    said = error.message.lower()
    table: tuple[tuple[tuple[str, ...], type[NotSent]], ...] = (
        (UNCHANGED, _Unchanged),
        (GONE, MessageGone),
        (STAYS, _Stays),
        (NO_TEXT, NoText),
        (NO_CHAT, Unreachable),
        (NOT_PARSED, _NotParsed),
    )
    for texts, meaning in table:
        if any(text in said for text in texts):
            return meaning()
    log.error("telegram.refused", reason=_unquoted(error.message))
    return Refused(_unquoted(error.message))


def _unquoted(said: str) -> str:
    """The beginning of Telegram's reason, up to where it may quote the message."""
    return re.split(r"[^A-Za-z_ ]", said, maxsplit=1)[0][:40].strip()


def _markup(words: Words) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(label, callback_data=data) for label, data in row]
        for row in words.buttons
    ]
    if words.app is not None:
        page = WebAppInfo(words.app.url)
        rows.append([InlineKeyboardButton(words.app.label, web_app=page)])
    return InlineKeyboardMarkup(rows) if rows else None


def _plain(marked: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", marked))
