"""`timbre chat` through a pipe, with the real composer in a real worker; and its parts alone."""

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from timbre.cli.chat_lines import split_lines
from timbre.cli.chat_show import Screen, sentence, status_of
from timbre.cli.diagnostics import Talk
from timbre.conversation.completion import suggestions
from timbre.conversation.lines import LINE_MAX_CHARACTERS
from timbre.conversation.replies import (
    Asked,
    Copied,
    Exported,
    Failed,
    Goodbye,
    JobEnded,
    Listed,
    Noted,
    ProgressLine,
    Said,
    TakeFinished,
    TakeStarted,
)
from timbre.errors import EngineError
from timbre.jobs.take import TakeReady
from timbre.model.request import GenerationRequest, GenerationResult, Measured

CHAT = [sys.executable, "-m", "timbre.chat"]
STORY = "lofi piano 80 bpm\nslower, add strings\nundo\n/export flac\n"


@pytest.fixture
def chat(home):
    """Say lines in a pipe; stdout, stderr and the exit code."""

    def say(lines, *options, seconds=60):
        return subprocess.run(
            [*CHAT, *options],
            input=lines if isinstance(lines, bytes) else lines.encode(),
            capture_output=True,
            cwd=home,
            timeout=seconds,
            check=False,
        )

    return say


@pytest.fixture
def talking(home):
    """Start a chat whose lines come one by one."""
    started = []

    def start(*options):
        process = subprocess.Popen(
            [*CHAT, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=home,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def takes_of(home):
    return [
        record["payload"]
        for line in (home / "home" / "history.jsonl").read_text().splitlines()
        if (record := json.loads(line))["type"].startswith("take.")
    ]


def workers_of(home):
    """Workers whose temporary folder belongs to this test."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            inside = (folder / "environ").read_bytes()
        except OSError:
            continue
        if b"timbre.jobs.worker" in words and str(home).encode() in inside:
            found.append(folder.name)
    return found


def eventually(condition, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_the_story_makes_takes_an_export_and_a_session_that_goes_on(chat, home):
    ran = chat(STORY, "--seconds", "3", "--seed", "7")
    assert ran.returncode == 0, ran.stderr
    out = ran.stdout.decode()
    assert "tempo 80 → 68, added strings; take 2 (from 1)" in out
    paths = [Path(line) for line in out.splitlines() if line.startswith("/")]
    assert [path.suffix for path in paths] == [".wav", ".wav", ".flac"]
    assert all(path.is_file() for path in paths)
    assert paths[2].name.startswith(paths[0].stem)

    ran = chat("brighter\n/export --format flac\n/takes\n", "--seconds", "3")
    assert ran.returncode == 0, ran.stderr
    assert "Going on with “lofi piano 80 bpm”: 2 takes, at take 1." in ran.stderr.decode()
    rows = [line.split("\t") for line in ran.stdout.decode().splitlines() if "\t" in line]
    assert [row[0] for row in rows] == [" 1", "   2", "▸  3"]
    if sys.platform == "linux":
        assert workers_of(home) == []


def test_json_is_one_object_a_take_and_the_exit_code_tells_of_a_failed_line(chat):
    ran = chat("lofi piano\n/florp\n/export ogg\n", "--seconds", "2", "--json", "--stems")
    assert ran.returncode == 3
    take, exported = (json.loads(line) for line in ran.stdout.decode().splitlines())
    assert (take["take"], take["seconds"], take["parent"]) == (1, 2.0, None)
    assert take["stems"]
    assert exported["exported"][0].endswith(".ogg")
    assert "'/florp'" in ran.stderr.decode()


def test_odd_input_is_survived(chat):
    lines = b"\xff\xfe\x00\x01" * 40 + b"\n\n   \n" + b"x" * 50_000 + b"\n/help undo\n/quit\nnever read"
    ran = chat(lines, "--new")
    assert ran.returncode == 2
    assert b"Traceback" not in ran.stderr
    assert "/undo\tBack to the take" in ran.stdout.decode()


def test_an_empty_input_ends_well(chat):
    ran = chat("")
    assert (ran.returncode, ran.stdout) == (0, b"")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--bpm", "999"), 2),
        (("--new", "--session", "1"), 2),
        (("--loop", "4", "--seconds", "9"), 2),
        (("--session", "nothing like it"), 3),
        (("--engine", "florp"), 3),
        (("--preset", "camfire"), 3),
    ],
)
def test_wrong_options_are_refused(chat, options, code):
    ran = chat("lofi piano\n", *options)
    assert ran.returncode == code
    assert b"error:" in ran.stderr


def test_ctrl_c_cancels_the_job_first_and_leaves_second(talking, home):
    process = talking("--seconds", "900")
    process.stdin.write("cinematic trailer\n")
    process.stdin.flush()
    history = home / "home" / "history.jsonl"
    assert eventually(lambda: history.exists() and "job.started" in history.read_text())
    process.send_signal(signal.SIGINT)
    process.stdin.write("/queue\n")
    process.stdin.flush()
    assert eventually(
        lambda: "take.cancelled" in history.read_text() or "take.partial" in history.read_text()
    )
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130
    _, err = process.communicate()
    assert "Traceback" not in err
    if sys.platform == "linux":
        assert eventually(lambda: workers_of(home) == [])


def test_a_killed_chat_leaves_no_worker_and_its_job_is_offered_again(talking, chat, home):
    process = talking("--seconds", "900")
    process.stdin.write("cinematic trailer\n")
    process.stdin.flush()
    history = home / "home" / "history.jsonl"
    assert eventually(lambda: history.exists() and "job.started" in history.read_text())
    process.kill()
    process.communicate()
    if sys.platform == "linux":
        assert eventually(lambda: workers_of(home) == [])
    ran = chat("no\n")
    assert "A job was interrupted" in ran.stdout.decode()
    assert "Dropped." in ran.stdout.decode()
    assert takes_of(home) == []


def test_lines_are_split_on_newlines_alone():
    blocks = ["one\ntw", "o\u2028still two\r\n\x1b[31mred\n", "last"]
    assert list(split_lines(iter(blocks))) == ["one", "twostill two", "[31mred", "last"]


def test_a_line_without_end_is_cut_once_and_the_next_is_read():
    blocks = ["x" * LINE_MAX_CHARACTERS] * 10 + ["\nnext\n"]
    first, second = split_lines(iter(blocks))
    assert LINE_MAX_CHARACTERS < len(first) <= 4 * LINE_MAX_CHARACTERS
    assert second == "next"


def take(number=2, **fields):
    result = GenerationResult(
        path="/out/a.wav",
        engine="composer",
        engine_version="1",
        seed=7,
        seconds=4.0,
        sample_rate=44_100,
        channels=2,
        bpm=68.0,
        key="A minor",
        style="house",
        measured=Measured(seconds=4.0),
    )
    plain = {
        "job": "j",
        "take": "t",
        "number": number,
        "request": GenerationRequest(prompt="p", seed=7),
        "ready": TakeReady(result, np.zeros((2, 240), np.float32)),
        "changes": "tempo 80 → 68",
        "parent": 1,
        "next": ("undo", "/takes"),
    }
    return TakeFinished(**{**plain, **fields})


def test_a_take_in_a_sentence():
    assert sentence(take()) == "tempo 80 → 68; take 2 (from 1): house, 68 bpm, A minor, 4.0 s, seed 7"
    assert sentence(take(changes="", parent=None, partial=True)).startswith("New idea; partial take 2: house")


def test_what_the_engine_has_to_say_of_a_take_is_told_in_a_pipe_too(monkeypatch, capsys):
    monkeypatch.setattr(Talk, "quiet", False)
    done = take()
    result = done.ready.result.model_copy(update={"notes": ("Nobody plays kick here.",)})
    Screen().show(take(ready=TakeReady(result, done.ready.peaks)))
    captured = capsys.readouterr()
    assert "Nobody plays kick here." in captured.err
    assert "Nobody plays kick here." not in captured.out


def test_the_card_on_a_terminal_ends_with_lines_that_work_here(monkeypatch, capsys):
    monkeypatch.setattr(Talk, "quiet", False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    Screen().show(take())
    out = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    assert "take 2 from take 1: tempo 80 → 68" in out
    assert out.rstrip().endswith("Next: undo   ·   /takes")
    assert "timbre play last" not in out


def test_replies_go_where_they_belong(monkeypatch, capsys):
    monkeypatch.setattr(Talk, "quiet", False)
    screen = Screen()
    for reply in (
        Said("hello \x1b[31mred"),
        Noted("a note"),
        Listed(("a", "b"), (("1", "2\t3"),), "Title"),
        Exported(("/x.flac",)),
        Asked("Really?"),
        Copied("text", "prompt"),
        Failed(EngineError("Broken.", "Mend it.")),
    ):
        screen.show(reply)
    captured = capsys.readouterr()
    assert captured.out.splitlines() == [
        "hello [31mred", "Title", "1\t2 3", "/x.flac", "Really? (yes/no)", "text"
    ]  # fmt: skip
    assert "a note" in captured.err
    assert "Mend it." in captured.err


def test_quiet_leaves_paths_alone(monkeypatch, capsys):
    monkeypatch.setattr(Talk, "quiet", True)
    Screen().show(Said("hello"))
    Screen().show(take())
    assert capsys.readouterr().out == f"{take().ready.result.path}\n"


def test_the_status_line_follows_the_jobs():
    screen = Screen()
    screen.show(TakeStarted("j", "p", "p"))
    screen.show(ProgressLine("j", "render", 0.5, 10.0, 20.0, 12.0, 3.2))
    assert screen.status() == "render 50% · 10/20 s made · 12× real time · 3 s left"
    assert status_of(ProgressLine("j", "load", 0.0)) == "load 0%"
    screen.show(JobEnded("j"))
    assert screen.status() == ""
    screen.show(Goodbye())
    assert screen.leaving


NO_TAKES = SimpleNamespace(state=SimpleNamespace(takes={}, presets=()), paths=SimpleNamespace(presets=None))
"""As much of a desk as completion looks at."""


@pytest.mark.parametrize(
    ("before", "expected", "replaces"),
    [
        ("/exp", "/export", 4),
        ("/export fl", "flac", 2),
        ("/preset camp", "campfire", 4),
        ("/engine comp", "composer", 4),
        ("/set bp", "bpm", 2),
        ("/session re", "resume", 2),
        ("/help und", "undo", 3),
        ("warm acc", "accordion", 3),
        ("/new warm acc", "accordion", 3),
    ],
)
def test_completion(before, expected, replaces):
    found = list(suggestions(before, NO_TAKES))
    assert expected in [each.text for each in found]
    assert {each.replaces for each in found} == {replaces}


@pytest.mark.parametrize("before", ["", "a", "/undo ", "/florp x", "warm "])
def test_nothing_to_complete(before):
    assert list(suggestions(before, NO_TAKES)) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_typing_on_a_terminal_goes_on_while_music_is_made(home):
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "COLUMNS": "100"}
    process = subprocess.Popen(
        [*CHAT, "--seconds", "2"], stdin=theirs, stdout=theirs, stderr=theirs, cwd=home, env=environment
    )
    os.close(theirs)
    seen = ""

    def shown(text, seconds=30.0):
        nonlocal seen
        deadline = time.monotonic() + seconds
        while text not in seen and time.monotonic() < deadline:
            if select.select([ours], [], [], 0.1)[0]:
                seen += os.read(ours, 65536).decode(errors="replace")
        return text in seen

    try:
        assert shown("❯")
        os.write(ours, b"lofi piano 80 bpm\r")
        os.write(ours, b"slo")
        assert shown("Next: "), seen
        os.write(ours, b"wer\r")
        assert shown("from take 1"), seen
        os.write(ours, b"\x03")
        assert shown("Ctrl-D, leaves"), seen
        os.write(ours, b"\x04")
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert [take["request"]["prompt"] for take in takes_of(home)] == [
        "lofi piano 80 bpm",
        "lofi piano 80 bpm; slower",
    ]
    lines = (home / "home" / "chat-lines").read_text()
    assert "+lofi piano 80 bpm\n" in lines
    assert (home / "home" / "chat-lines").stat().st_mode & 0o077 == 0
