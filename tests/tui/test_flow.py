"""One evening with the real composer: make, change, compare, export, rate, leave; and come back to it."""

from __future__ import annotations

import soundfile

from timbre.tui.transcript.take_card import TakeCard
from timbre.tui.widgets.waveform import Waveform

IDEA = "house, 124 bpm, A minor, 4 seconds"


def test_a_take_from_idea_to_file_and_back_again(theatre, hands):
    theatre.real = True
    theatre.settings["autoplay"] = "off"
    written = theatre.folder / "outputs"
    left: dict[str, object] = {}

    async def evening(app, pilot):
        assert "Three ideas to begin with" in hands.read(app, app.transcript)
        await pilot.press(*IDEA, "enter")
        await hands.until(pilot, lambda: app.talk.work.jobs, "the job runs")
        await hands.settle(pilot, app)
        await hands.say(pilot, app, "slower, add strings")
        state = app.talk.desk.state
        first, second = state.takes.values()
        assert (first.status, second.status) == ("done", "done")
        assert second.parent == first.id
        assert second.result["bpm"] < first.result["bpm"] == 124
        assert "Changing take 1: tempo 124 →" in hands.read(app, app.transcript)
        cards = [piece for piece in app.transcript.pieces if isinstance(piece, TakeCard)]
        assert [len(card.query(Waveform)) for card in cards] == [1, 1]

        await hands.say(pilot, app, "/compare")
        assert app.talk.desk.comparison.numbers == (1, 2)
        app.history.focus_list()
        await pilot.press("b")
        await hands.until(pilot, lambda: app.talk.desk.comparison.letter == "B", "B is heard")
        await pilot.press("p")
        await hands.settle(pilot, app)
        assert app.talk.desk.state.comparisons[-1].winner == second.id

        await pilot.press("f")
        await hands.settle(pilot, app)
        assert app.talk.desk.state.takes[second.id].rating == "up"

        await pilot.press("ctrl+o")
        await hands.until(pilot, lambda: len(app.screen_stack) == 2, "the dialog opens")
        form = app.screen.query_one("#dialog")
        await hands.until(pilot, lambda: "○ FLAC" in hands.read(app, form), "it is drawn")
        await hands.click_text(pilot, app, "FLAC", form)
        await hands.until(pilot, lambda: "● FLAC" in hands.read(app, form), "FLAC is chosen")
        await pilot.press("enter")
        await hands.until(pilot, lambda: len(app.screen_stack) == 1, "it closes")
        await hands.settle(pilot, app)
        assert "Exported take 2 as flac." in hands.read(app, app.transcript)

        await hands.say(pilot, app, "/verify 2")
        assert "Take 2: identical" in hands.read(app, app.transcript)
        left.update(session=app.talk.desk.session.id, takes=[first.id, second.id])
        await pilot.press(*"/quit", "enter")
        await hands.until(pilot, lambda: app.talk is None, "the studio closes")

    async def next_day(app, pilot):
        state = app.talk.desk.state
        assert app.talk.desk.session.id == left["session"]
        assert list(state.takes) == left["takes"]
        assert state.current == left["takes"][1]
        assert [take.rating for take in state.takes.values()] == [None, "up"]
        said = [message.text for message in state.messages if message.role == "user"]
        assert said[:2] == [IDEA, "slower, add strings"]
        shown = hands.read(app, app.transcript)
        assert "Exported take 2 as flac." in shown
        history = hands.read(app, app.history)
        assert "1 house, 124 bpm" in history
        assert "2 slower, add" in history
        assert "♥" in history
        await pilot.press("up", "up")
        assert app.prompt.text

    theatre.play(evening)
    exported = next(written.rglob("*.flac"))
    with soundfile.SoundFile(exported) as file:
        assert file.format == "FLAC"
        assert 3.5 < file.frames / file.samplerate < 12
        assert abs(file.read(dtype="float32")).max() > 0.1
    theatre.play(next_day)
