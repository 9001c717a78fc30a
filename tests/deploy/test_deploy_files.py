"""What docs/deploy/ names exists, and means to mentorbot what it says there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from mentorbot.edges import duties, running
from mentorbot.edges.settings import PREFIX, Settings
from tests.process import ROOT

DEPLOY = ROOT / "docs/deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
IGNORED = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
COMPOSE: Any = YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text())
UNIT = (DEPLOY / "mentorbot.service").read_text()
LONGEST_DRAIN = 2 * running.ENDING + 2 * duties.LETS_GO
FILES = sorted(DEPLOY.iterdir())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_setting_named_is_one(file: Path) -> None:
    named = set(re.findall(rf"{PREFIX}[A-Z_]+[A-Z]", file.read_text()))
    assert {name.removeprefix(PREFIX).lower() for name in named} <= Settings.model_fields.keys()


def test_the_image_holds_what_is_locked_and_the_program_and_nothing_else() -> None:
    copied = re.findall(r"^COPY ([\w./]+) ", DOCKERFILE, re.MULTILINE)
    assert copied == ["requirements/run.lock", "bot.py", "content", "dialogs", "mentorbot"]
    assert all((ROOT / name).exists() for name in copied)
    let_in = {line.removeprefix("!") for line in IGNORED if line.startswith("!")}
    assert IGNORED[1] == "*" and let_in == set(copied)
    assert "--require-hashes" in DOCKERFILE
    assert "--hash=sha256:" in (ROOT / "requirements/run.lock").read_text()
    assert not re.search(r"apt-get|gcc|build-essential|:latest", DOCKERFILE)


def test_the_image_runs_the_service_itself_as_nobody_special() -> None:
    assert re.search(r"^ARG PYTHON=python:3\.11\.\d+-slim", DOCKERFILE, re.MULTILINE)
    last = DOCKERFILE.rpartition("FROM ")[2]
    assert "USER mentorbot" in last.partition("ENTRYPOINT")[0]
    assert 'ENTRYPOINT ["/venv/bin/python", "bot.py"]\nCMD ["run"]' in last
    port = re.search(r"MENTORBOT_WEB_BIND=0\.0\.0\.0:(\d+)", last)
    assert port is not None and f"http://127.0.0.1:{port[1]}/healthz" in last


def test_two_workers_share_one_database_that_nobody_else_reaches() -> None:
    services = COMPOSE["services"]
    one, two, database = services["one"], services["two"], services["database"]
    assert {**one, "ports": []} == {**two, "ports": []}
    assert one["build"] == {"context": "../..", "dockerfile": "docs/deploy/Dockerfile"}
    ports = [each for name in services for each in services[name].get("ports", [])]
    assert len(ports) == 2 and all(re.fullmatch(r"127\.0\.0\.1:\d+:8080", each) for each in ports)
    assert database["networks"] == ["inside"] and COMPOSE["networks"]["inside"]["internal"]
    assert database["image"].startswith("postgres:16.") and database["healthcheck"]["test"]
    assert one["depends_on"]["database"]["condition"] == "service_healthy"
    assert one["read_only"] and one["cap_drop"] == ["ALL"] and "user" not in one


def test_secrets_are_files_and_the_service_is_told_where() -> None:
    one = COMPOSE["services"]["one"]
    assert set(one["secrets"]) <= set(COMPOSE["secrets"])
    files = [value for name, value in one["environment"].items() if name.endswith("_FILE")]
    assert sorted(files) == sorted(f"/run/secrets/{name}" for name in one["secrets"])


def test_nobody_is_killed_while_it_ends_well() -> None:
    assert LONGEST_DRAIN < 10
    assert int(COMPOSE["services"]["one"]["stop_grace_period"].rstrip("s")) > LONGEST_DRAIN
    stop = re.search(r"^TimeoutStopSec=(\d+)$", UNIT, re.MULTILINE)
    assert stop is not None and int(stop[1]) > LONGEST_DRAIN


def test_the_unit_is_closed_and_comes_back() -> None:
    for line in (
        "NoNewPrivileges=yes", "ProtectSystem=strict", "StateDirectory=mentorbot",
        "Restart=always", "RestartPreventExitStatus=2", "CapabilityBoundingSet=",
        "LoadCredential=token:/etc/mentorbot/token", "UMask=0077",
        "ExecStart=/opt/mentorbot/.venv/bin/python bot.py run",
    ):  # fmt: skip
        assert line in UNIT.splitlines()
    # There is nobody who would tell it.
    assert "\nWatchdogSec" not in UNIT


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "mentorbot.service"
    unit.write_text(UNIT.replace("/opt/mentorbot", str(ROOT)))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
