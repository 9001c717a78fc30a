"""The overview: what is late, what ends, who is silent, each with its one action."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dialogs import overview
from mentorbot.domain.brief import Contact, Overview
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import PhoneShown
from mentorbot.domain.people import Person
from mentorbot.domain.wording import Phrase
from tests.cast import KARI, MARIT, NADIA, contact, placement, view
from tests.dialogs.harness import Talk
from tests.dialogs.test_settings import PROBLEM
from tests.dialogs.walking import STRANGER, brief_for, meets, real_book, ways_out

ENDING = view(placement(2, "Gran"))
SILENT = view(placement(3, "Furu"))
MUCH = Overview(
    overdue=(PROBLEM,), ending=(ENDING,), silent=(SILENT,), placements=3, open_problems=4
)


def opened(me: Person = KARI, seen: Overview = MUCH) -> Talk:
    talk = meets(overview, me, overview=seen)
    talk.commands("start")
    return talk


def values(talk: Talk) -> dict[str, Any]:
    assert talk.bubble is not None
    return dict(talk.bubble.text.values)


def lines(section: Phrase) -> list[Phrase]:
    shown = section.values["lines"]
    assert isinstance(shown, tuple)
    return list(shown)


def test_monday_is_one_message_that_makes_a_sound() -> None:
    talk = meets(overview, KARI, overview=MUCH)
    step = talk.opened("monday")
    assert len(step.says) == 1 and step.says[0].anew and not step.says[0].silent
    assert values(talk)["monday"] is True


def test_every_line_has_its_one_action() -> None:
    talk = opened()
    assert [(b.label.key, b.move) for b in talk.buttons()] == [
        ("overview.ring", "owner"),
        ("overview.ring", "nav_contact"),
        ("overview.ring", "mentor"),
        ("overview.refresh", "refresh"),
    ]


def test_the_own_problem_is_opened_from_its_line() -> None:
    talk = opened(NADIA)
    button = talk.button("overview.open")
    assert (button.opens, button.subject, button.move) == ("followup", "problem:T4K7", "open")
    assert talk.buttons()[1].move == "mentor"


def test_only_what_there_is_gets_a_heading() -> None:
    shown = values(opened(seen=Overview(ending=(ENDING,), placements=3)))
    assert shown["overdue"] is None and shown["silent"] is None
    assert lines(shown["ending"])[0].values["alias"] == "Gran"


def test_a_quiet_week_says_so_with_the_counts() -> None:
    talk = opened(seen=Overview(placements=3, open_problems=1))
    assert talk.heard() == ["overview.quiet"]
    assert (values(talk)["placements"], values(talk)["problems"]) == (3, 1)


def test_nothing_of_what_a_mentor_wrote_or_answered_is_shown() -> None:
    report = replace(PROBLEM.problem.report, wording="Sitter alene hver lunsj")
    seen = replace(PROBLEM, problem=replace(PROBLEM.problem, report=report))
    talk = opened(seen=Overview(overdue=(seen,)))
    assert "lunsj" not in str(talk.bubble) and "P03" not in str(talk.bubble)


def test_many_lines_are_cut_and_counted_and_fit_in_a_message() -> None:
    many = tuple(view(placement(number, f"Alias {number}")) for number in range(30))
    talk = opened(
        seen=Overview(
            overdue=(PROBLEM,) * 30, ending=many, silent=many, placements=60, open_problems=30
        )
    )
    assert values(talk)["silent"].values["more"] == 22
    assert talk.bubble is not None
    assert len(real_book().text(talk.bubble.text, KARI.language)) < 4096


def test_a_number_is_one_logged_tap_away_and_back_is_the_overview() -> None:
    talk = opened()
    talk.forces("mentor", "3")
    assert talk.facts == [PhoneShown("placement:3")]
    assert values(talk) == {"name": MARIT.name, "phone": MARIT.phone, "alias": "Furu"}
    talk.taps("common.back")
    assert talk.heard() == ["overview.overview"]


def test_whoever_owns_a_late_problem_can_be_rung() -> None:
    talk = opened()
    talk.forces("owner", "T4K7")
    assert talk.facts == [PhoneShown("placement:1")]
    assert values(talk)["name"] == NADIA.name


def test_a_missing_number_is_told_and_not_logged() -> None:
    nobody = replace(SILENT, mentor=Contact(MARIT.id, MARIT.name))
    talk = opened(seen=Overview(silent=(nobody,)))
    talk.taps("overview.ring")
    assert talk.heard() == ["overview.no_number"] and talk.facts == []


def test_a_line_that_is_gone_meanwhile_is_refused() -> None:
    talk = opened()
    talk.knows(overview=Overview())
    with pytest.raises(BadMove):
        talk.forces("owner", "T4K7")


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
    assert talk.bubble is not None
    assert "Person 17" in real_book().text(talk.bubble.text, KARI.language)


def test_a_mentor_gets_a_short_sentence_and_the_own_menu() -> None:
    talk = opened(MARIT)
    assert talk.heard() == ["overview.for_office"]
    assert ways_out(talk)[0] == "report"


def test_a_stranger_learns_nothing() -> None:
    assert opened(STRANGER).heard() == ["commands.stranger"]
