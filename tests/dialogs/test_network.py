"""The mentor network: a mentor's way in and out, single posts, and the coordinator's desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from functools import cache
from itertools import chain
from typing import Any

import pytest

from dialogs import menus, network, settings
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Act, Place, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import NetworkJoined, Replied
from mentorbot.domain.network import (
    NetworkView,
    Post,
    PostKind,
    PostState,
    PostView,
    Shared,
    takes_part,
)
from mentorbot.domain.people import Language, Person, Role, Standing
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.rules import Rules
from tests.cast import KARI, MARIT, MONDAY, NADIA
from tests.dialogs.harness import Talk
from tests.dialogs.walking import UNASKED, Stand, brief_for, real_book, stands, walk

JOINED = replace(MARIT, in_network=True)
NEXT_WEEK = MONDAY + timedelta(days=9)
COMMON = (Shared("attendance", 4), Shared("people", 3))
WISHES = (Shared("N2.faster", 3),)


def a_post(kind: PostKind, state: PostState = PostState.OPEN, **values: Any) -> Post:
    usual = {"theme": "people", "at": NEXT_WEEK}
    own = {
        PostKind.GATHERING: {**usual, "words": "Møterom 2"},
        PostKind.QUESTION: {"question": "W1", "at": NEXT_WEEK},
        PostKind.TIP: {"words": "Skriv dagens oppgaver på en tavle", "at": NEXT_WEEK},
        PostKind.DID: {"theme": "N2.faster", "words": "Vi svarer samme dag.", "at": NEXT_WEEK},
    }[kind]
    return Post(7, kind, state, KARI.id, MONDAY, **{**own, **values})


def meets(me: Person = JOINED, subject: str = "", **sections: Any) -> Talk:
    brief = brief_for(me, rules=real_book().rules, **sections)
    return Talk(network, brief, subject)


def at_post(me: Person, post: Post, **seen: Any) -> Talk:
    return meets(me, "post:7", network=NetworkView(post=PostView(post, **seen)))


def at_desk(**seen: Any) -> Talk:
    known = {"members": 6, "close_members": 3, "themes": COMMON, "wishes": WISHES, **seen}
    talk = meets(KARI, network=NetworkView(**known))
    talk.commands("start")
    return talk


def words(talk: Talk, language: Language = Language.NB) -> str:
    assert talk.bubble is not None
    return real_book().text(talk.bubble.text, language)


# --- who may


def test_a_nav_contact_is_refused_plainly_and_shown_another_way() -> None:
    talk = meets(NADIA)
    talk.commands("start")
    assert talk.heard() == ["network.not_yours"] and talk.buttons()
    assert not talk.facts


def test_the_command_is_in_the_menus_of_mentors_and_coordinators_only() -> None:
    having = {role for role in Role if "network" in {each.name for each in menus.menu(role)}}
    assert having == {Role.MENTOR, Role.COORDINATOR}


def test_who_asked_for_quiet_is_not_led_in() -> None:
    talk = meets(replace(JOINED, standing=Standing.STOPPED))
    talk.commands("start")
    assert talk.heard() == ["network.stopped"]
    assert "commands.start_again" in [button.label.key for button in talk.buttons()]


def test_who_has_not_accepted_yet_is_led_to_the_start() -> None:
    talk = meets(replace(MARIT, onboarded=False))
    talk.commands("start")
    assert talk.heard() == ["commands.newcomer"]


def test_only_a_mentor_who_is_here_takes_part() -> None:
    assert takes_part(JOINED)
    for other in (
        MARIT,
        replace(KARI, in_network=True),
        replace(JOINED, standing=Standing.UNREACHABLE),
        replace(JOINED, onboarded=False),
    ):
        assert not takes_part(other)


# --- in, and out again


def test_a_mentor_joins_by_a_tap_and_leaves_by_a_tap() -> None:
    talk = meets(MARIT)
    talk.commands("start")
    assert talk.heard() == ["network.about"] and "2 ganger i uka" in words(talk)
    talk.taps("network.join")
    assert talk.facts == [NetworkJoined(joined=True)]
    talk.knows(me=JOINED)
    talk.taps("network.open")
    talk.taps("network.leave")
    assert talk.facts[1:] == [NetworkJoined(joined=False)]
    assert talk.heard() == ["network.about"]
    assert talk.step.toast is not None and talk.step.toast.key == "network.left"


def test_an_old_button_of_somebody_who_left_establishes_nothing() -> None:
    talk = meets(JOINED)
    talk.commands("start")
    talk.knows(me=MARIT)
    talk.taps("network.offer_tip")
    assert talk.heard() == ["network.about"] and not talk.facts


def test_the_settings_lead_a_mentor_to_the_network_and_nobody_else() -> None:
    for me, leads in ((MARIT, True), (KARI, False), (NADIA, False)):
        talk = Talk(settings, brief_for(me))
        talk.commands("home")
        assert ("network" in [button.opens for button in talk.buttons()]) is leads


def test_what_can_be_answered_stands_before_tips() -> None:
    kinds = (PostKind.TIP, PostKind.DID, PostKind.QUESTION, PostKind.GATHERING)
    views = [PostView(replace(a_post(kind), id=n)) for n, kind in enumerate(kinds, 1)]
    talk = meets(network=NetworkView(posts=tuple(views), waiting=2))
    talk.commands("start")
    subjects = [button.subject for button in talk.buttons() if button.opens]
    assert subjects == ["post:4", "post:3", "post:2", "post:1"]
    assert "2 tips fra deg venter" in words(talk)


def test_nothing_new_is_said_as_it_is() -> None:
    talk = meets()
    talk.commands("start")
    assert "ikke noe nytt" in words(talk)


# --- one post


def test_a_gathering_is_answered_and_answered_otherwise() -> None:
    talk = at_post(JOINED, a_post(PostKind.GATHERING))
    talk.opened("post")
    assert talk.bubble is not None and talk.bubble.anew
    assert "Møterom 2" in words(talk) and "onsdag 10.\xa0mars" in words(talk)
    talk.taps("report.marked", "coming")
    assert talk.facts == [Replied(7, "coming")] and "vi ses" in words(talk)
    marks = {button.argument: button.label.values["on"] for button in talk.buttons()[:2]}
    assert marks == {"coming": True, "cannot": False}
    talk.taps("report.marked", "cannot")
    assert talk.facts[1:] == [Replied(7, "cannot")]


def test_an_edit_is_silent_except_for_who_meant_to_come() -> None:
    off = a_post(PostKind.GATHERING, PostState.CLOSED, ended_at=MONDAY)
    for answer, anew in (("coming", True), ("cannot", False), ("", False)):
        talk = at_post(JOINED, off, answer=answer)
        talk.opened("settled")
        assert talk.heard() == ["network.called_off"]
        assert talk.bubble is not None and talk.bubble.anew is anew


def test_the_bubble_of_a_post_stands_in_the_posts_state() -> None:
    """By that it is found when the post has moved on."""
    for me in (JOINED, KARI):
        for state in (PostState.OPEN, PostState.CLOSED):
            for kind in PostKind:
                talk = at_post(me, a_post(kind, state, ended_at=MONDAY))
                talk.opened("settled")
                assert talk.place.state == state


def test_what_is_over_takes_no_answer() -> None:
    for post in (
        a_post(PostKind.GATHERING, at=MONDAY),
        a_post(PostKind.GATHERING, PostState.CLOSED, ended_at=MONDAY),
    ):
        talk = at_post(JOINED, post)
        talk.forces("reply", "coming")
        assert not talk.facts
        assert talk.step.toast is not None and talk.step.toast.key == "network.closed"


def test_who_left_is_told_that_an_answer_is_not_kept() -> None:
    talk = at_post(MARIT, a_post(PostKind.QUESTION))
    talk.forces("reply", "talk")
    assert not talk.facts
    assert talk.step.toast is not None and talk.step.toast.key == "network.not_in"


def test_an_answer_that_is_not_offered_is_refused() -> None:
    talk = at_post(JOINED, a_post(PostKind.QUESTION))
    with pytest.raises(BadMove):
        talk.forces("reply", "coming")


def test_the_question_of_the_week_thanks_and_can_be_changed() -> None:
    talk = at_post(JOINED, a_post(PostKind.QUESTION))
    talk.opened("post")
    talk.taps("report.marked", "talk")
    assert talk.step.toast is not None and talk.step.toast.key == "network.thanks"
    assert "Du svarte: En prat med deltakeren" in words(talk)
    talk.taps("report.marked", "colleague")
    assert talk.facts == [Replied(7, "talk"), Replied(7, "colleague")]


def test_the_most_given_answer_stands_first_in_the_result() -> None:
    closed = a_post(PostKind.QUESTION, PostState.CLOSED, ended_at=MONDAY)
    talk = at_post(JOINED, closed, counts={"colleague": 1, "talk": 3}, answered=4)
    talk.opened("settled")
    shown = words(talk)
    assert shown.index("En prat med deltakeren: 3") < shown.index("En kollega: 1")
    assert "4 mentorer svarte" in shown


def test_a_question_whose_words_were_taken_out_of_the_content_is_gone() -> None:
    talk = at_post(JOINED, a_post(PostKind.QUESTION, question="W9"))
    talk.forces("open")
    assert talk.heard() == ["network.gone"]


def test_what_was_deleted_is_gone_and_nobody_is_told_unasked() -> None:
    for me in (JOINED, KARI):
        talk = meets(me, "post:7")
        assert not talk.opened("settled").says
        talk.forces("open")
        assert talk.heard() == ["network.gone"]


def test_the_author_reads_that_the_tip_is_shared_and_others_read_no_name() -> None:
    for is_mine, key in ((True, "network.tip_shared"), (False, "network.tip")):
        talk = at_post(JOINED, a_post(PostKind.TIP), is_mine=is_mine)
        talk.opened("post")
        assert talk.heard() == [key]


# --- everything that can be said


def few_choices(rules: Rules) -> Rules:
    """So that the walk through the planning stays short."""
    return replace(
        rules, themes=("people",), checkin=replace(rules.checkin, hours=(time(13, 0),))
    )  # fmt: skip


def everything(me: Person) -> Brief:
    kinds = (*PostKind, PostKind.TIP)
    states = (*(PostState.OPEN,) * 4, PostState.OFFERED)
    posts = tuple(
        PostView(replace(a_post(kind, state), id=number), counts={"coming": 2}, answered=2)
        for number, (kind, state) in enumerate(zip(kinds, states, strict=True), 1)
    )
    seen = NetworkView(posts[:1] + posts[2:], None, 1, COMMON, WISHES, 6, 3)
    return brief_for(me, rules=few_choices(real_book().rules), network=seen)


def at_every_post(me: Person) -> list[Stand]:
    found: list[Stand] = []
    for kind in PostKind:
        for state in PostState:
            for ended in (None, MONDAY, NEXT_WEEK + timedelta(days=1)):
                view = PostView(
                    a_post(kind, state, ended_at=ended), me == JOINED, "", 4, {"talk": 3}
                )
                brief = replace(everything(me), network=NetworkView(post=view))
                for turn in (Turn(Act.TAPPED, "open"), Turn(Act.OPENED, "settled")):
                    found += stands(network, Place("network", "", "post:7"), turn, brief)
    return found


@cache
def every_stand() -> tuple[Stand, ...]:
    start = (Turn(Act.COMMANDED, "start"),)
    people = (JOINED, MARIT, KARI, NADIA)
    homes = chain.from_iterable(walk(network, everything(me), start) for me in people)
    return (*homes, *at_every_post(JOINED), *at_every_post(KARI))


def test_the_walk_comes_to_every_state_that_taps_lead_to() -> None:
    states = {stand.place.state for stand in every_stand()}
    assert states >= {"outside", "home", "tip", "desk", "theme", "week", "day", "hour", "where"}
    assert states >= {"gathering_seen", "questions", "question_seen", "said", "did", "done"}


@pytest.mark.parametrize("language", Language)
def test_everything_that_can_be_said_has_words_that_fit(language: Language) -> None:
    book = real_book()
    for text in {stand.say.text.key: stand for stand in every_stand()}.values():
        assert 0 < len(book.text(text.say.text, language)) <= 4096
        for row in text.say.buttons:
            assert len(row) <= 3
            assert all(0 < len(book.label(button.label, language)) <= 40 for button in row)


def test_nothing_unasked_establishes_anything_in_any_state() -> None:
    seen = {(stand.place.state, stand.brief.me.id): stand for stand in every_stand()}
    for stand in seen.values():
        for turn in UNASKED:
            try:
                step = network.take(stand.place, turn, stand.brief)
            except BadMove:
                continue
            assert step.says and not step.facts


def test_no_question_of_the_week_is_ever_asked_in_a_check_in() -> None:
    rules = real_book().rules
    asked: set[str] = set()
    for model in FollowUpModel:
        for occasion in rules.models[model].checkins:
            asked |= set(occasion.ask) | set(chain.from_iterable(occasion.cycle))
    for question in rules.questions.values():
        asked |= set(chain.from_iterable(effect.next for effect in question.answers.values()))
    for trigger in rules.triggers.values():
        asked |= {step.ask for step in trigger.then if step.ask} | set(trigger.counts)
    weekly = set(rules.network.questions)
    assert weekly == {"W1", "W2", "W3", "W4"} and not weekly & asked
    assert all(rules.questions[name].levels == ("mentor",) for name in weekly)


def test_every_category_and_every_lesson_counts_towards_one_theme() -> None:
    rules = real_book().rules
    sources = list(chain.from_iterable(rules.network.themes.values()))
    lessons = {f"S6.{answer}" for answer in rules.questions["S6"].answers}
    assert sorted(sources) == sorted({*rules.categories, *lessons})
    assert {"N2.nothing", *rules.network.wishes} == {
        f"N2.{answer}" for answer in rules.questions["N2"].answers
    }
