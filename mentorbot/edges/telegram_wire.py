"""The wire to Telegram: python-telegram-bot's requests carried by aiohttp instead of httpx.

Measured in `make bench`: most of the time from a tap to its edit was the HTTP client's.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import cache
from typing import Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""Failures in which the request was not sent at all, no free connection or a late one among them:
safe to repeat. Every other failure of aiohttp leaves open whether it arrived."""

TOLD_APART = (400, 401, 403, 404, 409, 429)
"""Refusals that python-telegram-bot knows. Any other it would take for trouble of the network, and
what is refused for good would be tried again."""
TOO_LARGE = 413
TOO_LARGE_SAID = b'{"ok": false, "description": "Bad Request: request entity too large"}'
"""In Telegram's words, for whoever stands before it says so with a page."""

KEPT_OPEN = 15.0
"""Seconds that an idle connection is kept; fewer than the servers between here and Telegram keep
theirs, so that a call is not written to a connection that is just being closed."""

_may_leave: ContextVar[Callable[[], bool]] = ContextVar("_may_leave", default=lambda: True)


@contextlib.contextmanager
def leaving_only_if(may: Callable[[], bool]) -> Iterator[None]:
    """Asks `may` once more when the connection stands, right before a call is written to it. A
    process that hung while it connected may have been followed by another meanwhile."""
    token = _may_leave.set(may)
    try:
        yield
    finally:
        _may_leave.reset(token)


class _Connector(aiohttp.TCPConnector):
    """Nothing is awaited between the connection that it hands out and the writing."""

    async def connect(self, *args: Any, **named: Any) -> Any:
        connection = await super().connect(*args, **named)
        if not _may_leave.get()():
            connection.close()
            raise aiohttp.ConnectionTimeoutError("too late to leave")
        return connection


class AiohttpRequest(BaseRequest):
    """A BaseRequest with so many connections; `timeout` in seconds, for connecting and for the
    answer. No call takes longer than both together, however slowly its answer drips in."""

    def __init__(self, connections: int, timeout: float) -> None:
        self._connections = connections
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._timeout

    async def initialize(self) -> None:
        if self._session is None:
            connector = _Connector(
                limit=self._connections, keepalive_timeout=KEPT_OPEN, ttl_dns_cache=60
            )
            self._session = aiohttp.ClientSession(
                connector=connector, headers={"User-Agent": self.USER_AGENT}
            )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Raises TimedOut and NetworkError with aiohttp's own error as their cause."""
        if self._session is None:
            raise RuntimeError("the wire to Telegram is not open: call initialize() first")
        connecting, reading = self._seconds(pool_timeout), self._seconds(read_timeout)
        timeout = aiohttp.ClientTimeout(
            total=connecting + reading,
            connect=connecting,
            sock_connect=self._seconds(connect_timeout),
            sock_read=reading,
        )
        # A redirect is not Telegram's: what is said here would be told to somebody else.
        sending = self._session.request(
            method, url, data=_body(request_data), timeout=timeout, allow_redirects=False,
            proxy=_proxy_for(*url.split("/", 3)[:3:2]),
        )  # fmt: skip
        try:
            async with sending as answer:
                return _told(answer.status, await answer.read())
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            # Only the kind: the text of some of these names the address, which holds the token.
            raise NetworkError(f"aiohttp.{type(error).__name__}") from error

    def _seconds(self, asked: Any) -> float:
        return asked if isinstance(asked, int | float) else self._timeout


@cache
def _proxy_for(scheme: str, host: str) -> str | None:
    """The proxy that the surroundings name is used, as other programs do. aiohttp would look for it
    anew with each call, and in ~/.netrc too."""
    if proxy_bypass(host):
        return None
    return getproxies().get(scheme.removesuffix(":"))


def _told(code: int, said: bytes) -> tuple[int, bytes]:
    if code == TOO_LARGE:
        return 400, TOO_LARGE_SAID
    return 400 if 400 <= code < 500 and code not in TOLD_APART else code, said


def _body(data: RequestData | None) -> Any:
    if data is None:
        return None
    if not data.contains_files:
        return data.json_parameters
    # Telegram takes a file's name as it stands: it would show "%C3%B8" for "ø".
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
