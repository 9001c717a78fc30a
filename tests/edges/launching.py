"""What Telegram tells a Mini App, signed here from the standard's own words (RFC 2104, Bot API)."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

BLOCK = 64
"""Bytes: SHA-256's."""


def hmac_of(key: bytes, text: bytes) -> bytes:
    padded = (key if len(key) <= BLOCK else sha256(key).digest()).ljust(BLOCK, b"\0")
    inner = sha256(bytes(byte ^ 0x36 for byte in padded) + text).digest()
    return sha256(bytes(byte ^ 0x5C for byte in padded) + inner).digest()


def signature(token: str, fields: dict[str, str]) -> str:
    lines = "\n".join("=".join(pair) for pair in sorted(fields.items()))
    return hmac_of(hmac_of(b"WebAppData", token.encode()), lines.encode()).hex()


def init_data(token: str, user: int, at: int, /, **more: str) -> str:
    """`at`: seconds since 1970. `more`: fields besides, or instead."""
    who: dict[str, Any] = {"id": user, "first_name": "Kåre & Co", "language_code": "nn"}
    fields = {
        "query_id": "AAHdF6IQAAAAAN0XohDhrOrc",
        "user": json.dumps(who, ensure_ascii=False, separators=(",", ":")),
        "auth_date": str(at),
        "signature": "c2lnbmVk",
        **more,
    }
    return urlencode({**fields, "hash": signature(token, fields)}, quote_via=quote)
