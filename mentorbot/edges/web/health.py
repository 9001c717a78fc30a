"""/healthz, /readyz and /metrics: for the machines that watch, without a word about anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from mentorbot.edges.clock import Clock
from mentorbot.edges.pulse import MANY, Hooked, Pulse
from mentorbot.storage import inbox, leases, outbox, problems
from mentorbot.storage.database import Database
from mentorbot.storage.leases import Duty
from mentorbot.storage.migrating import is_current

log = structlog.get_logger(__name__)

POLL_MAY_TAKE = timedelta(seconds=150)
"""A long poll of 30 s, or the longest wait after a failure, and some time on top."""
TICK_MAY_TAKE = timedelta(seconds=60)
"""The ticker looks at least every 15 s."""
AUDIT_MAY_TAKE = timedelta(seconds=120)
"""The auditor looks twice a minute; its own death must be noticed too."""
LETTER_MAY_WAIT = timedelta(minutes=10)
"""Far above what a full outbox of one office takes at Telegram's pace."""
NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class Health:
    """What is known about this process and its database at one moment."""

    poll: timedelta | None
    """Since the last successful one, or since Telegram last told of the webhook; None before."""
    tick: timedelta | None
    audit: timedelta | None = None
    findings: Mapping[str, int] = field(default_factory=dict)
    """The auditor's: by name how many there are."""
    hooked: Hooked | None = None
    """None where updates are polled."""
    hook_faults: tuple[str, ...] = ()
    posts: Mapping[str, int] = field(default_factory=dict)
    held: frozenset[Duty] = frozenset(Duty)
    """What this worker does: only that can be late here."""
    unheld: frozenset[Duty] = frozenset()
    """What no worker does."""
    reachable: bool = False
    migrated: bool = False
    oldest_letter: timedelta = timedelta(0)
    updates: Mapping[str, int] = field(default_factory=dict)
    letters: Mapping[str, int] = field(default_factory=dict)
    open_problems: int = 0

    @property
    def faults(self) -> list[str]:
        heard = "poll" if self.hooked is None else "webhook"
        checks = {
            "database": self.reachable,
            "migrated": self.migrated,
            heard: self._does(Duty.POLLING, self.poll, POLL_MAY_TAKE),
            "ticker": self._does(Duty.TICKING, self.tick, TICK_MAY_TAKE),
            "outbox": self.oldest_letter <= LETTER_MAY_WAIT,
            "auditor": self._does(Duty.TICKING, self.audit, AUDIT_MAY_TAKE),
        }
        undone = [f"nobody_{duty}" for duty in sorted(self.unheld)]
        hook = self.hook_faults if Duty.POLLING in self.held else ()
        wrong = [name for name, fine in checks.items() if not fine]
        return [*wrong, *hook, *undone, *self.findings]

    def _does(self, duty: Duty, age: timedelta | None, most: timedelta) -> bool:
        return duty not in self.held or _is_fresh(age, most)


def health_app(
    database: Database,
    pulse: Pulse,
    clock: Clock,
    holds: Callable[[Duty], bool] = lambda _duty: True,
) -> Starlette:
    """The app that `bot.py run` serves on MENTORBOT_WEB_BIND. `holds`: what this worker does."""

    def examined() -> Health:
        held = frozenset(duty for duty in Duty if holds(duty))
        return examine(database, pulse, clock.now(), held)

    def alive(_request: Request) -> Response:
        return PlainTextResponse("ok\n", headers=NO_STORE)

    def ready(_request: Request) -> Response:
        health = examined()
        told = {"ready": not health.faults, "faults": health.faults, "content": pulse.content}
        told |= {"duties": sorted(health.held), **_ages(health)}
        return JSONResponse(told, 503 if health.faults else 200, headers=NO_STORE)

    def metrics(_request: Request) -> Response:
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Gauges(examined()))
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    routes = {"/healthz": alive, "/readyz": ready, "/metrics": metrics}
    return Starlette(routes=[Route(path, endpoint) for path, endpoint in routes.items()])


def examine(
    database: Database, pulse: Pulse, now: datetime, held: frozenset[Duty] = frozenset(Duty)
) -> Health:
    """Never raises because of the database: that it cannot be read is what is to be told."""
    health = Health(
        _age(pulse.polled_at, now),
        _age(pulse.ticked_at, now),
        _age(pulse.audited_at, now),
        pulse.findings,
        pulse.hooked,
        () if pulse.hooked is None else tuple(_faults_of(pulse.hooked, now)),
        dict(pulse.posts),
        held,
    )
    try:
        health = replace(health, migrated=is_current(database), reachable=True)
        return _counted(database, health, now) if health.migrated else health
    except (SQLAlchemyError, OSError) as error:
        log.warning("health.database", error=type(error).__name__)
        return replace(health, reachable=False)


def _faults_of(hooked: Hooked, now: datetime) -> Iterator[str]:
    if hooked.fails(now):
        yield "webhook_failing"
    if hooked.pending > MANY:
        yield "webhook_pending"


def _counted(database: Database, health: Health, now: datetime) -> Health:
    with database.begin() as tx:
        return replace(
            health,
            oldest_letter=_age(outbox.oldest_waiting(tx, now), now) or timedelta(0),
            updates=inbox.counts(tx),
            letters=outbox.counts(tx),
            open_problems=problems.count_open(tx),
            unheld=leases.unheld(tx) if tx.is_postgres else frozenset(),
        )


class _Gauges(Collector):
    """One reading, in Prometheus' words."""

    def __init__(self, health: Health) -> None:
        self._health = health

    def collect(self) -> Iterator[Metric]:
        health = self._health
        ready = float(not health.faults)
        yield GaugeMetricFamily("mentorbot_ready", "1 when /readyz says yes", value=ready)
        for name, seconds in _ages(health).items():
            if seconds is not None:
                yield GaugeMetricFamily(f"mentorbot_{name}", HELP[name], value=seconds)
        does: dict[str, int] = {duty: int(duty in health.held) for duty in Duty}
        yield _gauge("mentorbot_duty", "1 for what this worker does", "duty", does)
        if health.hooked is not None:
            if Duty.POLLING in health.held:
                about = "Updates that wait at Telegram, as it last said"
                waits = health.hooked.pending
                yield GaugeMetricFamily("mentorbot_webhook_pending", about, value=waits)
            yield _posted(health.posts)
        yield _gauge("mentorbot_inbox_updates", "Updates by state", "state", health.updates)
        yield _gauge("mentorbot_outbox_letters", "Letters by state", "state", health.letters)
        yield _gauge("mentorbot_auditor_findings", "What is missed", "name", health.findings)
        count = health.open_problems
        yield GaugeMetricFamily("mentorbot_problems_open", "Problems not closed", value=count)


def _posted(posts: Mapping[str, int]) -> Metric:
    came = CounterMetricFamily("mentorbot_webhook_posts", "What came of each", labels=["fate"])
    for fate, count in sorted(posts.items()):
        came.add_metric([fate], count)
    return came


HELP = {
    "poll_age_seconds": "Since Telegram last gave updates or told of the webhook",
    "ticker_age_seconds": "Since the ticker last did what was due",
    "auditor_age_seconds": "Since everything open was last audited",
    "outbox_oldest_seconds": "How long the oldest letter that may leave has waited",
}


def _ages(health: Health) -> dict[str, float | None]:
    ages = (health.poll, health.tick, health.audit, health.oldest_letter)
    seconds = (None if age is None else age.total_seconds() for age in ages)
    return dict(zip(HELP, seconds, strict=True))


def _gauge(name: str, about: str, label: str, counts: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=[label])
    for value, count in sorted(counts.items()):
        family.add_metric([value], count)
    return family


def _age(moment: datetime | None, now: datetime) -> timedelta | None:
    """Never negative: a rehearsal's clock may be moved back."""
    return None if moment is None else max(timedelta(0), now - moment)


def _is_fresh(age: timedelta | None, most: timedelta) -> bool:
    return age is not None and age <= most
