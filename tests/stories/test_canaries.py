"""Every flow with something planted in every field, and through every failure: it rests nowhere in
the clear, and reaches nobody whom it is not for (rules 6, 7).
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy.exc import IntegrityError, OperationalError

from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language, Role
from mentorbot.domain.placements import Seat
from mentorbot.domain.received import Kind, Received
from mentorbot.edges import logs
from mentorbot.services import conversing, exporting, inviting, linking
from mentorbot.services.messenger import FateUnknown, NotSent, Refused, TryLater, Unreachable
from mentorbot.storage import audit, checkins, conversations, outbox, people, problems
from mentorbot.storage.outbox import Lane, Letter, Verb
from tests.rights import cast as staged
from tests.rights.cast import BEFORE, OTHERS, PHONES, ROLES, Cast, cast_of
from tests.rights.judging import said_by, secrets
from tests.stories.mail import Reader
from tests.stories.town import Phone

NAMES = tuple(f"Hemmelig{name}" for name in ROLES if name != "ny")
NUMBERS = tuple(number[3:] for number in PHONES.values())
WORKPLACE = "Lageret"
TYPED = (
    staged.FORMER_WORDS, staged.OWN_WORDS, staged.NAV_WORDS, staged.REPLY_WORDS,
    "en tanke som aldri ble sendt", "min egen kladd om kulda", "rettet etterpå i all stillhet",
    "bildetekst fra lunsjrommet", "Torgeir Lunsæterås", "15059012345", "150590 12345",
    "lymfekreft", "sertralin", "tips: heng opp dagens plan", "post@lunsaeteras.example",
)  # fmt: skip
ADDRESSES = ("nadia.kanari@nav.example", "kari.kanari@nav.example")
HEALTH = "Torgeir Lunsæterås (150590 12345, 15059012345) har lymfekreft og tar sertralin"
ECHO = f"554 5.7.1 rejected: {ADDRESSES[0]} {staged.OWN_WORDS}"
BOT_TOKEN = "123456789:AAExample-token-for-a-test-only_0123"
ALWAYS = (*NAMES, *NUMBERS, WORKPLACE, *TYPED, *ADDRESSES, BOT_TOKEN)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """The log as the service writes it, down to the last detail."""
    stream = io.StringIO()
    logs.configure("DEBUG", stream)
    yield stream
    logs.configure("WARNING")


def scan(folder: Path, *texts: str, more: tuple[str, ...] = ()) -> None:
    """No planted piece in any file of the database (WAL and keys too), nor in any of the texts."""
    files = sorted(folder.glob("town*"))
    assert sum(path.stat().st_size for path in files) > 100_000, "there is something to look at"
    for secret in (*ALWAYS, *more):
        for path in files:
            assert secret.encode() not in path.read_bytes(), f"{secret!r} in {path.name}"
        for text in texts:
            assert secret not in text, f"{secret!r} in what was written"


@pytest.mark.shows(
    "R40", "Neither names nor wording stand in the clear in the database file or the log."
)
@pytest.mark.shows("R39", "Nobody outside a placement is ever sent a word of it.")
@pytest.mark.parametrize("state", ["talking", "closed", "relayed"])
def test_no_flow_leaves_a_trace_in_the_clear_or_tells_the_wrong_one(
    tmp_path: Path, book: Book, logged: io.StringIO, capfd: pytest.CaptureFixture[str], state: str
) -> None:
    cast = cast_of(tmp_path, book, state)
    codes = every_flow(cast)
    told_the_right_ones(cast)
    exports_of_others(cast)
    said = capfd.readouterr()
    scan(tmp_path, logged.getvalue(), said.out, said.err, more=codes)
    cast.town.database.close()
    scan(tmp_path, more=codes)


def every_flow(cast: Cast) -> tuple[str, ...]:
    """What the cast has not been through yet; the codes and tokens that were given out."""
    town, phones = cast.town, cast.phones
    marit, nadia, kari = phones["marit"], phones["nadia"], phones["kari"]
    code = begins(cast)
    checks_in(marit)
    unsent(marit)
    tips(marit)
    marit.says("/guidance")
    for phone in phones.values():
        for command in ("status", "mine", "overview", "placements", "network", "settings",
                        "privacy", "mydata", "help"):  # fmt: skip
            phone.says(f"/{command}")
    token = by_mail(cast)
    gives_back(cast)
    for fault in (NotSent(), FateUnknown(ECHO), Refused(ECHO), TryLater(timedelta(seconds=9))):
        nadia.chat.fault = fault
        nadia.says("/mine")
        town.later(minutes=10)
    nadia.chat.fault = None
    kari.blocks()
    town.later(days=8)
    return code, token


def begins(cast: Cast) -> str:
    """Somebody new, by an invitation, from the first words to the last."""
    with cast.town.tx() as tx:
        who = people.add(tx, Role.MENTOR, "Siv Hemmeligsiv", cast.town.now, phone="+4790017298")
        code = inviting.invite(tx, cast.town.parts, who, cast.town.now).code
    siv = Phone(cast.town, who, 1000 + who)
    cast.phones["siv"] = siv
    siv.says(f"/start {code}")
    siv.chooses("common.ok")
    siv.chooses("onboarding.suits")
    return code


def checks_in(marit: Phone) -> None:
    if marit.offers("answer.F1.hard"):
        marit.chooses("answer.F1.hard")
    marit.says("/checkin")


def unsent(marit: Phone) -> None:
    """Typed and dropped, typed to nobody, corrected, with a picture, and far too much."""
    marit.says("/report")
    for step in ("group.at_work", "category.P04", "report.next", "common.skip"):
        marit.chooses(step)
    marit.chooses("report.add_words")
    marit.says("min egen kladd om kulda")
    marit.says("/cancel")
    marit.says("en tanke som aldri ble sendt")
    marit.says(HEALTH)
    marit.does(Kind.EDITED, "rettet etterpå i all stillhet")
    photo = Received(
        Kind.OTHER, marit.chat_id, "photo", message_id=9, caption="bildetekst fra lunsjrommet"
    )
    marit.town.receive(photo)


def tips(marit: Phone) -> None:
    marit.says("/network")
    marit.chooses("network.offer_tip")
    marit.says("tips: heng opp dagens plan")


def by_mail(cast: Cast) -> str:
    """Nadia and Kari read by e-mail for a while; the server refuses with all it knows."""
    town = cast.town
    for name, address in zip(("kari", "nadia"), reversed(ADDRESSES), strict=True):
        reader = Reader(town, cast.phones[name].person, address)
        with town.tx() as tx:
            people.set_email(tx, reader.person, address)
            person = people.get(tx, reader.person)
            token = linking.invite(tx, town.parts, person, town.now, by_mail=True)
            people.change(tx, reader.person, email_confirmed_at=town.now)
    for fault in (Refused(ECHO), FateUnknown(ECHO), Unreachable(ECHO)):
        reader.box.fault = fault
        town.later(minutes=5)
    reader.box.fault = None
    reader.browser.post(f"/a/{token}/new")
    reader.browser.get(f"/a/{token}")
    town.settle()
    return token


def gives_back(cast: Cast) -> None:
    """The placement goes over to somebody new, and back again."""
    for name in ("siv", "marit"):
        staged.gives_seat(cast, Seat.MENTOR, name)
        cast.town.later(days=1)


def told_the_right_ones(cast: Cast) -> None:
    """Whatever stood in a chat since the placement was handed over."""
    for name in (*OTHERS, *BEFORE):
        log = cast.phones[name].chat.log
        told = [arrival.html for arrival in log if arrival.at > staged.START]
        assert told, "they asked for everything there is"
        for secret in secrets(cast, name):
            is_own = secret in said_by(name)
            assert is_own or not any(secret in html for html in told), (name, secret)
    marits = [arrival.html for arrival in cast.phones["marit"].chat.log]
    assert any(staged.NAV_WORDS in html for html in marits) is (cast.state == "talking")


def exports_of_others(cast: Cast) -> None:
    """What is handed out about somebody with no part in it; and that it is not empty."""
    with cast.town.tx() as tx:
        for name in OTHERS:
            held = exporting.person(tx, cast.phones[name].person, cast.town.now)
            assert held is not None
            whole = json.dumps(exporting.as_data(held, cast.town.now), default=str)
            whole += exporting.told(cast.town.parts, held, Language.NB, cast.town.now)
            assert f"Hemmelig{name}" in whole
            words = {staged.FORMER_WORDS, staged.OWN_WORDS, staged.NAV_WORDS, staged.REPLY_WORDS}
            names = {each for each in NAMES if each != f"Hemmelig{name}"}
            theirs = {f"Hemmelig{each}" for each in OTHERS}
            for secret in (*words, staged.ALIAS, *(names - theirs)):
                assert secret not in whole, (name, secret)


# Failures from within: whatever raises, wherever, with the canary in its words and around it.

FAILURES = {
    "database error": lambda: IntegrityError(
        "INSERT", {"words": staged.OWN_WORDS}, ValueError(staged.OWN_WORDS)
    ),
    "database locked": lambda: OperationalError(
        "INSERT", {"words": staged.OWN_WORDS}, ValueError("locked"), hide_parameters=True
    ),
    "template error": lambda: KeyError(staged.OWN_WORDS),
    "value error": lambda: ValueError(HEALTH),
    "system error": lambda: OSError(5, staged.OWN_WORDS, HEALTH),
}
PLACES = (
    (problems, "open_of_mentor"), (checkins, "open_of"), (conversations, "stand"),
    (outbox, "post"), (audit, "note"), (Book, "text"), (Book, "label"),
)  # fmt: skip


@pytest.mark.parametrize("failure", FAILURES)
def test_whatever_fails_says_nothing_of_what_it_held(
    tmp_path: Path, book: Book, logged: io.StringIO, capfd: pytest.CaptureFixture[str], failure: str
) -> None:
    cast = cast_of(tmp_path, book, "talking")
    for owner, name in PLACES:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(owner, name, failing(FAILURES[failure]))
            assert tries(cast) > 0, name
    poison(cast)
    assert "turn.failed" in logged.getvalue() and "row.failed" not in logged.getvalue()
    said = capfd.readouterr()
    scan(tmp_path, logged.getvalue(), said.out, said.err)
    for phone in cast.phones.values():
        for secret in (HEALTH, "IntegrityError", "Traceback", "KeyError"):
            assert not phone.sees(secret)


def failing(error: Callable[[], Exception]) -> Callable[..., object]:
    def fail(*_: object, **__: object) -> object:
        held = {"words": staged.OWN_WORDS, "health": HEALTH}
        raise error() if held else AssertionError

    return fail


def tries(cast: Cast) -> int:
    """A turn of each sort, handled as the running service handles it; how many raised."""
    marit = cast.phones["marit"]
    chat = marit.chat_id
    turns = (
        Received(Kind.TEXT, chat, HEALTH, language_tag="nb"),
        Received(Kind.TEXT, chat, staged.OWN_WORDS, language_tag="nb"),
        Received(Kind.COMMAND, chat, "", "status", language_tag="nb"),
        Received(Kind.COMMAND, chat, "", "nonsense", language_tag="nb"),
        *(marit.tap(data, message) for data, message in marit.chat.keyboard[-6:]),
    )
    return sum(fails(cast, received) for received in turns)


def fails(cast: Cast, received: Received) -> bool:
    item = cast.town.keep(received)
    try:
        conversing.take_turn(cast.town.parts, item, received, cast.town.now)
    except Exception as error:  # noqa: BLE001 - as the service does
        structlog.get_logger().exception("turn.failed", update=item)
        set_aside(cast, item, error, received.chat_id)
        return True
    return False


def set_aside(cast: Cast, item: int, error: Exception, chat: int) -> None:
    try:
        conversing.set_aside(
            cast.town.parts, item, type(error).__name__, cast.town.now, most_tries=1, chat_id=chat
        )
    except Exception:  # noqa: BLE001 - as the service does
        structlog.get_logger().exception("turn.failed", update=item)


def poison(cast: Cast) -> None:
    """Letters that nothing can be made of any more."""
    with cast.town.tx() as tx:
        who = cast.phones["marit"].person
        payload = {"html": staged.OWN_WORDS, "buttons": []}
        outbox.post(tx, Letter(who, Verb.TELL, Lane.ANSWER, payload), cast.town.now)
    cast.phones["marit"].chat.fault = Refused(ECHO)
    cast.town.later(minutes=30)
