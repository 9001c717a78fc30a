"""The mentor network over weeks: what is shared reaches mentors, and never whose it is (R45)."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from mentorbot.domain.facts import Fact, PostMade, PostSettled, Replied
from mentorbot.domain.network import PostKind, PostState
from mentorbot.domain.people import PersonId, Role
from mentorbot.domain.placements import FollowUpModel, PlacementId
from mentorbot.domain.wording import Phrase
from mentorbot.services import networking, retaining
from mentorbot.services.deeds import Deed
from mentorbot.storage import checkins, network, people
from mentorbot.storage.tables import audit, posts, replies
from tests.stories.phones import Arrival
from tests.stories.town import Phone, Town

NAMES = ("Marit Mo", "Mona Mæland", "Mats Moen", "Maja Myhre", "Morten Mork", "Mina Mørk")
ALIASES = ("Bjørk", "Gran", "Furu")
TIP = "Skriv opp dagens oppgaver på en tavle"


@dataclass
class Village:
    """Six mentors, the first three with a placement each; all have joined the network."""

    town: Town
    kari: Phone
    nadia: Phone
    mentors: list[Phone]
    placements: list[PlacementId]

    @classmethod
    def of(cls, town: Town, model: FollowUpModel = FollowUpModel.HYBRID) -> Village:
        kari = town.settled(Role.COORDINATOR, "Kari Kvam")
        nadia = town.settled(Role.NAV_CONTACT, "Nadia Nes")
        nils = town.settled(Role.NAV_CONTACT, "Nils Nygård")
        mentors = [town.settled(Role.MENTOR, name) for name in NAMES]
        placements = [
            town.placement(mentor, nadia, nils, alias=alias, model=model)
            for mentor, alias in zip(mentors, ALIASES, strict=False)
        ]
        with town.tx() as tx:
            for mentor in mentors:
                people.change(tx, mentor.person, in_network=True)
        return cls(town, kari, nadia, mentors, placements)

    @property
    def everybody(self) -> list[Phone]:
        return [self.kari, self.nadia, *self.mentors]

    @property
    def free(self) -> list[Phone]:
        """The mentors whom nothing else disturbs."""
        return self.mentors[3:]

    def answered(self, placement: PlacementId, question: str, answer: str) -> None:
        """The mentor of that placement once gave this answer in a check-in."""
        town = self.town
        with town.tx() as tx:
            occasion = f"told-{question}-{answer}"
            made = checkins.plan(
                tx, placement, self.mentors[0].person, occasion, town.now - timedelta(days=1),
                town.now.date(), (question,),
            )  # fmt: skip
            assert made is not None
            checkins.move(
                tx, made, checkins.CheckInState.PLANNED, checkins.CheckInState.DONE,
                opened_at=town.now, finished_at=town.now,
            )  # fmt: skip
            checkins.answer(tx, made, question, answer, town.now)

    def post(self, fact: Fact, by: PersonId | None = None) -> None:
        """What a coordinator does, without the taps that lead to it."""
        with self.town.tx() as tx:
            person = people.get(tx, by or self.kari.person)
            deed = Deed(tx, self.town.parts, person, self.town.now)
            networking.RECORDERS[type(fact)](deed, fact)
        self.town.settle()

    def gathers(self, in_days: float = 14, theme: str = "attendance") -> int:
        at = self.town.now + timedelta(days=in_days)
        self.post(PostMade(PostKind.GATHERING, theme, at=at, words="Møterom 2"))
        return self.newest()

    def asks(self, question: str = "W1") -> int:
        self.post(PostMade(PostKind.QUESTION, question=question))
        return self.newest()

    def newest(self) -> int:
        return max(int(row.id) for row in self.town.rows(posts))

    def offers_tip(self, mentor: Phone, words: str = TIP) -> int:
        mentor.says("/network")
        mentor.chooses("network.offer_tip")
        mentor.says(words)
        mentor.chooses("network.send")
        return self.newest()

    def state(self, post: int) -> PostState:
        with self.town.tx() as tx:
            found = network.get(tx, post)
        assert found is not None
        return found.state

    def label(self, key: str) -> str:
        return self.town.label(key)

    def coming(self, phone: Phone) -> None:
        phone.chooses("report.marked", on=False, name=Phrase("network.coming"))

    def cannot(self, phone: Phone) -> None:
        phone.chooses("report.marked", on=False, name=Phrase("network.cannot"))

    def answers(self, phone: Phone, answer: str, question: str = "W1") -> None:
        name = Phrase(f"answer.{question}.{answer}")
        phone.chooses("report.marked", on=False, name=name)


@pytest.fixture
def village(town: Town) -> Village:
    return Village.of(town)


@pytest.fixture
def village_at(town_at: Callable[..., Town]) -> Callable[..., Village]:
    def build(now: datetime, model: FollowUpModel = FollowUpModel.HYBRID) -> Village:
        return Village.of(town_at(now), model)

    return build


def pushed(phone: Phone) -> list[Arrival]:
    return phone.chat.sent()


# --- themes


@pytest.mark.shows("R45", "A theme of two placements is hidden, of three it is shown.")
def test_a_theme_of_two_placements_is_hidden_and_of_three_is_shown(village: Village) -> None:
    theme = village.town.text("theme.attendance")
    for placement in village.placements[:2]:
        village.answered(placement, "S6", "absence")
    village.kari.says("/network")
    assert theme not in village.kari.last
    village.mentors[2].says("/report")
    for key in ("group.at_work", "category.P01", "report.next", "common.skip", "report.send"):
        village.mentors[2].chooses(key)
    village.kari.says("/network")
    assert f"{theme}: 3 deltakere" in village.kari.last


def test_a_placement_counts_once_however_often_it_says_the_same(village: Village) -> None:
    for question, answer in (("S6", "start"), ("S6", "training")):
        village.answered(village.placements[0], question, answer)
    village.answered(village.placements[1], "S6", "start")
    village.kari.says("/network")
    assert village.town.text("theme.start") not in village.kari.last


def test_what_was_said_long_ago_counts_no_more(village: Village) -> None:
    for placement in village.placements:
        village.answered(placement, "S6", "absence")
    village.kari.says("/network")
    assert village.town.text("theme.attendance") in village.kari.last
    village.town.now += timedelta(days=village.town.parts.rules.network.looks_back_days + 1)
    village.kari.says("/network")
    assert village.town.text("theme.attendance") not in village.kari.last


def test_wishes_to_nav_count_only_where_nav_listens(
    village_at: Callable[..., Village], town: Town
) -> None:
    village = village_at(town.now, FollowUpModel.CASEWORKER)
    for placement in village.placements:
        village.answered(placement, "N2", "faster")
    village.kari.says("/network")
    assert village.town.text("answer.N2.faster") not in village.kari.last
    assert not village.kari.offers("network.say")


# --- tips


@pytest.mark.shows(
    "R38", "A tip reaches others only after a coordinator read it, and without a name."
)
def test_a_tip_reaches_the_others_only_after_it_was_read_and_without_a_name(
    village: Village,
) -> None:
    marit, mona = village.mentors[4], village.mentors[5]
    tip = village.offers_tip(marit)
    assert not pushed(mona) and TIP not in village.kari.last
    village.kari.chooses("network.read")
    assert TIP in village.kari.last and not any(name in village.kari.last for name in NAMES)
    village.town.later(hours=2)
    assert not pushed(mona) and village.state(tip) is PostState.OFFERED
    village.kari.chooses("network.publish")
    assert TIP in mona.last and "Morten" not in mona.last
    assert village.town.text("network.tip_shared", words=TIP) == marit.last


def test_a_tip_that_is_not_shared_reaches_nobody_and_its_author_is_told(village: Village) -> None:
    morten, mina = village.mentors[4], village.mentors[5]
    tip = village.offers_tip(morten)
    village.kari.chooses("network.read")
    village.kari.chooses("network.decline")
    assert village.state(tip) is PostState.DECLINED
    assert morten.last == village.town.text("network.tip_declined")
    village.town.later(days=30)
    assert not pushed(mina)


def test_a_second_coordinator_finds_a_tip_already_settled(village: Village) -> None:
    second = village.town.settled(Role.COORDINATOR, "Knut Kvam")
    tip = village.offers_tip(village.mentors[5])
    old, data = second.chat.find(village.label("network.read"))
    village.kari.chooses("network.read")
    village.kari.chooses("network.decline")
    second.presses(data, old.id)
    assert second.last == village.town.text("network.declined")
    village.post(PostSettled(tip, PostState.OPEN), by=second.person)
    assert village.state(tip) is PostState.DECLINED


def test_danger_in_a_tip_is_answered_with_the_numbers_and_nothing_is_kept(
    village: Village,
) -> None:
    mina = village.mentors[5]
    mina.says("/network")
    mina.chooses("network.offer_tip")
    mina.says("han har låst seg inne og vil ta livet sitt")
    assert mina.sees(village.town.text("emergency.panel"))
    assert not village.town.rows(posts)


def test_a_tip_loses_what_names_a_person(village: Village) -> None:
    mina = village.mentors[5]
    village.offers_tip(mina, "Ring Ola Nordmann på 900 00 123 når bussen er sen")
    with village.town.tx() as tx:
        (tip,) = network.listed(tx, PostState.OFFERED)
    assert "Nordmann" not in tip.words and "900" not in tip.words


# --- gatherings


def plan_by_taps(village: Village, place: str | None = "Kantina på NAV-kontoret") -> None:
    kari, town = village.kari, village.town
    kari.says("/network")
    kari.chooses("network.plan")
    kari.chooses("theme.people")
    kari.taps(next(label for label in kari.chat.labels() if label.startswith("Uke 10")))
    kari.taps(next(label for label in kari.chat.labels() if label.startswith("På torsdag")))
    kari.taps(next(label for label in kari.chat.labels() if "13:00" in label))
    if place is None:
        kari.chooses("network.no_place")
    else:
        kari.says(place)
    assert town.text("theme.people") in kari.last
    kari.chooses("network.send")


@pytest.mark.shows("R08", "A coordinator plans a gathering by taps, without a developer.")
def test_a_gathering_is_planned_by_taps_and_answered_by_tap(village: Village) -> None:
    plan_by_taps(village)
    maja, morten, mina = village.free
    assert "torsdag 11.\xa0mars kl.\xa013:00" in maja.last and "Kantina" in maja.last
    village.coming(maja)
    village.coming(morten)
    village.cannot(mina)
    village.kari.says("/network")
    assert "2 kommer, 1 kan ikke" in village.kari.last
    village.cannot(morten)
    village.kari.says("/network")
    assert "1 kommer, 2 kan ikke" in village.kari.last


def test_a_gathering_needs_no_place(village: Village) -> None:
    plan_by_taps(village, None)
    assert "Sted" not in village.free[0].last


def test_an_address_may_stand_but_no_telephone_number(village: Village) -> None:
    plan_by_taps(village, "Storgata 12 B, 3. etasje")
    assert "Storgata 12 B" in village.free[0].last
    plan_by_taps(village, "Spør etter Ola Nordmann i Storgata 12")
    with village.town.tx() as tx:
        later = network.listed(tx, PostState.OPEN)[-1]
    assert "i ▒▒▒" in later.words and "Nordmann" not in later.words


def test_who_meant_to_come_hears_that_it_is_called_off(village: Village) -> None:
    post = village.gathers()
    maja, morten, _ = village.free
    village.coming(maja)
    village.cannot(morten)
    before = [len(pushed(phone)) for phone in village.free]
    village.kari.says("/network")
    village.kari.taps(next(label for label in village.kari.chat.labels() if "Samling" in label))
    village.kari.chooses("network.call_off")
    assert "1 har sagt at de kommer" in village.kari.last
    village.kari.chooses("network.yes_call_off")
    assert village.state(post) is PostState.CLOSED
    assert [len(pushed(phone)) for phone in village.free] == [before[0] + 1, *before[1:]]
    assert all("avlyst" in phone.last for phone in village.free)


def test_a_gathering_that_was_takes_no_more_answers(village: Village) -> None:
    post = village.gathers(in_days=3)
    maja = village.free[0]
    message, data = maja.chat.find(
        village.town.label("report.marked", on=False, name=Phrase("network.coming"))
    )
    village.town.later(days=3)
    assert village.state(post) is PostState.CLOSED and "er over" in maja.last
    maja.presses(data, message.id)
    village.post(Replied(post, "coming"), by=maja.person)
    assert not village.town.rows(replies)


# --- the question of the week


@pytest.mark.shows("R45", "A coordinator asks mentors who joined one question, answered by tap.")
def test_the_result_of_a_question_is_shown_when_enough_answered(village: Village) -> None:
    village.asks()
    for phone, answer in zip(village.free, ("talk", "talk", "colleague"), strict=True):
        village.answers(phone, answer)
    village.kari.says("/network")
    assert "3 har svart" in village.kari.last
    village.kari.chooses("network.see_question")
    talk = village.town.text("answer.W1.talk")
    assert talk not in village.kari.last
    village.kari.chooses("network.close")
    for phone in (village.kari, *village.free):
        assert f"{talk}: 2" in phone.last and not any(name in phone.last for name in NAMES)


def test_a_question_closes_itself_after_a_week_and_two_answers_are_not_shown(
    village: Village,
) -> None:
    post = village.asks()
    for phone in village.free[:2]:
        village.answers(phone, "talk")
    village.town.later(days=8)
    assert village.state(post) is PostState.CLOSED
    ask = Phrase("question.W1")
    assert village.free[2].last == village.town.text("network.too_few", ask=ask)


def test_one_question_is_open_at_a_time(village: Village) -> None:
    village.asks("W1")
    village.post(PostMade(PostKind.QUESTION, question="W2"))
    assert len(village.town.rows(posts)) == 1
    village.kari.says("/network")
    assert not village.kari.offers("network.ask")


def test_a_question_that_is_not_on_the_list_is_refused(village: Village) -> None:
    village.post(PostMade(PostKind.QUESTION, question="F1"))
    assert not village.town.rows(posts) and village.town.noted("refused")


# --- you said, we did


@pytest.mark.shows("R16", "What mentors wish of NAV ends as a published answer.")
def test_a_wish_ends_as_a_published_answer_where_nav_listens(village: Village) -> None:
    for placement in village.placements:
        village.answered(placement, "N2", "faster")
    village.kari.says("/network")
    assert "Svare raskere: 3 deltakere" in village.kari.last
    village.kari.chooses("network.say")
    village.kari.chooses("answer.N2.faster")
    village.kari.says("Vi svarer nå samme dag når dere ringer før klokka 12.")
    village.kari.chooses("network.send")
    village.town.later(days=4)
    told = [phone.sees("Dere sa: Svare raskere") for phone in village.mentors]
    assert told == [True, True, True, False, False, False]


def test_nobody_answers_what_too_few_have_said(village: Village) -> None:
    for placement in village.placements[:2]:
        village.answered(placement, "N2", "faster")
    village.post(PostMade(PostKind.DID, "N2.faster", words="Vi svarer raskere."))
    assert not village.town.rows(posts)


@pytest.mark.shows("R16", "Where coupling is loose nobody is asked what NAV should change.")
def test_who_is_followed_up_loosely_is_never_asked_what_nav_should_change(
    village_at: Callable[..., Village], town: Town
) -> None:
    village = village_at(town.now, FollowUpModel.CASEWORKER)
    village.town.until(town.now + timedelta(weeks=12))
    asked = village.town.text("question.N2")
    assert any(pushed(phone) for phone in village.mentors[:3])
    assert not any(asked in arrival.html for phone in village.mentors for arrival in phone.chat.log)


# --- in peace


def test_nobody_is_disturbed_more_than_twice_a_week_and_nothing_is_lost(
    village: Village,
) -> None:
    for _ in range(3):
        village.gathers(in_days=60)
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
    assert len(village.town.noted("refused")) == 5


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
    kept = village.town.parts.rules.answers_kept
    retaining.tidy(village.town.parts, village.town.now + kept - timedelta(days=2))
    assert village.town.rows(posts) and village.town.rows(replies)
    retaining.tidy(village.town.parts, village.town.now + kept)
    assert not village.town.rows(posts) and not village.town.rows(replies)
