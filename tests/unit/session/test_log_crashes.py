"""Real processes: writers killed while they write together, and a disk that is really full."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from timbre.session.log import History
from timbre.session.paths import Paths
from timbre.session.record import DamagedLineError, decode

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs kill -9 and resource limits")

WRITER = """
import os, sys
from pathlib import Path
from timbre.session.log import History
from timbre.session.paths import Paths
home, name, first, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
history = History(Paths.under(Path(home)))
os.write(1, b"ready\\n")
for number in range(first, first + count):
    history.append("note", {"who": name, "n": number, "pad": "x" * (number * 97 % 700)}, session="s",
                   durable=number % 20 == 0)
    os.write(1, b"%d\\n" % number)
"""


def acknowledged(file: Path) -> list[int]:
    """The numbers a writer was told were saved; its own last line may be cut."""
    return [int(line) for line in file.read_bytes().split(b"\n")[1:-1]]


@pytest.mark.parametrize(
    ("processes", "records", "rounds"),
    [
        pytest.param(3, 400, 3, id="short"),
        pytest.param(4, 2000, 50, id="long", marks=pytest.mark.torture),
    ],
)
def test_killed_writers_lose_nothing_acknowledged(
    tmp_path: Path, processes: int, records: int, rounds: int
) -> None:
    paths = Paths.under(tmp_path / "home")
    chance = random.Random(5)
    endings: set[int] = set()
    told: dict[str, list[int]] = {str(name): [] for name in range(processes)}
    for turn in range(rounds):
        running = []
        for name in told:
            answers = tmp_path / f"{turn}-{name}"
            with answers.open("wb") as output:
                arguments = [str(paths.config_folder), name, str(turn * records), str(records)]
                process = subprocess.Popen([sys.executable, "-c", WRITER, *arguments], stdout=output)
            running.append((name, process, answers))
        victims = {name: chance.randrange(records) for name in told if chance.random() < 0.8}
        deadline = time.monotonic() + 120
        while any(process.poll() is None for _, process, _ in running):
            assert time.monotonic() < deadline
            for name, process, answers in running:
                if name in victims and answers.stat().st_size > 6 + 4 * victims[name]:
                    process.send_signal(signal.SIGKILL)
            time.sleep(0.001)
        for name, process, answers in running:
            endings.add(process.wait())
            told[name] += acknowledged(answers)

    assert endings == {0, -signal.SIGKILL}, "some finished, some were killed"
    history = History(paths)
    kept: dict[str, list[int]] = {name: [] for name in told}
    for record in history.records():
        kept[record.payload["who"]].append(record.payload["n"])
    for name in told:
        assert len(told[name]) > rounds
        assert set(told[name]) <= set(kept[name])
        assert kept[name] == sorted(set(kept[name])), "each once and in order"
    unreadable = 0
    for line in paths.history.read_bytes().split(b"\n"):
        try:
            decode(line)
        except DamagedLineError:
            unreadable += bool(line)
            assert line.count(b'"crc":') == 0, "two records in one line"
    assert unreadable == len(history.damage) <= processes * rounds


FULL_DISK = """
import resource, sys
from pathlib import Path
from timbre.errors import HistoryError
from timbre.session.log import History
from timbre.session.paths import Paths
history = History(Paths.under(Path(sys.argv[1])))
limits = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
refused = 0
for number in range(100):
    try:
        history.append("note", {"n": number}, session="s")
        assert not refused, "saved although the disk was full"
        print(number)
    except HistoryError as error:
        assert "not saved" in error.message and error.hint, error
        refused += 1
size = history.paths.history.stat().st_size
whole = history.paths.history.read_bytes().endswith(b"\\n")
assert len(history.unsaved) == refused > 0 and size < 10_000 and whole
assert [record.payload["n"] for record in history.records()] == list(range(100))
if sys.argv[2] == "room":
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert history.save() and not history.unsaved
"""


@pytest.mark.parametrize("later", ["room", "exit"])
def test_a_full_disk_loses_nothing_acknowledged(tmp_path: Path, later: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path / "home"), later],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    saved = [int(line) for line in done.stdout.split()]
    assert len(saved) > 20
    history = History(Paths.under(tmp_path / "home"))
    found = [record.payload["n"] for record in history.records()]
    assert found == (list(range(100)) if later == "room" else saved)
    assert history.damage == ()


def test_a_dead_holder_releases_the_lock(tmp_path: Path) -> None:
    holder = (
        "import os, sys, signal; from pathlib import Path; from timbre.session.lock import exclusive\n"
        "with exclusive(Path(sys.argv[1]), 1): os.kill(os.getpid(), signal.SIGKILL)"
    )
    paths = Paths.under(tmp_path)
    assert (
        subprocess.run([sys.executable, "-c", holder, str(paths.history_lock)], check=False).returncode == -9
    )
    History(paths, lock_timeout_seconds=0.1).append("note", {}, session="s")
    assert paths.history.stat().st_size
