"""The waveform: cells of peaks, growth, what is painted again, and seeking by mouse and key."""

import asyncio
import os
from itertools import pairwise
from time import monotonic

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.app import App
from textual.containers import Container
from textual.geometry import Region

from timbre.tui.messages import Sought
from timbre.tui.widgets import waveform as waveform_module
from timbre.tui.widgets.grip import BETWEEN_SECONDS, HOLD_SECONDS, Grip
from timbre.tui.widgets.growing import Growing
from timbre.tui.widgets.wave_strips import (
    QUIETEST,
    baseline,
    column,
    columns_made,
    cursor_glyph,
    differing,
    known,
    rows_of,
    scale_of,
    spans,
)
from timbre.tui.widgets.waveform import Waveform


def ramp(count=240):
    """Silence that grows to full loudness."""
    high = np.linspace(0.0, 1.0, count, dtype=np.float32)
    return np.stack([-high, high])


class Stage(App):
    """One waveform in a box, and what it posted."""

    CSS = "Container { height: auto; padding: 0; } Container:focus { background: red; }"

    def __init__(self, wave, glyphs="braille"):
        super().__init__()
        self.wave = wave
        self.glyphs = glyphs
        self.sought = []
        self.clicks = 0

    def compose(self):
        box = Container(self.wave)
        box.can_focus = True
        yield box

    def on_sought(self, message: Sought):
        self.sought.append((message.fraction, message.take))

    def on_click(self):
        self.clicks += 1


def play(scenario, wave, size=(40, 10), glyphs="braille"):
    """Run `scenario(app, pilot)` with the waveform mounted."""

    async def run():
        app = Stage(wave, glyphs)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            return await scenario(app, pilot)

    return asyncio.run(run())


async def until(pilot, done):
    limit = monotonic() + 3.0
    while not done():
        assert monotonic() < limit
        await pilot.pause(0.01)


def lines(wave):
    return [wave.render_line(y).text for y in range(wave.content_size.height)]


def dots(cells):
    """How many dots are lit in each column of braille dots."""
    left, right = 0b01000111, 0b10111000
    found = []
    for column_cells in zip(*cells, strict=True):
        bits = [ord(cell) - 0x2800 if cell != " " else 0 for cell in column_cells]
        found += [sum((each & mask).bit_count() for each in bits) for mask in (left, right)]
    return found


# Cells


def test_braille_grows_with_loudness_and_is_mirrored_about_the_middle():
    rows = rows_of(ramp(), 30, 2, "braille", made=30, scale=1.0)
    heights = dots(rows)
    assert heights[0] == 1
    assert heights[-1] == 8
    assert heights == sorted(heights)
    loud = rows_of(np.array([[-0.5], [0.5]], np.float32), 1, 2, "braille", made=1, scale=1.0)
    assert loud == ("⣤", "⠛")


def test_one_row_of_braille_tells_four_loudnesses():
    (row,) = rows_of(ramp(), 40, 1, "braille", made=40, scale=1.0)
    assert set(dots((row,))) == {1, 2, 3, 4}


@pytest.mark.parametrize(("glyphs", "full"), [("block", "█"), ("ascii", "#")])
def test_bars_stand_on_the_ground(glyphs, full):
    top, bottom = rows_of(ramp(), 20, 2, glyphs, made=20, scale=1.0)
    assert top[:8].strip() == ""
    assert (top[-1], bottom[-1]) == (full, full)
    assert glyphs == "block" or (top + bottom).isascii()


def test_what_is_not_made_is_a_dotted_line():
    whole = rows_of(ramp(), 20, 2, "braille", made=20, scale=1.0)
    half = rows_of(ramp(), 20, 2, "braille", made=10, scale=1.0)
    quiet = baseline(20, 2, "braille")
    assert [row[:10] for row in half] == [row[:10] for row in whole]
    assert [row[10:] for row in half] == [row[10:] for row in quiet]
    assert rows_of(None, 20, 2, "braille", made=20, scale=1.0) == quiet
    assert baseline(5, 1, "ascii") == (". . .",)


def test_a_soft_take_is_not_blown_up():
    assert scale_of(ramp() * 0.001) == QUIETEST
    assert scale_of(np.zeros((2, 0), np.float32)) == QUIETEST
    (row,) = rows_of(ramp() * 0.001, 10, 1, "braille", made=10, scale=QUIETEST)
    assert max(dots((row,))) == 1


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_none_are_drawn_as_silence_and_hide_nothing_else(bad):
    peaks = ramp()
    peaks[:, 10] = bad
    assert scale_of(peaks) == 1.0
    rows = rows_of(peaks, 120, 1, "braille", made=120, scale=1.0)
    assert dots(rows)[10] == 1
    assert dots(rows)[-1] == 4


@settings(max_examples=120, deadline=None)
@given(
    count=st.integers(0, 600),
    width=st.integers(0, 210),
    rows=st.integers(1, 4),
    glyphs=st.sampled_from(["braille", "block", "ascii"]),
    made=st.none() | st.floats(),
    position=st.none() | st.floats(),
)
def test_cells_and_spans_fill_the_width_exactly(count, width, rows, glyphs, made, position):
    exists = columns_made(made, width)
    assert 0 <= exists <= width
    cells = rows_of(
        ramp(count) if count else np.zeros((2, 0), np.float32), width, rows, glyphs, made=exists, scale=1.0
    )
    assert [len(row) for row in cells] == [width] * rows
    played = None if position is None else column(position, width)
    found = spans(width, played, exists)
    assert sum(span.end - span.start for span in found) == width
    assert all(one.end == two.start for one, two in pairwise(found))
    assert sum(span.kind == "cursor" for span in found) == (position is not None and width > 0)
    if position is not None:
        assert len(cursor_glyph(position, width, glyphs)) == 1


def test_every_column_has_its_fraction_and_comes_back():
    for width in range(1, 230):
        assert [column(at / width, width) for at in range(width)] == list(range(width))
        assert column(1.0, width) == width - 1
    assert columns_made(1.0, 77) == 77
    assert (known("block"), known("ascii"), known(None)) == ("block", "ascii", "braille")
    assert (differing("abcd", "axxd"), differing("ab", "ab")) == ((1, 3), (0, 0))


# Growth


def test_stretches_land_where_they_belong_and_the_scale_only_grows():
    growing = Growing(10.0)
    growing.add(ramp(20) * 0.2, 0.0, 2.0)
    first = growing.scale
    before = growing.peaks.copy()
    growing.add(ramp(20), 2.0, 4.0)
    assert growing.scale > 1.0 > first
    loud = growing.scale
    growing.add(ramp(20) * 0.1, 4.0, 6.0)
    assert growing.scale == loud
    count = growing.peaks.shape[1]
    np.testing.assert_array_equal(growing.peaks[:, : count // 5], before[:, : count // 5])
    assert growing.peaks[1, count * 2 // 5 - 1] == pytest.approx(1.0, abs=0.06)
    assert not growing.peaks[:, count * 3 // 5 :].any()
    assert growing.made == pytest.approx(0.6)


def test_a_take_that_gets_longer_keeps_what_it_has():
    growing = Growing(4.0)
    growing.add(ramp(40), 0.0, 4.0)
    before = growing.peaks.copy()
    growing.extend(8.0)
    assert growing.peaks.shape[1] == before.shape[1] * 2
    np.testing.assert_array_equal(growing.peaks[:, : before.shape[1]], before)
    assert growing.made == 0.5


@pytest.mark.parametrize(
    ("peaks", "start", "end", "total"),
    [
        (np.zeros((2, 0), np.float32), 0.0, 1.0, 10.0),
        (np.full((2, 4), np.nan, np.float32), 0.0, 1.0, 10.0),
        (ramp(8), 9.5, 12.0, 10.0),
        (ramp(8), 3.0, 3.0, 10.0),
        (ramp(8), 20.0, 30.0, 10.0),
        (ramp(8), 0.0, 1.0, 0.0),
        (ramp(8), 0.0, 1.0, 1e7),
        (ramp(5000), 0.0, 0.5, 900.0),
    ],
)
def test_odd_stretches_do_no_harm(peaks, start, end, total):
    growing = Growing(total)
    growing.extend(total)
    growing.add(peaks, start, end)
    assert np.isfinite(growing.peaks).all()
    assert growing.peaks.shape[1] <= 1 << 16
    assert 0.0 <= growing.made <= 1.0


# Holding the cursor


def test_playback_hears_of_a_drag_now_and_then_and_at_its_end():
    now = [10.0]
    grip = Grip(lambda: now[0])
    grip.take(0.1)
    told = [grip.due(at_once=True)]
    for step in range(1, 31):
        now[0] += BETWEEN_SECONDS / 3
        grip.held = 0.1 + step / 100
        told.append(grip.due(at_once=False))
    told.append(grip.due(at_once=True))
    heard = [each for each in told if each is not None]
    assert 9 <= len(heard) <= 12
    assert heard[0] == 0.1
    assert heard[-1] == pytest.approx(0.4)


def test_the_cursor_waits_for_playback_but_not_for_ever():
    now = [0.0]
    grip = Grip(lambda: now[0])
    grip.take(0.8)
    grip.playback(0.2)
    assert grip.held == 0.8
    grip.let_go()
    grip.playback(0.21)
    assert grip.held == 0.8
    grip.playback(0.805)
    assert grip.held is None
    grip.take(0.8)
    grip.let_go()
    now[0] += HOLD_SECONDS
    grip.playback(0.3)
    assert grip.held is None


# The widget


def test_a_click_seeks_to_the_cell_and_goes_no_further():
    async def scenario(app, pilot):
        app.wave.take = "t1"
        app.wave.show_peaks(ramp())
        await pilot.click(Waveform, offset=(10, 0))
        await pilot.click(Waveform, offset=(0, 0))
        await pilot.click(Waveform, offset=(39, 0))
        await pilot.pause()
        return app.sought, app.clicks

    sought, clicks = play(scenario, Waveform(seekable=True))
    assert sought == [(0.25, "t1"), (0.0, "t1"), (39 / 40, "t1")]
    assert clicks == 0


def test_a_drag_moves_the_cursor_at_once_and_ends_where_it_is_let_go():
    async def scenario(app, pilot):
        wave = app.wave
        wave.show_peaks(ramp())
        wave.position = 0.0
        await pilot.mouse_down(Waveform, offset=(4, 0))
        assert app.mouse_captured is wave
        for x in range(5, 31):
            await pilot.hover(Waveform, offset=(x, 0))
            assert wave.render_line(0).text.index("⡇") == x
            wave.position = 0.02  # playback has not heard of it yet
        await pilot.mouse_up(Waveform, offset=(30, 0))
        assert app.mouse_captured is None
        wave.position = 0.03
        assert wave.render_line(0).text.index("⡇") == 30
        wave.position = 0.751
        wave.position = 0.8
        assert wave.render_line(0).text.index("⡇") == 32
        return app.sought

    sought = play(scenario, Waveform(seekable=True))
    assert sought[0] == (0.1, "")
    assert sought[-1] == (0.75, "")
    assert [fraction for fraction, _ in sought] == sorted(fraction for fraction, _ in sought)


def test_where_nothing_plays_the_cursor_goes_again_after_a_seek():
    async def scenario(app, pilot):
        app.wave.show_peaks(ramp())
        await pilot.click(Waveform, offset=(20, 0))
        assert "⡇" in app.wave.render_line(0).text[20]
        await until(pilot, lambda: app.wave._cursor is None)

    play(scenario, Waveform(seekable=True))


def test_nobody_can_seek_where_nothing_is_or_where_it_is_not_allowed():
    async def growing(app, pilot):
        app.wave.add_peaks(ramp(), 0.0, 5.0, 10.0)
        await pilot.click(Waveform, offset=(35, 0))
        return app.sought

    assert play(growing, Waveform(seekable=True)) == [(0.5, "")]

    async def still(app, pilot):
        app.wave.show_peaks(ramp())
        await pilot.click(Waveform, offset=(35, 0))
        app.wave.action_seek(0.5)
        await pilot.pause()
        assert app.clicks == 1
        assert not app.wave.can_focus
        return app.sought

    assert play(still, Waveform()) == []


def test_home_and_end_go_to_the_ends_when_it_has_the_focus():
    async def scenario(app, pilot):
        app.wave.show_peaks(ramp())
        app.wave.focus()
        await pilot.press("end", "home", "home")
        await pilot.pause()
        return app.sought

    assert play(scenario, Waveform(seekable=True)) == [(1.0, ""), (0.0, ""), (0.0, "")]


def test_a_seek_bar_that_goes_away_lets_the_mouse_go():
    async def scenario(app, pilot):
        await pilot.mouse_down(Waveform, offset=(4, 0))
        app.wave.seekable = False
        await pilot.pause()
        assert app.mouse_captured is None

    play(scenario, Waveform(seekable=True))


def test_played_and_made_columns_are_where_they_should_be():
    async def scenario(app, pilot):
        wave = app.wave
        wave.add_peaks(ramp(), 0.0, 15.0, 20.0)
        wave.position = 0.5
        assert [segment.text.__len__() for segment in wave.render_line(0)] == [20, 1, 9, 10]
        wave.position = None
        assert [len(segment.text) for segment in wave.render_line(0)] == [30, 10]
        wave.made = None
        assert [len(segment.text) for segment in wave.render_line(0)] == [40]
        wave.show_peaks(None)
        assert lines(wave) == list(baseline(40, 2, "braille"))
        wave.position = float("nan")
        assert wave.render_line(0).cell_length == 40

    play(scenario, Waveform(rows=2))


def test_only_changed_columns_are_painted_again(monkeypatch):
    painted = []
    refresh = Waveform.refresh

    def noted(self, *regions, **kwargs):
        painted.append(regions)
        return refresh(self, *regions, **kwargs)

    async def scenario(app, pilot):
        wave = app.wave
        wave.show_peaks(ramp())
        wave.position = 0.5
        await pilot.pause()
        lines(wave)
        monkeypatch.setattr(Waveform, "refresh", noted)
        wave.position = 0.5001
        wave.show_peaks(ramp())
        wave.made = 1.0
        assert painted == []
        wave.position = 0.55
        assert painted.pop() == (Region(20, 0, 3, 2),)
        wave.show_peaks(None)
        wave.add_peaks(ramp(20) * 0.2, 0.0, 2.0, 10.0)
        painted.clear()
        wave.add_peaks(ramp(20) * 0.2, 2.0, 4.0, 10.0)
        ((region,),) = painted
        assert (region.x, region.right) == (8, 16)

    play(scenario, Waveform(rows=2))


def test_strips_are_made_once_for_each_place_of_the_cursor(monkeypatch):
    made, drawn = [], []
    paint, rows = waveform_module.paint, waveform_module.wave_strips.rows_of
    monkeypatch.setattr(waveform_module, "paint", lambda *a: made.append(a) or paint(*a))
    monkeypatch.setattr(
        waveform_module.wave_strips, "rows_of", lambda *a, **k: drawn.append(a) or rows(*a, **k)
    )

    async def scenario(app, pilot):
        wave = app.wave
        wave.show_peaks(ramp())
        lines(wave)
        made.clear(), drawn.clear()
        lines(wave)
        assert (made, drawn) == ([], [])
        for step in range(100):
            wave.position = step / 100
            lines(wave)
        assert len(made) == 3 * 80  # half cells of 40 columns
        assert drawn == []
        wave.position = None
        for _ in range(2):
            wave.position = 0.25
            lines(wave)
            wave.position = 0.26
            lines(wave)
        assert len(made) < 3 * 83
        assert len(wave._strips) <= 64

    play(scenario, Waveform(rows=3))


@pytest.mark.parametrize("size", [(1, 1), (2, 4), (200, 50)])
@pytest.mark.parametrize("glyphs", ["braille", "block", "ascii"])
def test_any_size_and_any_resize_fits(size, glyphs):
    async def scenario(app, pilot):
        wave = app.wave
        for peaks in (
            ramp(),
            np.full((2, 7), np.nan, np.float32),
            np.zeros((2, 0), np.float32),
            np.zeros(3),
            None,
        ):
            wave.show_peaks(peaks)
            wave.position = 0.3
            assert all(wave.render_line(y).cell_length == wave.content_size.width for y in range(5))
        await pilot.click(Waveform, offset=(0, 0))
        for width in (3, 90, 1, 17):
            await pilot.resize_terminal(width, 5)
            await pilot.pause()
            assert wave.content_size.width == width
            assert wave.render_line(0).cell_length == width
        wave.rows = 2
        await until(pilot, lambda: wave.content_size.height == 2)

    play(scenario, Waveform(rows=3, seekable=True), size=size, glyphs=glyphs)


def test_colours_follow_the_theme_and_what_lies_below():
    async def scenario(app, pilot):
        wave = app.wave
        wave.show_peaks(ramp())
        wave.position = 0.5

        def looks():
            return [(str(each.style.color), str(each.style.bgcolor)) for each in wave.render_line(0)]

        app.set_focus(None)
        await pilot.pause()
        dark = looks()
        assert len({colour for colour, _ in dark}) == 3
        app.theme = "textual-light"
        await until(pilot, lambda: looks() != dark)
        light = looks()
        app.query_one(Container).focus()
        await until(pilot, lambda: [ground for _, ground in looks()] != [ground for _, ground in light])

    play(scenario, Waveform())


def test_without_colour_the_played_part_is_bold_and_the_cursor_reversed(monkeypatch):
    monkeypatch.setitem(os.environ, "NO_COLOR", "1")

    async def scenario(app, pilot):
        app.wave.show_peaks(ramp())
        app.wave.position = 0.5
        app.set_focus(None)
        await pilot.pause()
        played, cursor, rest = (segment.style for segment in app.wave.render_line(0))
        assert (played.bold, played.dim) == (True, None)
        assert cursor.reverse
        assert rest.dim
        app.wave.focus()
        await until(pilot, lambda: all(each.style.underline for each in [*app.wave.render_line(0)][::2]))

    play(scenario, Waveform(seekable=True))
