"""Pictures of the studio: what it looks like in every size, theme and kind of terminal.

`pytest tests/tui/test_snapshots.py --snapshot-update` takes them anew; look at them before they are committed.
"""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from pytest_textual_snapshot import SVGImageExtension

from timbre.session import log
from timbre.tui.history.content import HistoryContent
from timbre.tui.screens import export

EVENING = "2026-11-22T19:04:00.000Z"
SIZES = {"80x24": (80, 24), "120x40": (120, 40), "60x20": (60, 20)}
FEWER = {
    "60x20": {"palette"},
    "80x24": {"compare", "slash"},
}
"""Pictures that would show nothing new."""


@pytest.fixture(autouse=True)
def always_the_same(monkeypatch, theatre):
    """The same evening, in the same place of the world and of the disk, on any machine."""
    monkeypatch.setitem(log.History.__init__.__kwdefaults__, "now", lambda: EVENING)
    monkeypatch.setattr(
        export, "target", lambda wish, of=export.target: "~" / of(wish).relative_to(theatre.folder)
    )
    monkeypatch.setitem(HistoryContent.__init__.__kwdefaults__, "today", lambda: date(2026, 11, 22))
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("HOME", str(theatre.folder))
    monkeypatch.chdir(theatre.folder)
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name in ("ANIMATIONS", "COLOR_SYSTEM", "DIM_FACTOR", "FILTERS"):
        monkeypatch.delenv(f"TEXTUAL_{name}", raising=False)
    theatre.settings |= {"autoplay": "off", "waveform": "braille"}
    if hasattr(time, "tzset"):
        time.tzset()
        yield
        monkeypatch.undo()
        time.tzset()
    else:
        yield


@pytest.fixture
def gallery(snapshot, hands, tmp_path):
    """`hang(app, pilot, name)` compares a picture with the one on disk; all that differ are told at the end."""
    kept = snapshot.use_extension(SVGImageExtension)
    differing: list[str] = []

    async def hang(app, pilot, name, busy=False):
        app.clear_notifications()
        if not busy:
            await hands.settle(pilot, app)
        before = ""
        for _ in range(100):
            picture = app.export_screenshot(title="Timbre")
            if picture == before:
                break
            before = picture
            await pilot.pause(0.06)
        assert "font-face" not in picture, "it would load a font from elsewhere"
        if kept(name=name) != picture:
            there = tmp_path / f"{name}.svg"
            there.write_text(picture, "utf-8")
            differing.append(f"{name}: {there}")

    yield hang
    assert not differing, "These look different now:\n" + "\n".join(differing)


async def evening(theatre, hands, app, pilot):
    """Five takes: liked, an edit, disliked, failed, and another idea."""
    theatre.supervisor.plans = ["done", "done", "done", "fail", "done"]
    for line in (
        "warm lo-fi piano, 80 bpm, rainy night",
        "/rate up",
        "slower, add strings",
        "/again",
        "/rate down",
        "darker, in D minor",
        "/take 2",
        "20 seconds, drop the drums",
    ):
        await hands.say(pilot, app, line)
    await app.talk.desk.speaker.stop()


async def opened(pilot, hands, app, key):
    await pilot.press(key)
    await hands.until(pilot, lambda: len(app.screen_stack) == 2, f"{key} opens something")
    await pilot.pause()


async def closed(pilot, hands, app):
    await pilot.press("escape")
    await hands.until(pilot, lambda: len(app.screen_stack) == 1, "Esc closes it")


@pytest.mark.parametrize("size", SIZES)
def test_the_studio(theatre, hands, gallery, size):
    async def scene(app, pilot):
        async def hang(name, **how):
            if name not in FEWER.get(size, ()):
                await gallery(app, pilot, name, **how)

        await hang("welcome")
        await evening(theatre, hands, app, pilot)
        await hang("takes")
        await pilot.press("slash")
        await hands.until(
            pilot, lambda: "/generate" in hands.read(app, app.query_one("SlashMenu")), "the menu"
        )
        await hang("slash")
        await pilot.press("escape", "ctrl+u")
        await opened(pilot, hands, app, "f1")
        await hang("help")
        await closed(pilot, hands, app)
        await opened(pilot, hands, app, "ctrl+p")
        await hands.until(pilot, lambda: app.screen.query_one("CommandList").option_count, "it has entries")
        await hang("palette")
        await closed(pilot, hands, app)
        await opened(pilot, hands, app, "ctrl+o")
        await hands.until(pilot, lambda: "Writes one file" in hands.seen(app), "it was looked at")
        await hang("export")
        await closed(pilot, hands, app)
        await hands.say(pilot, app, "/compare 1 2 5")
        await app.talk.desk.speaker.stop()
        await hands.until(pilot, lambda: not app.transcript._story.played, "it is silent")
        await hang("compare")
        await pilot.press("escape")
        await hands.settle(pilot, app)
        theatre.supervisor.plans = ["hold", "hold"]
        for line in ("/new upbeat funk, slap bass, 110 bpm", "/new slow waltz"):
            app.prompt.draft(line)
            await pilot.press("enter")
            await hands.until(pilot, lambda: app.session.quiet, "it is taken in")
        await hands.until(pilot, lambda: len(app.queue.jobs) == 2, "both are in the queue")
        app.queue.folded = False
        await hang("making", busy=True)
        assert len(app.talk.work.jobs) == 2
        theatre.supervisor.release.set()

    theatre.play(scene, SIZES[size])


@pytest.mark.parametrize("look", ["timbre-light", "nord", "no-colour", "ascii"])
def test_other_looks(theatre, hands, gallery, monkeypatch, look):
    if look == "no-colour":
        monkeypatch.setenv("NO_COLOR", "1")
    elif look == "ascii":
        theatre.settings["waveform"] = "ascii"
    else:
        theatre.settings["theme"] = look

    async def scene(app, pilot):
        await evening(theatre, hands, app, pilot)
        await gallery(app, pilot, "takes")

    theatre.play(scene, SIZES["120x40"])


def test_the_pictures_are_few_and_small():
    pictures = list((Path(__file__).parent / "__snapshots__" / "test_snapshots").glob("*.svg"))
    assert 20 <= len(pictures) <= 25
    assert sum(picture.stat().st_size for picture in pictures) < 2_500_000
    assert not any("font-face" in picture.read_text("utf-8") for picture in pictures)
