"""The process among its troubles: signals, kills, a Telegram that limps, wrong settings."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from random import Random

import httpx
import pytest

from mentorbot.standin.faults import Fault
from mentorbot.standin.phone import Phone
from mentorbot.standin.server import Standin
from tests.e2e.crowd import Ledger, settle_crowd
from tests.e2e.office import eventually
from tests.nursery import Fork
from tests.process import ROOT, TOKEN, Bot, environment

THANKED = "Bare hyggelig."
Say = Callable[[int], Awaitable[None]]


@pytest.fixture
async def standin() -> AsyncIterator[Standin]:
    async with Standin(token=TOKEN, pace=0.02) as running:
        yield running


@pytest.fixture
def env(tmp_path: Path, standin: Standin) -> dict[str, str]:
    return environment(tmp_path, standin.url)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=30) as opened:
        yield opened


@pytest.fixture
async def phones(
    standin: Standin, env: dict[str, str], client: httpx.AsyncClient
) -> dict[int, Phone]:
    """Thirty people: few enough words for each that nobody is slowed down by Telegram's pace."""
    found = {}
    for chat in settle_crowd(env, 30):
        found[chat] = await Phone.of(standin.url, client, id=chat, first_name="Nora")
        await found[chat].start()
    # The Start of each is no part of any count.
    standin.stage.updates.clear()
    return found


def thanks(standin: Standin, chat: int) -> int:
    posts = standin.stage.world.chats[chat].posts.values()
    return sum(post.from_bot and post.message.get("text") == THANKED for post in posts)


def everybody_thanked(standin: Standin, phones: dict[int, Phone], times: int) -> bool:
    return all(thanks(standin, chat) >= times for chat in phones)


async def test_sigterm_ends_well_and_loses_nothing(
    standin: Standin, env: dict[str, str], phones: dict[int, Phone], tmp_path: Path
) -> None:
    for _ in range(6):
        for phone in phones.values():
            await phone.say("takk")
    bot = Fork(env, tmp_path / "log")
    await bot.start()
    await eventually(lambda: sum(thanks(standin, chat) for chat in phones) > 5)
    begun = time.monotonic()
    assert await bot.end() == 0
    assert time.monotonic() - begun < 10
    assert "service.ended" in (tmp_path / "log").read_text()
    assert not everybody_thanked(standin, phones, 6), "ended too late to mean anything"
    async with bot:
        await eventually(lambda: everybody_thanked(standin, phones, 6))
    # Nobody was told twice: what was on its way was ended before the process was.
    assert {thanks(standin, chat) for chat in phones} == {6}
    assert Ledger(tmp_path).count("inbox") == {"done": 180}


async def test_sigterm_is_exit_code_0_and_the_watchers_are_answered(
    env: dict[str, str], client: httpx.AsyncClient, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"

    async def ready() -> bool:
        with contextlib.suppress(httpx.TransportError):
            return (await client.get(f"{base}/readyz")).status_code == 200
        return False

    async with Bot({**env, "MENTORBOT_WEB_BIND": f"127.0.0.1:{port}"}, tmp_path / "log") as bot:
        await eventually(ready, 20)
        assert (await client.get(f"{base}/healthz")).text == "ok\n"
        assert (await client.get(f"{base}/readyz")).json()["faults"] == []
        assert "mentorbot_ready 1.0" in (await client.get(f"{base}/metrics")).text
        begun = time.monotonic()
        assert await bot.end() == 0
        assert time.monotonic() - begun < 10


async def test_ten_kills_and_everything_is_handled_exactly_once(
    standin: Standin, env: dict[str, str], phones: dict[int, Phone], tmp_path: Path
) -> None:
    rng = Random(7)
    kills, said = 10, 5

    async def talk() -> None:
        for _ in range(said):
            for phone in phones.values():
                await phone.say("takk")
                await asyncio.sleep(0.1)

    talking, bot, ledger = (
        asyncio.create_task(talk()),
        Fork(env, tmp_path / "log"),
        Ledger(tmp_path),
    )
    for _ in range(kills):
        polls = standin.stage.calls.total
        await bot.start()
        await eventually(lambda before=polls: standin.stage.calls.total > before)
        await asyncio.sleep(rng.uniform(0, 0.4))
        await bot.kill()
    await talking
    async with bot:
        await eventually(lambda: everybody_thanked(standin, phones, said))
        await eventually(lambda: not ledger.count("outbox")["sending"])
    # One turn and one letter for each update. A letter that was on its way when its sender
    # died may have been sent twice, never more than those of one round.
    assert ledger.count("inbox") == {"done": said * len(phones)}
    assert ledger.count("outbox") == {"sent": said * len(phones)}
    assert sum(thanks(standin, chat) for chat in phones) <= said * len(phones) + 8 * kills


LIMPS = [
    Fault("error", "getUpdates", code=409, description="Conflict: terminated by other getUpdates"),
    Fault("error", "getUpdates", code=401, description="Unauthorized"),
    Fault("http", "getUpdates", status=502),
    Fault("garbage", "getUpdates"),
    Fault("drop_before", "getUpdates"),
    Fault("drop_after", "getUpdates"),
]


async def test_polling_goes_on_after_every_trouble_and_the_log_says_nothing_personal(
    standin: Standin, env: dict[str, str], phones: dict[int, Phone], tmp_path: Path
) -> None:
    persons = list(phones.values())
    async with Fork(env, tmp_path / "log"):
        for fault, phone in zip(LIMPS, persons, strict=False):
            standin.stage.faults.add(fault)
            for _ in range(2):
                # The first ends the poll that waits, the second finds the one with the fault.
                await phone.say("takk")
            await eventually(lambda phone=phone: thanks(standin, phone.user) == 2)
            assert not list(standin.stage.faults)
        await persons[-1].say("Kari Nordmann, 41 23 45 67, kommer for sent hver dag")
        await persons[-1].see("er ikke sendt til noen", timeout=10)
        refused = Fault("error", "sendMessage", code=400, chat_id=persons[-1].user)
        standin.stage.faults.add(refused)
        await persons[-1].say("Kari Nordmann, 41 23 45 67, kommer for sent hver dag")
        await persons[-2].say("takk")
        await eventually(lambda: thanks(standin, persons[-2].user))
    log = (tmp_path / "log").read_text()
    assert log.count("telegram.poll_failed") == len(LIMPS)
    for private in (TOKEN, TOKEN.partition(":")[2], "Nora", "Nordmann", "41 23", "takk", THANKED):
        assert private not in log


PATCHED = """
from mentorbot.edges import telegram_in
telegram_in.PATIENCE_WITH_TOKEN = 1.0
telegram_in.LONG_POLL = 1
import bot, sys
from mentorbot.edges.commands import app
from mentorbot.edges.commands.desk import House
app(["run"], obj=House(bot.build, bot.texts, bot.renew))
"""


async def test_a_refused_token_ends_the_process_with_a_clear_word(
    standin: Standin, env: dict[str, str], tmp_path: Path
) -> None:
    wrong = {**env, "MENTORBOT_TOKEN": "424242:AAWrong-token-that-nobody-knows-000000"}
    patched = Fork(wrong, tmp_path / "log", ("-c", PATCHED))
    await patched.start()
    assert await patched.ended() == 1
    log = (tmp_path / "log").read_text()
    assert "is MENTORBOT_TOKEN right?" in log
    assert "Traceback" not in log
    assert "AAWrong" not in log


async def test_a_telegram_that_hangs_is_given_up_and_asked_again(
    standin: Standin, env: dict[str, str], phones: dict[int, Phone], tmp_path: Path
) -> None:
    (phone, *_) = phones.values()
    standin.stage.faults.add(Fault("hang", "getUpdates"))
    patched = Fork(env, tmp_path / "log", ("-c", PATCHED))
    await patched.start()
    await eventually(lambda: not list(standin.stage.faults), 20)
    await phone.say("takk")
    await eventually(lambda: thanks(standin, phone.user), 20)
    assert await patched.end() == 0


def run_with(env: dict[str, str], **wrong: str) -> subprocess.CompletedProcess[str]:
    words = (sys.executable, "bot.py", "run")
    given = {**env, **{f"MENTORBOT_{name}": value for name, value in wrong.items()}}
    return subprocess.run(words, cwd=ROOT, env=given, capture_output=True, text=True, timeout=30)


def test_wrong_settings_stop_the_start_with_a_line_for_each(tmp_path: Path) -> None:
    env = environment(tmp_path, "not an address")
    done = run_with(
        env, TOKEN="secret-but-wrong", DATABASE_URL="mysql://x", WEB_BIND="8080", CONTENT_DIR="nei"
    )
    assert done.returncode == 2
    lines = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert len(lines) == len(done.stderr.splitlines()) == 5
    for name in ("TOKEN", "TELEGRAM_URL", "DATABASE_URL", "WEB_BIND", "CONTENT_DIR"):
        assert sum(f"MENTORBOT_{name}" in line for line in lines) == 1
    assert "secret-but-wrong" not in done.stderr


def test_a_missing_setting_is_named(tmp_path: Path) -> None:
    done = run_with(environment(tmp_path, "http://127.0.0.1:9"), TOKEN="", SECRET_KEYS="")
    assert done.returncode == 2
    said = done.stderr.splitlines()
    assert len(said) == 2
    assert any("MENTORBOT_TOKEN" in line and "missing" in line for line in said)
    assert any("MENTORBOT_SECRET_KEYS" in line and "missing" in line for line in said)
