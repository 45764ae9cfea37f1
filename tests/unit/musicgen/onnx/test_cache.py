"""Built models: made once, whole or not at all, by one process at a time."""

from __future__ import annotations

import shutil
import threading
from collections import namedtuple
from pathlib import Path

import pytest

from timbre.engines.musicgen.runtimes.onnx.cache import STAMP, built_folder
from timbre.errors import FileError

PRINT = "ab" * 32


def test_a_model_is_built_once(tmp_path: Path) -> None:
    calls: list[Path] = []

    def build(folder: Path) -> None:
        calls.append(folder)
        (folder / "decoder.onnx").write_bytes(b"x")

    first = built_folder(PRINT, "int8", 10, build, tmp_path)
    assert built_folder(PRINT, "int8", 10, build, tmp_path) == first
    assert len(calls) == 1
    assert sorted(p.name for p in first.iterdir()) == [STAMP, "decoder.onnx"]
    assert built_folder(PRINT, "int4", 10, build, tmp_path) != first
    assert first.name.startswith(PRINT[:16])


def test_a_failed_build_leaves_nothing_and_can_be_repeated(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").write_bytes(b"x")
        raise ValueError("no such tensor")

    with pytest.raises(ValueError, match="no such tensor"):
        built_folder(PRINT, "int8", 10, fail, tmp_path)
    assert [p.name for p in tmp_path.iterdir() if p.is_dir()] == []
    assert built_folder(PRINT, "int8", 10, lambda folder: None, tmp_path).is_dir()


def test_what_a_killed_build_left_is_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / f".{PRINT[:16]}-int8-v1.abc.making"
    left.mkdir()
    (left / "decoder.data").write_bytes(b"half")
    built_folder(PRINT, "int8", 10, lambda folder: None, tmp_path)
    assert not left.exists()


def test_two_at_once_build_once(tmp_path: Path) -> None:
    calls: list[int] = []
    inside, go_on = threading.Event(), threading.Event()

    def build(folder: Path) -> None:
        calls.append(1)
        inside.set()
        assert go_on.wait(10)

    workers = [
        threading.Thread(target=built_folder, args=(PRINT, "int8", 10, build, tmp_path)) for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    assert inside.wait(10)
    go_on.set()
    for worker in workers:
        worker.join(10)
    assert calls == [1]


def test_too_little_room_is_said_with_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**10, 10**10 - 10**8, 10**8))
    with pytest.raises(FileError, match=r"takes 2\.0 GB; .* has 0\.1 GB left"):
        built_folder(PRINT, "fp32", 2 * 10**9, lambda folder: None, tmp_path)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileError, match="could not be written"):
        built_folder(PRINT, "int8", 10, lambda folder: None, tmp_path / "file" / "graphs")
