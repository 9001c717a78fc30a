"""Settings: read once, checked, and every fault said in one line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mentorbot.edges.settings import (
    BadSettings,
    Need,
    Settings,
    read_settings,
    unknown_names,
)
from mentorbot.storage.vault import new_key

TOKEN = "123456789:AAExample-token-for-a-test-only_0123"
KEY = new_key(bytes)
"""Of nothing but zeros: the names of the tests must not change."""


def faults(*needs: Need) -> tuple[str, ...]:
    with pytest.raises(BadSettings) as caught:
        read_settings(*needs)
    return caught.value.faults


def test_without_any_setting_the_defaults_hold() -> None:
    settings = read_settings()
    assert settings.telegram_url == "https://api.telegram.org"
    assert settings.database_url.get_secret_value() == "sqlite:///mentorbot.db"
    assert settings.content_dir == Path("content")
    assert settings.updates == "polling"
    assert settings.web_address == ("127.0.0.1", 8080)
    assert settings.clock_file is None
    assert settings.keys == ()


def test_what_a_command_needs_and_lacks_is_named() -> None:
    assert faults(Need.TOKEN, Need.SECRET_KEYS) == (
        "MENTORBOT_TOKEN (or MENTORBOT_TOKEN_FILE) is missing",
        "MENTORBOT_SECRET_KEYS (or MENTORBOT_SECRET_KEYS_FILE) is missing",
    )


def test_an_empty_setting_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORBOT_TOKEN", "")
    monkeypatch.setenv("MENTORBOT_WEB_BIND", "")
    assert read_settings().web_bind == "127.0.0.1:8080"
    assert len(faults(Need.TOKEN)) == 1


def test_a_dot_env_file_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = [f"MENTORBOT_TOKEN={TOKEN}", "MENTORBOT_LOG_LEVEL=debug", "OTHER=1"]
    (tmp_path / ".env").write_text("\n".join(lines))
    monkeypatch.setenv("MENTORBOT_LOG_LEVEL", "warning")
    settings = read_settings(Need.TOKEN)
    assert settings.token.get_secret_value() == TOKEN
    assert settings.log_level == "WARNING"


def test_secrets_may_come_from_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    (tmp_path / "keys").write_text(f"{KEY},\n{new_key(os.urandom)}\n")
    monkeypatch.setenv("MENTORBOT_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("MENTORBOT_SECRET_KEYS_FILE", str(tmp_path / "keys"))
    settings = read_settings(Need.TOKEN, Need.SECRET_KEYS)
    assert settings.token.get_secret_value() == TOKEN
    assert settings.keys[0] == KEY
    assert len(settings.keys) == 2


def test_a_secret_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN)
    monkeypatch.setenv("MENTORBOT_TOKEN", TOKEN)
    monkeypatch.setenv("MENTORBOT_TOKEN_FILE", str(tmp_path / "token"))
    assert faults() == ("MENTORBOT_TOKEN: is set twice: here and by MENTORBOT_TOKEN_FILE",)


@pytest.mark.parametrize("content", [None, "", "\n", b"\xff\xfe"])
def test_a_secret_file_without_a_secret_is_refused(
    content: str | bytes | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content is not None:
        file.write_text(content)
    monkeypatch.setenv("MENTORBOT_TOKEN_FILE", str(file))
    (fault,) = faults(Need.TOKEN)
    assert fault.startswith("MENTORBOT_TOKEN")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOKEN", "no token"),
        ("TOKEN", "123456:with space"),
        ("BOT_NAME", "not a name"),
        ("TELEGRAM_URL", "api.telegram.org"),
        ("TELEGRAM_URL", "https://[broken"),
        ("DATABASE_URL", "mysql://here/there"),
        ("DATABASE_URL", "sqlite:///"),
        ("CONTENT_DIR", "nowhere"),
        ("MAIL_BOUNCES", "nowhere"),
        ("SECRET_KEYS", "too short"),
        ("SECRET_KEYS", f"{KEY},too short"),
        ("UPDATES", "webhook"),
        ("UPDATES", "sometimes"),
        ("WEBHOOK_SECRET", "a" * 31),
        ("WEBHOOK_SECRET", "a" * 257),
        ("WEBHOOK_SECRET", "with a space, and much longer than 32"),
        ("WEBHOOK_SECRET", "æ" * 40),
        ("WEB_BIND", "8080"),
        ("WEB_BIND", "127.0.0.1:"),
        ("WEB_BIND", "127.0.0.1:99999"),
        ("WEB_URL", "ftp://here"),
        ("SMTP_URL", "https://mail.example.no"),
        ("MAIL_FROM", "nobody"),
        ("HEARTBEAT_URL", "hc-ping.com/x"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_each_wrong_setting_is_named_in_one_line_without_its_value(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"MENTORBOT_{name}", value)
    (fault,) = faults()
    assert fault.startswith(f"MENTORBOT_{name}: ")
    assert "\n" not in fault
    if name in ("TOKEN", "SECRET_KEYS", "HEARTBEAT_URL", "WEBHOOK_SECRET"):
        assert value not in fault


def test_all_faults_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORBOT_UPDATES", "webhook")
    monkeypatch.setenv("MENTORBOT_WEB_BIND", "nowhere")
    told = faults(Need.TOKEN)
    assert [line.partition(" ")[0].strip(":") for line in told] == [
        "MENTORBOT_TOKEN",
        "MENTORBOT_WEB_BIND",
        "MENTORBOT_UPDATES",
    ]


HOOK = {"UPDATES": "webhook", "WEB_URL": "https://here.no/", "WEBHOOK_SECRET": "a_-9" * 8}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"WEB_URL": ""}, "MENTORBOT_UPDATES: webhook needs MENTORBOT_WEB_URL"),
        ({"WEBHOOK_SECRET": ""}, "MENTORBOT_UPDATES: webhook needs MENTORBOT_WEBHOOK_SECRET"),
        ({"WEB_URL": "http://here.no"}, "MENTORBOT_UPDATES: webhook needs MENTORBOT_WEB_URL to"),
        ({"WEB_URL": "here"}, "MENTORBOT_WEB_URL: must be an address"),
        ({"WEBHOOK_SECRET": "short"}, "MENTORBOT_WEBHOOK_SECRET: must be 32 to 256"),
    ],
)
def test_what_a_webhook_lacks_is_told_in_one_line(
    wrong: dict[str, str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**HOOK, **wrong}.items():
        monkeypatch.setenv(f"MENTORBOT_{name}", value)
    (fault,) = faults()
    assert fault.startswith(told)


def test_with_all_there_is_for_it_updates_are_posted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in HOOK.items():
        monkeypatch.setenv(f"MENTORBOT_{name}", value)
    assert read_settings().hook_url == "https://here.no/telegram"
    monkeypatch.setenv("MENTORBOT_WEBHOOK_SECRET", "")
    (tmp_path / "secret").write_text("b" * 32 + "\n")
    monkeypatch.setenv("MENTORBOT_WEBHOOK_SECRET_FILE", str(tmp_path / "secret"))
    assert read_settings().webhook_secret.get_secret_value() == "b" * 32
    # With a Bot API server of one's own, it is that one which posts.
    monkeypatch.setenv("MENTORBOT_TELEGRAM_URL", "http://127.0.0.1:8081")
    monkeypatch.setenv("MENTORBOT_WEB_URL", "http://127.0.0.1:8080")
    assert read_settings().updates == "webhook"


@pytest.mark.parametrize(
    ("bind", "address"),
    [("0.0.0.0:80", ("0.0.0.0", 80)), ("[::1]:8080", ("::1", 8080)), ("here:0", ("here", 0))],
)
def test_where_to_listen_is_taken_apart(
    bind: str, address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORBOT_WEB_BIND", bind)
    assert read_settings().web_address == address


def test_a_slash_at_the_end_of_an_address_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORBOT_TELEGRAM_URL", "http://127.0.0.1:8081/")
    monkeypatch.setenv("MENTORBOT_BOT_NAME", "@mentorbot")
    settings = read_settings()
    assert (settings.telegram_url, settings.bot_name) == ("http://127.0.0.1:8081", "mentorbot")


def test_misspelt_settings_are_found_in_both_places(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("MENTORBOT_DATABSE_URL=x\nMENTORBOT_WEB_BIND=127.0.0.1:1\n")
    monkeypatch.setenv("MENTORBOT_TOKN", "x")
    assert unknown_names() == ["MENTORBOT_DATABSE_URL", "MENTORBOT_TOKN"]


def test_secrets_are_not_shown_by_accident(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORBOT_TOKEN", TOKEN)
    monkeypatch.setenv("MENTORBOT_SECRET_KEYS", KEY)
    monkeypatch.setenv("MENTORBOT_DATABASE_URL", "postgresql://me:password@db/mentorbot")
    monkeypatch.setenv("MENTORBOT_SMTP_URL", "smtp://me:password@mail.example.no:587")
    shown = repr(read_settings()) + str(read_settings()) + read_settings().model_dump_json()
    assert not [secret for secret in (TOKEN, KEY, "password") if secret in shown]


def test_the_example_file_names_every_setting_and_no_other() -> None:
    example = Path(__file__).parents[2] / ".env.example"
    lines = [line.lstrip("# ") for line in example.read_text().splitlines()]
    named = {line.partition("=")[0] for line in lines if line.startswith("MENTORBOT_")}
    assert named == {f"MENTORBOT_{name.upper()}" for name in Settings.model_fields}
