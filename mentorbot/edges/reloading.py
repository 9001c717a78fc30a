"""An edit of the content is in use within two seconds, or the coordinators know why it is not.

What serves is swapped whole, between two turns. While an edit has mistakes in it, the last good
edition goes on serving.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from mentorbot.book.findings import ContentErrors
from mentorbot.domain.people import Language
from mentorbot.edges.watching import Watch
from mentorbot.services import publishing
from mentorbot.services.parts import Parts

if TYPE_CHECKING:
    from mentorbot.edges.running import Service

log = structlog.get_logger(__name__)

LOOK_EVERY = 0.4
"""Seconds. Two looks that see the same come before the files are read."""
AGAIN = 5.0
"""Seconds until another try, when it was not the content that failed."""
LEARNS_AFTER = 3.0
"""Seconds. Learning takes more than one of the processor's: the first taps come before it."""
MOST_LOGGED = 20


@dataclass(frozen=True)
class Content:
    """Where the content lies, and how parts come to hold what stands there now."""

    folder: Path
    renew: Callable[[Parts, Path], Parts]
    """The same parts when nothing changed. Raises ContentErrors."""


async def follow(service: Service, content: Content) -> None:
    """Never ends by itself: whatever fails, the service goes on with what it has."""
    watch = Watch(content.folder)
    await service.do(publishing.begin, service.parts, service.clock.now())
    while True:
        await asyncio.sleep(LOOK_EVERY)
        try:
            if await asyncio.to_thread(watch.has_settled):
                await _take_up(service, content)
        except Exception:
            log.exception("content.not_taken_up")
            watch.forget()
            await asyncio.sleep(AGAIN)


async def _take_up(service: Service, content: Content) -> None:
    before = service.parts
    try:
        after = await asyncio.to_thread(content.renew, before, content.folder)
    except ContentErrors as error:
        await _refuse(service, error)
        return
    to_plan = await service.do(publishing.adopt, before, after, service.clock.now())
    if after is not before:
        service.serve_from(after)
        log.info("content.adopted", version=after.book.version, was=before.book.version)
    service.wake()
    # Nobody waits for these, least of all the next look at the folder.
    service.later(_learn(after))
    service.later(service.menus.adopt(after.book))
    service.later(_plan(service, to_plan))


async def _learn(parts: Parts) -> None:
    """The cards: whoever asks for advice first does not wait for it, nor anybody who taps now."""
    await asyncio.sleep(LEARNS_AFTER)
    await asyncio.to_thread(parts.search, "", Language.NB)


async def _refuse(service: Service, error: ContentErrors) -> None:
    for finding in error.findings[:MOST_LOGGED]:
        log.error("content.refused", finding=str(finding))
    await service.do(publishing.refuse, service.parts, error.findings, service.clock.now())
    service.wake()


async def _plan(service: Service, mentors: tuple[int, ...]) -> None:
    """One mentor at a time, so that whoever waits for an answer has their turn in between."""
    for mentor in mentors:
        if service.is_stopping:
            return
        now = service.clock.now()
        await service.do_what_is_due(now)
        await service.do(publishing.plan_anew, service.parts, mentor, now)
    if mentors:
        log.info("content.planned_anew", mentors=len(mentors))
        service.wake()
