"""Who the bot is, by setting or by asking Telegram."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from mentorbot.domain.errors import MentorbotError
from mentorbot.edges.settings import BadSettings, Need, Settings, name_of

PATIENCE = 5.0
"""Seconds: somebody waits at the keyboard."""


class TelegramSilent(MentorbotError):
    """Telegram does not answer: try again, or set MENTORBOT_BOT_NAME."""


class TokenWrong(MentorbotError):
    """Telegram does not know the bot's token: copy it anew from BotFather."""


@dataclass(frozen=True)
class Known:
    """What Telegram knows of the bot."""

    name: str
    """Its username, without @."""
    hook: str
    """Where updates are posted; nothing where they wait for whoever polls."""
    pending: int
    failure: str
    """What Telegram says of the last post that failed."""


def bot_name(settings: Settings) -> str:
    """The username, without @. Raises TelegramSilent or TokenWrong."""
    if settings.bot_name:
        return settings.bot_name
    if not settings.token.get_secret_value():
        missing = f"{name_of(Need.TOKEN)} is missing (or set {name_of('bot_name')})"
        raise BadSettings([missing])
    return asyncio.run(asked(settings)).name


async def asked(settings: Settings) -> Known:
    """Raises TelegramSilent or TokenWrong."""
    # PTB takes a quarter of a second to import; most commands have no use for it.
    from telegram.error import InvalidToken, TelegramError

    from mentorbot.edges.serving import Line

    token = settings.token.get_secret_value()
    try:
        async with asyncio.timeout(PATIENCE), Line.to(settings.telegram_url, token) as line:
            me = await line.bot.get_me()
            hook = await line.bot.get_webhook_info()
    except InvalidToken as error:
        raise TokenWrong from error
    except (TelegramError, TimeoutError) as error:
        # What Telegram's errors say may hold the token.
        kind = type(error).__name__
        address = settings.telegram_url
        raise TelegramSilent(f"{TelegramSilent.__doc__} ({address}: {kind})") from error
    failure = hook.last_error_message or ""
    return Known(me.username or "", hook.url, hook.pending_update_count, failure)
