"""The desk's door inside Telegram, where the public address is https.

Telegram gives the page who opened it behind the address's #, which no server is sent; a script of
ours posts it. Nothing is loaded from Telegram. Only this page may stand in a frame, and only in one
of Telegram's own pages; there it hands out a link for a tab, so the desk itself never is framed and
its cookies go to no other site.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mentorbot.domain.people import Language
from mentorbot.domain.wording import Label, Text
from mentorbot.edges.telegram_app import AppKey
from mentorbot.edges.web.desk.asking import form_of, is_own
from mentorbot.edges.web.desk.door import keep
from mentorbot.edges.web.desk.pages import DOOR, ROOT, Reply, page
from mentorbot.edges.web.desk.paper import in_frames_of
from mentorbot.edges.web.desk.shell import FROM_ELSEWHERE, SESSION, Shell
from mentorbot.services import opening_inside
from mentorbot.services.opening_inside import Inside, Refusal
from mentorbot.services.signing_in import APP_PATH

TITLE = Text("desk.app")
WAIT = Text("desk.app_wait")
OUTSIDE = Text("desk.app_outside")
OUTSIDE_HOW = Text("desk.app_outside_how")
TAB = Text("desk.app_tab")
TAB_HOW = Text("desk.app_tab_how")
OPEN_TAB = Label("desk.app_open_tab")
NOT_THEIRS = Text("desk.app_not_theirs")
NOT_THEIRS_HOW = Text("desk.app_not_theirs_how")
OVER = Text("desk.app_over")
OVER_HOW = Text("desk.app_over_how")
OTHER_WAY = Label("desk.app_other_way")

TELEGRAM = ("https://web.telegram.org", "https://webk.telegram.org", "https://weba.telegram.org")
"""Its pages in a browser: they open such a page in a frame."""
LARGEST = 8_192
"""Bytes of what Telegram says of somebody, with room."""


class AppDoor:
    def __init__(self, shell: Shell, key: AppKey, bot_name: Callable[[], Awaitable[str]]) -> None:
        self._shell, self._key, self._bot_name = shell, key, bot_name

    def routes(self) -> list[Route]:
        return [
            Route(APP_PATH, self._trying(self._stand), methods=["GET"]),
            Route(APP_PATH, self._trying(self._come_in), methods=["POST"]),
        ]

    def _trying(
        self, act: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            response = await self._shell.trying(request, lambda: act(request))
            return in_frames_of(TELEGRAM, response)

        return endpoint

    async def _stand(self, request: Request) -> Response:
        """As it is without script, or for somebody who found the address."""
        return await self._told(request, "outside")

    async def _come_in(self, request: Request) -> Response:
        form = await form_of(request, LARGEST)
        if not is_own(request, self._shell.web_url):
            return await self._shell.shown(request, FROM_ELSEWHERE, None)
        opened = self._key.read(form.one("data"))
        if opened is None:
            return await self._told(request, "outside", 403)
        framed = bool(form.one("framed")) or request.headers.get("sec-fetch-dest") == "iframe"
        secret = request.cookies.get(SESSION, "")
        found: Inside = await self._shell.do(opening_inside.come_in, opened, secret, framed=framed)
        return await self._answered(request, found)

    async def _answered(self, request: Request, found: Inside) -> Response:
        if found.refusal is not None:
            over = "not_theirs" if found.refusal is Refusal.NOT_THEIRS else "over"
            return await self._told(request, over, 403, found.language)
        if found.token:
            link = f"{DOOR}/{found.token}"
            return await self._told(request, "tab", 200, found.language, link)
        response = await self._shell.shown(request, Reply(303, location=ROOT), None)
        if found.session:
            keep(self._shell, response, SESSION, found.session, None)
        return response

    async def _told(
        self, request: Request, what: str, status: int = 200, language: Language | None = None,
        link: str = "",
    ) -> Response:  # fmt: skip
        name = await self._bot_name()
        reply = page(
            "app.html.j2", TITLE(), status, what=what, link=link, path=APP_PATH,
            chat=f"https://t.me/{name}" if name else "", door=DOOR,
        )  # fmt: skip
        return await self._shell.shown(request, reply, None, language)
