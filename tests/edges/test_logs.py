"""Logs say what happened; they never hold a token or what anybody wrote."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import smtplib
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import aiosmtplib
import httpx
import pytest
import structlog
from jinja2 import TemplateError
from sqlalchemy.exc import IntegrityError, OperationalError
from telegram.error import BadRequest, InvalidToken

from mentorbot.domain.errors import MentorbotError
from mentorbot.edges.logs import configure, masked
from tests.process import ROOT

TOKEN = "123456789:AAExample-token-for-a-test-only_0123"
TYPED = "Hun er redd for sjefen"

Logged = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def stream() -> io.StringIO:
    stream = io.StringIO()
    configure("INFO", stream)
    return stream


@pytest.fixture
def logged(stream: io.StringIO) -> Logged:
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_line_of_json(logged: Logged) -> None:
    structlog.get_logger("mentorbot.test").info("letter.sent", lane=1, name="Å")
    (line,) = logged()
    assert line["event"] == "letter.sent"
    assert (line["lane"], line["name"], line["level"]) == (1, "Å", "info")
    assert line["timestamp"].endswith("Z")


def test_the_standard_librarys_loggers_say_it_the_same_way(logged: Logged) -> None:
    logging.getLogger("somebody.else").warning("port %d is taken by %s", 8080, "somebody")
    (line,) = logged()
    assert line["event"] == "port 8080 is taken by somebody"
    assert line["level"] == "warning"


@pytest.mark.parametrize(
    "say",
    [
        lambda: structlog.get_logger().info(f"GET /bot{TOKEN}/getMe"),
        lambda: structlog.get_logger().info("asked", url=f"https://x/bot{TOKEN}/getMe"),
        lambda: structlog.get_logger().info("asked", deep={"urls": [{"a": (TOKEN,)}]}),
        lambda: structlog.get_logger().info("asked %s", TOKEN),
        lambda: structlog.get_logger().bind(url=TOKEN).warning("asked"),
        lambda: logging.getLogger("x").warning("GET %s %d", f"/bot{TOKEN}/getMe", 200),
        lambda: logging.getLogger("x").warning(f"GET /bot{TOKEN}/getMe"),
        lambda: logging.getLogger("x").warning("%(url)s", {"url": TOKEN}),
    ],
)
def test_no_token_is_written_wherever_it_stands(
    say: Callable[[], None], stream: io.StringIO
) -> None:
    say()
    assert TOKEN not in stream.getvalue()
    assert "[token]" in stream.getvalue()


def fails(error: Exception) -> None:
    raise error


@pytest.mark.parametrize("logger", [logging.getLogger("x"), structlog.get_logger("x")])
@pytest.mark.parametrize(
    "error", [ValueError(TYPED), KeyError(TYPED), IntegrityError(TYPED, {}, KeyError(TYPED))]
)
def test_an_exception_tells_where_and_what_kind_but_not_what_was_written(
    logger: Any, error: Exception, stream: io.StringIO, logged: Logged
) -> None:
    try:
        try:
            fails(error)
        except Exception as cause:
            raise LookupError(TYPED) from cause
    except LookupError:
        logger.exception("turn.failed")
    (line,) = logged()
    assert TYPED not in stream.getvalue()
    assert "test_logs.py" in line["exception"]
    assert f"{type(error).__module__}.{type(error).__qualname__}" in line["exception"]
    assert line["exception"].endswith("builtins.LookupError")
    assert line["level"] == "error"


class Late(MentorbotError):
    """The letter came too late."""


def test_mentorbots_own_errors_say_what_they_have_to_say(logged: Logged) -> None:
    try:
        raise Late
    except Late:
        structlog.get_logger().exception("turn.failed")
    assert logged()[0]["exception"].endswith("Late: The letter came too late.")


def test_an_exception_handed_in_is_told_too(logged: Logged) -> None:
    structlog.get_logger().error("finish.failed", exc_info=ValueError(TYPED))
    assert logged()[0]["exception"] == "builtins.ValueError"


@pytest.mark.parametrize("name", ["httpx", "httpcore.http11", "telegram.ext", "apscheduler"])
def test_libraries_that_tell_addresses_or_updates_are_quiet(name: str, stream: io.StringIO) -> None:
    configure("DEBUG", stream)
    logging.getLogger(name).info("POST https://x/bot/sendMessage")
    assert stream.getvalue() == ""
    logging.getLogger(name).warning("refused")
    assert "refused" in stream.getvalue()


def test_only_what_is_asked_for_is_written(stream: io.StringIO) -> None:
    configure("ERROR", stream)
    structlog.get_logger().info("quiet")
    logging.getLogger("httpx").warning("quiet")
    assert stream.getvalue() == ""


def test_on_a_terminal_people_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: True)
    configure("INFO", stream)
    structlog.get_logger().info("service.started", url=TOKEN)
    assert "service.started" in stream.getvalue()
    assert not stream.getvalue().startswith("{")
    assert TOKEN not in stream.getvalue()


def test_masking_leaves_everything_else_as_it_is() -> None:
    value = {"n": 1, "none": None, "yes": True, "words": ["12:30", "a:b"], "half": 0.5}
    assert masked(value) == value
    assert masked(b"\x00") == "b'\\x00'"


LINK, CODE = "kR3Vtq0zYbJ8nW5xLm2PdA", "Zb7YkQ1xw9uH4tJ6nC3vRg"
CANARY = "kanarifugl som ingen skal se"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"GET https://mentor.example.no/a/{LINK} failed", "/a/[link] failed"),
        (f"https://t.me/mentorbot?start={CODE}", "?start=[code]"),
        ("postgresql://bot:hemmelig-ord@db/mentor", "://[login]@db/mentor"),
        ("smtp+starttls://post%40nav.no:hemmelig-ord@smtp.nav.no:587", "://[login]@smtp.nav.no"),
    ],
)
def test_no_link_invitation_or_password_is_written(
    said: str, kept: str, stream: io.StringIO
) -> None:
    structlog.get_logger().warning("asked", url=said)
    logging.getLogger("x").warning("asked %s", said)
    assert not any(secret in stream.getvalue() for secret in (LINK, CODE, "hemmelig-ord"))
    assert stream.getvalue().count(kept) == 2


def deep(depth: int, canary: str) -> None:
    """Raises far down, with the canary in every frame's variables and in what is raised."""
    held = {"words": canary, "depth": depth}
    if depth:
        deep(depth - 1, canary)
    try:
        raise KeyError(canary, held)
    except KeyError as error:
        raise ExceptionGroup(canary, [ValueError(canary), OSError(2, canary, canary)]) from error


class Unprintable(Exception):
    """Its words are its argument's."""

    def __repr__(self) -> str:
        return f"Unprintable({CANARY})"

    __str__ = __repr__


REFUSED = aiosmtplib.SMTPRecipientRefused(550, CANARY, CANARY)


@pytest.mark.parametrize(
    "error",
    [
        ValueError(CANARY), KeyError({CANARY: 1}), Unprintable(), OSError(CANARY),
        FileNotFoundError(2, CANARY, CANARY), ConnectionRefusedError(111, CANARY),
        smtplib.SMTPRecipientsRefused({CANARY: (550, CANARY.encode())}),
        aiosmtplib.SMTPConnectError(CANARY), REFUSED, aiosmtplib.SMTPDataError(554, CANARY),
        httpx.ConnectError(f"https://api.telegram.org/bot{TOKEN}/getMe"), httpx.InvalidURL(CANARY),
        InvalidToken(CANARY), BadRequest(CANARY), UnicodeDecodeError("ascii", b"", 0, 1, CANARY),
        json.JSONDecodeError(CANARY, CANARY, 0), TemplateError(CANARY), IntegrityError(
            CANARY, {"words": CANARY}, sqlite3.IntegrityError(CANARY)),
        OperationalError("INSERT", {"words": CANARY}, sqlite3.OperationalError("locked"),
                         hide_parameters=True),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "say",
    [
        lambda error: structlog.get_logger().exception("failed"),
        lambda error: structlog.get_logger().error("failed", exc_info=error),
        lambda error: structlog.get_logger().error("failed", error=error, errors=[error]),
        lambda error: logging.getLogger("x").exception("failed"),
        lambda error: logging.getLogger("x").error("failed: %s %r", error, [error]),
        lambda error: logging.getLogger("x").error("failed: %(it)s", {"it": error}),
        lambda error: logging.getLogger("x").error(error),
    ],
)
def test_no_error_says_what_it_was_told(
    error: Exception, say: Callable[[Exception], None], stream: io.StringIO
) -> None:
    try:
        try:
            deep(3, CANARY)
        except ExceptionGroup as group:
            raise error from group
    except type(error):
        say(error)
    assert stream.getvalue().strip()
    assert CANARY not in stream.getvalue() and TOKEN not in stream.getvalue()


def test_an_answer_that_ptb_cannot_read_is_not_written_down(stream: io.StringIO) -> None:
    """It may hold the message that was just sent."""
    logging.getLogger("telegram.request.BaseRequest").error("Can not load: %r", CANARY)
    assert stream.getvalue() == ""


def test_an_error_of_the_system_says_what_the_system_calls_it(logged: Logged) -> None:
    structlog.get_logger().error("failed", exc_info=FileNotFoundError(2, CANARY, CANARY))
    assert logged()[0]["exception"].endswith("FileNotFoundError: No such file or directory")


async def test_what_a_forgotten_task_raised_is_not_in_asyncios_message(
    stream: io.StringIO,
) -> None:
    async def fails_quietly() -> None:
        raise ValueError(CANARY)

    task = asyncio.ensure_future(fails_quietly())
    await asyncio.sleep(0)
    context = {"message": "Task exception was never retrieved", "task": task}
    asyncio.get_running_loop().call_exception_handler(
        {**context, "exception": task.exception(), "future": task}
    )
    assert "Task exception was never retrieved" in stream.getvalue()
    assert "builtins.ValueError" in stream.getvalue() and CANARY not in stream.getvalue()


@pytest.mark.parametrize(
    "program",
    [
        "raise ValueError(canary)",
        "threading.Thread(target=lambda: int(canary)).start()",
        "class Dying:\n    def __del__(self): raise ValueError(canary)\nDying()",
        "asyncio.run(asyncio.wait_for(asyncio.to_thread(int, canary), 1))",
    ],
)
def test_what_nothing_catches_is_told_without_its_words(program: str) -> None:
    """In a process of its own: standard output and standard error."""
    begins = (
        "import asyncio, threading\nfrom mentorbot.edges import logs\n"
        f"logs.configure()\ncanary = {CANARY!r}\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", begins + program], cwd=ROOT, capture_output=True, text=True
    )
    assert "builtins.ValueError" in done.stdout + done.stderr
    assert CANARY not in done.stdout
    assert CANARY not in done.stderr
