"""What Telegram answers, and what it means: through a real Bot, against the stand-in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import aiohttp
import httpx
import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from mentorbot.edges.telegram_out import TelegramMessenger
from mentorbot.edges.telegram_wire import AiohttpRequest
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
from mentorbot.standin.faults import Fault
from mentorbot.standin.phone import Phone
from mentorbot.standin.server import Standin

# PTB warns of a change to come wherever Telegram asks to wait.
pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")

TOKEN = "1:TEST"
HELLO = Words("<b>Hei</b> du", [[("Ja", "key.0"), ("Nei", "key.1")]])
DONE = None

Call = Callable[[TelegramMessenger, int, int], Awaitable[object]]
CALLS: dict[str, Call] = {
    "sendMessage": lambda m, chat, _: m.send(chat, Words("Hei"), silent=False),
    "editMessageText": lambda m, chat, message: m.edit(chat, message, Words("Hå")),
    "editMessageReplyMarkup": lambda m, chat, message: m.strip(chat, message),
    "deleteMessage": lambda m, chat, message: m.delete(chat, message),
}
SEND, EDIT, STRIP, DELETE = CALLS


@dataclass
class Line:
    standin: Standin
    messenger: TelegramMessenger
    kari: Phone

    def strike(self, **fault: Any) -> None:
        self.standin.stage.faults.add(Fault(**fault))

    async def meaning(self, call: str, message: int = 0) -> type[Exception] | None:
        """What a call comes to; None when it is done."""
        try:
            await CALLS[call](self.messenger, self.kari.user, message)
        except (NotSent, FateUnknown) as error:
            # What the door tells apart for itself means nothing more to anybody else.
            return next(kind for kind in type(error).__mro__ if kind.__name__[0] != "_")
        return None


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with Standin(token=TOKEN, pace=0.02) as standin:
        request = AiohttpRequest(32, 0.4)
        await request.initialize()
        bot = Bot(TOKEN, f"{standin.url}/bot", f"{standin.url}/file/bot", request)
        async with httpx.AsyncClient() as client:
            kari = await Phone.of(standin.url, client, first_name="Kari")
            await kari.start()
            yield Line(standin, TelegramMessenger(bot), kari)
        await request.shutdown()


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


async def test_a_picture_arrives_with_its_words_and_a_file_with_its_name(line: Line) -> None:
    chat, show = line.kari.user, line.messenger.show
    await show(chat, Picture(PIXEL, "<b>Ukene</b> på æøå"), silent=False)
    shown = await line.kari.last()
    assert shown["photo"][0]["width"] == 1
    assert shown["caption"] == "Ukene på æøå"
    assert [each["type"] for each in shown["caption_entities"]] == ["bold"]
    file = Picture(b"%PDF-1.4", "Arket &amp; ordene", "Ukene Bjørk.pdf")
    await show(chat, file, silent=True)
    sent = await line.kari.last()
    assert sent["document"]["file_name"] == "Ukene Bjørk.pdf"
    assert sent["caption"] == "Arket & ordene"
    await show(chat, Picture(PIXEL, "<b>Ukene"), silent=False)
    assert (await line.kari.last())["caption"] == "Ukene"


async def test_what_a_picture_meets_has_the_same_meaning_as_for_words(line: Line) -> None:
    chat, picture = line.kari.user, Picture(PIXEL, "Ukene")
    refusal = "Bad Request: IMAGE_PROCESS_FAILED"
    line.strike(kind="error", method="sendPhoto", code=400, description=refusal)
    with pytest.raises(Refused):
        await line.messenger.show(chat, picture, silent=False)
    line.strike(kind="retry_after", method="sendPhoto", seconds=2)
    with pytest.raises(TryLater):
        await line.messenger.show(chat, picture, silent=False)
    message = await line.messenger.show(chat, picture, silent=False)
    with pytest.raises(NoText):
        await line.messenger.edit(chat, message, HELLO)
    await line.kari.block()
    with pytest.raises(Unreachable):
        await line.messenger.show(chat, picture, silent=False)


ANSWERS: list[tuple[int, str, dict[str, type[Exception] | None]]] = [
    # code, what Telegram says, and what it means for (send, edit, strip, delete)
    (403, "Forbidden: bot was blocked by the user", dict.fromkeys(CALLS, Unreachable)),
    (403, "Forbidden: user is deactivated", dict.fromkeys(CALLS, Unreachable)),
    (403, "Forbidden: bot can't initiate conversation with a user",
     dict.fromkeys(CALLS, Unreachable)),
    (400, "Bad Request: chat not found", dict.fromkeys(CALLS, Unreachable)),
    (400, "Bad Request: PEER_ID_INVALID", dict.fromkeys(CALLS, Unreachable)),
    (400, "Bad Request: message is not modified: specified new message content and reply ...",
     {EDIT: DONE, STRIP: DONE}),
    (400, "Bad Request: message to edit not found", {EDIT: MessageGone, STRIP: DONE}),
    (400, "Bad Request: message can't be edited", {EDIT: MessageGone, STRIP: DONE}),
    (400, "Bad Request: MESSAGE_ID_INVALID", {EDIT: MessageGone, STRIP: DONE, DELETE: DONE}),
    (400, "Bad Request: message to delete not found", {DELETE: DONE}),
    # It stays in the chat, with whatever it holds: somebody must get to know.
    (400, "Bad Request: message can't be deleted", {DELETE: Refused}),
    (400, "Bad Request: message can't be deleted for everyone", {DELETE: Refused}),
    (400, "Bad Request: message is too long", {SEND: Refused, EDIT: Refused}),
    (400, "Bad Request: BUTTON_DATA_INVALID", {SEND: Refused, EDIT: Refused, STRIP: DONE}),
    (400, "Bad Request: group chat was upgraded to a supergroup chat",
     dict.fromkeys(CALLS, Unreachable)),
    (401, "Unauthorized", dict.fromkeys(CALLS, NotSent)),
    (404, "Not Found", dict.fromkeys(CALLS, NotSent)),
    (409, "Conflict: terminated by other getUpdates request", dict.fromkeys(CALLS, NotSent)),
    (500, "Internal Server Error: restart", dict.fromkeys(CALLS, NotSent)),
    (502, "Bad Gateway", dict.fromkeys(CALLS, NotSent)),
]  # fmt: skip
MATRIX = [
    pytest.param(code, said, call, meaning, id=f"{call}-{code}-{said.split(': ')[-1][:30]}")
    for code, said, meanings in ANSWERS
    for call, meaning in meanings.items()
]


@pytest.mark.parametrize(("code", "said", "call", "meaning"), MATRIX)
async def test_what_telegram_says_has_one_meaning(
    line: Line, code: int, said: str, call: str, meaning: type[Exception] | None
) -> None:
    message = await line.messenger.send(line.kari.user, HELLO, silent=False)
    line.strike(kind="error", method=call, code=code, description=said)
    assert await line.meaning(call, message) is meaning


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        ({"kind": "http", "status": 502}, NotSent),
        ({"kind": "http", "status": 504}, NotSent),
        ({"kind": "retry_after", "seconds": 30}, TryLater),
        ({"kind": "drop_before"}, FateUnknown),
        ({"kind": "drop_after"}, FateUnknown),
        ({"kind": "hang"}, FateUnknown),
        ({"kind": "garbage"}, FateUnknown),
        ({"kind": "corrupt", "result": None}, FateUnknown),
        ({"kind": "corrupt", "result": {"date": "x"}}, FateUnknown),
    ],
)
@pytest.mark.parametrize("call", [SEND, EDIT])
async def test_what_the_network_does_has_one_meaning(
    line: Line, fault: dict[str, Any], call: str, meaning: type[Exception]
) -> None:
    message = await line.messenger.send(line.kari.user, HELLO, silent=False)
    line.strike(method=call, **fault)
    assert await line.meaning(call, message) is meaning


async def test_telegram_says_how_long_to_wait(line: Line) -> None:
    line.strike(kind="retry_after", method=SEND, seconds=10072)
    with pytest.raises(TryLater) as caught:
        await line.messenger.send(line.kari.user, HELLO, silent=False)
    assert caught.value.wait == timedelta(seconds=10072)


async def test_nobody_listens_and_it_was_not_sent_for_sure(line: Line) -> None:
    await line.standin.stop()
    assert await line.meaning(SEND) is NotSent
    await line.standin.start()


async def test_markup_that_telegram_cannot_read_is_sent_plain(line: Line) -> None:
    message = await line.messenger.send(
        line.kari.user, Words("<b>Fisk &amp; <i>brød</b>"), silent=False
    )
    assert (await line.kari.last())["text"] == "Fisk & brød"
    await line.messenger.edit(line.kari.user, message, Words("<b>Bare & <brød", HELLO.buttons))
    assert "Bare &" in (await line.kari.last())["text"]
    assert await line.kari.buttons() == ["Ja", "Nei"]


async def test_words_and_buttons_arrive_as_they_are(line: Line) -> None:
    message = await line.messenger.send(line.kari.user, HELLO, silent=True)
    seen = await line.kari.last()
    assert (seen["message_id"], seen["text"]) == (message, "Hei du")
    assert await line.kari.buttons() == ["Ja", "Nei"]
    await line.messenger.strip(line.kari.user, message)
    assert await line.kari.buttons() == []
    await line.messenger.strip(line.kari.user, message)
    await line.messenger.delete(line.kari.user, message)
    await line.messenger.delete(line.kari.user, message)
    with pytest.raises(MessageGone):
        await line.messenger.edit(line.kari.user, message, HELLO)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "code": 400, "description": "Bad Request: query is too old"},
        {"kind": "error", "code": 403, "description": "Forbidden: bot was blocked by the user"},
        {"kind": "retry_after", "seconds": 5},
        {"kind": "drop_before"},
        {"kind": "hang"},
        {"kind": "garbage"},
    ],
)
async def test_a_tap_whose_answer_is_lost_is_no_error(line: Line, fault: dict[str, Any]) -> None:
    line.strike(method="answerCallbackQuery", **fault)
    await line.messenger.answer("77", "Takk")
    await line.messenger.answer("never seen", "")


class Raises:
    """A Bot that meets every call with one error."""

    def __init__(self, error: BaseException, cause: BaseException | None = None) -> None:
        self.error, self.cause = error, cause

    def __getattr__(self, _name: str) -> Callable[..., Awaitable[object]]:
        async def call(*_args: object, **_named: object) -> object:
            raise self.error from self.cause

        return call


NOT_REACHED = aiohttp.ClientConnectorError(Mock(), OSError("dns"))
ERRORS: list[tuple[BaseException, BaseException | None, type[Exception]]] = [
    (TimedOut(), aiohttp.SocketTimeoutError(), FateUnknown),
    (TimedOut(), aiohttp.ConnectionTimeoutError(), NotSent),
    (TimedOut(), TimeoutError(), FateUnknown),
    (TimedOut(), None, FateUnknown),
    (NetworkError("x"), NOT_REACHED, NotSent),
    (NetworkError("x"), aiohttp.ClientOSError("cut"), FateUnknown),
    (NetworkError("x"), aiohttp.ServerDisconnectedError(), FateUnknown),
    (NetworkError("x"), aiohttp.ClientPayloadError("half an answer"), FateUnknown),
    (NetworkError("Unknown error in HTTP implementation"), RuntimeError("?"), FateUnknown),
    (NetworkError("Bad Gateway"), None, NotSent),
    (NetworkError("Bad Gateway"), TelegramError("Invalid server response"), NotSent),
    (ChatMigrated(-100), None, Unreachable),
    (Forbidden("Forbidden: bot was kicked"), None, Unreachable),
    (BadRequest("Chat not found"), None, Unreachable),
    (BadRequest("User not found"), None, Unreachable),
    (BadRequest("something new"), None, Refused),
    (Conflict("two"), None, NotSent),
    (InvalidToken("no"), None, NotSent),
    (EndPointNotFound("what"), None, FateUnknown),
    (TelegramError("Invalid server response"), None, FateUnknown),
    (KeyError("message_id"), None, FateUnknown),
    (TypeError("date"), None, FateUnknown),
]


@pytest.mark.parametrize(("error", "cause", "meaning"), ERRORS)
@pytest.mark.parametrize("call", CALLS)
async def test_every_error_of_the_library_is_told_apart(
    call: str, error: BaseException, cause: BaseException | None, meaning: type[Exception]
) -> None:
    messenger = TelegramMessenger(Raises(error, cause))  # type: ignore[arg-type]
    if call == STRIP and meaning is Refused:
        await CALLS[call](messenger, 1, 2)
        return
    with pytest.raises(meaning) as caught:
        await CALLS[call](messenger, 1, 2)
    assert type(caught.value) is meaning


@pytest.mark.parametrize("opted_in", ["true", "false"])
async def test_the_wait_is_read_whichever_way_the_library_gives_it(
    monkeypatch: pytest.MonkeyPatch, opted_in: str
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", opted_in)
    messenger = TelegramMessenger(Raises(RetryAfter(7)))  # type: ignore[arg-type]
    with pytest.raises(TryLater) as caught:
        await messenger.send(1, HELLO, silent=False)
    assert caught.value.wait == timedelta(seconds=7)


async def test_a_death_is_not_taken_for_an_error() -> None:
    messenger = TelegramMessenger(Raises(asyncio.CancelledError()))  # type: ignore[arg-type]
    with pytest.raises(asyncio.CancelledError):
        await messenger.send(1, HELLO, silent=False)
