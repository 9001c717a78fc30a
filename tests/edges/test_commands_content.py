"""The commands about the content, as an editor types them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mentorbot.domain.people import Role
from tests.edges.office import CONTENT, Office, Staff, placing


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


def test_words_go_from_a_folder_to_the_desk_and_into_the_files(
    office: Office, folder: Path, tmp_path: Path
) -> None:
    kari = office.add(Role.COORDINATOR, "Kari Kvam")
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    card, messages = other / "nb/cards/V34.md", other / "nb/messages/report.yaml"
    card.write_text(card.read_text().replace("## Når\n\n", "## Når\n\nNytt: "))
    messages.write_text(messages.read_text().replace("send: Send til NAV", "send: Send saken"))
    told = office.type("content", "import", str(other), f"--by={kari}").stdout
    assert told.splitlines()[-1] == "2 would be published: add --write."
    told = office.type("content", "import", str(other), f"--by={kari}", "--write").stdout
    assert told.splitlines() == ["card:V34", "message:report.send", "2 were published."]
    assert "Send saken" not in (folder / "nb/messages/report.yaml").read_text()
    office.type("content", "export")
    for path in ("nb/cards/V34.md", "nb/messages/report.yaml"):
        written = (folder / path).read_text().replace('"Send saken"', "Send saken")
        assert written == (other / path).read_text()
    assert office.type("content", "export").stdout == "0 files were written.\n"


def test_a_folder_with_a_mistake_in_it_is_published_by_nobody(
    office: Office, folder: Path, tmp_path: Path
) -> None:
    kari, mentor = office.add(Role.COORDINATOR, "Kari"), office.add(Role.MENTOR, "Marit")
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    messages = other / "nb/messages/report.yaml"
    messages.write_text(messages.read_text().replace("send: Send til NAV", "send: <b>Send"))
    told = office.type("content", "import", str(other), f"--by={kari}", "--write", code=1).stderr
    assert "report.send: <b> would be seen" in told
    told = office.type("content", "import", str(folder), f"--by={mentor}", code=2).stderr
    assert "is no coordinator" in told


def test_who_gets_what_by_the_rules_of_a_folder_is_told_and_nothing_becomes_of_it(
    office: Office, staff: Staff, folder: Path, tmp_path: Path
) -> None:
    office.type(*placing(staff))
    office.arrives(staff.nadia)
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    told = office.type("content", "plan", str(other)).stdout
    assert told.splitlines()[1:] == ["Nobody gets other check-ins, deadlines or questions."]
    models = other / "rules/models.yaml"
    words = models.read_text()
    models.write_text(words.replace("yellow: {working_days: 2}", "yellow: {working_days: 3}"))
    told = office.type("content", "plan", str(other), "--language=nn").stdout
    assert told.startswith("Kven får kva dei neste 14 dagane\n") and "No er fristen" in told
    models.write_text(models.read_text().replace("working_days: 3", "working_days: tre"))
    assert "models.yaml:" in office.type("content", "plan", str(other), code=1).stderr
