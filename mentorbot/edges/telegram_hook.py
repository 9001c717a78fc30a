"""The webhook as Telegram knows it: set when this worker begins to see to it, looked at since.

What is posted there is taken by any worker (web/webhook.py). It is never deleted from here: while
nobody listens, Telegram keeps the updates.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import structlog
from telegram import Bot, WebhookInfo
from telegram.error import BadRequest, TelegramError

from mentorbot.edges.pulse import Hooked
from mentorbot.edges.telegram_in import ALLOWED, CANNOT_BE_READ, Patience, Unreadable

log = structlog.get_logger(__name__)

LOOK_EVERY = 30.0
"""Seconds."""
POSTS_AT_ONCE = 10
"""Telegram keeps each chat's messages in one row and each person's taps in another, and posts of
each row one at a time. So order is lost only between what one person typed and what they tapped
while both waited. On loopback, on a busy machine, ten at once carried 200 a second and one 40."""


@dataclass(frozen=True)
class HookAt:
    """Where updates are to be posted, and what Telegram shows as proof that it is Telegram."""

    url: str
    secret: str


class Hook:
    """Sees to it for ever; ends only when cancelled or when the token is refused."""

    def __init__(self, bot: Bot, at: HookAt, looked: Callable[[Hooked], None]) -> None:
        self._bot = bot
        self._at = at
        self._looked = looked
        self._is_set = False
        self._patience = Patience()

    async def run(self) -> NoReturn:
        while True:
            try:
                found = await self._look()
            except TelegramError as error:
                await self._after(error)
                continue
            self._patience.answered()
            self._looked(found)
            await asyncio.sleep(LOOK_EVERY)

    async def _look(self) -> Hooked:
        try:
            info = await self._info()
            return Hooked(int(info.pending_update_count), info.last_error_date)
        except CANNOT_BE_READ as error:
            raise Unreadable(type(error).__name__) from error

    async def _info(self) -> WebhookInfo:
        """Sets it first, where it is not known to be ours."""
        if self._is_set:
            info = await self._bot.get_webhook_info()
            if info.url == self._at.url:
                return info
            log.error("webhook.changed", hint="another program uses the same token")
        await self._bot.set_webhook(
            self._at.url,
            secret_token=self._at.secret,
            allowed_updates=ALLOWED,
            max_connections=POSTS_AT_ONCE,
        )
        log.info("webhook.set", url=self._at.url)
        self._is_set = True
        return await self._bot.get_webhook_info()

    async def _after(self, error: TelegramError) -> None:
        wait = self._patience.failed(error)
        # Of a refused address only these words tell what is wrong with it.
        said = error.message if isinstance(error, BadRequest) else ""
        log.warning("webhook.failed", error=type(error).__name__, said=said)
        await asyncio.sleep(wait)
