"""What lies around a worker: its environment, its folders, its preview file, the files of its take."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest

from timbre.errors import FileError
from timbre.jobs.environment import worker_environment
from timbre.jobs.placing import choose_site, remove_half_take
from timbre.jobs.preview import Preview, PreviewWriter
from timbre.jobs.runner import _costs_money as costs_money
from timbre.jobs.supervisor import _keys as keys
from timbre.jobs.take import Destination
from timbre.jobs.workspace import Workspace, sweep
from timbre.model.engine import EngineInfo, Licence, Need
from timbre.model.request import GenerationRequest

REQUEST = GenerationRequest(prompt="warm lo-fi piano in the rain", seed=1)
TIME = datetime(2026, 11, 22, 14, 15, 30, tzinfo=timezone.utc)
STEM = "20261122-141530-warm-lo-fi-piano-in-the-rain"


def test_a_worker_sees_what_it_needs_and_no_secrets() -> None:
    outer = {
        "PATH": "/bin",
        "LC_ALL": "C.UTF-8",
        "TIMBRE_HOME": "/t",
        "HF_HOME": "/h",
        "CUDA_VISIBLE_DEVICES": "0",
        "XDG_CACHE_HOME": "/c",
        "OPENBLAS_CORETYPE": "Haswell",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "GITHUB_TOKEN": "secret",
        "OTHER_API_KEY": "secret",
        "MY_API_KEY": "needed",
        "PYTHONSTARTUP": "/evil.py",
        "LD_PRELOAD": "/evil.so",
    }
    inner = worker_environment(outer, device="cuda:1", also=("MY_API_KEY", "NOT_SET"))
    assert inner.pop("PYTHONFAULTHANDLER") == "1"
    assert inner == {
        **{name: outer[name] for name in list(outer)[:7]},
        "MY_API_KEY": "needed",
        "TIMBRE_DEVICE": "cuda:1",
    }


def test_relative_import_paths_survive_the_change_of_folder() -> None:
    path = worker_environment({"PYTHONPATH": os.pathsep.join(["src", "/abs"])})["PYTHONPATH"]
    assert path.split(os.pathsep) == [str(Path.cwd() / "src"), "/abs"]


def test_preview_frames_are_read_back_as_written(tmp_path: Path) -> None:
    writer = PreviewWriter(tmp_path / "p.f32")
    first = np.array([[0.25, -1.0, 0.5], [0.0, 1.0, 2.0]], np.float32)
    writer.append(first)
    preview = Preview(writer.path, 44100, 2)
    assert (preview.frames, writer.frames) == (3, 3)
    np.testing.assert_array_equal(preview.read(1, 10), first[:, 1:])
    writer.append(-first)
    np.testing.assert_array_equal(preview.read(0, 6), np.concatenate([first, -first], axis=1))
    assert preview.read(6, 5).shape == (2, 0)
    writer.close()
    writer.close()
    preview.close()
    assert preview.frames == 0
    assert preview.read(0, 5).shape == (2, 0)


def test_half_a_frame_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "p.f32").write_bytes(b"\0" * 21)
    preview = Preview(tmp_path / "p.f32", 44100, 2)
    assert preview.frames == 2
    assert preview.read(0, 5).shape == (2, 2)


def test_a_preview_that_cannot_be_written_is_a_file_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="could not be kept"):
        PreviewWriter(tmp_path / "nowhere" / "p.f32").append(np.zeros((2, 1), np.float32))


def test_a_workspace_comes_and_goes(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "staging")
    one, other = workspace.job_folder(), workspace.job_folder()
    assert one != other
    assert one.parent == other.parent == workspace.folder
    assert workspace.folder.stat().st_mode & 0o777 == 0o700
    workspace.remove()
    assert list((tmp_path / "staging").iterdir()) == []
    with pytest.raises(FileError, match="temporary folder"):
        workspace.job_folder()


def test_only_workspaces_of_the_dead_are_swept(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-S", "-c", ""])
    dead.wait()
    names = [f"timbre-jobs-{dead.pid}-abc", f"timbre-jobs-{os.getpid()}-abc", "timbre-jobs-x-abc", "other"]
    for name in names:
        (tmp_path / name / "inside").mkdir(parents=True)
    target = tmp_path / "precious"
    target.mkdir()
    (tmp_path / f"timbre-jobs-{dead.pid}-link").symlink_to(target)
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [*names[1:], "precious", f"timbre-jobs-{dead.pid}-link"]
    )


def test_names_of_running_jobs_are_taken(tmp_path: Path) -> None:
    destination = Destination(tmp_path, TIME)
    first = choose_site(REQUEST, destination, tmp_path / "s", ())
    second = choose_site(REQUEST, destination, tmp_path / "s", {first.path})
    flac = REQUEST.model_copy(update={"outputs": REQUEST.outputs.model_copy(update={"format": "flac"})})
    third = choose_site(flac, destination, tmp_path / "s", {first.path, second.path})
    assert [site.path.name for site in (first, second, third)] == [
        f"{STEM}.wav",
        f"{STEM}-2.wav",
        f"{STEM}-3.flac",
    ]
    assert first.destination.path == first.path
    assert first.destination.staging == tmp_path / "s"


def test_a_half_take_is_removed_and_nothing_else(tmp_path: Path) -> None:
    stays = [f"{STEM}-2.wav", f".{STEM[:40]}x.0123abcd.part", ".hidden", "notes.txt", f"{STEM}.txt"]
    for name in stays:
        (tmp_path / name).write_text("mine")
    site = choose_site(REQUEST, Destination(tmp_path, TIME), tmp_path / "s", ())
    for name in (f"{STEM}.wav", f"{STEM}.mid", f".{STEM[:40]}.0123abcd.part"):
        (tmp_path / name).write_text("half")
    (tmp_path / f"{STEM}-stems").mkdir()
    (tmp_path / f"{STEM}-stems" / "bass.wav").write_text("half")
    remove_half_take(site, ())
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(stays)


def test_what_was_there_before_stays(tmp_path: Path) -> None:
    path = tmp_path / "song.wav"
    path.write_text("old")
    (tmp_path / "song-stems").mkdir()
    site = choose_site(REQUEST, Destination(tmp_path, TIME, path=path, force=True), tmp_path / "s", ())
    (tmp_path / "song.json").write_text("new")
    remove_half_take(site, ())
    assert sorted(member.name for member in tmp_path.iterdir()) == ["song-stems", "song.wav"]


def test_temporary_files_another_job_may_own_stay(tmp_path: Path) -> None:
    site = choose_site(REQUEST, Destination(tmp_path, TIME), tmp_path / "s", ())
    other = tmp_path / f"{STEM}-2.wav"
    part = tmp_path / f".{STEM[:40]}.0123abcd.part"
    part.write_text("whose?")
    remove_half_take(site, {other})
    assert part.exists()
    remove_half_take(site, {tmp_path / "else.wav", Path("/elsewhere") / other.name})
    assert not part.exists()


def test_engines_with_keys_get_their_keys_and_are_never_asked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    hosted = EngineInfo(
        name="hosted",
        version="1",
        title="Hosted",
        licence=Licence(code="MIT", output="yours"),
        needs=(
            Need(kind="package", name="httpx", install="pip"),
            Need(kind="key", name="HOSTED_API_KEY", install="x"),
        ),
    )
    assert keys("composer") == ()
    assert not costs_money("composer")
    assert keys("no-such-engine") == ()
    assert not costs_money("no-such-engine")
    monkeypatch.setattr("timbre.jobs.supervisor.engine_info", lambda name: hosted)
    monkeypatch.setattr("timbre.jobs.runner.engine_info", lambda name: hosted)
    assert keys("hosted") == ("HOSTED_API_KEY",)
    assert costs_money("hosted")
