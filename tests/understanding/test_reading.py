"""Typed messages that stand nowhere in content/, read with the lessons as they are."""

from __future__ import annotations

import pytest

from mentorbot.domain.examples import Example, Intent, Lessons, Urgency
from mentorbot.understanding.reading import Reader

DANGER = [
    ("Han sitter i trappa med en kniv og sier at han vil dø", "nb"),
    ("ho seier ho skal ta livet sitt i helga", "nn"),
    ("hainn har datt ned fra taket og pust itj", "dialect"),
    ("Hun ta mange pille og ikke våkne", "l2"),
    ("he says he will shoot everyone on Thursday", "en"),
    ("beklager at jeg maser, men det lukter gass i kantina", "nb"),
    ("kan du flytte innsjekken? jeg orker ikke leve lenger", "nb"),
    ("ektemannen slår barna hennes", "nb"),
    ("hun ble voldtatt på vei hjem", "nb"),
]
NO_DANGER = [
    "for fem år siden prøvde hun å ta livet sitt, nå har hun det bra",
    "jeg spurte om hun tenkte på selvmord, og hun sa klart nei",
    "hva gjør jeg hvis noen en gang sier at de ikke vil leve?",
    "vi hadde brannøvelse, og hun fant utgangen først",
    "jeg lo meg i hjel av vitsen hans",
    "det var falsk alarm, ingen fare",
]


@pytest.mark.parametrize(("typed", "language"), DANGER)
def test_danger_is_heard_in_every_language_and_between_other_things(
    reader: Reader, typed: str, language: str
) -> None:
    read = reader.read(typed)
    assert (read.intent, read.urgency) == (Intent.EMERGENCY, Urgency.NOW), language
    assert read.kind


AROUND = (
    "Timelista er sendt, og møtet med NAV er på torsdag. {} Ellers har han vært i tide.",
    "timene er ført og møtet med nav er på torsdag {} han har vært i tide hele uka",
)


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize(
    "cry",
    [
        "hun er helt grå og svarer rart når vi snakker til henne",
        "hun har svelget noe og blir bare slappere",
    ],
)
def test_a_long_message_does_not_drown_a_cry_for_help(
    reader: Reader, cry: str, around: str
) -> None:
    assert reader.read(around.format("").strip()).intent is not Intent.EMERGENCY
    assert reader.read(around.format(cry)).intent is Intent.EMERGENCY


CALLED = [
    ("ring 113", "medical"),
    ("jeg har ringt 113", "medical"),
    ("vi har ringt 112", "violence"),
    ("me har ringt 110", "fire"),
    ("I called 113", "medical"),
]


@pytest.mark.parametrize(("typed", "kind"), CALLED)
def test_who_has_called_for_help_is_in_danger_still(reader: Reader, typed: str, kind: str) -> None:
    assert reader.read(typed).kind == kind


@pytest.mark.parametrize(
    "typed",
    [
        "Kari Nordmann har ringt 41 23 45 67",
        "Ring Kari Nordmann på 900 00 001",
        "vi ringte 113 i går, hun er hjemme igjen og har det fint",
        "når er det man ringer 116117 og ikke 113?",
        "ordre 112 er levert",
    ],
)
def test_other_numbers_and_calls_that_are_over_are_no_danger(reader: Reader, typed: str) -> None:
    assert reader.read(typed).intent is not Intent.EMERGENCY


@pytest.mark.parametrize("typed", NO_DANGER)
def test_what_is_over_denied_or_only_thought_of_is_no_emergency(reader: Reader, typed: str) -> None:
    assert reader.read(typed).intent is not Intent.EMERGENCY


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("han forsover seg hver mandag", "lateness"),
        ("ho sit åleine ved eit bord i kantina", "isolation"),
        ("saksbehandleren på nav svara itj på telefon, æ ha ringt tri ganga", "nav_followup"),
        ("Can we extend the placement by two months?", "extension"),
        ("Sjef ikke gi meg tid til mentor", "leader_support"),
        ("mentortilskuddet er ikke utbetalt", "subsidy"),
    ],
)
def test_the_topic_is_found_however_it_is_spelt(reader: Reader, typed: str, topic: str) -> None:
    read = reader.read(typed)
    assert read.intent in (Intent.PROBLEM, Intent.GUIDANCE)
    assert read.topics[0] == topic
    assert len(read.topics) == 20


@pytest.mark.parametrize(
    ("typed", "action"),
    [
        ("jeg har ferie, vent med spørsmålene til uke 30", "pause"),
        ("ikke send meg flere meldinger", "stop"),
        ("byt til nynorsk", "language"),
        ("hva er nummeret til NAV-kontakten?", "nav_contact"),
        ("slett alt dere har lagret om meg", "delete_data"),
    ],
)
def test_wishes_about_the_bot_are_told_apart(reader: Reader, typed: str, action: str) -> None:
    read = reader.read(typed)
    assert (read.intent, read.action, read.urgency) == (Intent.ADMIN, action, Urgency.NONE)


@pytest.mark.parametrize("typed", ["", "  ", "...", "?!", "🤷", "x" * 9000, "\u200b\u0000"])
def test_anything_at_all_is_read(reader: Reader, typed: str) -> None:
    read = reader.read(typed)
    assert read.intent is not Intent.EMERGENCY
    assert 0 <= read.sure <= 1


def test_a_sentence_from_the_lessons_is_known_by_heart(reader: Reader) -> None:
    read = reader.read("Det lukter gass i hele bygget!")
    assert (read.intent, read.kind) == (Intent.EMERGENCY, "fire")
    assert read.sure > 0.5


def test_few_lessons_are_enough_to_begin_with() -> None:
    few = Reader.taught(
        Lessons(
            examples=(
                Example("han kom ikke i dag", Intent.PROBLEM, "attendance"),
                Example("ho kom ikkje på jobb", Intent.PROBLEM, "attendance"),
                Example("takk for hjelpen", Intent.SMALLTALK),
                Example("tusen takk", Intent.SMALLTALK),
            ),
            words={"attendance": ("fravær",)},
        )
    )
    assert few.read("takk").intent is Intent.SMALLTALK
    assert few.read("han kom ikke").topics == ("attendance",)
