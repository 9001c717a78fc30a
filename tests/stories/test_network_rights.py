"""Whose the network is: who may what, and that nobody is named in it."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from mentorbot.domain.facts import PostMade, PostSettled, Replied
from mentorbot.domain.keeping import Kept
from mentorbot.domain.network import PostKind, PostState
from mentorbot.services import retaining
from mentorbot.storage.tables import audit, posts, replies
from tests.stories.test_network import plan_by_taps
from tests.stories.village import ALIASES, NAMES, Village

# --- rights


@pytest.mark.shows(
    "R08", "A NAV contact who opens the network is refused plainly and can do nothing."
)
def test_a_nav_contact_is_refused_plainly_and_can_do_nothing(village: Village) -> None:
    village.nadia.says("/network")
    assert village.nadia.last == village.town.text("network.not_yours")
    tip = village.offers_tip(village.mentors[5])
    village.gathers()
    before = len(village.town.rows(posts))
    for fact in (
        PostMade(PostKind.GATHERING, at=village.town.now + timedelta(days=9)),
        PostMade(PostKind.QUESTION, question="W1"),
        PostMade(PostKind.TIP, words="Et tips"),
        PostSettled(tip, PostState.OPEN),
        Replied(village.newest(), "coming"),
    ):
        village.post(fact, by=village.nadia.person)
    assert len(village.town.rows(posts)) == before and not village.town.rows(replies)
    assert village.state(tip) is PostState.OFFERED
    # Each of them, and that the network was asked for at all.
    assert len(village.town.noted("refused")) == 6


def test_a_mentor_plans_nothing_and_settles_nothing(village: Village) -> None:
    post = village.gathers()
    mina = village.mentors[5].person
    village.post(PostSettled(post, PostState.CLOSED), by=mina)
    village.post(PostMade(PostKind.QUESTION, question="W1"), by=mina)
    assert village.state(post) is PostState.OPEN and len(village.town.rows(posts)) == 1


# --- whose it is


@pytest.mark.shows("R17", "Nothing in the network names a placement or who said what.")
def test_nothing_anywhere_names_a_placement_or_who_said_what(village: Village) -> None:
    for placement in village.placements:
        village.answered(placement, "S6", "absence")
        village.answered(placement, "N2", "explain")
    plan_by_taps(village)
    village.asks()
    tip = village.offers_tip(village.mentors[4])
    village.post(PostSettled(tip, PostState.OPEN))
    for phone in village.free:
        phone.says("/network")
    village.post(PostMade(PostKind.DID, "N2.explain", words="Vi skriver nå hvorfor."))
    village.town.later(days=2)
    said = [
        arrival.html
        for phone in village.everybody
        for arrival in phone.chat.log
        if any(word in arrival.html for word in ("ettverk", "Samling", "Ukas", "Tips", "Dere sa"))
    ]
    assert len(said) > 15
    hidden = (*ALIASES, "Lageret", *itertools.chain(*(name.split() for name in NAMES)))
    assert not [(word, html) for html in said for word in hidden if word in html]


def test_the_audit_does_not_say_who_answered_what(village: Village) -> None:
    village.asks()
    mina = village.mentors[5]
    village.answers(mina, "talk")
    by_mina = [row for row in village.town.rows(audit) if row.actor_id == mina.person]
    assert not [row for row in by_mina if row.subject.startswith("post:")]


# --- forgetting


def test_what_is_long_over_is_forgotten_with_its_answers(village: Village) -> None:
    village.gathers(in_days=3)
    village.coming(village.free[0])
    village.town.later(days=4)
    kept = village.town.parts.rules.kept[Kept.NETWORK]
    retaining.tidy(village.town.parts, village.town.now + kept - timedelta(days=2))
    assert village.town.rows(posts) and village.town.rows(replies)
    retaining.tidy(village.town.parts, village.town.now + kept)
    assert not village.town.rows(posts) and not village.town.rows(replies)
