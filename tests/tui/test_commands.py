"""Every command, typed in the studio, does what its help says and shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.chat_server import chat_server
from guides import ODE, midi_file
from timbre.conversation import controller
from timbre.conversation.commands import BY_NAME, COMMANDS, groups

IDEA = "house, 120 bpm"
pytestmark = pytest.mark.usefixtures("unpainted")
HERE: dict[str, str] = {}
"""Command → the test that carries it out."""


def carries_out(*names):
    """Says which commands a test carries out; that it does is checked."""

    def named(test):
        test.commands = names
        HERE.update(dict.fromkeys(names, test.__name__))
        return test

    return named


@pytest.fixture(autouse=True)
def carried_out(request, monkeypatch):
    """Fails a test that does not carry out every command it says it does."""
    done: set[str] = set()
    acts_of = controller.acts_of

    def noting(name, act):
        async def run(said):
            done.add(name)
            await act(said)

        return run

    monkeypatch.setattr(
        controller,
        "acts_of",
        lambda desk, work: {name: noting(name, act) for name, act in acts_of(desk, work).items()},
    )
    yield
    assert set(getattr(request.function, "commands", ())) <= done


@pytest.fixture
def play(theatre, hands):
    """Play a scene in a quiet studio: `tell(line)` types a line and gives what the conversation shows then."""
    theatre.settings.setdefault("autoplay", "off")

    def run(scene, size=(150, 50), **opening):
        async def whole(app, pilot):
            async def tell(line):
                await hands.say(pilot, app, line)
                return hands.read(app, app.transcript)

            await scene(app, pilot, tell)

        theatre.play(whole, size, **opening)

    return run


def takes(app):
    return list(app.talk.desk.state.takes.values())


def current(app):
    state = app.talk.desk.state
    return state.takes[state.current].number


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_no_command_is_missing(command):
    assert command in HERE, f"no test of this file carries out /{command}"


def test_no_test_is_of_a_command_that_is_gone():
    assert set(HERE) <= {command.name for command in COMMANDS}


@carries_out("ask")
def test_asking_the_assistant(play, monkeypatch):
    async def scene(app, pilot, tell):
        await tell(IDEA)
        screen = await tell("/ask as if it was late")
        assert "The assistant: Later." in screen
        assert "Proposed: tempo 120 → 68" in screen
        assert len(takes(app)) == 1
        screen = await tell("yes")
        assert "Changing take 1: tempo 120 → 68" in screen
        assert len(takes(app)) == 2

    with chat_server({"intent": "edit", "set": {"bpm": 68}, "reply": "Later."}) as server:
        monkeypatch.setenv("TIMBRE_ASSISTANT_URL", server.url)
        monkeypatch.setenv("TIMBRE_ASSISTANT_MODEL", "tiny")
        play(scene)


@carries_out("generate", "new", "edit", "again")
def test_making(play):
    async def scene(app, pilot, tell):
        screen = await tell(f"/generate {IDEA}")
        assert f"❯ /generate {IDEA}" in screen
        assert "Take 1" in screen
        assert [take.prompt for take in takes(app)] == [IDEA]
        screen = await tell("/make slow jazz, 70 bpm")
        assert "A new idea: slow jazz, 70 bpm" in screen
        assert takes(app)[1].parent is None
        screen = await tell("/set bpm 66")
        assert "66 bpm" in screen
        screen = await tell("/generate")
        assert "Take 3 bpm 66" in screen
        assert takes(app)[2].parent == takes(app)[1].id
        screen = await tell("/new slower")
        assert takes(app)[3].parent is None
        assert takes(app)[3].prompt == "slower"
        screen = await tell("/new")
        assert "The next line is a new idea." in screen
        await tell("darker")
        assert takes(app)[4].parent is None
        assert takes(app)[4].prompt == "darker"
        screen = await tell("/edit in D minor")
        assert "Changing take 5" in screen
        assert takes(app)[5].parent == takes(app)[4].id
        assert takes(app)[5].seed == takes(app)[4].seed
        assert takes(app)[5].request["brief"]["key"] == "D minor"
        screen = await tell("/again")
        assert "the same with seed" in screen
        assert takes(app)[6].seed != takes(app)[5].seed
        assert takes(app)[6].request["brief"] == takes(app)[5].request["brief"]
        screen = await tell("/edit blorp")
        assert "No change could be read in 'blorp'." in screen
        assert len(takes(app)) == 7

    play(scene)


@carries_out("variations")
def test_variations(play):
    async def scene(app, pilot, tell):
        await tell(IDEA)
        await tell("/variations 2")
        first, one, two = takes(app)
        assert one.parent == two.parent == first.id
        assert len({first.seed, one.seed, two.seed}) == 3
        assert current(app) == 1
        screen = await tell("/variations 1 drums")
        assert "variation 3 of take 1: other drums" in screen
        drums = takes(app)[3]
        assert drums.seed == first.seed
        assert list(drums.request["part_seeds"]) == ["drums"]
        assert "'guitars' is neither a number of takes nor a part." in await tell("/variations 2 guitars")
        assert len(takes(app)) == 4

    play(scene)


@carries_out("queue", "cancel")
def test_queue_and_cancel(play, theatre, hands):
    theatre.supervisor.plans = ["hold", "hold", "hold", "hold"]

    async def scene(app, pilot, tell):
        async def typed(line):
            app.prompt.draft(line)
            await pilot.pause()
            await pilot.press("enter")
            await hands.until(pilot, lambda: app.session.quiet, f"{line} is taken in")
            await app.talk.shown()
            await pilot.pause()
            return hands.read(app, app.transcript)

        assert "Nothing runs and nothing waits." in await typed("/queue")
        for number, idea in enumerate(("house", "jazz", "techno", "waltz"), 1):
            await typed(f"/new {idea}")
            await hands.until(pilot, lambda n=number: len(app.queue.jobs) == n, "the job is shown")
        screen = await typed("/queue")
        assert "running" in screen
        assert "queued 3." in screen
        order = lambda: [entry.words for entry in app.queue.jobs]  # noqa: E731
        assert order() == ["house", "jazz", "techno", "waltz"]
        assert "techno is next now: job 2." in await typed("/queue up 3")
        assert order() == ["house", "techno", "jazz", "waltz"]
        await typed("/queue down 2")
        assert order() == ["house", "jazz", "techno", "waltz"]
        await typed("/queue first 4")
        assert order() == ["house", "waltz", "jazz", "techno"]
        await typed("/cancel 2")
        await hands.until(pilot, lambda: order() == ["house", "jazz", "techno"], "the waiting job is gone")
        await typed("/cancel")
        await hands.until(pilot, lambda: order() == ["jazz", "techno"], "the running job is gone")
        await typed("/cancel all")
        await hands.settle(pilot, app)
        assert order() == []
        assert "Cancelled" in hands.seen(app)
        assert not any(take.sounds for take in takes(app))
        assert "No job is running." in await typed("/cancel")

    play(scene)


@carries_out("queue")
@pytest.mark.parametrize(("answer", "made"), [("/queue resume", 1), ("/queue drop", 0)])
def test_an_interrupted_job_is_taken_up_or_dropped(play, theatre, hands, answer, made):
    theatre.supervisor.plans = ["hold"]

    async def broken_off(app, pilot, tell):
        await pilot.press(*"house", "enter")
        await hands.until(pilot, lambda: app.talk.work.jobs, "the job runs")

    async def later(app, pilot, tell):
        assert "A job was interrupted when Timbre ended. Make it now?" in hands.read(app, app.transcript)
        await tell(answer)
        assert len([take for take in takes(app) if take.sounds]) == made
        assert not app.talk.desk.state.queue

    play(broken_off)
    theatre.supervisor.begin()
    play(later)


@carries_out("undo", "redo", "take", "takes", "list", "rate")
def test_takes(play):
    async def scene(app, pilot, tell):
        await tell(IDEA)
        await tell("slower")
        await tell("darker")
        assert "Back at take 2" in await tell("/undo")
        assert current(app) == 2
        assert "Forward to take 3" in await tell("/redo")
        assert current(app) == 3
        assert "At take 1: house, 120 bpm" in await tell("/take 1")
        assert current(app) == 1
        await tell("/take last")
        assert current(app) == 3
        await tell(f"/take {takes(app)[1].id}")
        assert current(app) == 2
        assert "take 9" in await tell("/take 9")
        assert current(app) == 2
        screen = await tell("/takes")
        assert "Session: house, 120 bpm" in screen
        assert "▸ 2 slower" in screen
        assert "take-3.wav" in screen
        assert "Take 2 is liked." in await tell("/rate")
        assert "Take 3 is disliked." in await tell("/rate down 3")
        assert [take.rating for take in takes(app)] == [None, "up", "down"]
        assert "Take 2 is not rated any more." in await tell("/rate none")
        assert takes(app)[1].rating is None
        assert "A rating is up, down or none, not 'best'." in await tell("/rate best")
        screen = await tell("/list darker")
        table = screen.rpartition("❯ /list")[2]
        assert "when" in table
        assert "✗" in table
        assert "No take has all of these words: bagpipes" in await tell("/list bagpipes")

    play(scene)


@carries_out("compare", "prefer")
def test_comparing(play, hands):
    async def scene(app, pilot, tell):
        assert "No takes are being compared." in await tell("/prefer A")
        for line in (IDEA, "slower", "/new waltz, 90 bpm"):
            await tell(line)
        screen = await tell("/compare 1 3")
        assert "A take 1" in screen
        assert "B take 3" in screen
        assert "120 bpm" in screen.rpartition("Compared")[2]
        assert "[A]" in hands.read(app, app.transport)
        await tell("/prefer B")
        assert app.talk.desk.comparison is None
        assert current(app) == 3
        assert "[A]" not in hands.read(app, app.transport)
        await tell("/take 2")
        screen = await tell("/compare")
        assert "A take 1" in screen.rpartition("Compared")[2]
        await tell("/prefer 1")
        assert current(app) == 1
        state = app.talk.desk.state
        assert [choice.winner for choice in state.comparisons] == [takes(app)[2].id, takes(app)[0].id]
        assert "Take 1 sounds like itself." in await tell("/compare 1 1")

    play(scene)


@carries_out("play", "stop", "loop", "seek", "volume")
def test_listening(play, hands):
    async def scene(app, pilot, tell):
        speaker = app.talk.desk.speaker
        await tell(f"{IDEA}, 60 seconds")
        await tell("slower")
        assert "Playing take 2" in await tell("/play")
        assert speaker.piece.label == takes(app)[1].id
        assert "‖" in hands.seen(app)
        assert "At 30 s." in await tell("/seek 0:30")
        assert 29 < speaker.position_seconds < 40
        assert "'yonder' is not a place." in await tell("/seek yonder")
        assert "Volume 35 %." in await tell("/volume 35")
        assert speaker.volume_percent == 35
        assert " 35%" in hands.seen(app)
        assert "'130' is not a volume; it is 0 to 100 percent." in await tell("/volume 130")
        assert "Looping take 1" in await tell("/loop 1")
        assert speaker.loop
        assert speaker.piece.label == takes(app)[0].id
        assert "[↻ loop]" in hands.seen(app)
        assert "Stopped." in await tell("/stop")
        assert not speaker.playing
        assert "Nothing is playing." in await tell("/stop")
        assert "Nothing is playing. /play starts the current take." in await tell("/seek 5")

    play(scene)


@carries_out("guide")
def test_following_a_tune(play, tmp_path):
    (tmp_path / "tune.mid").write_bytes(midi_file(melody=ODE, bpm=104))

    async def scene(app, pilot, tell):
        assert "No tune is followed." in await tell("/guide")
        screen = await tell(f"/guide {tmp_path / 'tune.mid'}")
        assert "follow tune.mid: 8 bars of 4/4, C major, 104 bpm" in " ".join(screen.split())
        await tell("folk")
        assert takes(app)[0].request["conditioning"][0]["name"] == "tune.mid"
        assert "follow no tune." in await tell("/guide off")

    play(scene)


@carries_out("set", "preset", "engine", "model", "seed")
def test_settings(play, hands):
    async def scene(app, pilot, tell):
        screen = await tell("/set bpm 90")
        assert "bpm is 90 for the next takes." in screen
        assert "key is F# minor for the next takes." in await tell("/set key F# minor")
        screen = await tell("/set bpm")
        assert "30" in screen.rpartition("❯ /set bpm")[2]
        await tell("waltz")
        brief = takes(app)[0].request["brief"]
        assert (brief["bpm"], brief["key"]) == (90, "F# minor")
        assert "bpm is left to the words and the engine again." in await tell("/set bpm none")
        assert "bpm" not in app.talk.desk.state.overrides
        assert "Did you mean" in await tell("/set bmp 90")
        await tell("/preset")
        name = "lofi-tape" if "lofi-tape" in _presets(app) else sorted(_presets(app))[0]
        assert f"Preset {name} is on for the next takes." in await tell(f"/preset {name}")
        assert name in app.talk.desk.state.presets
        assert f"Preset {name} is off for the next takes." in await tell(f"/preset {name} off")
        assert not app.talk.desk.state.presets
        screen = await tell("/engine")
        table = screen.rpartition("❯ /engine")[2]
        assert "composer" in table
        assert "chosen" in table
        assert "composer makes the next takes." in await tell("/engine composer")
        assert "Did you mean" in await tell("/engine compser")
        assert "composer has one model only." in await tell("/model")
        assert "musicgen makes the next takes." in await tell("/engine musicgen")
        assert "medium" in (await tell("/model")).rpartition("❯ /model")[2]
        assert "model is medium for the next takes." in await tell("/model medium")
        assert "model: taken back" in await tell("/engine composer")
        assert "model" not in app.talk.desk.state.overrides
        assert "No seed is locked." in await tell("/seed")
        seed = takes(app)[0].seed
        assert f"The seed is locked to {seed}" in await tell("/seed lock")
        assert app.talk.desk.state.seed_lock == seed
        assert "The seed is locked to 42" in await tell("/seed 42")
        await tell("/new polka")
        assert takes(app)[1].seed == 42
        assert "The seed is locked to 42: again would make the same music once more." in await tell("/again")
        assert "The seed is free" in await tell("/seed unlock")
        assert app.talk.desk.state.seed_lock is None

    play(scene)


@carries_out("template", "preset")
def test_templates_and_stacked_presets(play, hands):
    async def scene(app, pilot, tell):
        assert "podcast-intro" in await tell("/template")
        assert (
            "what it is for" in (await tell("/template show drone")).rpartition("❯ /template show drone")[2]
        )
        assert "Did you mean 'dreamy'" in await tell("/template drone mood=dreemmy")
        told = "Presets sparse, waltz-time are on for the next takes."
        assert told in await tell("/preset sparse waltz-time")
        await tell("/template drum-loop bars=2 tempo=120")
        (take,) = takes(app)
        assert take.request["prompt"] == "boom bap drum loop, drums only, 120 bpm, 2 bars, seamless loop"
        assert (take.request["brief"]["metre"], take.request["brief"]["density"]) == ("3/4", -0.7)
        assert "Take 1 is saved as preset mine" in await tell("/preset save mine")
        assert "mine" in _presets(app)
        assert "Presets sparse, waltz-time are off for the next takes." in await tell("/preset none")

    play(scene)


def _presets(app):
    from timbre.language.presets import preset_names

    return set(preset_names(app.talk.desk.paths.presets))


@carries_out("export", "open", "copy", "verify")
def test_files(play, theatre, hands, world):
    async def scene(app, pilot, tell):
        assert "There is no take in this session yet." in await tell("/export")
        await tell(IDEA)
        await tell("slower")
        first, second = takes(app)
        target = theatre.folder / "mine.flac"
        screen = await tell(f"/export {target} --bits 24 --stems --midi --take 1")
        assert "Exported take 1 as flac." in screen
        assert "mine.flac" in screen
        assert target.is_file()
        asked = theatre.supervisor.requests[-1]
        assert asked.seed == first.seed
        assert (asked.outputs.format, asked.outputs.bits) == ("flac", "24")
        assert asked.outputs.stems
        assert asked.outputs.midi
        assert len(takes(app)) == 2
        assert "opus" in await tell("/export opus.opus")
        await tell("/open")
        await tell("/open 1")
        await hands.until(pilot, lambda: len(world.revealed) == 2, "the folders are shown")
        assert world.revealed == [Path(second.path), Path(first.path)]
        for line, text in (
            ("/copy", second.path),
            ("/copy path 1", first.path),
            ("/copy prompt 1", IDEA),
        ):
            await tell(line)
            assert app.clipboard == text
        assert "Copied the prompt." in hands.seen(app)
        await tell("/copy recipe")
        assert '"seed"' in app.clipboard
        assert str(second.seed) in app.clipboard
        await hands.until(pilot, lambda: len(world.copied) == 4, "the system's clipboard has it too")
        assert "There is no 'tune' to copy." in await tell("/copy tune")
        assert "recipe" in (await tell("/verify 1")).rpartition("❯ /verify")[2]
        Path(first.path).unlink()
        assert "/export --take 1 makes it again from its recipe." in " ".join((await tell("/open 1")).split())

    play(scene)


@carries_out("session")
def test_sessions(play, theatre, hands):
    async def scene(app, pilot, tell):
        await tell(IDEA)
        here = app.talk.desk.session.id
        assert "Session “house, 120 bpm”: 1 takes" in await tell("/session")
        assert "This session is called “Friday night” now." in await tell("/session rename Friday night")
        assert "Friday night" in hands.read(app, app.history)
        archive = theatre.folder / "friday.zip"
        screen = await tell(f"/session export {archive}")
        assert "Exported this session with 1 takes." in screen
        assert archive.is_file()
        assert "This session is open." in await tell("/session delete 1")
        screen = await tell("/session new Sunday")
        assert "A new session." in screen
        assert not takes(app)
        assert app.talk.desk.session.id != here
        assert "Sunday" in hands.read(app, app.history)
        table = (await tell("/session list")).rpartition("❯ /session list")[2]
        assert "Friday night" in table
        assert "Sunday" in table
        assert "Friday night" in (await tell("/session search house")).rpartition("❯ /session search")[2]
        assert "No session has all of these words: polka" in await tell("/session search polka")
        screen = await tell(f"/session resume {here}")
        assert "Session “Friday night”, 1 takes." in screen
        assert [take.prompt for take in takes(app)] == [IDEA]
        await tell("/session delete Sunday")
        assert "Sunday" not in (await tell("/session list")).rpartition("❯ /session list")[2]
        screen = await tell(f"/session import {archive}")
        assert "Imported “Friday night”, 1 takes." in screen
        assert app.talk.desk.session.id != here
        assert "Did you mean" in await tell("/session rseume 1")

    play(scene)


@carries_out("explain", "help")
def test_explaining(play):
    async def scene(app, pilot, tell):
        screen = await tell("/explain slow waltz in D minor")
        table = screen.rpartition("❯ /explain")[2]
        assert "D minor" in table
        assert "3/4" in table
        assert not takes(app)
        await tell(IDEA)
        assert "120" in (await tell("/explain")).rpartition("❯ /explain")[2]
        await tell("/help")
        shown = "\n".join(line.plain for piece in app.transcript.pieces for line in piece.lines(60))
        assert all(group in shown for group in groups())
        screen = await tell("/help volume")
        assert BY_NAME["volume"].usage in screen
        assert BY_NAME["volume"].help.split(";")[0] in screen
        assert "Did you mean" in await tell("/help volum")
        assert "Did you mean '/volume'?" in await tell("/volum 3")

    play(scene)


@carries_out("quit")
def test_quitting(play, hands):
    async def scene(app, pilot, tell):
        app.prompt.draft("/quit")
        await pilot.press("enter")
        await hands.until(pilot, lambda: app.talk is None, "the studio closes")
        assert app.return_code in (None, 0)

    play(scene)


@carries_out("generate", "again", "help", "quit")
def test_other_names(play, hands):
    async def scene(app, pilot, tell):
        await tell(f"/g {IDEA}")
        await tell("/regenerate")
        assert [take.prompt for take in takes(app)] == [IDEA, IDEA]
        assert BY_NAME["undo"].help in await tell("/? undo")
        assert BY_NAME["undo"].help in await tell("/h undo")
        app.prompt.draft("/bye")
        await pilot.press("enter")
        await hands.until(pilot, lambda: app.talk is None, "the studio closes")

    play(scene)


@carries_out("undo", "redo", "again", "take", "variations", "play", "loop", "stop", "rate")
def test_plain_words(play, hands):
    async def scene(app, pilot, tell):
        await tell(IDEA)
        await tell("slower")
        assert "Back at take 1" in await tell("undo")
        assert "Forward to take 2" in await tell("redo")
        await tell("go back")
        assert current(app) == 1
        await tell("Again!")
        assert current(app) == 3
        assert takes(app)[2].parent == takes(app)[0].id
        await tell("back to take 1")
        assert current(app) == 1
        await tell("back to the second one")
        assert current(app) == 2
        await tell("make 3 variations")
        assert [take.parent for take in takes(app)[3:]] == [takes(app)[1].id] * 3
        speaker = app.talk.desk.speaker
        assert "Playing take 2" in await tell("play it")
        await tell("loop it")
        assert speaker.loop
        await tell("stop")
        assert not speaker.playing
        assert "Take 2 is liked." in await tell("I like it")
        assert "Take 2 is disliked." in await tell("I don’t like it")
        assert len(takes(app)) == 6

    play(scene)


@carries_out("help", "quit")
def test_plain_words_to_leave(play, hands):
    async def scene(app, pilot, tell):
        assert "Everything else" in await tell("help")
        app.prompt.draft("bye")
        await pilot.press("enter")
        await hands.until(pilot, lambda: app.talk is None, "the studio closes")

    play(scene)
