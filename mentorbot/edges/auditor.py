"""The auditor's own loop: it looks whether anything was missed, and shows that it looked.

Nothing of it hangs on the ticker. When it ends, whatever ended it, /readyz says so after two
minutes, and the outside service that its heartbeat goes to hears nothing.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import httpx
import structlog

from mentorbot.edges.clock import A_JUMP, Clock
from mentorbot.services import auditing
from mentorbot.storage.leases import Duty

if TYPE_CHECKING:
    from mentorbot.edges.running import Service

log = structlog.get_logger(__name__)

LOOK_EVERY = 30.0
"""Seconds of real time: what is missed is told well within two minutes, grace included."""
LOOK_AGAIN = 5.0
"""After something was found: until it is clear, /readyz says that this worker is not ready."""
SLICE = 1.0
"""Seconds between two looks at a clock that may be moved."""
SETTLES = 3.0
"""Seconds after the clock was moved: so long the service has to catch up with what is due."""
PING_MAY_TAKE = 10.0


class Rounds:
    """When to look next, and since when the clock has only run."""

    def __init__(self, clock: Clock, is_mine: Callable[[], bool] = lambda: True) -> None:
        """`is_mine`: whether it is this worker that audits; who takes that over looks at once."""
        self._clock = clock
        self._is_mine = is_mine
        self.since = clock.now()

    async def next(self, within: float = LOOK_EVERY) -> None:
        """`within`: seconds of real time, when the clock is not moved."""
        real = asyncio.get_running_loop().time
        until, was_mine = real() + within, self._is_mine()
        while (left := until - real()) > 0:
            moment, began = self._clock.now(), real()
            await asyncio.sleep(min(SLICE, left))
            if self._is_mine() and not was_mine:
                return
            was_mine = self._is_mine()
            ran = (self._clock.now() - moment).total_seconds()
            if abs(ran - (real() - began)) > A_JUMP:
                self.since = self._clock.now()
                until = min(until, real() + SETTLES)


async def watch(service: Service, heartbeat: str = "") -> None:
    """Audits until the service stops. `heartbeat`: the address that is told of a clean audit."""
    is_mine = partial(service.duties.holds, Duty.TICKING)
    rounds = Rounds(service.clock, is_mine)
    while not service.is_stopping:
        try:
            if is_mine() and await _look(service, rounds.since) and heartbeat:
                await ping(heartbeat)
        except Exception:
            log.exception("auditor.failed")
        await rounds.next(LOOK_AGAIN if service.pulse.findings else LOOK_EVERY)


async def _look(service: Service, since: datetime) -> bool:
    """Whether nothing was missed."""
    now = service.clock.now()
    found = await service.do(auditing.audit, service.parts, now, since)
    findings: Counter[str] = Counter()
    for each in found:
        findings[each.name] += each.count
    if findings or service.pulse.findings:
        # Letters to the coordinators may have been written: that it cleared is one, too.
        service.wake()
    service.pulse.findings, service.pulse.audited_at = dict(findings), now
    if (day := await service.do(auditing.day, service.parts, now)) is not None:
        numbers = asdict(day)
        log.info("day.summary", **numbers | {"since": day.since.isoformat()})
    return not found


async def ping(address: str) -> None:
    """One GET without a word about anybody. That it failed is only logged: silence is the alarm."""
    try:
        async with httpx.AsyncClient(timeout=PING_MAY_TAKE) as client:
            answer = await client.get(address, headers={"User-Agent": "mentorbot"})
            answer.raise_for_status()
    except httpx.HTTPError as error:
        # The address itself may be a secret, and an error would quote it.
        log.warning("heartbeat.failed", error=type(error).__name__)
