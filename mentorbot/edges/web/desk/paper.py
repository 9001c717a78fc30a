"""How a page of the desk looks and what it may reach: templates, stylesheet, headers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import Response

from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language
from mentorbot.domain.wording import Phrase, Text

PAGE = Path(__file__).parent / "page"
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
FILES = {path.name: path.read_bytes() for path in sorted(PAGE.iterdir()) if path.suffix in KINDS}
VERSION = hashlib.sha256(b"\0".join(FILES.values())).hexdigest()[:12]
"""Stands in the address of the stylesheet and the scripts: a new one is a new address."""
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
BY_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}
KEPT = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
"""Of the stylesheet and the scripts: they say nothing of anybody."""


def in_frames_of(hosts: Sequence[str], response: Response) -> Response:
    """The one page that others may show inside theirs; nothing else of it is open to them."""
    headers, nobody = response.headers, "frame-ancestors 'none'"
    policy = headers.get("Content-Security-Policy", "")
    if nobody in policy:
        headers["Content-Security-Policy"] = policy.replace(
            nobody, f"frame-ancestors {' '.join(hosts)}"
        )
        # Older browsers know only "nobody" and "this site"; the others go by the policy.
        del headers["X-Frame-Options"]
    return response


class Paper:
    def __init__(self, texts: Mapping[str, Text]) -> None:
        """`texts`: what the modules of the desk declare, by key."""
        self._texts = texts
        self._templates = Environment(
            loader=FileSystemLoader(PAGE),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def written(self, template: str, book: Book, language: Language, **data: Any) -> str:
        words = {"say": self._said(book, language), "plain": self._plain(book, language)}
        return self._templates.get_template(template).render(
            language=language, version=VERSION, **words, **data
        )

    def _said(self, book: Book, language: Language) -> Callable[..., Markup]:
        def say(what: str | Phrase, **values: Any) -> Markup:
            # The Book escaped what is no markup of its own.
            return Markup(book.text(self._phrase(what, values), language))  # noqa: S704

        return say

    def _plain(self, book: Book, language: Language) -> Callable[..., str]:
        return lambda what, **values: book.label(self._phrase(what, values), language)

    def _phrase(self, what: str | Phrase, values: Mapping[str, Any]) -> Phrase:
        return what if isinstance(what, Phrase) else self._texts[what](**values)
