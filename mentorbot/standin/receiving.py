"""Methods by which a bot receives: long polling or a webhook (Bot API, "Getting updates")."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from mentorbot.standin.clock import ticks
from mentorbot.standin.errors import bad_request, conflict, too_many_requests
from mentorbot.standin.parameters import Values
from mentorbot.standin.polling import LONGEST_POLL, WEBHOOK_ACTIVE, Polling
from mentorbot.standin.rules import SECRET
from mentorbot.standin.updates import UpdateQueue
from mentorbot.standin.webhook import Courier, Target

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def _within(value: int, least: int, most: int) -> int:
    return max(least, min(most, value))


class Receiving:
    def __init__(self, queue: UpdateQueue, polling: Polling, courier: Courier) -> None:
        self._queue = queue
        self._polling = polling
        self._courier = courier
        self._next_set = 0.0

    async def get_updates(self, values: Values) -> list[dict[str, Any]]:
        if self._courier.target:
            raise conflict(WEBHOOK_ACTIVE)
        self._queue.allow(values.get("allowed_updates"))
        return await self._polling.fetch(
            values.get("offset", 0),
            # Numbers out of range are moved into it, not refused.
            _within(values.get("limit", 100), 1, 100),
            _within(values.get("timeout", 0), 0, LONGEST_POLL),
        )

    def set_webhook(self, values: Values) -> bool:
        url = values.get("url", "")
        if not url:
            return self.delete_webhook(values)
        self._not_too_often()
        target = Target(
            _checked_url(url),
            _checked_secret(values.get("secret_token", "")),
            _within(values.get("max_connections", 40), 1, 100),
        )
        self._polling.end("terminated by setWebhook request")
        self._queue.allow(values.get("allowed_updates"))
        self._drop_if_asked(values)
        self._courier.set(target)
        return True

    def _not_too_often(self) -> None:
        now = ticks()
        if now < self._next_set:
            raise too_many_requests(1)
        self._next_set = now + 1

    def delete_webhook(self, values: Values) -> bool:
        self._courier.stop()
        self._drop_if_asked(values)
        return True

    def _drop_if_asked(self, values: Values) -> None:
        if values.get("drop_pending_updates"):
            self._queue.clear()

    def get_webhook_info(self, _: Values) -> dict[str, Any]:
        target, trouble = self._courier.target, self._courier.trouble
        info: dict[str, Any] = {
            "url": target.url if target else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._queue.waiting()),
        }
        if self._queue.allowed:
            info["allowed_updates"] = sorted(self._queue.allowed)
        if target:
            info |= {"max_connections": target.max_connections, "ip_address": "127.0.0.1"}
        if target and trouble.message:
            info |= {"last_error_date": trouble.date, "last_error_message": trouble.message}
        return info


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    # Plain HTTP is for this machine only, as with Telegram's own server in local mode.
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    return url


def _checked_secret(secret: str) -> str:
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    return secret
