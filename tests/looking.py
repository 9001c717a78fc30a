"""What a person would stumble over on a page of mentorbot's own, and what WCAG 2.1 AA asks."""

from __future__ import annotations

import asyncio
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.async_api import Page

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

PATIENCE = 60.0
"""Seconds, on a machine with other things to do; axe never ends where scripts are off."""
AXE_RUN = """() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] })
  .then(found => found.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))]))"""
"""The rules of axe-core that WCAG 2.1 A and AA consist of."""


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


async def looks_well(page: Page, about: str, language: str) -> None:
    seen: dict[str, Any] = await page.evaluate(LOOK)
    assert seen == {
        "small": [], "clipped": [], "wide": False, "headings": 1, "scripts": 0,
        "language": language, "titled": True, "landmarks": [], "nameless": 0, "doubled": 0,
        "poor": [],
    }, about  # fmt: skip


async def meets_wcag(page: Page, about: str) -> None:
    async with asyncio.timeout(PATIENCE):
        await page.evaluate(_axe())
        assert await page.evaluate(AXE_RUN) == [], about
