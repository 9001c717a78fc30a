"""How soon a letter is tried again, and how often before it is given up."""

from __future__ import annotations

from datetime import timedelta

from mentorbot.services.messenger import FateUnknown, TryLater
from mentorbot.storage.letters import Posted

FIRST_WAIT = timedelta(seconds=1)
FIRST_WAIT_UNKNOWN = timedelta(seconds=30)
"""Each further try may be one more copy: there are few of them, and not in a row."""
LONGEST_WAIT = timedelta(seconds=60)
TWO_HOURS_OF_TRIES = 125
WAIT_THEN = timedelta(minutes=10)
MOST_TRIES = TWO_HOURS_OF_TRIES + 6 * 46
"""Two days of them. What was not sent by then is given up, and is listed; an outage of hours must
not lose it."""
MOST_TRIES_UNKNOWN = 8
"""After so many tries a letter of unknown fate counts as uncertain, and is listed."""
OTHER_WAY_AFTER = 6
"""After so many tries an urgent letter is also sent the other way, where there is one: half a
minute of a server that is not there, half an hour of one for e-mail that says "later"."""
ITS_OWN_AFTER = 3
"""A letter that was asked to wait so often has waited each time: then it is its chat that is too
full, and no other waits with it."""


def is_enough(posted: Posted) -> bool:
    return posted.attempts >= MOST_TRIES


def may_repeat(posted: Posted) -> bool:
    """Whether it may have arrived few enough times for another."""
    return posted.attempts < MOST_TRIES_UNKNOWN


def until_next(posted: Posted, error: Exception) -> timedelta:
    """At least what was asked for; whoever asks again and again is left alone for longer."""
    first = FIRST_WAIT_UNKNOWN if isinstance(error, FateUnknown) else FIRST_WAIT
    wait = _backoff(posted.attempts, first)
    return max(wait, error.wait) if isinstance(error, TryLater) else wait


def _backoff(tries: int, first: timedelta) -> timedelta:
    if tries > TWO_HOURS_OF_TRIES:
        return WAIT_THEN
    doubled: timedelta = first * 2 ** min(tries - 1, 10)
    return min(LONGEST_WAIT, doubled)
