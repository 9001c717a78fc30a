"""Letters: who goes first, who waits, what is sent again and what is wiped."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mentorbot.domain.conversation import Place
from mentorbot.domain.people import Language, PersonId, Role
from mentorbot.storage import claiming, conversations, forgetting, outbox, people, queue
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.outbox import Lane, Letter, Posted, Verb
from mentorbot.storage.subjects import of_person
from mentorbot.storage.tables import outbox as table
from tests.cast import MONDAY
from tests.storage.conftest import MakeDatabase

SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=60)


def tell(person: PersonId, html: str, lane: Lane = Lane.ANSWER, **more: Any) -> Letter:
    return Letter(person, Verb.TELL, lane, {"html": html, "buttons": []}, **more)


def say(person: PersonId, place: int, html: str, **more: Any) -> Letter:
    return Letter(person, Verb.SAY, Lane.ANSWER, {"html": html, "buttons": []}, place, **more)


def words(posted: list[Posted]) -> list[str]:
    return [each.letter.payload["html"] for each in posted if each.letter.payload]


def state_of(tx: Tx, item: int) -> str:
    return str(tx.connection.execute(select(table.c.state).where(table.c.id == item)).scalar_one())


def bubble(tx: Tx, person: PersonId, subject: str = "") -> int:
    place = Place("status", "waiting", subject)
    return conversations.stand(tx, person, place, f"key-{person}-{subject}", [], MONDAY).id


def test_lanes_go_before_age_and_a_person_gets_one_at_a_time(
    database: Database, marit: PersonId, nadia: PersonId, nils: PersonId
) -> None:
    with database.begin() as tx:
        outbox.post(tx, tell(marit, "digest", Lane.DIGEST), MONDAY)
        outbox.post(tx, tell(marit, "check-in", Lane.CHECKIN), MONDAY)
        outbox.post(tx, tell(nadia, "answer"), MONDAY)
        outbox.post(tx, tell(nils, "check-in for Nils", Lane.CHECKIN), MONDAY)
        outbox.post(tx, tell(nadia, "urgent", Lane.URGENT), MONDAY)
        first = claiming.claim(tx, MONDAY, LEASE, 10)
        assert words(first) == ["urgent", "check-in", "check-in for Nils"]
        assert claiming.claim(tx, MONDAY, LEASE, 10) == []
        for letter in first:
            queue.sent(tx, letter.id, 1, MONDAY)
        assert words(claiming.claim(tx, MONDAY, LEASE, 10)) == ["answer", "digest"]


def test_no_more_than_asked_for_are_taken_and_the_most_urgent_ones(
    database: Database, marit: PersonId, nadia: PersonId, nils: PersonId
) -> None:
    with database.begin() as tx:
        for person in (marit, nadia):
            for lane in (Lane.DIGEST, Lane.CHECKIN, Lane.ANSWER):
                outbox.post(tx, tell(person, f"{lane.name} {person}", lane), MONDAY)
        outbox.post(tx, tell(nils, "late but urgent", Lane.URGENT), MONDAY)
        taken = claiming.claim(tx, MONDAY, LEASE, 2)
    assert words(taken) == ["late but urgent", f"ANSWER {marit}"]


def test_one_persons_letters_keep_their_order(database: Database, marit: PersonId) -> None:
    said = []
    with database.begin() as tx:
        for number in range(4):
            outbox.post(tx, tell(marit, str(number)), MONDAY)
        while taken := claiming.claim(tx, MONDAY, LEASE, 10):
            said += words(taken)
            queue.sent(tx, taken[0].id, 1, MONDAY)
    assert said == ["0", "1", "2", "3"]


def test_nothing_leaves_before_its_time(database: Database, marit: PersonId) -> None:
    with database.begin() as tx:
        outbox.post(tx, tell(marit, "later"), MONDAY, not_before=MONDAY + SECOND)
        assert claiming.claim(tx, MONDAY, LEASE, 10) == []
        assert queue.next_moment(tx, MONDAY) == MONDAY + SECOND
        assert outbox.oldest_waiting(tx, MONDAY) is None
        assert outbox.oldest_waiting(tx, MONDAY + LEASE) == MONDAY + SECOND
        assert words(claiming.claim(tx, MONDAY + SECOND, LEASE, 10)) == ["later"]


def test_two_senders_at_once_never_take_the_same_letter(open_database: MakeDatabase) -> None:
    databases = [open_database(), open_database(), open_database()]
    with databases[0].begin() as tx:
        for number in range(30):
            person = people.add(tx, Role.MENTOR, f"Mentor {number}", MONDAY)
            outbox.post(tx, tell(person, str(person)), MONDAY)

    def take(number: int) -> list[int]:
        taken: list[int] = []
        for _ in range(4):
            with databases[number].begin() as tx:
                taken += [letter.id for letter in claiming.claim(tx, MONDAY, LEASE, 5)]
        return taken

    with ThreadPoolExecutor(3) as pool:
        taken = [item for each in pool.map(take, range(3)) for item in each]
    assert len(taken) == len(set(taken)) == 30


def test_newer_words_overtake_a_bubble_that_was_not_sent_yet(
    database: Database, marit: PersonId
) -> None:
    with database.begin() as tx:
        place = bubble(tx, marit)
        old = outbox.post(tx, say(marit, place, "old"), MONDAY)
        outbox.post(tx, say(marit, place, "new"), MONDAY)
        assert words(claiming.claim(tx, MONDAY, LEASE, 10)) == ["new"]
        assert state_of(tx, old) == "replaced"


def test_a_bubble_that_was_to_make_a_sound_makes_it_with_its_newer_words(
    database: Database, marit: PersonId
) -> None:
    with database.begin() as tx:
        place = bubble(tx, marit)
        outbox.post(tx, say(marit, place, "calls you today", anew=True), MONDAY)
        outbox.post(tx, say(marit, place, "at 14", silent=True), MONDAY)
        (letter,) = claiming.claim(tx, MONDAY, LEASE, 10)
    assert (letter.letter.anew, letter.letter.silent) == (True, False)


def test_other_bubbles_and_plain_messages_are_not_overtaken(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        mine, other = bubble(tx, marit, "problem:A"), bubble(tx, marit, "problem:B")
        outbox.post(tx, tell(marit, "plain"), MONDAY)
        outbox.post(tx, tell(nadia, "hers"), MONDAY)
        outbox.post(tx, say(marit, mine, "A"), MONDAY)
        outbox.post(tx, say(marit, other, "B"), MONDAY)
        outbox.post(tx, tell(marit, "plain too"), MONDAY)
        assert outbox.counts(tx) == {"waiting": 5}


def test_a_letter_on_its_way_is_not_overtaken(database: Database, marit: PersonId) -> None:
    with database.begin() as tx:
        place = bubble(tx, marit)
        old = outbox.post(tx, say(marit, place, "old"), MONDAY)
        claiming.claim(tx, MONDAY, LEASE, 10)
        outbox.post(tx, say(marit, place, "new"), MONDAY)
        assert state_of(tx, old) == "sending"


def test_a_sent_letter_holds_nothing_any_more(database: Database, marit: PersonId) -> None:
    forget = timedelta(hours=46)
    with database.begin() as tx:
        item = outbox.post(tx, tell(marit, "private", forget_after=forget), MONDAY)
        claiming.claim(tx, MONDAY, LEASE, 10)
        ended = queue.sent(tx, item, 77, MONDAY)
        assert ended is not None
        assert (ended.payload, ended.message_id, ended.forget_after) == (None, 77, forget)
        assert queue.sent(tx, item, 78, MONDAY) is None
        payloads = tx.connection.execute(select(table.c.payload)).scalars()
        assert list(payloads) == [None]


@pytest.mark.parametrize("end", [queue.end_uncertain, queue.end_failed])
def test_a_letter_that_was_given_up_holds_nothing_either(
    end: Any, database: Database, marit: PersonId
) -> None:
    with database.begin() as tx:
        item = outbox.post(tx, tell(marit, "private"), MONDAY, leased_until=MONDAY + LEASE)
        end(tx, item, MONDAY, "TimedOut" * 20)
        assert tx.connection.execute(select(table.c.payload)).scalar_one() is None
        assert claiming.claim(tx, MONDAY + 2 * LEASE, LEASE, 10) == []


def test_a_letter_put_back_leaves_again_with_its_words(database: Database, marit: PersonId) -> None:
    with database.begin() as tx:
        item = outbox.post(tx, tell(marit, "hello"), MONDAY)
        claiming.claim(tx, MONDAY, LEASE, 10)
        queue.put_back(tx, item, MONDAY + SECOND, "TryLater")
        assert claiming.claim(tx, MONDAY, LEASE, 10) == []
        (again,) = claiming.claim(tx, MONDAY + SECOND, LEASE, 10)
    assert (words([again]), again.attempts) == (["hello"], 2)


def test_a_letter_that_ended_cannot_be_put_back(database: Database, marit: PersonId) -> None:
    with database.begin() as tx:
        item = outbox.post(tx, tell(marit, "hello"), MONDAY, leased_until=MONDAY + LEASE)
        queue.sent(tx, item, 1, MONDAY)
        queue.put_back(tx, item, MONDAY, "sender died")
        assert state_of(tx, item) == "sent"


def test_a_letter_that_its_writer_sends_is_nobody_elses(
    database: Database, marit: PersonId
) -> None:
    with database.begin() as tx:
        item = outbox.post(tx, tell(marit, "mine"), MONDAY, leased_until=MONDAY + LEASE)
        outbox.post(tx, tell(marit, "next"), MONDAY)
        assert claiming.claim(tx, MONDAY, LEASE, 10) == []
        (fetched,) = queue.fetch(tx, [item])
        assert (words([fetched]), fetched.attempts) == (["mine"], 1)


def test_orphans_are_letters_past_their_lease_or_all_at_the_start(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        old = outbox.post(tx, tell(marit, "old"), MONDAY, leased_until=MONDAY + SECOND)
        new = outbox.post(tx, tell(nadia, "new", again=False), MONDAY, leased_until=MONDAY + LEASE)
        outbox.post(tx, tell(nadia, "waits"), MONDAY)
        now = MONDAY + 2 * SECOND
        assert queue.orphans(tx, now, all_of_them=False) == [(old, True)]
        assert sorted(queue.orphans(tx, now, all_of_them=True)) == [(old, True), (new, True)]
        # Only once its call has begun is the fate of a letter that is sent once unknown.
        assert queue.begin(tx, old, 1) and queue.begin(tx, new, 1)
        assert not queue.begin(tx, new, 2), "another sender has taken it up since"
        assert sorted(queue.orphans(tx, now, all_of_them=True)) == [(old, True), (new, False)]


def test_a_letter_knows_the_chat_and_the_message_it_edits(
    database: Database, marit: PersonId
) -> None:
    with database.begin() as tx:
        people.settle(tx, marit, 7_000_000_001, Language.NB)
        place = bubble(tx, marit)
        conversations.shown(tx, place, 55)
        outbox.post(tx, say(marit, place, "edit"), MONDAY)
        (letter,) = claiming.claim(tx, MONDAY, LEASE, 10)
    assert (letter.chat_id, letter.edits) == (7_000_000_001, 55)


def test_who_stopped_gets_no_more_of_the_lanes_they_stopped(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        outbox.post(tx, tell(marit, "check-in", Lane.CHECKIN), MONDAY)
        outbox.post(tx, tell(marit, "answer"), MONDAY)
        outbox.post(tx, tell(nadia, "hers", Lane.CHECKIN), MONDAY)
        outbox.stop_for(tx, marit, MONDAY, [Lane.CHECKIN, Lane.DIGEST])
        assert sorted(words(claiming.claim(tx, MONDAY, LEASE, 10))) == ["answer", "hers"]


def test_a_letter_about_somebody_who_was_erased_does_not_hold_up_the_others(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        outbox.post(tx, tell(marit, "to nobody"), MONDAY)
        kept = outbox.post(tx, tell(nadia, "kept"), MONDAY)
        forgetting.forget_key(tx, of_person(marit), MONDAY)
    with database.begin() as tx:
        assert [each.id for each in claiming.claim(tx, MONDAY, LEASE, 8)] == [kept]
        assert outbox.counts(tx) == {"replaced": 1, "sending": 1}
