"""Words folded so that bokmål, nynorsk, dialect and hurried typing look alike; æ, ø, å are kept."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[a-zæøåäöéü0-9]+")
_TWICE = re.compile(r"([a-zæøå])\1+")
_FOLDS = (
    ("ä", "æ"),
    ("ö", "ø"),
    ("é", "e"),
    ("aa", "å"),
    ("kv", "hv"),
    ("kj", "k"),
    ("gj", "g"),
    ("hj", "j"),
    ("au", "ø"),
    ("ei", "e"),
    ("øy", "ø"),
    ("sjølv", "selv"),
    ("sjøl", "selv"),
)
"""Sounds that are written in several ways ("ikkje", "ikke"; "heim", "hjem"); order matters."""


def words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFC", text).lower()
    return [_folded(word) for word in _WORD.findall(plain)]


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    for written, fold in _FOLDS:
        word = word.replace(written, fold)
    return _TWICE.sub(r"\1", word)
