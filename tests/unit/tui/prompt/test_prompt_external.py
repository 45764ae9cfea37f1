"""$EDITOR: a real script edits a private file that is gone afterwards; what fails is said."""

import asyncio
import stat
import sys
import tempfile
from contextlib import contextmanager

import pytest

from timbre.errors import InvalidInputError, MissingError, TimbreError
from timbre.tui.prompt.external import edit_over, edit_text, editor_command


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def editor(tmp_path):
    """A command whose editor is Python code; `path` is the file to edit."""

    def make(code):
        script = tmp_path / "editor.py"
        script.write_text(f"import sys, os, pathlib\npath = pathlib.Path(sys.argv[-1])\n{code}\n")
        return [sys.executable, str(script)]

    return make


def test_the_edited_text_comes_back_and_the_file_is_gone(editor, temporary, tmp_path):
    seen = tmp_path / "seen"
    command = editor(
        f"text = path.read_text('utf-8')\npathlib.Path({str(seen)!r}).write_text(text + oct(path.stat().st_mode))\n"
        "path.write_text('slow 雨\\r\\npiano\\x1b[2J\\n', 'utf-8')"
    )
    assert edit_text("lofi\npiano", command) == "slow 雨\npiano[2J"
    assert seen.read_text().startswith("lofi\npiano\n")
    if sys.platform != "win32":
        assert stat.S_IMODE(int(seen.read_text().split("\n")[-1], 8)) == 0o600
    assert list(temporary.iterdir()) == []


def test_an_editor_that_fails_changes_nothing(editor, temporary):
    with pytest.raises(TimbreError, match="ended with code 3") as caught:
        edit_text("lofi", editor("sys.exit(3)"))
    assert caught.value.hint == "The prompt is as it was before."
    with pytest.raises(TimbreError, match="cannot be read"):
        edit_text("lofi", editor("path.unlink()"))
    with pytest.raises(MissingError, match="cannot be started"):
        edit_text("lofi", ["/nowhere/editor"])
    assert list(temporary.iterdir()) == []


def test_too_long_a_text_is_refused_and_stays_where_it_was_written(editor, temporary):
    with pytest.raises(InvalidInputError, match=r"20,001 characters; 20,000 is the most") as caught:
        edit_text("lofi", editor("path.write_text('x' * 20001)"))
    (folder,) = temporary.iterdir()
    assert str(folder / "prompt.txt") in caught.value.hint
    assert (folder / "prompt.txt").read_text() == "x" * 20001


def test_the_command_is_visual_before_editor_with_its_arguments(tmp_path):
    program = tmp_path / "my editor"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    both = {"VISUAL": f"'{program}' --wait", "EDITOR": "other", "PATH": ""}
    assert editor_command(both) == [str(program), "--wait"]
    with pytest.raises(MissingError, match=r"The editor 'other' of \$EDITOR was not found"):
        editor_command({"VISUAL": " ", "EDITOR": "other", "PATH": str(tmp_path)})
    with pytest.raises(MissingError, match="No editor is set"):
        editor_command({})
    with pytest.raises(InvalidInputError, match="quotation mark"):
        editor_command({"EDITOR": "vim '"})


class FakeDriver:
    def __init__(self):
        self.written = []

    def write(self, data):
        self.written.append(data)


class FakeApp:
    """Lends its terminal as Textual does: an exception inside would leave it lent."""

    def __init__(self):
        self._driver = FakeDriver()
        self.has_terminal = True

    @contextmanager
    def suspend(self):
        self.has_terminal = False
        yield
        self.has_terminal = True


@pytest.mark.parametrize("code", ["path.write_text('edited')", "sys.exit(1)"])
def test_the_studio_goes_on_unseen_and_gets_its_terminal_back(editor, code):
    app = FakeApp()
    ticks = []

    async def scenario():
        async def tick():
            while True:
                ticks.append(app.has_terminal)
                app._driver.write("painted")
                await asyncio.sleep(0.001)

        ticking = asyncio.create_task(tick())
        try:
            return await edit_over(app, "lofi", editor(code))
        except TimbreError as error:
            return error
        finally:
            ticking.cancel()

    result = asyncio.run(scenario())
    assert (result == "edited") == ("edited" in code)
    assert app.has_terminal
    assert ticks.count(False) > 2
    assert len(app._driver.written) <= ticks.count(True)
    app._driver.write("after")
    assert app._driver.written[-1] == "after"
