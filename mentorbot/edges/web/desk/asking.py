"""What a browser asked for, and whether it was the desk's own page that made it ask."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

MOST_FIELDS = 400
"""A form of three languages with every section of a card has some forty."""


class TooLarge(Exception):
    """The form has more bytes or fields than any of the desk's."""


@dataclass(frozen=True)
class Form:
    several: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The last of that name."""
        return (self.several.get(name) or ("",))[-1]

    @property
    def single(self) -> dict[str, str]:
        return {name: values[-1] for name, values in self.several.items()}


async def form_of(request: Request, largest: int) -> Form:
    """Raises TooLarge."""
    body = await _body(request, largest)
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await _with_files(request.headers, body)
    try:
        found = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except (ValueError, UnicodeDecodeError) as error:
        raise TooLarge from error
    return Form({name: tuple(values) for name, values in found.items()})


async def _body(request: Request, largest: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise TooLarge
    return bytes(body)


async def _with_files(headers: Headers, body: bytes) -> Form:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    several: dict[str, list[str]] = {}
    files: dict[str, bytes] = {}
    try:
        found = await MultiPartParser(headers, stream(), max_fields=MOST_FIELDS).parse()
    except MultiPartException as error:
        raise TooLarge from error
    for name, value in found.multi_items():
        if isinstance(value, UploadFile):
            files[name] = await value.read()
        else:
            several.setdefault(name, []).append(value)
    await found.close()
    return Form({name: tuple(values) for name, values in several.items()}, files)


def is_own(request: Request, web_url: str) -> bool:
    """Whether a page of this very site made the browser send it. A form's secret is needed too."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    home = urlsplit(web_url)
    own = f"{home.scheme}://{home.netloc}" if web_url else f"http://{request.headers.get('host')}"
    if origin is None or origin == "null":
        return request.headers.get("sec-fetch-site") == "same-origin"
    return origin == own
