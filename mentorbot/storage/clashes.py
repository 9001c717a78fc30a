"""Transactions that PostgreSQL ended for the sake of others: they begin anew."""

from __future__ import annotations

from collections.abc import Callable
from time import sleep
from typing import TypeVar

import psycopg.errors
import structlog
from sqlalchemy.exc import DBAPIError

log = structlog.get_logger(__name__)

T = TypeVar("T")

CLASHES = (
    # Two waited for each other.
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
    # This process hung in the middle of it (engines.IDLES_AT_MOST).
    psycopg.errors.IdleInTransactionSessionTimeout,
)
MOST = 5
"""So often in a row is no clash any more."""
STEPS_ASIDE = 0.05
"""Seconds, longer each time."""


def through_clashes(work: Callable[[], T]) -> T:
    """Does what is one transaction, and does it again where it was rolled back so."""
    for number in range(1, MOST):
        try:
            return work()
        except DBAPIError as error:
            if not isinstance(error.orig, CLASHES):
                raise
            log.info("database.clash", error=type(error.orig).__name__)
            # The other one goes first: begun at once, this one might take the same row again.
            sleep(number * STEPS_ASIDE)
    return work()
