"""The whole way by e-mail alone: a real bot, a real mail server, a real browser."""

from __future__ import annotations

import asyncio
import os
import re
import socket
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.e2e.conftest import Founded
from tests.e2e.office import Office, eventually, open_office
from tests.e2e.story import a_hard_week_is_reported, press, reads, reads_anywhere
from tests.process import Bot
from tests.standin.test_page import chromium, needs_browser

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

pytestmark = [pytest.mark.browser, needs_browser]

ADDRESS = "nadia@nav.example"
PHONE, DESKTOP = (390, 844), (1440, 900)
PATIENCE = 15_000
LOOK = """() => {
  const keys = [...document.querySelectorAll("button")];
  const nameless = [...document.querySelectorAll("textarea, input:not([type=hidden])")]
    .filter(n => !n.labels.length);
  const ids = [...document.querySelectorAll("[id]")].map(n => n.id);
  const channel = v => { const s = v / 255;
    return s <= .03928 ? s / 12.92 : ((s + .055) / 1.055) ** 2.4; };
  const light = c => .2126 * channel(c[0]) + .7152 * channel(c[1]) + .0722 * channel(c[2]);
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const behind = n => { for (; n; n = n.parentElement) {
    const c = parse(getComputedStyle(n).backgroundColor);
    if (c.length < 4 || c[3] === 1) return c; }
    return [255, 255, 255]; };
  const words = [...document.querySelectorAll("h1, h2, p, a, button, label")];
  const poor = words.filter(n => n.innerText.trim())
    .map(n => { const [a, b] = [light(parse(getComputedStyle(n).color)), light(behind(n))];
      return [n.innerText.slice(0, 30), (Math.max(a, b) + .05) / (Math.min(a, b) + .05)]; })
    .filter(([, ratio]) => ratio < 4.5);
  return {
    small: keys.filter(k => k.getBoundingClientRect().height < 44).map(k => k.innerText),
    clipped: keys.filter(k => k.scrollWidth > k.clientWidth + 1).map(k => k.innerText),
    wide: document.documentElement.scrollWidth > innerWidth,
    headings: document.querySelectorAll("h1").length,
    scripts: document.querySelectorAll("script").length,
    language: document.documentElement.lang,
    titled: document.title.trim().length > 0,
    landmarks: ["header", "main", "footer"].filter(n => !document.querySelector(n)),
    nameless: nameless.length, doubled: ids.length - new Set(ids).size, poor,
  };
}"""


class Postbox:
    """A mail server of one office; greylists the first letter, as many do."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.letters.append(parsed)
        return "250 OK"

    def link(self, at: int = -1) -> str:
        body = self.letters[at].get_body(("plain",))
        assert body is not None
        found = re.search(r"http://\S+/a/\S+", body.get_content())
        assert found
        return found[0]


@pytest.fixture
async def postbox() -> AsyncIterator[tuple[Postbox, int]]:
    box, talks = Postbox(), list[SMTP]()

    def talk() -> SMTP:
        talks.append(SMTP(box, hostname="localhost"))
        return talks[-1]

    listening = await asyncio.get_running_loop().create_server(talk, "127.0.0.1", 0)
    yield box, listening.sockets[0].getsockname()[1]
    listening.close()
    await listening.wait_closed()
    for each in talks:
        if each.transport is not None:
            each.transport.close()
    await asyncio.sleep(0.01)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
async def office(
    founded: Founded, tmp_path: Path, postbox: tuple[Postbox, int]
) -> AsyncIterator[Office]:
    web = free_port()
    async with open_office(founded, tmp_path / "office") as opened:
        opened.env |= {
            "MENTORBOT_SMTP_URL": f"smtp://127.0.0.1:{postbox[1]}",
            "MENTORBOT_MAIL_FROM": "mentorbot@example.no",
            "MENTORBOT_WEB_BIND": f"127.0.0.1:{web}",
            "MENTORBOT_WEB_URL": f"http://127.0.0.1:{web}",
        }
        yield opened


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"], headless=True
        )
        yield running
        await running.close()


class Screen:
    """A person at the page that a letter led to."""

    def __init__(self, page: Page, pictures: Path, name: str) -> None:
        self.page, self._pictures, self._name = page, pictures, name
        self._taken = 0

    async def opens(self, link: str) -> None:
        await self.page.goto(link)
        await self.looks_well("opens")

    async def clicks(self, label: str, then: str) -> None:
        await self.page.get_by_role("button", name=label, exact=True).click(timeout=PATIENCE)
        await self.page.get_by_text(then).first.wait_for(timeout=PATIENCE)
        await self.looks_well(then)

    async def looks_well(self, about: str) -> None:
        self._taken += 1
        words = re.sub(r"\W+", "-", about)[:30]
        shot = self._pictures / f"mail-{self._name}-{self._taken:02}-{words}.png"
        await self.page.screenshot(path=shot, full_page=True)
        seen: dict[str, Any] = await self.page.evaluate(LOOK)
        assert seen == {
            "small": [], "clipped": [], "wide": False, "headings": 1, "scripts": 0,
            "language": "nb", "titled": True, "landmarks": [], "nameless": 0, "doubled": 0,
            "poor": [],
        }, about  # fmt: skip


@pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone", "desktop"]
)
async def test_the_whole_way_by_email(
    office: Office, postbox: tuple[Postbox, int], browser: Browser, tmp_path: Path,
    size: tuple[int, int], scheme: Any,
) -> None:  # fmt: skip
    pictures = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    pictures.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240
    box, _ = postbox
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, locale="nb-NO"
    )
    faults: list[str] = []
    page = await context.new_page()
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    screen = Screen(page, pictures, f"{width}-{scheme}")
    nadia = str(office.made["nadia"]["person"])
    await office.command("people", "email", nadia, ADDRESS)
    async with Bot(office.env, office.folder / "log"):
        await office.command("invite", nadia, "--by-email")
        await eventually(lambda: box.letters, 30)
        await she_accepts(screen, box)
        jonas = await office.phone("jonas")
        await jonas.open(office.link("jonas"))
        for label in ("Greit", "Ja, det passer"):
            await press(jonas, label)
        await reads(jonas, "Den første praten kommer")
        reference = await a_hard_week_is_reported(office, jonas)
        await eventually(lambda: len(box.letters) == 2, 30)
        assert reference in str(box.letters[1]["Subject"])
        await she_answers(screen, box, reference)
        await reads_anywhere(jonas, "Nadia Nes ringer deg i dag")
    assert faults == []
    await context.close()


async def she_accepts(screen: Screen, box: Postbox) -> None:
    await screen.opens(box.link())
    await screen.clicks("Greit", "Da er alt klart")


async def she_answers(screen: Screen, box: Postbox, reference: str) -> None:
    """Two clicks from the letter to the receipt: the link, and the button."""
    await screen.opens(box.link())
    await screen.clicks("Se saken", "Ring mentor: Jonas Juul")
    await screen.clicks("Ringer i dag", "Mentor vet at du tar kontakt")
    await screen.clicks("Les mentors ord", "Mentors ord")
    await screen.clicks("Skriv til mentor", "Skriv kort")
    await screen.opens(box.link())
    await screen.page.get_by_text(f"Sak {reference}").first.wait_for(timeout=PATIENCE)
