"""How a card may be read, and advice on words: a person reads every change on a phone anyway."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from mentorbot.domain.people import Language

ENOUGH_WORDS = 60
MOST_WORDS = 65
LONGEST_SENTENCE = 18
FEWEST_WORDS = 3
"""On each side of a card."""
HARDEST = 35
"""LIX: below 30 is very easy, above 40 hard."""
MEASURED = (Language.NB, Language.NN)
"""LIX was made for the Scandinavian languages; English words are shorter."""
LONG_WORD = 6

_SENTENCE_END = re.compile(r"[.!?:]+(?=[\s»”\")]|$)|\n\n|\n(?=•)")
_WORD = re.compile(r"\w+(?:[-'’.:]\w+)*")

COLOURS = "colours are not shown: say how much it hurries"
NO_COLLEAGUE = "a colleague would not say so"

AVOID: Mapping[Language, Mapping[str, str]] = {
    Language.NB: {
        r"brukere\w*|kandidat\w*|klient\w*": "say deltakeren",
        r"vi savn\w+ deg|ikke din feil|ikke skrive fritt": NO_COLLEAGUE,
        r"grønn\w*|gult?|gule|oransje|røde?": COLOURS,
    },
    Language.NN: {
        r"brukara\w*|kandidat\w*|klient\w*": "say deltakaren",
        r"vi saknar deg|ikkje din feil": NO_COLLEAGUE,
        r"grøn\w*|gult?|gule|oransje|raude?": COLOURS,
    },
    Language.EN: {
        r"users?|candidates?|clients?": "say the participant",
        r"we miss you|not your fault": NO_COLLEAGUE,
        r"green|yellow|orange|red": COLOURS,
    },
}

_AVOID = {
    language: [(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), why) for words, why in each.items()]
    for language, each in AVOID.items()
}


def wording_advice(text: str, language: Language) -> Iterator[str]:
    for words, why in _AVOID[language]:
        for hit in words.finditer(text):
            yield f"{hit[0]!r}: {why}"


def side_problems(sections: Mapping[str, str], sides: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The names of sides that are too thin to do anything with, and what to do (R24)."""
    for name in sides:
        count = sum(map(len, sentences(sections.get(name, ""))))
        if name in sections and count < FEWEST_WORDS:
            yield name, f"has {count} words; {FEWEST_WORDS} are the fewest: say what to do"


def card_problems(sections: Sequence[str], language: Language) -> Iterator[str]:
    """What a card may not be, read aloud section by section: too long, or too hard to read."""
    said = _said(sections)
    if (count := sum(map(len, said))) > MOST_WORDS:
        yield f"the card has {count} words; {MOST_WORDS} are the most: take something away"
    if language in MEASURED and said and (hard := lix(said)) > HARDEST:
        yield f"LIX is {hard:.0f}; {HARDEST} is the most: take shorter words and sentences"


def card_advice(sections: Sequence[str]) -> Iterator[str]:
    said = _said(sections)
    if ENOUGH_WORDS < (count := sum(map(len, said))) <= MOST_WORDS:
        yield f"the card has {count} words; {ENOUGH_WORDS} are enough on a phone"
    for sentence in said:
        if len(sentence) > LONGEST_SENTENCE:
            start = " ".join(sentence[:4])
            yield f"a sentence has {len(sentence)} words ({start} ...): divide it"


def _said(sections: Sequence[str]) -> list[list[str]]:
    return [sentence for section in sections for sentence in sentences(section)]


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence."""
    split = (_WORD.findall(part) for part in _SENTENCE_END.split(text))
    return [words for words in split if words]


def lix(said: Sequence[Sequence[str]]) -> float:
    """Words per sentence plus the percentage of words with more than six letters."""
    words = [word for sentence in said for word in sentence]
    long = sum(len(word) > LONG_WORD for word in words)
    return len(words) / len(said) + 100 * long / len(words)
