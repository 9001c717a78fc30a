"""Who is not known is answered only so often, and nobody who is known ever notices (rule 7)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette

from mentorbot.domain.people import Person, Role
from mentorbot.domain.received import Kind, Received
from mentorbot.domain.rules import Throttled, ThrottleRule
from mentorbot.edges.web.answering import answering_routes
from mentorbot.services import inviting, retaining
from mentorbot.services.conversing import Outcome
from mentorbot.storage import people
from mentorbot.storage.tables import audit, invites, tries
from tests.stories.mail import WEB, Host, Reader
from tests.stories.office import Office
from tests.stories.test_by_email import by_mail
from tests.stories.town import Town

NOSY, OTHER = 999_111_222, 999_333_444
"""Chats that nobody here knows."""
GUESS = "A" * 22


def writes(town: Town, chat: int, text: str = "hei") -> Outcome:
    return town.receive(Received(Kind.TEXT, chat, text, language_tag="nb"))


def guesses(town: Town, chat: int, code: str = GUESS) -> Outcome:
    return town.receive(Received(Kind.COMMAND, chat, code, "start", language_tag="nb"))


def invited(town: Town) -> tuple[int, str]:
    with town.tx() as tx:
        who = people.add(tx, Role.MENTOR, "Siv Solli", town.now)
        return who, inviting.invite(tx, town.parts, who, town.now).code


def has_come(town: Town, who: int) -> Person:
    with town.tx() as tx:
        return people.get(tx, who)


def rule(town: Town, what: Throttled) -> ThrottleRule:
    return town.book.rules.office.throttles[what]


def with_rule(town: Town, what: Throttled, *, in_all: int) -> None:
    """As if content/rules/office.yaml had been changed."""
    rules = town.book.rules
    changed = {**rules.office.throttles, what: replace(rule(town, what), in_all=in_all)}
    office = replace(rules.office, throttles=changed)
    town.book = replace(town.book, rules=replace(rules, office=office))
    town.parts = replace(town.parts, book=town.book)


# In the chat.


def test_a_stranger_is_answered_a_few_times_told_once_and_then_left_in_peace(town: Town) -> None:
    most = rule(town, Throttled.STRANGERS).each
    for _ in range(most):
        assert writes(town, NOSY).stranger is not None
    told = writes(town, NOSY).stranger
    assert told is not None and told.html == town.text("common.too_often")
    assert "113" in told.html, "the numbers stand in whatever is said last"
    assert [writes(town, NOSY).stranger for _ in range(20)] == [None] * 20
    assert writes(town, OTHER).stranger is not None
    assert len(town.noted("throttled")) == 1
    assert len(town.noted("refused")) == most + 1


def test_after_the_window_it_begins_anew(town: Town) -> None:
    for _ in range(9):
        writes(town, NOSY)
    town.now += rule(town, Throttled.STRANGERS).window
    assert writes(town, NOSY).stranger is not None


def test_a_restart_forgives_nobody(town: Town) -> None:
    for _ in range(9):
        writes(town, NOSY)
    town.restart()
    assert writes(town, NOSY).stranger is None


def test_all_strangers_together_take_no_more_than_their_share(town: Town) -> None:
    with_rule(town, Throttled.STRANGERS, in_all=10)
    answered = [writes(town, NOSY + chat).stranger is not None for chat in range(30)]
    assert answered == [True] * 10 + [False] * 20
    assert len(town.noted("throttled")) == 1


def test_one_who_goes_on_and_on_leaves_the_others_their_share(town: Town) -> None:
    with_rule(town, Throttled.STRANGERS, in_all=20)
    for _ in range(200):
        writes(town, NOSY)
    assert writes(town, OTHER).stranger is not None


def test_who_is_known_is_answered_however_often_and_whoever_else_comes(office: Office) -> None:
    town = office.town
    with_rule(town, Throttled.STRANGERS, in_all=3)
    for chat in range(10):
        writes(town, NOSY + chat)
    for _ in range(12):
        before = len(office.marit.chat.sent())
        office.marit.says("/help")
        assert len(office.marit.chat.sent()) > before


# Invitations.


def test_who_guesses_codes_is_not_let_in_even_with_a_good_one(town: Town) -> None:
    who, code = invited(town)
    for number in range(rule(town, Throttled.INVITATIONS).each):
        said = guesses(town, NOSY, f"{GUESS[:-3]}{number:03}").stranger
        assert said is not None and "trenger du en invitasjon" in said.html
    assert guesses(town, NOSY).stranger is not None, "it is said once"
    assert guesses(town, NOSY, code).stranger is None
    assert has_come(town, who).chat_id is None
    guesses(town, OTHER, code)
    assert has_come(town, who).chat_id == OTHER


def test_who_was_held_up_comes_in_an_hour_later_by_the_same_invitation(town: Town) -> None:
    who, code = invited(town)
    for _ in range(8):
        guesses(town, NOSY)
    town.now += rule(town, Throttled.INVITATIONS).window
    guesses(town, NOSY, code)
    assert has_come(town, who).chat_id == NOSY


def test_a_thousand_who_guess_do_not_keep_a_mentor_out(town: Town) -> None:
    with_rule(town, Throttled.INVITATIONS, in_all=50)
    for chat in range(1000):
        guesses(town, NOSY + chat)
    who, code = invited(town)
    guesses(town, OTHER, code)
    assert has_come(town, who).chat_id == OTHER
    assert len(town.noted("refused")) == 50, "the audit is not filled by strangers"


def test_a_code_that_was_used_sounds_like_one_that_never_was(town: Town) -> None:
    _, code = invited(town)
    guesses(town, OTHER, code)
    assert guesses(town, NOSY, code).stranger == guesses(town, NOSY).stranger


def test_nothing_of_a_code_or_a_chat_stands_in_the_database(town: Town) -> None:
    _, code = invited(town)
    guesses(town, NOSY, "B" * 22)
    for table in (tries, audit, invites):
        stored = str([tuple(row) for row in town.rows(table)])
        assert code not in stored and "BBBB" not in stored and str(NOSY) not in stored, table


def test_what_no_window_counts_any_more_is_forgotten(town: Town) -> None:
    writes(town, NOSY)
    town.now += timedelta(minutes=59)
    retaining.tidy(town.parts, town.now)
    assert town.rows(tries)
    town.now += timedelta(minutes=2)
    retaining.tidy(town.parts, town.now)
    assert town.rows(tries) == []


# The web.


class Address:
    """Somebody's way to the page, from one address."""

    def __init__(self, town: Town, host: str) -> None:
        app = Starlette(routes=list(answering_routes(Host(town), WEB)))
        transport = httpx.ASGITransport(app, client=(host, 40_000))
        self._client = httpx.AsyncClient(transport=transport, base_url=WEB)

    def get(self, token: str) -> httpx.Response:
        return asyncio.run(self._client.get(f"/a/{token}"))

    def post(self, path: str) -> httpx.Response:
        return asyncio.run(self._client.post(f"/a/{path}", data={"press": ""}))


@pytest.fixture
def nadia(office: Office) -> Reader:
    reader = by_mail(office.town, office.nadia, "nadia@nav.example")
    office.report(cannot_wait=True)
    return reader


def token(number: int) -> str:
    return f"{number:022}"


def test_who_guesses_links_is_asked_to_wait_and_a_link_that_works_is_not_held_up(
    office: Office, nadia: Reader
) -> None:
    town, most = office.town, rule(office.town, Throttled.LINKS).each
    home = Address(town, "10.0.0.7")
    assert [home.get(token(at)).status_code for at in range(most)] == [404] * most
    for tried in (home.get(token(77)), home.post(token(78)), home.post(f"{token(79)}/new")):
        assert tried.status_code == 429
        assert 1 <= int(tried.headers["retry-after"]) <= 600
        assert "Vent noen minutter" in tried.text
    assert home.get(nadia.mail.token).status_code == 200
    assert Address(town, "10.0.0.8").get(token(1)).status_code == 404


def test_all_who_guess_together_take_no_more_than_their_share(
    office: Office, nadia: Reader
) -> None:
    town = office.town
    with_rule(town, Throttled.LINKS, in_all=30)
    found = [Address(town, f"10.1.0.{at}").get(token(at)).status_code for at in range(50)]
    assert found == [404] * 30 + [429] * 20
    assert Address(town, "10.2.0.1").get(nadia.mail.token).status_code == 200
    town.restart()
    assert Address(town, "10.3.0.1").get(token(1)).status_code == 429


def test_a_link_that_was_passed_on_shows_nothing_and_is_entered(
    office: Office, nadia: Reader
) -> None:
    nadia.opens()
    nadia.clicks("Se saken")
    before = len(office.town.noted("refused"))
    thief = Address(office.town, "10.9.9.9")
    for shown in (thief.get(nadia.token), thief.post(nadia.token)):
        assert shown.status_code == 404
        assert not any(word in shown.text for word in ("Bjørk", "Marit", "90 00"))
    entered = office.town.noted("refused")[before:]
    assert [row.detail["refused"] for row in entered if row.actor_id] == ["link", "link"]
