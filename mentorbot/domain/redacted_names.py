"""Words that point at a person: e-mail addresses, street addresses and names.

Plain text in (see redaction.plain), spans out. Norwegian writes few words with a capital, so that
two of them in a row are nearly always a name; the lists are for the other cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

Spans = Iterator[tuple[int, int]]

EMAIL = re.compile(
    r"[\w.+-]{1,64}(?:@|\s?[\[(](?:at|alfa|krøllalfa)[\])]\s?|\skrøllalfa\s)"
    r"[\w-]{1,63}(?:(?:\.|\s?[\[(](?:dot|punktum)[\])]\s?|\spunktum\s)[\w-]{1,63}){1,4}",
    re.IGNORECASE,
)

STREET = r"(?:veien|vegen|veg|vei|gaten|gata|gate|gt\.?|all[eé]en|all[eé]|stien|svingen)"
PLACE = r"(?:plassen|plass|torget|torg|bakken|bakke|haugen|åsen|ringen|tunet|kroken|brygge|lia)"
CAPITAL = r"[A-ZÆØÅÄÖ][^\W\d_]+"
HOUSE = rf" \d{{1,4}}(?: ?[A-Ha-h]\b)?(?!\d|[.:]\d)(?:,? \d{{4}} {CAPITAL})?"
ADDRESS = re.compile(
    rf"\b(?:[^\W\d_]{{2,}}(?i:{STREET})"
    rf"|(?:{CAPITAL} ){{1,3}}(?i:{STREET}|{PLACE})"
    rf"|(?<=[a-zæøå,] )[A-ZÆØÅ][^\W\d_]+{PLACE}){HOUSE}"
)
ENGLISH_ADDRESS = re.compile(
    rf"\b\d{{1,4}} (?:{CAPITAL} ){{1,3}}(?:Street|Road|Avenue|Lane|St\.?|Rd\.?)\b"
)


def _words(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
PARTICLES = _words("van von der af el al bin ibn dos di")
NOT_NAMES = _words(
    "nav norge norway oslo bergen trondheim stavanger tromsø drammen kristiansand "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december norwegian english "
    "teams excel word outlook telegram whatsapp snapchat facebook instagram messenger google "
    "mental helse kirkens jul påske pinse vår herre gud"
)
OPENERS = _words(
    "i på til fra hos ved etter før når hvis da med for om men og eller at som så nå no "
    "han hun ho hen vi jeg eg de det den dei dette denne disse du dere er var har hadde kan skal "
    "vil må bør blir ble fikk får gikk går kom kommer ring ringte spør spurte send sendte møt "
    "møtte kontakt hei hallo takk kjære både bare også ikke ingen noen alle hva hvem hvor hvorfor "
    "deltakeren deltaker mentor mentoren sjefen lederen kollegaen kollega kunden veilederen "
    "in on the we he she they and but when if is was has can will my our his her yesterday today "
    "hi hello call dear participant"
)
"""Words that may open a sentence just before a name: they are no part of it."""
FIRST_NAMES = _words(
    "anne anna anette anita ingrid kari marit liv-marit solveig berit astrid bjørg hilde marianne "
    "kristin kristine kirsten nina elin wenche tove camilla silje hanne ida julie thea emma "
    "nora ingvild ragnhild sigrid gunn gerd inger bente laila monica linda lise line heidi maria "
    "marte martine malin sofie amalie vilde frida elise karoline caroline cathrine katrine sara "
    "sarah hanna hannah nadia fatima amina aisha ayan maryam zahra leila yasmin samira svetlana "
    "olga natalia natasha ewa agnieszka katarzyna malgorzata joanna aneta "
    "ola olav ole lars nils kjell arne knut tormod thor-arne terje morten anders eirik "
    "erik henrik magnus kristian kristoffer christian fredrik andreas thomas tommy trond tore "
    "øyvind øystein håkon haakon harald sigurd sverre gunnar rune roger espen vegard vidar håvard "
    "halvor eivind sindre simen sondre markus martin mathias daniel jonas johannes johan emil "
    "jakob lukas oskar oliver kasper petter paal steinar asbjørn torbjørn sveinung egil leif "
    "mohammed mohamed muhammad mohammad ahmed ahmad ali hassan hussein ibrahim omar yusuf abdi "
    "abdullah mustafa mehmet piotr krzysztof tomasz pawel marek andrzej dmitri sergej oleksandr "
    "viktor ivan kevin robin"
)
"""First names that are hardly ever another word. A small list: more do no harm."""
ALSO_WORDS = _words(
    "liv dag odd even per jan tor stein siv svein mona roy jo unn geir hans tone pål"
)
"""First names that are words too: names only where a capital stands inside a sentence."""
LOWER_SURNAME = re.compile(r"[^\W\d_]{3,}(?:sen|ssen)")


def emails(text: str, _today: date | None) -> Spans:
    return (found.span() for found in EMAIL.finditer(text))


def addresses(text: str, _today: date | None) -> Spans:
    yield from (found.span() for found in ADDRESS.finditer(text))
    yield from (found.span() for found in ENGLISH_ADDRESS.finditer(text))


def full_names(text: str, _today: date | None) -> Spans:
    """Two capitals in a row, and known first names with what follows them."""
    words = list(WORD.finditer(text))
    at = 0
    while at < len(words):
        size = _name_at(text, words, at)
        if size:
            yield words[at].start(), words[at + size - 1].end()
        at += max(size, 1)


def _name_at(text: str, words: list[re.Match[str]], at: int) -> int:
    """How many words the name has that begins here; 0 where none does."""
    opens = _opens_sentence(text, words[at])
    run = _capitals(text, words, at)
    if run >= 2 and not (opens and words[at][0].lower() in OPENERS):
        return run
    if not is_first_name(words[at][0], opens):
        return 0
    if run:
        return run
    surname = at + 1 < len(words) and _adjoins(text, words[at], words[at + 1])
    return 2 if surname and LOWER_SURNAME.fullmatch(words[at + 1][0]) else 1


def _capitals(text: str, words: list[re.Match[str]], at: int) -> int:
    """How many words in a row look like parts of a name, particles between them included."""
    size, last = 0, at
    for now in range(at, len(words)):
        if now > at and not _adjoins(text, words[now - 1], words[now]):
            break
        if _is_capital(words[now][0]):
            size, last = now - at + 1, now
        elif now > last + 2 or words[now][0] not in PARTICLES:
            break
    return size


def _is_capital(word: str) -> bool:
    """Capital first and small letters after; NAV and IT are no names, nor is a weekday."""
    return word[0].isupper() and not word.isupper() and word.lower() not in NOT_NAMES


def _adjoins(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return text[one.end() : other.start()] in (" ", "  ")


def _opens_sentence(text: str, word: re.Match[str]) -> bool:
    before = text[: word.start()].rstrip(" \"'«»“”(-–•")
    return not before or before[-1] in ".!?:;\n…" or not (before[-1].isalnum() or before[-1] == ",")


def is_first_name(word: str, opens_sentence: bool = False) -> bool:
    parts = [word.lower(), *re.split(r"[-'’]", word.lower())]
    known = {part.removesuffix("s") for part in parts} | set(parts)
    if known & FIRST_NAMES:
        return True
    return not opens_sentence and word[0].isupper() and bool(known & ALSO_WORDS)
