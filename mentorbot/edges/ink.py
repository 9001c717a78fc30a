"""How pictures look: colours, fillings, letters and room, on a phone and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ACCENT = "#0b6f6a"
INK = "#23262a"
MUTED = "#5b6168"
"""Still 6:1 on white."""
LINE = "#d5d9de"
PALE = "#e6e9ed"

FILLS: tuple[Mapping[str, Any], ...] = (
    {"facecolor": ACCENT, "edgecolor": ACCENT},
    {"facecolor": "white", "edgecolor": ACCENT},
    {"facecolor": PALE, "edgecolor": INK, "hatch": "////"},
)
"""Of series that stand on each other: full, empty, hatched. They differ in black and white too."""

RC: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "svg.fonttype": "path",
    "svg.hashsalt": "mentorbot",
    "pdf.fonttype": 42,
    "hatch.linewidth": 0.6,
    "hatch.color": MUTED,
    "axes.unicode_minus": False,
    "text.parse_math": False,
}
"""matplotlib brings these letters itself: nothing depends on what the machine has."""


@dataclass(frozen=True)
class Measure:
    """Inches and points. A `height` of 0 is as high as is needed."""

    width: float
    height: float
    dpi: int
    margin: float = 0.28
    gap: float = 0.3
    title: float = 16
    title_line: float = 0.34
    title_chars: int = 36
    head: float = 13
    head_line: float = 0.29
    head_chars: int = 44
    text: float = 11.5
    text_line: float = 0.27
    text_chars: int = 54
    plot: float = 1.35
    row: float = 0.56
    level: float = 0.36
    level_chars: int = 17
    beside: float = 1.5
    """For the names of levels."""
    ticks: float = 0.47
    dot: float = 7
    labels: int = 13
    """So many week numbers stand beside each other."""
    says: bool = False
    """Whether what a chart shows stands under its title in words too."""


PHONE = Measure(width=5.4, height=0.0, dpi=200)
"""1080 pixels wide: shown at a third of that, the smallest letters are as high as the chat's."""
PAGE = Measure(width=4.3, height=0.0, dpi=72, margin=0.04, gap=0.06, text_chars=42)
"""One chart beside its words: fewer inches across, so that the letters are as high as theirs."""
PAPER = Measure(
    width=8.27, height=11.69, dpi=200, margin=0.8, gap=0.3, title=18, title_line=0.42,
    title_chars=52, head=12, head_line=0.27, head_chars=70, text=10.5, text_line=0.235,
    text_chars=86, level=0.3, level_chars=20, beside=1.65, plot=1.2, dot=6.5, labels=27, says=True,
)  # fmt: skip
