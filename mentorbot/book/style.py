"""Advice on style: it never stops anything, and a person reads every change on a phone anyway."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from mentorbot.domain.people import Language

MOST_WORDS = 60
LONGEST_SENTENCE = 18
HARDEST = 35
"""LIX: below 30 is very easy, above 40 hard."""
LONG_WORD = 6

_SENTENCE_END = re.compile(r"[.!?:]+(?=[\s»”\")]|$)|\n\n|\n(?=•)")
_WORD = re.compile(r"\w+(?:[-'’.:]\w+)*")

NO_SCORES = "nobody is scored, or praised like a child"

AVOID: Mapping[Language, Mapping[str, str]] = {
    Language.NB: {
        r"brukere\w*|kandidat\w*|klient\w*": "say deltakeren",
        r"umotiver\w*|motivasjon\w*|gidder|lat|late|vanskelig person|viljeløs\w*": "say what is "
        "in the way, not what the participant is like",
        r"poeng|streak|gratulerer|kjempeflink\w*|superbra": NO_SCORES,
        r"vi savn\w+ deg|ikke din feil|ikke skrive fritt": "a colleague would not say so",
        r"grønn\w*|gult?|gule|oransje|røde?": "colours are not shown: say how much it hurries",
        r"diagnose\w*|symptom\w*": "health is not spoken of here",
    },
    Language.NN: {
        r"brukara\w*|kandidat\w*|klient\w*": "say deltakaren",
        r"umotiver\w*|motivasjon\w*|gidd|lat|late|vanskeleg person": "say what is in the way, "
        "not what the participant is like",
        r"poeng|streak|gratulerer": NO_SCORES,
        r"vi saknar deg|ikkje din feil": "a colleague would not say so",
        r"grøn\w*|gult?|gule|oransje|raude?": "colours are not shown: say how much it hurries",
        r"diagnose\w*|symptom\w*": "health is not spoken of here",
    },
    Language.EN: {
        r"users?|candidates?|clients?": "say the participant",
        r"unmotivated|motivation|lazy|difficult person": "say what is in the way, not what the "
        "participant is like",
        r"points|streak|congratulations": NO_SCORES,
        r"we miss you|not your fault": "a colleague would not say so",
        r"green|yellow|orange|red": "colours are not shown: say how much it hurries",
        r"diagnos[ei]s|symptoms?": "health is not spoken of here",
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


def card_advice(sections: Sequence[str]) -> Iterator[str]:
    """Advice on a whole card, read aloud section by section."""
    said = [sentence for section in sections for sentence in sentences(section)]
    count = sum(map(len, said))
    if count > MOST_WORDS:
        yield f"the card has {count} words; {MOST_WORDS} are enough on a phone"
    for sentence in said:
        if len(sentence) > LONGEST_SENTENCE:
            start = " ".join(sentence[:4])
            yield f"a sentence has {len(sentence)} words ({start} ...): divide it"
    if said and (hard := lix(said)) > HARDEST:
        yield f"LIX is {hard:.0f}; at most {HARDEST} reads easily: take shorter words"


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence."""
    split = (_WORD.findall(part) for part in _SENTENCE_END.split(text))
    return [words for words in split if words]


def lix(said: Sequence[Sequence[str]]) -> float:
    """Words per sentence plus the percentage of words with more than six letters."""
    words = [word for sentence in said for word in sentence]
    long = sum(len(word) > LONG_WORD for word in words)
    return len(words) / len(said) + 100 * long / len(words)
