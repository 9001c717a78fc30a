"""What comes again and again, and what NAV lets lie, hurries more; and both sides read why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from mentorbot.domain.facts import ProblemReported
from mentorbot.domain.levels import Level
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.problems import Raised
from mentorbot.services import recording
from mentorbot.services.cues import Cue
from mentorbot.services.deeds import Deed
from mentorbot.storage import people, problems
from tests.dialogs.problems import REPORT
from tests.stories.office import Office

TUESDAY = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
LATER = {"start": date(2027, 9, 1), "end": date(2027, 11, 30)}
OFTEN, LATE = "meldt flere ganger i det siste", "fristen gikk ut"


@pytest.fixture
def office(office_at: Callable[..., Office]) -> Office:
    return office_at(TUESDAY, **LATER)


def test_the_third_of_a_kind_says_to_both_why_it_hurries_more(office: Office) -> None:
    for _ in range(2):
        office.report("P03")
        assert OFTEN not in office.marit.last and OFTEN not in office.nadia.last
    third = office.problem(office.report("P03"))
    assert (third.report.level, third.report.raised) == (Level.ORANGE, (Raised.PATTERN,))
    assert OFTEN in office.marit.last and OFTEN in office.nadia.last


def test_the_preview_shows_the_level_that_is_sent(office: Office) -> None:
    for _ in range(2):
        office.report("P03")
    marit = office.marit
    marit.says("/report")
    marit.chooses("group.at_work")
    marit.chooses("category.P03")
    marit.chooses("report.next")
    marit.chooses("common.skip")
    assert office.town.label("level.orange") in marit.last and OFTEN in marit.last


def test_a_draft_that_has_come_to_hurry_more_is_shown_again_before_it_is_sent(
    office: Office,
) -> None:
    office.report("P03")
    marit = office.marit
    marit.says("/report")
    marit.chooses("group.at_work")
    marit.chooses("category.P03")
    marit.chooses("report.next")
    marit.chooses("common.skip")
    # Somebody else who is mentor of it for a while would report it from another chat.
    record(office, "R2ND1")
    marit.chooses("report.send")
    assert office.marit.chat.toasts == [office.town.toast("report.level_changed")]
    assert set(office.references()) >= {"R2ND1"} and len(office.references()) == 2
    marit.chooses("report.send")
    assert len(office.references()) == 3


def test_whatever_the_draft_knew_it_is_decided_again_and_the_mentor_sees_it(
    office: Office,
) -> None:
    for reference in ("R1ST1", "R2ND2"):
        record(office, reference)
        assert office.problem(reference).report.level is Level.YELLOW
    cues = record(office, "R3RD3")
    raised = office.problem("R3RD3").report
    assert (raised.level, raised.raised) == (Level.ORANGE, (Raised.PATTERN,))
    assert [(cue.person, cue.dialog, cue.turn.move) for cue in cues] == [
        (office.marit.person, "status", "raised")
    ]


def test_what_hurries_most_by_itself_is_not_raised_further(office: Office) -> None:
    reports = [office.problem(office.report("P08")).report for _ in range(3)]
    assert {report.level for report in reports} == {Level.ORANGE}
    assert reports[-1].raised == ()


@pytest.mark.parametrize(
    ("category", "before", "after"),
    [("P02", Level.GREEN, Level.YELLOW), ("P03", Level.YELLOW, Level.ORANGE)],
)
def test_a_deadline_that_nobody_kept_raises_it_by_one_step(
    office: Office, category: str, before: Level, after: Level
) -> None:
    reference = office.report(category)
    sent_at = office.problem(reference).sent_at
    assert office.problem(reference).report.level is before
    office.town.until(office.problem(reference).deadline)
    late = office.problem(reference)
    assert (late.report.level, late.report.raised) == (after, (Raised.MISSED,))
    assert (late.owner, late.sent_at) == (office.nils.person, sent_at)
    assert LATE in office.nils.last
    status = [text for text in office.marit.chat.texts() if "Fristen gikk ut" in text]
    assert status and not any("orange" in text for text in status)
    office.town.later(days=14)
    assert office.problem(reference).report.level is after, "once, however often it goes on"


def test_orange_stays_orange_when_its_deadline_passes(office: Office) -> None:
    reference = office.report("P08")
    office.town.later(days=14)
    report = office.problem(reference).report
    assert (report.level, report.raised) == (Level.ORANGE, ())


def test_who_could_not_be_reached_has_not_let_a_deadline_pass(office: Office) -> None:
    reference = office.report("P03")
    office.nadia.blocks()
    handed = office.problem(reference)
    assert (handed.owner, handed.report.level) == (office.nils.person, Level.YELLOW)


def test_orange_at_the_job_specialist_is_reminded_of_twice(
    office_at: Callable[..., Office],
) -> None:
    office = office_at(TUESDAY, model=FollowUpModel.JOB_SPECIALIST, **LATER)
    urgent, calm = office.report("P08"), office.report("P03")
    kinds = {
        reference: [kind for _, kind, *_ in office.fired(reference)] for reference in (urgent, calm)
    }
    assert kinds[urgent].count("reminder") == 2
    assert kinds[calm].count("reminder") == 1


def record(office: Office, reference: str) -> list[Cue]:
    """A report as a dialog made it that knew nothing of the others: yellow."""
    with office.town.tx() as tx:
        assert not problems.is_taken(tx, reference)
        marit = people.get(tx, office.marit.person)
        return recording.record(
            Deed(tx, office.town.parts, marit, office.town.now),
            ProblemReported(reference, replace(REPORT, category="P03")),
        )
