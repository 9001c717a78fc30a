"""The long test of sends, in short; and that it would find what it looks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorbot.services import delivering
from tests.soak.sends import sends


def test_nothing_is_lost_and_nothing_comes_twice_that_should_not(tmp_path: Path) -> None:
    found = sends(2000, 1, tmp_path)
    assert found.broken == []
    assert found.figures["  of unknown fate"] and found.figures["  listed as uncertain"]
    assert found.figures["  asked to wait"] and found.figures["  error of the server"]


def test_a_sender_that_tries_whatever_is_unknown_again_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "_may_repeat", lambda _posted: True)
    assert "no check-in came twice" in sends(600, 1, tmp_path).broken


def test_a_sender_that_gives_up_what_is_unknown_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "_may_repeat", lambda _posted: False)
    assert "no escalation is given up" in sends(600, 1, tmp_path).broken
