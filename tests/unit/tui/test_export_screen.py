"""The export dialog: every line it gives is read back as chosen; by keys and by mouse; what stands in the way."""

import asyncio
import os
import shlex
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App
from textual.widgets import Button, Input, Static

from timbre.conversation.exporting import read_wanted
from timbre.conversation.lines import read_line
from timbre.errors import InvalidInputError
from timbre.model.request import AudioFormat, BitDepth
from timbre.tui.screens.choice import Choice, Tick
from timbre.tui.screens.export import ExportScreen
from timbre.tui.screens.export_line import (
    BITS,
    FORMATS,
    LOSSLESS,
    Wish,
    format_of_name,
    judge,
    line_of,
    name_for,
    target,
)


def test_the_dialog_knows_every_format_and_depth_there_is():
    assert tuple(FORMATS) == get_args(AudioFormat)
    assert tuple(BITS) == get_args(BitDepth)


_NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30) | st.sampled_from(
    [
        "a b.wav",
        "-x.flac",
        "--stems",
        "~root.wav",
        "it's.mp3",
        "flac",
        "/",
        "..wav",
        "a=b.ogg",
        "x/y.wav",
        "..",
        "café.oga",
        "/export",
    ]
)
_FOLDERS = st.sampled_from(
    ["", ".", "out", "/tmp/a b", "-dir", "~", "~/x", "out/../in", "$HOME", "a'b\"c"]
) | st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)


@given(
    st.builds(
        Wish,
        number=st.integers(1, 9999),
        audio_format=st.sampled_from(tuple(FORMATS)),
        bits=st.sampled_from(tuple(BITS)),
        folder=_FOLDERS,
        name=_NAMES,
        stems=st.booleans(),
        midi=st.booleans(),
        force=st.booleans(),
    )
)
def test_every_line_is_read_back_as_chosen(wish):
    if wish.audio_format == "flac" and wish.bits == "float":
        return  # the dialog cannot choose this
    wish = Wish(**{**vars(wish), "name": name_for(wish.name, wish.audio_format)})
    try:
        path, line = target(wish), line_of(wish)
    except InvalidInputError:
        return
    invocation = read_line(line)
    assert invocation is not None
    assert invocation.command.name == "export"
    wanted = read_wanted(invocation.values)
    assert wanted.path is not None
    assert wanted.path.absolute() == path
    outputs = wanted.outputs
    assert (outputs.format, outputs.stems, outputs.midi) == (wish.audio_format, wish.stems, wish.midi)
    assert wanted.outputs.bits == (wish.bits if wish.audio_format in LOSSLESS else "16")
    assert (wanted.take, wanted.force) == (str(wish.number), wish.force)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("a.wav", "a.mp3"),
        ("a.WAVE", "a.mp3"),
        ("a", "a.mp3"),
        ("a.b", "a.b.mp3"),
        ("a.mp3", "a.mp3"),
        (".wav", ".wav.mp3"),
    ],
)
def test_the_ending_follows_the_format(name, wanted):
    assert name_for(name, "mp3") == wanted
    assert format_of_name(wanted) == "mp3"


@pytest.mark.parametrize("name", ["", "  ", "..", "/", "x/", "x/.wav", "a\x1b[2Jb", "a\nb", "x" * 300])
def test_what_is_no_name_is_refused_with_a_reason(name, tmp_path):
    with pytest.raises(InvalidInputError):
        target(Wish(1, "wav", "16", str(tmp_path), name))
    verdict = judge(Wish(1, "wav", "16", str(tmp_path), name))
    assert (verdict.kind, verdict.field) == ("wrong", "name")


def test_an_unknown_home_is_told_at_the_folder():
    assert judge(Wish(1, "wav", "16", "~nobody-here-by-that-name", "x")).field == "folder"


def test_the_disk_is_looked_at(tmp_path, monkeypatch):
    def kind(**changes):
        return judge(Wish(**{**vars(wish), **changes}))

    wish = Wish(1, "wav", "16", str(tmp_path), "x.wav", stems=True, midi=True)
    assert kind().kind == "fine"
    assert kind(folder=str(tmp_path / "new")).kind == "new folder"
    (tmp_path / "x.mid").touch()
    (tmp_path / "x-stems").mkdir()
    assert kind().text == "x.mid and x-stems exist already."
    assert kind(midi=False, stems=False).kind == "fine"
    assert kind(force=True).kind == "fine"
    (tmp_path / "x.wav").symlink_to(tmp_path / "nowhere")
    assert kind(midi=False, stems=False).text == "x.wav exists already."
    (tmp_path / "file").touch()
    assert kind(folder=str(tmp_path / "file" / "deep")).text.endswith("is a file, not a folder.")
    (tmp_path / "d.wav").mkdir()
    assert kind(name="d.wav", force=True).kind == "wrong"
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert (kind().kind, kind().field) == ("wrong", "folder")


class ExportApp(App):
    """The dialog over nothing, and its answer."""

    answer = "not yet"

    def ask(self, folder, capabilities=("stems", "midi"), audio_format="wav", bits="16", name="lofi"):
        def answered(line):
            self.answer = line

        screen = ExportScreen(3, "warm [b]lo-fi[/b]", folder, name, capabilities, audio_format, bits)
        self.push_screen(screen, answered)


def with_dialog(act, folder, size=(80, 24), **asked):
    async def scenario():
        app = ExportApp()
        async with app.run_test(size=size) as pilot:
            app.ask(folder, **asked)
            await settled(app, pilot)
            await act(app, pilot)

    asyncio.run(scenario())


async def settled(app, pilot):
    """Wait until the disk was looked at for what is chosen now."""
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()


def shown(app, selector):
    return str(app.screen.query_one(selector, Static).render())


def values(line):
    return shlex.split(line)[1:]


def test_enter_gives_the_suggestion(tmp_path):
    async def act(app, pilot):
        assert shown(app, "#words") == "warm [b]lo-fi[/b]"
        assert shown(app, "#path") == str(tmp_path / "lofi.wav")
        assert "Writes one file" in shown(app, "#verdict")
        await pilot.press("enter")
        await settled(app, pilot)
        assert app.answer == shlex.join(
            ["/export", str(tmp_path / "lofi.wav"), "--bits", "16", "--take", "3"]
        )

    with_dialog(act, tmp_path, size=(120, 40))


def test_escape_cancel_and_a_click_beside_give_nothing(tmp_path):
    async def escape(app, pilot):
        await pilot.press("escape")
        assert app.answer is None

    async def button(app, pilot):
        await pilot.click("#cancel")
        assert app.answer is None

    async def beside(app, pilot):
        await pilot.click(offset=(1, 1))
        assert app.answer is None

    for act in (escape, button, beside):
        with_dialog(act, tmp_path, size=(100, 40))


def test_everything_is_chosen_with_the_keyboard(tmp_path):
    async def act(app, pilot):
        await pilot.press("right")  # FLAC
        await pilot.press("tab", "right")  # 24 bits
        await pilot.press("down", "space", "down", "space")  # stems, MIDI
        await pilot.press("down", "down", "home", *"my-")
        await settled(app, pilot)
        preview = shown(app, "#line")
        await pilot.press("enter")
        await settled(app, pilot)
        assert app.answer == preview
        wanted = read_wanted(tuple(values(app.answer)))
        assert wanted.path == tmp_path / "my-lofi.flac"
        assert (wanted.outputs.bits, wanted.outputs.stems, wanted.outputs.midi) == ("24", True, True)

    with_dialog(act, tmp_path)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
def test_everything_is_chosen_with_the_mouse(tmp_path, size):
    async def act(app, pilot):
        choice = str(app.screen.query_one("#format").render())
        await pilot.click("#format", offset=(choice.index("FLAC") + 1, 0))
        await pilot.click("#bits", offset=(str(app.screen.query_one("#bits").render()).index("24") + 1, 0))
        await pilot.click("#stems")
        await pilot.click("#midi", offset=(2, 0))
        await settled(app, pilot)
        await pilot.click("#export")
        await settled(app, pilot)
        line = ["/export", str(tmp_path / "lofi.flac"), "--bits", "24", "--stems", "--midi", "--take", "3"]
        assert app.answer == shlex.join(line)

    with_dialog(act, tmp_path, size=size)


def test_flac_has_no_float_and_mp3_no_bits(tmp_path):
    async def act(app, pilot):
        bits = app.screen.query_one("#bits", Choice)
        await pilot.press("right")
        assert (bits.value, bits.off) == ("24", frozenset({"float"}))
        await pilot.click("#bits", offset=(str(bits.render()).index("float") + 1, 0))
        assert bits.value == "24"
        app.screen.query_one("#format", Choice).focus()
        await pilot.press("right")
        await settled(app, pilot)
        assert bits.disabled
        assert "--bits" not in shown(app, "#line")
        assert "MP3 chooses its own" in shown(app, "#bits-note")
        app.screen.query_one("#format", Choice).focus()
        await pilot.press("left", "left")
        await settled(app, pilot)
        assert bits.value == "float", "the wish from before is back"

    with_dialog(act, tmp_path, bits="float")


def test_an_engine_without_stems_says_so(tmp_path):
    async def act(app, pilot):
        stems = app.screen.query_one("#stems", Tick)
        assert stems.disabled
        assert "engine has none" in str(stems.render())
        await pilot.click("#stems")
        assert not stems.value
        assert not app.screen.query_one("#midi", Tick).disabled

    with_dialog(act, tmp_path, capabilities=("midi",))


def test_a_typed_ending_chooses_the_format(tmp_path):
    async def act(app, pilot):
        app.screen.query_one("#name", Input).value = "song.ogg"
        await settled(app, pilot)
        assert app.screen.query_one("#format", Choice).value == "ogg"
        app.screen.query_one("#format", Choice).value = "mp3"
        await settled(app, pilot)
        assert app.screen.query_one("#name", Input).value == "song.mp3"

    with_dialog(act, tmp_path)


def test_a_suggestion_never_takes_a_name_that_is_there(tmp_path):
    (tmp_path / "lofi.wav").touch()

    async def act(app, pilot):
        assert app.screen.query_one("#name", Input).value == "lofi-2.wav"
        assert not app.screen.query_one("#force", Tick).display
        await pilot.press("right")
        await settled(app, pilot)
        assert app.screen.query_one("#name", Input).value == "lofi.flac"

    with_dialog(act, tmp_path)


def test_what_exists_is_replaced_only_when_that_is_ticked(tmp_path):
    (tmp_path / "song.wav").touch()
    (tmp_path / "other.wav").touch()

    async def act(app, pilot):
        name, force = app.screen.query_one("#name", Input), app.screen.query_one("#force", Tick)
        name.value = "song.wav"
        await settled(app, pilot)
        assert shown(app, "#verdict") == "! song.wav exists already."
        assert app.screen.query_one("#export", Button).disabled
        name.focus()
        await pilot.press("enter")
        await settled(app, pilot)
        assert app.answer == "not yet"
        assert force.has_focus
        await pilot.press("space")
        await settled(app, pilot)
        assert "--force" in shown(app, "#line")
        name.value = "other.wav"
        await settled(app, pilot)
        assert not force.value, "leave was given for another file"
        assert "--force" not in shown(app, "#line")
        await pilot.click("#force")
        await settled(app, pilot)
        await pilot.press("enter")
        await settled(app, pilot)
        assert values(app.answer) == [str(tmp_path / "other.wav"), "--bits", "16", "--take", "3", "--force"]

    with_dialog(act, tmp_path)


def test_a_wrong_name_is_not_sent_and_gets_the_focus(tmp_path):
    async def act(app, pilot):
        app.screen.query_one("#name", Input).value = ""
        await settled(app, pilot)
        assert "needs a name" in shown(app, "#verdict")
        assert shown(app, "#line") == ""
        await pilot.press("enter")
        await settled(app, pilot)
        assert app.answer == "not yet"
        assert app.screen.query_one("#name").has_focus

    with_dialog(act, tmp_path)


def test_a_missing_folder_is_told_and_will_be_made(tmp_path):
    async def act(app, pilot):
        assert "does not exist yet; it will be made" in shown(app, "#verdict")
        await pilot.press("enter")
        await settled(app, pilot)
        assert values(app.answer)[0] == str(tmp_path / "new" / "lofi.wav")

    with_dialog(act, tmp_path / "new")


def test_everything_fits_at_60_by_20(tmp_path):
    (tmp_path / "song.wav").touch()

    async def act(app, pilot):
        app.screen.query_one("#name", Input).value = "song.wav"
        await settled(app, pilot)
        screen = app.screen.region
        for selector in (
            "#format",
            "#bits",
            "#stems",
            "#midi",
            "#folder",
            "#name",
            "#force",
            "#line",
            "#export",
        ):
            region = app.screen.query_one(selector).region
            assert region.height >= 1
            assert screen.contains_region(region), selector

    with_dialog(act, tmp_path, size=(60, 20))


def test_relative_paths_are_typed_as_such(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert line_of(Wish(2, "mp3", "16", "out", "a b.mp3")) == "/export 'out/a b.mp3' --take 2"
    assert line_of(Wish(2, "mp3", "16", "", "-x.mp3")) == f"/export {Path.cwd() / '-x.mp3'} --take 2"
