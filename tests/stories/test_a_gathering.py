"""A gathering over days: invited, answered, changed, moved, near, called off; in peace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentorbot.domain.facts import PostChanged, PostMade, PostSettled
from mentorbot.domain.network import PostKind, PostState
from mentorbot.storage import erasure, network_news, outbox, people
from mentorbot.storage.network_news import News
from mentorbot.storage.outbox import Lane, Letter, Verb
from mentorbot.storage.tables import marks
from tests.stories.town import Phone
from tests.stories.village import Village, pushed

MONDAY_WEEK = datetime(2027, 3, 15, 12, 0, tzinfo=UTC)
"""A Monday, eleven days from the beginning."""
TUESDAY = MONDAY_WEEK + timedelta(days=1)
PLACE = "Møterom 2"


def invites(village: Village, at: datetime = MONDAY_WEEK) -> int:
    fact = PostMade(PostKind.GATHERING, "people", at=at, words=PLACE, note="Hvem i pausen?")
    village.post(fact)
    return village.newest()


def changes(village: Village, post: int, at: datetime = MONDAY_WEEK, words: str = PLACE,
            note: str = "Hvem i pausen?") -> None:  # fmt: skip
    village.post(PostChanged(post, "people", at, words, note))


def news(phone: Phone, key: str) -> list[datetime]:
    """When this was said, with a sound."""
    head = phone.town.text(key, shown="X").partition("X")[0].strip().splitlines()[0]
    return [arrival.at for arrival in pushed(phone) if arrival.html.startswith(head)]


def change_of_mind(phone: Phone, village: Village) -> None:
    village.cannot(phone)
    village.coming(phone)


@pytest.mark.shows("R45", "Who comes to a gathering is told when it changes, and the day before.")
def test_a_gathering_from_invitation_to_the_day_before(village: Village) -> None:
    town, (maja, morten, mina) = village.town, village.free
    post = invites(village)
    assert "Hvem i pausen?" in maja.last and PLACE in maja.last
    village.coming(maja)
    change_of_mind(morten, village)
    village.cannot(mina)
    town.later(days=1)
    changes(village, post, words="Kantina")
    assert [len(news(each, "network.changed")) for each in village.free] == [1, 1, 0]
    assert all("Kantina" in each.last for each in village.free), "what stands there is right"
    town.later(days=3)
    changes(village, post, TUESDAY, "Kantina")
    assert [len(news(each, "network.moved")) for each in village.free] == [1, 1, 1]
    village.kari.says("/network")
    assert "0 kommer, 0 kan ikke" in village.kari.last
    village.coming(maja)
    village.cannot(morten)
    village.coming(mina)
    village.cannot(mina)
    town.until(TUESDAY + timedelta(hours=1))
    (reminded,) = news(maja, "network.reminder")
    assert reminded.date() == MONDAY_WEEK.date()
    assert not news(morten, "network.reminder") and not news(mina, "network.reminder")
    assert village.state(post) is PostState.CLOSED


def test_before_a_monday_the_reminder_comes_on_friday_and_a_no_after_it_is_heard(
    village: Village,
) -> None:
    town, maja = village.town, village.free[0]
    post = invites(village)
    village.coming(maja)
    town.until(MONDAY_WEEK - timedelta(hours=2))
    (reminded,) = news(maja, "network.reminder")
    assert town.parts.calendar.local(reminded).strftime("%a %H:%M") == "Fri 07:30"
    village.cannot(maja)
    before = len(pushed(maja))
    village.post(PostSettled(post, PostState.CLOSED))
    assert len(pushed(maja)) == before and "avlyst" in maja.last


def test_in_the_evening_nothing_is_heard_and_what_is_called_off_is_not_reminded_of(
    village: Village,
) -> None:
    town, (maja, morten, _) = village.town, village.free
    post = invites(village, TUESDAY)
    village.coming(maja)
    town.until(datetime(2027, 3, 8, 21, 0, tzinfo=UTC))
    before = len(pushed(maja))
    changes(village, post, TUESDAY, "Kantina")
    town.later(hours=24)
    village.post(PostSettled(post, PostState.CLOSED))
    town.until(TUESDAY)
    told = pushed(maja)[before:]
    assert [(each.at.day, each.at.hour) for each in told] == [(9, 6), (10, 6)], "07:30 in Oslo"
    assert "Kantina" in told[0].html and "avlyst" in told[1].html and "avlyst" in morten.last
    with town.tx() as tx:
        assert network_news.next_moment(tx) is None


def test_who_left_the_network_hears_of_nothing(village: Village) -> None:
    town, (maja, morten, mina) = village.town, village.free
    post = invites(village)
    for phone in (maja, morten, mina):
        village.coming(phone)
    maja.says("/network")
    maja.chooses("network.leave")
    with town.tx() as tx:
        people.change(tx, morten.person, paused_until=TUESDAY.date())
    before = [len(pushed(maja)), len(pushed(morten))]
    town.later(days=1)
    changes(village, post, words="Kantina")
    town.later(days=1)
    village.post(PostSettled(post, PostState.CLOSED))
    town.until(TUESDAY - timedelta(days=1))
    assert [len(pushed(maja)), len(pushed(morten))] == before
    assert "avlyst" in mina.last


def test_a_full_week_leaves_no_room_for_a_reminder(village: Village) -> None:
    town, maja = village.town, village.free[0]
    invites(village, TUESDAY)
    village.coming(maja)
    town.until(datetime(2027, 3, 15, 5, 0, tzinfo=UTC))
    with town.tx() as tx:
        for number in range(2):
            letter = Letter(
                maja.person, Verb.TELL, Lane.DIGEST, payload={"html": str(number), "buttons": []}
            )
            outbox.post(tx, letter, town.now)
    town.until(TUESDAY)
    assert not news(maja, "network.reminder")


def test_a_word_put_right_makes_no_sound_and_only_a_coordinator_puts_it_right(
    village: Village,
) -> None:
    town, maja = village.town, village.free[0]
    post = invites(village)
    village.coming(maja)
    before = len(pushed(maja))
    changes(village, post, note="Hvem snakker du med?")
    changes(village, post, note="Hvem snakker du med?")
    assert len(pushed(maja)) == before and "Hvem snakker du med?" in maja.last
    for phone in (maja, village.nadia):
        village.post(PostChanged(post, "", TUESDAY, "Et annet sted"), by=phone.person)
    town.until(MONDAY_WEEK + timedelta(hours=1))
    changes(village, post, TUESDAY)
    assert len(town.noted("post.changed")) == 1, "the same again, others, and too late: nothing"
    assert "Et annet sted" not in maja.last and len(town.noted("refused")) == 3


def test_a_reminder_goes_with_whoever_is_erased(village: Village) -> None:
    invites(village)
    maja = village.free[0]
    village.coming(maja)
    of_marks = [each for each in erasure.of_person(maja.person) if each.table is marks]
    with village.town.tx() as tx:
        (reminder,) = network_news.due(tx, News.REMINDER, MONDAY_WEEK, 5)
        going = [
            row.name
            for each in of_marks
            for row in tx.connection.execute(marks.select().where(each.where))
        ]
    assert reminder.person == maja.person and going == [reminder.name]
