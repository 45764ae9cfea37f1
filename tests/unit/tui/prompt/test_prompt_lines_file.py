"""Typed lines and drafts on disk: whole, private, bounded, and never in the way."""

import json
import os
import stat
import sys

import pytest

from timbre.errors import FileError
from timbre.tui.prompt.lines_file import LINES_MAX, LinesFile


@pytest.fixture
def kept(tmp_path):
    return LinesFile(tmp_path / "config" / "studio-lines", tmp_path / "config" / "studio-draft")


def test_lines_come_back_in_order_with_every_character(kept):
    said = ["lofi piano", "two\nlines", "雨の夜 \U0001f3b9", 'a "quote" \\ and \x7f']
    for line in said:
        kept.add(line)
    assert list(kept.read().lines) == said
    assert len(kept.lines.read_text("utf-8").splitlines()) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits")
def test_files_are_for_the_user_alone(kept):
    kept.add("secret")
    kept.keep_drafts(["draft"])
    for path in (kept.lines, kept.drafts):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_there_is_nothing_kept(kept):
    assert kept.read().lines == ()
    assert not kept.lines.exists()


def test_only_the_newest_thousand_are_kept(kept):
    kept.add("first")
    with kept.lines.open("a") as file:
        file.writelines(json.dumps(f"line {number}") + "\n" for number in range(LINES_MAX + 5))
    assert len(kept.read().lines) == LINES_MAX
    assert kept.read().lines[-1] == f"line {LINES_MAX + 4}"
    assert len(kept.lines.read_text().splitlines()) == LINES_MAX


def test_damaged_lines_are_passed_over_and_a_torn_one_harms_no_other(kept):
    kept.add("one")
    with kept.lines.open("ab") as file:
        file.write(b'\xff\xfe\n{"a": 1}\n[]\n"torn')
    kept.add("two")
    assert kept.read().lines == ("one", "two")


def test_drafts_are_replaced_and_go_when_there_are_none(kept):
    kept.keep_drafts(["one", "two\nlines"])
    assert kept.read().drafts == ("one", "two\nlines")
    kept.keep_drafts([" "])
    assert not kept.drafts.exists()
    assert list(kept.lines.parent.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "config").write_text("a file")
    kept = LinesFile(tmp_path / "config" / "lines", tmp_path / "config" / "draft")
    with pytest.raises(FileError, match="lines cannot be written"):
        kept.add("one")
    with pytest.raises(FileError, match="draft cannot be written"):
        kept.keep_drafts(["one"])
    with pytest.raises(FileError, match="cannot be read"):
        kept.read()


@pytest.mark.skipif(os.name != "posix", reason="needs a full disk, or what looks like one")
def test_a_full_disk_leaves_the_drafts_of_before(kept, monkeypatch):
    kept.keep_drafts(["before"])

    def full(_file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match="No space left"):
        kept.keep_drafts(["after"])
    monkeypatch.undo()
    assert kept.read().drafts == ("before",)
    assert [path.name for path in kept.drafts.parent.iterdir()] == ["studio-draft"]
