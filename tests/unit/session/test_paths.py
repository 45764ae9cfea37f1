"""Where things live, and who may read them."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from timbre.errors import InvalidInputError
from timbre.session.paths import Paths, open_private, private_folder


def test_home_variable_moves_everything(tmp_path: Path) -> None:
    paths = Paths.from_environment({"TIMBRE_HOME": str(tmp_path)})
    names = [
        paths.config,
        paths.history,
        paths.history_lock,
        paths.history_bad,
        paths.presets,
        paths.models,
        paths.cache,
        paths.log,
    ]
    assert [path.relative_to(tmp_path).as_posix() for path in names] == [
        "config.toml",
        "history.jsonl",
        "history.lock",
        "history.bad",
        "presets",
        "models",
        "cache",
        "log/timbre.log",
    ]
    assert list(tmp_path.iterdir()) == []


def test_home_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    assert Paths.from_environment({"TIMBRE_HOME": "here"}).config_folder == tmp_path / "here"
    if sys.platform != "win32":
        assert Paths.from_environment({"TIMBRE_HOME": "~/t"}).history == tmp_path / "me/t/history.jsonl"


def test_unknown_user_in_home_is_explained() -> None:
    with pytest.raises(InvalidInputError, match="TIMBRE_HOME"):
        Paths.from_environment({"TIMBRE_HOME": "~no-such-user-here/x"})


@pytest.mark.parametrize("environment", [{}, {"TIMBRE_HOME": "  "}])
def test_without_home_the_platform_decides(environment: dict[str, str]) -> None:
    paths = Paths.from_environment(environment)
    assert paths.history.name == "history.jsonl"
    assert "timbre" in paths.config_folder.parts
    assert paths.models.is_relative_to(paths.cache.parent)
    assert not paths.models.is_relative_to(paths.config_folder)
    assert paths.log.name == "timbre.log"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits")
def test_only_the_user_can_read(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "a" / "b")
    os.close(open_private(folder / "file", os.O_CREAT | os.O_WRONLY))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "file").stat().st_mode) == 0o600


def test_a_file_in_the_way_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(OSError):
        private_folder(tmp_path / "taken")
    with pytest.raises(OSError):
        private_folder(tmp_path / "taken" / "inside")
