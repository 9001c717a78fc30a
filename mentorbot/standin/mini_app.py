"""What a button opens on the phone: a Mini App is told who opened it, signed with the bot's token.

Bot API, Mini Apps: "Launch parameters" and "Validating data received via the Mini App".
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import Final
from urllib.parse import urlencode

from mentorbot.standin.stage import Stage
from mentorbot.standin.world import Json, Person

VERSION: Final = "9.1"


def opens(stage: Stage, person: Person, button: Json) -> str | None:
    """The address; a link's own, or that of a page with what it is told behind the #."""
    page = button.get("web_app")
    if page is None:
        return button.get("url")
    told = {
        "tgWebAppData": init_data(stage.settings.token, person, int(stage.now())),
        "tgWebAppVersion": VERSION,
        "tgWebAppPlatform": "android",
        "tgWebAppThemeParams": "{}",
    }
    return f"{page['url']}#{urlencode(told)}"


def init_data(token: str, person: Person, at: int) -> str:
    """`at`: seconds since 1970."""
    user = person.as_user() | {"allows_write_to_pm": True}
    fields = {
        "query_id": "AA" + secrets.token_urlsafe(16),
        "user": json.dumps(user, ensure_ascii=False, separators=(",", ":")),
        "auth_date": str(at),
        # What others check with Telegram's public key; here nobody does.
        "signature": secrets.token_urlsafe(64),
    }
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    signed = hmac.new(secret, lines.encode(), hashlib.sha256).hexdigest()
    return urlencode(fields | {"hash": signed})
