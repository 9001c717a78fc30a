"""Draws a Sheet with matplotlib: as PNG for a phone, as SVG for a page, as PDF on one side of A4.

Heavy to import: `edges.pictures` does so when the first picture is drawn. One accent colour; what
is told apart is told apart by place, filling and words, never by colour alone. The same sheet
always becomes the same bytes.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from mentorbot.domain.charts import Chart, Form, Shape, Sheet
from mentorbot.edges.ink import (
    ACCENT,
    FILLS,
    INK,
    LINE,
    MUTED,
    PAGE,
    PAPER,
    PHONE,
    RC,
    Measure,
)

WITHOUT_DATES: Mapping[Form, Mapping[str, Any]] = {
    Form.PNG: {"Software": None},
    Form.SVG: {"Date": None, "Creator": None},
    Form.PDF: {"CreationDate": None, "Creator": None, "Producer": None},
}
"""What would make two pictures of the same differ, or tell what they were made with."""

MEASURES: Mapping[Form, Measure] = {Form.PNG: PHONE, Form.SVG: PAGE, Form.PDF: PAPER}


def draw(sheet: Sheet, form: Form) -> bytes:
    """The whole sheet; of a PDF one page."""
    measure = MEASURES[form]
    said: dict[str, Any] = dict(WITHOUT_DATES[form])
    if form is not Form.PNG and sheet.title:
        said["Title"] = sheet.title
    with rc_context(RC):
        figure = figure_of(sheet, measure)
        page = io.BytesIO()
        figure.savefig(page, format=form, dpi=measure.dpi, metadata=said)
    return page.getvalue()


def figure_of(sheet: Sheet, measure: Measure) -> Figure:
    """Everything from above, each part as high as it needs; paper is as high as it is."""
    charts = sheet.drawn
    above = _above(sheet, measure)
    high = above + sum(_height(chart, measure) for chart in charts) + _foot(sheet, measure)
    page = max(high, measure.height)
    squeeze = min(1.0, measure.height / high) if measure.height else 1.0
    figure = Figure(figsize=(measure.width, measure.height or page))
    FigureCanvasAgg(figure)
    page = measure.height or page
    _write(figure, sheet, measure, page)
    top = page - above * squeeze
    for chart in charts:
        height = _height(chart, measure) * squeeze
        _chart(figure, chart, measure, top, height, page)
        top -= height
    return figure


def _above(sheet: Sheet, measure: Measure) -> float:
    lines = len(_wrapped(sheet.title, measure.title_chars)) if sheet.title else 0
    facts = sum(len(_wrapped(each, measure.text_chars)) for each in sheet.facts)
    return measure.margin + lines * measure.title_line + facts * measure.text_line + measure.gap


def _foot(sheet: Sheet, measure: Measure) -> float:
    lines = len(_wrapped(sheet.foot, measure.text_chars)) if sheet.foot else 0
    return lines * measure.text_line + measure.margin


def _height(chart: Chart, measure: Measure) -> float:
    """Inches, with the chart's own title and what stands under it."""
    titles = len(_headline(chart, measure)) * measure.head_line
    titles += len(_said(chart, measure)) * measure.text_line
    body = {
        Shape.COLUMNS: measure.plot + measure.text_line,
        Shape.LINE: measure.plot,
        Shape.ROWS: len(chart.labels) * measure.row,
        Shape.STEPS: len(chart.levels) * measure.level,
    }[chart.shape]
    under = 0.0 if chart.shape is Shape.ROWS else measure.text_line
    return titles + body + under + measure.gap


def _write(figure: Figure, sheet: Sheet, measure: Measure, page: float) -> None:
    """The title and the facts above, and the foot below."""
    top = page - measure.margin
    for line in _wrapped(sheet.title, measure.title_chars) if sheet.title else ():
        _text(figure, measure, page, top, line, size=measure.title, weight="bold")
        top -= measure.title_line
    for fact in sheet.facts:
        for line in _wrapped(fact, measure.text_chars):
            _text(figure, measure, page, top, line, size=measure.text)
            top -= measure.text_line
    lines = _wrapped(sheet.foot, measure.text_chars) if sheet.foot else []
    bottom = measure.margin + len(lines) * measure.text_line
    for line in lines:
        _text(figure, measure, page, bottom, line, size=measure.text, color=MUTED)
        bottom -= measure.text_line


def _text(
    figure: Figure, measure: Measure, page: float, top: float, words: str, **how: Any
) -> None:
    figure.text(measure.margin / measure.width, top / page, words, va="top", **{"color": INK} | how)


def _chart(
    figure: Figure, chart: Chart, measure: Measure, top: float, height: float, page: float
) -> None:
    for line in _headline(chart, measure):
        _text(figure, measure, page, top, line, size=measure.head, weight="bold")
        top -= measure.head_line
        height -= measure.head_line
    for line in _said(chart, measure):
        _text(figure, measure, page, top, line, size=measure.text)
        top -= measure.text_line
        height -= measure.text_line
    under = 0.0 if chart.shape is Shape.ROWS else measure.text_line
    legend = measure.text_line if chart.shape is Shape.COLUMNS else 0.0
    left = measure.margin + (measure.beside if chart.shape is Shape.STEPS else 0.0)
    left += 0.0 if chart.shape in (Shape.STEPS, Shape.ROWS) else measure.ticks
    wide = measure.width - left - measure.margin
    low = top - height + measure.gap + under
    box = (left / measure.width, low / page, wide / measure.width, (top - legend - low) / page)
    axes = figure.add_axes(box)
    _bare(axes, measure)
    DRAWN[chart.shape](axes, chart, measure)


def _bare(axes: Axes, measure: Measure) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(LINE)
    axes.tick_params(length=0, labelsize=measure.text, labelcolor=MUTED, pad=4)
    axes.set_facecolor("none")


def _weeks(axes: Axes, chart: Chart, measure: Measure) -> None:
    """Week numbers below, so many as can be read."""
    many = len(chart.labels)
    step = -(-many // measure.labels)
    shown = [at for at in range(many) if (many - 1 - at) % step == 0]
    axes.set_xticks(shown, [chart.labels[at] for at in shown])
    axes.set_xlim(-0.6, many - 0.4)
    axes.annotate(
        chart.along, (0, 0), (-6, -4), xycoords="axes fraction", textcoords="offset points",
        ha="right", va="top", size=measure.text, color=MUTED, annotation_clip=False,
    )  # fmt: skip


def _counted(axes: Axes) -> None:
    """Whole numbers at the left, with a hair line at each; nothing stands on the lowest."""
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True, min_n_ticks=2))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0f}" if value else "")
    axes.grid(axis="y", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_ylim(bottom=0)


def _columns(axes: Axes, chart: Chart, measure: Measure) -> None:
    below = [0.0] * len(chart.labels)
    for series, fill in zip(chart.series, FILLS, strict=False):
        values = [value or 0.0 for value in series.values]
        there = [at for at, value in enumerate(values) if value]
        heights, feet = [values[at] for at in there], [below[at] for at in there]
        axes.bar(there, heights, 0.62, bottom=feet, linewidth=1.0, **fill)
        below = [low + value for low, value in zip(below, values, strict=True)]
    axes.set_ylim(0, max([*below, 1.0]) * 1.08)
    _counted(axes)
    _weeks(axes, chart, measure)
    _legend(axes, chart, measure)


def _legend(axes: Axes, chart: Chart, measure: Measure) -> None:
    keys = [
        Patch(label=series.name, linewidth=1.0, **fill)
        for series, fill in zip(chart.series, FILLS, strict=False)
    ]
    axes.legend(
        handles=keys, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(keys), frameon=False,
        fontsize=measure.text, labelcolor=INK, borderaxespad=0.1, borderpad=0.1,
        handlelength=1.1, handleheight=0.9, handletextpad=0.4, columnspacing=1.0,
    )  # fmt: skip


def _line(axes: Axes, chart: Chart, measure: Measure) -> None:
    (series,) = chart.series
    there = [(at, value) for at, value in enumerate(series.values) if value is not None]
    axes.plot(*zip(*there, strict=True), color=ACCENT, linewidth=1.6, alpha=0.45)
    axes.plot(*zip(*there, strict=True), "o", color=ACCENT, markersize=measure.dot, clip_on=False)
    axes.set_ylim(0, max(max(value for _, value in there) * 1.25, 1.0))
    _counted(axes)
    _weeks(axes, chart, measure)


def _rows(axes: Axes, chart: Chart, measure: Measure) -> None:
    """Each name above its bar: there is no room beside it on a phone."""
    totals = [sum(series.values[at] or 0.0 for series in chart.series) for at in _all(chart)]
    most = max([*totals, 1.0])
    for at, label in enumerate(chart.labels):
        name = textwrap.shorten(label, measure.text_chars, placeholder=" …")
        axes.text(0, at - 0.2, name, va="center", ha="left", size=measure.text, color=INK)
        start = 0.0
        for series, fill in zip(chart.series, FILLS, strict=False):
            value = series.values[at] or 0.0
            axes.barh(at + 0.22, value, 0.34, left=start, linewidth=1.0, **fill)
            start += value
        said = chart.series[0].said[at]
        axes.text(start + most * 0.015, at + 0.22, said, va="center", size=measure.text, color=INK)
    axes.set_xlim(0, most * 1.32)
    axes.set_ylim(len(chart.labels) - 0.5, -0.5)
    axes.axis("off")


def _all(chart: Chart) -> range:
    return range(len(chart.labels))


def _steps(axes: Axes, chart: Chart, measure: Measure) -> None:
    """A dot for each week on its level, as the answers stand on the buttons."""
    (series,) = chart.series
    there = [(at, value) for at, value in enumerate(series.values) if value is not None]
    levels = range(len(chart.levels))
    axes.hlines(levels, -0.6, len(chart.labels) - 0.4, color=LINE, linewidth=0.8)
    axes.plot(*zip(*there, strict=True), color=ACCENT, linewidth=1.4, alpha=0.35)
    axes.plot(*zip(*there, strict=True), "o", color=ACCENT, markersize=measure.dot)
    names = ["\n".join(_wrapped(level, measure.level_chars)[:2]) for level in chart.levels]
    axes.set_yticks(list(levels), names)
    axes.tick_params(axis="y", labelcolor=INK)
    for name in axes.get_yticklabels():
        name.set_linespacing(0.9)
    axes.set_ylim(len(chart.levels) - 0.45, -0.55)
    axes.spines["bottom"].set_visible(False)
    _weeks(axes, chart, measure)


def _headline(chart: Chart, measure: Measure) -> list[str]:
    return _wrapped(chart.title, measure.head_chars) if chart.title else []


def _said(chart: Chart, measure: Measure) -> list[str]:
    return _wrapped(" ".join(chart.sentences), measure.text_chars) if measure.says else []


def _wrapped(words: str, chars: int) -> list[str]:
    return textwrap.wrap(words, chars) or [""]


DRAWN: Mapping[Shape, Callable[[Axes, Chart, Measure], None]] = {
    Shape.COLUMNS: _columns,
    Shape.LINE: _line,
    Shape.ROWS: _rows,
    Shape.STEPS: _steps,
}
