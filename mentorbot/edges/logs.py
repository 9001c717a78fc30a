"""Structured logs on standard output: what happened, never what anybody wrote."""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
from collections.abc import Mapping, MutableMapping, Sequence
from traceback import format_tb
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO, TypeAlias

import structlog
from sqlalchemy.exc import OperationalError
from structlog.stdlib import ProcessorFormatter
from structlog.typing import Processor

from mentorbot.domain.errors import MentorbotError

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

SECRETS = (
    (re.compile(r"\d{6,}:[\w-]{30,}"), "[token]"),
    (re.compile(r"(?<=/a/)[\w-]{16,}"), "[link]"),
    (re.compile(r"(?<=[?&]start=)[\w-]+"), "[code]"),
    (re.compile(r"(?<=://)[^/\s@]+(?=@)"), "[login]"),
)
"""A bot's token, what a page's address and an invitation end with, and a password in an address."""
QUIET = ("httpx", "httpcore", "telegram", "apscheduler", "uvicorn.access", "alembic")
"""They tell addresses that hold the token, whole updates, or every small step."""
SILENT = ("telegram.request",)
"""It writes whole answers that it cannot read; what called it says that there was one."""
SAYS_NOTHING_PERSONAL = (MentorbotError, OperationalError)
"""Errors whose message may be logged. Others may quote what somebody wrote."""

Event: TypeAlias = MutableMapping[str, Any]
Failure: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None]


def configure(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Sets up structlog and the standard library's loggers alike. May be called again."""
    stream = stream or sys.stdout
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _failure,
        _masked,
    ]
    structlog.configure(
        processors=[*shared, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.addFilter(_hide_secrets)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[ProcessorFormatter.remove_processors_meta, _renderer(stream)],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    sys.excepthook = _crashed
    threading.excepthook = _thread_crashed
    sys.unraisablehook = _lost


def _crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What nothing caught: Python itself would print what it says."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        structlog.get_logger(__name__).critical("process.crashed", exc_info=(kind, error, trace))


def _thread_crashed(left: threading.ExceptHookArgs) -> None:
    if left.exc_value is not None:
        structlog.get_logger(__name__).error("thread.crashed", exc_info=left.exc_value)


def _lost(left: UnraisableHookArgs) -> None:
    """Raised where nobody can catch it, as an object was thrown away."""
    if left.exc_value is not None:
        structlog.get_logger(__name__).error("error.lost", exc_info=left.exc_value)


def masked(value: Any) -> Any:
    """The same value without bot tokens, at any depth."""
    if isinstance(value, str):
        return _without_secrets(value)
    if isinstance(value, BaseException):
        return type(value).__name__
    if isinstance(value, Mapping):
        return {masked(name): masked(inner) for name, inner in value.items()}
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, bytes | bytearray):
        return [masked(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _without_secrets(str(value))


def _without_secrets(text: str) -> str:
    for pattern, mask in SECRETS:
        text = pattern.sub(mask, text)
    return text


def _masked(_logger: Any, _method: str, event: Event) -> Event:
    """Not the underscored entries: structlog's own, gone before anything is written."""
    return {name: value if name.startswith("_") else masked(value) for name, value in event.items()}


def _failure(_logger: Any, _method: str, event: Event) -> Event:
    """An exception as where it happened and what kind it was, its message only if harmless."""
    failure = event.pop("exc_info", None)
    if failure is True:
        failure = sys.exc_info()
    if isinstance(failure, BaseException):
        failure = (type(failure), failure, failure.__traceback__)
    if failure and failure[1] is not None:
        event["exception"] = "\n".join(_told(failure[1]))
    return event


def _told(error: BaseException) -> list[str]:
    """Causes first, as Python tells them."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [] if before is None else [*_told(before), "which led to:"]
    frames = [frame.rstrip() for frame in format_tb(error.__traceback__)]
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    message = _harmless(error)
    return [*lines, *frames, f"{kind}: {message}" if message else kind]


def _harmless(error: BaseException) -> str:
    """What an error says, as far as nobody's words can be in it."""
    if isinstance(error, SAYS_NOTHING_PERSONAL):
        return str(error)
    if isinstance(error, OSError) and isinstance(error.errno, int):
        # Its own words only: a server's reply may hold an address.
        return os.strerror(error.errno)
    return ""


def _hide_secrets(record: logging.LogRecord) -> bool:
    """For records of the standard library, before anything formats them."""
    if isinstance(record.msg, str):
        # asyncio puts the task into its message, and with it what the task raised.
        record.msg = masked(record.msg.splitlines()[0] if record.exc_info else record.msg)
    elif isinstance(record.msg, BaseException):
        record.msg = masked(record.msg)
    if isinstance(record.args, Mapping):
        record.args = {name: _safe_argument(value) for name, value in record.args.items()}
    elif record.args:
        record.args = tuple(_safe_argument(value) for value in record.args)
    return True


def _safe_argument(value: object) -> object:
    """Unchanged where it holds no token: "%d" must go on getting its number."""
    if isinstance(value, BaseException | Mapping | list | tuple | set | frozenset):
        return masked(value)
    text = str(value)
    hidden = _without_secrets(text)
    return value if hidden == text else hidden


def _renderer(stream: TextIO) -> Processor:
    if stream.isatty():
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer(ensure_ascii=False)
