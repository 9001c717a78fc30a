"""A letter's picture: gathered in the database's thread, drawn in another, right before it leaves.

Nobody waits for it: turns go on meanwhile. Where it cannot be drawn its words are sent alone.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from mentorbot.edges import pictures
from mentorbot.services import picturing
from mentorbot.services.messenger import Picture, Words
from mentorbot.storage.letters import Posted, Verb

if TYPE_CHECKING:
    from mentorbot.edges.running import Service

log = structlog.get_logger(__name__)


async def drawn(service: Service, letter: Posted) -> Picture | Words | None:
    """None: the letter shows no picture, or none that this person may see any more."""
    if letter.letter.verb is not Verb.PICTURE:
        return None
    now = service.clock.now()
    found = await service.do(picturing.gathered, service.parts, letter.letter, now)
    if found is None or not found.sheet.drawn:
        return None if found is None else Words(found.html)
    try:
        content = await asyncio.to_thread(pictures.drawn, found.sheet, found.form)
    except Exception:
        log.exception("picture.not_drawn", letter=letter.id, sheet=found.sheet.name)
        return Words(found.html)
    return Picture(content, found.html, found.file)
