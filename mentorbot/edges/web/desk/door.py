"""The door: where somebody who is not signed in asks for a link, and uses it.

Looking at a link uses nothing up: the page it leads to has one button, and only that signs in.
Who types an address is answered before anybody looks whose it is: the page says the same, and as
soon, whether or not it is somebody's.
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mentorbot.domain.errors import MentorbotError
from mentorbot.domain.tokens import key
from mentorbot.domain.wording import Label, Text
from mentorbot.edges.web.desk.asking import Form, form_of, is_own
from mentorbot.edges.web.desk.pages import DOOR, ROOT, Reply, page
from mentorbot.edges.web.desk.shell import FROM_ELSEWHERE, SESSION, Shell
from mentorbot.services import admitting, signing_in

log = structlog.get_logger(__name__)

TITLE = Text("desk.door")
HOW = Text("desk.door_how")
HERE = Text("desk.door_here")
HERE_HOW = Text("desk.door_here_how")
CHAT = Label("desk.door_chat")
THERE = Text("desk.door_there")
THERE_HOW = Text("desk.door_there_how")
CODE = Text("desk.door_code")
ENTER = Label("desk.door_enter")
FOUND = Text("desk.door_found")
FOUND_HOW = Text("desk.door_found_how")
DEAD = Text("desk.door_dead")
DEAD_HOW = Text("desk.door_dead_how")
ELSEWHERE = Text("desk.door_elsewhere")
ELSEWHERE_HOW = Text("desk.door_elsewhere_how")
LEFT = Text("desk.door_left")
BY_MAIL = Text("desk.door_mail")
BY_MAIL_HOW = Text("desk.door_mail_how")
ADDRESS = Text("desk.door_address")
SEND = Label("desk.door_send")
MAILED = Text("desk.door_mailed")
WAIT = Text("desk.door_wait")
WAIT_HOW = Text("desk.door_wait_how", "minutes")

BROWSER = "desk_browser"
"""The cookie that names a browser which is not signed in: what it asks for is its own."""
NAMED_FOR = 60 * 60 * 24
"""Seconds; a link lives minutes."""
LARGEST = 4_096


class Door:
    def __init__(
        self, shell: Shell, bot_name: Callable[[], Awaitable[str]], *, can_mail: bool
    ) -> None:
        """`bot_name`: the bot's username, or nothing where it is not known."""
        self._shell, self._bot_name, self._can_mail = shell, bot_name, can_mail

    def routes(self) -> list[Route]:
        by_mail = Route(f"{DOOR}/mail", self._trying(self._asked_by_mail), methods=["POST"])
        return [
            *([by_mail] if self._can_mail else []),
            Route(DOOR, self._trying(self._stand), methods=["GET"]),
            Route(DOOR, self._trying(self._with_code), methods=["POST"]),
            Route(f"{DOOR}/{{token}}", self._trying(self._look), methods=["GET"]),
            Route(f"{DOOR}/{{token}}", self._trying(self._enter), methods=["POST"]),
        ]

    def _trying(
        self, act: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            return await self._shell.trying(request, lambda: act(request))

        return endpoint

    async def _stand(self, request: Request) -> Response:
        """Who is signed in has no business at the door."""
        if await self._shell.who(request):
            return await self._shell.shown(request, Reply(303, location=ROOT), None)
        note = next((each for each in ("left", "mailed") if each in request.query_params), "")
        return await self._at_door(request, note)

    async def _at_door(self, request: Request, note: str = "", status: int = 200) -> Response:
        """`note`: what is said first, "dead", "elsewhere", "left" or "mailed"."""
        browser = request.cookies.get(BROWSER) or key(self._shell.entropy)
        name = await self._bot_name()
        start = signing_in.start_of(browser)
        chat = f"https://t.me/{name}?start={start}" if name else ""
        secret = signing_in.form_token(browser)
        reply = page(
            "door.html.j2", TITLE(), status, chat=chat, start=start, note=note,
            path=DOOR, secret_of=secret, found=False, can_mail=self._can_mail,
        )  # fmt: skip
        return self._named(await self._shell.shown(request, reply, None), request, browser)

    async def _look(self, request: Request) -> Response:
        token, browser = request.path_params["token"], request.cookies.get(BROWSER, "")
        if not await self._shell.do(signing_in.would_open, token, browser):
            return await self._at_door(request, await self._why(token), 404)
        browser = browser or key(self._shell.entropy)
        reply = page(
            "door.html.j2", FOUND(), found=True, path=f"{DOOR}/{token}",
            secret_of=signing_in.form_token(browser),
        )  # fmt: skip
        return self._named(await self._shell.shown(request, reply, None), request, browser)

    async def _enter(self, request: Request) -> Response:
        return await self._let_in(request, request.path_params["token"])

    async def _with_code(self, request: Request) -> Response:
        return await self._let_in(request, "")

    async def _let_in(self, request: Request, token: str) -> Response:
        form, browser = await form_of(request, LARGEST), request.cookies.get(BROWSER, "")
        if not self._is_of(request, form, browser):
            return await self._shell.shown(request, FROM_ELSEWHERE, None)
        secret = token or signing_in.bare(form.one("code"))
        typed_at = "" if token else _origin(request)
        fresh = await self._shell.do(signing_in.enter, secret, browser, typed_at)
        if fresh is None:
            return await self._at_door(request, await self._why(token), 403)
        response = await self._shell.shown(request, Reply(303, location=ROOT), None)
        keep(self._shell, response, SESSION, fresh, None)
        return response

    def _is_of(self, request: Request, form: Form, browser: str) -> bool:
        """Whether it comes from a page of this door's in that browser."""
        mine = hmac.compare_digest(form.one("token"), signing_in.form_token(browser))
        return bool(browser) and mine and is_own(request, self._shell.web_url)

    async def _why(self, token: str) -> str:
        """Why a link does not open: whoever was sent it may have opened it in another browser."""
        is_anothers = token and await self._shell.do(signing_in.is_anothers, token)
        return "elsewhere" if is_anothers else "dead"

    async def _asked_by_mail(self, request: Request) -> Response:
        form, browser = await form_of(request, LARGEST), request.cookies.get(BROWSER, "")
        if not self._is_of(request, form, browser):
            return await self._shell.shown(request, FROM_ELSEWHERE, None)
        verdict = await self._shell.do(admitting.knock, _origin(request))
        if verdict.is_over:
            seconds = verdict.wait.total_seconds()
            how = WAIT_HOW(minutes=math.ceil(seconds / 60))
            reply = page("told.html.j2", WAIT(), 429, how=how)
            response = await self._shell.shown(request, reply, None)
            response.headers["Retry-After"] = str(math.ceil(seconds))
            return response
        asked = Reply(303, location=f"{DOOR}?mailed=1")
        response = await self._shell.shown(request, asked, None)
        response.background = BackgroundTask(self._write, form.one("address"), browser)
        return response

    async def _write(self, address: str, browser: str) -> None:
        """Whoever asked has their answer; where this fails no letter comes, and they ask again."""
        try:
            if await self._shell.do(admitting.write, address, browser):
                self._shell.wake()
        except (MentorbotError, SQLAlchemyError) as error:
            log.exception("desk.failed", error=type(error).__name__)

    def _named(self, response: Response, request: Request, browser: str) -> Response:
        if request.cookies.get(BROWSER) != browser:
            keep(self._shell, response, BROWSER, browser, NAMED_FOR)
        return response


def keep(shell: Shell, response: Response, name: str, value: str, seconds: int | None) -> None:
    """A cookie of the desk's."""
    response.set_cookie(
        name, value, max_age=seconds, path=ROOT, httponly=True, samesite="lax",
        secure=shell.web_url.startswith("https:"),
    )  # fmt: skip


def _origin(request: Request) -> str:
    """Whose tries are counted together."""
    return f"address:{'unknown' if request.client is None else request.client.host}"
