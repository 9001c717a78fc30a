"""Telegram's HTML: what it accepts, what it refuses, and that nothing else can happen."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorbot.standin.entities import KINDS, detected, from_html, trimmed, utf16
from mentorbot.standin.errors import ApiError

GOOD = [
    ("hei", "hei", []),
    ("<b>a</b>", "a", [("bold", 0, 1)]),
    ("<B>a</b>", "a", [("bold", 0, 1)]),
    ("👍<i>b</i>", "👍b", [("italic", 2, 1)]),
    ("<b>a<i>b</i></b>", "ab", [("italic", 1, 1), ("bold", 0, 2)]),
    ("<ins>a</ins><del>b</del>", "ab", [("underline", 0, 1), ("strikethrough", 1, 1)]),
    ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
    ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
    ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
    ("<code>a</code>", "a", [("code", 0, 1)]),
    ("&lt;b&gt; &amp; &quot;x&quot; &#229;&#xE5;", '<b> & "x" åå', []),
    ("&nbsp; &Aring; & &;", "&nbsp; &Aring; & &;", []),
    ("<b></b>tom", "tom", []),
    ("a > b", "a > b", []),
]


@pytest.mark.parametrize(("source", "text", "entities"), GOOD)
def test_good_html(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    got, found = from_html(source)
    assert got == text
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


BAD = [
    ("<x>a</x>", 'Unsupported start tag "x" at byte offset 0'),
    ("blåbær <p>", 'Unsupported start tag "p" at byte offset 9'),
    ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b><i>a</i>", 'Can\'t find end tag corresponding to start tag "b"'),
    ("a</b>", "Unexpected end tag at byte offset 1"),
    ("<b>a</i>", 'Unmatched end tag, expected "</b>", found "</i>" at byte offset 4'),
    ("<b", "Unclosed start tag at byte offset 0"),
    ("<b>a</b", "Unclosed end tag at byte offset 4"),
    ("<a href='x>a</a>", 'Unclosed start tag "a" at byte offset 0'),
    ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("3 < 4", 'Unsupported start tag "" at byte offset 2'),
]


@pytest.mark.parametrize(("source", "text"), BAD)
def test_bad_html(source: str, text: str) -> None:
    with pytest.raises(ApiError) as refused:
        from_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {text}"


def test_links_and_languages() -> None:
    _, (link,) = from_html('<a href="https://nav.no/?a=1&amp;b=2">NAV</a>')
    assert link == {"type": "text_link", "offset": 0, "length": 3, "url": "https://nav.no/?a=1&b=2"}
    _, (pre,) = from_html('<pre><code class="language-python">x</code></pre>')
    assert pre == {"type": "pre", "offset": 0, "length": 1, "language": "python"}
    _, none = from_html("<a>ingen lenke</a>")
    assert none == []


def test_white_space_at_the_ends_goes_and_entities_follow() -> None:
    text, entities = trimmed(*from_html("  <b> hei </b>  "))
    assert (text, entities) == ("hei", [{"type": "bold", "offset": 0, "length": 3}])


def test_telegram_finds_commands_links_and_addresses_by_itself() -> None:
    text = "👍 /start nå, https://nav.no. kari@nav.no @mentorbot 1/2 /"
    found = detected(text, [])
    shown = text.encode("utf-16-le")
    parts = [
        (e["type"], shown[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"))
        for e in found
    ]
    assert parts == [
        ("bot_command", "/start"),
        ("url", "https://nav.no"),
        ("email", "kari@nav.no"),
        ("mention", "@mentorbot"),
    ]


plain = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
tags = st.sampled_from(["b", "strong", "i", "em", "u", "s", "del", "tg-spoiler", "blockquote"])
Tree = list["str | tuple[str, Tree]"]
trees = st.recursive(
    st.lists(plain, max_size=3),
    lambda inner: st.lists(plain | st.tuples(tags, inner), max_size=4),
    max_leaves=12,
)


def written(tree: Tree) -> str:
    return "".join(
        escape(node, quote=False) if isinstance(node, str) else _tagged(*node) for node in tree
    )


def _tagged(tag: str, inner: Tree) -> str:
    return f"<{tag}>{written(inner)}</{tag}>"


def spoken(tree: Tree) -> str:
    return "".join(node if isinstance(node, str) else spoken(node[1]) for node in tree)


def expected(tree: Tree, offset: int = 0) -> list[tuple[str, int, int]]:
    found = []
    for node in tree:
        text = node if isinstance(node, str) else spoken(node[1])
        if not isinstance(node, str):
            found += expected(node[1], offset)
            if text:
                found.append((KINDS[node[0]], offset, utf16(text)))
        offset += utf16(text)
    return found


@given(trees)
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_back(tree: Tree) -> None:
    text, entities = from_html(written(tree))
    assert text == spoken(tree)
    assert [(e["type"], e["offset"], e["length"]) for e in entities] == expected(tree)


@given(st.text(alphabet="<>/&;=\"' abiex#å👍", max_size=30))
@settings(max_examples=300, deadline=None)
def test_anything_is_either_read_or_refused(source: str) -> None:
    try:
        text, entities = from_html(source)
    except ApiError as refused:
        text, entities = refused.description, []
        prefix = "Bad Request: can't parse entities: "
        if not text.startswith(prefix):
            raise
    assert all(0 < e["length"] <= utf16(text) - e["offset"] for e in entities)
