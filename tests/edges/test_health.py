"""/healthz, /readyz and /metrics: what watches the service learns the truth, and no names."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from mentorbot.domain.people import Language, Role
from mentorbot.edges.pulse import MANY, Hooked, Pulse
from mentorbot.edges.web.health import health_app
from mentorbot.storage import claiming, inbox, outbox, people, queue
from mentorbot.storage.database import Database
from mentorbot.storage.inbox import Arrived
from mentorbot.storage.leases import Duty
from mentorbot.storage.migrating import migrate
from mentorbot.storage.outbox import Lane, Letter, Verb
from mentorbot.storage.vault import Vault, new_key
from tests.cast import MONDAY

SECOND = timedelta(seconds=1)


@dataclass
class Hands:
    """A clock moved by hand."""

    at: datetime = MONDAY

    def now(self) -> datetime:
        return self.at


@dataclass
class Web:
    """Whoever watches the service."""

    app: ASGIApp

    def get(self, path: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return await client.get(path)

        return asyncio.run(ask())


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(
        f"sqlite:///{tmp_path / 'bot.db'}", Vault([new_key(os.urandom)], os.urandom)
    )
    yield database
    database.close()


@pytest.fixture
def signs() -> Pulse:
    return Pulse(MONDAY, MONDAY, MONDAY, content="0123456789ab")


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def web(database: Database, signs: Pulse, clock: Hands) -> Web:
    migrate(database)
    return Web(health_app(database, signs, clock))


def faults(web: Web) -> list[str]:
    answer = web.get("/readyz")
    told: list[str] = answer.json()["faults"]
    assert answer.status_code == (503 if told else 200)
    assert answer.json()["ready"] is not bool(told)
    return told


def test_a_service_that_does_its_work_is_ready(web: Web) -> None:
    assert faults(web) == []
    assert web.get("/healthz").text == "ok\n"
    assert web.get("/readyz").headers["cache-control"] == "no-store"
    assert web.get("/readyz").json()["content"] == "0123456789ab"


def test_a_process_is_alive_also_when_it_is_not_ready(
    database: Database, signs: Pulse, clock: Hands
) -> None:
    web = Web(health_app(database, signs, clock))
    assert web.get("/healthz").status_code == 200
    assert faults(web) == ["migrated"]


def test_before_the_first_poll_and_tick_it_is_not_ready(web: Web, signs: Pulse) -> None:
    signs.polled_at = signs.ticked_at = None
    assert faults(web) == ["poll", "ticker"]
    assert web.get("/readyz").json()["poll_age_seconds"] is None


def test_a_service_that_went_deaf_says_so(web: Web, clock: Hands) -> None:
    clock.at = MONDAY + 61 * SECOND
    assert faults(web) == ["ticker"]
    clock.at = MONDAY + 151 * SECOND
    assert faults(web) == ["poll", "ticker", "auditor"]
    assert web.get("/readyz").json()["poll_age_seconds"] == 151


def test_an_auditor_that_stopped_looking_is_noticed(web: Web, clock: Hands, signs: Pulse) -> None:
    clock.at = signs.polled_at = signs.ticked_at = MONDAY + 120 * SECOND
    assert faults(web) == []
    clock.at = signs.polled_at = signs.ticked_at = MONDAY + 121 * SECOND
    assert faults(web) == ["auditor"]
    assert web.get("/readyz").json()["auditor_age_seconds"] == 121
    signs.audited_at = None
    assert faults(web) == ["auditor"]


def test_what_the_auditor_finds_is_named_and_counted(web: Web, signs: Pulse) -> None:
    signs.findings = {"missing_rung": 2, "letters": 7}
    assert faults(web) == ["missing_rung", "letters"]
    told = web.get("/metrics").text.splitlines()
    assert "mentorbot_ready 0.0" in told
    assert 'mentorbot_auditor_findings{name="missing_rung"} 2.0' in told
    assert 'mentorbot_auditor_findings{name="letters"} 7.0' in told


def test_a_letter_that_does_not_leave_is_noticed_and_one_with_a_later_hour_is_not(
    web: Web, database: Database, clock: Hands, signs: Pulse
) -> None:
    with database.begin() as tx:
        person = people.add(tx, Role.MENTOR, "Marit Mo", MONDAY)
        later = Letter(person, Verb.FORGET, Lane.DIGEST, message_id=1)
        outbox.post(tx, later, MONDAY, not_before=MONDAY + 46 * 3600 * SECOND)
        outbox.post(tx, Letter(person, Verb.TELL, Lane.ANSWER, {}), MONDAY)
    clock.at = signs.polled_at = signs.ticked_at = signs.audited_at = MONDAY + 600 * SECOND
    assert faults(web) == []
    clock.at = signs.polled_at = signs.ticked_at = signs.audited_at = MONDAY + 601 * SECOND
    assert faults(web) == ["outbox"]
    with database.begin() as tx:
        (letter,) = claiming.claim(tx, clock.at, SECOND, 5)
        queue.sent(tx, letter.id, 1, clock.at)
    assert faults(web) == []


def test_where_updates_are_posted_telegram_is_asked_whether_they_are(
    web: Web, signs: Pulse, clock: Hands
) -> None:
    signs.hooked, signs.polled_at = Hooked(), None
    assert faults(web) == ["webhook"]
    signs.polled_at = MONDAY
    assert faults(web) == []
    clock.at = signs.ticked_at = signs.audited_at = MONDAY + 151 * SECOND
    assert faults(web) == ["webhook"]
    signs.polled_at = clock.at
    signs.hooked = Hooked(1, clock.at - SECOND)
    assert faults(web) == ["webhook_failing"]
    signs.hooked = Hooked(MANY + 1)
    assert faults(web) == ["webhook_pending"]


def test_of_the_webhook_only_the_worker_that_sees_to_it_is_asked(
    database: Database, signs: Pulse, clock: Hands
) -> None:
    migrate(database)
    signs.hooked, signs.polled_at = Hooked(MANY + 1, MONDAY), None
    held = set(Duty) - {Duty.POLLING}
    web = Web(health_app(database, signs, clock, held.__contains__))
    assert faults(web) == []
    assert "mentorbot_webhook_pending" not in web.get("/metrics").text


def test_posts_are_counted_by_what_became_of_them(web: Web, signs: Pulse) -> None:
    assert "mentorbot_webhook" not in web.get("/metrics").text
    signs.hooked = Hooked(3)
    signs.posts.update(["kept", "kept", "denied"])
    told = web.get("/metrics").text.splitlines()
    assert "mentorbot_webhook_pending 3.0" in told
    assert 'mentorbot_webhook_posts_total{fate="kept"} 2.0' in told
    assert 'mentorbot_webhook_posts_total{fate="denied"} 1.0' in told


def test_a_database_that_is_gone_is_told_and_not_raised(
    tmp_path: Path, signs: Pulse, clock: Hands, database: Database
) -> None:
    gone = Database(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}", database.vault)
    web = Web(health_app(gone, signs, clock))
    assert faults(web) == ["database", "migrated"]
    assert "mentorbot_ready 0.0" in web.get("/metrics").text


def test_metrics_count_and_name_nobody(web: Web, database: Database) -> None:
    with database.begin() as tx:
        person = people.add(tx, Role.MENTOR, "Marit Mo", MONDAY, phone="+4790000001")
        people.settle(tx, person, 7_000_000_001, Language.NB)
        outbox.post(tx, Letter(person, Verb.TELL, Lane.ANSWER, {"html": "Hei"}), MONDAY)
        inbox.keep(tx, [Arrived(1, "{}"), Arrived(2, "{}")], MONDAY)
        inbox.set_aside(tx, inbox.waiting(tx, 1)[0].id, "KeyError", MONDAY)
    told = web.get("/metrics").text
    expected = [
        "mentorbot_ready 1.0",
        "mentorbot_poll_age_seconds 0.0",
        'mentorbot_inbox_updates{state="set_aside"} 1.0',
        'mentorbot_inbox_updates{state="waiting"} 1.0',
        'mentorbot_outbox_letters{state="waiting"} 1.0',
        "mentorbot_problems_open 0.0",
    ]
    assert [line for line in expected if line not in told.splitlines()] == []
    assert [secret for secret in ("Marit", "90000001", "7000000001", "Hei") if secret in told] == []
