"""Every key of the studio does what the table says."""

from __future__ import annotations

import pytest

from timbre.conversation.keys import KEYS, all_keys
from timbre.tui.deeds import Deeds

IDEA = "house, 120 bpm"
pytestmark = pytest.mark.usefixtures("unpainted")


def test_every_key_of_the_table_has_a_deed(theatre):
    app = theatre.studio()
    prompts_own = {"send", "newline", "older", "newer"}
    assert {key.id for key in all_keys()} - prompts_own <= app.deeds.known | prompts_own
    assert isinstance(app.deeds, Deeds)


def test_enter_sends_and_a_take_comes(theatre, hands):
    async def scene(app, pilot):
        await pilot.press(*"house", "space", *"120", "enter")
        await hands.settle(pilot, app)
        assert [take.prompt for take in app.talk.desk.state.takes.values()] == ["house 120"]
        assert "Take 1" in hands.seen(app)
        assert app.prompt.text == ""

    theatre.play(scene)


def test_ctrl_j_begins_a_line_and_arrows_walk_what_was_typed(theatre, hands):
    async def scene(app, pilot):
        await hands.say(pilot, app, IDEA)
        await pilot.press(*"one", "ctrl+j", *"two")
        assert app.prompt.text == "one\ntwo"
        await pilot.press("up", "up")
        assert app.prompt.text == IDEA
        await pilot.press("down")
        assert app.prompt.text == "one\ntwo"

    theatre.play(scene)


def test_again_edit_last_seed_undo_redo(theatre, hands):
    async def scene(app, pilot):
        state = lambda: app.talk.desk.state  # noqa: E731
        await hands.say(pilot, app, IDEA)
        await pilot.press("ctrl+r")
        await hands.settle(pilot, app)
        first, second = state().takes.values()
        assert (first.prompt, second.prompt) == (IDEA, IDEA)
        assert first.seed != second.seed
        await pilot.press("ctrl+e")
        assert app.prompt.text == IDEA
        app.prompt.draft("")
        await pilot.press("ctrl+z")
        await hands.settle(pilot, app)
        assert state().current == first.id
        await pilot.press("ctrl+y")
        await hands.settle(pilot, app)
        assert state().current == second.id
        await pilot.press("ctrl+l")
        await hands.settle(pilot, app)
        assert state().seed_lock == second.seed
        await pilot.press("ctrl+l")
        await hands.settle(pilot, app)
        assert state().seed_lock is None

    theatre.play(scene)


def test_ctrl_z_undoes_typing_first(theatre, hands):
    async def scene(app, pilot):
        await hands.say(pilot, app, IDEA)
        await hands.say(pilot, app, "slower")
        current = app.talk.desk.state.current
        await pilot.press(*"abc", "ctrl+z")
        assert app.prompt.text == ""
        assert app.talk.desk.state.current == current

    theatre.play(scene)


def test_esc_stops_the_running_job(theatre, hands):
    theatre.supervisor.plans = ["hold"]

    async def scene(app, pilot):
        await pilot.press(*"house", "enter")
        await hands.until(pilot, lambda: app.talk.work.jobs, "the job runs")
        await pilot.press("escape")
        await hands.settle(pilot, app)
        assert "Cancelled" in hands.seen(app)
        assert not app.talk.desk.state.takes or all(
            not take.sounds for take in app.talk.desk.state.takes.values()
        )

    theatre.play(scene)


def test_ratings_act_on_the_current_take_and_toggle(theatre, hands):
    async def scene(app, pilot):
        await hands.say(pilot, app, IDEA)
        take = app.talk.desk.state.current
        rating = lambda: app.talk.desk.state.takes[take].rating  # noqa: E731
        app.folding.show("history")
        app.history.focus_list()
        await pilot.pause()
        for key, wanted in (("f", "up"), ("f", None), ("d", "down"), ("f", "up")):
            await pilot.press(key)
            await hands.settle(pilot, app)
            assert rating() == wanted
        assert "♥" in hands.seen(app)

    theatre.play(scene)


def test_letters_are_letters_at_the_prompt(theatre, hands):
    theatre.settings["autoplay"] = "off"

    async def scene(app, pilot):
        await hands.say(pilot, app, IDEA)
        await pilot.press(*"fdlbp", "0", "space", "9")
        assert app.prompt.text == "fdlbp0 9"
        assert not app.talk.desk.speaker.playing

    theatre.play(scene)


def test_playing_by_keys(theatre, hands):
    async def scene(app, pilot):
        await hands.say(pilot, app, f"{IDEA}, 40 seconds")
        speaker = app.talk.desk.speaker
        app.history.focus_list()
        await hands.until(pilot, lambda: speaker.playing, "the new take sounds")
        await pilot.press("space")
        await hands.until(pilot, lambda: speaker.paused, "it pauses")
        await pilot.press("5")
        await hands.until(pilot, lambda: 19 < speaker.position_seconds < 22, "it is half way")
        await pilot.press("left")
        await hands.until(pilot, lambda: 14 < speaker.position_seconds < 17, "five seconds back")
        await pilot.press("right", "right")
        await hands.until(pilot, lambda: 24 < speaker.position_seconds < 27, "ten seconds on")
        await pilot.press("l")
        await hands.until(pilot, lambda: speaker.loop, "it loops")
        await pilot.press("space")
        await hands.until(pilot, lambda: speaker.playing and not speaker.paused, "it goes on")
        before = speaker.volume_percent
        await pilot.press("minus", "minus")
        await hands.until(pilot, lambda: speaker.volume_percent == before - 10, "it is softer")
        await pilot.press("plus")
        await hands.until(pilot, lambda: speaker.volume_percent == before - 5, "it is louder")
        await pilot.press("s")
        await hands.until(pilot, lambda: not speaker.playing, "it is silent")

    theatre.play(scene)


def test_compare_by_keys_and_prefer(theatre, hands):
    async def scene(app, pilot):
        await hands.say(pilot, app, IDEA)
        await hands.say(pilot, app, "slower")
        app.history.focus_list()
        await pilot.press("b")
        await hands.until(pilot, lambda: app.talk.desk.comparison is not None, "a comparison is on")
        await hands.settle(pilot, app)
        assert app.talk.desk.comparison.letter == "A"
        await pilot.press("b")
        await hands.until(pilot, lambda: app.talk.desk.comparison.letter == "B", "B is heard")
        heard = app.talk.desk.comparison.takes[1]
        await pilot.press("p")
        await hands.settle(pilot, app)
        state = app.talk.desk.state
        assert app.talk.desk.comparison is None
        assert state.current == heard
        assert state.comparisons[-1].winner == heard

    theatre.play(scene)


def test_panels_fold(theatre, hands):
    async def scene(app, pilot):
        for key, panel in (("f2", "history"), ("f3", "inspector")):
            app.prompt.focus_editor()
            await pilot.pause()
            widget = app.query_one(f"#{panel}")
            assert widget.display, panel
            await pilot.press(key)
            assert widget.display, panel
            assert widget.has_focus_within, panel
            await pilot.press(key)
            assert not widget.display, panel
            assert app.prompt.has_focus_within, panel
            await pilot.press(key)
            assert widget.display, panel
            assert widget.has_focus_within, panel
        before = app.queue.folded
        await pilot.press("f5")
        assert app.queue.folded != before

    theatre.play(scene)


def test_search_goes_to_the_history(theatre, hands):
    async def scene(app, pilot):
        await hands.say(pilot, app, IDEA)
        await hands.say(pilot, app, "/new slow jazz")
        await pilot.press("ctrl+f", *"jazz")
        await hands.until(pilot, lambda: "1 of 2" in hands.seen(app), "one is found")

    theatre.play(scene)


def test_help_palette_export_open_and_close(theatre, hands):
    async def scene(app, pilot):
        await hands.say(pilot, app, IDEA)
        for key in ("f1", "ctrl+p", "ctrl+o"):
            await pilot.press(key)
            await hands.until(pilot, lambda: len(app.screen_stack) == 2, f"{key} opens something")
            await pilot.press("escape")
            await hands.until(pilot, lambda: len(app.screen_stack) == 1, "Esc closes it")

    theatre.play(scene)


def test_theme_goes_round(theatre, hands):
    async def scene(app, pilot):
        assert app.theme == "timbre"
        await pilot.press("f6")
        assert app.theme == "timbre-light"

    theatre.play(scene)


def test_keys_can_be_remapped(theatre, hands):
    theatre.settings["keys"] = {"again": "ctrl+t", "like": "h", "send": "ctrl+d"}

    async def scene(app, pilot):
        await pilot.press(*"house", "ctrl+d")
        await hands.settle(pilot, app)
        await pilot.press("ctrl+r")
        await hands.settle(pilot, app)
        assert len(app.talk.desk.state.takes) == 1
        await pilot.press("ctrl+t")
        await hands.settle(pilot, app)
        assert len(app.talk.desk.state.takes) == 2
        app.history.focus_list()
        await pilot.press("h")
        await hands.settle(pilot, app)
        assert list(app.talk.desk.state.ratings.values()) == ["up"]
        app.prompt.focus_editor()
        await pilot.pause()
        assert "Ctrl+T" in hands.seen(app)

    theatre.play(scene)


def test_a_bad_key_in_the_settings_is_told(theatre, hands):
    theatre.settings["keys"] = {"agian": "ctrl+t"}

    async def scene(app, pilot):
        assert "agian" in hands.seen(app)

    theatre.play(scene)


def test_ctrl_c_stops_first_and_leaves_second(theatre, hands):
    theatre.supervisor.plans = ["hold"]

    async def scene(app, pilot):
        await pilot.press(*"house", "enter")
        await hands.until(pilot, lambda: app.talk.work.jobs, "the job runs")
        await pilot.press("ctrl+c")
        await hands.settle(pilot, app)
        assert app.talk is not None
        await pilot.press("ctrl+c")
        await hands.until(pilot, lambda: app.talk is None, "the studio closes")

    theatre.play(scene)


def test_ctrl_q_leaves(theatre, hands):
    async def scene(app, pilot):
        await pilot.press("ctrl+q")
        await hands.until(pilot, lambda: app.talk is None, "the studio closes")

    theatre.play(scene)


def test_every_default_key_is_bound_once_per_scope():
    taken: dict[tuple[str, str], str] = {}
    for key in KEYS:
        for one in filter(None, key.keys.split(",")):
            for scope in ("panels", "prompt") if key.scope == "anywhere" else (key.scope,):
                assert (one, scope) not in taken, f"{key.id} and {taken[one, scope]} share {one}"
                taken[one, scope] = key.id
