"""Commands for whoever runs it: keys, migrations, `check` and `doctor`."""

from __future__ import annotations

import os
import time
from datetime import timedelta

import httpx
import pytest

from mentorbot.edges.commands import inspecting
from mentorbot.storage import inbox, outbox, queue, rungs
from mentorbot.storage.inbox import Arrived
from mentorbot.storage.migrating import head
from mentorbot.storage.outbox import Lane, Letter, Verb
from mentorbot.storage.vault import new_key
from tests.edges.office import (
    MONDAY,
    TOKEN,
    Office,
    Staff,
    placing,
    report,
)


def test_the_first_command_makes_the_database_and_says_so(office: Office) -> None:
    office.without_database()
    assert "A new database was made" in office.type("people", "list").stderr
    assert office.type("people", "list").stderr == ""


def test_migrating_twice_is_harmless(office: Office) -> None:
    office.without_database()
    for _ in range(2):
        assert "up to date" in office.type("migrate").stdout
    assert office.json("people", "list") == []


def test_a_database_of_another_version_is_not_touched(office: Office) -> None:
    with office.begin() as tx:
        tx.connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")
    assert "python bot.py migrate" in office.type("people", "list", code=1).stderr
    with office.begin() as tx:
        version = tx.connection.exec_driver_sql("SELECT version_num FROM alembic_version")
        assert version.scalar() == "older" != head()


def test_a_missing_setting_ends_a_command_with_2(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MENTORBOT_SECRET_KEYS")
    assert office.refused("people", "list") == [
        "MENTORBOT_SECRET_KEYS (or MENTORBOT_SECRET_KEYS_FILE) is missing"
    ]


def test_the_wrong_key_is_said_and_nothing_is_shown(
    office: Office, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORBOT_SECRET_KEYS", new_key(lambda count: b"1" * count))
    assert "lacks the key" in office.refused("people", "list")[0]


def test_a_misspelt_setting_is_warned_of(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORBOT_TOKN", "x")
    assert "MENTORBOT_TOKN is no setting" in office.type("people", "list").stderr


def test_a_folder_that_is_not_there_is_one_clear_line(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORBOT_DATABASE_URL", f"sqlite:///{office.folder}/no/bot.db")
    assert office.type("people", "list", code=1).stderr.count("\n") == 1


def test_without_a_bot_name_telegram_is_asked(
    with_telegram: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MENTORBOT_BOT_NAME")
    added = with_telegram.json("people", "add", "--role", "mentor", "--name", "Marit Mo")
    assert added["invite"]["url"].startswith("https://t.me/another_bot?start=")


def test_when_telegram_is_silent_nobody_is_added_and_it_is_said(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MENTORBOT_BOT_NAME")
    monkeypatch.setenv("MENTORBOT_TELEGRAM_URL", "http://127.0.0.1:9")
    words = ["people", "add", "--role", "mentor", "--name", "Marit Mo"]
    assert "MENTORBOT_TOKEN is missing" in office.refused(*words)[0]
    monkeypatch.setenv("MENTORBOT_TOKEN", TOKEN)
    told = office.type(*words, code=1).stderr
    assert "Telegram does not answer" in told
    assert TOKEN not in told
    assert office.json("people", "list") == []


def test_check_looks_at_everything(with_telegram: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with_telegram.without_database()
    told = with_telegram.type("check", code=1).stdout
    assert "not of this version yet" in told
    assert "MENTORBOT_BOT_NAME says @mentorbot" in told
    with_telegram.type("migrate")
    monkeypatch.delenv("MENTORBOT_BOT_NAME")
    told = with_telegram.type("check").stdout
    assert [line.split()[:2] for line in told.splitlines()] == [
        ["ok", "settings"],
        ["ok", "content,"],
        ["ok", "database,"],
        ["ok", "keys,"],
        ["ok", "telegram,"],
    ]


def hook_of(office: Office, url: str) -> None:
    token, address = os.environ["MENTORBOT_TOKEN"], os.environ["MENTORBOT_TELEGRAM_URL"]
    answer = httpx.post(f"{address}/bot{token}/setWebhook", json={"url": url})
    assert answer.json()["ok"], answer.text


def test_check_and_doctor_tell_what_telegram_says_of_the_webhook(
    with_telegram: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing listens on that port: what Telegram posts there fails."""
    monkeypatch.delenv("MENTORBOT_BOT_NAME")
    url = "http://127.0.0.1:9"
    hook_of(with_telegram, f"{url}/older")
    told = with_telegram.type("check").stdout
    assert "warning  telegram: a webhook is set; `run` takes it away and drops nothing" in told
    settings = {"UPDATES": "webhook", "WEB_URL": url, "WEBHOOK_SECRET": "a" * 32}
    for name, value in settings.items():
        monkeypatch.setenv(f"MENTORBOT_{name}", value)
    told = with_telegram.type("check").stdout
    assert f"Telegram posts to {url}/older; `run` sets it to {url}/telegram" in told
    assert f"{url}/older" in with_telegram.type("doctor").stdout
    time.sleep(1)
    hook_of(with_telegram, f"{url}/telegram")
    assert (
        f"ok       webhook, Telegram posts to {url}/telegram" in with_telegram.type("check").stdout
    )
    assert "webhook" not in with_telegram.type("doctor").stdout
    address = os.environ["MENTORBOT_TELEGRAM_URL"]
    httpx.post(f"{address}/control/update", json={"update": {"message": {}}}).raise_for_status()
    told = with_telegram.type("doctor", code=1).stdout
    assert "1 updates wait at Telegram, which says of its last post: Webhook connection" in told


def test_check_knows_a_token_that_telegram_does_not(
    with_telegram: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORBOT_TOKEN", "987654321:AAanother-token-for-a-test-only_0123")
    told = with_telegram.type("check", code=1).stdout
    assert "does not know the bot's token" in told


def test_check_knows_the_wrong_key(
    with_telegram: Office, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORBOT_SECRET_KEYS", new_key(lambda count: b"1" * count))
    assert "lacks the key" in with_telegram.type("check", code=1).stdout


def test_a_healthy_house_has_nothing_stuck(
    office: Office, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspecting, "_version", lambda: (3, 51, 3))
    first, last = office.type("doctor").stdout.splitlines()
    assert first.split(maxsplit=1) == ["ok", "nothing is stuck"]
    day = "sent 0, late 0, lost 0, uncertain 0, open 0, oldest_seconds 0, forgotten 0, undeleted 0"
    assert last.split(maxsplit=1) == ["ok", f"the last 24 hours: {day}"]


def test_the_doctor_names_what_is_stuck(office: Office, staff: Staff) -> None:
    office.json(*placing(staff))
    report(office, staff, "T4K7M")
    hour = timedelta(hours=1)
    with office.begin() as tx:
        rungs.cancel(tx, "T4K7M")
        letter = Letter(staff.marit, Verb.TELL, Lane.ANSWER, {"html": "secret"})
        outbox.post(tx, letter, MONDAY - hour)
        outbox.post(tx, letter, MONDAY - hour, leased_until=MONDAY - hour)
        unsure = outbox.post(tx, letter, MONDAY, leased_until=MONDAY + hour)
        queue.end_uncertain(tx, unsure, MONDAY, "TimedOut")
        failed = outbox.post(tx, letter, MONDAY, leased_until=MONDAY + hour)
        queue.end_failed(tx, failed, MONDAY, "Refused")
        inbox.keep(tx, [Arrived(1, "{}")], MONDAY)
        inbox.set_aside(tx, inbox.waiting(tx, 1)[0].id, "KeyError", MONDAY)
    told = office.type("doctor", code=1).stdout
    expected = (
        "1 letters lost their sender",
        "a letter has waited 60 minutes",
        "1 letters may or may not have arrived",
        "1 letters could not be delivered",
        "1 updates could not be handled",
        "problem T4K7M: nobody has received it and nobody is left to tell",
        "the auditor finds missing_rung: problem T4K7M",
        "the auditor finds letters: 2 of them",
    )
    assert [line for line in expected if line not in told] == []
    assert "secret" not in told


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
    ],
)
def test_an_sqlite_without_the_wal_repair_is_named(
    version: tuple[int, int, int], safe: bool
) -> None:
    remarks = inspecting.sqlite_remarks(version)
    assert (remarks == []) is safe
    assert all("PostgreSQL" in remark.text for remark in remarks)
