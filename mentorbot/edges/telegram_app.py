"""Who opened a page inside Telegram: what the page is told there, checked as Telegram prescribes.

Bot API, Mini Apps, "Validating data received via the Mini App".
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from mentorbot.services.opening_inside import Opened

MOST_FIELDS = 30
"""Telegram knows a dozen."""
MOST_DIGITS = 11
"""Seconds since 1970 have fewer for three thousand years."""


class AppKey:
    """What the bot's token can check; the token itself is not kept."""

    def __init__(self, token: str) -> None:
        self._key = hmac.digest(b"WebAppData", token.encode(), "sha256")

    def read(self, data: str) -> Opened | None:
        """None for anything that Telegram did not sign for this bot, or that names nobody."""
        try:
            pairs = parse_qsl(
                data, keep_blank_values=True, strict_parsing=True, max_num_fields=MOST_FIELDS
            )
        except ValueError:
            return None
        fields = dict(pairs)
        given = fields.pop("hash", "")
        mine = self._signature(fields)
        if len(fields) + 1 != len(pairs) or any("\n" in value for value in fields.values()):
            # Not as Telegram writes it, whatever it is signed with: a line is one field.
            return None
        if not hmac.compare_digest(mine, given.encode()):
            return None
        return _opened(fields, mine.decode())

    def _signature(self, fields: Mapping[str, str]) -> bytes:
        lines = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
        return hmac.digest(self._key, lines.encode(), "sha256").hex().encode()


def _opened(fields: Mapping[str, str], proof: str) -> Opened | None:
    at, who = fields.get("auth_date", ""), _number(fields.get("user", ""))
    if who is None or not (at.isascii() and at.isdigit() and len(at) <= MOST_DIGITS):
        return None
    return Opened(who, datetime.fromtimestamp(int(at), UTC), proof)


def _number(user: str) -> int | None:
    try:
        who = json.loads(user)["id"]
    except (ValueError, KeyError, TypeError):
        return None
    return who if type(who) is int else None
