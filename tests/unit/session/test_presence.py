"""Who still runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from timbre.session.identity import new_id
from timbre.session.paths import Paths
from timbre.session.presence import is_present, present

HOLDER = """
import sys
from pathlib import Path
from timbre.session.paths import Paths
from timbre.session.presence import present
with present(Paths.under(Path(sys.argv[1]))) as name:
    print(name, flush=True)
    sys.stdin.read()
"""


def test_present_while_the_block_lasts(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path)
    with present(paths) as name:
        assert is_present(paths, name)
        with present(paths) as other:
            assert other != name
            assert is_present(paths, other)
        assert not is_present(paths, other)
        assert is_present(paths, name)
    assert not is_present(paths, name)
    assert list((paths.cache / "running").iterdir()) == []


def test_one_that_was_killed_is_present_no_more(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        name = process.stdout.readline().strip()
        assert is_present(paths, name)
        process.kill()
        process.wait()
    assert not is_present(paths, name)
    assert list((paths.cache / "running").iterdir()) == [], "and nothing is left lying about"


def test_strangers_and_odd_names_are_not_present(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path)
    for odd in ("", new_id(), "../../etc/passwd", "a\0b", "x" * 5000):
        assert not is_present(paths, odd)


def test_without_a_place_for_the_file_the_name_is_empty(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    with present(Paths.under(tmp_path)) as name:
        assert name == ""
