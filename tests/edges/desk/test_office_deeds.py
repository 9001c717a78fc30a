"""What a coordinator does from the office's pages: the same as by tap, with the same rights."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from mentorbot.domain import facts
from mentorbot.domain.people import Role
from mentorbot.domain.placements import FollowOn, FollowUpModel, Placement, Seat
from mentorbot.domain.problems import State
from mentorbot.services import arriving, directing
from mentorbot.services.deeds import Deed
from mentorbot.services.guarding import NotTheirs
from mentorbot.storage import people, placements, problems
from tests.edges.desk.browser import Browser, signed_in
from tests.stories.office import Office
from tests.stories.town import Phone

HERE = "/desk/office/placements/1"


@pytest.fixture
def kari(office: Office) -> Browser:
    browser = signed_in(office.town, office.kari)
    browser.get(HERE)
    return browser


@pytest.fixture
def nora(office: Office) -> Phone:
    return office.town.settled(Role.NAV_CONTACT, "Nora Nyhus")


def placement(office: Office) -> Placement:
    with office.town.tx() as tx:
        return placements.get(tx, office.placement)


def owner(office: Office, reference: str) -> int:
    return office.problem(reference).owner


def by_kari(office: Office, action: str) -> int:
    return sum(row.actor_id == office.kari.person for row in office.town.noted(action))


def test_a_stand_in_is_changed_told_and_taken_back(
    office: Office, kari: Browser, nora: Phone
) -> None:
    kari.post(f"{HERE}/seat/nav_stand_in", {"to": str(nora.person)})
    office.town.settle()
    assert kari.path == HERE and "Gjort. De det gjelder, får vite det." in kari.text
    assert placement(office).nav_stand_in == nora.person
    assert nora.sees("vikar i NAV for Bjørk")
    assert by_kari(office, "placement.nav_stand_in") == 1
    assert "vikar i NAV, fra Nils Nygård til Nora Nyhus (Kari Kvam)" in kari.text
    assert 'action="/desk/office/placements/1/seat/nav_stand_in"' in kari.page
    kari.post(f"{HERE}/seat/nav_stand_in", {"to": str(office.nils.person)})
    assert placement(office).nav_stand_in == office.nils.person


def test_a_mentors_stand_in_is_chosen_by_name_and_taken_out(office: Office, kari: Browser) -> None:
    mona = office.town.settled(Role.MENTOR, "Mona Myhre")
    kari.get(f"{HERE}/seat/mentor_stand_in?text=mon")
    assert "Mona Myhre" in kari.text and "Marit Mo" not in kari.text
    kari.post(f"{HERE}/seat/mentor_stand_in", {"to": str(mona.person)})
    assert placement(office).mentor_stand_in == mona.person
    kari.get(f"{HERE}/seat/mentor_stand_in")
    kari.post(f"{HERE}/seat/mentor_stand_in", {"to": ""})
    assert placement(office).mentor_stand_in is None


def test_another_mentor_is_asked_about_once_more_and_is_not_taken_back(
    office: Office, kari: Browser
) -> None:
    mona = office.town.settled(Role.MENTOR, "Mona Myhre")
    kari.get(f"{HERE}/seat/mentor?to={mona.person}")
    assert "Mona Myhre blir mentor for Bjørk etter Marit Mo" in kari.text
    assert placement(office).mentor == office.marit.person
    kari.post(f"{HERE}/seat/mentor", {"to": str(mona.person)})
    assert placement(office).mentor == mona.person
    assert "Angre" not in kari.text


def test_the_model_is_changed_and_taken_back(office: Office, kari: Browser) -> None:
    kari.post(f"{HERE}/model", {"model": "job_specialist"})
    assert placement(office).model is FollowUpModel.JOB_SPECIALIST
    assert "følger den nye modellen" in kari.text
    kari.post(f"{HERE}/model", {"model": "hybrid"})
    assert placement(office).model is FollowUpModel.HYBRID


def test_the_end_is_moved_and_a_day_that_is_none_is_told(office: Office, kari: Browser) -> None:
    kari.post(f"{HERE}/end", {"end": "2027-06-30"})
    assert placement(office).end == date(2027, 6, 30)
    for wrong, why in (("30/6", "Jeg forsto ikke dagen"), ("2027-03-01", "Dagen er for tidlig")):
        kari.post(f"{HERE}/end", {"end": wrong})
        assert why in kari.text
    assert placement(office).end == date(2027, 6, 30)


def test_hired_and_what_comes_next_close_nothing(office: Office, kari: Browser) -> None:
    kari.get(f"{HERE}/hired")
    assert "Oppfølgingen blir ikke avsluttet" in kari.text
    kari.post(f"{HERE}/hired")
    kari.post(f"{HERE}/next", {"follow_on": "permanent"})
    found = placement(office)
    assert found.hired and found.follow_on is FollowOn.PERMANENT
    assert kari.path == HERE


def test_a_placement_is_closed_with_what_comes_after(office: Office, kari: Browser) -> None:
    kari.get(f"{HERE}/close?follow_on=part_time")
    assert "Etterpå: Deltid" in kari.text
    kari.post(f"{HERE}/close", {"follow_on": "part_time"})
    office.town.settle()
    assert kari.path == "/desk/office" and "Avsluttet." in kari.text
    with office.town.tx() as tx:
        assert placements.find_active(tx, office.placement) is None
    assert office.marit.sees("Mentorperioden er over")
    kari.post(f"{HERE}/model", {"model": "hybrid"})
    assert "gjort allerede" in kari.text


def test_what_cannot_be_closed_says_why(office: Office, kari: Browser) -> None:
    office.report()
    for follow_on, why in (
        ("more_time", "ny sluttdato"), ("part_time", "En sak er fortsatt åpen"),
        ("x", "ny sluttdato"),
    ):  # fmt: skip
        kari.post(f"{HERE}/close", {"follow_on": follow_on})
        assert why in kari.text
    with office.town.tx() as tx:
        assert placements.find_active(tx, office.placement) is not None


def test_an_absence_moves_what_waits_and_ends_with_a_button(office: Office, kari: Browser) -> None:
    reference = office.report()
    nadia = str(office.nadia.person)
    kari.post(f"{HERE}/absence", {"person": nadia, "until": "2027-03-10"})
    office.town.settle()
    assert "1 sak er flyttet" in kari.text
    assert owner(office, reference) == office.nils.person
    assert "Nadia Nes er tilbake" in kari.text and by_kari(office, "person.paused") == 1
    kari.post(f"{HERE}/absence", {"person": nadia, "until": ""})
    with office.town.tx() as tx:
        assert people.get(tx, office.nadia.person).paused_until is None
    kari.post(f"{HERE}/absence", {"person": nadia, "until": "2027-03-04"})
    assert "Dagen er for tidlig" in kari.text
    kari.post(f"{HERE}/absence", {"person": str(office.marit.person), "until": "2027-03-10"})
    with office.town.tx() as tx:
        assert people.get(tx, office.marit.person).paused_until is None


def test_one_problem_is_handed_over_and_back(office: Office, kari: Browser) -> None:
    reference = office.report()
    deadline = office.problem(reference).deadline
    kari.get(f"/desk/office/problems/{reference}")
    kari.post(f"/desk/office/problems/{reference}", {"to": str(office.nils.person)})
    office.town.settle()
    assert owner(office, reference) == office.nils.person
    assert office.problem(reference).deadline == deadline
    assert office.nils.sees(reference)
    assert by_kari(office, "problem.passed_on") == 1
    assert f'action="/desk/office/problems/{reference}"' in kari.page
    kari.post(f"/desk/office/problems/{reference}", {"to": str(office.nadia.person)})
    assert owner(office, reference) == office.nadia.person
    kari.post(f"/desk/office/problems/{reference}", {"to": str(office.marit.person)})
    assert "Velg en som er på jobb" in kari.text
    kari.post("/desk/office/problems/ZZZZ", {"to": str(office.nils.person)})
    assert "gjort allerede" in kari.text


def test_all_of_a_contacts_problems_move_in_one_go_and_one_message(
    office: Office, kari: Browser, nora: Phone
) -> None:
    categories = ("P03", "P04", "P12")
    references = [office.report(each, cannot_wait=True) for each in categories]
    nadia = office.nadia.person
    before = len(nora.chat.sent())
    kari.get(f"/desk/office/loads/{nadia}/move?to={nora.person}")
    assert "3 saker går fra Nadia Nes til Nora Nyhus" in kari.text
    assert {owner(office, each) for each in references} == {nadia}
    kari.post(f"/desk/office/loads/{nadia}/move", {"to": str(nora.person)})
    office.town.settle()
    assert "3 saker er flyttet" in kari.text
    assert {owner(office, each) for each in references} == {nora.person}
    (told,) = nora.chat.sent()[before:]
    assert "3 saker er dine fra nå av" in told.html
    assert by_kari(office, "problem.passed_on") == 3
    kari.get(f"/desk/office/loads/{nadia}/move")
    assert "gjort allerede" in kari.text


def test_those_that_moved_together_go_back_together_and_no_others_with_them(
    office: Office, kari: Browser, nora: Phone
) -> None:
    moved = [office.report(each, cannot_wait=True) for each in ("P03", "P04", "P12")]
    nadia, hers = office.nadia.person, office.report("P05")
    kari.post(f"/desk/office/problems/{hers}", {"to": str(nora.person)})
    kari.post(f"/desk/office/loads/{nadia}/move", {"to": str(nora.person)})
    assert f'action="/desk/office/loads/{nora.person}/move"' in kari.page
    form = dict(re.findall(r'name="(to|only)" value="([^"]*)"', kari.page))
    with office.town.tx() as tx:
        problems.move(tx, moved[0], [State.SENT], State.ANSWERED, answered_at=office.town.now)
    kari.post(f"/desk/office/loads/{nora.person}/move", form)
    assert "2 saker er flyttet" in kari.text
    assert [owner(office, each) for each in moved] == [nora.person, nadia, nadia]
    assert owner(office, hers) == nora.person
    kari.post(f"/desk/office/loads/{nora.person}/move", form)
    assert "gjort allerede" in kari.text and owner(office, hers) == nora.person


def test_what_the_other_answers_meanwhile_stays_with_them(office: Office, kari: Browser) -> None:
    kept, moved = office.report("P03"), office.report("P04")
    with office.town.tx() as tx:
        problems.move(tx, kept, [State.SENT], State.ANSWERED, answered_at=office.town.now)
    kari.post(f"/desk/office/loads/{office.nadia.person}/move", {"to": str(office.nils.person)})
    assert "1 sak er flyttet" in kari.text
    assert owner(office, kept) == office.nadia.person
    assert owner(office, moved) == office.nils.person


def reference_in(deed: Deed) -> str:
    return problems.all_open(deed.tx)[0].reference


Attempt = Callable[[Office, Deed], Any]
ATTEMPTS: dict[str, Attempt] = {
    "seat": lambda o, d: directing.change(
        d, 1, facts.SeatChanged(1, Seat.NAV_STAND_IN, o.nadia.person)
    ),
    "model": lambda _, d: directing.change(d, 1, facts.ModelChanged(1, FollowUpModel.CASEWORKER)),
    "end": lambda _, d: directing.change(d, 1, facts.EndMoved(1, date(2027, 6, 30))),
    "absence": lambda o, d: directing.absent(
        d, facts.AbsenceSet(1, o.nadia.person, date(2027, 3, 10))
    ),
    "one": lambda o, d: directing.hand_over(d, reference_in(d), o.kari.person),
    "all": lambda o, d: directing.hand_over_all(d, o.nadia.person, o.kari.person),
    "invite": lambda o, d: arriving.summon(d, o.nils.person),
    "mail": lambda o, d: arriving.mail(d, o.nils.person),
}


@pytest.mark.parametrize("role", ["marit", "nils"])
def test_nobody_else_may_do_any_of_it(office: Office, role: str) -> None:
    """Nils is the stand-in, Marit the mentor; what Nadia owns is hers to pass on."""
    office.report()
    who = getattr(office, role).person
    for attempt in ATTEMPTS.values():
        with office.town.tx() as tx:
            deed = Deed(tx, office.town.parts, people.get(tx, who), office.town.now)
            with pytest.raises(NotTheirs):
                attempt(office, deed)


def test_rights_are_those_of_the_moment_of_the_post(office: Office, kari: Browser) -> None:
    reference = office.report()
    kari.get(HERE)
    with office.town.tx() as tx:
        people.change(tx, office.kari.person, role=Role.NAV_CONTACT)
    before = placement(office)
    nadia = str(office.nadia.person)
    kari.post(f"{HERE}/seat/nav_stand_in", {"to": nadia})
    kari.post(f"{HERE}/model", {"model": "caseworker"})
    kari.post(f"{HERE}/end", {"end": "2027-06-30"})
    kari.post(f"{HERE}/hired")
    kari.post(f"{HERE}/next", {"follow_on": "permanent"})
    kari.post(f"{HERE}/close", {"follow_on": "part_time"})
    kari.post(f"{HERE}/absence", {"person": nadia, "until": "2027-03-10"})
    kari.post(f"/desk/office/problems/{reference}", {"to": str(office.nils.person)})
    kari.post(f"/desk/office/loads/{office.nadia.person}/move", {"to": str(office.nils.person)})
    assert kari.path == "/desk/in"
    assert placement(office) == before and owner(office, reference) == office.nadia.person


def test_a_form_without_the_sessions_secret_does_nothing(office: Office, kari: Browser) -> None:
    assert kari.post(f"{HERE}/model", {"model": "caseworker", "token": "x"}) == 403
    assert placement(office).model is FollowUpModel.HYBRID


def test_what_is_gone_is_a_page_that_says_so(office: Office, kari: Browser) -> None:
    assert kari.get("/desk/office/placements/99") == 404
    assert kari.get(f"{HERE}/seat/throne") == 404
    assert kari.get("/desk/office/loads/99/move") == 404
    office.town.now += timedelta(minutes=1)
    assert kari.get(HERE + "?done=nonsense&why=nonsense&undo=seat.1.throne.2") == 200
    assert "Angre" not in kari.text
