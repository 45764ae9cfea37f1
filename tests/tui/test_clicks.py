"""Everything that can be clicked does what it looks like, by the mouse alone and at its place on the screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from timbre.tui.studio import EXAMPLES
from timbre.tui.transcript.take_card import TakeCard
from timbre.tui.widgets.waveform import Waveform

IDEA = "house, 120 bpm, 40 seconds"
pytestmark = pytest.mark.usefixtures("unpainted")


@pytest.fixture
def play(theatre, hands):
    """Play a scene in a quiet studio; `see` reads, `click` clicks on words and waits until all is done."""
    theatre.settings.setdefault("autoplay", "off")

    def run(scene, size=(120, 50), **opening):
        async def whole(app, pilot):
            async def click(words, within=None, nth=0, **how):
                await hands.click_text(pilot, app, words, within, nth, **how)
                await hands.settle(pilot, app)

            await scene(app, pilot, click)

        theatre.play(whole, size, **opening)

    return run


def takes(app):
    return list(app.talk.desk.state.takes.values())


def state(app):
    return app.talk.desk.state


def cards(app):
    return [piece for piece in app.transcript.pieces if isinstance(piece, TakeCard)]


@pytest.mark.parametrize("idea", EXAMPLES)
def test_an_idea_of_the_welcome_is_made(play, hands, idea):
    async def scene(app, pilot, click):
        await click(idea[:20], app.transcript)
        assert [take.prompt for take in takes(app)] == [idea]
        assert "Take 1" in hands.read(app, app.transcript)

    play(scene)


def test_takes_in_the_history(play, hands):
    async def scene(app, pilot, click):
        speaker = app.talk.desk.speaker
        await hands.say(pilot, app, IDEA)
        await hands.say(pilot, app, "slower")
        await click("1 house", app.history)
        await hands.until(pilot, lambda: speaker.playing, "a click plays")
        assert speaker.piece.label == takes(app)[0].id
        await hands.until(
            pilot, lambda: "▶ 1 house" in hands.read(app, app.history), "it shows that it plays"
        )
        await click("1 house", app.history)
        await hands.until(pilot, lambda: speaker.paused, "another click pauses")
        await click("2 slower", app.history)
        await hands.until(pilot, lambda: speaker.piece.label == takes(app)[1].id, "the other plays")
        await pilot.hover(offset=hands.find_text(app, "2 slower", app.history))
        await pilot.pause()
        await click("♡", app.history)
        assert takes(app)[1].rating == "up"
        assert "♥" in hands.read(app, app.history)
        await click("♥", app.history)
        assert takes(app)[1].rating is None

    play(scene)


def test_the_menu_of_a_take_in_the_history(play, hands):
    async def scene(app, pilot, click):
        await hands.say(pilot, app, IDEA)
        await hands.say(pilot, app, "slower")
        for words, true in (
            ("Go to take 1", lambda: state(app).current == takes(app)[0].id),
            ("Dislike", lambda: takes(app)[0].rating == "down"),
            ("Disliked: take that back", lambda: takes(app)[0].rating is None),
            ("Copy its path", lambda: app.clipboard == takes(app)[0].path),
            ("Make again from here", lambda: len(takes(app)) == 3),
            ("Compare with take 3", lambda: app.talk.desk.comparison.numbers == (3, 1)),
        ):
            await click("1 house", app.history, button=3)
            await hands.until(pilot, lambda: app.query("TakeMenu"), "the menu opens")
            await click(words, app.query_one("TakeMenu"))
            await hands.until(pilot, true, words)
            await hands.until(pilot, lambda: not app.query("TakeMenu"), "the menu closes")

    play(scene)


def test_branches_fold_and_sessions_open_in_the_history(play, hands):
    async def scene(app, pilot, click):
        await hands.say(pilot, app, IDEA)
        await hands.say(pilot, app, "/variations 2")
        assert "├╴" in hands.read(app, app.history)
        await click("├╴", app.history)
        assert "├╴" not in hands.read(app, app.history)
        await click("+2", app.history)
        assert "├╴" in hands.read(app, app.history)
        here = app.talk.desk.session.id
        await hands.say(pilot, app, "/session new Sunday")
        await click("▾", app.history)
        assert "new session" in hands.read(app, app.history)
        await click("house, 120", app.history)
        assert app.talk.desk.session.id == here
        assert len(takes(app)) == 3
        await click("house, 120", app.history)  # the title, to be written anew
        await pilot.press("ctrl+u", *"Monday", "enter")
        await hands.settle(pilot, app)
        assert state(app).title == "Monday"
        assert "Monday" in hands.read(app, app.history)

    play(scene)


def test_a_search_is_clicked_and_typed(play, hands):
    async def scene(app, pilot, click):
        await hands.say(pilot, app, IDEA)
        await hands.say(pilot, app, "/new slow jazz")
        await click("find a take", app.history)
        await pilot.press(*"jazz")
        await hands.until(pilot, lambda: "1 of 2" in hands.read(app, app.history), "one is found")
        await click("2 slow jazz", app.history)
        await hands.until(pilot, lambda: app.talk.desk.speaker.playing, "what was found plays")

    play(scene)


def test_the_words_of_a_card(play, hands, world):
    async def scene(app, pilot, click):
        await hands.say(pilot, app, IDEA)
        await hands.say(pilot, app, "slower")
        first = takes(app)[0]
        speaker = app.talk.desk.speaker
        card = cards(app)[0]
        assert card.card.take == first.id
        await click("▶ play", card)
        await hands.until(pilot, lambda: speaker.playing and speaker.piece.label == first.id, "it plays")
        await hands.until(pilot, lambda: "‖ pause" in hands.read(app, card), "play has become pause")
        await click("‖ pause", card)
        await hands.until(pilot, lambda: speaker.paused, "it pauses")
        for word, rating in (("♥", "up"), ("✗", "down")):
            await click(word, card, -1)
            assert takes(app)[0].rating == rating
            assert word in hands.read(app, app.history)
        await click("✗", card, -1)
        assert takes(app)[0].rating is None
        if "more" in hands.read(app, card):
            await click("more", card)
        await click("copy", card)
        assert app.clipboard == first.path
        await click(Path(first.path).name, card)
        await hands.until(pilot, lambda: world.revealed == [Path(first.path)], "its folder is shown")
        await click("edit", card)
        assert app.prompt.text == first.prompt
        app.prompt.draft("")

    play(scene, (120, 60))


def test_more_words_of_a_card(play, hands):
    async def scene(app, pilot, click):
        await hands.say(pilot, app, IDEA)
        await hands.say(pilot, app, "slower")
        first = takes(app)[0]
        if "explain" not in hands.read(app, cards(app)[0]):
            await click("more", cards(app)[0])
        await click("explain", cards(app)[0])
        assert "because" in hands.read(app, app.transcript)
        assert len(takes(app)) == 2
        await click("again", cards(app)[0])
        assert takes(app)[2].parent == first.id
        assert takes(app)[2].seed != first.seed
        await pilot.press("f2", "f2")
        app.transcript.action_top()
        await hands.until(pilot, lambda: "▶ play" in hands.read(app, cards(app)[0]), "the first is in view")
        await click("vary", cards(app)[0])
        assert [take.parent for take in takes(app)[3:]] == [first.id] * 3
        app.transcript.action_top()
        await hands.until(pilot, lambda: "▶ play" in hands.read(app, cards(app)[0]), "the first is in view")
        await hands.click_text(pilot, app, "export", cards(app)[0])
        await hands.until(pilot, lambda: len(app.screen_stack) == 2, "the dialog opens")
        await hands.until(pilot, lambda: "Export take 1" in hands.seen(app), "it is drawn")
        await hands.click_text(pilot, app, "Cancel")
        await hands.until(pilot, lambda: len(app.screen_stack) == 1, "it closes")

    play(scene, (170, 60))


def test_suggestions_of_the_newest_card(play, hands):
    async def scene(app, pilot, click):
        await hands.say(pilot, app, IDEA)
        suggested = cards(app)[-1].card.next
        for line in suggested:
            await click(line[:12], cards(app)[-1])
            assert app.prompt.text == line
            app.prompt.draft("")
            await pilot.press("ctrl+u")

    play(scene)


def test_a_running_and_a_waiting_take_are_stopped(play, hands, theatre):
    theatre.supervisor.plans = ["hold", "hold"]

    async def scene(app, pilot, click):
        for idea in ("house", "/new jazz"):
            app.prompt.draft(idea)
            await pilot.press("enter")
        await hands.until(pilot, lambda: len(app.queue.jobs) == 2, "both are in the queue")
        await hands.until(pilot, lambda: "stop" in hands.read(app, app.transcript), "one runs")
        await hands.click_text(pilot, app, "cancel", app.transcript)
        await hands.until(pilot, lambda: len(app.queue.jobs) == 1, "the waiting one is gone")
        await hands.click_text(pilot, app, "stop", cards(app)[0])
        await hands.settle(pilot, app)
        assert [card.card.stage for card in cards(app)] == ["cancelled", "cancelled"]
        await click("make it after all", cards(app)[0])
        assert [take.prompt for take in takes(app) if take.sounds] == ["house"]

    play(scene)


def test_a_failed_take_is_tried_again(play, hands, theatre):
    theatre.supervisor.plans = ["fail", "done"]

    async def scene(app, pilot, click):
        await hands.say(pilot, app, IDEA)
        assert "The engine broke. Try again." in hands.read(app, app.transcript)
        await click("try again", app.transcript)
        assert [take.status for take in takes(app)] == ["failed", "done"]

    play(scene)


@pytest.mark.parametrize(("answer", "made"), [("[yes]", 1), ("[no]", 0)])
def test_a_question_is_answered(play, hands, theatre, answer, made):
    theatre.supervisor.plans = ["hold"]

    async def broken_off(app, pilot, click):
        await pilot.press(*"house", "enter")
        await hands.until(pilot, lambda: app.talk.work.jobs, "the job runs")

    async def later(app, pilot, click):
        await click(answer, app.transcript)
        assert len([take for take in takes(app) if take.sounds]) == made
        assert answer not in hands.read(app, app.transcript)

    play(broken_off)
    theatre.supervisor.begin()
    play(later)


def test_a_file_that_is_gone_is_made_again(play, hands):
    async def first(app, pilot, click):
        await hands.say(pilot, app, IDEA)
        Path(takes(app)[0].path).unlink()

    async def second(app, pilot, click):
        await hands.until(pilot, lambda: "The file is gone." in hands.read(app, app.transcript), "it is told")
        await click("/export --take 1", app.transcript)
        assert "Exported take 1 as wav." in hands.read(app, app.transcript)

    play(first)
    play(second)


def test_long_words_unfold(play, hands):
    async def scene(app, pilot, click):
        await hands.say(pilot, app, "/volume 10")
        app.session.say("house, " + "very " * 300 + "end", typed=True)
        await hands.settle(pilot, app)
        app.transcript.action_top()
        await hands.until(pilot, lambda: "… more" in hands.seen(app), "it is folded")
        await click("… more", app.transcript)
        app.transcript.action_top()
        await hands.until(pilot, lambda: "very end" in hands.read(app, app.transcript), "all is there")

    play(scene, (120, 60))


def test_the_waveforms_seek(play, hands):
    async def scene(app, pilot, click):
        await hands.say(pilot, app, IDEA)
        speaker = app.talk.desk.speaker
        for wave in (app.transport.query_one(Waveform), cards(app)[0].query_one(Waveform)):
            await hands.until(pilot, lambda each=wave: each.seekable, "it can be clicked")
            await hands.drag(pilot, wave, 0.5)
            await hands.until(pilot, lambda: 19 < speaker.position_seconds < 24, "a click seeks")
            await hands.drag(pilot, wave, 0.2, 0.4, 0.6, 0.75)
            await hands.until(pilot, lambda: 29 < speaker.position_seconds < 34, "a drag seeks")
            assert speaker.playing
            await speaker.stop()
            await hands.until(pilot, lambda: not speaker.playing, "it is silent")

    play(scene)


def test_the_words_of_the_transport(play, hands):
    async def scene(app, pilot, click):
        await hands.say(pilot, app, IDEA)
        await hands.say(pilot, app, "slower")
        speaker, bar = app.talk.desk.speaker, app.transport
        await click("▶", bar)
        await hands.until(pilot, lambda: speaker.playing, "it plays")
        await hands.until(pilot, lambda: "‖" in hands.read(app, bar), "it shows that")
        await click("‖", bar)
        await hands.until(pilot, lambda: speaker.paused, "it pauses")
        await click("↻ loop", bar)
        await hands.until(pilot, lambda: "[↻ loop]" in hands.read(app, bar), "it loops")
        assert speaker.loop
        before = speaker.volume_percent
        await click(" − ", bar, -1)
        await hands.until(pilot, lambda: speaker.volume_percent == before - 5, "it is softer")
        await click(" + ", bar, -1)
        await hands.until(pilot, lambda: speaker.volume_percent == before, "it is louder")

    play(scene)


def test_the_letters_of_a_comparison(play, hands):
    async def scene(app, pilot, click):
        await hands.say(pilot, app, IDEA)
        await hands.say(pilot, app, "slower")
        await hands.say(pilot, app, "/compare")
        bar, desk = app.transport, app.talk.desk
        await click(" B ", bar)
        await hands.until(pilot, lambda: desk.comparison.letter == "B", "B is heard")
        await hands.until(pilot, lambda: "[B]" in hands.read(app, bar), "it shows that")
        await click(" A ", bar)
        await hands.until(pilot, lambda: desk.comparison.letter == "A", "A is heard")
        await click("×", bar)
        await hands.until(pilot, lambda: desk.comparison is None, "the comparison is over")
        assert state(app).comparisons[-1].winner is None
        await hands.say(pilot, app, "/compare")
        await click("keep", bar)
        await hands.until(pilot, lambda: desk.comparison is None, "one is kept")
        assert state(app).comparisons[-1].winner == takes(app)[0].id
        assert state(app).current == takes(app)[0].id

    play(scene)


def test_the_buttons_of_the_queue(play, hands, theatre):
    theatre.supervisor.plans = ["hold"] * 3

    async def scene(app, pilot, click):
        for idea in ("house", "/new jazz", "/new waltz"):
            app.prompt.draft(idea)
            await pilot.press("enter")
        queue = app.queue
        await hands.until(pilot, lambda: len(queue.jobs) == 3, "all are in the queue")
        words = lambda: [entry.words for entry in queue.jobs]  # noqa: E731
        if queue.folded:
            await hands.click_text(pilot, app, "▸", queue)
        await hands.until(pilot, lambda: "waltz" in hands.read(app, queue), "it unfolds")

        def beside_waltz(sign):
            _, row = hands.find_text(app, "waltz", queue)
            return next(at for at in hands.places(app, sign, queue) if at[1] == row)

        for sign, order in (("▴", ["house", "waltz", "jazz"]), ("▾", ["house", "jazz", "waltz"])):
            await hands.click_at(pilot, app, *beside_waltz(sign))
            await hands.until(pilot, lambda order=order: words() == order, f"{sign} moves it")
        await hands.click_at(pilot, app, *beside_waltz("×"))
        await hands.until(pilot, lambda: words() == ["house", "jazz"], "× takes it out")
        await hands.click_text(pilot, app, "▾", queue)
        await hands.until(pilot, lambda: queue.folded, "it folds")
        theatre.supervisor.release.set()

    play(scene)


def test_the_inspector(play, hands):
    async def scene(app, pilot, click):
        await hands.say(pilot, app, IDEA)
        panel = app.inspector
        await click("120 bpm", panel)
        await pilot.press("ctrl+u", *"96", "enter")
        await hands.settle(pilot, app)
        assert state(app).overrides["bpm"] == 96
        assert "96 bpm" in hands.read(app, panel)
        await click("trim", panel)
        assert state(app).overrides["trim"] is True
        await click("free", panel)
        assert state(app).seed_lock == takes(app)[0].seed
        await hands.until(pilot, lambda: "locked" in hands.read(app, panel), "it shows that")
        await click("locked", panel)
        assert state(app).seed_lock is None
        for sign, seen in (("▾", False), ("▸", True)):
            await click(f"{sign} Words", panel)
            assert ("tempo" in hands.read(app, panel)) is seen
        await click("auto ▾", panel)
        await hands.until(pilot, lambda: app.query("ValueList"), "the choices are there")
        await click("off", app.query_one("ValueList"))
        assert state(app).overrides["master"] == "off"
        await click("▸ Presets", panel)
        await click("○", panel, nth=_first_preset(hands, app))
        assert len(state(app).presets) == 1

    play(scene, (120, 60))


def _first_preset(hands, app):
    """Which of the open switches of the inspector is the first preset."""
    _, heading = hands.find_text(app, "Presets", app.inspector)
    places = hands.places(app, "○", app.inspector)
    return next(at for at, (_, row) in enumerate(places) if row > heading)


def test_the_slash_menu(play, hands):
    async def scene(app, pilot, click):
        await pilot.press("slash", *"vol")
        await hands.until(pilot, lambda: "/volume" in hands.read(app, app.query_one("SlashMenu")), "it opens")
        await hands.click_text(pilot, app, "/volume", app.query_one("SlashMenu"))
        assert app.prompt.text == "/volume "
        assert app.prompt.has_focus_within
        await pilot.press(*"42", "enter")
        await hands.settle(pilot, app)
        assert app.talk.desk.speaker.volume_percent == 42

    play(scene)


@pytest.mark.parametrize("place", ["prompt", "history", "transcript", "inspector", "a comparison"])
def test_every_key_of_the_bottom_line(play, hands, monkeypatch, place):
    async def scene(app, pilot, click):
        await hands.say(pilot, app, IDEA)
        await hands.say(pilot, app, "slower")
        if place == "a comparison":
            await hands.say(pilot, app, "/compare")
        elif place == "history":
            app.history.focus_list()
        elif place != "prompt":
            getattr(app, place).focus()
        bar = app.query_one("#keys")
        await pilot.pause()
        ran: list[str] = []
        monkeypatch.setattr(app, "run_key", ran.append)
        words = hands.read(app, bar)
        offered = [(start, key) for start, _, key in bar._places if key and key != "tab"]
        assert {"help", "palette", "quit"} <= {key for _, key in offered}
        for start, _ in offered:
            await hands.click_at(pilot, app, start, bar.region.y)
        assert ran == [key for _, key in offered]
        assert hands.read(app, bar) == words

    play(scene, (190, 30))


def test_keys_of_the_bottom_line_do_what_they_say(play, hands):
    async def scene(app, pilot, click):
        bar = app.query_one("#keys")
        await hands.say(pilot, app, IDEA)
        await click("Ctrl+R again", bar)
        assert len(takes(app)) == 2
        app.history.focus_list()
        await pilot.pause()
        await click("f ♥", bar)
        assert takes(app)[1].rating == "up"
        await click("Space play", bar)
        await hands.until(pilot, lambda: app.talk.desk.speaker.playing, "it plays")
        for words, title in (("F1 help", "Help"), ("Ctrl+P palette", "")):
            await hands.click_text(pilot, app, words, bar)
            await hands.until(pilot, lambda: len(app.screen_stack) == 2, f"{words} opens something")
            await hands.until(pilot, lambda title=title: title in hands.seen(app), "it is drawn")
            await pilot.press("escape")
            await hands.until(pilot, lambda: len(app.screen_stack) == 1, "Esc closes it")

    play(scene, (150, 50))


def test_the_last_words_of_the_bottom_line(play, hands, theatre):
    theatre.supervisor.plans = ["hold"]

    async def scene(app, pilot, click):
        await pilot.press(*"house", "enter")
        await hands.until(pilot, lambda: app.talk.work.jobs, "the job runs")
        await click("Esc stop", app.query_one("#keys"))
        assert "Cancelled" in hands.read(app, app.transcript)
        await hands.click_text(pilot, app, "Ctrl+Q quit", app.query_one("#keys"))
        await hands.until(pilot, lambda: app.talk is None, "the studio closes")

    play(scene)


def test_the_palette(play, hands):
    async def scene(app, pilot, click):
        await hands.say(pilot, app, IDEA)
        for typed, words, true in (
            ("lock", "Lock the current", lambda: state(app).seed_lock is not None),
            ("/takes", "/takes: The takes", lambda: "Session:" in hands.read(app, app.transcript)),
            ("preset", "preset", lambda: len(state(app).presets) == 1),
            ("theme nord", "theme nord", lambda: app.theme == "nord"),
        ):
            await pilot.press("ctrl+p")
            await hands.until(pilot, lambda: len(app.screen_stack) == 2, "it opens")
            await pilot.press(*typed.replace("/", "").lower())
            rows = app.screen.query_one("CommandList")
            words = "switch on" if typed == "preset" else words
            await hands.until(pilot, lambda: words in hands.read(app, rows), f"{words} is offered")  # noqa: B023
            await hands.click_text(pilot, app, words, rows)
            await hands.until(pilot, lambda: len(app.screen_stack) == 1, "it closes")
            await hands.settle(pilot, app)
            await hands.until(pilot, true, words)

    play(scene)


def test_help_rows(play, hands):
    async def scene(app, pilot, click):
        await pilot.press("f1")
        await hands.until(pilot, lambda: len(app.screen_stack) == 2, "it opens")
        await pilot.press(*"volume")
        rows = app.screen.query_one("OptionList")
        await hands.until(pilot, lambda: "/volume [PERCENT]" in hands.read(app, rows), "it is found")
        await hands.click_text(pilot, app, "/volume [PERCENT]", rows)
        await hands.until(pilot, lambda: app.prompt.text == "/volume ", "it comes into the prompt")
        await pilot.press("f1")
        await hands.until(pilot, lambda: len(app.screen_stack) == 2, "it opens")
        await hands.click_at(pilot, app, 0, 0)
        await hands.until(pilot, lambda: len(app.screen_stack) == 1, "a click beside it closes it")

    play(scene)


def test_the_export_dialog(play, hands, theatre, world):
    async def scene(app, pilot, click):
        await hands.say(pilot, app, IDEA)
        await hands.click_text(pilot, app, "export", cards(app)[-1])
        await hands.until(pilot, lambda: len(app.screen_stack) == 2, "it opens")
        form = app.screen.query_one("#dialog")
        await hands.until(pilot, lambda: "○ 24" in hands.read(app, form), "it is drawn")
        for words in ("FLAC", "○ 24", "] stems", "] MIDI"):
            await hands.click_text(pilot, app, words, form)
        await hands.until(pilot, lambda: "Writes" in hands.read(app, form), "it was looked at")
        assert "--bits 24 --stems --midi" in hands.read(app, form)
        await hands.click_text(pilot, app, "Export", form, nth=-1)
        await hands.until(pilot, lambda: len(app.screen_stack) == 1, "it closes")
        await hands.settle(pilot, app)
        outputs = theatre.supervisor.requests[-1].outputs
        assert (outputs.format, outputs.bits, outputs.stems, outputs.midi) == ("flac", "24", True, True)
        assert "Exported take 1 as flac." in hands.read(app, app.transcript)
        await click(".flac", app.transcript, nth=-1)
        await hands.until(pilot, lambda: [path.suffix for path in world.revealed] == [".flac"], "its folder")
        await hands.click_text(pilot, app, "export", cards(app)[-1])
        await hands.until(pilot, lambda: len(app.screen_stack) == 2, "it opens again")
        await hands.until(pilot, lambda: "Cancel" in hands.seen(app), "it is drawn")
        await hands.click_text(pilot, app, "Cancel")
        await hands.until(pilot, lambda: len(app.screen_stack) == 1, "it closes")
        assert len(theatre.supervisor.requests) == 2

    play(scene)


def test_what_is_new_below(play, hands):
    async def scene(app, pilot, click):
        await hands.say(pilot, app, IDEA)
        await hands.say(pilot, app, "/help")
        app.transcript.action_top()
        await hands.until(pilot, lambda: not app.transcript.following, "the reader is at the top")
        app.talk.desk.note("Something happened.")
        await hands.settle(pilot, app)
        assert not app.transcript.following
        await hands.click_text(pilot, app, "↓ new", app.transcript)
        await hands.until(
            pilot, lambda: "Something happened." in hands.read(app, app.transcript), "the newest is seen"
        )
        assert app.transcript.following
        assert "↓ new" not in hands.seen(app)

    play(scene)
