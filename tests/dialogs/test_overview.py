"""The week of NAV and of a coordinator: what waits, each with its one action."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dialogs import overview
from mentorbot.domain.brief import Contact, Drifting, Gap, Load, Overview, PlacementView, Uncovered
from mentorbot.domain.contacts import Slide, Where
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import ContactLogged, PhoneShown
from mentorbot.domain.levels import Level
from mentorbot.domain.people import Language, Person
from mentorbot.domain.placements import FollowOn, FollowUpModel, Seat
from mentorbot.domain.wording import Phrase
from tests.cast import KARI, MARIT, MONDAY, NADIA, NILS, contact, placement, view
from tests.dialogs.harness import Talk
from tests.dialogs.test_settings import PROBLEM
from tests.dialogs.walking import STRANGER, brief_for, meets, real_book, ways_out

TODAY = MONDAY.date()


def ends(number: int, alias: str, days: int, decided: FollowOn | None = None) -> PlacementView:
    """A placement whose period ends so many days from today."""
    end = TODAY + timedelta(days=days)
    return view(replace(placement(number, alias, end=end), follow_on=decided))


ENDING = ends(2, "Gran", 25)
SILENT = view(placement(3, "Furu"))
GAP = Gap(view(placement(4, "Osp")), 16)
LATE = replace(PROBLEM, problem=replace(PROBLEM.problem, deadline=MONDAY - timedelta(days=1)))
WAITS = replace(
    PROBLEM,
    problem=replace(
        PROBLEM.problem,
        reference="W8TS",
        report=replace(PROBLEM.problem.report, level=Level.GREEN, category="P02"),
        deadline=MONDAY + timedelta(days=7),
    ),
)
MUCH = Overview(
    overdue=(LATE,), waiting=(WAITS,), ending=(ENDING,), silent=(SILENT,), gaps=(GAP,),
    placements=4, open_problems=4,
)  # fmt: skip
ALL = replace(
    MUCH,
    ending=(ends(5, "Selje", -3), ends(6, "Rogn", 13), ENDING),
    drifting=(Drifting(view(placement(7, "Hegg")), Slide.CASEWORKER),),
    loads=(Load(contact(NADIA), FollowUpModel.HYBRID, 5, 4),),
    uncovered=(Uncovered(view(placement(8, "Lind")), Seat.MENTOR, contact(MARIT)),),
)


def opened(me: Person = KARI, seen: Overview = MUCH) -> Talk:
    talk = meets(overview, me, overview=seen)
    talk.commands("start")
    return talk


def values(talk: Talk) -> dict[str, Any]:
    assert talk.bubble is not None
    return dict(talk.bubble.text.values)


def sections(talk: Talk) -> dict[str, Phrase]:
    """By the key of their titles, in the order shown."""
    found: dict[str, Phrase] = {}
    section = values(talk).get("sections")
    while section is not None:
        found[section.values["title"].key.removeprefix("overview.")] = section
        section = section.values["rest"]
    return found


def lines(talk: Talk, title: str) -> list[dict[str, Any]]:
    return [dict(line.values) for line in sections(talk)[title].values["lines"]]  # type: ignore[union-attr]


def seen_text(talk: Talk, language: Language = Language.NB) -> str:
    assert talk.bubble is not None
    return real_book().text(talk.bubble.text, language)


# What stands there


@pytest.mark.parametrize("me", [KARI, NADIA])
def test_the_week_is_one_message_that_makes_a_sound(me: Person) -> None:
    talk = meets(overview, me, overview=MUCH)
    step = talk.opened("monday")
    assert len(step.says) == 1 and step.says[0].anew and not step.says[0].silent
    assert values(talk)["monday"] is True


def test_nav_hears_nothing_in_a_week_with_nothing_and_a_coordinator_that_all_is_well() -> None:
    calm = Overview(ending=(ends(2, "Gran", 10, FollowOn.PERMANENT),), placements=3)
    assert meets(overview, NADIA, overview=calm).opened("monday").says == ()
    assert meets(overview, NADIA, overview=Overview()).opened("monday").says == ()
    told = meets(overview, KARI, overview=Overview(placements=3))
    told.opened("monday")
    assert told.heard() == ["overview.quiet"]


@pytest.mark.parametrize(
    "part", ["overdue", "waiting", "ending", "silent", "gaps", "drifting", "loads", "uncovered"]
)
def test_anything_that_waits_is_worth_the_weeks_message(part: str) -> None:
    seen = Overview(**{part: getattr(ALL, part)})
    assert len(meets(overview, NADIA, overview=seen).opened("monday").says) == 1


def test_what_matters_most_stands_first() -> None:
    assert list(sections(opened(seen=ALL))) == [
        "urgent", "overdue", "uncovered", "waiting", "ending", "silent",
        "gaps", "drifting", "loads",
    ]  # fmt: skip


def test_less_than_two_weeks_left_with_nothing_decided_hurries() -> None:
    agreed, asked_for = FollowOn.ELSEWHERE, FollowOn.MORE_TIME
    seen = Overview(
        ending=(
            ends(4, "D", 9, asked_for), ends(1, "A", 13), ends(2, "B", 14), ends(3, "C", 3, agreed),
        )
    )  # fmt: skip
    talk = opened(seen=seen)
    assert [line["alias"] for line in lines(talk, "urgent")] == ["D", "A"]
    assert [(line["alias"], line["decided"]) for line in lines(talk, "ending")] == [
        ("B", False), ("C", True),
    ]  # fmt: skip


def test_a_period_that_is_over_is_said_to_be() -> None:
    talk = opened(seen=Overview(ending=(ends(1, "A", -1), ends(2, "B", 0))))
    assert [line["over"] for line in lines(talk, "urgent")] == [True, False]


def test_only_what_there_is_gets_a_heading() -> None:
    talk = opened(seen=Overview(ending=(ENDING,), placements=3))
    assert list(sections(talk)) == ["ending"]
    assert lines(talk, "ending")[0]["alias"] == "Gran"


def test_a_quiet_week_says_so_with_the_counts() -> None:
    talk = opened(seen=Overview(placements=3, open_problems=1))
    assert talk.heard() == ["overview.quiet"]
    assert (values(talk)["placements"], values(talk)["problems"]) == (3, 1)


@pytest.mark.shows("R02", "An overview shows nothing of what a mentor wrote or answered.")
@pytest.mark.parametrize("me", [KARI, NADIA])
def test_nothing_of_what_a_mentor_wrote_or_answered_is_shown(me: Person) -> None:
    report = replace(PROBLEM.problem.report, wording="Sitter alene hver lunsj")
    wordy = replace(PROBLEM, problem=replace(PROBLEM.problem, report=report))
    talk = opened(me, Overview(overdue=(wordy,), waiting=(wordy,)))
    assert "lunsj" not in repr(talk.bubble) and "lunsj" not in seen_text(talk)


def test_a_coordinator_is_not_told_what_another_ones_case_is_about() -> None:
    assert "P03" not in repr(opened(seen=Overview(overdue=(PROBLEM,))).bubble)


@pytest.mark.parametrize("language", Language)
def test_many_lines_are_cut_and_counted_and_fit_in_a_message(language: Language) -> None:
    many = tuple(view(placement(number, f"Alias {number}")) for number in range(30))
    late = tuple(ends(number, f"Sen {number}", 5) for number in range(30))
    seen = Overview(
        overdue=(PROBLEM,) * 30, waiting=(WAITS,) * 30, ending=(*late, *many), silent=many,
        gaps=tuple(Gap(each, 20) for each in many),
        drifting=tuple(Drifting(each, Slide.JOB_SPECIALIST) for each in many),
        loads=(Load(contact(NADIA), FollowUpModel.HYBRID, 5, 4),) * 30,
        uncovered=tuple(Uncovered(each, Seat.NAV_CONTACT, contact(NADIA)) for each in many),
        placements=60, open_problems=30,
    )  # fmt: skip
    talk = opened(seen=seen)
    assert sections(talk)["urgent"].values["more"] == 22
    assert sections(talk)["loads"].values["more"] == 30
    assert len(seen_text(talk, language)) < 4096
    assert len(talk.buttons()) <= overview.MOST_IN_ALL + 1


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("me", [KARI, NADIA])
def test_every_kind_of_line_has_words_in_every_language(me: Person, language: Language) -> None:
    talk = opened(me, ALL)
    text = seen_text(talk, language)
    for alias in ("Bjørk", "Gran", "Furu", "Osp", "Selje", "Rogn", "Hegg", "Lind"):
        assert alias in text
    assert "\n\n\n" not in text
    labels = [real_book().label(button.label, language) for button in talk.buttons()]
    assert max(map(len, labels)) <= 40


# The one action of each line


PICTURE = ("pictures.see_office", "picture")


def actions(talk: Talk) -> list[tuple[str, str]]:
    return [(b.label.key.removeprefix("overview."), b.opens or b.move) for b in talk.buttons()]


def test_a_coordinator_rings_whoever_can_do_something_about_it() -> None:
    assert actions(opened(KARI, ALL)) == [
        ("ring", "nav_contact"),  # over
        ("ring", "nav_contact"),  # hurries
        ("ring", "owner"),
        ("look_at", "placement"),  # uncovered
        ("open", "followup"),
        ("ring", "nav_contact"),  # ends
        ("ring", "mentor"),
        ("ring", "nav_contact"),  # gap
        ("look_at", "placement"),  # drift
        ("ring", "loaded"),
        ("refresh", "refresh"),
        PICTURE,
    ]


def test_nav_opens_decides_rings_and_notes() -> None:
    talk = opened(NADIA, ALL)
    assert actions(talk)[:6] == [
        ("what_next", "placement"), ("what_next", "placement"), ("open", "followup"),
        ("look_at", "placement"), ("open", "followup"), ("what_next", "placement"),
    ]  # fmt: skip
    assert actions(talk)[6:8] == [("talk", "mentor"), ("talk", "mentor")]


def test_what_comes_next_is_decided_behind_its_button() -> None:
    button = opened(NADIA, Overview(ending=(ENDING,))).button("overview.what_next")
    assert (button.opens, button.subject, button.move) == ("placement", "placement:2", "follow_on")


def test_who_stands_in_for_the_nav_contact_talks_to_the_mentor() -> None:
    button = opened(NILS, Overview(ending=(ENDING,))).button("overview.ring")
    assert (button.move, button.argument) == ("mentor", "2")


def test_the_own_problem_is_opened_from_its_line() -> None:
    button = opened(NADIA).button("overview.open")
    assert (button.opens, button.subject, button.move) == ("followup", "problem:T4K7", "open")


def test_two_lines_with_the_same_action_share_a_button() -> None:
    talk = opened(NADIA, Overview(silent=(SILENT,), gaps=(Gap(SILENT, 20),)))
    assert actions(talk) == [("talk", "mentor"), ("refresh", "refresh"), PICTURE]


# A number, and what became of the call


def test_a_number_is_one_logged_tap_away_and_back_is_the_overview() -> None:
    talk = opened()
    talk.forces("mentor", "3")
    assert talk.facts == [PhoneShown("placement:3")]
    assert values(talk) == {
        "name": MARIT.name, "phone": MARIT.phone, "alias": "Furu", "asks": False,
    }  # fmt: skip
    talk.taps("common.back")
    assert talk.heard() == ["overview.overview"]


def test_whoever_owns_a_late_problem_can_be_rung() -> None:
    talk = opened()
    talk.forces("owner", "T4K7")
    assert talk.facts == [PhoneShown("placement:1")]
    assert values(talk)["name"] == NADIA.name


def test_who_has_too_much_can_be_rung_without_naming_a_case() -> None:
    talk = opened(seen=Overview(loads=ALL.loads))
    talk.taps("overview.ring")
    assert talk.facts == [PhoneShown(f"person:{NADIA.id}")]
    assert values(talk)["alias"] is None


def test_a_missing_number_is_told_and_not_logged() -> None:
    nobody = replace(SILENT, mentor=Contact(MARIT.id, MARIT.name))
    talk = opened(seen=Overview(silent=(nobody,)))
    talk.taps("overview.ring")
    assert talk.heard() == ["overview.no_number"] and talk.facts == []


@pytest.mark.parametrize("where", Where)
def test_that_they_talked_is_two_taps_and_the_line_is_gone(where: Where) -> None:
    talk = opened(NADIA, Overview(gaps=(GAP,), silent=(GAP.view, SILENT)))
    talk.taps("overview.talk", "4")
    step = talk.taps(f"where.{where}")
    assert step.facts == (ContactLogged(4, where),)
    assert step.toast == overview.LOGGED()
    assert list(sections(talk)) == ["silent"]
    assert [line["alias"] for line in lines(talk, "silent")] == ["Furu"]


def test_a_coordinator_is_not_asked_where_others_talked() -> None:
    talk = opened(KARI)
    talk.forces("mentor", "3")
    assert [button.label.key for button in talk.buttons()] == ["common.back"]
    with pytest.raises(BadMove):
        talk.forces("talked", "phone")


def test_a_place_nobody_has_heard_of_is_refused() -> None:
    talk = opened(NADIA, Overview(gaps=(GAP,)))
    talk.taps("overview.talk")
    with pytest.raises(BadMove):
        talk.forces("talked", "moon")


def test_a_line_that_is_gone_meanwhile_is_refused() -> None:
    talk = opened()
    talk.knows(overview=Overview())
    for move, argument in (("owner", "T4K7"), ("mentor", "3"), ("loaded", "2")):
        with pytest.raises(BadMove):
            talk.forces(move, argument)


# Told unasked


def test_the_morning_after_an_end_only_what_is_over_is_told() -> None:
    talk = meets(overview, KARI, overview=ALL)
    talk.opened("over")
    assert talk.heard() == ["overview.over"]
    assert [line["alias"] for line in lines(talk, "urgent")] == ["Selje"]
    talk.taps("overview.refresh")
    assert len(sections(talk)) > 5


def test_what_was_decided_meanwhile_is_not_told() -> None:
    assert meets(overview, KARI, overview=MUCH).opened("over").says == ()


@pytest.mark.parametrize("move", ["asked", "deletion"])
def test_a_coordinator_is_told_who_asks_for_what(move: str) -> None:
    brief = brief_for(KARI, asker=contact(MARIT))
    talk = Talk(overview, brief, "person:1")
    talk.opened(move)
    assert values(talk)["name"] == MARIT.name
    assert talk.heard() == [
        "overview.asked_deletion" if move == "deletion" else "overview.asked_invitation"
    ]


def test_who_asked_is_named_by_number_where_the_name_is_not_known() -> None:
    talk = Talk(overview, brief_for(KARI), "person:17")
    talk.opened("asked")
    assert "Person 17" in seen_text(talk)


def test_a_mentor_gets_a_short_sentence_and_the_own_menu() -> None:
    talk = opened(MARIT)
    assert talk.heard() == ["overview.for_office"]
    assert ways_out(talk)[0] == "report"


def test_a_stranger_learns_nothing() -> None:
    assert opened(STRANGER).heard() == ["commands.stranger"]


# What nobody has.


def test_what_nobody_has_stands_first_and_leads_to_who_can_be_set() -> None:
    alone = replace(PROBLEM, problem=replace(PROBLEM.problem, nobody_since=MONDAY))
    talk = opened(seen=replace(ALL, unheld=(alone,)))
    assert next(iter(sections(talk))) == "unheld"
    lines = sections(talk)["unheld"].values["lines"]
    assert isinstance(lines, tuple)
    [line] = lines
    assert (line.values["gone"], line.values["since"]) == (True, PROBLEM.problem.waits_since)
    about = f"placement:{PROBLEM.problem.report.placement}"
    button = talk.button("overview.look_at")
    assert (button.opens, button.subject) == ("placement", about)


def test_every_morning_it_is_told_alone_and_not_at_all_when_somebody_has_it() -> None:
    talk = meets(overview, KARI, overview=replace(ALL, unheld=(PROBLEM,)))
    [say] = talk.opened("unheld").says
    assert (say.text.key, say.anew, list(sections(talk))) == ("overview.alone", True, ["unheld"])
    assert meets(overview, KARI, overview=ALL).opened("unheld").says == ()
