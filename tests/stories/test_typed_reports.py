"""What a mentor types becomes a draft, a card or a choice, through the real services."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorbot.domain.people import Language
from mentorbot.domain.problems import Raised
from tests.stories.office import Office
from tests.stories.town import Phone
from tests.stories.typing import deaf, new, speaks, understanding

MOST_TAPS = 6


@pytest.fixture
def desk(office: Office) -> Office:
    understanding(office.town)
    return office


def has_line(html: str) -> bool:
    """The emergency line, or the whole panel."""
    return html.index("113") < 120


@pytest.mark.parametrize(
    ("language", "words", "category"),
    [
        (Language.NB, "han har kommet for sent hver dag denne uka", "P01"),
        (Language.NN, "ho kjem for seint kvar einaste morgon", "P01"),
        (Language.NB, "hainn kjæm førr seint kvar dag", "P01"),
        (Language.EN, "he is late every single morning and it is getting worse", "P01"),
        (Language.NB, "Han komme sent hver morgen, buss problem han si", "P01"),
    ],
)
def test_a_report_is_drafted_shown_back_and_sent_only_by_tap(
    desk: Office, language: Language, words: str, category: str
) -> None:
    marit = speaks(desk, desk.marit, language)
    marit.says(words)
    assert has_line(marit.last) and words in marit.last
    assert desk.references() == []
    marit.chooses("common.skip")
    assert words in marit.last and desk.references() == []
    marit.chooses("report.send")
    [reference] = desk.references()
    report = desk.problem(reference).report
    assert (report.category, report.wording) == (category, words)


def test_what_must_not_be_written_is_taken_out_before_it_is_shown(desk: Office) -> None:
    desk.marit.says("Ola Hansen kom ikke i dag og svarer ikke på 90 00 00 77")
    shown = desk.marit.chat.find(desk.town.label("common.skip"))[0].words.html
    assert "Hansen" not in shown and "90 00 00 77" not in shown
    desk.marit.chooses("common.skip")
    desk.marit.chooses("report.send")
    [reference] = desk.references()
    assert "Hansen" not in desk.problem(reference).report.wording


def test_what_cannot_wait_hurries_and_the_mentor_can_say_otherwise(desk: Office) -> None:
    desk.marit.says("han kom ikke i dag og svarer ikke på telefonen")
    desk.marit.chooses("common.skip")
    cannot_wait = desk.town.phrase("report.cannot_wait")
    assert desk.marit.offers("report.marked", on=True, name=cannot_wait)
    desk.marit.chooses("report.marked", on=True, name=cannot_wait)
    desk.marit.chooses("report.send")
    [reference] = desk.references()
    assert Raised.PATTERN not in desk.problem(reference).report.raised


def test_advice_instead_is_one_tap_from_the_draft(desk: Office) -> None:
    desk.marit.says("han har kommet for sent hver dag denne uka")
    desk.marit.chooses("report.rather_advice")
    assert desk.references() == [] and desk.marit.offers("guidance.helped")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.NB, "hvordan gir jeg tilbakemelding uten at han blir lei seg?"),
        (Language.NN, "korleis kan eg gje tilbakemelding utan at ho blir lei seg?"),
        (Language.NB, "koss ska æ sei te hainn at arbeidet itj e bra nok?"),
        (Language.EN, "how do I give her feedback without hurting her?"),
        (Language.NB, "Hvordan jeg si feil på snill måte til deltaker?"),
    ],
)
def test_a_question_gets_a_card_below_the_emergency_line(
    desk: Office, language: Language, words: str
) -> None:
    marit = speaks(desk, desk.marit, language)
    marit.says(words)
    said, card = new(marit, 2)
    assert has_line(said) and marit.offers("guidance.helped")
    assert card.count("\n") > 5


def test_two_matters_are_both_offered_and_both_can_be_taken(desk: Office) -> None:
    desk.marit.says("han kommer for sent OG når får jeg pengene?")
    assert has_line(desk.marit.last)
    first = desk.marit.chat.messages[-1]
    [nav, card, _menu] = [label for row in first.words.buttons for label, _ in row]
    desk.marit.taps(nav)
    assert "Oppmøte" in desk.marit.last and desk.references() == []
    desk.marit.taps(card)
    assert desk.marit.offers("guidance.helped")


@pytest.mark.parametrize(
    "words", ["så da så, ikke sant", "hm ja kanskje", "hvem vant kampen i går"]
)
def test_what_is_not_understood_gets_a_choice_and_never_a_case(desk: Office, words: str) -> None:
    desk.marit.says(words)
    assert has_line(desk.marit.last)
    assert desk.marit.offers("typed.menu") or desk.marit.offers("typed.something_else")
    assert desk.references() == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.NB, "jeg er helt utslitt og har ikke mer å gi i denne rollen"),
        (Language.NN, "eg er heilt utsliten av å vere mentor"),
        (Language.NB, "æ e heilt utslitt av å vær mentor"),
        (Language.EN, "I am completely worn out from being a mentor"),
        (Language.NB, "Jeg veldig sliten av mentor jobb, ikke klare mer"),
    ],
)
def test_the_mentors_own_load_is_met_as_itself(
    desk: Office, language: Language, words: str
) -> None:
    marit = speaks(desk, desk.marit, language)
    marit.says(words)
    assert has_line(marit.last) and "116 123" in marit.last
    marit.chooses("typed.ask_nav")
    assert desk.town.label("category.P10", language) in marit.last


def test_before_anything_is_learned_what_is_typed_is_still_answered(desk: Office) -> None:
    deaf(desk.town)
    desk.marit.says("han har kommet for sent hver dag denne uka")
    assert has_line(desk.marit.last) and desk.marit.offers("common.report")


def test_words_that_wait_for_a_choice_rest_encrypted(desk: Office) -> None:
    desk.marit.says("han kommer for sent OG når får jeg pengene?")
    file = desk.town.address.removeprefix("sqlite:///")
    for name in (file, f"{file}-wal"):
        assert b"pengene" not in Path(name).read_bytes()


def taps_to_send(phone: Phone) -> int:
    phone.chooses("common.skip")
    phone.chooses("report.send")
    return 2


def test_a_typed_report_takes_no_more_taps_than_another(desk: Office) -> None:
    desk.marit.says("han har kommet for sent hver dag denne uka")
    assert taps_to_send(desk.marit) <= MOST_TAPS
    assert len(desk.references()) == 1
