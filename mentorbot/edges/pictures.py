"""The door to drawing: nothing of matplotlib is in memory before the first picture is asked for."""

from __future__ import annotations

from threading import Lock

from mentorbot.domain.charts import Form, Sheet

_pen = Lock()
"""matplotlib draws one picture at a time."""


def drawn(sheet: Sheet, form: Form) -> bytes:
    """Takes about a tenth of a second, and once a second more: to be called in a thread."""
    with _pen:
        from mentorbot.edges.drawing import draw

        return draw(sheet, form)
