"""Logs say what happened; they never hold a token or what anybody wrote."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from sqlalchemy.exc import IntegrityError

from mentorbot.domain.errors import MentorbotError
from mentorbot.edges.logs import configure, masked

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
        lambda: logging.getLogger("x").warning("failed: %s", ValueError(TOKEN)),
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
