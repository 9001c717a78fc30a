"""Whatever an editor may write: it is refused, or it can be shown to everybody."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorbot.book.entries import MESSAGE, Checker, Entry
from mentorbot.book.findings import Findings, Spot
from mentorbot.book.markup import TAGS
from mentorbot.book.patterns import Press
from mentorbot.domain.people import Language

NUMBERS = {"ambulance": "113"}
NAMES = ("name", "when", "count")
LEAVES = st.sampled_from(
    [
        "hei",
        "\n",
        "&amp;",
        "{{ name }}",
        "{{ when|moment }}",
        "{{ name|clock }}",
        "{{ count|plural('dag', 'dager') }}",
        "{{ ambulance }}",
        "{{ other }}",
        "{# x #}",
        "<b>",
        "</b>",
        "&",
        ">",
    ]
)
CONDITIONS = st.sampled_from(["name", "not name and count", "name == 'x' or count != 3"])


def tagged(parts: tuple[str, str]) -> str:
    tag, inner = parts
    return f"<{tag}>{inner}</{tag}>"


def chosen(parts: tuple[str, str, str]) -> str:
    condition, one, other = parts
    return f"{{% if {condition} %}}{one}{{%- else %}}{other}{{% endif %}}"


SOURCES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map("".join),
        st.tuples(st.sampled_from(TAGS), inner).map(tagged),
        st.tuples(CONDITIONS, inner, inner).map(chosen),
    ),
    max_leaves=8,
)
VALUES = st.sampled_from(
    ["", "Kari", "<b>", "a & b", 0, 1, 7, None, True, datetime(2028, 5, 4, 11, tzinfo=UTC)]
)


class Balanced(HTMLParser):
    """Fails on what Telegram would refuse."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        assert not attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(Press(ZoneInfo("Europe/Oslo"), NUMBERS), Findings())


@settings(max_examples=400, deadline=None)
@given(
    source=SOURCES,
    values=st.fixed_dictionaries(dict.fromkeys(NAMES, VALUES)),
    language=st.sampled_from(Language),
)
def test_what_is_not_refused_is_balanced_for_all_values(
    checker: Checker, source: str, values: dict[str, object], language: Language
) -> None:
    entry = Entry("x.y", language, source, Spot("f", 1), False, MESSAGE, None, None)
    if (ready := checker.ready(entry)) is None:
        return
    reader = Balanced()
    reader.feed(ready.pattern.fill(values))
    reader.close()
    assert reader.open == []


@settings(max_examples=200, deadline=None)
@given(source=st.text(alphabet="{}%|()[]'\".,:=<>ifend x1é\n\0", max_size=60))
def test_no_text_makes_the_check_itself_fail(checker: Checker, source: str) -> None:
    checker.ready(Entry("x.y", Language.NB, source, Spot("f", 1), plain=True, gives=None))
