"""E-mail as a full channel: letters without content, and the page behind their links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mentorbot.domain.people import Channel, Language, Role, Standing
from mentorbot.domain.problems import State
from mentorbot.edges.web.answering import STYLE
from mentorbot.services import auditing, linking, standing_in
from mentorbot.services.messenger import FateUnknown, Mail, NotSent, Refused, Unreachable
from mentorbot.services.playing import play
from mentorbot.storage import conversations, outbox, people, problems, spots
from mentorbot.storage import links as links_of
from mentorbot.storage import rungs as rungs_of
from mentorbot.storage.tables import links, rungs
from tests.stories.mail import Browser, Reader, mails_of
from tests.stories.office import Office
from tests.stories.town import Town

MONDAY_MORNING = datetime(2027, 3, 8, 9, 0, tzinfo=UTC)
WORDING = "Hun gråter når sjefen kommer inn"


@dataclass
class World:
    """The office of most stories, but Nadia (NAV) and Kari (coordinator) have no Telegram."""

    office: Office
    nadia: Reader
    kari: Reader

    @property
    def town(self) -> Town:
        return self.office.town

    def report(self, category: str = "P03", *, cannot_wait: bool = True) -> str:
        return self.office.report(category, cannot_wait=cannot_wait)


def by_mail(town: Town, phone: Any, address: str) -> Reader:
    """From now on this person has an address that works, and no chat."""
    with town.tx() as tx:
        people.set_email(tx, phone.person, address)
        people.change(tx, phone.person, chat_id=None, email_confirmed_at=town.now)
    return Reader(town, phone.person, address)


@pytest.fixture
def world(office: Office) -> World:
    town = office.town
    return World(
        office,
        by_mail(town, office.nadia, "nadia@nav.example"),
        by_mail(town, office.kari, "kari@nav.example"),
    )


def every_mail(town: Town) -> list[Mail]:
    return [mail for box in mails_of(town).boxes.values() for mail in box.mails]


# The ladder by e-mail alone.


def test_two_clicks_from_the_letter_to_received(world: World) -> None:
    reference = world.report()
    (mail,) = world.nadia.box.mails
    assert reference in mail.subject
    assert "Bjørk" in mail.plain
    world.nadia.opens()
    world.nadia.clicks("Se saken")
    assert world.office.problem(reference).state is State.RECEIVED
    assert "Ring mentor: Marit Mo, +47" in world.nadia.text
    assert world.office.marit.sees("Nadia Nes")


def test_the_whole_way_to_answered(world: World) -> None:
    reference = world.report()
    nadia = world.nadia
    nadia.opens()
    nadia.clicks("Se saken")
    nadia.clicks("Ringer i dag")
    assert world.office.problem(reference).state is State.IN_PROGRESS
    assert "Mentor vet at du tar kontakt" in nadia.text
    assert any("i dag" in sent.html for sent in world.office.marit.chat.sent())
    nadia.clicks("Jeg har svart")
    assert world.office.problem(reference).state is State.ANSWERED
    assert len(nadia.box.mails) == 1, "what somebody does on the page is not mailed to them"


def test_it_is_passed_on_and_the_link_ends_with_it(world: World) -> None:
    reference = world.report()
    world.nadia.opens()
    world.nadia.clicks("Se saken")
    world.nadia.clicks("Gi videre")
    world.nadia.clicks("Nils Nygård")
    assert "Nils Nygård har saken nå" in world.nadia.text
    assert world.office.problem(reference).owner == world.office.nils.person
    assert world.office.nils.sees(reference)
    world.nadia.opens()
    assert world.nadia.status == 404
    assert "Bjørk" not in world.nadia.page


def test_nobody_opens_it_and_the_ladder_climbs_to_the_next_letter(world: World) -> None:
    reference = world.report()
    world.town.until(world.office.problem(reference).deadline)
    subjects = [mail.subject for mail in world.nadia.box.mails]
    assert subjects[:2] == [
        f"Ny sak fra en mentor ({reference})",
        f"Saken venter på deg ({reference})",
    ]
    world.town.later(days=5)
    with world.town.tx() as tx:
        fired = [rung for rung in rungs_of.of(tx, reference) if rung.state == "fired"]
    told = {rung.person_id for rung in fired}
    assert world.kari.person in told
    assert any(reference in mail.subject for mail in world.kari.box.mails)


def test_a_silent_edit_sends_nothing(world: World) -> None:
    world.report()
    marit = world.office.marit
    marit.chooses("status.withdraw")
    marit.chooses("status.yes_withdraw")
    world.town.settle()
    assert len(world.nadia.box.mails) == 1


def test_few_words_to_the_mentor_go_by_the_page_and_the_answer_by_letter(world: World) -> None:
    reference = world.report()
    nadia, marit = world.nadia, world.office.marit
    nadia.opens()
    nadia.clicks("Se saken")
    nadia.clicks("Skriv til mentor")
    nadia.writes("Passer det at jeg kommer innom?")
    assert "Passer det at jeg kommer innom?" in nadia.text
    nadia.clicks(world.town.label("thread.send"))
    marit.chooses("thread.read")
    assert marit.sees("Passer det at jeg kommer innom?")
    marit.says("Ja, kom gjerne klokka ti")
    marit.chooses("thread.send")
    assert nadia.mail.subject == f"Nytt i saken ({reference})"
    assert "klokka ti" not in nadia.mail.plain
    nadia.opens()
    assert "Marit" not in nadia.page
    nadia.clicks("Vis")
    nadia.clicks(world.town.label("thread.read"))
    assert "klokka ti" in nadia.text


def test_the_weeks_message_is_a_letter_and_stands_on_the_page(world: World) -> None:
    world.town.until(MONDAY_MORNING)
    assert world.kari.mail.subject == "Uka di i mentorbot"
    world.kari.opens()
    assert "Bjørk" not in world.kari.page
    world.kari.clicks("Vis")
    assert "God morgen" in world.kari.text


def test_what_the_auditor_finds_reaches_a_coordinator_without_telegram(world: World) -> None:
    town, kari = world.town, world.kari
    references = [world.report(), world.report("P02")]
    for reference in references:
        with town.tx() as tx:
            tx.connection.execute(rungs.delete().where(rungs.c.reference == reference))
        auditing.audit(town.parts, town.now, town.now - timedelta(days=30))
        town.later(minutes=1)
    assert [mail.subject for mail in kari.box.mails] == ["En beskjed fra mentorbot"] * 2
    for mail, reference in zip(kari.box.mails, references, strict=True):
        assert reference not in mail.plain
        kari.opens(mail)
        assert reference not in kari.page, "nobody has acted on this link yet"
        kari.clicks("Vis")
        assert "Et varsel til NAV mangler" in kari.text
        assert reference in kari.text, "what is told later takes nobody's news away"


def test_a_letter_keeps_quiet_at_night(world: World) -> None:
    world.town.until(MONDAY_MORNING.replace(hour=20))
    before = len(world.nadia.box.mails)
    reference = world.report()
    assert len(world.nadia.box.mails) == before
    world.town.later(hours=14)
    assert reference in world.nadia.mail.subject


# Looking never acts.


def test_twenty_previews_change_nothing(world: World) -> None:
    reference = world.report()
    before = world.town.rows(links), world.office.problem(reference)
    scanner = Browser(world.town)
    for _ in range(20):
        answer = scanner.get(f"/a/{world.nadia.mail.token}")
        assert answer.status_code == 200
        assert (scanner.head(f"/a/{world.nadia.mail.token}")).status_code == 200
    assert (world.town.rows(links), world.office.problem(reference)) == before
    world.nadia.opens()
    world.nadia.clicks("Se saken")
    assert world.office.problem(reference).state is State.RECEIVED


def test_a_double_press_has_one_outcome(world: World) -> None:
    reference = world.report()
    nadia = world.nadia
    nadia.opens()
    form = {"press": nadia.key("Se saken")}
    nadia.sends(form)
    first = world.office.problem(reference), len(world.town.noted("problem.received"))
    nadia.sends(form)
    assert (world.office.problem(reference), len(world.town.noted("problem.received"))) == first
    assert "Dette er gjort allerede" in nadia.text
    assert f"Sak {reference}" in nadia.text


# Whose link it is.


def test_a_forwarded_link_gives_nothing_away(world: World) -> None:
    reference = world.report()
    world.nadia.opens()
    world.nadia.clicks("Se saken")
    stranger = Browser(world.town)
    answer = stranger.get(f"/a/{world.nadia.mail.token}")
    assert answer.status_code == 404
    for secret in ("Bjørk", "Marit", "+47", reference):
        assert secret not in answer.text
    pressed = stranger.post(
        f"/a/{world.nadia.mail.token}", data={"press": world.nadia.key("Jeg har svart")}
    )
    assert pressed.status_code == 404
    assert world.office.problem(reference).state is State.RECEIVED


def test_a_forwarded_link_offers_a_new_one_to_whose_it_was(world: World) -> None:
    world.report()
    world.nadia.opens()
    world.nadia.clicks("Se saken")
    stranger = Browser(world.town)
    answer = stranger.post(f"/a/{world.nadia.mail.token}/new")
    world.town.settle()
    assert answer.status_code == 200
    assert "Bjørk" not in answer.text
    assert len(world.nadia.box.mails) == 2
    world.nadia.opens()
    assert "Marit Mo" not in world.nadia.page, "before anybody acts it says what the letter said"
    world.nadia.clicks("Vis")
    assert "Ring mentor: Marit Mo" in world.nadia.text


def test_a_link_from_before_the_problem_went_to_somebody_else_is_over_for_good(
    world: World,
) -> None:
    """Handed over and back: a new link is sent, and no old one comes to life."""
    reference = world.report()
    nadia, nils = world.nadia, world.office.nils
    first = nadia.mail
    nadia.opens()
    nadia.clicks("Se saken")
    nadia.clicks("Gi videre")
    nadia.clicks("Nils Nygård")
    nils.taps("Se saken")
    nils.taps("Gi videre")
    nils.taps("Nadia Nes")
    assert world.office.problem(reference).owner == nadia.person
    nadia.opens(first)
    assert nadia.status == 404
    assert "Bjørk" not in nadia.page
    nadia.opens()
    assert nadia.mail is not first
    nadia.clicks("Se saken")
    assert world.office.problem(reference).state is State.RECEIVED


def test_a_link_ends_when_somebody_stands_in_and_when_the_ladder_climbs(world: World) -> None:
    world.report()
    away = world.nadia.mail
    with world.town.tx() as tx:
        person = people.get(tx, world.nadia.person)
        until = world.town.parts.calendar.today(world.town.now) + timedelta(days=4)
        for cue in standing_in.pause(tx, world.town.parts, person, until, world.town.now, None):
            play(tx, world.town.parts, cue, world.town.now)
    with world.town.tx() as tx:
        people.change(tx, world.nadia.person, paused_until=None)
    reference = world.report("P02")
    climbed = world.nadia.mail
    while world.office.problem(reference).owner == world.nadia.person:
        world.town.later(hours=4)
    for mail in (away, climbed):
        with world.town.tx() as tx:
            link = links_of.find(tx, mail.token)
        assert link is not None and link.withdrawn_at is not None


def test_an_unknown_link_is_told_the_same_as_an_old_one(world: World) -> None:
    world.report()
    old = world.nadia.mail.token
    world.town.later(days=20)
    expired = Browser(world.town).get(f"/a/{old}")
    unknown = Browser(world.town).get("/a/nobody-was-ever-sent-this")
    assert (expired.status_code, unknown.status_code) == (404, 404)
    assert expired.text == unknown.text.replace("nobody-was-ever-sent-this", old)
    again = Browser(world.town).post("/a/nobody-was-ever-sent-this/new")
    renewed = Browser(world.town).post(f"/a/{old}/new")
    assert again.text == renewed.text


def test_an_expired_link_leads_to_a_new_one_that_works(world: World) -> None:
    reference = world.report()
    world.nadia.opens()
    world.nadia.clicks("Se saken")
    world.town.later(days=15)
    count = len(world.nadia.box.mails)
    first = world.nadia.box.mails[0]
    world.nadia.opens(first)
    assert "ikke lenger i bruk" in world.nadia.text
    world.nadia.asks_anew()
    world.nadia.asks_anew()
    fresh = [each for each in world.nadia.box.mails[count:] if "nye lenken" in each.subject]
    assert len(fresh) == 1, "whoever holds an old link floods nobody"
    if world.office.problem(reference).owner == world.nadia.person:
        assert "Bjørk" in fresh[0].plain


def test_the_list_can_be_asked_for(world: World) -> None:
    reference = world.report()
    world.nadia.opens()
    world.nadia.clicks("Se saken")
    world.nadia.asks_anew(list="1")
    world.nadia.opens()
    world.nadia.clicks("Vis")
    assert "Dette venter på deg" in world.nadia.text
    world.nadia.clicks(f"Bjørk ({reference})")
    assert f"Sak {reference}" in world.nadia.text


def test_the_link_of_one_problem_opens_no_other(world: World) -> None:
    first = world.report("P03")
    second = world.report("P02")
    mails = {ref: mail for ref in (first, second) for mail in world.nadia.box.mails
             if ref in mail.subject}  # fmt: skip
    world.nadia.opens(mails[second])
    press = world.nadia.key("Se saken")
    world.nadia.opens(mails[first])
    world.nadia.sends({"press": press})
    assert world.office.problem(second).state is State.SENT


def test_a_link_ends_when_the_mentor_withdraws(world: World) -> None:
    world.report()
    world.office.marit.chooses("status.withdraw")
    world.office.marit.chooses("status.yes_withdraw")
    world.nadia.opens()
    assert world.nadia.status == 404
    assert "Bjørk" not in world.nadia.page


def test_somebody_elses_button_does_nothing(world: World) -> None:
    reference = world.report()
    with world.town.tx() as tx:
        (bubble,) = [
            each
            for each in conversations.of_person(tx, world.office.marit.person)
            if each.place.subject == f"problem:{reference}" and each.place.dialog == "status"
        ]
    world.nadia.opens()
    world.nadia.sends({"press": f"{bubble.key}.0"})
    assert world.office.problem(reference).state is State.SENT
    assert "Dette er gjort allerede" in world.nadia.text


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}],
    ids=["another-site", "another-origin"],
)
def test_a_form_on_another_site_does_nothing(world: World, headers: dict[str, str]) -> None:
    reference = world.report()
    nadia = world.nadia
    nadia.opens()
    answer = nadia.browser.post(
        f"/a/{nadia.token}", data={"press": nadia.key("Se saken")}, headers=headers
    )
    assert answer.status_code == 403
    assert world.office.problem(reference).state is State.SENT


def test_a_form_that_is_too_large_is_not_read(world: World) -> None:
    reference = world.report()
    world.nadia.opens()
    key = world.nadia.key("Se saken")
    world.nadia.sends({"press": key, "words": "x" * 20_000})
    assert world.office.problem(reference).state is State.SENT


# What no letter holds.


def test_no_letter_holds_wording_or_a_number_or_a_name(world: World) -> None:
    office = world.office
    reference = world.report()
    problem = world.office.problem(reference)
    spot = spots.wording(reference, problem.mentor, problem.report.placement)
    with world.town.tx() as tx:
        sealed = tx.safe.seal(WORDING, spot)
        problems.set_values(tx, reference, wording=sealed)
    world.nadia.opens()
    world.nadia.clicks("Se saken")
    world.nadia.clicks("Les mentors ord")
    assert WORDING in world.nadia.text, "the words are there for who opens them"
    assert world.town.noted("wording.read")
    world.nadia.opens()
    assert WORDING not in world.nadia.text, "and kept nowhere"
    world.nadia.clicks("Ringer i dag")
    world.town.later(days=9)
    mails = every_mail(world.town)
    assert len(mails) > 2
    for mail in mails:
        whole = f"{mail.subject} {mail.html} {mail.plain} {mail.foot}"
        assert WORDING not in whole
        assert "+47" not in whole
        assert "Lageret" not in whole
        for name in ("Marit", "Mo ", "Nadia", "Nils"):
            assert name not in whole
    assert office.problem(reference) is not None


def test_nothing_of_a_page_rests_in_the_clear(world: World) -> None:
    world.report()
    world.nadia.opens()
    world.nadia.clicks("Se saken")
    raw = Path(world.town.address.removeprefix("sqlite:///")).read_bytes()
    raw += Path(world.town.address.removeprefix("sqlite:///") + "-wal").read_bytes()
    for secret in (b"nadia@nav.example", b"Ring mentor: Marit", world.nadia.token.encode()):
        assert secret not in raw


# Ways that close, and ways that were never open.


def test_an_address_that_refuses_moves_the_ladder_on_at_once(world: World) -> None:
    world.nadia.box.fault = Unreachable("550")
    reference = world.report()
    assert world.nadia.person_now().standing is Standing.UNREACHABLE
    world.kari.opens()
    world.kari.clicks("Vis")
    assert "Meldingene til Nadia Nes kommer ikke fram" in world.kari.text
    assert world.office.problem(reference).owner == world.office.nils.person
    assert world.office.nils.sees(reference)


def test_where_no_mail_is_set_up_the_ladder_moves_on_at_once(world: World) -> None:
    world.town.mailer = None
    reference = world.report()
    assert world.office.problem(reference).owner == world.office.nils.person
    assert world.nadia.person_now().standing is Standing.ACTIVE


def test_a_letter_refused_for_what_it_is_moves_the_ladder_on(world: World) -> None:
    world.nadia.box.fault = Refused("554")
    reference = world.report()
    assert world.office.problem(reference).owner == world.office.nils.person


def test_a_letter_of_unknown_fate_is_sent_again_as_the_same(world: World) -> None:
    world.nadia.box.fault = FateUnknown()
    world.report()
    world.nadia.box.fault = None
    world.town.later(minutes=2)
    ids = [mail.id for mail in world.nadia.box.mails]
    assert len(ids) == 1
    with world.town.tx() as tx:
        assert outbox.counts(tx).get("uncertain", 0) == 0


def test_who_has_both_is_told_the_other_way_when_one_closes(office: Office) -> None:
    town = office.town
    with town.tx() as tx:
        people.set_email(tx, office.nadia.person, "nadia@nav.example")
        people.change(tx, office.nadia.person, email_confirmed_at=town.now)
    reader = Reader(town, office.nadia.person, "nadia@nav.example")
    reference = office.report(cannot_wait=True)
    assert reader.box.mails == [], "Telegram comes first unless they chose otherwise"
    office.nadia.blocks()
    assert [reference in mail.subject for mail in reader.box.mails] == [True]
    reader.opens()
    reader.clicks("Se saken")
    assert office.problem(reference).state is State.RECEIVED


def test_who_prefers_mail_is_mailed_and_may_act_in_telegram_too(office: Office) -> None:
    town = office.town
    with town.tx() as tx:
        people.set_email(tx, office.nadia.person, "nadia@nav.example")
        people.change(tx, office.nadia.person, email_confirmed_at=town.now, prefers=Channel.EMAIL)
    reader = Reader(town, office.nadia.person, "nadia@nav.example")
    reference = office.report(cannot_wait=True)
    assert len(reader.box.mails) == 1
    office.nadia.says("/mine")
    office.nadia.taps(f"Bjørk ({reference})")
    assert office.problem(reference).state is State.RECEIVED
    assert office.nadia.sees("Ring mentor")


@pytest.fixture
def with_both(office: Office) -> Reader:
    """Nadia has Telegram, and an address that she confirmed."""
    town, nadia = office.town, office.nadia
    with town.tx() as tx:
        people.set_email(tx, nadia.person, "nadia@nav.example")
        people.change(tx, nadia.person, email_confirmed_at=town.now)
    return Reader(town, nadia.person, "nadia@nav.example")


def test_two_taps_in_the_bot_put_e_mail_first(office: Office, with_both: Reader) -> None:
    office.nadia.says("/settings")
    office.nadia.chooses("ways.open")
    office.nadia.chooses("ways.email_first")
    assert with_both.person_now().channels == (Channel.EMAIL, Channel.TELEGRAM)
    assert len(office.town.noted("person.prefers")) == 1
    reference = office.report(cannot_wait=True)
    assert reference in with_both.mail.subject
    assert not any(reference in text for text in office.nadia.chat.texts())
    office.nadia.chooses("ways.telegram_first")
    other = office.report("P02", cannot_wait=True)
    assert office.nadia.sees(other)
    assert [other in mail.subject for mail in with_both.box.mails].count(True) == 0


@pytest.mark.parametrize("fault", [Unreachable("550"), Refused("554")], ids=["gone", "refused"])
def test_where_the_letter_fails_the_chat_is_told_at_once_and_the_ladder_waits(
    office: Office, with_both: Reader, fault: NotSent
) -> None:
    with office.town.tx() as tx:
        people.change(tx, office.nadia.person, prefers=Channel.EMAIL)
    with_both.box.fault = fault
    reference = office.report(cannot_wait=True)
    assert office.problem(reference).owner == office.nadia.person
    office.nadia.taps("Se saken")
    assert office.problem(reference).state is State.RECEIVED
    assert with_both.person_now().standing is Standing.ACTIVE
    told = [each for each in office.nadia.chat.sent() if f"({reference})" in each.html]
    assert len(told) == 1


def test_without_a_mail_server_who_prefers_mail_is_told_in_the_chat(
    office: Office, with_both: Reader
) -> None:
    office.town.mailer = None
    with office.town.tx() as tx:
        people.change(tx, office.nadia.person, prefers=Channel.EMAIL)
    reference = office.report(cannot_wait=True)
    assert office.nadia.sees(reference)
    assert office.problem(reference).owner == office.nadia.person


def test_a_mail_server_that_stays_away_is_not_waited_for_by_who_has_telegram(
    office: Office, with_both: Reader
) -> None:
    with office.town.tx() as tx:
        people.change(tx, office.nadia.person, prefers=Channel.EMAIL)
    with_both.box.fault = NotSent()
    reference = office.report(cannot_wait=True)
    assert not office.nadia.sees(reference)
    office.town.later(minutes=2)
    assert office.nadia.sees(reference)
    office.nadia.taps("Se saken")
    with_both.box.fault = None
    office.town.later(minutes=5)
    assert with_both.box.mails == [], "it was seen meanwhile"


def test_what_telegram_refuses_goes_by_mail(office: Office, with_both: Reader) -> None:
    office.nadia.chat.fault = Refused("400")
    reference = office.report(cannot_wait=True)
    assert [reference in mail.subject for mail in with_both.box.mails] == [True]


def test_what_both_refuse_ends_and_the_ladder_moves_on(office: Office, with_both: Reader) -> None:
    with_both.box.fault = Refused("554")
    office.nadia.chat.fault = Refused("400")
    with office.town.tx() as tx:
        people.change(tx, office.nadia.person, prefers=Channel.EMAIL)
    office.report(cannot_wait=True)
    refused = office.town.noted("letter.failed")
    assert len(refused) == 2, "it is not sent to and fro"


# Becoming somebody who can be reached.


def invited(town: Town, role: Role, language: Language = Language.NB) -> Reader:
    address = "siv@nav.example"
    with town.tx() as tx:
        who = people.add(tx, role, "Siv Solli", town.now, language=language, email=address)
        linking.invite(tx, town.parts, people.get(tx, who), town.now, by_mail=True)
    reader = Reader(town, who, address)
    town.settle()
    return reader


@pytest.mark.parametrize("role", [Role.NAV_CONTACT, Role.COORDINATOR])
def test_accepting_on_the_page_confirms_the_address(town: Town, role: Role) -> None:
    siv = invited(town, role)
    assert "Hei, Siv!" in siv.mail.plain
    siv.opens()
    assert siv.person_now().reached_by is None, "looking confirms nothing"
    siv.clicks("Greit")
    after = siv.person_now()
    assert (after.reached_by, after.onboarded) == (Channel.EMAIL, True)
    assert after.standing is Standing.ACTIVE
    assert "Da er alt klart" in siv.text or siv.status == 200


def test_an_invitation_that_nobody_accepted_leads_to_no_new_one(town: Town) -> None:
    siv = invited(town, Role.NAV_CONTACT)
    siv.opens()
    town.later(days=20)
    siv.asks_anew()
    assert len(siv.box.mails) == 1, "no way of reaching them was ever confirmed"


def test_who_has_telegram_confirms_an_address_by_one_press(office: Office) -> None:
    town, nadia = office.town, office.nadia
    with town.tx() as tx:
        people.set_email(tx, nadia.person, "nadia@nav.example")
        linking.invite(tx, town.parts, people.get(tx, nadia.person), town.now, by_mail=True)
    reader = Reader(town, nadia.person, "nadia@nav.example")
    town.settle()
    reader.opens()
    assert reader.person_now().channels == (Channel.TELEGRAM,), "looking confirms nothing"
    reader.clicks("Det er min adresse")
    assert "adressen er din" in reader.text
    assert reader.person_now().channels == (Channel.TELEGRAM, Channel.EMAIL)
    reader.clicks("E-post først")
    assert reader.person_now().channels == (Channel.EMAIL, Channel.TELEGRAM)
    assert "på e-post først" in reader.text
    nadia.says("/settings")
    assert nadia.sees("på e-post først, så i Telegram")


# The page itself.


@pytest.mark.parametrize("language", Language)
def test_everybody_reads_their_own_language(world: World, language: Language) -> None:
    with world.town.tx() as tx:
        people.change(tx, world.nadia.person, language=language)
    world.report()
    world.nadia.opens()
    assert f'<html lang="{language}">' in world.nadia.page
    assert world.town.label("followup.see", language) in world.nadia.text
    assert world.nadia.mail.language == language
    dead = Browser(world.town).get("/a/x", headers={"accept-language": f"{language}-NO,en"})
    assert f'<html lang="{language}">' in dead.text


def test_the_page_keeps_to_itself(world: World) -> None:
    world.report()
    answer = world.nadia.browser.get(f"/a/{world.nadia.mail.token}")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert STYLE in answer.text
    assert "<script" not in answer.text
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "secure" in cookie
    assert f"path=/a/{world.nadia.mail.token}".lower() in cookie


def test_what_is_on_the_page_has_names_for_those_who_do_not_see_it(world: World) -> None:
    world.report()
    world.nadia.opens()
    assert world.nadia.page.count("<h1") == 1
    assert re.search(r"<title>[^<]*En? ?|<title>[^<]+", world.nadia.page)
    world.nadia.clicks("Se saken")
    assert world.nadia.page.count("<h1") == 1
    for button in re.findall(r"<button[^>]*>([^<]*)</button>", world.nadia.page):
        assert button.strip()
