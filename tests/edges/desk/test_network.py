"""The mentor network run from the desk: what is seen there, sent, put right and taken back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

import bot
from mentorbot.book.binding import Bindery
from mentorbot.book.rendering import Book
from mentorbot.domain.network import PostKind, PostState
from mentorbot.domain.people import Language
from mentorbot.domain.placements import FollowUpModel
from mentorbot.storage import network, people
from mentorbot.storage.tables import posts
from tests.edges.desk.browser import Browser, signed_in
from tests.edges.desk.conftest import CONTENT
from tests.stories.mail import WEB
from tests.stories.town import Town
from tests.stories.village import ALIASES, NAMES, TIP, Village

HERE = "/desk/network"
PAGES = ("", "/gatherings", "/gatherings/new", "/tips", "/did", "/members")
FORM = {"day": "2027-03-16", "clock": "13:00", "theme": "people", "place": "Møterom 2",
        "link": "", "note": "Hvem er i pausen?", "do": "send"}  # fmt: skip


@pytest.fixture
def village(tmp_path: Path, book: Book) -> Village:
    town = Town(tmp_path, book)
    town.parts = replace(town.parts, web_url=WEB, bindery=Bindery(CONTENT, bot.texts()))
    return Village.of(town)


@pytest.fixture
def kari(village: Village) -> Browser:
    return signed_in(village.town, village.kari)


def posts_to(kari: Browser, path: str, **form: str) -> None:
    """From a page of the network; then everything due happens."""
    kari.get(HERE + path.rpartition("/")[0] if path.rpartition("/")[2].isdigit() else HERE + path)
    kari.post(HERE + path, form)
    kari.town.settle()


def sends(kari: Browser, **form: str) -> None:
    kari.get(f"{HERE}/gatherings/new")
    kari.post(f"{HERE}/gatherings/new", {**FORM, **form})
    kari.town.settle()


def several_say(village: Village, question: str, answer: str) -> None:
    for placement in village.placements:
        village.answered(placement, question, answer)


def shown(kari: Browser) -> str:
    """The phone's bubble."""
    found = re.search(r'<div class="bubble">(.*?)</div>', kari.page, re.S)
    return unescape(found[1]) if found else ""


# --- what stands there


def test_where_there_is_nothing_every_page_says_so_in_three_languages(
    village: Village, kari: Browser
) -> None:
    words = {
        Language.NB: ("Ingen tema", "Ingen samling", "Sted", "Ingen tips venter", "Ingenting ennå"),
        Language.NN: ("Ingen tema ", "Inga samling", "Stad", "Ingen tips ventar", "Ingenting enno"),
        Language.EN: ("No theme", "No gathering", "Place", "No tips are waiting", "Nothing yet"),
    }  # fmt: skip
    for language, said in words.items():
        with village.town.tx() as tx:
            people.change(tx, village.kari.person, language=language)
        for path, word in zip(PAGES, said, strict=False):
            assert kari.get(HERE + path) == 200
            assert word in kari.text and f'lang="{language}"' in kari.page, path


def test_a_theme_stands_there_from_three_placements_on_and_leads_to_its_questions(
    village: Village, kari: Browser
) -> None:
    theme = village.town.text("theme.attendance")
    for placement in village.placements[:2]:
        village.answered(placement, "S6", "absence")
    kari.get(HERE)
    assert "Ingen temaer kommer fra 3" in kari.text
    village.answered(village.placements[2], "S6", "absence")
    several_say(village, "N2", "faster")
    kari.get(HERE)
    assert f"{theme} Kommer fra 3 deltakere." in kari.text
    assert "Svare raskere Kommer fra 3" in kari.text
    assert not [word for word in (*ALIASES, *NAMES[1:]) if word in kari.text]
    kari.get(f"{HERE}/gatherings/new?theme=attendance")
    assert "Hva gjør du den første gangen noen ikke kommer?" in kari.page
    assert f"{theme} (3)" in kari.text
    kari.post(f"{HERE}/gatherings/new", {**FORM, "theme": "role", "do": "fetch"})
    assert "når rollen tar mer tid" in kari.page and not village.town.rows(posts)


def test_of_a_few_members_it_is_not_told_how_it_is_with_them(
    village: Village, kari: Browser
) -> None:
    post = village.gathers()
    village.coming(village.free[0])
    kari.get(f"{HERE}/members")
    assert "Er med 6" in kari.text and "de siste 92 dagene 5" in kari.text
    village.mentors[5].blocks()
    with village.town.tx() as tx:
        for phone in village.mentors[2:5]:
            people.change(tx, phone.person, in_network=False)
    kari.get(f"{HERE}/members")
    assert "Er med 2 Er ikke med 3" in kari.text and "ikke kan nås" not in kari.text
    assert "kan ikke nås nå 1" in kari.text and "Har ikke svart" not in kari.text
    assert not [name for name in NAMES if name in kari.text] and post


# --- gatherings


def test_a_gathering_is_seen_as_it_will_be_and_sent_once(village: Village, kari: Browser) -> None:
    maja = village.free[0]
    sends(kari, do="preview", link="https://moete.example.no/j/99887766554")
    assert "tirsdag 16." in shown(kari) and "Møterom 2 https://moete" in shown(kari)
    assert not village.town.rows(posts)
    sends(kari, link="https://moete.example.no/j/99887766554")
    assert "Invitasjonen er på vei" in kari.text and "0 kommer, 0 kan ikke" in kari.text
    assert "99887766554" in maja.last and "Hvem er i pausen?" in maja.last
    sends(kari, link="https://moete.example.no/j/99887766554")
    assert "sendt allerede" in kari.text and len(village.town.rows(posts)) == 1
    village.coming(maja)
    village.cannot(village.free[1])
    kari.get(f"{HERE}/gatherings")
    assert "1 kommer, 1 kan ikke" in kari.text
    assert not [name for name in NAMES if name in kari.text]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"day": "i morgen"}, "Velg en dag"),
        ({"day": "2027-03-01"}, "Den tida er gått"),
        ({"link": "javascript:alert(1)"}, "Lenka må begynne med https://"),
        ({"note": "Ring Ola Nordmann på 900 00 123"}, "tok ut dette"),
    ],
    ids=["no day", "past", "no link", "a name"],
)
def test_what_cannot_be_sent_is_said_and_nothing_leaves(
    village: Village, kari: Browser, form: dict[str, str], told: str
) -> None:
    sends(kari, **form)
    assert told.casefold() in kari.text.casefold() and not village.town.rows(posts)
    assert "Nordmann" not in kari.page and "Møterom 2" in kari.page, "the rest is kept"


def test_a_gathering_is_changed_and_called_off_once(village: Village, kari: Browser) -> None:
    sends(kari)
    maja, post = village.free[0], village.newest()
    village.coming(maja)
    village.town.later(minutes=2)
    form = {**FORM, "place": "Kantina", "do": "save"}
    posts_to(kari, f"/gatherings/{post}", **form)
    assert "Samlingen er endret." in kari.text and "Kantina" in maja.last
    kari.get(f"{HERE}/gatherings/{post}")
    assert 'value="2027-03-16"' in kari.page and 'value="13:00"' in kari.page
    kari.get(f"{HERE}/gatherings/{post}/call_off")
    assert "1 har sagt at de kommer" in kari.text
    for said in ("Samlingen er avlyst", "gjort allerede"):
        kari.post(f"{HERE}/gatherings/{post}/call_off")
        assert said in kari.text
        kari.get(f"{HERE}/gatherings")
    village.town.settle()
    assert "avlyst" in maja.last and "Avlyst" in kari.text
    kari.get(f"{HERE}/gatherings/{post}")
    assert "er over" in kari.text and 'name="day"' not in kari.page
    assert [row.action for row in village.town.noted("post.changed")] == ["post.changed"]


# --- tips


def test_a_tip_is_put_right_shared_taken_back_and_shared_again(
    village: Village, kari: Browser
) -> None:
    mona, marit = village.mentors[5], village.mentors[4]
    tip = village.offers_tip(marit)
    kari.get(f"{HERE}/tips")
    assert TIP in kari.page and not [name for name in NAMES if name in kari.text]
    posts_to(kari, f"/tips/{tip}", words="Spør Ola Nordmann om tavla", do="publish")
    assert village.state(tip) is PostState.OFFERED and "Nordmann" not in kari.page
    posts_to(kari, f"/tips/{tip}", words="Bruk ei tavle", do="publish")
    assert "Tipset går ut" in kari.text and "Bruk ei tavle" in mona.last
    village.town.later(minutes=2)
    assert f'action="{HERE}/tips/{tip}"' in kari.page and 'value="back"' in kari.page
    posts_to(kari, f"/tips/{tip}", do="back")
    assert "ligger til lesing igjen" in kari.text and village.state(tip) is PostState.OFFERED
    assert mona.last == village.town.text("network.taken_back")
    assert marit.last == village.town.text("network.tip_waits_still")
    posts_to(kari, f"/tips/{tip}", words="Bruk ei tavle", do="publish")
    assert "Bruk ei tavle" in mona.last


def test_a_tip_is_refused_kindly_taken_back_and_settled_in_the_chat_instead(
    village: Village, kari: Browser
) -> None:
    morten = village.mentors[4]
    tip = village.offers_tip(morten)
    posts_to(kari, f"/tips/{tip}", do="decline")
    assert "vennlig beskjed" in kari.text
    assert morten.last == village.town.text("network.tip_declined")
    posts_to(kari, f"/tips/{tip}", do="decline")
    assert "gjort allerede" in kari.text
    village.town.later(minutes=2)
    posts_to(kari, f"/tips/{tip}", do="back")
    assert morten.last == village.town.text("network.tip_waits_still")
    village.kari.says("/network")
    village.kari.taps(next(each for each in village.kari.chat.labels() if "Les tips" in each))
    village.kari.chooses("network.publish")
    kari.get(f"{HERE}/tips")
    assert "Ingen tips venter" in kari.text and TIP in kari.text
    posts_to(kari, f"/tips/{tip}", do="publish")
    assert "gjort allerede" in kari.text


# --- you said, we did


@pytest.mark.shows(
    "R16", "An answer to mentors is published, put right and taken back at the desk."
)
def test_an_answer_is_published_put_right_taken_back_and_out_again(
    village: Village, kari: Browser
) -> None:
    several_say(village, "N2", "faster")
    village.town.later(minutes=1)
    posts_to(kari, "/did", theme="N2.faster", words="Vi svarer samme dag.", do="preview")
    assert "Vi svarer samme dag." in shown(kari) and not village.town.rows(posts)
    for said in ("Svaret går ut", "sendt allerede"):
        posts_to(kari, "/did", theme="N2.faster", words="Vi svarer samme dag.", do="send")
        assert said in kari.text
    marit, did = village.mentors[0], village.newest()
    village.town.later(days=4)
    assert marit.sees("Vi svarer samme dag.") and not village.free[0].sees("Vi svarer")
    kari = signed_in(village.town, village.kari)
    posts_to(kari, f"/did/{did}", words="Vi svarer før klokka 12.", do="send")
    assert marit.sees("Vi svarer før klokka 12.") and not marit.sees("samme dag")
    village.town.later(minutes=2)
    posts_to(kari, f"/did/{did}", do="take_back")
    assert not marit.sees("Vi svarer") and "Tatt tilbake" in kari.text
    village.town.later(minutes=2)
    posts_to(kari, f"/did/{did}", do="restore")
    assert marit.sees("Vi svarer før klokka 12.")


def test_nobody_is_answered_about_what_too_few_said_or_where_nobody_listens(
    village: Village, kari: Browser
) -> None:
    for placement in village.placements[:2]:
        village.answered(placement, "N2", "faster")
    posts_to(kari, "/did", theme="N2.faster", words="Vi svarer samme dag.", do="send")
    assert "For få" in kari.text and not village.town.rows(posts)
    with village.town.tx() as tx:
        tx.connection.exec_driver_sql(f"UPDATE placements SET model = '{FollowUpModel.CASEWORKER}'")
    kari.get(f"{HERE}/did")
    assert "ingen å svare" in kari.text and "<textarea" not in kari.page


def test_a_tip_is_no_gathering_and_an_old_form_does_nothing(
    village: Village, kari: Browser
) -> None:
    tip = village.offers_tip(village.mentors[5])
    kari.get(f"{HERE}/tips")
    for path in (f"/gatherings/{tip}", f"/did/{tip}", "/tips/99", "/gatherings/99/call_off"):
        assert kari.post(HERE + path, {**FORM, "do": "take_back"}) == 404, path
        kari.get(f"{HERE}/tips")
    with village.town.tx() as tx:
        (found,) = network.listed(tx, PostState.OFFERED)
    assert (found.kind, found.words) == (PostKind.TIP, TIP)
    assert village.town.now - found.created_at < timedelta(days=1)
