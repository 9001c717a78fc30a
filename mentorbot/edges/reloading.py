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
from mentorbot.edges.watching import Watch
from mentorbot.services import editing, enrolling, publishing
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
NOT_KNOWN = -1


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
    laid = NOT_KNOWN
    while True:
        await asyncio.sleep(LOOK_EVERY)
        try:
            stamp = await _at_desk(service)
            if await asyncio.to_thread(watch.has_settled) or stamp != laid:
                await _take_up(service, content)
                laid = stamp
        except Exception:
            log.exception("content.not_taken_up")
            watch.forget()
            await asyncio.sleep(AGAIN)


async def _at_desk(service: Service) -> int:
    """Publishes what was planned for now. Returns a number that is another one whenever somebody,
    at any worker's desk, published something or took it back."""
    now = service.clock.now()
    stamp, due, laid = await service.do(publishing.look, service.parts, now)
    for edit in due:
        bindery = service.parts.bindery
        whole = editing.laid_with(laid, edit)
        proof = None if bindery is None else await asyncio.to_thread(bindery.prove, whole)
        fine = proof is not None and not proof.errors
        await service.do(publishing.publish_planned, service.parts, edit, laid, now, fine=fine)
        log.info("content.planned_edit", subject=edit.subject, published=fine)
    return stamp if not due else NOT_KNOWN


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
    service.later(_learn(service, after))
    service.later(service.menus.adopt(after.book))
    service.later(_plan(service, to_plan))


async def _learn(service: Service, parts: Parts) -> None:
    """Before anybody types, if they leave it the time; whoever taps now does not wait for it."""
    if await service.stops_within(LEARNS_AFTER):
        return
    await asyncio.to_thread(parts.hearing.learn)
    while not await service.do(enrolling.read_on, parts.database, parts.register):
        if service.is_stopping:
            return


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
        await service.do_what_is_due()
        await service.do(publishing.plan_anew, service.parts, mentor, now)
    if mentors:
        log.info("content.planned_anew", mentors=len(mentors))
        service.wake()
