"""The mentor network disturbs nobody, and ends where it should (rule 3)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from mentorbot.domain.facts import PostMade, PostSettled, Replied
from mentorbot.domain.network import PostKind, PostState
from mentorbot.storage import people
from mentorbot.storage.tables import replies
from tests.stories.village import TIP, Village, pushed


def test_nobody_is_disturbed_more_than_twice_a_week_and_nothing_is_lost(
    village: Village,
) -> None:
    for number in range(3):
        village.gathers(in_days=60 + number)
    village.asks()
    village.post(PostMade(PostKind.TIP, words=TIP), by=village.mentors[3].person)
    village.post(PostSettled(village.newest(), PostState.OPEN))
    mina = village.mentors[5]
    village.town.later(weeks=4)
    for phone in village.mentors:
        weeks = Counter(arrival.at.isocalendar()[:2] for arrival in pushed(phone))
        assert max(weeks.values()) <= 2, weeks
    assert mina.sees(TIP)
    assert len(pushed(mina)) == 5, "four gatherings and questions, and a tip"


def test_a_check_in_goes_before_what_can_wait(village: Village) -> None:
    """Marit is asked on the Thursday of that week: one push is left for the network."""
    marit = village.mentors[0]
    village.town.until(datetime.fromisoformat("2027-03-08T08:00:00+00:00"))
    marit.chat.log.clear()
    village.gathers(in_days=30)
    village.gathers(in_days=31)
    village.town.until(datetime.fromisoformat("2027-03-14T20:00:00+00:00"))
    said = [arrival.html for arrival in pushed(marit)]
    assert len(said) == 2 and "Samling" in said[0] and "Samling" not in said[1]


def test_in_a_pause_it_is_quiet_and_what_is_over_by_then_never_comes(village: Village) -> None:
    mina = village.mentors[5]
    with village.town.tx() as tx:
        people.change(tx, mina.person, paused_until=(village.town.now + timedelta(days=20)).date())
    village.gathers(in_days=7)
    village.gathers(in_days=40, theme="people")
    village.town.later(days=19)
    assert not pushed(mina)
    village.town.later(days=3)
    assert [village.town.text("theme.people") in arrival.html for arrival in pushed(mina)] == [True]


def test_nothing_comes_at_night(village: Village) -> None:
    village.town.until(village.town.now.replace(hour=20))
    village.gathers()
    assert not pushed(village.free[0])
    village.town.later(hours=16)
    (arrival,) = pushed(village.free[0])
    assert arrival.at.hour in (6, 7), "half past seven in Oslo"


def test_who_never_joined_hears_nothing(village: Village) -> None:
    mina = village.mentors[5]
    with village.town.tx() as tx:
        people.change(tx, mina.person, in_network=False)
    village.gathers()
    village.asks()
    village.town.later(days=10)
    assert not pushed(mina)


def test_who_joins_is_told_what_is_open(village: Village) -> None:
    mina = village.mentors[5]
    with village.town.tx() as tx:
        people.change(tx, mina.person, in_network=False)
    village.gathers()
    mina.says("/network")
    mina.chooses("network.join")
    assert mina.sees(village.town.text("theme.attendance"))


def test_what_was_answered_still_counts_when_somebody_leaves(village: Village) -> None:
    village.gathers()
    mina = village.mentors[5]
    village.coming(mina)
    mina.says("/network")
    mina.chooses("network.leave")
    village.kari.says("/network")
    assert "1 kommer" in village.kari.last
    count = len(pushed(mina))
    village.asks()
    village.town.later(days=10)
    assert len(pushed(mina)) == count


def test_an_answer_after_leaving_is_not_kept(village: Village) -> None:
    post = village.gathers()
    mina = village.mentors[5]
    with village.town.tx() as tx:
        people.change(tx, mina.person, in_network=False)
    village.coming(mina)
    village.post(Replied(post, "coming"), by=mina.person)
    assert not village.town.rows(replies)
    assert mina.chat.toasts[-1] == village.town.toast("network.not_in")
