"""What a wake-up does: everything when its time has come, one look when somebody nudged."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mentorbot.edges import ticker
from mentorbot.edges.postman import Postman
from mentorbot.services import delivering, retaining, ticking
from mentorbot.storage.leases import Duty

if TYPE_CHECKING:
    from mentorbot.edges.running import Service

TIDY_EVERY = timedelta(hours=1)


class Looking:
    """For one service, which does what is found."""

    def __init__(self, service: Service, postman: Postman) -> None:
        self._service = service
        self._postman = postman
        self._due_at: datetime | None = None
        """When something is due next, or everything is looked at anyway; None: not known."""
        self._tidied_at: datetime | None = None

    def all_anew(self) -> None:
        """The next wake-up looks at everything, whatever was planned."""
        self._due_at = None

    async def tick(self) -> datetime | None:
        """Does what is due; when something is due next, as far as it is this worker's."""
        service = self._service
        now = service.clock.now()
        if self._due_at is not None and now < self._due_at and service.duties.holds(Duty.TICKING):
            # Somebody nudged. What they did seldom makes something due: one look shows it.
            moment = await service.do(ticking.next_moment, service.parts, now)
            if now < moment:
                service.pulse.ticked_at = now
                self._due_at = min(moment, self._due_at, now + ticker.LONGEST_SLEEP)
                return self._due_at
        await self._tick_whole(now)
        if not service.duties.holds(Duty.TICKING):
            return None
        moment = await service.do(ticking.next_moment, service.parts, now)
        self._due_at = min(moment, now + ticker.LONGEST_SLEEP)
        return moment

    async def _tick_whole(self, now: datetime) -> None:
        service = self._service
        self._due_at = None
        if service.duties.holds(Duty.SENDING):
            hand = self._postman.in_hand
            await service.do(
                delivering.adopt_orphans, service.parts, now, at_start=False, in_hand=hand
            )
        if service.duties.holds(Duty.TICKING):
            await service.do_what_is_due()
            service.pulse.ticked_at = now
            await self._tidy(now)
        self._postman.wake()

    async def _tidy(self, now: datetime) -> None:
        """Now and then; what is forgotten is counted in days."""
        if self._tidied_at is None or abs(now - self._tidied_at) >= TIDY_EVERY:
            self._tidied_at = now
            service = self._service
            await service.do(retaining.tidy, service.parts, now)
