"""For everybody: by the keyboard alone, without colour, without motion, in any script."""

from __future__ import annotations

import pytest

IDEA = "house, 120 bpm"


def where(app):
    """The panel that has the focus."""
    panels = (app.prompt, app.transcript, app.history, app.inspector, app.queue, app.transport)
    return next((panel.id for panel in panels if panel.has_focus_within or panel.has_focus), "")


async def walked(pilot, app, key):
    """The panels the key goes through, until it is where it began."""
    went = [where(app)]
    for _ in range(20):
        await pilot.press(key)
        if where(app) != went[-1]:
            went.append(where(app))
        if where(app) == went[0] and len(went) > 1:
            return went
    raise AssertionError(f"{key} never came back: {went}")


def looks(app, widget):
    """Text and attributes of a widget on the screen, without colours."""
    area = widget.region
    found = []
    for strip in app.screen._compositor.render_strips()[area.y : area.bottom]:
        cut = strip.crop(area.x, area.right)
        found.append(
            [
                (
                    each.text,
                    each.style
                    and (each.style.bold, each.style.reverse, each.style.underline, each.style.dim),
                )
                for each in cut.simplify()
            ]
        )
    return found


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)])
def test_tab_goes_round_and_back(theatre, hands, size):
    theatre.settings["autoplay"] = "off"

    async def scene(app, pilot):
        await hands.say(pilot, app, IDEA)
        assert where(app) == "prompt"
        forth = await walked(pilot, app, "tab")
        for panel, width in (("history", 70), ("inspector", 100)):
            assert (panel in forth) is (size[0] >= width)
        order = ["prompt", "transcript", "history", "inspector", "transport", "queue", "prompt"]
        assert forth == [panel for panel in order if panel in forth]
        assert {"transcript", "transport"} <= set(forth)
        assert await walked(pilot, app, "shift+tab") == forth[::-1]

    theatre.play(scene, size)


def test_the_focus_is_seen_without_colour(theatre, hands, monkeypatch):
    """At every stop of Tab, text or attributes differ."""
    monkeypatch.setenv("NO_COLOR", "1")
    theatre.settings["autoplay"] = "off"

    async def scene(app, pilot):
        await hands.say(pilot, app, IDEA)
        seen: dict[str, bool] = {}
        first = app.focused
        while app.focused is not first or not seen:
            stop = app.focused
            with_focus = looks(app, stop)
            await pilot.press("tab")
            await pilot.pause()
            seen[type(stop).__name__] = stop is not app.focused and looks(app, stop) != with_focus
        del seen["PromptEditor"]  # has a cursor
        assert len(seen) > 4
        assert seen == dict.fromkeys(seen, True)

    theatre.play(scene)


def test_an_evening_by_the_keyboard_alone(theatre, hands):
    theatre.settings["autoplay"] = "off"

    async def scene(app, pilot):
        state = lambda: app.talk.desk.state  # noqa: E731
        while where(app) != "transcript":
            await pilot.press("tab")
        await pilot.press("up", "up", "up", "enter")
        await hands.settle(pilot, app)
        assert len(state().takes) == 1
        await pilot.press(*"slower", "enter")
        await hands.settle(pilot, app)
        assert len(state().takes) == 2
        while not app.history.query_one("TreeView").has_focus:
            await pilot.press("tab")
        await pilot.press("home", "enter")
        await hands.settle(pilot, app)
        first, second = state().takes
        assert state().current == first
        await pilot.press("m")
        await hands.until(pilot, lambda: app.query("TakeMenu"), "the menu opens")
        await pilot.press("escape")
        await hands.until(pilot, lambda: not app.query("TakeMenu"), "it closes")
        await pilot.press("x", "end", "x", "enter")
        await hands.settle(pilot, app)
        assert app.talk.desk.comparison.takes == (first, second)
        while where(app) != "inspector":
            await pilot.press("tab")
        await pilot.press("home", "down", "enter")
        await hands.until(pilot, lambda: app.query("ValueInput"), "the tempo can be typed")
        await pilot.press("ctrl+u", *"90", "enter")
        await hands.settle(pilot, app)
        assert state().overrides["bpm"] == 90
        await pilot.press("i")
        assert where(app) == "prompt"

    theatre.play(scene)


def test_reduced_motion_moves_nothing(theatre, hands):
    """Ten looks at a studio at rest, and one that makes: nothing is animated, nothing blinks."""
    theatre.settings["autoplay"] = "off"
    theatre.supervisor.plans = ["done", "hold"]

    async def scene(app, pilot):
        assert app.animation_level == "none"
        await hands.say(pilot, app, IDEA)
        await still(hands, app, pilot)
        app.prompt.draft("/new waltz")
        await pilot.press("enter")
        await hands.until(pilot, lambda: "render 50%" in hands.read(app, app.transcript), "it is being made")
        await still(hands, app, pilot)
        app.transcript.focus()
        await pilot.press("home")
        assert not app.animator._animations
        theatre.supervisor.release.set()

    theatre.play(scene)


async def still(hands, app, pilot):
    await pilot.pause(0.1)
    first = hands.seen(app)
    for _ in range(10):
        await pilot.pause(0.06)
        assert hands.seen(app) == first
        assert not app.animator._animations


SCRIPTS = (
    "暖かい lo-fi ピアノ、雨の夜、80 bpm",
    "🎹🎹🎹 piano 👩🏽‍🎤 funk 110 bpm",
    "بيانو هادئ piano 80 bpm في الليل",
    "e\u0301" * 60 + " house",
)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)])
def test_any_script_keeps_the_panels_in_their_places(theatre, hands, size):
    theatre.settings["autoplay"] = "off"

    async def scene(app, pilot):
        for number, words in enumerate(SCRIPTS, 1):
            await hands.say(pilot, app, f"/new {words}")
            assert list(app.talk.desk.state.takes.values())[-1].prompt[:4] == words[:4]
            for strip in app.screen._compositor.render_strips():
                assert strip.cell_length == size[0]
            assert f"Take {number}" in hands.read(app, app.transcript)

    theatre.play(scene, size)
