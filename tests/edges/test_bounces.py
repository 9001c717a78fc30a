"""Letters that come back hours after a mail server took them, from a real Maildir."""

from __future__ import annotations

import mailbox
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.domain.people import Channel, Language, Role, Standing
from mentorbot.edges.bounces import Bounce, bounce_in, sender_of, take_in
from mentorbot.services import bouncing, linking
from mentorbot.services.parts import Parts
from mentorbot.storage import links, people
from mentorbot.storage.outbox import Fate
from mentorbot.storage.tables import outbox
from tests.edges.bounces import AWAY, LOOKS_LIKE_ONE, delayed, exchange, failed
from tests.stories.mail import Reader
from tests.stories.office import Office
from tests.stories.town import Town

CONTENT = Path(__file__).resolve().parents[2] / "content"
FROM = "mentorbot@example.no"
NOBODYS = sender_of(FROM, "0" * links.MARK_LENGTH)


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(CONTENT, texts())


class Post:
    """An office in which Nadia is reached by e-mail, and where what came back is put."""

    def __init__(self, folder: Path, book: Book) -> None:
        self.office = Office.of(Town(folder, book))
        self.town = self.office.town
        with self.town.tx() as tx:
            people.set_email(tx, self.office.nadia.person, "nadia@nav.example")
            there = {"chat_id": None, "email_confirmed_at": self.town.now}
            people.change(tx, self.office.nadia.person, **there)
        self.nadia = Reader(self.town, self.office.nadia.person, "nadia@nav.example")
        self.folder = folder / "bounces"
        self.maildir = mailbox.Maildir(self.folder)

    def back(self) -> str:
        """Where the newest letter left from."""
        return sender_of(FROM, links.mark_of(self.nadia.mail.token))

    def comes(self, *messages: bytes) -> int:
        for message in messages:
            self.maildir.add(message)
        found = take_in(self.town.parts, self.folder, self.town.now)
        self.town.settle()
        return found

    def left(self) -> list[str]:
        """What is still there: "new" was not read, "cur" was not believed."""
        return [message.get_subdir() for message in mailbox.Maildir(self.folder)]


@pytest.fixture
def post(tmp_path: Path, book: Book) -> Post:
    return Post(tmp_path, book)


@pytest.mark.parametrize("report", [failed, exchange], ids=["postfix", "exchange"])
def test_a_letter_that_comes_back_moves_the_ladder_on_and_tells_the_coordinator(
    post: Post, report: Callable[[str], bytes]
) -> None:
    reference = post.office.report(cannot_wait=True)
    assert reference in post.nadia.mail.subject
    post.town.later(minutes=20)
    assert post.comes(report(post.back())) == 1
    assert post.office.problem(reference).owner == post.office.nils.person
    assert post.office.nils.sees(reference)
    assert post.office.kari.sees("Meldingene til Nadia Nes kommer ikke fram")
    assert post.nadia.person_now().standing is Standing.UNREACHABLE
    assert len(post.town.noted("letter.bounced")) == 1
    assert post.left() == [], "it held an address, and has served"


def test_the_same_report_twice_is_told_once(post: Post) -> None:
    post.office.report(cannot_wait=True)
    back = post.back()
    post.comes(failed(back), failed(back))
    told = [each for each in post.office.kari.chat.sent() if "kommer ikke fram" in each.html]
    assert len(told) == 1
    assert len(post.town.noted("letter.bounced")) == 1
    assert post.left() == []


def test_a_letter_that_is_only_late_changes_nothing(post: Post) -> None:
    reference = post.office.report(cannot_wait=True)
    assert post.comes(delayed(post.back())) == 0
    assert post.office.problem(reference).owner == post.office.nadia.person
    assert post.nadia.person_now().reached_by is Channel.EMAIL
    assert post.left() == []


@pytest.mark.parametrize(
    "message",
    [
        failed(NOBODYS),
        failed(FROM),
        b"",
        b"\xff\xfe\x00 not a message at all",
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status",
    ],
    ids=["unknown-mark", "no-mark", "empty", "garbage", "cut-off"],
)
def test_what_nobody_sent_is_not_believed_and_left_for_a_human(post: Post, message: bytes) -> None:
    reference = post.office.report(cannot_wait=True)
    assert post.comes(message) == 0
    assert post.office.problem(reference).owner == post.office.nadia.person
    assert post.left() == ["cur"]
    assert post.comes() == 0, "and is read once"


@pytest.mark.parametrize("message", [AWAY, LOOKS_LIKE_ONE], ids=["away", "only-text"])
def test_a_reply_to_a_letter_is_no_report(post: Post, message: str) -> None:
    reference = post.office.report(cannot_wait=True)
    assert post.comes(message.format(back=post.back()).encode()) == 0
    assert post.office.problem(reference).owner == post.office.nadia.person
    assert post.left() == ["cur"]


def test_one_that_cannot_be_handled_is_tried_again_and_holds_up_no_other(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = post.office.report(cannot_wait=True)
    handle = bouncing.bounced
    broken = [True]

    def breaks_once(parts: Parts, mark: str, now: datetime) -> bool:
        if broken:
            broken.pop()
            raise RuntimeError
        return handle(parts, mark, now)

    monkeypatch.setattr(bouncing, "bounced", breaks_once)
    assert post.comes(failed(post.back()), failed(post.back())) == 1
    assert post.office.problem(reference).owner == post.office.nils.person
    assert post.left() == ["new"]
    post.comes()
    assert post.left() == []


def test_who_has_telegram_too_is_told_there_and_the_problem_stays(post: Post) -> None:
    town, nadia = post.town, post.office.nadia
    with town.tx() as tx:
        people.change(tx, nadia.person, chat_id=nadia.chat_id, prefers=Channel.EMAIL)
    reference = post.office.report(cannot_wait=True)
    assert post.comes(failed(post.back())) == 1
    assert post.office.problem(reference).owner == nadia.person
    told = [each for each in nadia.chat.sent() if f"({reference})" in each.html]
    assert len(told) == 1
    nadia.taps("Se saken")
    assert post.office.problem(reference).received_at is not None


def test_an_invitation_that_comes_back_is_told_to_the_coordinator(post: Post) -> None:
    town = post.town
    with town.tx() as tx:
        siv = people.add(tx, Role.NAV_CONTACT, "Siv Solli", town.now, email="siv@nav.example",
                         language=Language.NB)  # fmt: skip
        token = linking.invite(tx, town.parts, people.get(tx, siv), town.now, by_mail=True)
    town.settle()
    assert post.comes(failed(sender_of(FROM, links.mark_of(token)))) == 1
    assert post.office.kari.sees("Meldingene til Siv Solli kommer ikke fram")


def test_a_letter_to_a_former_address_says_nothing_of_the_new_one(post: Post) -> None:
    post.office.report(cannot_wait=True)
    back = post.back()
    with post.town.tx() as tx:
        people.set_email(tx, post.nadia.person, "nadia.nes@nav.example")
        links.forget_all(tx, post.nadia.person)
        people.change(tx, post.nadia.person, email_confirmed_at=post.town.now)
    assert post.comes(failed(back)) == 0
    assert post.nadia.person_now().reached_by is Channel.EMAIL


def test_who_uses_the_link_after_all_is_reached_by_mail_again(post: Post) -> None:
    post.office.report(cannot_wait=True)
    post.nadia.opens()
    post.nadia.clicks("Se saken")
    post.nadia.asks_anew(list="1")
    post.comes(failed(post.back()))
    assert post.nadia.person_now().reached_by is None
    post.nadia.opens()
    post.nadia.clicks("Vis")
    after = post.nadia.person_now()
    assert (after.reached_by, after.standing) == (Channel.EMAIL, Standing.ACTIVE)


def test_a_folder_that_the_mail_server_has_not_made_yet_is_empty(post: Post) -> None:
    assert take_in(post.town.parts, post.folder / "nowhere", post.town.now) == 0


def test_nothing_waits_for_somebody_whose_letters_come_back(post: Post) -> None:
    post.office.report(cannot_wait=True)
    post.comes(failed(post.back()))
    post.town.later(days=2)
    waiting = [row for row in post.town.rows(outbox) if row.state == Fate.WAITING]
    assert [row for row in waiting if row.person_id == post.nadia.person] == []


@given(st.binary(max_size=400))
def test_no_message_breaks_the_reader(tail: bytes) -> None:
    head = failed(NOBODYS)
    for cut in (0, 60, 700, len(head)):
        found = bounce_in(head[:cut] + tail)
        assert found is None or isinstance(found, Bounce)


def test_a_mark_survives_a_mail_server_that_writes_in_capitals() -> None:
    back = sender_of(FROM, links.mark_of("a-token"))
    assert bounce_in(failed(back.upper())) == Bounce(links.mark_of("a-token"), True)
    assert len(back.rpartition("@")[0]) <= 64, "as long as SMTP allows"
