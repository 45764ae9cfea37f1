"""The transport: what is told at every width, what a click says, and that only what changed is painted."""

import asyncio
import re
import subprocess
import sys
from dataclasses import replace
from time import monotonic

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import on
from textual.app import App
from textual.events import MouseScrollDown, MouseScrollUp
from textual.geometry import Region
from textual.message import Message

from timbre.tui import messages
from timbre.tui.cells import cut, one_line
from timbre.tui.playback import Letter, Playback
from timbre.tui.widgets.transport import Transport
from timbre.tui.widgets.transport_parts import ASCII, UNICODE, arrange
from timbre.tui.widgets.transport_words import clock, level, times
from timbre.tui.widgets.waveform import Waveform

PLAYING = Playback(
    take="t3",
    number=3,
    title="lofi piano, rainy evening",
    position_seconds=12.0,
    seconds=30.0,
    playing=True,
    volume_percent=80.0,
)
COMPARING = replace(
    PLAYING, letters=(Letter("A", 1, -2.1), Letter("B", 3), Letter("C", 4, -0.6)), letter="A", take="t1"
)
HOSTILE = (
    "\x1b[31mred\x1b]0;title\x07 [bold]x[/] \u202eabc\u2066 夜の雨🎹👩‍👩‍👧 שלום\nline\ttab\r\x00" + "é" * 200
)


class Stage(App):
    """A transport, and what was posted."""

    def __init__(self, glyphs="braille", rows=1):
        super().__init__()
        self.glyphs = glyphs
        self.bar = Transport()
        if rows:
            self.bar.styles.height = rows
        self.posted = []

    def compose(self):
        yield self.bar

    @on(messages.PlayToggled)
    @on(messages.Sought)
    @on(messages.LoopToggled)
    @on(messages.VolumeChanged)
    @on(messages.Switched)
    @on(messages.Preferred)
    @on(messages.CompareClosed)
    def note(self, message: Message) -> None:
        self.posted.append(message)


def play(scenario, size=(120, 10), **stage):
    """Run `scenario(app, pilot)`."""

    async def run():
        app = Stage(**stage)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            return await scenario(app, pilot)

    return asyncio.run(run())


async def until(pilot, done):
    limit = monotonic() + 3.0
    while not done():
        assert monotonic() < limit
        await pilot.pause(0.01)


def text(playback, width=120, *, tall=False, signs=UNICODE):
    """The line as it is read, the waveform as spaces."""
    shown = ""
    for part in arrange(playback, width, tall=tall, signs=signs).parts:
        shown += " " * (part.x - cell_len(shown)) + part.text
    return shown


# What it tells


def test_a_line_tells_number_title_time_loop_and_volume():
    shown = text(PLAYING)
    assert shown.startswith(" ‖ 3 lofi piano, rainy evening ")
    assert shown.endswith(" 0:12 / 0:30  ↻  −  80% + ")
    assert text(replace(PLAYING, playing=False, paused=True, loop=True)).startswith(" ▶ 3 lofi")
    assert "[↻]" in text(replace(PLAYING, loop=True))
    assert "[↻ loop]" in text(replace(PLAYING, loop=True), tall=True)


def test_a_comparison_tells_the_letters_and_how_loud():
    shown = text(COMPARING, 160)
    assert "[A] B  C  −2.1 dB, equally loud  keep  × " in shown
    assert "A [B] C  as it is, equally loud" in text(replace(COMPARING, letter="B"), 160)
    assert "[A] B  C  −2.1 dB  keep " in text(COMPARING, 80)
    unknown = replace(COMPARING, letters=(Letter("A", 1), Letter("B", 2)))
    assert level(unknown, "-") == ""
    assert "loud" not in text(unknown, 160)


def test_nothing_to_play_is_a_calm_hint():
    shown = text(Playback())
    assert shown.startswith(" ▶ no take yet ")
    assert "0:00" not in shown
    assert not [part for part in arrange(Playback(), 120, tall=False).parts if part.deed == "play"]
    assert Playback().empty
    assert not PLAYING.empty


def test_a_take_that_is_being_made_says_so():
    live = replace(PLAYING, number=None, live=True)
    assert "being made" in text(live)
    assert "being made" in text(live, 80)
    assert text(live).startswith(" ‖ lofi")


def test_a_note_stands_in_for_the_title_and_has_room():
    noted = replace(PLAYING, note="No sound device: the file is /music/3.wav")
    for width in (80, 120):
        shown = text(noted, width)
        assert "lofi" not in shown
        assert "No sound device: the file is /mus" in shown
    (part,) = (part for part in arrange(noted, 120, tall=True).parts if "device" in part.text)
    assert part.look == "quiet"


def test_a_terminal_without_glyphs_gets_plain_ones():
    for tall in (False, True):
        for playback in (Playback(), PLAYING, COMPARING, replace(PLAYING, loop=True, title="x" * 200)):
            assert text(playback, 90, tall=tall, signs=ASCII).isascii()


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.0, "0:00"),
        (59.99, "0:59"),
        (630.0, "10:30"),
        (-3.0, "0:00"),
        (float("nan"), "0:00"),
        (float("inf"), "0:00"),
    ],
)
def test_clock(seconds, shown):
    assert clock(seconds) == shown


def test_times_keep_their_width_and_the_short_one_says_what_matters():
    long = replace(PLAYING, position_seconds=5.0, seconds=630.0)
    assert times(long) == (" 0:05 / 10:30", " 0:05")
    assert len(times(replace(long, position_seconds=629.0))[0]) == len(times(long)[0])
    assert times(replace(long, playing=False))[1] == "10:30"
    assert times(replace(long, seconds=0.0)) == ("0:05", "0:05")


def test_the_position_is_a_fraction_only_where_something_plays():
    assert PLAYING.position == pytest.approx(0.4)
    assert replace(PLAYING, playing=False).position is None
    assert replace(PLAYING, playing=False, paused=True).position == pytest.approx(0.4)
    assert replace(PLAYING, seconds=0.0).position is None
    assert replace(PLAYING, position_seconds=99.0).position == 1.0


def test_titles_are_cut_by_cells():
    assert cut("夜の雨です", 6, "…") == "夜の…"
    assert cut("abcdef", 6, "…") == "abcdef"
    assert cut("abc def", 5, "…") == "abc…"
    assert cut("abc", 1, "..") == ""
    assert one_line(HOSTILE).isprintable()


# Every width


_TITLES = st.sampled_from(["", "lofi piano", HOSTILE, "夜の雨" * 30, "x" * 5000]) | st.text(max_size=40)
_NUMBERS = st.floats() | st.floats(0.0, 900.0)


@st.composite
def playbacks(draw):
    count = draw(st.integers(0, 9))
    letters = tuple(Letter(chr(65 + at), at + 1, draw(st.floats(-12.0, 0.0))) for at in range(count))
    return Playback(
        take=draw(st.sampled_from(["", "t1"])),
        number=draw(st.none() | st.integers(1, 9999)),
        title=draw(_TITLES),
        position_seconds=draw(_NUMBERS),
        seconds=draw(_NUMBERS),
        playing=draw(st.booleans()),
        paused=draw(st.booleans()),
        live=draw(st.booleans()),
        loop=draw(st.booleans()),
        volume_percent=draw(st.floats()),
        letters=letters,
        letter=draw(st.sampled_from([each.letter for each in letters])) if letters else "",
        note=draw(st.sampled_from(["", HOSTILE])),
    )


@settings(max_examples=250, deadline=None)
@given(playbacks(), st.integers(0, 220), st.booleans(), st.sampled_from([UNICODE, ASCII]))
def test_nothing_is_ever_wider_than_there_is_room(playback, width, tall, signs):
    line = arrange(playback, width, tall=tall, signs=signs)
    start, end = line.wave
    assert 0 <= start <= end <= width
    at = 0
    for part in line.parts:
        assert part.x >= at
        at = part.x + part.width
        assert tall or not (part.x < end and at > start)
        assert not part.deed or part.width >= 3
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202e]", part.text)
        assert not part.deed or line.at(part.x) == line.at(at - 1) == part
    assert at <= width
    if width >= 20 and not playback.empty and len(playback.letters) < 2:
        assert line.at(1).deed == "play"
        assert end - start >= 5


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
def test_the_waveform_keeps_room_and_the_button_stays(width):
    for playback in (PLAYING, COMPARING, replace(PLAYING, live=True)):
        line = arrange(playback, width, tall=False)
        assert line.parts[0].deed == "play"
        assert line.wave[1] - line.wave[0] >= min(8, width // 4)
    assert arrange(COMPARING, width, tall=True).wave == (0, width)


# The widget


@pytest.mark.parametrize("rows", [1, 3])
def test_every_button_says_what_it_is_for(rows):
    expected = {
        "play": ("PlayToggled", "t1"),
        "loop": ("LoopToggled", None),
        "softer": ("VolumeChanged", 75.0),
        "louder": ("VolumeChanged", 85.0),
        "hear A": ("Switched", "A"),
        "hear C": ("Switched", "C"),
        "prefer": ("Preferred", "A"),
        "close": ("CompareClosed", None),
    }

    async def scenario(app, pilot):
        bar = app.bar
        bar.show(COMPARING)
        await pilot.pause()
        for deed, (name, value) in expected.items():
            (part,) = (part for part in bar._line.parts if part.deed == deed)
            for x in (part.x, part.x + part.width - 1):
                await pilot.click(Transport, offset=(x, 0))
                await until(pilot, lambda: app.posted)
                message = app.posted.pop()
                assert not app.posted
                assert type(message).__name__ == name
                told = [vars(message)[key] for key in ("take", "percent", "letter") if key in vars(message)]
                assert told == ([] if value is None else [value])
        (title,) = (part for part in bar._line.parts if part.look == "title")
        await pilot.click(Transport, offset=(title.x, 0))
        await pilot.pause()
        assert app.posted == []

    play(scenario, size=(160, 30), rows=rows)


def test_the_wheel_turns_the_volume_only_over_it():
    async def scenario(app, pilot):
        bar = app.bar
        bar.show(replace(PLAYING, volume_percent=98.0))
        await pilot.pause()
        (volume,) = (part for part in bar._line.parts if part.deed == "volume")
        await pilot._post_mouse_events([MouseScrollUp], Transport, offset=(volume.x, 0))
        await pilot._post_mouse_events([MouseScrollDown], Transport, offset=(volume.x + 5, 0))
        await pilot._post_mouse_events([MouseScrollDown], Transport, offset=(1, 0))
        await pilot._post_mouse_events([MouseScrollDown], Waveform, offset=(1, 0))
        await pilot.click(Transport, offset=(volume.x + 1, 0))
        await pilot.pause()
        return [message.percent for message in app.posted]

    assert play(scenario) == [100.0, 93.0]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_waveform_seeks_the_take_that_is_shown(rows):
    async def scenario(app, pilot):
        bar = app.bar
        bar.show(Playback())
        bar.show_peaks(None)
        await pilot.click(Waveform, offset=(10, 0))
        assert app.posted == []
        assert not bar.query_one(Waveform).can_focus
        bar.show(PLAYING)
        bar.show_peaks(np.full((2, 100), 0.5, np.float32))
        await pilot.pause()
        wave = bar.query_one(Waveform)
        assert wave.can_focus
        assert wave.size.height == max(1, rows - 1)
        await pilot.click(Waveform, offset=(wave.size.width // 2, 0))
        await until(pilot, lambda: app.posted)
        (message,) = app.posted
        assert message.take == "t3"
        assert message.fraction == pytest.approx(0.5, abs=0.02)

    play(scenario, rows=rows)


def test_the_line_is_painted_where_the_parts_are_and_the_waveform_between():
    async def scenario(app, pilot):
        bar = app.bar
        bar.show(PLAYING)
        bar.show_peaks(np.full((2, 100), 0.5, np.float32))
        await pilot.pause()
        assert bar.render_line(0).text.rstrip() == text(PLAYING).rstrip()
        wave = bar.query_one(Waveform)
        start, end = bar._line.wave
        assert (wave.region.x, wave.region.right) == (start, end)
        assert wave.position == pytest.approx(0.4)
        bar.show(COMPARING)
        await until(pilot, lambda: (wave.region.x, wave.region.right) == bar._line.wave != (start, end))

    play(scenario)


def test_only_the_parts_that_changed_are_painted_again(monkeypatch):
    painted = []
    refresh = Transport.refresh

    def noted(self, *regions, **kwargs):
        painted.append(regions)
        return refresh(self, *regions, **kwargs)

    async def scenario(app, pilot):
        bar = app.bar
        bar.show(PLAYING)
        await pilot.pause()
        monkeypatch.setattr(Transport, "refresh", noted)
        bar.show(replace(PLAYING))
        bar.show(replace(PLAYING, position_seconds=12.1))
        assert painted == []
        bar.show(replace(PLAYING, position_seconds=13.0))
        (part,) = (part for part in bar._line.parts if "0:13" in part.text)
        assert {*painted} == {(Region(part.x, 0, part.width, 1),)}

    play(scenario)


def test_the_part_under_the_mouse_is_shown_and_explained():
    async def scenario(app, pilot):
        bar = app.bar
        bar.show(COMPARING)
        await pilot.pause()
        await pilot.hover(Transport, offset=(1, 0))
        assert bar.tooltip == "Play or pause."
        hovered = next(iter(bar.render_line(0))).style
        bar.show(replace(COMPARING, playing=False, paused=True))
        assert next(iter(bar.render_line(0))).style == hovered
        (letter,) = (part for part in bar._line.parts if part.deed == "hear C")
        await pilot.hover(Transport, offset=(letter.x, 0))
        assert bar.tooltip == "Hear take 4 from the same place."
        assert next(iter(bar.render_line(0))).style != hovered
        await pilot.hover(Waveform, offset=(2, 0))
        await until(pilot, lambda: bar.tooltip is None)

    play(scenario, size=(160, 10))


@pytest.mark.parametrize("screen_rows", [24, 40])
def test_it_is_three_rows_high_on_a_tall_screen(screen_rows):
    async def scenario(app, pilot):
        app.bar.show(PLAYING)
        await pilot.pause()
        return app.bar.size.height, app.query_one(Waveform).size.height

    assert play(scenario, size=(80, screen_rows), rows=0) == ((1, 1) if screen_rows == 24 else (3, 2))


@pytest.mark.parametrize("glyphs", ["braille", "ascii"])
def test_a_storm_of_sizes_and_states_leaves_it_whole(glyphs):
    async def scenario(app, pilot):
        bar = app.bar
        states = (
            Playback(),
            COMPARING,
            replace(PLAYING, title=HOSTILE, note=HOSTILE),
            replace(PLAYING, live=True),
        )
        for at, width in enumerate((120, 20, 1, 7, 200, 33, 12, 64)):
            await pilot.resize_terminal(width, 5)
            bar.show(replace(states[at % 4], volume_percent=at))
            bar.add_peaks(np.full((2, 10), 0.5, np.float32), at * 1.0, at + 1.0, 30.0)
            await pilot.pause()
            assert bar.render_line(0).cell_length == width
        assert "\x1b" not in bar.render_line(0).text

    play(scenario, glyphs=glyphs)


def test_it_can_be_shown_before_it_is_mounted():
    async def scenario():
        app = Stage()
        app.bar.show(PLAYING)
        app.bar.show_peaks(np.full((2, 100), 0.5, np.float32))
        async with app.run_test(size=(120, 10)) as pilot:
            await until(pilot, lambda: app.bar.render_line(0).text.startswith(" ‖ 3 lofi"))
            assert app.query_one(Waveform).position == pytest.approx(0.4)

    asyncio.run(scenario())


def test_it_is_imported_without_what_is_slow_to_import():
    code = (
        "import sys; import timbre.tui.widgets.transport; "
        "print([m for m in ('numpy', 'pydantic', 'timbre.audio', 'timbre.model') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
