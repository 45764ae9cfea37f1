"""The studio when things go wrong: it stays up, says what happened, and loses nothing."""

from __future__ import annotations

import asyncio
import errno
import os
import random
import re
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest
from textual import events
from textual.geometry import Size

from guides import ODE, midi_file
from timbre.conversation.controller import Conversation
from timbre.errors import MissingError
from timbre.session import lines as history_lines
from timbre.session import presence
from timbre.session.events import take_rated
from timbre.session.lock import exclusive
from timbre.session.log import History
from timbre.session.sessions import Sessions
from timbre.tui import session as tui_session
from timbre.tui.faults import in_background

IDEA = "house, 120 bpm"
HOSTILE = (
    "\x1b[31mred\x1b]0;evil title\x07 \x9b2J [bold red]markup[/] [/nothing] [@click=app.quit]x[/] "
    "\u202eright to left\u202c שלום 👩‍👩‍👧‍👦🏳️‍🌈 日本語 a" + "\u0301" * 60 + " \x00\x08\r end"
)
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f]")


def told(app):
    """Every toast so far, as text."""
    return " ".join(str(note.message) for note in app._notifications)


def shown(app, hands):
    return " ".join(hands.seen(app).split())


async def until_seen(hands, pilot, app, words):
    """The words are on the screen, in a row whatever lines they are broken into."""

    def there():
        parts = re.split(r"[^\w%]+", hands.seen(app))
        return all(word in parts for word in words.split())

    await hands.until(pilot, there, f"{words!r} is on the screen")


def test_a_storm_of_resizes_while_a_take_is_made(theatre, hands):
    theatre.supervisor.plans = ["hold"]

    async def scene(app, pilot):
        await pilot.press(*"house", "enter")
        await hands.until(pilot, lambda: app.talk.work.jobs, "the job runs")
        chance = random.Random(7)
        for width, height in [(1, 1), (300, 100), (2, 60), (300, 1), (20, 5)]:
            await pilot.resize_terminal(width, height)
        for _ in range(5):
            for _ in range(40):  # as they come while one is drawn
                size = Size(chance.randint(1, 300), chance.randint(1, 100))
                app._driver._size = size
                app.post_message(events.Resize(size, size))
            await pilot.pause()
        await pilot.resize_terminal(120, 40)
        theatre.supervisor.release.set()
        await hands.settle(pilot, app)
        assert "Take 1" in hands.seen(app)
        await pilot.press(*"more")
        assert app.prompt.text == "more"

    theatre.play(scene)


def test_a_paste_that_is_too_long_is_refused_and_told(theatre, hands):
    async def scene(app, pilot):
        await pilot.press(*"kept")
        for count in (100_000, 1_000_000):
            app.clear_notifications()
            app.post_message(events.Paste("x" * count))
            await hands.until(pilot, lambda: "20,000" in told(app), "it is told")
        assert app.prompt.text == "kept"

    theatre.play(scene)


def test_a_midi_file_dropped_on_the_prompt_becomes_the_guide(theatre, hands, tmp_path):
    (tmp_path / "tune.mid").write_bytes(midi_file(melody=ODE, bpm=104))

    async def scene(app, pilot):
        await pilot.press(*"folk")
        app.post_message(events.Paste(str(tmp_path / "tune.mid")))
        await hands.until(pilot, lambda: "follow tune.mid" in hands.seen(app), "it is told")
        assert app.prompt.text == "folk"
        await pilot.press("enter")
        await hands.settle(pilot, app)
        (take,) = app.talk.desk.state.takes.values()
        assert take.request["conditioning"][0]["name"] == "tune.mid"

    theatre.play(scene)


def test_a_long_word_is_made_and_shown(theatre, hands):
    async def scene(app, pilot):
        app.post_message(events.Paste("w" * 19_990))
        await hands.until(pilot, lambda: len(app.prompt.text) == 19_990, "it is in the prompt")
        await pilot.press("enter")
        await hands.settle(pilot, app)
        assert "Take 1" in hands.seen(app) or "wwww" in hands.seen(app)
        await pilot.resize_terminal(60, 20)
        assert "wwww" in hands.seen(app)

    theatre.play(scene)


def test_hostile_words_are_only_words(theatre, hands):
    async def scene(app, pilot):
        app.post_message(events.Paste(HOSTILE))
        await hands.until(pilot, lambda: "markup" in app.prompt.text, "it is in the prompt")
        assert not CONTROLS.search(app.prompt.text)
        await pilot.press("enter")
        await hands.settle(pilot, app)
        await hands.say(pilot, app, f"/session rename {HOSTILE}")
        await hands.say(pilot, app, f"/nosuch {HOSTILE}")
        await hands.say(pilot, app, f"/preset {HOSTILE}")
        await hands.say(pilot, app, f"/export {HOSTILE}")
        app.notices.failed(HOSTILE)
        for key in ("f1", "ctrl+p", "ctrl+o"):
            await pilot.press(key)
            await pilot.pause()
            assert not CONTROLS.search(hands.seen(app))
            app.notices.failed(HOSTILE)
            await pilot.press("escape")
            await pilot.pause()
        seen = hands.seen(app)
        assert not CONTROLS.search(seen)
        assert "[bold" in seen  # as typed, not as markup
        assert not CONTROLS.search(app.title)
        assert not CONTROLS.search(told(app))

    theatre.play(scene)
    theatre.play(only_look)


async def only_look(app, pilot):
    """What the history gives back on the next start."""
    from fakes import theatre as hands

    assert app.talk.desk.state.takes
    seen = hands.seen(app)
    assert not CONTROLS.search(seen)
    assert "[bold" in seen


def test_hostile_records_from_elsewhere_are_shown_as_text(theatre, hands):
    async def make(app, pilot):
        await hands.say(pilot, app, IDEA)
        await hands.say(pilot, app, "slower, add strings")

    theatre.play(make)
    poisoned(theatre.paths)

    async def scene(app, pilot):
        assert len(app.talk.desk.state.takes) == 2
        for key in ("f2", "f2", "ctrl+o", "escape", "ctrl+p", "escape"):
            await pilot.press(key)
            await pilot.pause()
            assert not CONTROLS.search(hands.seen(app))
        await hands.say(pilot, app, "/compare 1 2")
        await hands.say(pilot, app, "/session list")
        await hands.say(pilot, app, "/takes")
        await hands.say(pilot, app, "/take 1")
        seen = hands.seen(app)
        assert "[red]" in seen
        assert not CONTROLS.search(seen)
        assert not CONTROLS.search(app.title)

    theatre.play(scene)


def poisoned(paths):
    """Every free text of the history gets control sequences and markup, as in a file from a stranger."""
    records = list(History(paths).records())
    bad = rb"\u001b[31m\u001b]0;x\u0007[red]\u202e"
    found = []
    for record in records:
        text = record.payload_json
        for name in (
            b"prompt",
            b"title",
            b"text",
            b"engine_version",
            b"style",
            b"words",
            b"path",
            b"changes",
        ):
            text = re.sub(rb'("' + name + rb'":")(?=[^"])', lambda match: match.group(1) + bad, text)
        found.append(record._replace(payload_json=text))
    paths.history.unlink()
    shutil.rmtree(paths.cache, ignore_errors=True)
    History(paths).extend(found)


def test_a_sound_device_that_dies_is_told_and_work_goes_on(theatre, hands, monkeypatch):
    from timbre.conversation import sounding

    async def scene(app, pilot):
        await hands.say(pilot, app, f"{IDEA}, 60 seconds")
        speaker = app.talk.desk.speaker
        if not speaker.playing:
            await hands.say(pilot, app, "/play 1")
        await hands.until(pilot, lambda: speaker.playing and speaker.position_seconds > 0, "it sounds")

        async def dead(_self, _player):
            raise MissingError("The sound device takes no more sound.", "Check its cable, then play again.")

        monkeypatch.setattr(sounding.Sounding, "_to_the_end", dead)
        await hands.say(pilot, app, "/play 1")
        await until_seen(hands, pilot, app, "device takes no more sound")
        await hands.until(pilot, lambda: not speaker.playing, "nothing plays")
        monkeypatch.undo()
        await hands.say(pilot, app, "slower")
        assert len(app.talk.desk.state.takes) == 2

    theatre.play(scene)


def test_a_file_deleted_while_it_plays(theatre, hands):
    async def scene(app, pilot):
        await hands.say(pilot, app, f"{IDEA}, 60 seconds")
        take = next(iter(app.talk.desk.state.takes.values()))
        Path(take.path).unlink()
        await hands.say(pilot, app, "/play 1")
        await until_seen(hands, pilot, app, "has no file any more")
        app.session.sound.seek(0.5, take.id)
        await hands.say(pilot, app, "/export 1 flac")
        await hands.say(pilot, app, "slower")
        assert len(app.talk.desk.state.takes) == 2

    theatre.play(scene)


def test_a_worker_killed_while_its_take_is_heard(theatre, hands):
    theatre.real = True

    async def scene(app, pilot):
        await pilot.press(*"techno, 3 minutes", "enter")
        speaker = app.talk.desk.speaker
        await hands.until(pilot, lambda: speaker.live and speaker.position_seconds > 0, "it is heard live")
        lanes = app.talk.desk.supervisor._lanes
        for worker in [each for lane in lanes.values() for each in lane._workers]:
            os.kill(worker.pid, signal.SIGKILL)
        await until_seen(hands, pilot, app, "Trying once more")
        await hands.until(pilot, lambda: speaker.live, "it is heard live again")
        await pilot.press("escape")
        await hands.settle(pilot, app)
        assert app.talk is not None

    theatre.play(scene)


def test_a_full_disk_is_told_once_and_nothing_is_lost_when_there_is_room_again(theatre, hands, monkeypatch):
    async def scene(app, pilot):
        def full(*_args, **_named):
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(history_lines, "append", full)
            await hands.say(pilot, app, IDEA)
            await hands.say(pilot, app, "slower")
            seen = app.talk.desk.state
            assert len(seen.takes) == 2
            notes = [text for text in app.talk.desk._warned if "not saved" in text]
            assert len(notes) == 1
            await until_seen(hands, pilot, app, "not saved Make room on the disk")

    theatre.play(scene)

    async def afterwards(app, pilot):
        assert len(app.talk.desk.state.takes) == 2

    theatre.play(afterwards)


def test_the_home_disappears_and_the_music_goes_on(theatre, hands):
    async def scene(app, pilot):
        await hands.say(pilot, app, IDEA)
        shutil.rmtree(theatre.paths.config_folder)
        for line in ("slower", "add strings", "faster"):
            await hands.say(pilot, app, line)
        assert len(app.talk.desk.state.takes) == 4

    theatre.play(scene)


def test_a_home_that_is_a_file_now_is_told(theatre, hands):
    async def scene(app, pilot):
        await hands.say(pilot, app, IDEA)
        shutil.rmtree(theatre.paths.config_folder)
        theatre.paths.config_folder.write_text("not a folder")
        await hands.say(pilot, app, "slower")
        await hands.say(pilot, app, "add strings")
        assert len(app.talk.desk.state.takes) == 3
        app.clear_notifications()
        await until_seen(hands, pilot, app, "memory only")

    theatre.play(scene)


def test_a_history_another_program_holds_stops_nobody(theatre, hands):
    async def scene(app, pilot):
        await hands.say(pilot, app, IDEA)
        loop = asyncio.get_running_loop()
        with exclusive(theatre.paths.history_lock, 1.0):
            began = loop.time()
            await hands.say(pilot, app, "slower")
            assert len(app.talk.desk.state.takes) == 2
            assert loop.time() - began < 5
            await until_seen(hands, pilot, app, "another program")
        await hands.say(pilot, app, "faster")
        assert not app.talk.desk.sessions.archive.history.unsaved

    theatre.play(scene)


def test_an_output_folder_that_is_gone_or_no_folder(theatre, hands):
    async def scene(app, pilot):
        await hands.say(pilot, app, IDEA)
        shutil.rmtree(theatre.folder / "outputs")
        await hands.say(pilot, app, "slower")
        assert len([take for take in app.talk.desk.state.takes.values() if take.sounds]) == 2
        shutil.rmtree(theatre.folder / "outputs")
        (theatre.folder / "outputs").write_text("in the way")
        theatre.supervisor.begin()
        await hands.say(pilot, app, "/copy path")
        assert app.talk is not None

    theatre.play(scene)


def test_damaged_lines_and_a_newer_format_are_told_at_the_start(theatre, hands):
    async def make(app, pilot):
        await hands.say(pilot, app, IDEA)

    theatre.play(make)
    with theatre.paths.history.open("ab") as file:
        file.write(b'{"v":1,"id":"half a li\n\xff\xfe\x00\n')

    async def scene(app, pilot):
        assert len(app.talk.desk.state.takes) == 1
        await until_seen(hands, pilot, app, "2 damaged lines")

    theatre.play(scene)


def test_a_history_that_cannot_be_read_says_so_and_leaves_with_its_code(theatre, hands):
    theatre.paths.history.mkdir(parents=True)

    async def scene():
        app = theatre.studio()
        async with app.run_test(size=(100, 30)) as pilot:
            await until_seen(hands, pilot, app, "history cannot be read")
            await pilot.press("ctrl+q")
            await hands.until(pilot, lambda: not app.is_running, "the studio closes")
        assert app.return_value == 8

    asyncio.run(asyncio.wait_for(scene(), 30))


@pytest.mark.parametrize("keys", [("ctrl+q",), ("ctrl+c", "ctrl+c")])
def test_leaving_before_the_session_is_open(theatre, hands, monkeypatch, keys):
    gate = asyncio.Event()

    async def scene():
        app = theatre.studio()
        loop, prepare = asyncio.get_running_loop(), tui_session._prepare

        def slow(studio):
            asyncio.run_coroutine_threadsafe(gate.wait(), loop).result(10)
            return prepare(studio)

        monkeypatch.setattr(tui_session, "_prepare", slow)
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.press(*"words", *keys)
            await hands.until(pilot, lambda: not app.is_running, "the studio closes at once")
            gate.set()
        assert app.return_value == 0

    asyncio.run(asyncio.wait_for(scene(), 30))
    assert not theatre.supervisor.requests


def test_what_is_typed_before_the_session_is_open_is_done(theatre, hands, monkeypatch):
    async def scene():
        app, gate = theatre.studio(), asyncio.Event()
        loop, prepare = asyncio.get_running_loop(), tui_session._prepare

        def slow(studio):
            asyncio.run_coroutine_threadsafe(gate.wait(), loop).result(10)
            return prepare(studio)

        monkeypatch.setattr(tui_session, "_prepare", slow)
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.press(*"jazz", "enter", *"more")
            assert app.talk is None
            gate.set()
            await hands.until(pilot, lambda: app.talk is not None, "the session opens")
            await hands.settle(pilot, app)
            assert [take.prompt for take in app.talk.desk.state.takes.values()] == ["jazz"]
            assert app.prompt.text == "more"
            app.session.leave()
            await hands.until(pilot, lambda: app.talk is None, "it closes")

    asyncio.run(asyncio.wait_for(scene(), 30))


@pytest.mark.parametrize("key", ["ctrl+o"])
def test_leaving_while_a_dialog_is_open_and_a_job_runs(theatre, hands, key):
    async def scene(app, pilot):
        await hands.say(pilot, app, IDEA)
        theatre.supervisor.plans = ["hold"]
        await pilot.press(*"slower", "enter")
        await hands.until(pilot, lambda: app.talk.work.jobs, "the job runs")
        await pilot.press(key)
        await hands.until(pilot, lambda: len(app.screen_stack) == 2, "the dialog is open")
        app.session.leave()
        await hands.until(pilot, lambda: app.talk is None, "the studio closes")

    theatre.play(scene)

    async def next_day(app, pilot):
        await until_seen(hands, pilot, app, "interrupted")

    theatre.play(next_day)


def test_another_studio_in_the_same_session(theatre, hands):
    async def scene(app, pilot):
        await hands.say(pilot, app, IDEA)
        desk = app.talk.desk
        with presence.present(theatre.paths):
            other = Sessions(History(theatre.paths)).resume(desk.session.id, "studio")
            take = next(iter(other.state.takes))
            other.add(take_rated(take, "up"))
        await hands.say(pilot, app, "slower")
        assert desk.state.takes[take].rating == "up"
        assert "♥" in hands.seen(app)
        assert len(desk.state.takes) == 2

    theatre.play(scene)


def test_a_line_that_fails_in_an_unforeseen_way_ends_nothing(theatre, hands, monkeypatch):
    async def scene(app, pilot):
        async def broken(_self, _line):
            raise ZeroDivisionError("nobody foresaw \x1b[31m[b]this")

        with monkeypatch.context() as patched:
            patched.setattr(Conversation, "handle", broken)
            await hands.say(pilot, app, IDEA)
        assert "nobody foresaw" in told(app)
        assert not CONTROLS.search(told(app))
        await hands.say(pilot, app, IDEA)
        assert len(app.talk.desk.state.takes) == 1

    theatre.play(scene)
    log = theatre.paths.log.read_text(encoding="utf-8")
    assert "Traceback" in log
    assert "ZeroDivisionError" in log
    assert "\x1b" not in log


def test_work_behind_the_scenes_never_fails_in_silence(theatre, hands):
    async def scene(app, pilot):
        async def broken():
            raise KeyError("peaks")

        for _ in range(3):
            in_background(app.transcript, broken(), "drawing takes")
        await hands.until(pilot, lambda: "drawing takes" in told(app), "it is told")
        await pilot.pause()
        assert told(app).count("drawing takes") == 1
        app.faults.of_loop(asyncio.get_running_loop(), {"exception": KeyError("a task"), "message": "x"})
        await hands.until(pilot, lambda: "a task in the background" in told(app), "that is told too")

    theatre.play(scene)
    assert "KeyError" in theatre.paths.log.read_text(encoding="utf-8")


def test_a_fault_in_a_widget_ends_the_studio_in_order(theatre, hands):
    theatre.supervisor.plans = ["hold"]

    async def scene():
        app = theatre.studio()
        with suppress(RuntimeError):  # which the pilot raises again
            async with app.run_test(size=(100, 30)) as pilot:
                await hands.until(pilot, lambda: app.talk is not None, "the session opens")
                await pilot.press(*"house", "enter")
                await hands.until(pilot, lambda: app.talk.work.jobs, "the job runs")
                await pilot.press(*"half typed")
                app.call_later(_fail)
                await hands.until(pilot, lambda: not app.is_running, "the studio ends")
        await app.session.over()
        assert str(app.faults.fatal) == "a widget broke"
        assert app.return_code == 1
        assert not app._exit_renderables
        assert app.talk is None

    asyncio.run(asyncio.wait_for(scene(), 30))

    async def next_day(app, pilot):
        assert app.prompt.text == "half typed"
        await until_seen(hands, pilot, app, "interrupted")

    theatre.play(next_day)


needs_terminals = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="looks at processes through /proc"
)


@needs_terminals
@pytest.mark.parametrize("by", ["SIGTERM", "SIGKILL"])
def test_being_ended_while_making_leaves_no_process_and_loses_no_job(theatre, hands, by):
    from fakes.terminal import Terminal, children, is_running

    terminal = Terminal(theatre.paths.config_folder)
    terminal.until(b"describe")
    terminal.type(b"house, 10 minutes\r")
    terminal.until(b"Making")
    workers = children(terminal.process.pid)
    terminal.process.send_signal(getattr(signal, by))
    code = terminal.ends()
    if by == "SIGTERM":
        assert code == 0
        assert terminal.is_as_before()
    limit = time.monotonic() + 10
    while any(map(is_running, workers)) and time.monotonic() < limit:
        time.sleep(0.02)
    assert workers
    assert not any(map(is_running, workers))

    async def next_day(app, pilot):
        await until_seen(hands, pilot, app, "interrupted")

    theatre.play(next_day)


@needs_terminals
def test_a_fault_in_the_program_itself(theatre):
    body = (
        "from timbre.tui.studio import Studio\n"
        "def broken(self, key_id): raise RuntimeError('broken \\x1b[31m[b]key')\n"
        "Studio.action_key = broken"
    )
    from fakes.terminal import Terminal

    terminal = Terminal(theatre.paths.config_folder, body)
    terminal.until(b"describe")
    terminal.type(b"\x1b[200~bytes \x9b\xff\xfe\x1b[201~half typed\x1bOP")
    assert terminal.ends() == 1
    assert terminal.is_as_before()
    assert "Traceback" not in terminal.written.decode("utf-8", "replace")
    assert "RuntimeError: broken [31m[b]key" in terminal.last_words
    assert str(theatre.paths.log) in terminal.last_words
    assert "Traceback" in theatre.paths.log.read_text(encoding="utf-8")
    assert "half typed" in (theatre.paths.config_folder / "studio-draft").read_text(encoding="utf-8")


@needs_terminals
def test_a_terminal_without_unicode_and_broken_settings(theatre):
    home = theatre.paths.config_folder
    home.mkdir(parents=True)
    (home / "config.toml").write_text("theme = [broken\n")
    from fakes.terminal import Terminal

    terminal = Terminal(home, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", NO_COLOR="1", TERM="vt100")
    terminal.until(b"invalid value")
    terminal.type(b"\x11")
    assert terminal.ends() == 0
    assert terminal.is_as_before()
    assert terminal.written.isascii()
    assert b"\\u" not in terminal.written


def _fail():
    raise RuntimeError("a widget broke")


def test_a_keyboard_that_cannot_be_read_is_a_fault_without_a_traceback(theatre):
    from rich.traceback import Traceback

    app = theatre.studio()
    try:
        _fail()
    except RuntimeError:
        error = app.faults.of_panic([Traceback()])
    assert "Traceback" not in str(error)
    assert "a widget broke" in str(error.__cause__)
