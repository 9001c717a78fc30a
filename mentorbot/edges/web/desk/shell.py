"""The way of every request to the desk: who asks, may they, the page, and its headers."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mentorbot.domain.access import Operation, Relation, may
from mentorbot.domain.errors import MentorbotError
from mentorbot.domain.people import Language, Person, Role
from mentorbot.domain.wording import Text
from mentorbot.edges.web.answering import Host
from mentorbot.edges.web.desk import words
from mentorbot.edges.web.desk.asking import Form, TooLarge, form_of, is_own
from mentorbot.edges.web.desk.pages import (
    DOOR,
    ROOT,
    Handler,
    Later,
    Page,
    Reply,
    Section,
    Visit,
    page,
)
from mentorbot.edges.web.desk.paper import BY_HTTPS, FILES, HEADERS, KEPT, KINDS, VERSION, Paper
from mentorbot.services import guarding, signing_in
from mentorbot.services.guarding import NotTheirs
from mentorbot.services.parts import Parts

log = structlog.get_logger(__name__)

SESSION = "desk"
"""The cookie that holds a session's secret."""

TOO_LARGE = page("told.html.j2", words.FAILED(), 413, how=words.FAILED_HOW())
NOT_FOUND = page("told.html.j2", words.NOT_FOUND(), 404, how=words.NOT_FOUND_HOW())
NOT_YOURS = page("told.html.j2", words.NOT_YOURS(), 403, how=words.NOT_YOURS_HOW())
FROM_ELSEWHERE = page("told.html.j2", words.FROM_ELSEWHERE(), 403, how=words.FROM_ELSEWHERE_HOW())
FAILED = page("told.html.j2", words.FAILED(), 500, how=words.FAILED_HOW())
AT_THE_DOOR = Reply(303, location=DOOR)


@dataclass(frozen=True)
class Answer:
    reply: Reply | Later
    person: Person | None = None
    """Whose page it is; None at the door."""


class Shell:
    def __init__(
        self,
        host: Host,
        web_url: str,
        pages: Sequence[Page],
        sections: Sequence[Section],
        texts: Mapping[str, Text],
        bot_name: Callable[[], Awaitable[str]],
        *,
        can_mail: bool = False,
    ) -> None:
        """`texts`: what the pages say, by key. `bot_name`: nothing where it is not known."""
        self._host, self.web_url = host, web_url
        self._bot_name, self._can_mail = bot_name, can_mail
        self._pages, self._sections = pages, sections
        self._paper = Paper(texts)

    def routes(self) -> list[Route]:
        found = [Route(f"{ROOT}/{VERSION}/{{name}}", self._file, methods=["GET"])]
        for each in self._pages:
            if each.show is not None:
                found.append(self._route(each, each.show, "GET"))
            if each.act is not None:
                found.append(self._route(each, each.act, "POST"))
        missing = Route(f"{ROOT}/{{rest:path}}", self._missing, methods=["GET", "POST"])
        return [*found, missing]

    async def do(self, work: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """In the database's thread, with the parts and the time as of now."""
        return await self._host.do(work, self._host.parts, *args, self._host.clock.now(), **named)

    async def who(self, request: Request) -> Person | None:
        """Who is signed in."""
        found: Person | None = await self.do(_who, request.cookies.get(SESSION, ""))
        return found

    def wake(self) -> None:
        """There may be letters to carry."""
        self._host.wake()

    def entropy(self, size: int) -> bytes:
        return self._host.parts.entropy(size)

    def _route(self, each: Page, handler: Handler, method: str) -> Route:
        async def endpoint(request: Request) -> Response:
            return await self.trying(request, lambda: self._answer(request, each, handler))

        # What is posted is in the table under its own name: a GET of it is another page.
        return Route(ROOT + each.path, endpoint, methods=[method], name=f"{method} {each.path}")

    async def trying(self, request: Request, act: Callable[[], Awaitable[Response]]) -> Response:
        """What failed is taken back whole, and the reader is told to try again."""
        try:
            return await act()
        except TooLarge:
            return await self.shown(request, TOO_LARGE, None)
        except ClientDisconnect:
            return Response(status_code=400)
        except (MentorbotError, SQLAlchemyError) as error:
            log.exception("desk.failed", error=type(error).__name__)
            return await self.shown(request, FAILED, None)

    async def _answer(self, request: Request, each: Page, handler: Handler) -> Response:
        form = Form()
        if request.method == "POST":
            if not is_own(request, self.web_url):
                return await self.shown(request, FROM_ELSEWHERE, None)
            form = await form_of(request, each.largest)
        bot = await self._bot_name() if each.names_bot else ""
        answer = await self.do(self._visited, request, each, handler, form, bot)
        while isinstance(answer.reply, Later):
            done = await asyncio.to_thread(answer.reply.work)
            then = answer.reply.then
            answer = await self.do(
                self._visited, request, each, lambda v, t=then, d=done: t(v, d), form, bot
            )
        if request.method == "POST":
            # Others may have been written to, and something new may be due.
            self._host.wake()
        return await self.shown(request, answer.reply, answer.person)

    def _visited(
        self, parts: Parts, request: Request, each: Page, handler: Handler, form: Form, bot: str,
        now: datetime,
    ) -> Answer:  # fmt: skip
        """One transaction. Whoever may not is told so, and it stands in the audit."""
        secret = request.cookies.get(SESSION, "")
        try:
            with parts.database.begin() as tx:
                who = signing_in.entered(tx, parts, secret, now)
                if who is None:
                    return Answer(AT_THE_DOOR)
                if not is_open_to(who.person, each.operation):
                    raise NotTheirs
                if request.method == "POST" and not _is_of_session(form, secret):
                    return Answer(FROM_ELSEWHERE, who.person)
                visit = Visit(
                    tx, parts, who, now, request.path_params, dict(request.query_params), form,
                    bot, self._can_mail,
                )  # fmt: skip
                return Answer(handler(visit), who.person)
        except NotTheirs:
            # All of it was taken back, but for this.
            with parts.database.begin() as tx:
                person = who.person if who else None
                if person is not None:
                    guarding.hidden(tx, person, each.operation, "desk", now)
            return Answer(NOT_YOURS, person)

    async def _missing(self, request: Request) -> Response:
        async def answer() -> Response:
            who = await self.who(request)
            return await self.shown(request, NOT_FOUND if who else AT_THE_DOOR, who)

        return await self.trying(request, answer)

    def _file(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in FILES:
            return Response(status_code=404)
        return Response(FILES[name], headers=KEPT | {"Content-Type": KINDS[Path(name).suffix]})

    async def shown(
        self,
        request: Request,
        reply: Reply,
        person: Person | None,
        language: Language | None = None,
    ) -> Response:
        """Filled in beside the database's thread: a long page keeps nobody waiting.

        `language`: of somebody who is known and not signed in.
        """
        headers = HEADERS | (BY_HTTPS if self.web_url.startswith("https:") else {})
        if reply.location:
            return RedirectResponse(reply.location, reply.status, headers)
        if not reply.template:
            return Response(reply.body, reply.status, {**headers, **reply.headers})
        html = await asyncio.to_thread(self._written, request, reply, person, language)
        kind = {"Content-Type": "text/html; charset=utf-8"}
        return Response(html, reply.status, headers | kind)

    def _written(
        self, request: Request, reply: Reply, person: Person | None, language: Language | None
    ) -> str:
        tag = request.headers.get("accept-language", "").split(",")[0].strip()
        known = language if person is None else person.language
        language = known or Language.from_tag(tag)
        secret = request.cookies.get(SESSION, "")
        return self._paper.written(
            reply.template, self._host.parts.book, language,
            title=reply.title, person=person, here=request.url.path, root=ROOT,
            sections=[
                each for each in self._sections
                if person is not None and is_open_to(person, each.operation)
            ],
            token=signing_in.form_token(secret) if secret else "",
            **reply.data,
        )  # fmt: skip


def is_open_to(person: Person, operation: Operation) -> bool:
    """Whether this person may do that to the office as a whole."""
    of_office = Relation.COORDINATOR if person.role is Role.COORDINATOR else Relation.STRANGER
    return may(person, operation, of_office) or may(person, operation, Relation.SELF)


def _who(parts: Parts, secret: str, now: datetime) -> Person | None:
    with parts.database.begin() as tx:
        found = signing_in.entered(tx, parts, secret, now)
        return None if found is None else found.person


def _is_of_session(form: Form, secret: str) -> bool:
    return hmac.compare_digest(form.one("token"), signing_in.form_token(secret))
