"""The desk's link by e-mail: for who has confirmed the address, and of use where it was asked."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import httpx
import pytest
from starlette.applications import Starlette

from mentorbot.domain.people import Language, Role, Standing
from mentorbot.domain.rules import Throttled
from mentorbot.edges.mail_out import SmtpMailer
from mentorbot.edges.web.desk.routes import desk_routes
from mentorbot.services import bouncing, standing_in
from mentorbot.services.messenger import Mail, NotSent, Refused
from mentorbot.storage import links, people
from mentorbot.storage.tables import audit, desk_links, outbox, tries
from tests.e2e.postbox import Box, postbox  # noqa: F401 - a fixture
from tests.edges.desk.browser import Browser, asks_for
from tests.stories.mail import WEB, Host, mails_of
from tests.stories.office import Office
from tests.stories.town import Phone, Town

T = TypeVar("T")
KARI, NADIA = "kari@nav.example", "nadia@nav.example"
CODE = re.compile(r"<code>([A-Z0-9-]+)</code>")


def has_address(town: Town, phone: Phone, address: str, *, confirmed: bool = True) -> None:
    with town.tx() as tx:
        people.set_email(tx, phone.person, address)
        if confirmed:
            people.change(tx, phone.person, email_confirmed_at=town.now)


@pytest.fixture
def browser(office: Office, town: Town) -> Browser:
    """Kari's, at the door; she has an address, and Nadia at NAV has one."""
    mails_of(town)
    has_address(town, office.kari, KARI)
    has_address(town, office.nadia, NADIA)
    return at_door(town)


def at_door(town: Town) -> Browser:
    found = Browser(town)
    found.get("/desk/in")
    return found


def asks(browser: Browser, address: str = KARI) -> int:
    status = browser.post("/desk/in/mail", {"address": address})
    browser.town.settle()
    return status


def mails(town: Town, address: str = KARI) -> list[Mail]:
    return mails_of(town).of(address).mails


def code_in(mail: Mail) -> str:
    found = CODE.search(mail.html)
    assert found
    return found[1]


def test_the_letters_link_signs_in_by_its_button_and_only_once(
    browser: Browser, town: Town
) -> None:
    assert asks(browser, " Kari@NAV.example ") == 200
    (mail,) = mails(town)
    path = f"{mail.path}{mail.token}"
    assert browser.get(path) == 200
    assert "desk" not in browser.cookies
    browser.post(path)
    assert browser.path == "/desk"
    browser.post("/desk/out")
    assert browser.get(path) == 404


def test_what_only_looks_uses_nothing_up(browser: Browser, town: Town) -> None:
    """A mail scanner follows the link before anybody reads the letter, and has no cookie."""
    asks(browser)
    (mail,) = mails(town)
    before = town.rows(desk_links)
    for _ in range(3):
        assert Browser(town).get(f"{mail.path}{mail.token}") == 404
    assert town.rows(desk_links) == before
    browser.get(f"{mail.path}{mail.token}")
    browser.post(f"{mail.path}{mail.token}")
    assert browser.path == "/desk"


def test_another_browser_is_told_where_the_link_belongs(browser: Browser, town: Town) -> None:
    asks(browser)
    (mail,) = mails(town)
    other = at_door(town)
    for walks in (other.get, other.post):
        assert walks(f"{mail.path}{mail.token}") in (403, 404)
        assert "hører til en annen nettleser" in other.text
    assert other.post("/desk/in", {"code": code_in(mail)}) == 403
    assert "desk" not in other.cookies
    browser.post("/desk/in", {"code": code_in(mail).lower()})
    assert browser.path == "/desk"
    assert other.get(f"{mail.path}{mail.token}") == 404
    assert "hører til" not in other.text


def test_after_ten_minutes_neither_opens(browser: Browser, town: Town) -> None:
    asks(browser)
    (mail,) = mails(town)
    town.now += timedelta(minutes=10)
    assert browser.get(f"{mail.path}{mail.token}") == 404
    assert "hører til" not in browser.text
    assert browser.post("/desk/in", {"code": code_in(mail)}) == 403


def test_the_letter_says_nothing_of_anybody_and_is_in_their_language(
    browser: Browser, office: Office, town: Town
) -> None:
    office.report("P03", cannot_wait=True)
    said = []
    for language in Language:
        with town.tx() as tx:
            people.change(tx, office.kari.person, language=language)
        asks(browser)
        said.append(mails(town)[-1])
    heads = ["Logg inn på skrivebordet", "Logg inn på skrivebordet", "Sign in to the desk"]
    assert [mail.subject for mail in said] == heads
    assert ["Ba du ikke" in said[0].plain, "Bad du ikkje" in said[1].plain] == [True, True]
    for mail in said:
        everything = " ".join(map(str, vars(mail).values()))
        for word in ("Bjørk", "Marit", "Nadia", "Kari", *office.references()):
            assert word not in everything


def unconfirmed(office: Office) -> None:
    has_address(office.town, office.kari, KARI, confirmed=False)


def came_back(office: Office) -> None:
    with office.town.tx() as tx:
        people.change(tx, office.kari.person, mail_failed_at=office.town.now)


def has_stopped(office: Office) -> None:
    with office.town.tx() as tx:
        people.change(tx, office.kari.person, standing=Standing.STOPPED)


def is_mentor_now(office: Office) -> None:
    with office.town.tx() as tx:
        people.change(tx, office.kari.person, role=Role.MENTOR)


def is_shared(office: Office) -> None:
    has_address(office.town, office.town.settled(Role.COORDINATOR, "Kaia Kant"), KARI)


@pytest.mark.parametrize(
    "change",
    [unconfirmed, came_back, has_stopped, is_mentor_now, is_shared],
    ids=lambda change: change.__name__,
)
def test_nobody_else_is_written_to_and_the_page_says_the_same(
    browser: Browser, office: Office, town: Town, change: Callable[[Office], None]
) -> None:
    asks(browser)
    known = browser.page
    change(office)
    for address in (KARI, NADIA, "nobody@nav.example", "", "not an address", "å" * 300):
        assert asks(browser, address) == 200
        assert browser.page == known
    assert len(mails(town)) == 1
    assert [key for key, box in mails_of(town).boxes.items() if box.mails] == [KARI]


def test_who_asks_is_answered_before_anybody_looks_whose_address_it_is(
    browser: Browser, town: Town
) -> None:
    """So the answer can take no longer for one address than for another."""
    order: list[str] = []

    class Noting(Host):
        async def do(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
            order.append(work.__name__)
            return await super().do(work, *args, **named)

    app = Starlette(routes=list(desk_routes(Noting(town), WEB, _nameless, can_mail=True)))

    async def noting(scope: Any, receive: Any, send: Any) -> None:
        async def sends(event: Any) -> None:
            order.append(event["type"])
            await send(event)

        await app(scope, receive, sends)

    async def ask(address: str) -> None:
        transport = httpx.ASGITransport(noting)
        async with httpx.AsyncClient(
            transport=transport, base_url=WEB, cookies=browser.cookies
        ) as client:
            form = {"token": browser.token, "address": address}
            await client.post("/desk/in/mail", data=form, headers={"origin": WEB})

    seen = []
    for address in (KARI, "nobody@nav.example"):
        order.clear()
        asyncio.run(ask(address))
        seen.append(list(order))
    assert seen[0] == seen[1] == ["knock", "http.response.start", "http.response.body", "write"]


async def _nameless() -> str:
    return ""


def test_one_mailbox_gets_few_letters_whoever_asks(browser: Browser, town: Town) -> None:
    rule = town.book.rules.office.throttles[Throttled.MAILBOX]
    for _ in range(rule.each + 3):
        other = at_door(town)
        asks(other)
        assert other.status == 200
    assert len(mails(town)) == rule.each
    assert len(town.noted("throttled")) == 1
    town.now += rule.window
    asks(browser)
    assert len(mails(town)) == rule.each + 1


def test_who_asks_from_one_place_again_and_again_is_asked_to_wait(
    browser: Browser, town: Town
) -> None:
    rule = town.book.rules.office.throttles[Throttled.DOOR]
    for number in range(rule.each):
        assert asks(browser, f"a{number}@nav.example") == 200
    for address in (KARI, "nobody@nav.example"):
        assert asks(at_door(town), address) == 429
    assert mails(town) == []
    assert not any("@" in str(row) for row in town.rows(tries))
    town.now += rule.window
    asks(browser)
    assert len(mails(town)) == 1


def test_whoever_types_an_address_ends_nobodys_link(browser: Browser, town: Town) -> None:
    asks(browser)
    asks(at_door(town))
    first, _ = mails(town)
    browser.get(f"{first.path}{first.token}")
    assert browser.status == 200
    asks(browser)
    assert browser.get(f"{first.path}{first.token}") == 404


def test_a_form_from_elsewhere_sends_nothing(browser: Browser, town: Town) -> None:
    form = {"address": KARI}
    away = {"origin": "https://evil.example"}
    assert browser.post("/desk/in/mail", form, headers=away) == 403
    assert browser.post("/desk/in/mail", {**form, "token": "0" * 32}) == 403
    town.settle()
    assert mails(town) == []


def test_who_asked_and_who_came_in_is_in_the_audit(
    browser: Browser, office: Office, town: Town
) -> None:
    asks(browser, "nobody@nav.example")
    assert town.noted("desk.asked") == []
    asks(browser)
    (asked,) = town.noted("desk.asked")
    subject = f"person:{office.kari.person}"
    assert (asked.actor_id, asked.subject, asked.detail["by_mail"]) == (None, subject, True)
    browser.post("/desk/in", {"code": code_in(mails(town)[0])})
    (entered,) = town.noted("desk.entered")
    assert (entered.actor_id, entered.subject) == (office.kari.person, subject)
    kept = repr([town.rows(table) for table in (audit, outbox, desk_links, tries)])
    for secret in (KARI, code_in(mails(town)[0]), mails(town)[0].token):
        assert secret not in kept


def test_a_letter_that_cannot_leave_in_time_does_not_leave_at_all(
    browser: Browser, town: Town
) -> None:
    box = mails_of(town).of(KARI)
    box.fault = NotSent("no server")
    asks(browser)
    box.fault = None
    town.now += timedelta(minutes=11)
    town.settle()
    assert box.mails == []
    assert [row.state for row in town.rows(outbox) if row.verb == "mail"] == ["replaced"]


def test_a_letter_that_is_refused_moves_nobodys_problem(
    browser: Browser, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved: list[object] = []
    monkeypatch.setattr(standing_in, "look_on", lambda *found: moved.append(found))
    mails_of(town).of(KARI).fault = Refused("554")
    asks(browser)
    assert len(town.noted("letter.failed")) == 1
    assert moved == []


def test_a_letter_that_comes_back_closes_the_address(
    browser: Browser, office: Office, town: Town
) -> None:
    asks(browser)
    mark = links.mark_of(mails(town)[0].token)
    assert bouncing.bounced(town.parts, mark, town.now)
    assert not bouncing.bounced(town.parts, "0" * 32, town.now)
    with town.tx() as tx:
        assert people.get(tx, office.kari.person).mail_failed_at == town.now
    asks(browser)
    assert len(mails(town)) == 1


def test_a_link_of_the_chat_and_one_by_mail_do_not_mix(
    browser: Browser, office: Office, town: Town
) -> None:
    """Whoever asks in the chat gets the one link that works."""
    asks(browser)
    (mail,) = mails(town)
    token, _ = asks_for(office.kari)
    assert browser.get(f"{mail.path}{mail.token}") == 404
    assert browser.get(f"/desk/in/{token}") == 200


async def test_it_goes_through_a_real_mail_server(
    office: Office, town: Town, postbox: Box  # noqa: F811 - a fixture
) -> None:  # fmt: skip
    box, port = postbox
    address = f"smtp://127.0.0.1:{port}"
    town.mailer = SmtpMailer(address, "mentorbot@example.no", WEB, lambda: town.now)
    has_address(town, office.kari, KARI)
    browser = await asyncio.to_thread(at_door, town)
    await asyncio.to_thread(asks, browser)
    (letter,) = box.letters
    halves = {part.get_content_type(): part.get_content() for part in letter.iter_parts()}
    found = re.search(rf"{WEB}(/desk/in/[\w-]{{22}})\s", halves["text/plain"])
    assert found
    assert f'href="{WEB}{found[1]}"' in halves["text/html"]
    assert letter["To"] == KARI
    await asyncio.to_thread(browser.get, found[1])
    await asyncio.to_thread(browser.post, found[1])
    assert browser.path == "/desk"
