"""An office that asks nobody for words (free_text: false): everything goes by taps."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.domain.network import PostState
from mentorbot.domain.people import Role
from mentorbot.domain.problems import State
from mentorbot.domain.understood import Reading
from mentorbot.storage import network
from mentorbot.storage.tables import places
from tests.stories.conftest import ROOT
from tests.stories.office import Office
from tests.stories.town import Phone, Town
from tests.stories.typing import takes

TUESDAY = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
INVITES = re.compile(
    r"(?i)bare å skrive|kan (?:du )?skrive"
    r"|skriv (?:hit|nå|kort|det |noen få|et par|et sted|den gjerne)"
)
"""Words that ask somebody to type."""
ASKING = ("report.add_words", "report.change_words", "network.offer_tip", "network.say")


@pytest.fixture(scope="module")
def taps_only(tmp_path_factory: pytest.TempPathFactory) -> Book:
    folder = tmp_path_factory.mktemp("taps") / "content"
    shutil.copytree(ROOT / "content", folder)
    rules = folder / "rules" / "privacy.yaml"
    rules.write_text(rules.read_text("utf-8").replace("free_text: true", "free_text: false"))
    return load_book(folder, texts())


@pytest.fixture
def town(tmp_path: Path, taps_only: Book) -> Iterator[Town]:
    made = Town(tmp_path, taps_only, TUESDAY)
    yield made
    made.database.close()


@pytest.fixture
def office(town: Town) -> Office:
    return Office.of(town)


def asks_nobody(office: Office) -> None:
    assert not [row for row in office.town.rows(places) if row.listens]
    for phone in office.people:
        for text in phone.chat.texts():
            assert not INVITES.search(text), text
        for key in ASKING:
            assert not phone.offers(key), key


@pytest.mark.shows("R40", "An office may do without any free text; everything goes by taps.")
def test_from_the_invitation_to_the_last_answer_without_a_word(town: Town, office: Office) -> None:
    morten = town.person(Role.MENTOR, "Morten Moe", by=office.kari.person)
    morten.chooses("common.ok")
    morten.chooses("onboarding.suits")
    made = town.placement(
        morten, office.nadia, office.nils, alias="Furu",
        start=date(2027, 9, 1), end=date(2027, 11, 30),
    )  # fmt: skip
    assert made
    asks_nobody(office)
    reference = office.report("P08")
    office.nadia.chooses("followup.see")
    office.nadia.chooses("followup.write")
    office.nadia.chooses("question_to_mentor.come_by")
    office.marit.chooses("reply_to_nav.come_by_call_first")
    asks_nobody(office)
    office.nadia.says("/mine")
    office.nadia.chooses("followup.answered")
    asks_nobody(office)
    assert office.problem(reference).state is State.ANSWERED
    office.marit.chooses("helped.yes")
    assert not office.problem(reference).state.is_open
    asks_nobody(office)


def test_a_gathering_is_planned_without_saying_where(town: Town, office: Office) -> None:
    kari = office.kari
    kari.says("/network")
    kari.chooses("network.plan")
    kari.chooses("theme.people")
    for begins in ("Uke 10", "På torsdag"):
        kari.taps(next(label for label in kari.chat.labels() if label.startswith(begins)))
    kari.taps(next(label for label in kari.chat.labels() if "13:00" in label))
    asks_nobody(office)
    kari.chooses("network.send")
    with town.tx() as tx:
        assert [post.words for post in network.listed(tx, PostState.OPEN)] == [""]


def taps_around(phone: Phone, commands: tuple[str, ...]) -> Iterator[None]:
    """What was tapped least, anew from each command."""
    tapped: dict[str, int] = {}
    for command in commands * 2:
        phone.says(command)
        yield
        for _ in range(6):
            choices = [
                (label, data, message.id)
                for message in phone.chat.messages[-2:]
                for row in message.words.buttons
                for label, data in row
            ]
            if not choices:
                break
            label, data, message = min(choices, key=lambda each: tapped.get(each[0], 0))
            tapped[label] = tapped.get(label, 0) + 1
            phone.presses(data, message)
            yield


COMMANDS = ("/report", "/cards", "/status", "/mine", "/overview", "/network", "/help", "/settings")


@pytest.mark.parametrize("who", ["marit", "nadia", "kari"])
def test_no_dialog_asks_for_words_wherever_one_taps(office: Office, who: str) -> None:
    office.report("P08")
    phone: Phone = getattr(office, who)
    for _ in taps_around(phone, COMMANDS):
        asks_nobody(office)


def test_what_is_typed_all_the_same_is_met_kindly_and_taken_away(office: Office) -> None:
    for phone in office.people:
        phone.says("han kom for sent igjen i dag")
        assert phone.last == office.town.text(
            "typed.taps_only", line=office.town.phrase("emergency.line")
        )
        assert not phone.chat.own, "nothing typed is left in the chat"
    assert office.references() == []


def test_danger_is_heard_all_the_same(office: Office) -> None:
    takes(office.town, Reading(danger="medical"))
    office.marit.says("han puster ikke")
    assert "113" in office.marit.chat.log[0].html
    assert office.marit.offers("emergency.i_called")
