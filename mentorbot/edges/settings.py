"""What the operator sets: environment variables or `.env`, read once at the start.

Docker secrets and systemd credentials come as files: MENTORBOT_TOKEN_FILE, _SECRET_KEYS_FILE,
_WEBHOOK_SECRET_FILE.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from mentorbot.domain.errors import MentorbotError
from mentorbot.edges.clock import entropy
from mentorbot.storage.vault import BadKey, Vault

PREFIX = "MENTORBOT_"
ENV_FILE = Path(".env")
NO_SECRET = SecretStr("")
HOOK_PATH = "/telegram"
"""Where updates are posted, below MENTORBOT_WEB_URL."""

Filled = Annotated[SecretStr, Field(validate_default=True)]
"""A secret that may come from a file beside it: `<name>_file`, declared before it."""


class Need(StrEnum):
    """A setting that not every command needs."""

    TOKEN = "token"  # noqa: S105 - the setting's name
    SECRET_KEYS = "secret_keys"  # noqa: S105


class BadSettings(MentorbotError):
    """The settings are wrong; one line for each fault."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        validate_default=False,
        frozen=True,
        hide_input_in_errors=True,
    )

    token_file: Path | None = None
    token: Filled = NO_SECRET
    bot_name: str = ""
    """The bot's username, for invitations; asked from Telegram where it is not set."""
    telegram_url: str = "https://api.telegram.org"
    """Without the "/bot<token>" that follows it."""
    database_url: SecretStr = SecretStr("sqlite:///mentorbot.db")
    """May hold a password."""
    keys_url: SecretStr = NO_SECRET
    """Where the keys of placements and people are kept, if not beside the database."""
    content_dir: Path = Path("content")
    secret_keys_file: Path | None = None
    secret_keys: Filled = NO_SECRET
    web_bind: str = "127.0.0.1:8080"
    web_url: str = ""
    webhook_secret_file: Path | None = None
    webhook_secret: Filled = NO_SECRET
    """What Telegram shows with each update that it posts."""
    updates: Literal["polling", "webhook"] = "polling"
    smtp_url: SecretStr = NO_SECRET
    mail_from: str = ""
    mail_bounces: Path | None = None
    """A Maildir that gets what comes back to the address of a letter."""
    heartbeat_url: SecretStr = NO_SECRET
    """Asked for after each clean audit, so that an outside service notices silence."""
    clock_file: Path | None = None
    """Rehearsals only: seconds by which mentorbot's clock is ahead."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def keys(self) -> tuple[str, ...]:
        """The first encrypts, all decrypt."""
        return _keys(self.secret_keys)

    @property
    def lacks_for_mail(self) -> tuple[str, ...]:
        """What is missing before letters can go by e-mail; nothing when all is there."""
        given = {
            "smtp_url": self.smtp_url.get_secret_value(),
            "mail_from": self.mail_from,
            "web_url": self.web_url,
        }
        return tuple(name_of(name) for name, value in given.items() if not value)

    @property
    def hook_url(self) -> str:
        return self.web_url + HOOK_PATH

    @property
    def web_address(self) -> tuple[str, int]:
        """Host and port to listen on."""
        host, _, port = self.web_bind.rpartition(":")
        return host.strip("[]"), int(port)

    @field_validator("token", "secret_keys", "webhook_secret")
    @classmethod
    def _from_file(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        file: Path | None = info.data.get(f"{info.field_name}_file")
        if file is None:
            return value
        if value.get_secret_value():
            raise ValueError(f"is set twice: here and by {name_of(f'{info.field_name}_file')}")
        try:
            return SecretStr(file.read_text(encoding="utf-8").strip())
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"the file {file} cannot be read ({_why(error)})") from error

    @field_validator("token")
    @classmethod
    def _token(cls, value: SecretStr) -> SecretStr:
        token = value.get_secret_value()
        if token and not re.fullmatch(r"\d+:[\w-]+", token, re.ASCII):
            raise ValueError("is not a bot token (123456:ABC-DEF...): copy it from BotFather")
        return value

    @field_validator("secret_keys")
    @classmethod
    def _openable(cls, value: SecretStr) -> SecretStr:
        try:
            if keys := _keys(value):
                Vault(keys, entropy)
        except BadKey as error:
            raise ValueError(str(error)) from error
        return value

    @field_validator("bot_name")
    @classmethod
    def _bot_name(cls, value: str) -> str:
        name = value.removeprefix("@")
        if not re.fullmatch(r"\w{4,32}", name, re.ASCII):
            raise ValueError("must be the bot's username, such as mentor_nav_bot")
        return name

    @field_validator("telegram_url", "web_url")
    @classmethod
    def _url(cls, value: str) -> str:
        return _address(value, "https://...", "https", "http").rstrip("/")

    @field_validator("database_url", "keys_url")
    @classmethod
    def _database_url(cls, value: SecretStr) -> SecretStr:
        address = value.get_secret_value()
        if not re.match(r"sqlite:///.|postgres(ql)?://.", address):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return value

    @field_validator("content_dir", "mail_bounces")
    @classmethod
    def _folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError(f"there is no folder {value}")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_secret(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value()
        if secret and not re.fullmatch(r"[\w-]{32,256}", secret, re.ASCII):
            raise ValueError("must be 32 to 256 of the characters A-Z a-z 0-9 _ -")
        return value

    @field_validator("updates")
    @classmethod
    def _webhook(cls, value: str, info: ValidationInfo) -> str:
        """What is declared before it and missing here was wrong, and is told already."""
        if value == "polling":
            return value
        for need in ("web_url", "webhook_secret"):
            if info.data.get(need) in ("", NO_SECRET):
                raise ValueError(f"webhook needs {name_of(need)}")
        url = info.data.get("web_url", "https:")
        if "telegram.org" in info.data.get("telegram_url", "") and not url.startswith("https:"):
            raise ValueError(f"webhook needs {name_of('web_url')} to begin with https://")
        return value

    @field_validator("web_bind")
    @classmethod
    def _bind(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not (port.isascii() and port.isdigit() and int(port) < 65536):
            raise ValueError("must be host:port, such as 127.0.0.1:8080")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, value: SecretStr) -> SecretStr:
        _address(value.get_secret_value(), "smtp://host:port", "smtp", "smtps", "smtp+starttls")
        return value

    @field_validator("heartbeat_url")
    @classmethod
    def _heartbeat(cls, value: SecretStr) -> SecretStr:
        _address(value.get_secret_value(), "https://...", "https", "http")
        return value

    @field_validator("mail_from")
    @classmethod
    def _mail_from(cls, value: str) -> str:
        if "@" not in value:
            raise ValueError("must be an e-mail address")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value


def read_settings(*needs: Need, env_file: Path = ENV_FILE) -> Settings:
    """Raises BadSettings with one line per fault; a needed setting that is missing is one."""
    given = _given(env_file)
    missing = [need for need in needs if not {need, f"{need}_file"} & given]
    faults = [f"{name_of(need)} (or {name_of(f'{need}_file')}) is missing" for need in missing]
    try:
        settings = Settings(_env_file=env_file)
    except ValidationError as error:
        raise BadSettings([*faults, *_faults(error)]) from None
    empty = [need for need in needs if need not in missing and not _secret(settings, need)]
    faults += [f"{name_of(need)} is empty" for need in empty]
    if faults:
        raise BadSettings(faults)
    return settings


def unknown_names(env_file: Path = ENV_FILE) -> list[str]:
    """Variables with mentorbot's prefix that mean nothing: likely spelling mistakes."""
    return sorted(name_of(name) for name in _given(env_file) - Settings.model_fields.keys())


def name_of(setting: str) -> str:
    return PREFIX + setting.upper()


def _given(env_file: Path) -> set[str]:
    """The settings that are given at all, by field name."""
    values: dict[str, str | None] = {**dotenv_values(env_file), **os.environ}
    return {
        name[len(PREFIX) :].lower()
        for name, value in values.items()
        if value and name.upper().startswith(PREFIX)
    }


def _faults(error: ValidationError) -> Iterable[str]:
    for fault in error.errors(include_input=False, include_url=False, include_context=False):
        name = name_of(str(fault["loc"][0])) if fault["loc"] else "settings"
        yield f"{name}: {fault['msg'].removeprefix('Value error, ')}"


def _address(value: str, example: str, *schemes: str) -> str:
    try:
        parts = urlsplit(value)
        good = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise ValueError(f"must be an address such as {example}")
    return value


def _keys(value: SecretStr) -> tuple[str, ...]:
    return tuple(key.strip() for key in value.get_secret_value().split(",") if key.strip())


def _secret(settings: Settings, need: Need) -> str:
    secret: SecretStr = getattr(settings, need)
    return secret.get_secret_value()


def _why(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror or "unknown" if isinstance(error, OSError) else "not UTF-8"
