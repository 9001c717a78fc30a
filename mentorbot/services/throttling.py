"""How often somebody who is not known is answered, and how often a code or a link may be guessed.

Counted in the database, so that a restart forgives nobody. Only what failed is counted: a good
invitation, a link that works and whoever is known here are never held up by what others do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mentorbot.domain.rules import Throttled, ThrottleRule
from mentorbot.services.parts import Parts
from mentorbot.storage import audit, tries
from mentorbot.storage.database import Tx
from mentorbot.storage.tries import EVERYBODY


@dataclass(frozen=True)
class Verdict:
    is_over: bool = False
    is_first: bool = False
    """It has just become too much: this once it is said."""
    wait: timedelta = timedelta(0)
    """So long it stays like that."""


def count(tx: Tx, parts: Parts, what: Throttled, who: str, now: datetime) -> Verdict:
    """One time more, and whether that is too many. What is let through stands in the audit."""
    rule = _rule(parts, what)
    each = tries.count(tx, what, who, now, rule.window)
    if each > rule.each + 1:
        # Whoever goes on and on does not use up what there is for the others.
        return _verdict(tx, what, who, now, rule)
    in_all = tries.count(tx, what, EVERYBODY, now, rule.window)
    if each <= rule.each and in_all <= rule.in_all:
        audit.note(tx, None, "refused", what, now, refused=what)
        return Verdict()
    if in_all <= rule.in_all + 1 or each == rule.each + 1:
        audit.note(tx, None, "throttled", what, now, in_all=in_all > rule.in_all)
    is_first = each == rule.each + 1 and in_all <= rule.in_all
    return Verdict(is_over=True, is_first=is_first, wait=_verdict(tx, what, who, now, rule).wait)


def ask(tx: Tx, parts: Parts, what: Throttled, who: str, now: datetime) -> Verdict:
    """The same for what is no miss, and may be asked for now and then: that alone is no entry."""
    rule = _rule(parts, what)
    each = tries.count(tx, what, who, now, rule.window)
    if each > rule.each + 1:
        return _verdict(tx, what, who, now, rule)
    in_all = tries.count(tx, what, EVERYBODY, now, rule.window)
    if each <= rule.each and in_all <= rule.in_all:
        return Verdict()
    if each == rule.each + 1 or in_all == rule.in_all + 1:
        audit.note(tx, None, "throttled", what, now, in_all=in_all > rule.in_all)
    return _verdict(tx, what, who, now, rule)


def is_over(tx: Tx, parts: Parts, what: Throttled, who: str, now: datetime) -> bool:
    """Whether this one has come too often already; counts nothing."""
    rule = _rule(parts, what)
    times, _ = tries.since(tx, what, who, now, rule.window)
    return times >= rule.each


def miss(parts: Parts, what: Throttled, who: str, now: datetime) -> Verdict:
    with parts.database.begin() as tx:
        return count(tx, parts, what, who, now)


def forget(parts: Parts, now: datetime) -> None:
    """What no window counts any more."""
    longest = max(rule.window for rule in parts.rules.office.throttles.values())
    with parts.database.begin() as tx:
        tries.forget_before(tx, now - longest)


def _verdict(tx: Tx, what: Throttled, who: str, now: datetime, rule: ThrottleRule) -> Verdict:
    _, began = tries.since(tx, what, who, now, rule.window)
    return Verdict(is_over=True, wait=max(began + rule.window - now, timedelta(seconds=1)))


def _rule(parts: Parts, what: Throttled) -> ThrottleRule:
    return parts.rules.office.throttles[what]
