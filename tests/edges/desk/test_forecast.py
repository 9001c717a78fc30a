"""Whoever edits a rule sees who gets what by it, before it is published."""

from __future__ import annotations

import re
from html import unescape

import pytest

from mentorbot.domain.people import Language
from mentorbot.storage import people
from mentorbot.storage.tables import checkins, edits
from tests.edges.desk.editors import Editor, editors
from tests.stories.office import Office
from tests.stories.town import Town

RULES = "rules:models"
DAY_5 = "{name: day5, anchor: start, working_days: 5, ask: [F1, U6, U1, U8, U5]}"
DAY_7 = "{name: day5, anchor: start, working_days: 7, ask: [F1, U6, U1, U5, U3]}"


def words_with(kari: Editor, *changes: tuple[str, str]) -> dict[str, str]:
    ((name, words),) = (
        kari.fields.items()
        if len(kari.fields) == 1
        else [each for each in kari.fields.items() if "hybrid:" in each[1]]
    )
    for old, new in changes:
        assert old in words
        words = words.replace(old, new)
    return {name: words}


def outlook(kari: Editor) -> str:
    found = re.search(r'<section[^>]* id="live-forecast".*?</section>', kari.browser.page, re.S)
    text = re.sub(r"<[^>]+>", " ", unescape(found[0])) if found else ""
    return re.sub(r"\s+", " ", text.replace("\N{NO-BREAK SPACE}", " ")).strip()


@pytest.fixture
def kari(office: Office) -> Editor:
    kari, _ = editors(office)
    kari.opens(RULES)
    return kari


def test_a_check_in_that_would_come_another_day_is_shown_and_nothing_is_stored(
    kari: Editor, town: Town
) -> None:
    assert outlook(kari) == ""
    before = town.rows(checkins)
    kari.does("preview", words_with(kari, (DAY_5, DAY_7)))
    said = outlook(kari)
    assert "Hvem får hva de neste 14 dagene" in said
    assert "1 av 1 deltaker får andre innsjekker eller spørsmål." in said
    row = said.partition("Bjørk")[2]
    assert "fredag 5. mars kl. 13:00 Etter publisering tirsdag 9. mars kl. 13:00" in row
    assert town.label("question.U3") in row.partition("Nytt:")[2].partition("Bort:")[0]
    assert town.label("question.U8") in row.partition("Bort:")[2]
    assert town.rows(checkins) == before and not town.rows(edits)


def test_another_deadline_is_told_with_what_it_was(kari: Editor) -> None:
    before = "    green: {working_days: 5}\n    yellow: {working_days: 2}"
    kari.does("preview", words_with(kari, (before, before.replace("2", "3"))))
    said = outlook(kari)
    assert "Ingen får andre innsjekker eller spørsmål." in said
    assert "en sak sendt torsdag 4. mars kl. 09:00 skal ha svar innen tirsdag 9. mars" in said
    assert "Nå er fristen mandag 8. mars" in said and "Bare nye saker." in said


def test_what_concerns_nobody_says_so(kari: Editor) -> None:
    kari.does("preview", words_with(kari, ("standstill_from_week: 3", "standstill_from_week: 4")))
    assert "Ingen får andre innsjekker, frister eller spørsmål." in outlook(kari)


def test_with_a_mistake_in_it_the_mistake_is_told_instead(kari: Editor) -> None:
    kari.does("preview", words_with(kari, ("working_days: 5", "working_days: fem")))
    assert outlook(kari) == "" and 'class="wrong"' in kari.browser.page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.NN, "Kven får kva dei neste 14 dagane"),
        (Language.EN, "Who gets what in the next 14 days"),
    ],
)
def test_it_is_said_in_the_readers_language_and_while_they_type(
    kari: Editor, office: Office, language: Language, words: str
) -> None:
    with office.town.tx() as tx:
        people.change(tx, office.kari.person, language=language)
    form = {**words_with(kari, (DAY_5, DAY_7)), "version": kari.version}
    kari.browser.post(f"/desk/content/look/{RULES}", form)
    assert outlook(kari).startswith(words)


def test_a_card_has_no_forecast(office: Office) -> None:
    kari, _ = editors(office)
    kari.opens("card:V24")
    kari.does("preview", {"nb.when": "Mange feil? Spør først."})
    assert outlook(kari) == ""
