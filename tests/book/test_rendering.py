from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot import texts
from mentorbot.book.files import version_in
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book, NoSuchText
from mentorbot.domain.people import Language
from mentorbot.domain.wording import Phrase, Text, Value
from tests.book.smalltree import FILES, TEXTS, write

NB, NN, EN = Language.NB, Language.NN, Language.EN
IN_MAY = datetime(2028, 5, 4, 11, 0, tzinfo=UTC)
"""Thursday 4 May 2028, 13:00 in Oslo."""


def tied(text: str) -> str:
    """With "~" for the spaces at which a narrow phone must not break the line."""
    return text.replace("~", "\N{NO-BREAK SPACE}")


def say(book: Book, text: str, /, language: Language = NB, **values: Value) -> str:
    return book.text(TEXTS[f"report.{text}"](**values), language)


def test_a_deadline_is_said_as_day_and_hour_in_the_offices_zone(book: Book) -> None:
    said = say(book, "sent", name="Nadia", deadline=IN_MAY, alias="Bjørk")
    assert said == tied("Sendt. Nadia svarer innen torsdag 4.~mai kl.~13:00. Det gjelder Bjørk.")


def test_a_deadline_in_winter_is_an_hour_from_utc(book: Book) -> None:
    said = say(book, "sent", name="Nadia", deadline=IN_MAY.replace(month=1), alias="")
    assert tied("tirsdag 4.~januar kl.~12:00") in said


def test_what_people_typed_is_escaped_and_never_becomes_markup_or_a_template(book: Book) -> None:
    evil = "<b>hei</b> & {{ ambulance }} {% if x %}"
    said = say(book, "preview", wording=evil, where="", lines=())
    assert "&lt;b&gt;hei&lt;/b&gt; &amp; {{ ambulance }} {% if x %}" in said


def test_a_line_that_comes_out_empty_leaves_no_gap(book: Book) -> None:
    said = say(book, "preview", wording="Borte i dag.", where="there", lines=())
    assert said == "Dette sender jeg:\nBorte i dag.\nSende?"


def test_a_tuple_of_phrases_becomes_lines_in_the_readers_words(book: Book) -> None:
    lines = (Phrase("tried.changed_task"), Phrase("category.P01"))
    said = say(book, "preview", wording="x", where="here", lines=lines)
    assert said.endswith("<i>Her hos dere</i>\nEndret oppgave\nOppmøte &amp; fravær\nSende?")


def test_a_phrase_inside_a_phrase_keeps_its_markup_and_escapes_its_values(book: Book) -> None:
    inner = TEXTS["report.preview"](wording="a<b", where="here", lines=())
    said = say(book, "sent", name="Nadia", deadline=IN_MAY, alias=inner)
    assert "a&lt;b\n<i>Her hos dere</i>" in said


@pytest.mark.parametrize(("days", "words"), [(0, "0 dager"), (1, "1 dag"), (2, "2 dager")])
def test_a_count_chooses_its_word(book: Book, days: int, words: str) -> None:
    assert words in say(book, "tried", tried="", days=days)


def test_branches_on_lines_of_their_own_leave_no_empty_lines(book: Book) -> None:
    assert say(book, "tried", tried="Ny oppgave", days=1).startswith("Prøvd:\nNy oppgave\nDet er")
    assert say(book, "tried", tried=None, days=1).startswith("Prøvd:\ningenting ennå\nDet er")


def test_the_registers_numbers_are_known_in_every_text(book: Book) -> None:
    assert say(book, "panel") == "<b>113</b> ambulanse\n<b>112</b> politi"


def test_a_label_is_plain_and_the_same_name_is_escaped_in_a_message(book: Book) -> None:
    phrase = Phrase("category.P01")
    assert book.label(phrase, NB) == "Oppmøte & fravær"
    assert book.text(phrase, NB) == "Oppmøte &amp; fravær"


def test_a_label_shows_a_value_as_it_was_typed(book: Book) -> None:
    assert book.label(TEXTS["report.open"](alias="Å & <Ø>"), NB) == "Åpne Å & <Ø>"
    assert book.text(TEXTS["report.open"](alias="Å & <Ø>"), NB) == "Åpne Å &amp; &lt;Ø&gt;"


def test_a_message_shown_as_a_toast_loses_its_tags(book: Book) -> None:
    assert book.toast(TEXTS["report.panel"](), NB) == "113 ambulanse\n112 politi"


def test_a_question_may_name_what_was_agreed_last(book: Book) -> None:
    asked = Phrase("question.M8", {"practice": Phrase("answer.F1.fair"), "end": date(2028, 5, 4)})
    assert book.text(asked, NB) == "Sist ville du prøve: Greit. Hjalp det?"


def test_a_day_without_a_filter_is_never_shown_as_a_computer_writes_it(book: Book) -> None:
    said = say(book, "sent", name=date(2028, 5, 4), deadline=IN_MAY, alias=IN_MAY)
    assert said.startswith(tied("Sendt. torsdag 4.~mai svarer"))
    assert said.endswith(tied("Det gjelder torsdag 4.~mai kl.~13:00."))


def test_a_whole_card_has_its_title_and_headings_in_bold(book: Book) -> None:
    card = book.text(Phrase("card.V44"), NB)
    assert card == (
        "<b>Når noen ikke orker å leve</b>\n\n<b>Ring</b>\n113 nå.\n\n"
        "<b>Gjør nå</b>\nBli hos deltakeren.\n\n<b>Si</b>\n«Jeg blir her til hjelpen kommer.»\n\n"
        "<b>Etterpå</b>\nSi fra til NAV på telefon."
    )


def test_a_card_that_pushes_says_when_not_to_before_what_to_say(book: Book) -> None:
    card = book.text(Phrase("card.V34"), NB)
    order = ["Når", "Legg til rette", "Utfordre", "Ikke press når", "Si", "Ring NAV"]
    places = [card.index(f"<b>{heading}</b>") for heading in order]
    assert places == sorted(places)
    assert "• Si hva dere ble enige om.\n• Be om beskjed" in card


def test_a_text_that_does_not_exist_is_an_error_that_names_it(book: Book) -> None:
    with pytest.raises(NoSuchText, match=r"report\.nothing"):
        book.text(Phrase("report.nothing"), NB)


def test_search_words_hold_the_title_the_categories_and_the_card(book: Book) -> None:
    words = book.card_words(NB)
    assert set(words) == {"V34", "V44"}
    assert words["V34"].count("Borte uten beskjed") > 1
    assert "Oppmøte & fravær" in words["V34"]
    assert "skulker" in words["V34"]
    assert "Bli hos deltakeren" in words["V44"]


@pytest.fixture(scope="module")
def trilingual(tmp_path_factory: pytest.TempPathFactory) -> Book:
    changes: dict[str, str | bytes] = {
        f"{language}/messages/report.yaml": f"texts:\n  {words}\nbuttons: {{}}\n"
        for language, words in {
            "nn": "sent: Sendt. {{ name }} svarar innan {{ deadline|moment }}.{{ alias }}",
            "en": "sent: Sent. {{ name }} answers by {{ deadline|moment }}.{{ alias }}",
        }.items()
    }
    changes["nn/names.yaml"] = "card: {when: Når, say: Sei}\nweekday: {5: laurdag}\n"
    changes["en/names.yaml"] = (
        "card: {when: When, support: Make room, push: Stretch, wait: Do not push when, say: Say}\n"
    )
    changes["en/cards/V34.md"] = (
        "---\ntitle: Away without notice\n---\n## When\nDid not come.\n"
        "## Make room\nRing them today.\n## Stretch\nSay what you agreed.\n"
        "## Do not push when\nThey are ill.\n"
        "## Say\n“I missed you.”\n## Ring NAV\nWhen nobody answers.\n"
    )
    return load_book(write(tmp_path_factory.mktemp("three") / "content", changes), TEXTS)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            NN,
            tied("Sendt. Nadia svarar innan laurdag 6.~mai kl.~13:00."),
        ),
        (EN, tied("Sent. Nadia answers by Saturday 6~May at~13:00.")),
    ],
)
def test_every_reader_gets_dates_as_their_language_says_them(
    trilingual: Book, language: Language, said: str
) -> None:
    saturday = IN_MAY.replace(day=6)
    assert say(trilingual, "sent", language, name="Nadia", deadline=saturday, alias="") == said


def test_a_text_that_is_not_translated_is_read_in_bokmal(trilingual: Book) -> None:
    assert trilingual.languages == (NB, NN, EN)
    assert trilingual.label(TEXTS["report.send"](), EN) == "Send"
    assert "Borte uten beskjed" in trilingual.text(Phrase("card.V34"), NN)
    assert "<b>Away without notice</b>\n\n<b>When</b>\n" in trilingual.text(Phrase("card.V34"), EN)
    assert "Away without notice" in trilingual.card_words(EN)["V34"]
    assert "Gjør nå" not in trilingual.card_words(EN)["V34"]
    assert "Bli hos deltakeren" in trilingual.card_words(EN)["V44"]


def test_what_another_language_lacks_is_advice_and_no_error(trilingual: Book) -> None:
    told = [str(each) for each in trilingual.advice if each.file.startswith("content/nn/")]
    assert "content/nn/questions.yaml: advice: is missing: it is read in bokmål" in told
    assert any("buttons lacks open, send" in each for each in told)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ when|weekday }}", "torsdag"),
        ("{{ when|day }}", tied("4.~mai")),
        ("{{ when|date }}", tied("torsdag 4.~mai")),
        ("{{ when|clock }}", "13:00"),
        ("{{ when }}", tied("torsdag 4.~mai kl.~13:00")),
    ],
)
def test_each_date_filter(tmp_path: Path, template: str, said: str) -> None:
    texts = {**TEXTS, "common.at": Text("common.at", "when")}
    changes: dict[str, str | bytes] = {"nb/messages/common.yaml": f"texts: {{at: '{template}'}}"}
    book = load_book(write(tmp_path / "content", changes), texts)
    assert book.text(texts["common.at"](when=IN_MAY), NB) == said
    assert book.text(texts["common.at"](when=None), NB) == ""


def test_the_version_follows_the_words_and_not_the_folder(tmp_path: Path, book: Book) -> None:
    same = load_book(write(tmp_path / "elsewhere"), TEXTS)
    report = FILES["nb/messages/report.yaml"].replace("Sende?", "Skal jeg sende?")
    other = load_book(write(tmp_path / "other", {"nb/messages/report.yaml": report}), TEXTS)
    assert same.version == book.version != other.version


def test_the_version_is_known_without_reading_the_content(tmp_path: Path) -> None:
    content = Path(__file__).parents[2] / "content"
    assert version_in(content) == load_book(content, texts()).version
    assert version_in(write(tmp_path)) == load_book(tmp_path, TEXTS).version
