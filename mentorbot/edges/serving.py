"""`bot.py run`: the service with its web port, from SIGTERM to the last letter."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
import uvicorn
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import BaseRequest

from mentorbot.book.findings import ContentErrors
from mentorbot.edges import auditor, bounces, watchdog
from mentorbot.edges.clock import Clock, clock_of
from mentorbot.edges.mail_out import mailer_of
from mentorbot.edges.menus import TelegramMenus
from mentorbot.edges.reloading import Content
from mentorbot.edges.running import Service
from mentorbot.edges.settings import Settings
from mentorbot.edges.telegram_app import AppKey
from mentorbot.edges.telegram_hook import HookAt
from mentorbot.edges.telegram_out import TelegramMessenger
from mentorbot.edges.telegram_wire import AiohttpRequest
from mentorbot.edges.web.answering import answering_routes
from mentorbot.edges.web.desk.routes import desk_routes
from mentorbot.edges.web.health import health_app
from mentorbot.edges.web.webhook import webhook_routes
from mentorbot.services import coming_back, publishing
from mentorbot.services.parts import Parts
from mentorbot.storage import rotating

log = structlog.get_logger(__name__)

CONNECTIONS = 32
NAME_TAKES = 3.0
"""Seconds for which a page waits to learn what the bot is called."""
TIMEOUT = 10.0
"""Seconds for a call to Telegram that is not a long poll."""


class Guest(uvicorn.Server):
    """uvicorn inside the bot's own loop."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn would raise the signal again when it ends, before the bot has ended well.
        yield


@dataclass(frozen=True)
class Line:
    """The way to Telegram: a bot for calls, and a connection of its own for the long poll.

    Bot.initialize is not used: it asks Telegram first, and a start must survive its absence.
    """

    bot: Bot
    calls: BaseRequest
    updates: BaseRequest

    @classmethod
    def to(cls, url: str, token: str) -> Line:
        calls, updates = AiohttpRequest(CONNECTIONS, TIMEOUT), AiohttpRequest(1, TIMEOUT)
        bot = Bot(token, f"{url}/bot", f"{url}/file/bot", calls, updates)
        return cls(bot, calls, updates)

    async def __aenter__(self) -> Line:
        await asyncio.gather(self.calls.initialize(), self.updates.initialize())
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(self.calls.shutdown(), self.updates.shutdown())


async def serve(parts: Parts, settings: Settings, content: Content) -> None:
    """Runs until SIGTERM or SIGINT; raises TokenRefused when Telegram will not have the token."""
    clock = clock_of(settings.clock_file)
    rehearsal = settings.clock_file is not None
    token = settings.token.get_secret_value()
    parts = await asyncio.to_thread(_as_published, parts, content, clock.now())
    parts = replace(parts, web_url=desk_address(settings))
    async with Line.to(settings.telegram_url, token) as line:
        menus = TelegramMenus(line.bot, parts.book)
        messenger = TelegramMessenger(line.bot)
        service = Service(
            parts, line.bot, line.updates, messenger, menus, clock, rehearsal, content,
            mailer_of(settings, clock.now), hook=_hook(settings),
        )  # fmt: skip
        _stop_on_signals(service)
        web = _web(parts, service, clock, settings)
        serving = asyncio.create_task(web.serve())
        greeting = asyncio.create_task(menus.show_everybody())
        heartbeat = settings.heartbeat_url.get_secret_value()
        watching = [
            asyncio.create_task(watchdog.keep_awake()),
            asyncio.create_task(auditor.watch(service, heartbeat)),
        ]
        if settings.mail_bounces is not None:
            watching.append(asyncio.create_task(bounces.watch(service, settings.mail_bounces)))
        await asyncio.to_thread(_settle_keys, parts, clock.now())
        log.info("service.started", content=parts.book.version)
        try:
            await service.run()
        finally:
            web.should_exit = True
            greeting.cancel()
            for each in watching:
                each.cancel()
            await asyncio.gather(serving, greeting, *watching, return_exceptions=True)
            parts.database.close()
            log.info("service.ended")


def _settle_keys(parts: Parts, now: datetime) -> None:
    with parts.database.begin() as tx:
        rotating.note_start(tx, parts.database.vault)
    if again := coming_back.erase_again(parts, now):
        log.warning("erased.again", subjects=[each.name for each in again])


def _stop_on_signals(service: Service) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, service.stop)


def _as_published(parts: Parts, content: Content, now: datetime) -> Parts:
    """With what was published at the desk. Where that does not fit the files any more, they serve
    alone, and the coordinators know."""
    try:
        return content.renew(parts, content.folder)
    except ContentErrors as error:
        log.error("content.refused", finding=str(error.findings[0]))
        publishing.refuse(parts, error.findings, now)
        return parts


def desk_address(settings: Settings) -> str:
    """Where the desk is: without a public address only on this very machine."""
    return settings.web_url or f"http://{settings.web_bind}"


def app_key(settings: Settings) -> AppKey | None:
    """What the desk inside Telegram goes by; None where it cannot open there."""
    by_https = settings.web_url.startswith("https:")
    return AppKey(settings.token.get_secret_value()) if by_https else None


@dataclass
class _Name:
    """The bot's username, by setting or asked of Telegram once somebody wants it."""

    known: str
    bot: Bot

    async def get(self) -> str:
        """Nothing while Telegram does not answer."""
        if not self.known:
            try:
                async with asyncio.timeout(NAME_TAKES):
                    self.known = (await self.bot.get_me()).username or ""
            except (TelegramError, TimeoutError) as error:
                log.warning("bot.nameless", error=type(error).__name__)
        return self.known


def _hook(settings: Settings) -> HookAt | None:
    if settings.updates == "polling":
        return None
    return HookAt(settings.hook_url, settings.webhook_secret.get_secret_value())


def _web(parts: Parts, service: Service, clock: Clock, settings: Settings) -> uvicorn.Server:
    host, port = settings.web_address
    bot_name = _Name(settings.bot_name, service.bot).get
    app = health_app(parts.database, service.pulse, clock, service.duties.holds)
    app.router.routes.extend(answering_routes(service, settings.web_url))
    can_mail = service.mailer is not None
    desk = desk_routes(
        service, desk_address(settings), bot_name, can_mail=can_mail, app_key=app_key(settings)
    )
    app.router.routes.extend(desk)
    if service.hook is not None:
        app.router.routes.extend(webhook_routes(service, service.hook.secret))
    config = uvicorn.Config(
        app, host=host, port=port, log_config=None, access_log=False, lifespan="off", ws="none"
    )
    return Guest(config)
