"""`content check` and `content preview`, as an editor types them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.edges.office import CONTENT, Office


@pytest.fixture
def folder(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    copy = tmp_path / "content"
    shutil.copytree(CONTENT, copy)
    monkeypatch.setenv("MENTORBOT_CONTENT_DIR", str(copy))
    return copy


def test_the_page_is_written_in_the_languages_asked_for(
    office: Office, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "page.html"
    assert "page.html" in office.type("content", "preview", "--out", str(out)).stdout
    whole = out.read_text()
    assert all(f'id="pick-{name}"' in whole for name in ("nb", "nn", "en", "all"))
    office.type("content", "preview", "--out", str(out), "--language=nn", "--language=nb")
    some = out.read_text()
    assert some.index('id="pick-nn"') < some.index('id="pick-nb"')
    assert 'id="pick-en"' not in some


def test_no_page_is_made_of_broken_content(office: Office, folder: Path, tmp_path: Path) -> None:
    (folder / "nb/cards/V34.md").write_text("bare ord\n")
    out = tmp_path / "page.html"
    told = office.type("content", "preview", "--out", str(out), code=1).stderr
    assert "Error: content/nb/cards/V34.md:1: must begin with a line ---" in told
    assert not out.exists()


def test_the_check_names_file_and_line_and_fails(office: Office, folder: Path) -> None:
    assert office.type("content", "check").stdout.splitlines()[-1].startswith("0 errors")
    file = folder / "rules/period.yaml"
    file.write_text(file.read_text().replace("category: P13", "category: P77"))
    told = office.type("content", "check", code=1).stdout
    assert "there is no category P77 in categories.yaml" in told
    assert "content/rules/period.yaml:" in told
