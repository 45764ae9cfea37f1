"""Interrupts, kills, full disks and crowds: nothing half, nothing lost."""

import json
import resource
import signal
import time

import pytest

PROMPT = "slow house, 120 bpm"


def audio_files(home):
    return [
        path
        for path in home.rglob("*")
        if path.suffix in (".wav", ".json", ".part", ".mid") and "home" not in path.parts
    ]


def log(timbre):
    return [json.loads(line) for line in timbre("log", "--json", "-n", "1000").out.splitlines()]


@pytest.mark.parametrize("delay_seconds", [0.02, 0.3, 0.6, 1.0, 1.5])
def test_ctrl_c_at_any_moment_leaves_no_half_file(process, timbre, home, delay_seconds):
    running = process("make", PROMPT, "--seconds", "240", "--seed", "1")
    time.sleep(delay_seconds)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=20)
    if "site" not in err and running.returncode != -signal.SIGINT:  # else Python itself was still starting
        assert running.returncode == 130
        assert "Traceback" not in err
    assert audio_files(home) == []
    assert all(row["status"] != "done" for row in log(timbre))


def test_a_full_disk_is_named_and_leaves_nothing(process, home):
    def small_files_only():
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    running = process("make", PROMPT, "--seconds", "10", "--seed", "1", preexec_fn=small_files_only)
    _, err = running.communicate(timeout=30)
    assert running.returncode == 5, err
    assert "Traceback" not in err
    assert audio_files(home) == []


def test_two_at_once_both_land_in_the_history(process, timbre):
    crowd = [process("make", PROMPT, "--seconds", "2", "--seed", "5", "--json") for _ in range(3)]
    takes = []
    for running in crowd:
        out, err = running.communicate(timeout=60)
        assert running.returncode == 0, err
        takes.append(json.loads(out))
    assert len({take["path"] for take in takes}) == 3
    assert len({take["sha256"] for take in takes}) == 1
    rows = log(timbre)
    assert [row["number"] for row in rows] == [1, 2, 3]
    assert {row["path"] for row in rows} == {take["path"] for take in takes}


def test_a_kill_in_the_middle_leaves_a_readable_history(process, timbre):
    first = timbre("make", PROMPT, "--seconds", "1", "--json").json
    running = process("make", PROMPT, "--seconds", "240", "--seed", "1")
    time.sleep(1.0)
    running.kill()
    running.communicate(timeout=20)
    second = timbre("make", PROMPT, "--seconds", "1", "--json").json
    assert [row["path"] for row in log(timbre)] == [first["path"], second["path"]]


def test_a_home_that_cannot_be_written_costs_no_music(timbre, home, monkeypatch):
    (home / "blocked").write_text("a file where a folder should be")
    monkeypatch.setenv("TIMBRE_HOME", str(home / "blocked" / "home"))
    ran = timbre("make", PROMPT, "--seconds", "1", "--json")
    assert ran.code == 0
    assert ran.json["path"]
    assert "memory only" in ran.err
