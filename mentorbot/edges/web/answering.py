"""/a/<token>: the page that a letter's link opens. Plain HTML: no account, no script.

GET and HEAD never act. A POST acts only with what the page itself held: the token in the path,
the button's opaque key, and the name that this browser was given when it first looked.
"""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import parse_qs, urlsplit

import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from mentorbot.domain.errors import MentorbotError
from mentorbot.domain.people import Language
from mentorbot.domain.rules import Throttled
from mentorbot.domain.wording import Label, Text
from mentorbot.edges.clock import Clock
from mentorbot.services import linking, throttling
from mentorbot.services.linking import Window
from mentorbot.services.parts import Parts

log = structlog.get_logger(__name__)
T = TypeVar("T")

TITLE = Text("mail.page")
DEAD = Text("mail.dead")
TOO_OFTEN = Text("mail.too_often")
FAILED = Text("mail.failed")
OPEN_AGAIN = Text("mail.open_again")
SEND_NEW = Label("mail.send_new")
SENT_NEW = Text("mail.sent_new")
SEND_LIST = Label("mail.send_list")
WRITE = Label("mail.write")
GO_ON = Label("mail.go_on")
FOOT = Text("mail.page_foot")

PAGE = Path(__file__).parent / "page"
STYLE = (PAGE / "answering.css").read_text("utf-8")
STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src '{STYLE_HASH}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
}
COOKIE = "window"
COOKIE_LIVES = 60 * 60 * 24 * 30
"""Seconds: longer than any link."""
LARGEST = 16_384
"""Bytes of a form."""
MOST_FIELDS = 10
LONGEST = 2_000
"""Characters of what is typed."""
NUMBER = re.compile("\\+\\d(?:[ \N{NO-BREAK SPACE}]?\\d){6,14}")
HEADING = re.compile(r"\A<b>(?P<head>[^<]*)</b>(?P<more>[^\n<]*)(?:\n+|\Z)")


class Host(Protocol):
    """The running service, as far as the page needs it."""

    @property
    def parts(self) -> Parts: ...

    @property
    def clock(self) -> Clock: ...

    async def do(self, work: Callable[..., T], *args: Any, **named: Any) -> T: ...

    def wake(self) -> None: ...


def answering_routes(host: Host, web_url: str) -> list[Route]:
    """`web_url`: the public address; its scheme decides whether the cookie needs https."""
    page = _Page(host, web_url)
    return [
        Route("/a/{token}", page.look, methods=["GET"]),
        Route("/a/{token}", page.press, methods=["POST"]),
        Route("/a/{token}/new", page.renew, methods=["POST"]),
    ]


class _Page:
    def __init__(self, host: Host, web_url: str) -> None:
        self._host, self._web_url = host, web_url
        self._template = Environment(
            loader=FileSystemLoader(PAGE),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        ).get_template("answering.html.j2")

    async def look(self, request: Request) -> Response:
        return await self._trying(request, self._looked)

    async def _looked(self, request: Request) -> Response:
        name = request.cookies.get(COOKIE, "")
        window = await self._do(linking.look, request.path_params["token"], name)
        response = await self._shown(request, window)
        if window is not None and not name:
            self._name(request, response)
        return response

    async def press(self, request: Request) -> Response:
        return await self._safely(request, self._pressed)

    async def renew(self, request: Request) -> Response:
        return await self._safely(request, self._renewed)

    async def _safely(
        self, request: Request, act: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        if not self._is_own(request):
            return self._told(request, OPEN_AGAIN(), 403)
        return await self._trying(request, act)

    async def _trying(
        self, request: Request, act: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        """What failed is taken back whole, and the person is told to try again."""
        try:
            return await act(request)
        except (MentorbotError, SQLAlchemyError) as error:
            log.exception("page.failed", error=type(error).__name__)
            return self._told(request, FAILED(), 500)

    async def _pressed(self, request: Request) -> Response:
        form = await _form(request)
        window = await self._do(
            linking.press,
            request.path_params["token"],
            request.cookies.get(COOKIE, ""),
            form.get("press", ""),
            form.get("words", "").strip()[:LONGEST],
        )
        # Others may have been written to, and something new may be due.
        self._host.wake()
        return await self._shown(request, window)

    async def _renewed(self, request: Request) -> Response:
        """The same words whoever asks, and whether or not there is such a link."""
        form = await _form(request)
        token, whole = request.path_params["token"], bool(form.get("list"))
        too_often = None
        if not await self._do(linking.renew, token, whole=whole):
            too_often = await self._missed(request)
        self._host.wake()
        return too_often or self._told(request, SENT_NEW(), 200)

    async def _do(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        now = self._host.clock.now()
        return await self._host.do(work, self._host.parts, *args, now, **named)

    def _is_own(self, request: Request) -> bool:
        """Whether the form stood on our own page. With no referrer a browser's Origin is "null",
        so where it says nothing, Sec-Fetch-Site does; the token and the key are needed anyway."""
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        origin = request.headers.get("origin", "null")
        known = {urlsplit(self._web_url).netloc, request.headers.get("host", "")} - {""}
        return origin == "null" or origin.partition("://")[2] in known

    def _name(self, request: Request, response: Response) -> None:
        """Not kept here: only the digest of the first that acts is."""
        response.set_cookie(
            COOKIE,
            linking.new_browser(self._host.parts),
            max_age=COOKIE_LIVES,
            path=request.url.path,
            httponly=True,
            samesite="lax",
            secure=self._web_url.startswith("https:"),
        )

    async def _shown(self, request: Request, window: Window | None) -> Response:
        if window is not None:
            return self._page(request, window, 200)
        too_often = await self._missed(request)
        return too_often or self._told(request, DEAD(), 404, offers_new=True)

    async def _missed(self, request: Request) -> Response | None:
        """Who comes again and again to what there is not is asked to wait. A link that works is
        never held up, whoever else comes from the same address."""
        address = "unknown" if request.client is None else request.client.host
        verdict = await self._do(throttling.miss, Throttled.LINKS, f"address:{address}")
        if not verdict.is_over:
            return None
        response = self._told(request, TOO_OFTEN(), 429)
        response.headers["Retry-After"] = str(math.ceil(verdict.wait.total_seconds()))
        return response

    def _told(
        self, request: Request, words: Any, status: int, *, offers_new: bool = False
    ) -> Response:
        """To somebody who may be anybody: in the language their browser asks for."""
        tag = request.headers.get("accept-language", "").split(",")[0].strip()
        language = Language.from_tag(tag)
        window = Window(language, self._host.parts.book.text(words, language))
        return self._page(request, window, status, offers_new=offers_new)

    def _page(
        self, request: Request, window: Window, status: int, *, offers_new: bool = False
    ) -> Response:
        book, language = self._host.parts.book, window.language
        head, body = heading(window.html)
        html = self._template.render(
            style=Markup(STYLE),  # noqa: S704 - a file of this very module
            language=language,
            title=book.label(TITLE(), language),
            head=head or book.label(TITLE(), language),
            has_head=head is not None,
            body=paragraphs(ringable(body)),
            told=[(over, paragraphs(ringable(rest))) for over, rest in map(heading, window.told)],
            window=window,
            path=f"/a/{request.path_params['token']}",
            offers_new=book.label(SEND_NEW(), language) if offers_new else "",
            send_list=book.label(SEND_LIST(), language) if window.has_list else "",
            write=book.label(WRITE(), language),
            go_on=book.label(GO_ON(), language),
            foot=paragraphs(book.text(FOOT(), language)),
            longest=LONGEST,
        )
        return HTMLResponse(html, status, HEADERS)


def heading(html: str) -> tuple[Markup | None, str]:
    """The bold words that a bubble begins with, and the rest of it."""
    found = HEADING.match(html)
    if found is None:
        return None, html
    # Both are pieces of Telegram HTML that the Book escaped.
    return Markup(found["head"] + found["more"]), html[found.end() :]  # noqa: S704


def ringable(html: str) -> str:
    """With each number that has a country code as a link that a phone rings."""
    return NUMBER.sub(lambda found: f'<a href="tel:{_bare(found[0])}">{found[0]}</a>', html)


def _bare(number: str) -> str:
    return "+" + "".join(filter(str.isdigit, number))


def paragraphs(html: str) -> list[Markup]:
    """Telegram HTML as HTML: an empty line ends a paragraph, and every other line breaks."""
    pieces = [piece.strip("\n") for piece in re.split(r"\n{2,}", html)]
    return [Markup(piece.replace("\n", "<br>\n")) for piece in pieces if piece]  # noqa: S704


async def _form(request: Request) -> dict[str, str]:
    """The fields of a small form; a larger one has none."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return {}
    if body.count(b"&") >= MOST_FIELDS:
        return {}
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[-1] for name, values in fields.items()}
