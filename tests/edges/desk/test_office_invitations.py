"""Invitations: how far each has come, a sheet to print, e-mail, and the participant's notice."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest
import segno

from mentorbot.domain.keeping import Kept
from mentorbot.domain.people import Language, PersonId, Role, Standing
from mentorbot.edges.web.desk import office_people
from mentorbot.services import inviting
from mentorbot.storage import people
from tests.edges.desk.browser import Browser, signed_in
from tests.stories.mail import Mails
from tests.stories.office import Office
from tests.stories.town import Phone, Town

LINK = re.compile(r"https://t\.me/mentor_bot\?start=([\w-]+)")


@pytest.fixture
def kari(office: Office) -> Browser:
    office.town.mailer = Mails()
    browser = signed_in(office.town, office.kari)
    browser.get("/desk/office/people?every=1")
    return browser


def comer(
    town: Town, role: Role = Role.MENTOR, *, email: str | None = None,
    language: Language = Language.NB,
) -> PersonId:  # fmt: skip
    with town.tx() as tx:
        return people.add(tx, role, "Mona Myhre", town.now, email=email, language=language)


def state(browser: Browser, person: PersonId) -> str:
    """What stands in their row."""
    browser.get("/desk/office/people?every=1")
    rows = re.findall(r"<tr>.*?</tr>", browser.page, re.DOTALL)
    row = next(each for each in rows if f"/people/{person}/invite" in each)
    return unescape(re.sub(r"<[^>]+>", " ", row)).replace("\N{NO-BREAK SPACE}", " ")


def test_each_invitation_says_how_far_it_has_come(office: Office, kari: Browser) -> None:
    town, mona = office.town, comer(office.town)
    assert "Ikke invitert" in state(kari, mona)
    with town.tx() as tx:
        made = inviting.invite(tx, town.parts, mona, town.now)
    assert "Invitert" in state(kari, mona)
    assert "Telegram, sendt 4. mars: virker til" in state(kari, mona)
    phone = Phone(town, mona, 7001)
    phone.says(f"/start {made.code}")
    assert "Åpnet, ikke takket ja" in state(kari, mona)
    assert "Telegram, sendt 4. mars: brukt" in state(kari, mona)
    with town.tx() as tx:
        people.change(tx, mona, onboarded=True)
    assert "På plass" in state(kari, mona)
    with town.tx() as tx:
        people.change(tx, mona, chat_failed_at=town.now)
    assert "Kan ikke nås" in state(kari, mona)
    with town.tx() as tx:
        people.change(tx, mona, standing=Standing.STOPPED)
    assert "Har skrudd av" in state(kari, mona)


def test_an_invitation_that_ran_out_says_so(office: Office, kari: Browser) -> None:
    mona = comer(office.town)
    with office.town.tx() as tx:
        long_ago = office.town.now - timedelta(days=60)
        inviting.invite(tx, office.town.parts, mona, long_ago)
    said = state(kari, mona)
    assert "Utløpt" in said and "Telegram, sendt 3. januar: gikk ut" in said


def test_only_who_is_not_here_stands_there_at_first(office: Office, kari: Browser) -> None:
    kari.get("/desk/office/people")
    assert "Alle er på plass" in kari.text
    comer(office.town)
    kari.get("/desk/office/people")
    assert "Mona Myhre" in kari.text and "Marit Mo" not in kari.text
    kari.get("/desk/office/people?text=mon&role=nav_contact")
    assert "Ingen passer" in kari.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.NB, ("Pek med kameraet", "Hent appen Telegram", "Trykk på Start")),
        (Language.NN, ("Peik med kameraet", "Hent appen Telegram", "Trykk på Start")),
        (Language.EN, ("Point your phone's camera", "Get the app Telegram", "Tap Start")),
    ],
)
def test_the_sheet_speaks_the_language_of_who_is_invited_and_its_code_works(
    office: Office, kari: Browser, language: Language, words: tuple[str, ...]
) -> None:
    mona = comer(office.town, language=language, email="mona@bedrift.example")
    assert kari.post(f"/desk/office/people/{mona}/invite") == 200
    page = unescape(kari.page)
    assert all(each in page for each in words)
    assert f'class="print" lang="{language}"' in kari.page
    link = LINK.search(page)
    assert link
    square = segno.make(link[0], error="m", micro=False)
    drawn = square.svg_inline(
        border=4, svgclass="code", lineclass=None, omitsize=True, light="#ffffff"
    )
    assert drawn in kari.page
    assert "style=" not in kari.page
    mail = re.search(r'href="(mailto:[^"]*)"', kari.page)
    assert mail and unquote(mail[1]).startswith("mailto:mona@bedrift.example?subject=")
    assert link[0] in unquote(unescape(mail[1]))
    phone = Phone(office.town, mona, 7001)
    phone.says(f"/start {link[1]}")
    with office.town.tx() as tx:
        assert people.get(tx, mona).chat_id == 7001
    assert [row.actor_id for row in office.town.noted("person.invited")][-1] == office.kari.person


def test_a_new_sheet_ends_the_earlier_one(office: Office, kari: Browser) -> None:
    mona = comer(office.town)
    codes = []
    for _ in range(2):
        kari.get("/desk/office/people")
        kari.post(f"/desk/office/people/{mona}/invite")
        found = LINK.search(unescape(kari.page))
        assert found
        codes.append(found[1])
    with office.town.tx() as tx:
        assert people.invite_of(tx, codes[0]) is None
        assert people.invite_of(tx, codes[1]) is not None


def test_nobody_to_invite_is_a_page_that_says_so(kari: Browser) -> None:
    assert kari.post("/desk/office/people/99/invite") == 404


def test_an_invitation_by_e_mail_goes_to_the_address_that_was_given(
    office: Office, kari: Browser
) -> None:
    town, nora = office.town, comer(office.town, Role.NAV_CONTACT, email="nora@nav.example")
    assert "Send på e-post" in state(kari, nora)
    kari.post(f"/desk/office/people/{nora}/mail")
    town.settle()
    assert "E-posten er på vei" in kari.text
    assert isinstance(town.mailer, Mails)
    assert len(town.mailer.of("nora@nav.example").mails) == 1
    assert "E-post, sendt 4. mars: virker til" in state(kari, nora)
    assert [row.actor_id for row in town.noted("person.mailed")] == [office.kari.person]


def test_who_has_no_address_and_mentors_are_not_mailed(office: Office, kari: Browser) -> None:
    mona, nora = comer(office.town, email="mona@x.example"), comer(office.town, Role.NAV_CONTACT)
    for person in (mona, nora):
        assert "Send på e-post" not in state(kari, person)
        kari.post(f"/desk/office/people/{person}/mail")
        assert "Det gikk ikke å sende e-post" in kari.text


def test_the_participants_notice_says_what_is_kept_and_how_long(kari: Browser) -> None:
    book = kari.town.book
    kept = book.rules.kept
    days = {"answers": kept[Kept.ANSWERS].days, "placements": kept[Kept.PLACEMENTS].days}
    for language in Language:
        assert kari.get(f"/desk/office/notice/{language}") == 200
        assert f'class="print" lang="{language}"' in kari.page
        for head, body in office_people.PAPERS:
            values = {name: days[name] for name in body.takes}
            assert book.text(head(), language) in kari.page
            assert book.text(body(**values), language) in kari.page
        assert str(days["answers"]) in kari.text
    assert kari.get("/desk/office/notice/de") == 404
