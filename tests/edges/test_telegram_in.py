"""Every shape an update comes in, and a poller that nothing silences."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot

from mentorbot.domain.received import Kind, Received
from mentorbot.edges import telegram_in
from mentorbot.edges.telegram_in import Malformed, Poller, TokenRefused, read, sender_of
from mentorbot.edges.telegram_wire import AiohttpRequest
from mentorbot.standin.faults import Fault
from mentorbot.standin.server import Standin
from mentorbot.storage.inbox import Arrived

# PTB warns of a change to come wherever Telegram asks to wait.
pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")

TOKEN = "1:TEST"
BOT = Bot(TOKEN)
KARI = {"id": 42, "is_bot": False, "first_name": "Kari", "language_code": "nn"}
CHAT = {"id": 42, "type": "private", "first_name": "Kari"}
GROUP = {"id": -100, "type": "supergroup", "title": "Alle"}
ANONYMOUS = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
Json = dict[str, Any]


def message(**parts: Any) -> Json:
    return {"message_id": 7, "date": 1_800_000_000, "chat": CHAT, "from": KARI, **parts}


def without(values: Json, *names: str) -> Json:
    return {name: value for name, value in values.items() if name not in names}


def meaning(update: Json) -> Received:
    return read(json.dumps({"update_id": 1, **update}), BOT)


def query(**parts: Any) -> Json:
    return {"id": "q", "from": KARI, "chat_instance": "c", "data": "key.0", **parts}


TAP = Received(Kind.TAP, 42, "key.0", callback="q", message_id=7, language_tag="nn")
MEMBER = {"chat": CHAT, "from": KARI, "date": 1_800_000_000}
BOT_USER = {"id": 1, "is_bot": True, "first_name": "bot"}


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("/start", "start", ""),
        ("/start abc-DEF_1", "start", "abc-DEF_1"),
        ("/start\nabc", "start", "abc"),
        ("/START  abc ", "start", "abc"),
        ("/help@mentorbot", "help", ""),
        ("/help@mentorbot nå", "help", "nå"),
        ("/", "", ""),
        ("/ start", "start", ""),
        ("/æ", "æ", ""),
    ],
)
def test_a_command_is_read_however_it_is_written(text: str, command: str, argument: str) -> None:
    received = meaning({"message": message(text=text)})
    assert (received.kind, received.command, received.text) == (Kind.COMMAND, command, argument)


def test_text_comes_with_who_and_in_which_language() -> None:
    received = meaning({"message": message(text=" hei /start ")})
    assert received == Received(Kind.TEXT, 42, " hei /start ", message_id=7, language_tag="nn")


FILE = {"file_id": "f", "file_unique_id": "u"}
PICTURE = {**FILE, "width": 1, "height": 1}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("voice", {**FILE, "duration": 1}),
        ("audio", {**FILE, "duration": 1}),
        ("photo", [PICTURE]),
        ("video", {**PICTURE, "duration": 1}),
        ("video_note", {**FILE, "length": 1, "duration": 1}),
        ("sticker", {**PICTURE, "is_animated": False, "is_video": False, "type": "regular"}),
        ("document", FILE),
        ("location", {"latitude": 1.0, "longitude": 2.0}),
        ("contact", {"phone_number": "1", "first_name": "K"}),
        ("dice", {"emoji": "🎲", "value": 1}),
        ("venue", {"location": {"latitude": 1.0, "longitude": 2.0}, "title": "t", "address": "a"}),
        ("other", None),
    ],
)  # fmt: skip
def test_what_is_not_text_is_named(kind: str, content: Any) -> None:
    parts = {"caption": "mye tekst"} if content is None else {kind: content, "caption": "hemmelig"}
    received = meaning({"message": message(**parts)})
    assert (received.kind, received.text) == (Kind.OTHER, kind)


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ({"callback_query": query(message=message(text="hei"))}, TAP),
        # An old message: Telegram gives only its number, and the date 0.
        ({"callback_query": query(message={"message_id": 7, "date": 0, "chat": CHAT})}, TAP),
        ({"callback_query": query()}, Received(Kind.TAP, 42, "key.0", callback="q",
                                               language_tag="nn")),
        ({"callback_query": without(query(game_short_name="g"), "data")},
         Received(Kind.TAP, 42, "", callback="q", language_tag="nn")),
        ({"callback_query": query(inline_message_id="i")},
         Received(Kind.TAP, 42, "key.0", callback="q", language_tag="nn")),
        ({"callback_query": query(message=message(chat=GROUP))},
         Received(Kind.NOT_PRIVATE, callback="q", group=-100)),
        ({"message": message(chat=GROUP, text="hei")},
         Received(Kind.NOT_PRIVATE, group=-100, language_tag="nn")),
        ({"message": message(**{"chat": GROUP, "from": ANONYMOUS, "text": "hei"})},
         Received(Kind.NOT_PRIVATE, group=-100)),
        ({"message": message(**{"from": BOT_USER, "text": "hei"})}, Received(Kind.NOTHING)),
        ({"message": without(message(text="hei"), "from")}, Received(Kind.NOTHING)),
        ({"channel_post": without(message(chat={**GROUP, "type": "channel"}), "from")},
         Received(Kind.NOTHING)),
        ({"edited_message": message(text="hå", edit_date=1_800_000_001)},
         Received(Kind.EDITED, 42, "hå", message_id=7, language_tag="nn")),
        ({"message": message(new_chat_members=[BOT_USER], chat=GROUP)},
         Received(Kind.NOT_PRIVATE, group=-100, language_tag="nn")),
        ({"message": message(migrate_to_chat_id=-200, chat={**GROUP, "type": "group"})},
         Received(Kind.NOT_PRIVATE, group=-100, language_tag="nn")),
        ({"inline_query": {"id": "i", "from": KARI, "query": "Bjørk", "offset": ""}},
         Received(Kind.NOTHING)),
        ({"business_message": message(text="hei", business_connection_id="b")},
         Received(Kind.NOTHING)),
        ({"message_reaction": {"chat": GROUP, "message_id": 7, "date": 1_800_000_000,
                               "old_reaction": [], "new_reaction": []}}, Received(Kind.NOTHING)),
        ({"something_of_next_year": {"x": 1}}, Received(Kind.NOTHING)),
        ({}, Received(Kind.NOTHING)),
        ({"poll_answer": {"poll_id": "p", "option_ids": [], "user": KARI,
                          "option_persistent_ids": []}}, Received(Kind.NOTHING)),
    ],
)  # fmt: skip
def test_every_odd_shape_has_a_meaning(update: Json, expected: Received) -> None:
    assert meaning(update) == expected


@pytest.mark.parametrize(
    ("status", "kind"),
    [("kicked", Kind.BLOCKED), ("left", Kind.BLOCKED), ("member", Kind.UNBLOCKED)],
)
def test_who_blocks_the_bot_is_heard_of(status: str, kind: Kind) -> None:
    new: Json = {"user": BOT_USER, "status": status}
    new |= {"until_date": 0} if status == "kicked" else {}
    old = {"user": BOT_USER, "status": "member"}
    change = {**MEMBER, "old_chat_member": old, "new_chat_member": new}
    assert meaning({"my_chat_member": change}) == Received(kind, 42)
    is_in = kind is Kind.UNBLOCKED
    there = Received(Kind.NOT_PRIVATE, language_tag="nn", group=-100 if is_in else 0)
    assert meaning({"my_chat_member": {**change, "chat": GROUP}}) == there


@pytest.mark.parametrize(
    "update",
    [
        {"message": {"message_id": "seven"}},
        {"message": []},
        {"callback_query": {"id": 1}},
        {"message": message(chat={"type": "private"})},
        {"my_chat_member": {"chat": CHAT}},
        {"message": message(text=7)},
        {"message": message(chat={**CHAT, "id": 2**70}, text="hei")},
        {"callback_query": query(data=[1])},
        {"callback_query": query(id=5)},
    ],
)
def test_a_malformed_update_raises_here_and_is_set_aside_there(update: Json) -> None:
    with pytest.raises((TypeError, KeyError, AttributeError, ValueError, Malformed)):
        meaning(update)


@pytest.mark.parametrize(
    ("sender", "chat"), [(42, 42), (2**70, 0), (True, 0), ("42", 0), (None, 0), ([], 0)]
)
def test_whose_a_malformed_update_is_is_told_only_by_what_can_be_an_id(
    sender: object, chat: int
) -> None:
    """Nothing else must reach the database: it would take the whole service down."""
    assert sender_of(json.dumps({"message": {"from": {"id": sender}}})) == chat


class Line:
    """A poller against the stand-in, and what it kept."""

    def __init__(self, standin: Standin, request: AiohttpRequest) -> None:
        self.standin = standin
        self.kept: list[tuple[int, str]] = []
        self.fail = 0
        self.polls = 0
        self.poller = Poller(request, f"{standin.url}/bot{TOKEN}", self.keep, self.polled)
        self.offset: int | None = None

    async def keep(self, updates: list[Arrived]) -> int:
        self.kept += [(each.update_id, each.body) for each in updates]
        return updates[-1].update_id + 1

    def polled(self) -> None:
        self.polls += 1

    def push(self, update: Any) -> None:
        self.standin.stage.updates.push_raw(update, "message")

    def strike(self, times: int = 1, **fault: Any) -> None:
        self.standin.stage.faults.add(Fault(method="getUpdates", times=times, **fault))

    async def until_kept(self, number: int) -> None:
        running = asyncio.create_task(self.poller.run(self.offset))
        try:
            async with asyncio.timeout(5):
                while len(self.kept) < number and not running.done():
                    await asyncio.sleep(0.01)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def line(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    monkeypatch.setattr(telegram_in, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(telegram_in, "LONGEST_WAIT", 0.02)
    async with Standin(token=TOKEN, pace=0.02) as standin:
        request = AiohttpRequest(1, 5.0)
        await request.initialize()
        yield Line(standin, request)
        await request.shutdown()


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "code": 401, "description": "Unauthorized"},
        {"kind": "error", "code": 404, "description": "Not Found"},
        {"kind": "error", "code": 409, "description": "Conflict"},
        {"kind": "error", "code": 500},
        {"kind": "error", "code": 400, "description": "Bad Request: what"},
        {"kind": "http", "status": 502},
        {"kind": "garbage"},
        {"kind": "drop_before"},
        {"kind": "drop_after"},
        {"kind": "retry_after", "seconds": 1},
        {"kind": "corrupt", "result": {"not": "a list"}},
    ],
)
async def test_the_poller_outlives_whatever_telegram_answers(line: Line, fault: Json) -> None:
    line.push({"message": message(text="hei")})
    line.strike(2, **fault)
    await line.until_kept(1)
    assert len(line.kept) == 1


async def test_one_malformed_update_does_not_spoil_the_others(line: Line) -> None:
    line.push({"message": {"message_id": "seven"}})
    line.push({"message": message(text="hei")})
    await line.until_kept(2)
    assert [json.loads(body).get("message", {}).get("text") for _, body in line.kept] == [
        None,
        "hei",
    ]


class Answers:
    """A connection that answers one poll, and never again."""

    def __init__(self, *updates: Any) -> None:
        self.updates = [list(updates)]

    async def post(self, *_args: Any, **_named: Any) -> Any:
        if self.updates:
            return self.updates.pop()
        return await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("updates", "kept"),
    [
        ([{"update_id": 5, "message": {"text": "\ud83d"}}], [5]),
        ([{"update_id": 5}, "what", {"no": "id"}, {"update_id": "6"}, {"update_id": 7}], [5, 7]),
    ],
)
async def test_what_was_kept_can_be_stored_whatever_it_held(
    line: Line, updates: list[Any], kept: list[int]
) -> None:
    line.poller = Poller(Answers(*updates), "", line.keep, line.polled)  # type: ignore[arg-type]
    await line.until_kept(len(kept))
    assert [update for update, body in line.kept if body.encode()] == kept


async def test_nothing_is_confirmed_before_it_is_kept(line: Line) -> None:
    for number in range(3):
        line.push({"message": message(text=str(number))})

    async def dies(_updates: list[Arrived]) -> int:
        raise RuntimeError("the disk is full")

    broken = Poller(line.poller._request, f"{line.standin.url}/bot{TOKEN}", dies, line.polled)
    with pytest.raises(RuntimeError):
        await broken.run(None)
    assert len(line.standin.stage.updates.waiting()) == 3
    await line.until_kept(3)


async def test_a_token_that_is_refused_for_a_minute_ends_the_program(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_in, "PATIENCE_WITH_TOKEN", 0.1)
    line.strike(1000, kind="error", code=401, description="Unauthorized")
    async with asyncio.timeout(5):
        with pytest.raises(TokenRefused):
            await line.poller.run(None)


async def test_a_refusal_now_and_then_does_not_add_up(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_in, "PATIENCE_WITH_TOKEN", 0.05)
    for _ in range(4):
        line.strike(kind="error", code=401, description="Unauthorized")
        line.strike(kind="error", code=500)
        line.strike(kind="delay", seconds=0.03)
    await asyncio.sleep(0)
    line.push({"message": message(text="hei")})
    await line.until_kept(1)
    assert line.kept
