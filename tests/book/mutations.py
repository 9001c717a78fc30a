"""Ways in which a file of content/ gets broken: slips of the finger, bad tools and bad intent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from hypothesis import strategies as st

Break: TypeAlias = Callable[[str, int], bytes]
"""Of the file's text and any number: what the file holds afterwards."""
_VALUE = re.compile(r"(?m)^([ \t]*[\w-]+:)[ \t]+\S.*$")
_NUMBER = re.compile(r"(?<=: )\d+")


def _line(text: str, at: int) -> tuple[list[str], int]:
    lines = text.split("\n")
    return lines, at % len(lines)


def _among(words: tuple[str, ...], put: Callable[[str, int, str], str]) -> Break:
    return lambda text, at: put(text, at, words[at % len(words)]).encode()


def _into_words(text: str, at: int, what: str) -> str:
    """At the end of a line that holds more than a key."""
    lines = text.split("\n")
    full = [n for n, line in enumerate(lines) if re.search(r"\w[.!?]?$", line)] or [0]
    lines[full[at % len(full)]] += f" {what}"
    return "\n".join(lines)


def _as_value(text: str, at: int, what: str) -> str:
    found = list(_VALUE.finditer(text))
    if not found:
        return what
    hit = found[at % len(found)]
    return f"{text[: hit.start()]}{hit[1]} {what}{text[hit.end() :]}"


def _as_number(text: str, at: int, what: str) -> str:
    # In the place of "|" a number would begin a text of several lines, which is an edit.
    whole = [hit for hit in _VALUE.finditer(text) if not hit[0].rstrip().endswith("|")]
    found = list(_NUMBER.finditer(text)) or whole
    if not found:
        return what
    hit = found[at % len(found)]
    key = f"{hit[1]} " if hit.re is _VALUE else ""
    return f"{text[: hit.start()]}{key}{what}{text[hit.end() :]}"


def _as_line(text: str, at: int, what: str) -> str:
    lines, number = _line(text, at)
    return "\n".join([*lines[:number], what, *lines[number:]])


def _without_line(text: str, at: int) -> bytes:
    lines, number = _line(text, at)
    return "\n".join(lines[:number] + lines[number + 1 :]).encode()


def _line_twice(text: str, at: int) -> bytes:
    lines, number = _line(text, at)
    return "\n".join([*lines[:number], lines[number], *lines[number:]]).encode()


def _without_key(text: str, at: int) -> bytes:
    found = list(_VALUE.finditer(text))
    if not found:
        return b""
    hit = found[at % len(found)]
    return (text[: hit.start()] + text[hit.end() + 1 :]).encode()


def _in_latin(text: str, _at: int) -> bytes:
    return (text + "\n# på norsk\n").encode("latin-1", "replace")


def _zeros(text: str, at: int) -> bytes:
    raw = text.encode()
    cut = at % (len(raw) + 1)
    return raw[:cut] + b"\0" * (1 + at % 5) + raw[cut:]


WRONG_VALUES = ("{a: b}", "[[1]]", "[", "{", "!!binary aGVp", "!!python/name:os.system x", "&a x")
HUGE = ("9" * 12, "9" * 400, "1" + "0" * 15, "-" + "9" * 9, "1e999", ".inf", "0x7fffffffffffffff")
MARKUP = (
    "<b>", "</b>", "<i><b></i></b>", "<script>alert(1)</script>", '<a href="x">x</a>',
    "<img src=x onerror=y>", "<pre>", "<tg-spoiler>x</tg-spoiler>", "&nbsp;", "&#60;",
)  # fmt: skip
STRAY = ("&", "<", "5 > 3", "<3", "<!-- -->", "<b", "%", "{", "}")
"""Wrong in a message, and what somebody may mean on a button."""
TEMPLATES = (
    "{{ ''.__class__.__mro__ }}", "{{ 9**9**9 }}", "{% for a in range(9**9) %}x{% endfor %}",
    "{% include '/etc/passwd' %}", "{{ cycler.__init__.__globals__ }}", "{{ 'a' * 10**9 }}",
    "{% set x = 1 %}", "{{ alias|attr('x') }}", "{{", "{% if %}", "{% raw %}{{", "{{ lipsum() }}",
    "{{ no_such_value }}", "{% extends 'x' %}", "{% if police %}" * 30 + "x" + "{% endif %}" * 30,
)  # fmt: skip
HIDDEN = ("\x07", "\x1b[31m", "\x7f", "\x85", "\u202e", "\u200b", "\u2028", "\ufeff", "\r", "\x00")
CONFLICT = ("<<<<<<< HEAD", "=======", ">>>>>>> theirs", "||||||| base")
PHONES = (
    "Ring 113 nå.",
    "Ring 22 40 00 40.",
    "Tlf. +47 900 12 345",
    "Ring 116117",
    "ring 90012345",
)
BLAME = ("Deltakeren er umotivert", "Deltakaren er umotivert", "The participant is lazy. Gidder")


def _laughs(_text: str, at: int) -> bytes:
    levels = "".join(
        f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 9 + at % 9)
    )
    return f"l0: &l0 [{', '.join(['x'] * 9)}]\n{levels}".encode()


def _deep(_text: str, at: int) -> bytes:
    deep = 200 * (1 + at % 100)
    return (("[" * deep), ("{a: " * deep), "".join(" " * n + "a:\n" for n in range(400)))[
        at % 3
    ].encode()


@dataclass(frozen=True)
class Fault:
    """A kind of mutation. `edit`: it may also be a change that somebody means."""

    name: str
    apply: Break
    edit: bool = False


FAULTS = (
    Fault("a value of a wrong type", _among(WRONG_VALUES, _as_value)),
    Fault("a huge number", _among(HUGE, _as_number)),
    Fault("broken markup", _among(MARKUP, _into_words)),
    Fault("a stray sign", _among(STRAY, _into_words), edit=True),
    Fault("a hostile template", _among(TEMPLATES, _into_words)),
    Fault("a hidden character", _among(HIDDEN, _into_words)),
    Fault("a number of its own", _among(PHONES, _into_words)),
    Fault("blame", _among(BLAME, _into_words)),
    Fault("a conflict", _among(CONFLICT, _as_line)),
    Fault("a tab", lambda text, at: _as_line(text, at, "\tx: y").encode(), edit=True),
    Fault("ten megabytes", lambda text, _at: text.encode().ljust(10_000_000, b"#")),
    Fault("latin-1", _in_latin),
    Fault("utf-16", lambda text, _at: text.encode("utf-16")),
    Fault("bytes", lambda text, at: text.encode() + bytes([0x80 + at % 0x7F, 0xFF])),
    Fault("zeros", _zeros),
    Fault("aliases upon aliases", _laughs),
    Fault("depth", _deep),
    Fault("nothing", lambda _text, _at: b""),
    Fault("windows line ends", lambda text, _at: text.replace("\n", "\r\n").encode()),
    Fault("a byte order mark", lambda text, _at: text.encode("utf-8-sig")),
    Fault("a missing line", _without_line, edit=True),
    Fault("a missing key", _without_key, edit=True),
    Fault("a line twice", _line_twice, edit=True),
    Fault("half a file", lambda text, at: text.encode()[: at % (len(text) + 1)], edit=True),
)


def _loops(path: Path) -> None:
    path.symlink_to(path)


def _endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _elsewhere(path: Path) -> None:
    path.symlink_to("/etc/hostname")


def _dangles(path: Path) -> None:
    path.symlink_to(path.parent / "nowhere")


def _folder(path: Path) -> None:
    path.mkdir()


def _pipe(path: Path) -> None:
    import os

    os.mkfifo(path)


def _gone(_path: Path) -> None:
    pass


INSTEAD: Mapping[str, Callable[[Path], None]] = {
    "a link to itself": _loops,
    "a device without end": _endless,
    "another file of the machine": _elsewhere,
    "a link to nowhere": _dangles,
    "a folder": _folder,
    "a pipe": _pipe,
    "no file": _gone,
}
"""What may stand where a file should; no reading of it may hang."""


def mutations(paths: list[str]) -> st.SearchStrategy[tuple[str, Fault, int]]:
    return st.tuples(st.sampled_from(paths), st.sampled_from(FAULTS), st.integers(0, 10_000))
