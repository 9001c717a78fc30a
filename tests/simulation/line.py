"""The line to Telegram, and the post: what becomes of a call on its way, drawn from the seed."""

from __future__ import annotations

import json
from asyncio import Future
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from mentorbot.standin.errors import ApiError, conflict, too_many_requests
from tests.simulation.telegram import Telegram, refusal

CARRYING: ContextVar[int] = ContextVar("carrying", default=0)
"""The letter that is being carried, for whoever keeps the books."""
TIMEOUT = 10.0
SETTLES = 3.0
"""Seconds: who was asked to wait may have sent others just before."""
HTML = b"<html>502 Bad Gateway</html>"
Answer = tuple[int, bytes] | Exception


@dataclass(frozen=True)
class Weather:
    """How often out of one each thing befalls a call; everything else goes well."""

    lost: float = 0.01
    """It never arrives, and no answer comes: nobody can tell that from the next one."""
    unanswered: float = 0.015
    """It arrives, and the answer is lost."""
    cut: float = 0.01
    """The connection breaks, before or after it arrived."""
    unsent: float = 0.01
    """No connection: it surely did not leave."""
    gateway: float = 0.01
    asked_to_wait: float = 0.005
    garbage: float = 0.005
    slow: float = 0.03


AS_USUAL = Weather()
CALM = Weather(0, 0, 0, 0, 0, 0, 0, 0)
AMBIGUOUS = ("lost", "unanswered", "cut", "garbage")


def _no_connection() -> Exception:
    error = NetworkError("aiohttp.ClientConnectorError")
    key: Any = None
    error.__cause__ = aiohttp.ClientConnectorError(key, OSError())
    return error


def _silence() -> Exception:
    error = TimedOut()
    error.__cause__ = aiohttp.ServerTimeoutError()
    return error


def _broken() -> Exception:
    error = NetworkError("aiohttp.ServerDisconnectedError")
    error.__cause__ = aiohttp.ServerDisconnectedError()
    return error


class Line:
    """Between the programs that live one after the other and the one Telegram."""

    def __init__(self, telegram: Telegram, rng: Random, weather: Weather) -> None:
        self.telegram, self.rng, self.weather = telegram, rng, weather
        self.at: Callable[[float, Callable[[], None]], None] = lambda moment, act: None
        self.now: Callable[[], float] = lambda: 0.0
        self.note: Callable[[str], None] = lambda line: None
        self.befell: Callable[[int, str], None] = lambda letter, what: None
        self.is_down = False
        self.broken: Callable[[str], None] = lambda sentence: None
        self._asked: dict[int, tuple[float, float]] = {}
        """By chat from when until when Telegram asked to wait with letters to it, at least."""
        self._in_flight: set[int] = set()
        """Chats into which a letter is on its way."""
        self._poll: tuple[Future[Answer], int | None] | None = None
        telegram.waits = self._something_waits

    # --- calls

    def call(self, method: str, values: dict[str, Any], answer: Future[Answer]) -> None:
        letter, fate = CARRYING.get(), self._fate()
        self.note(f"call {method} {values.get('chat_id', '')} letter {letter} {fate}")
        way = self.rng.uniform(0.01, 0.08)
        there, back = self.now() + way, self.now() + 2 * way
        if letter:
            self._leaves_for(int(values["chat_id"]), answer)
        if fate == "slow":
            back = there + self.rng.uniform(1.0, TIMEOUT - 1)
        if fate in AMBIGUOUS or fate in ("unsent", "gateway", "asked_to_wait"):
            self.befell(letter, fate)
        if fate == "unsent":
            self._answer(back, answer, _no_connection())
        elif fate == "gateway":
            self._answer(back, answer, (502, HTML))
        elif fate == "asked_to_wait":
            wait = self.rng.choice((1, 3, 20, 300))
            if letter:
                self._asked[int(values["chat_id"])] = back + SETTLES, back + wait - SETTLES
            self._answer(back, answer, refusal(too_many_requests(wait)))
        elif fate == "lost":
            self._answer(there + TIMEOUT, answer, _silence())
        elif fate == "cut" and self.rng.random() < 0.5:
            self._answer(back, answer, _broken())
        else:
            self.at(there, lambda: self._arrives(method, values, letter, fate, back, answer))

    def _leaves_for(self, chat: int, answer: Future[Answer]) -> None:
        """Nobody calls while Telegram asked to wait, nor twice at once into one chat."""
        begins, ends = self._asked.get(chat, (0.0, 0.0))
        if begins < self.now() < ends:
            self.broken(f"I8 called although Telegram asked to wait for {ends - self.now():.0f} s")
        if chat in self._in_flight:
            self.broken(f"I8 two calls at once into chat {chat}")
        self._in_flight.add(chat)
        answer.add_done_callback(lambda _: self._in_flight.discard(chat))

    def _fate(self) -> str:
        if self.is_down:
            return self.rng.choice(("unsent", "unsent", "lost"))
        drawn = self.rng.random()
        for name, share in vars(self.weather).items():
            if drawn < share:
                return str(name)
            drawn -= share
        return "well"

    def _arrives(
        self, method: str, values: dict[str, Any], letter: int, fate: str, back: float,
        answer: Future[Answer],
    ) -> None:  # fmt: skip
        result: Answer
        token = CARRYING.set(letter)
        try:
            done = self.telegram.answer(method, values, self.now())
            result = 200, json.dumps({"ok": True, "result": done}).encode()
            self.befell(letter, f"arrived {method}")
        except ApiError as error:
            result = refusal(error)
            self.befell(letter, _refused(error))
        finally:
            CARRYING.reset(token)
        if fate == "unanswered":
            back, result = self.now() + TIMEOUT, _silence()
        elif fate == "cut":
            result = _broken()
        elif fate == "garbage":
            result = 200, b"not json"
        self._answer(back, answer, result)

    def died(self) -> None:
        """Whoever had something in flight is gone, and never heard, or kept, that it is to wait."""
        self._in_flight.clear()
        now = self.now()
        self._asked = {chat: span for chat, span in self._asked.items() if span[0] <= now}

    def _answer(self, moment: float, answer: Future[Answer], result: Answer) -> None:
        def comes() -> None:
            if not answer.done():
                answer.set_result(result)

        self.at(moment, comes)

    # --- long polls

    def polls(self, offset: int | None, patience: float, answer: Future[Answer]) -> None:
        fate = self._fate()
        way = self.now() + self.rng.uniform(0.01, 0.08)
        if fate == "unsent":
            self._answer(way, answer, _no_connection())
        elif fate == "gateway":
            self._answer(way, answer, (502, HTML))
        elif fate == "asked_to_wait":
            # As good a place as any for another program with the same token.
            self._answer(way, answer, refusal(conflict("terminated by other getUpdates request")))
        elif fate in ("lost", "cut"):
            self._answer(way + patience + TIMEOUT, answer, _silence())
        else:
            self.at(way, lambda: self._listens(offset, patience, answer, fate))

    def _listens(
        self, offset: int | None, patience: float, answer: Future[Answer], fate: str
    ) -> None:
        found = self.telegram.updates(offset, self.now())
        if fate == "unanswered":
            self._answer(self.now() + patience + TIMEOUT, answer, _silence())
        elif found or not patience:
            self._give(found, answer)
        else:
            self._poll = answer, offset
            self.at(self.now() + patience, lambda: self._gives_up(answer))

    def _give(self, found: list[dict[str, Any]], answer: Future[Answer]) -> None:
        if found:
            self.note(f"updates {[each['update_id'] for each in found]}")
        result = 200, json.dumps({"ok": True, "result": found}).encode()
        self._answer(self.now() + 0.02, answer, result)

    def _gives_up(self, answer: Future[Answer]) -> None:
        if self._poll is not None and self._poll[0] is answer:
            self._poll = None
            self._give([], answer)

    def _something_waits(self) -> None:
        if self._poll is not None:
            answer, offset = self._poll
            self._poll = None
            self._give(self.telegram.updates(offset, self.now()), answer)


class Wire(BaseRequest):
    """What python-telegram-bot calls with; one for each life of the program."""

    def __init__(self, line: Line, new_future: Callable[[], Future[Answer]]) -> None:
        self._line, self._new_future = line, new_future

    @property
    def read_timeout(self) -> float | None:
        return TIMEOUT

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        answer = self._new_future()
        where = urlsplit(url)
        name = where.path.rpartition("/")[2]
        if name == "getUpdates":
            asked = parse_qs(where.query)
            offset = int(asked["offset"][0]) if "offset" in asked else None
            self._line.polls(offset, float(asked["timeout"][0]), answer)
        else:
            self._line.call(name, dict(request_data.parameters) if request_data else {}, answer)
        result = await answer
        if isinstance(result, Exception):
            raise result
        return result


def _refused(error: ApiError) -> str:
    if "not modified" in error.description:
        return "unchanged"
    return "gone" if "to edit not found" in error.description else f"refused {error.code}"
