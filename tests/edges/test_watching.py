"""Sees that content was changed, once whoever changes it is done for now."""

from __future__ import annotations

import os
from pathlib import Path

from mentorbot.edges.watching import Watch, signature


def settled(folder: Path) -> Watch:
    watch = Watch(folder)
    watch.has_settled()
    assert watch.has_settled()
    return watch


def test_the_first_look_is_a_change_and_then_nothing_is(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    assert [watch.has_settled() for _ in range(4)] == [False, True, False, False]


def test_files_that_are_still_being_saved_are_waited_for(tmp_path: Path) -> None:
    watch = settled(tmp_path)
    for number in range(3):
        (tmp_path / f"{number}.md").write_text("x")
        assert not watch.has_settled()
    assert watch.has_settled()
    assert not watch.has_settled()


def test_words_of_the_same_length_saved_in_the_same_moment_are_seen(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("fem")
    watch, state = settled(tmp_path), file.stat()
    file.write_text("tre")
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert [watch.has_settled() for _ in range(3)] == [False, True, False]


def test_what_comes_back_to_what_was_known_is_no_change(tmp_path: Path) -> None:
    watch = settled(tmp_path)
    file = tmp_path / "a.yaml"
    file.write_text("x")
    assert not watch.has_settled()
    file.unlink()
    assert [watch.has_settled() for _ in range(3)] == [False, False, False]


def test_what_could_not_be_dealt_with_is_new_once_more(tmp_path: Path) -> None:
    watch = settled(tmp_path)
    watch.forget()
    assert watch.has_settled()


def test_editors_own_files_are_not_looked_at(tmp_path: Path) -> None:
    before = signature(tmp_path)
    for name in (".V34.md.swp", "V34.md~", ".git"):
        (tmp_path / name).write_text("x")
    assert signature(tmp_path) == before


def test_loops_of_links_and_deep_folders_end(tmp_path: Path) -> None:
    (tmp_path / "nb").mkdir()
    (tmp_path / "nb" / "again").symlink_to(tmp_path)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    deep = tmp_path / "a" / "b" / "c" / "d"
    deep.mkdir(parents=True)
    (deep / "unseen").write_text("x")
    assert not any("unseen" in path for path, *_ in signature(tmp_path))


def test_a_folder_that_is_not_there_has_no_files(tmp_path: Path) -> None:
    assert signature(tmp_path / "nowhere") == ()
