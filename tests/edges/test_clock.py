"""Time comes from one place, and in a rehearsal it can be moved."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mentorbot.edges.clock import Clock, RehearsalClock, SystemClock, clock_of, entropy


def ahead(clock: Clock) -> float:
    """Seconds by which a clock is ahead, to the nearest."""
    return round((clock.now() - datetime.now(UTC)).total_seconds())


def test_the_systems_clock_gives_aware_utc() -> None:
    now = SystemClock().now()
    assert now.utcoffset() == timedelta(0)
    assert ahead(SystemClock()) == 0


def test_without_a_file_the_rehearsal_has_not_moved(tmp_path: Path) -> None:
    assert ahead(RehearsalClock(tmp_path / "clock")) == 0


@pytest.mark.parametrize("seconds", ["86400", "-3600", "1800.5\n", "0"])
def test_the_file_moves_the_clock(seconds: str, tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text(seconds)
    clock = RehearsalClock(file)
    assert ahead(clock) == pytest.approx(float(seconds), abs=1)
    assert clock.now().utcoffset() == timedelta(0)


def test_a_moved_clock_is_seen_at_once(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = RehearsalClock(file)
    for seconds in (60, 7200, 60):
        file.write_text(str(seconds))
        assert ahead(clock) == pytest.approx(seconds, abs=1)
    file.unlink()
    assert ahead(clock) == 0


def test_a_file_of_the_same_size_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = RehearsalClock(file)
    file.write_text("100")
    assert ahead(clock) == 100
    file.write_text("900")
    os.utime(file, ns=(1, 1))
    assert ahead(clock) == 900


@pytest.mark.parametrize("half", ["", "12e", "tomorrow", "1e999"])
def test_a_file_that_is_being_written_does_not_move_the_clock(half: str, tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("500")
    clock = RehearsalClock(file)
    assert ahead(clock) == 500
    file.write_text(half)
    assert ahead(clock) == 500
    file.write_text("900")
    assert ahead(clock) == 900


def test_only_a_rehearsal_has_a_clock_that_moves(tmp_path: Path) -> None:
    assert isinstance(clock_of(None), SystemClock)
    assert isinstance(clock_of(tmp_path / "clock"), RehearsalClock)


def test_chance_is_not_the_same_twice() -> None:
    assert len({entropy(16) for _ in range(10)}) == 10
