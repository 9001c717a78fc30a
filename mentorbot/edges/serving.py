"""`bot.py run`: the service with its web port, from SIGTERM to the last letter."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from dataclasses import dataclass

import structlog
import uvicorn
from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from mentorbot.domain.people import Language
from mentorbot.edges import auditor
from mentorbot.edges.clock import Clock, clock_of
from mentorbot.edges.mail_out import mailer_of
from mentorbot.edges.menus import TelegramMenus
from mentorbot.edges.reloading import Content
from mentorbot.edges.running import Service
from mentorbot.edges.settings import Settings
from mentorbot.edges.telegram_out import TelegramMessenger
from mentorbot.edges.web.answering import answering_routes
from mentorbot.edges.web.health import health_app
from mentorbot.services.parts import Parts

log = structlog.get_logger(__name__)

CONNECTIONS = 32
TIMEOUT = 10.0
"""Seconds for a call to Telegram that is not a long poll."""


class _Guest(uvicorn.Server):
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
        calls, updates = _request(CONNECTIONS), _request(1)
        bot = Bot(token, f"{url}/bot", f"{url}/file/bot", calls, updates)
        return cls(bot, calls, updates)

    async def __aenter__(self) -> Line:
        await asyncio.gather(self.calls.initialize(), self.updates.initialize())
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(self.calls.shutdown(), self.updates.shutdown())


def _request(connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=TIMEOUT,
        read_timeout=TIMEOUT,
        write_timeout=TIMEOUT,
    )


async def serve(parts: Parts, settings: Settings, content: Content) -> None:
    """Runs until SIGTERM or SIGINT; raises TokenRefused when Telegram will not have the token."""
    clock = clock_of(settings.clock_file)
    rehearsal = settings.clock_file is not None
    token = settings.token.get_secret_value()
    async with Line.to(settings.telegram_url, token) as line:
        menus = TelegramMenus(line.bot, parts.book)
        messenger = TelegramMessenger(line.bot)
        service = Service(
            parts, line.bot, line.updates, messenger, menus, clock, rehearsal, content,
            mailer_of(settings, clock.now),
        )  # fmt: skip
        _stop_on_signals(service)
        web = _web(parts, service, clock, settings)
        serving = asyncio.create_task(web.serve())
        greeting = asyncio.create_task(menus.show_everybody())
        heartbeat = settings.heartbeat_url.get_secret_value()
        watching = asyncio.create_task(auditor.watch(service, heartbeat))
        # Learning the cards takes a second: not while a mentor waits for the first answer.
        learning = asyncio.create_task(asyncio.to_thread(parts.search, "", Language.NB))
        log.info("service.started", content=parts.book.version)
        try:
            await service.run()
        finally:
            web.should_exit = True
            greeting.cancel()
            watching.cancel()
            await asyncio.gather(serving, greeting, watching, learning, return_exceptions=True)
            parts.database.close()
            log.info("service.ended")


def _stop_on_signals(service: Service) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, service.stop)


def _web(parts: Parts, service: Service, clock: Clock, settings: Settings) -> uvicorn.Server:
    host, port = settings.web_address
    app = health_app(parts.database, service.pulse, clock)
    app.router.routes.extend(answering_routes(service, settings.web_url))
    config = uvicorn.Config(
        app, host=host, port=port, log_config=None, access_log=False, lifespan="off", ws="none"
    )
    return _Guest(config)
