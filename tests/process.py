"""Starts the real `python bot.py` as a person would, for tests that drive it from outside."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "424242:AAExample-token-for-the-stand-in-only0"


def environment(folder: Path, telegram_url: str, **more: str) -> dict[str, str]:
    """Settings for one bot of its own in `folder`; nothing of the caller's leaks in."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MENTORBOT_")}
    key_file = folder / "key"
    if not key_file.exists():
        key_file.write_text(_new_key())
    ours = {
        "MENTORBOT_TOKEN": TOKEN,
        "MENTORBOT_TELEGRAM_URL": telegram_url,
        "MENTORBOT_DATABASE_URL": f"sqlite:///{folder / 'bot.db'}",
        "MENTORBOT_CONTENT_DIR": str(ROOT / "content"),
        "MENTORBOT_SECRET_KEYS": key_file.read_text(),
        "MENTORBOT_CLOCK_FILE": str(folder / "clock"),
        "MENTORBOT_WEB_BIND": "127.0.0.1:0",
        "MENTORBOT_BOT_NAME": "mentorbot",
    }
    return {**clean, **ours, **more}


def _new_key() -> str:
    import base64

    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def command(env: dict[str, str], *words: str) -> Any:
    """Runs one command and returns what `--json` prints (None without it)."""
    done = subprocess.run(
        [sys.executable, "bot.py", *words], cwd=ROOT, env=env, capture_output=True, text=True
    )
    return printed(words, done.returncode, done.stdout, done.stderr)


def printed(words: tuple[str, ...], code: int, out: str, err: str) -> Any:
    """What a command with these words that went well has to tell."""
    assert code == 0, f"{words}: {err}\n{out}"
    return json.loads(out) if "--json" in words else None


class Bot:
    """`bot.py run` as a process of its own."""

    def __init__(
        self, env: dict[str, str], log: Path, words: tuple[str, ...] = ("bot.py", "run")
    ) -> None:
        self.env = env
        self.words = words
        self.log = log
        self.process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Bot:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.end()

    async def start(self) -> None:
        with self.log.open("ab") as out:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, *self.words, cwd=ROOT, env=self.env, stdout=out, stderr=out
            )

    async def kill(self) -> None:
        """SIGKILL: no chance to tidy up."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def end(self) -> int:
        """SIGTERM, and how it ended."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), 15)
