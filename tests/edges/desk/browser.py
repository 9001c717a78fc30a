"""A coordinator's browser on the desk, inside the test's own process."""

from __future__ import annotations

import asyncio
import re
from html import unescape
from typing import Any

import httpx
from starlette.applications import Starlette

from mentorbot.edges.telegram_app import AppKey
from mentorbot.edges.web.desk.routes import desk_routes
from tests.stories.mail import WEB, Host
from tests.stories.town import Phone, Town

TOKEN = "123456:AAtest-Token_of_nobody"
LINK = re.compile(r"/desk/in/([\w-]{22})")
CODE = re.compile(r"<code>([A-Z0-9-]+)</code>")


async def _name() -> str:
    return "mentor_bot"


class Browser:
    """Keeps its cookies, and reads the page it stands on. Posts as browsers do, from that page."""

    def __init__(self, town: Town, host: Host | None = None) -> None:
        key = AppKey(TOKEN)
        routes = desk_routes(host or Host(town), WEB, _name, can_mail=True, app_key=key)
        app = Starlette(routes=list(routes))
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        self._client = httpx.AsyncClient(transport=transport, base_url=WEB)
        self.town, self.page, self.status, self.path = town, "", 0, ""
        self.headers: httpx.Headers = httpx.Headers()

    @property
    def cookies(self) -> httpx.Cookies:
        return self._client.cookies

    @property
    def text(self) -> str:
        """What a person reads in the page's main part."""
        body = self.page.partition("<main")[2].partition("</main>")[0].partition(">")[2]
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body))).strip()

    @property
    def token(self) -> str:
        found = re.search(r'name="token" value="([^"]*)"', self.page)
        return found[1] if found else ""

    def get(self, path: str, **named: Any) -> int:
        return self._walked(asyncio.run(self._client.get(path, **named)))

    def post(self, path: str, form: dict[str, Any] | None = None, **named: Any) -> int:
        """With the secret of the page it stands on, unless the form has its own."""
        data = {"token": self.token, **(form or {})}
        headers = {"origin": WEB, "sec-fetch-site": "same-origin", **named.pop("headers", {})}
        call = self._client.post(path, data=data, headers=headers, **named)
        return self._walked(asyncio.run(call))

    def _walked(self, answer: httpx.Response) -> int:
        """Goes where it is sent on to."""
        self.page, self.status, self.headers = answer.text, answer.status_code, answer.headers
        self.path = answer.url.path
        if answer.status_code == 303:
            return self.get(answer.headers["location"])
        return self.status


def asks_for(phone: Phone, start: str = "") -> tuple[str, str]:
    """Somebody asks in their chat for the desk; the link's token and the code they are sent."""
    phone.says(f"/start {start}" if start else "/desk")
    said = phone.last
    link, code = LINK.search(said), CODE.search(said)
    assert link and code, said
    return link[1], code[1]


def signed_in(town: Town, phone: Phone) -> Browser:
    browser = Browser(town)
    token, _ = asks_for(phone)
    browser.get(f"/desk/in/{token}")
    browser.post(f"/desk/in/{token}")
    assert browser.path == "/desk", browser.text
    return browser
