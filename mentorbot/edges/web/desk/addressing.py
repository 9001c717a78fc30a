"""Addresses of the desk's lists: what is asked for, read from the query and written to it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, TypeVar
from urllib.parse import urlencode

from mentorbot.edges.web.desk.pages import ROOT

E = TypeVar("E", bound=Enum)
LONGEST = 60
"""Characters of what is searched for."""


def address(path: str, **values: Any) -> str:
    """Of a page, with what is not empty in its query."""
    kept = {name: str(value) for name, value in values.items() if value not in (None, "", False)}
    return ROOT + path + (f"?{urlencode(kept)}" if kept else "")


def varied(path: str, query: Mapping[str, str], *names: str) -> Callable[..., str]:
    """The same page with some of it asked for otherwise; on the first page again."""
    kept = {name: query.get(name, "") for name in names}
    return lambda **values: address(path, **{**kept, **values})


def chosen(kind: type[E], value: str | None) -> E | None:
    """None for what there is not: an old bookmark shows everything."""
    return next((each for each in kind if each.value == value), None)


def number(value: str | None) -> int | None:
    """A person's or a page's."""
    value = value or ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None


def words(value: str | None) -> str:
    return " ".join((value or "").split())[:LONGEST]
