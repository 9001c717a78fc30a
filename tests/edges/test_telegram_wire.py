"""The wire to Telegram against servers that misbehave: did the request leave, or may it have?"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from telegram import InputFile
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from mentorbot.edges.telegram_wire import NEVER_LEFT, AiohttpRequest, leaving_only_if

PATIENCE = 0.3
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

Behaviour = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def server(behave: Behaviour) -> AsyncIterator[str]:
    """One that reads a request to its end and then behaves as told; its address."""
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        with contextlib.suppress(ConnectionError):
            while head := await _request(reader):
                await behave(head, writer)

    serving = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{serving.sockets[0].getsockname()[1]}/call"
    finally:
        serving.close()
        for writer in writers:
            writer.close()


async def _request(reader: asyncio.StreamReader) -> bytes:
    """Head and body of the next request; nothing when the other side has closed."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    lines = head.lower().split(b"\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
    return head + await reader.readexactly(length)


@pytest.fixture
async def wire() -> AsyncIterator[AiohttpRequest]:
    request = AiohttpRequest(1, PATIENCE)
    await request.initialize()
    yield request
    await request.shutdown()


async def answer(_request: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(ANSWER)


async def keep_silent(_request: bytes, _writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3)


async def hang_up(_request: bytes, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def half_an_answer(_request: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(ANSWER[:-1])
    writer.close()


async def error_of(wire: AiohttpRequest, url: str) -> TelegramError:
    with pytest.raises(TelegramError) as caught:
        await wire.do_request(url, "POST")
    return caught.value


async def test_a_server_that_is_not_there_was_not_written_to(wire: AiohttpRequest) -> None:
    async with server(answer) as url:
        pass
    error = await error_of(wire, url)
    assert isinstance(error, NetworkError)
    assert isinstance(error.__cause__, NEVER_LEFT)


async def test_a_name_that_nobody_knows_was_not_written_to(wire: AiohttpRequest) -> None:
    error = await error_of(wire, "http://nobody.invalid/call")
    assert isinstance(error.__cause__, NEVER_LEFT)


async def test_a_call_that_got_no_free_connection_was_not_sent(wire: AiohttpRequest) -> None:
    async with server(keep_silent) as url:
        first = asyncio.create_task(wire.do_request(url, "POST", read_timeout=3))
        await asyncio.sleep(0.05)
        error = await error_of(wire, url)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
    assert isinstance(error, TimedOut)
    assert isinstance(error.__cause__, NEVER_LEFT)


@pytest.mark.parametrize("is_new", [True, False])
async def test_what_became_another_s_while_it_connected_is_not_written(
    wire: AiohttpRequest, is_new: bool
) -> None:
    seen: list[bytes] = []

    async def note(request: bytes, writer: asyncio.StreamWriter) -> None:
        seen.append(request)
        writer.write(ANSWER)

    async with server(note) as url:
        if not is_new:
            await wire.do_request(url, "POST")
        before = len(seen)
        with leaving_only_if(lambda: False):
            error = await error_of(wire, url)
        await asyncio.sleep(0.05)
        assert len(seen) == before
        assert isinstance(error.__cause__, NEVER_LEFT)
        assert (await wire.do_request(url, "POST"))[0] == 200, "nobody else is held up"


@pytest.mark.parametrize("behave", [keep_silent, hang_up, half_an_answer])
async def test_silence_and_a_cut_leave_open_whether_it_arrived(
    wire: AiohttpRequest, behave: Behaviour
) -> None:
    async with server(behave) as url:
        error = await error_of(wire, url)
    assert isinstance(error, TimedOut if behave is keep_silent else NetworkError)
    assert not isinstance(error.__cause__, NEVER_LEFT)


async def test_the_error_does_not_name_the_address_which_holds_the_token(
    wire: AiohttpRequest,
) -> None:
    async with server(answer) as url:
        pass
    error = await error_of(wire, f"{url}/bot123:SECRET/sendMessage")
    assert "SECRET" not in str(error)


async def test_a_connection_that_was_closed_while_idle_is_not_used_again(
    wire: AiohttpRequest,
) -> None:
    """The next call is written to a new one: it is not an ambiguous failure."""

    async def answer_and_close(request: bytes, writer: asyncio.StreamWriter) -> None:
        await answer(request, writer)
        await writer.drain()
        writer.close()

    async with server(answer_and_close) as url:
        for _ in range(5):
            assert await wire.do_request(url, "POST") == (200, b"{}")
            await asyncio.sleep(0.02)


async def test_parameters_and_files_arrive(wire: AiohttpRequest) -> None:
    arrived: list[bytes] = []

    async def note(request: bytes, writer: asyncio.StreamWriter) -> None:
        arrived.append(request)
        await answer(request, writer)

    content = InputFile(b"alt om deg", filename="mine-data.txt")
    parts = [RequestParameter.from_input("chat_id", 7)]
    async with server(note) as url:
        await wire.do_request(url, "POST", RequestData(parts))
        parts.append(RequestParameter.from_input("document", content))
        await wire.do_request(url, "POST", RequestData(parts))
    assert arrived[0].endswith(b"chat_id=7")
    assert b"mine-data.txt" in arrived[1]
    assert b"alt om deg" in arrived[1]
    assert b'name="chat_id"' in arrived[1]


async def test_before_it_is_opened_and_after_it_is_closed_a_call_is_a_mistake() -> None:
    wire = AiohttpRequest(1, PATIENCE)
    with pytest.raises(RuntimeError):
        await wire.do_request("http://127.0.0.1:1/", "POST")
    await wire.shutdown()
