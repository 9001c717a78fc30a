"""Identity numbers of every kind, however they are written, and a working day's other numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
SEPARATORS = ("", " ", "-", ".", "/", " - ", "\u2013", "\u00a0", "\u200b", "\n")
SCRIPTS = {"ascii": 0x30, "fullwidth": 0xFF10, "arabic-indic": 0x0660}
GROUPINGS = ((6, 5), (2, 2, 2, 5), (2, 2, 2, 3, 2), (1,) * 11)
"""How the digits are parted, where they are."""
SENTENCES = (
    "Gjelder {} på lageret",
    "{}",
    "hun ga meg {}, hva skal jeg med det",
    "Kl 10.30 kom han, {} står på lappen. Ordre 4711.",
    "fnr {}",
    "Han har 3 vakter ({}) denne uka",
    "D-nummer {} står på papir",
    "her er det: {}. ring meg",
)


@dataclass(frozen=True)
class Written:
    kind: str
    separator: str
    script: str
    digits: str
    text: str
    """The number in a sentence."""


def day(rng: Random) -> date:
    return date(1930, 1, 1) + timedelta(days=rng.randrange(365 * 95))


def controlled(nine: str, rng: Random, remainders: tuple[int, ...] = (0,)) -> str | None:
    """With control digits; from 2032 the remainder of the first may be 0, 1, 2 or 3."""
    first = (rng.choice(remainders) - weighed(nine, FIRST)) % 11
    if first == 10:
        return None
    second = -weighed(f"{nine}{first}", SECOND) % 11
    return None if second == 10 else f"{nine}{first}{second}"


def weighed(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def number(rng: Random, *, day_more: int = 0, month_more: int = 0, later: bool = False) -> str:
    made = None
    while made is None:
        born = day(rng)
        nine = (
            f"{born.day + day_more:02}{born.month + month_more:02}{born:%y}{rng.randrange(1000):03}"
        )
        made = controlled(nine, rng, (1, 2, 3) if later else (0,))
    return made


def mistyped(rng: Random) -> str:
    """One digit of an ordinary number or a D-number is another one."""
    right = number(rng, day_more=rng.choice((0, 40)))
    at = rng.randrange(11)
    wrong = rng.choice([digit for digit in "0123456789" if digit != right[at]])
    return right[:at] + wrong + right[at + 1 :]


KINDS: dict[str, Callable[[Random], str]] = {
    "ordinary": number,
    "D": lambda rng: number(rng, day_more=40),
    "H": lambda rng: number(rng, month_more=40),
    "synthetic +65": lambda rng: number(rng, month_more=65),
    "synthetic +80": lambda rng: number(rng, month_more=80),
    "synthetic D +80": lambda rng: number(rng, day_more=40, month_more=80),
    "from 2032": lambda rng: number(rng, day_more=rng.choice((0, 40)), later=True),
    "mistyped": mistyped,
}


def generated(amount: int, rng: Random) -> Iterator[Written]:
    """Every kind with every separator in every script, in turn."""
    ways = [(kind, gap, script) for kind in KINDS for gap in SEPARATORS for script in SCRIPTS]
    for at in range(amount):
        kind, gap, script = ways[at % len(ways)]
        digits = KINDS[kind](rng)
        shown = "".join(
            chr(SCRIPTS[script] + int(sign)) if sign.isdigit() else sign
            for sign in parted(digits, gap, rng)
        )
        yield Written(kind, gap, script, digits, rng.choice(SENTENCES).format(shown))


def parted(digits: str, gap: str, rng: Random) -> str:
    parts, at = [], 0
    for size in rng.choice(GROUPINGS):
        parts.append(digits[at : at + size])
        at += size
    return gap.join(parts)


ORDERS = (
    "ordre {}", "Ordrenr. {}", "ordrenummer: {}", "ordren {} kom i dag", "sak {}", "saksnr {}",
    "faktura {} mangler", "fakturanummer {}", "pakke {} er borte", "kolli {}", "sending {}",
    "sporingsnr... sendingsnummer {}", "bestilling {}", "bestillingsnr. {}", "order {}",
    "order number {}", "invoice {}", "parcel {}", "case {}", "kundenr {}", "referanse {}",
    "ref. {}",
    "følgeseddel {}", "plukkliste {}", "serienr {}", "batch {}", "lot {}", "kvittering {}",
)  # fmt: skip
ARTICLES = (
    "art. {}", "artikkel {}", "artikkelnr. {}", "varenr {}", "varenummer: {}", "EAN {}", "GTIN {}",
    "produkt {}", "produktnr {}", "item {}", "part number {}", "SKU {}", "lagernr {}",
)  # fmt: skip


def working_day(rng: Random) -> Iterator[str]:
    """Sentences with numbers that are nobody's telephone."""
    for words in ORDERS + ARTICLES:
        for _ in range(20):
            eight = f"{rng.randrange(20_000_000, 99_999_999)}"
            yield words.format(eight)
            yield words.format(f"{eight[:4]} {eight[4:]}")
            yield words.format(f"{rng.randrange(10**5, 10**7)}")
            yield words.format(f"{rng.randrange(10**12, 10**13)}")
    for _ in range(400):
        yield from _times(rng)
        yield from _sums(rng)
        yield from _dates(rng)
    for at in range(1, 50):
        yield f"uke {at} {at + 1} {at + 2} {at + 3}"
        yield f"hylle {at}, {at + 1}, {at + 2} og {at + 3}"
        yield f"rad {at + 20} {at + 21} {at + 22} {at + 23}"
        yield f"{at} av {at + 40} esker, {at * 3} paller, {at * 111} kolli"
        yield f"versjon {at}.{at + 1}.{at + 2}, {at},{at % 10} grader, {at + 20} % av {at * 100}"


def _clock(rng: Random, dot: str) -> str:
    return f"{rng.randrange(24):02}{dot}{rng.choice((0, 15, 30, 45)):02}"


def _times(rng: Random) -> Iterator[str]:
    a, b, c, d = (_clock(rng, ".") for _ in range(4))
    e, f = (_clock(rng, ":") for _ in range(2))
    yield f"kl {a}-{b}"
    yield f"{a} - {b}"
    yield f"Kl. {a}-{b} og {c}-{d}"
    yield f"{e} til {f}"
    yield f"{e}-{f}"
    yield f"fra {a} til {b}, pause {c}"
    yield f"{a} {b}"
    yield f"kl {a.replace('.', ' ')} {b.replace('.', ' ')}"


def _sums(rng: Random) -> Iterator[str]:
    much = rng.randrange(20_000_000, 99_999_999)
    grouped = f"{much:,}".replace(",", " ")
    yield f"kr {grouped}"
    yield f"{grouped} kr"
    yield f"{much} kroner"
    yield f"kr {much}"
    yield f"{much},-"
    yield f"NOK {much}"
    yield f"{grouped},50"
    yield f"beløp {much}"
    yield f"omsetning: {much}"
    yield f"{much} stk"


def _dates(rng: Random) -> Iterator[str]:
    one = date(2026, 1, 1) + timedelta(days=rng.randrange(1000))
    other = one + timedelta(days=rng.randrange(1, 90))
    yield f"{one:%d.%m.%Y}"
    yield f"{one:%d.%m.%y}-{other:%d.%m.%y}"
    yield f"{one:%d.%m}-{other:%d.%m}"
    yield f"{one:%d.%m} {other:%d.%m}"
    yield f"{one:%Y%m%d}"
    yield f"{one:%d%m%Y}"
    yield f"{one:%Y-%m-%d} til {other:%Y-%m-%d}"
    yield f"{one:%d/%m/%Y}"
    yield f"{one.year}-{other.year}"
    yield f"{one:%d %m %Y}"
    yield f"møte {one.day}. {one:%m}. kl 10.30"
