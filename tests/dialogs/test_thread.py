"""NAV and the mentor talk about a problem: shown back before it is sent, opened behind a tap."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dialogs import thread
from mentorbot.domain import remarks
from mentorbot.domain.brief import RemarkView
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import RemarkRead, RemarkSent
from mentorbot.domain.own_words import MOST_CHARACTERS
from mentorbot.domain.people import Person
from mentorbot.domain.problems import State
from mentorbot.domain.remarks import Remark
from mentorbot.domain.wording import Phrase
from tests.cast import KARI, MARIT, MONDAY, NADIA, NILS, contact
from tests.dialogs.problems import About, everything
from tests.dialogs.walking import real_book

WORDS = "Kan dere se på vaktlista sammen?"
ASK = "question_to_mentor.come_by"
HOUR = timedelta(hours=1)


def said(number: int, by: Person, ready: str = "", words: str = "", **more: Any) -> RemarkView:
    at, by_mentor = MONDAY + number * HOUR, by is MARIT
    remark = Remark(number, "T4K7", by.id, ready, words, at, by_mentor, **more)
    return RemarkView(remark, by.name)


def talking(me: Person, *views: RemarkView, **problem: Any) -> About:
    talk = About(thread, me, **problem)
    talk.knows(remarks=views)
    return talk


def started(me: Person, *views: RemarkView, **problem: Any) -> About:
    talk = talking(me, *views, **problem)
    talk.forces("start")
    return talk


# Saying something.


@pytest.mark.parametrize(("me", "ready"), [(NADIA, ASK), (MARIT, "remark_to_nav.come_here")])
def test_a_ready_sentence_is_one_tap_and_stands_in_the_message(me: Person, ready: str) -> None:
    talk = started(me)
    assert talk.bubble is not None and talk.bubble.anew and talk.place.listens
    talk.taps(ready)
    assert talk.facts == [RemarkSent("T4K7", ready)]
    assert talk.said().values["said"] == Phrase(ready)


@pytest.mark.parametrize("me", [NADIA, MARIT])
def test_typed_words_are_shown_back_and_sent_by_a_tap(me: Person) -> None:
    talk = started(me)
    talk.types("  Kan dere  se på vaktlista sammen? ")
    assert talk.said().values["words"] == WORDS
    assert not talk.facts
    talk.taps("thread.send")
    assert talk.facts == [RemarkSent("T4K7", words=WORDS)]
    assert WORDS not in everything(talk.said()), "words of one's own rest in no chat"
    assert WORDS not in str(talk.place.data)


def test_what_names_a_person_is_taken_out_and_what_is_too_long_is_cut() -> None:
    talk = started(NADIA)
    talk.types("Ring meg på 912 34 567")
    shown = everything(talk.said())
    assert "912" not in shown and "report.took_phone" in shown and "emergency.line" in shown
    talk.types("ord " * 100)
    assert len(str(talk.said().values["words"])) <= MOST_CHARACTERS
    assert "report.cut" in everything(talk.said())


def test_what_is_typed_again_replaces_it_and_change_and_drop_send_nothing() -> None:
    talk = started(MARIT)
    talk.types("Det første")
    talk.types("Det andre")
    assert talk.said().values["words"] == "Det andre"
    talk.taps("thread.change_it")
    talk.taps("thread.draft")
    assert talk.said().values["words"] == "Det andre"
    talk.taps("thread.drop")
    assert not talk.facts
    assert "Det andre" not in str(talk.place.data)
    assert not talk.place.listens


def test_nothing_but_signs_is_not_sent() -> None:
    talk = started(NADIA)
    talk.types("...")
    assert talk.heard() == ["thread.home"]
    with pytest.raises(BadMove):
        talk.forces("send")


def test_a_mere_yes_is_an_answer_here() -> None:
    talk = started(MARIT, said(1, NADIA, words="Passer torsdag?"))
    talk.types("Ja")
    talk.taps("thread.send")
    assert talk.facts == [RemarkSent("T4K7", words="Ja")]


def test_a_sentence_that_is_not_offered_is_not_sent() -> None:
    for me, ready in ((MARIT, ASK), (NADIA, "remark_to_nav.come_here"), (NADIA, "junk")):
        with pytest.raises(BadMove):
            started(me).forces("ready", ready)


# Being told.


def test_words_reach_the_other_one_as_a_notice_without_them() -> None:
    talk = talking(MARIT, said(1, NADIA, words=WORDS))
    [say] = talk.opened("asked").says
    assert (say.anew, say.wording, say.text.key) == (True, False, "thread.wrote")
    assert WORDS not in everything(say.text)
    assert not talk.place.listens, "what is typed next may be about something else"
    words, bubble = talk.taps("thread.read").says
    assert (words.place, words.wording) == (None, True)
    assert WORDS in everything(words.text)
    assert bubble.anew and WORDS not in everything(bubble.text)
    assert talk.facts == [RemarkRead(1)]


def test_a_question_by_tap_is_shown_with_replies_to_tap() -> None:
    talk = talking(MARIT, said(1, NADIA, ASK))
    talk.opened("asked")
    assert talk.said().values["said"] == Phrase(ASK)
    replies = remarks.replies_to(ASK)
    assert [label for label in talk.labels() if label in replies] == list(replies)
    talk.taps("reply_to_nav.come_by_tomorrow")
    assert talk.facts == [RemarkSent("T4K7", "reply_to_nav.come_by_tomorrow")]


def test_what_was_read_is_not_offered_again_with_what_is_new() -> None:
    talk = talking(MARIT, said(1, NADIA, words=WORDS, read_at=MONDAY), said(2, NADIA, ASK))
    talk.opened("asked")
    assert "thread.read" not in talk.labels()


def test_an_answered_question_offers_its_replies_no_more() -> None:
    talk = started(MARIT, said(1, NADIA, ASK), said(2, MARIT, "reply_to_nav.come_by_tomorrow"))
    assert "remark_to_nav.come_here" in talk.labels()
    with pytest.raises(BadMove):
        talk.forces("ready", "reply_to_nav.come_by_tomorrow")


def test_all_unread_words_are_read_at_once_and_the_last_can_be_read_again() -> None:
    views = (said(1, NADIA, words="En"), said(2, MARIT, words="Mitt"), said(3, NILS, words="To"))
    talk = started(MARIT, *views)
    talk.taps("thread.read")
    assert talk.facts == [RemarkRead(1), RemarkRead(3)]
    talk.knows(remarks=tuple(replace(v, remark=replace(v.remark, read_at=MONDAY)) for v in views))
    talk.taps("thread.read")
    assert talk.facts[2:] == [RemarkRead(3)]


def test_a_new_message_does_not_lose_what_was_being_written() -> None:
    talk = started(MARIT)
    talk.types("Halvferdig")
    talk.knows(remarks=(said(1, NADIA, ASK),))
    talk.opened("asked")
    talk.taps("thread.draft")
    talk.taps("thread.send")
    assert talk.facts == [RemarkSent("T4K7", words="Halvferdig")]


def test_that_it_was_read_is_seen_in_silence_and_only_where_it_was_sent() -> None:
    talk = started(NADIA)
    talk.taps(ASK)
    [say] = talk.opened("read").says
    assert say.text.values["read"] == MONDAY and not say.anew
    talk.taps("thread.more")
    assert not talk.opened("read").says


# It goes on without them.


@pytest.mark.parametrize(
    ("me", "changes", "key"),
    [
        (NADIA, {"state": State.CLOSED}, "thread.closed"),
        (MARIT, {"state": State.CLOSED}, "thread.closed"),
        (NADIA, {"owner": NILS.id}, "thread.moved"),
        (KARI, {}, "thread.moved"),
    ],
)
@pytest.mark.parametrize("move", ["start", "send", "read", "ready", "draft"])
def test_a_tap_after_it_is_over_says_so_in_plain_words(
    me: Person, changes: dict[str, Any], key: str, move: str
) -> None:
    talk = talking(me)
    talk.forces("start")
    if me is not KARI:
        talk.types("Halvferdig")
    talk.stored(**changes)
    talk.forces(move, ASK)
    assert talk.heard() == [key]
    assert (talk.place.state, talk.place.data, talk.place.listens) == ("done", {}, False)
    assert not talk.facts
    assert not talk.opened("asked").says


def test_what_is_typed_after_it_closed_is_not_sent_and_that_is_said_below_it() -> None:
    talk = started(NADIA)
    talk.stored(state=State.CLOSED)
    [say] = talk.types("Går det bra?").says
    assert (say.text.key, say.anew) == ("thread.closed", True)


def test_a_mentor_who_is_not_the_mentor_is_told_nothing_about_it() -> None:
    talk = talking(MARIT)
    talk.people(mentor=contact(NILS))
    talk.forces("start")
    assert talk.heard() == ["thread.gone"]


def test_whoever_cannot_be_reached_is_better_rung() -> None:
    talk = talking(NADIA)
    talk.people(mentor=replace(contact(MARIT), reachable=False))
    talk.forces("start")
    assert talk.heard() == ["thread.unreached"]
    talk = started(NADIA)
    talk.people(mentor=replace(contact(MARIT), reachable=False))
    talk.taps(ASK)
    assert talk.heard() == ["thread.unreached"] and not talk.facts


def test_a_sentence_that_is_gone_from_the_program_is_left_out() -> None:
    talk = started(MARIT, said(1, NADIA, "question_to_mentor.gone"))
    assert "thread.own_words" in everything(talk.said())


@pytest.mark.parametrize("me", [NADIA, MARIT])
def test_every_screen_has_words_in_all_languages(me: Person) -> None:
    book = real_book()
    other = MARIT if me is NADIA else NADIA
    talk = talking(me, said(1, other, ASK), said(2, other, words=WORDS))
    says = [*talk.opened("asked").says, *talk.taps("thread.read").says]
    says += [*talk.types("Fint at du spør").says, *talk.taps("thread.send").says]
    for say in says:
        for language in ("nb", "nn", "en"):
            assert book.text(say.text, language)  # type: ignore[arg-type]
            for button in (each for row in say.buttons for each in row):
                assert len(book.label(button.label, language)) <= 26  # type: ignore[arg-type]
