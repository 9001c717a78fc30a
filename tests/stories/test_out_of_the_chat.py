"""What says too much, and what is no text, is taken out of the chat it came in (rule 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from mentorbot.domain.received import Kind, Received
from mentorbot.domain.redaction import MARK
from mentorbot.domain.understood import Reading
from mentorbot.services import conversing
from mentorbot.storage import sealed
from mentorbot.storage.tables import metadata
from tests.stories.office import Office
from tests.stories.town import Phone
from tests.stories.typing import takes

TUESDAY = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
LATER = {"start": date(2027, 9, 1), "end": date(2027, 11, 30)}
TOO_MUCH = "Torgeir Lunsæterås (150590 12345) har fått ADHD, ring 900 00 012"
SECRETS = ("Lunsæterås", "150590", "12345", "ADHD", "900 00 012")


@pytest.fixture
def office(office_at: Callable[..., Office]) -> Office:
    return office_at(TUESDAY, **LATER)


def says(phone: Phone, words: str) -> bool:
    """Whether what was typed still stands in the chat afterwards."""
    phone.says(words)
    return words in phone.chat.own.values()


def everything(office: Office) -> str:
    """All that the database holds, opened with the keys."""
    return "\n".join(opened(office))


def opened(office: Office) -> Iterator[str]:
    with office.town.tx() as tx:
        for column in sealed.COLUMNS:
            for _, value, spot in sealed.values(tx, column):
                yield tx.safe.unseal(value, spot)
        for table in metadata.sorted_tables:
            for row in tx.connection.execute(table.select()):
                yield " ".join(str(value) for value in row if not isinstance(value, bytes))


def start_words(office: Office) -> Phone:
    marit = office.marit
    marit.says("/report")
    for step in ("group.at_work", "category.P03", "report.next", "common.skip"):
        marit.chooses(step)
    marit.chooses("report.add_words")
    return marit


def start_thread(office: Office) -> Phone:
    office.report("P08")
    office.nadia.chooses("followup.see")
    office.nadia.chooses("followup.write")
    return office.nadia


def start_mentors_thread(office: Office) -> Phone:
    start_thread(office).chooses("question_to_mentor.come_by")
    office.marit.chooses("thread.answer")
    return office.marit


def start_tip(office: Office) -> Phone:
    office.marit.says("/network")
    for step in ("network.join", "network.offer_tip"):
        office.marit.chooses(step)
    return office.marit


def start_nothing(office: Office) -> Phone:
    return office.marit


@pytest.mark.shows("R40", "A message that says too much is deleted from the chat, in every dialog.")
@pytest.mark.parametrize(
    "start", [start_nothing, start_words, start_thread, start_mentors_thread, start_tip]
)
def test_what_says_too_much_goes_and_comes_back_without_it(
    office: Office, start: Callable[[Office], Phone]
) -> None:
    phone = start(office)
    assert not says(phone, TOO_MUCH)
    shown = "\n".join(phone.chat.texts())
    assert not any(secret in shown for secret in SECRETS)
    assert (MARK in shown) == (start is not start_nothing)
    kept = everything(office)
    assert not any(secret in kept for secret in SECRETS)


def test_the_writer_is_told_once_and_in_silence_after_the_answer(office: Office) -> None:
    office.marit.says(TOO_MUCH)
    answer, remark = office.marit.chat.messages[-2:]
    assert office.town.text("emergency.line") in answer.words.html
    assert remark.silent
    assert remark.words.html.count(office.town.text("report.took_name")) == 1
    start_words(office)
    office.marit.says(TOO_MUCH)
    told = [
        text for text in office.marit.chat.texts() if office.town.text("report.took_name") in text
    ]
    assert len(told) == 2, "once for each message"
    assert office.town.text("report.gone_too") in office.marit.last
    assert office.marit.offers("report.send"), "the draft with its buttons is the last thing said"


@pytest.mark.parametrize("words", ["han kom for sent igjen i dag", "Kari kom for sent", "takk!"])
def test_ordinary_words_stay_in_the_chat_and_nothing_is_said_of_them(
    office: Office, words: str
) -> None:
    assert says(office.marit, words)
    assert not office.marit.sees(office.town.text("report.gone_too"))
    assert not office.marit.sees("borte fra chatten")


def test_the_offices_own_people_are_known_by_name(office: Office) -> None:
    start_words(office)
    assert not says(office.marit, "nils nygård fikk med seg alt")
    assert not office.marit.sees("nygård")


@pytest.mark.shows("R02", "An emergency's numbers stand before any remark on privacy.")
def test_in_an_emergency_the_numbers_come_first(office: Office) -> None:
    takes(office.town, Reading(danger="medical"))
    assert not says(office.marit, "Torgeir Lunsæterås har epilepsi og puster ikke")
    said = office.marit.chat.log
    assert "113" in said[0].html and "borte fra chatten" not in said[0].html
    remarks = [each for each in said if office.town.text("report.took_diagnosis") in each.html]
    assert [each.verb for each in said].index("delete") > 0 and remarks == said[-1:]


@pytest.mark.parametrize(
    "kind",
    [
        "voice", "audio", "photo", "video", "video_note", "document", "location", "contact",
        "venue", "other",
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused_kindly_and_taken_away(office: Office, kind: str) -> None:
    office.marit.sends(kind)
    assert kind not in office.marit.chat.own.values()
    assert office.town.text("emergency.line") in office.marit.last
    assert "fra chatten" in office.marit.last


def test_a_sticker_may_stay(office: Office) -> None:
    office.marit.sends("sticker")
    assert "sticker" in office.marit.chat.own.values()


def test_an_edit_that_says_too_much_goes_too(office: Office) -> None:
    office.marit.does(Kind.EDITED, TOO_MUCH)
    assert TOO_MUCH not in office.marit.chat.own.values()
    assert not any(secret in everything(office) for secret in SECRETS)


def test_a_stranger_is_answered_and_the_message_taken_away(office: Office) -> None:
    stranger = Received(Kind.TEXT, 4711, TOO_MUCH, message_id=7, language_tag="nb")
    outcome = office.town.receive(stranger)
    assert outcome.takes_out == 7 and outcome.stranger is not None
    ordinary = office.town.receive(replace(stranger, text="hei"))
    assert ordinary.takes_out is None
    assert not any(secret in everything(office) for secret in SECRETS)


def test_the_raw_text_is_gone_also_when_the_turn_could_not_be_taken(office: Office) -> None:
    town = office.town
    takes(town, RuntimeError("a defect"))
    received = Received(Kind.TEXT, office.marit.chat_id, TOO_MUCH, message_id=9, language_tag="nb")
    item = town.keep(received)
    for attempt in range(1, 4):
        with pytest.raises(RuntimeError):
            town.turn(item, received)
        held = any(secret in everything(office) for secret in SECRETS)
        assert held, "it is kept to be tried again"
        gone = conversing.set_aside(
            town.parts, item, "RuntimeError", town.now, most_tries=3,
            chat_id=office.marit.chat_id,
        )  # fmt: skip
        assert gone == (attempt == 3)
    assert not any(secret in everything(office) for secret in SECRETS)
