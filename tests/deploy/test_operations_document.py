"""docs/operations.md has a line for everything that a watcher may be told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from prometheus_client import CollectorRegistry, Metric

from mentorbot.edges.pulse import MANY, Hooked
from mentorbot.edges.web import health
from mentorbot.edges.web.health import Health
from mentorbot.services import auditing
from mentorbot.storage.leases import Duty
from tests.cast import MONDAY

WORDS = (Path(__file__).parents[2] / "docs/operations.md").read_text()
NOTHING_WORKS = Health(
    poll=None,
    tick=None,
    findings=dict.fromkeys(auditing.WORDS, 1),
    unheld=frozenset(Duty),
    oldest_letter=timedelta(days=1),
)
HOOK = Hooked(pending=MANY + 1, failed_at=MONDAY)
SECOND = timedelta(seconds=1)
ALL_WORKS = Health(SECOND, SECOND, SECOND, hooked=HOOK, posts={"kept": 1})


def told_in(heading: str) -> set[str]:
    """Names in the first column of the table with that heading."""
    table = re.search(rf"^\| {heading} \|.*\n\|[-|]+\n((?:\|.*\n)+)", WORDS, re.MULTILINE)
    assert table is not None
    cells = (row.split("|")[1] for row in table[1].splitlines())
    return {name for cell in cells for name in re.findall(r"`(\w+)(?:\{\w+\})?`", cell)}


def metrics() -> list[Metric]:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(health._Gauges(ALL_WORKS))
    return list(registry.collect())


def test_every_name_in_readyz_has_a_line_that_says_what_to_do() -> None:
    hook_faults = tuple(health._faults_of(HOOK, MONDAY))
    by_hook = replace(NOTHING_WORKS, hooked=HOOK, hook_faults=hook_faults)
    assert told_in("Name") == {*NOTHING_WORKS.faults, *by_hook.faults}


def test_every_metric_has_a_line() -> None:
    names = {each.name + ("_total" if each.type == "counter" else "") for each in metrics()}
    assert told_in("Metric") == names


def test_metrics_are_named_as_prometheus_asks() -> None:
    for each in metrics():
        assert re.fullmatch(r"mentorbot_[a-z]+(_[a-z]+)*", each.name), each.name
        assert each.documentation
        # A unit is said, and said in full, at the end; a total is a counter's.
        assert not re.search(r"_(ms|minutes|hours|total|count)$", each.name), each.name
