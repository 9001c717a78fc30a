"""Letters that came back later, read from the Maildir that the mail server puts them in.

Each letter leaves with a sender address of its own. What comes back to that address is believed
when it is a report of failed delivery (RFC 3464) and the mark in the address is that of a letter
which was sent; nobody can guess one. Everything else is moved to `cur` and left there.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from mentorbot.services import bouncing
from mentorbot.services.parts import Parts

if TYPE_CHECKING:
    from mentorbot.edges.running import Service

log = structlog.get_logger(__name__)

LOOK_EVERY = 10.0
"""Seconds."""
LARGEST = 1_000_000
"""Bytes that are read of one message: a report comes first, and what it is about after it."""
AT_ONCE = 100
ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
"""Where mail servers say to which address a message came."""
MARK = re.compile(r"\+([0-9a-f]{32})@", re.IGNORECASE)


@dataclass(frozen=True)
class Bounce:
    mark: str
    failed: bool
    """False: the mail server is still trying."""


def sender_of(address: str, mark: str) -> str:
    """The address that a letter leaves from, so that what comes back says which one it was."""
    name, _, domain = address.rpartition("@")
    return f"{name}+{mark}@{domain}"


def bounce_in(raw: bytes) -> Bounce | None:
    """What a message says about a letter of ours; None where it is no such report."""
    message = message_from_bytes(raw)
    actions = set(_actions(message))
    mark = _mark(message)
    if mark is None or not actions & {"failed", "delayed"}:
        return None
    return Bounce(mark, "failed" in actions)


def take_in(parts: Parts, folder: Path, now: datetime) -> int:
    """Reads what is new in the Maildir; returns how many letters came back."""
    found = 0
    for file in _new(folder):
        try:
            found += _take(parts, folder, file, now)
        except Exception as error:
            log.exception("bounce.failed", error=type(error).__name__)
    return found


async def watch(service: Service, folder: Path) -> None:
    """Until the service stops."""
    while not service.is_stopping:
        try:
            if await service.do(take_in, service.parts, folder, service.clock.now()):
                service.wake()
        except Exception:
            log.exception("bounces.failed")
        await asyncio.sleep(LOOK_EVERY)


def _take(parts: Parts, folder: Path, file: Path, now: datetime) -> bool:
    with file.open("rb") as opened:
        bounce = bounce_in(opened.read(LARGEST))
    is_ours = bounce is not None and bounce.failed and bouncing.bounced(parts, bounce.mark, now)
    if bounce is not None and (is_ours or not bounce.failed):
        # It holds an address, and has served.
        log.info("bounce.read", failed=bounce.failed)
        file.unlink()
        return is_ours
    log.warning("bounce.not_believed", report=bounce is not None)
    aside = folder / "cur"
    aside.mkdir(exist_ok=True)
    file.rename(aside / f"{file.name}:2,")
    return False


def _new(folder: Path) -> list[Path]:
    """The oldest first; a mail server makes the folder with the first message."""
    there = folder / "new"
    if not there.is_dir():
        return []
    return sorted(file for file in there.iterdir() if file.is_file())[:AT_ONCE]


def _actions(message: Message) -> Iterator[str]:
    """What became of each address, in the words of RFC 3464."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if isinstance(block, Message) and (said := str(block.get("Action", "")).split()):
                yield said[0].lower()


def _mark(message: Message) -> str | None:
    for name in ADDRESSED:
        for value in message.get_all(name, []):
            if found := MARK.search(str(value)):
                return found[1].lower()
    return None
