"""Writes docs/requirements.md anew."""

from __future__ import annotations

from tests.traceability.table import TABLE, written

TABLE.write_text(written(), encoding="utf-8")
