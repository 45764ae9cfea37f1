"""Commands that look, listen, set and export. The supervisor and the speaker are fakes."""

import asyncio
from pathlib import Path

import miniaudio
import numpy as np
import pytest

from guides import ODE, midi_file
from timbre.audio.playback.feed import Feed
from timbre.conversation.exporting import read_wanted
from timbre.conversation.replies import Copied, Exported, Listed, Opened
from timbre.conversation.requesting import Wishes
from timbre.conversation.speaker import Piece, Speaker
from timbre.errors import InvalidInputError, TimbreError, UnknownNameError
from timbre.model.request import GenerationRequest, GenerationResult
from timbre.session import events
from timbre.session.presence import present


def tables(replies):
    return [reply for reply in replies if isinstance(reply, Listed)]


def test_takes_are_a_tree_with_the_current_one_marked(stage):
    (table,) = tables(stage.lines("lofi piano 80 bpm", "slower", "undo", "/rate down 2", "/takes"))
    assert [row[0] for row in table.rows] == ["▸1", "   2"]
    assert [row[1] for row in table.rows] == ["lofi piano 80 bpm", "slower"]
    assert [row[4] for row in table.rows] == ["", "✗"]


def test_the_list_has_the_takes_of_all_sessions(stage):
    stage.lines("lofi piano")
    found = tables(stage.lines("house", "/list", "/list piano", "/list tuba", new=True))
    assert [[row[2] for row in table.rows] for table in found] == [["lofi piano", "house"], ["lofi piano"]]


def test_ratings_come_and_go(stage, read):
    stage.lines("lofi piano", "i like it")
    assert set(stage.state.ratings.values()) == {"up"}
    stage.lines("/rate none")
    assert not stage.state.ratings
    assert read.failures(stage.lines("/rate sideways"))


def test_playing_looping_stopping(stage, read):
    replies = stage.lines("lofi piano", "house", "/play 1", "/loop", "/stop", "/stop")
    (first, once), (second, round_and_round) = stage.speaker.played
    assert (first[0].source.name, once) == ("take-1.wav", False)
    assert (second[0].source.name, round_and_round) == ("take-2.wav", True)
    assert read.said(replies)[-2:] == ["Stopped.", "Nothing is playing. To stop a job: /cancel"]


def test_no_sound_device_is_a_note_and_no_failure(stage, read):
    stage.speaker.device = False
    replies = stage.lines("lofi piano", "/play")
    assert "no sound device" in read.noted(replies)[0]
    assert stage.last.failure is None


def test_a_file_that_is_gone_is_told_with_the_way_out(stage, read):
    stage.lines("lofi piano")
    (stage.folder / "outputs" / "take-1.wav").unlink()
    replies = stage.lines("/play")
    assert "no file any more" in read.failures(replies)[0]


def test_gain_and_volume_reach_the_player_together():
    async def scene():
        speaker = Speaker([miniaudio.Backend.NULL], volume_percent=50)
        feed = Feed(44_100, 2)
        feed.push(np.zeros((2, 44_100), np.float32))
        await speaker.play([Piece(feed, -6.0206)])
        player = speaker._sounding.player
        assert player.volume_percent == pytest.approx(
            35.355, abs=0.01
        )  # squared: half of volume 50's amplitude
        speaker.volume_percent = 100
        assert player.volume_percent == pytest.approx(70.711, abs=0.01)
        assert speaker.seek(0.5)
        await speaker.stop()
        assert not speaker.seek(0.5)

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/volume 60", "Volume 60 %."),
        ("/volume", "Volume 100 %."),
        ("/seek 1:05", "Nothing is playing. /play starts the current take."),
    ],
)
def test_volume_and_seek(stage, read, line, said):
    assert said in read.said(stage.lines(line))


@pytest.mark.parametrize("line", ["/volume 101", "/volume loud", "/seek", "/seek soon", "/seek 1:2:3"])
def test_bad_places_and_volumes_are_named(stage, read, line):
    assert len(read.failures(stage.lines(line))) == 1


def test_autoplay_sounds_without_being_asked(stage):
    stage.autoplay = True
    stage.lines("lofi piano")
    (((piece,), loop),) = stage.speaker.played
    assert not loop
    assert isinstance(piece.source, Feed | Path)


@pytest.mark.parametrize(
    ("values", "chosen"),
    [
        (("flac",), ("flac", "16", False, False, None)),
        (("--format", "flac", "--stems", "--midi"), ("flac", "16", True, True, None)),
        (("--format=ogg",), ("ogg", "16", False, False, None)),
        (("song.mp3", "--force"), ("mp3", "16", False, False, "song.mp3")),
        (("-o", "song.wav", "--bits", "float"), ("wav", "float", False, False, "song.wav")),
        ((), ("wav", "16", False, False, None)),
    ],
)
def test_export_options(values, chosen):
    wanted = read_wanted(values)
    outputs = wanted.outputs
    path = None if wanted.path is None else wanted.path.name
    assert (outputs.format, outputs.bits, outputs.stems, outputs.midi, path) == chosen


@pytest.mark.parametrize(
    ("values", "error"),
    [
        (("--frmat", "flac"), UnknownNameError),
        (("--format", "aiff"), UnknownNameError),
        (("song.xyz",), UnknownNameError),
        (("xyz",), InvalidInputError),
        (("song.wav", "--format", "flac"), InvalidInputError),
        (("--format",), InvalidInputError),
        (("--bits", "12"), InvalidInputError),
        (("flac", "--bits", "float"), InvalidInputError),
        (("flac", "mp3"), InvalidInputError),
    ],
)
def test_wrong_export_options(values, error):
    with pytest.raises(error):
        read_wanted(values)


def test_an_export_is_made_again_beside_the_take_and_is_no_take(stage, read):
    replies = stage.lines("lofi piano", "/export flac", "/export --stems")
    first, second = [reply for reply in replies if isinstance(reply, Exported)]
    assert Path(first.paths[0]).suffix == ".flac"
    request = stage.supervisor.requests[1]
    assert (request.outputs.format, request.seed, request.parent) == ("flac", 1001, None)
    assert stage.supervisor.destinations[1].sidecar is None
    assert stage.supervisor.requests[2].outputs.stems
    assert stage.numbers() == {1: None}
    assert first.paths != second.paths


def test_an_export_that_fails_is_told(stage, read):
    stage.supervisor.plans = ["done", "fail"]
    replies = stage.lines("lofi piano", "/export flac")
    assert read.failures(replies) == ["The engine broke."]
    assert stage.last.failure.exit_code == 6


def test_settings_are_listed_and_taken_back(stage, read):
    (table,) = tables(stage.lines("/set key Am", "/set"))
    rows = {row[0]: row for row in table.rows}
    assert rows["key"][1:3] == ("A minor", "/set")
    stage.lines("/set key none")
    assert not stage.state.overrides
    assert read.failures(stage.lines("/set bpm 999", "/set florp 1", "/set florp none"))[0].startswith(
        "bpm cannot be"
    )


def test_a_tune_is_followed_until_it_is_let_go(stage, read):
    file = stage.folder / "my tune.mid"
    file.write_bytes(midi_file(melody=ODE, bpm=104))
    stage.lines("/guide", f"/guide '{file}'", "folk", "/guide off", "house")
    first, second = (take.request for take in stage.state.takes.values())
    assert [item["name"] for item in first["conditioning"]] == ["my tune.mid"]
    assert (first["brief"]["bpm"], first["brief"]["key"]) == (104.0, "C major")
    assert not second["conditioning"]
    assert "cannot be read" in read.failures(stage.lines("/guide nowhere.mid"))[0]


@pytest.mark.parametrize("written", ["{}", "'{}'", '"{}"', "file://{}"])
def test_a_dropped_file_is_followed_however_the_terminal_writes_it(stage, written):
    file = stage.folder / "my tune.mid"
    file.write_bytes(midi_file(melody=ODE))
    path = str(file)
    stage.lines(written.format(path.replace(" ", "%20") if "file:" in written else path), "folk")
    (take,) = stage.state.takes.values()
    assert take.request["conditioning"][0]["name"] == "my tune.mid"


def test_an_edit_of_a_take_brings_the_new_guide_in(stage):
    file = stage.folder / "tune.mid"
    file.write_bytes(midi_file(melody=ODE, bpm=104))
    stage.lines("folk, 90 bpm", str(file).replace(" ", "\\ "), "add strings")
    edited = list(stage.state.takes.values())[-1].request
    assert edited["conditioning"][0]["name"] == "tune.mid"
    assert "strings" in edited["brief"]["instruments"]


def test_presets_and_engines_are_listed_and_checked(stage, read):
    presets, engines = tables(stage.lines("/preset", "/engine"))
    assert "campfire" in [row[0] for row in presets.rows]
    assert ("composer", "chosen") in [row[:2] for row in engines.rows]
    assert "'campfire'" in read.failures(stage.lines("/preset camfire"))[0]
    assert "no engine" in read.failures(stage.lines("/engine florp"))[0]
    stage.lines("/preset campfire", "/preset campfire")
    assert stage.state.presets == ()


def test_a_model_is_listed_chosen_and_goes_with_its_engine(stage, read, tmp_path):
    assert "composer has one model only." in read.said(stage.lines("/model"))
    (models,) = tables(stage.lines("/engine musicgen", "/model"))
    assert models.rows[0] == ("small", "chosen")
    stage.lines("/model medium", "/set precision int8", "/set bpm 90")
    assert stage.state.overrides == {
        "engine": "musicgen", "model": "medium", "precision": "int8", "bpm": 90.0
    }  # fmt: skip
    (said,) = read.said(stage.lines("/engine composer"))
    assert said.startswith("composer makes the next takes. model, precision: taken back")
    assert stage.state.overrides == {"engine": "composer", "bpm": 90.0}
    here = tmp_path / "a checkpoint"
    stage.lines("/engine musicgen", f"/model {here}/../a checkpoint")
    assert stage.state.overrides["model"] == str(here)
    (models,) = tables(stage.lines("/model"))
    assert (str(here), "chosen") in models.rows


def test_an_edit_keeps_what_was_chosen_for_the_machine(stage):
    stage.options = Wishes(engine="musicgen", precision="int4", device="cpu")
    stage.lines("lofi piano 80 bpm")
    stage.options = Wishes(engine="musicgen")
    stage.lines("slower", "/model medium", "slower")
    asked = [(each.model, each.precision, each.device) for each in stage.supervisor.requests]
    assert asked == [(None, "int4", "cpu"), (None, "int4", "cpu"), ("medium", None, None)]


def test_copy_and_open(stage):
    replies = stage.lines("lofi piano", "/copy", "/copy prompt", "/copy recipe", "/open")
    path, prompt, recipe = [reply for reply in replies if isinstance(reply, Copied)]
    assert Path(path.text).name == "take-1.wav"
    assert prompt.text == "lofi piano"
    assert '"seed":1001' in recipe.text
    assert any(isinstance(reply, Opened) for reply in replies)


def test_explain_words_and_the_current_take(stage):
    first, second = tables(stage.lines("lofi piano 80 bpm", "/explain sad waltz in D minor", "/explain"))
    assert ("key", "D minor") in [row[:2] for row in first.rows]
    assert ("bpm", "80 bpm") in [row[:2] for row in second.rows]


def test_sessions_come_and_go(stage, read):
    stage.lines("lofi piano", "/session rename Rainy things")
    replies = stage.lines(
        "/session new", "house", "/session list", "/session resume rainy", "slower", "/session search house"
    )
    listed, found = tables(replies)
    assert [row[2] for row in listed.rows] == ["house", "Rainy things"]
    assert found.rows[0][0] == "house"
    assert stage.numbers() == {1: None, 2: 1}
    assert "open" in read.failures(stage.lines("/session delete rainy"))[0]
    stage.lines("/session delete house")
    (listed,) = tables(stage.lines("/session list"))
    assert len(listed.rows) == 1


def test_a_session_can_be_exported_and_taken_in_again(stage, read):
    target = stage.folder / "talk.zip"
    replies = stage.lines("lofi piano", f"/session export {target}", f"/session import {target}", "slower")
    assert target.is_file()
    assert not read.failures(replies)
    assert stage.numbers() == {1: None, 2: 1}


@pytest.mark.parametrize(
    "line",
    [
        "/session florp",
        "/session resume",
        "/session resume nothing like it",
        "/queue florp",
        "/cancel",
        "/copy florp",
        "/help florp",
    ],
)
def test_mistakes_have_a_message_and_a_way_out(stage, line):
    stage.lines("lofi piano", line)
    assert isinstance(stage.last.failure, TimbreError)
    assert stage.last.failure.hint


def test_musical_settings_reach_the_next_idea_and_the_next_edit(stage, read):
    replies = stage.lines(
        '/set chords "Am F C G"',
        "/set instruments piano, strings",
        "/set without drums",
        "/set form intro 4, verse 8, chorus 8",
        "/set ending fade",
        "/set density 0.5",
        "/set brightness -0.3",
        "/set swing 0.6",
        "/set energy 0.2",
        "/set production vinyl, reverb",
        "with a slow feel",
        "/set chords ii V I",
        "/generate",
    )
    assert not read.failures(replies)
    first, second = (request.brief for request in stage.supervisor.requests)
    assert first.chords == ("Am", "F", "C", "G")
    assert (first.instruments, first.without) == (("piano", "strings"), ("drums",))
    assert [(wish.name, wish.bars) for wish in first.form] == [("intro", 4), ("verse", 8), ("chorus", 8)]
    assert (first.ending, first.density, first.brightness) == ("fade", 0.5, -0.3)
    assert (first.swing, first.energy, first.production) == (0.6, 0.2, ("vinyl", "reverb"))
    assert first.source_of("chords").because == "/set"
    assert second.chords == ("ii", "V", "I")
    assert second.instruments == first.instruments


def test_settings_survive_in_the_history_as_plain_json(stage):
    stage.lines("/set genres jazz, blues (0.5)", "/set form verse 8", "/set loop on")
    assert dict(stage.state.overrides) == {
        "genres": [["jazz", 1.0], ["blues", 0.5]],
        "form": [{"name": "verse", "bars": 8}],
        "loop": True,
    }
    stage.lines("with a piano")
    brief = stage.supervisor.requests[0].brief
    assert (brief.genres, brief.style, brief.loop) == ((("jazz", 1.0), ("blues", 0.5)), "jazz-swing", True)


def test_another_genre_for_a_take_takes_its_tempo_and_style_along_but_not_what_was_said(stage):
    stage.lines("house with a piano, C minor", "/set genres waltz", "/generate")
    house, waltz = (request.brief for request in stage.supervisor.requests)
    assert (house.style, waltz.style) == ("house", "waltz")
    assert (house.metre, waltz.metre) == (None, "3/4")
    assert waltz.bpm != house.bpm
    assert (waltz.key, waltz.instruments) == ("C minor", ("piano",))


def test_bars_and_seconds_take_each_other_back(stage):
    stage.lines("/set seconds 20", "/set bars 8", "house")
    assert dict(stage.state.overrides) == {"bars": 8}
    stage.lines("/set seconds 9", "/generate")
    assert dict(stage.state.overrides) == {"seconds": 9.0}
    idea, anew = stage.supervisor.requests
    assert (idea.seconds, idea.brief.bars) == (None, 8)
    assert (anew.seconds, anew.brief.bars, anew.brief.stated("bars")) == (9.0, None, False)


def test_an_edit_takes_back_the_setting_it_goes_against(stage):
    stage.lines("/set instruments piano, strings", "/set swing 0.6", "house", "drop the strings")
    assert dict(stage.state.overrides) == {"swing": 0.6}
    assert stage.supervisor.requests[1].brief.instruments == ("piano",)


def test_a_setting_is_shown_as_it_would_be_typed(stage, read):
    replies = stage.lines("/set chords am f", "/set vocals on", "/set form intro 4", "/set form")
    assert read.said(replies)[0] == "chords is Am – F for the next takes."
    (table,) = tables(replies)
    assert table.rows[0][:3] == ("form", "intro (4 bars)", "/set")
    said = read.failures(stage.lines("/set instruments pianno"))
    assert said == ["There is no instrument called 'pianno'. Did you mean 'piano'?"]
    stage.lines("/set form none", "/set vocals none", "/set chords none")
    assert not stage.state.overrides


def test_words_that_need_quotes_in_a_shell_are_fine_in_a_setting(stage, read):
    assert not read.failures(stage.lines("/set genres children's music", "/set key 'D minor'"))
    assert stage.state.overrides["genres"] == [["children's music", 1.0]]
    assert stage.state.overrides["key"] == "D minor"


@pytest.mark.parametrize(
    ("lines", "order"),
    [
        (("/queue up 4",), ["house", "waltz", "rock", "techno"]),
        (("/queue first 4",), ["house", "rock", "waltz", "techno"]),
        (("/queue down 2",), ["house", "techno", "waltz", "rock"]),
        (("/queue down 4", "/queue up 2"), ["house", "waltz", "techno", "rock"]),
        (("/queue first 4", "/queue first 4"), ["house", "techno", "rock", "waltz"]),
    ],
)
def test_waiting_jobs_are_moved_and_made_in_their_new_order(stage, read, lines, order):
    stage.supervisor.plans = ["hold"]

    async def scene(talk):
        for words in ("house", "waltz", "techno", "rock"):
            await talk.handle(f"/new {words}")
        for _ in range(5):
            await asyncio.sleep(0)
        for line in lines:
            assert await talk.handle(line)
        await talk.handle("/queue")
        stage.supervisor.release.set()
        await talk.idle()

    replies = stage.play(scene)
    assert [row[2] for row in tables(replies)[-1].rows] == order
    made = [reply.request.prompt for reply in read.finished(replies)]
    assert made == order


def test_a_job_can_be_named_by_its_id(stage, read):
    stage.supervisor.plans = ["hold"]

    async def scene(talk):
        for words in ("house", "waltz", "techno"):
            await talk.handle(f"/new {words}")
        for _ in range(5):
            await asyncio.sleep(0)
        *_, last = talk.work.jobs
        assert await talk.handle(f"/queue first {last}")
        assert await talk.handle(f"/cancel {last}")
        stage.supervisor.release.set()
        await talk.idle()

    replies = stage.play(scene)
    assert [reply.request.prompt for reply in read.finished(replies)] == ["house", "waltz"]


@pytest.mark.parametrize(
    "line", ["/queue up", "/queue up 1", "/queue up 9", "/queue up x", "/queue sideways 1"]
)
def test_jobs_that_cannot_be_moved_are_told(stage, read, line):
    stage.supervisor.plans = ["hold"]

    async def scene(talk):
        await talk.handle("house")
        for _ in range(5):
            await asyncio.sleep(0)
        assert not await talk.handle(line)
        stage.supervisor.release.set()
        await talk.idle()

    assert len(read.failures(stage.play(scene))) == 1


def test_cancel_stops_what_runs_and_not_the_oldest_that_waits(stage):
    stage.supervisor.plans = ["hold", "hold", "hold"]

    async def scene(talk):
        for line in ("/new house", "/new jazz", "/new waltz", "/queue first 3"):
            await talk.handle(line)
        house, jazz, waltz = talk.work.jobs.values()
        house.cancel()
        while waltz.state != "running":
            await asyncio.sleep(0)
        await talk.handle("/cancel")
        while not waltz.finished:
            await asyncio.sleep(0)
        assert not jazz.stopping.is_set()
        stage.supervisor.release.set()
        await talk.idle()

    stage.play(scene)
    assert [take.prompt for take in stage.state.takes.values() if take.sounds] == ["jazz"]


def test_a_chain_of_a_thousand_edits_is_still_a_tree_in_words(stage):
    stage.lines("house, 120 bpm")

    async def scene(talk):
        session, first = talk.desk.session, talk.desk.current()
        parent = first.id
        request = GenerationRequest.model_validate(first.request)
        result = GenerationResult.model_validate(first.result)
        for number in range(1_100):
            made = request.model_copy(update={"parent": parent})
            parent = f"take{number}"
            session.add(events.take_done(parent, made, result, cause=events.Cause("edit", "slower")))
        await talk.handle("/takes")

    listed = next(reply for reply in stage.play(scene) if isinstance(reply, Listed))
    assert len(listed.rows) == 1_101
    assert listed.rows[-1][0].strip(" ▸") == "1101"
    assert max(len(row[0]) for row in listed.rows) < 40


def test_a_job_that_another_timbre_works_on_is_not_called_interrupted(stage, read):
    stage.lines("house, 120 bpm")

    async def scene(talk):
        request = GenerationRequest.model_validate(talk.desk.current().request)
        with present(stage.paths) as other:
            talk.desk.session.add(
                events.job_queued(
                    "a-job", "a-take", request, owner=other, cause=events.Cause("idea", "house")
                )
            )
            await talk.handle("/queue")
        await talk.handle("/queue")

    replies = stage.play(scene)
    assert read.said(replies) == ["Nothing runs and nothing waits."]
    assert [row[1] for row in tables(replies)[-1].rows] == ["interrupted"]


@pytest.mark.parametrize(
    "line",
    [
        "/export ~nobody-has-this-name/x.wav",
        "/session export ~nobody-has-this-name/x",
        "/session import ~nobody-has-this-name/x",
    ],
)
def test_the_home_of_nobody_is_a_mistake_and_no_fault(stage, read, line):
    (failure,) = read.failures(stage.lines("lofi piano", line))
    assert "~nobody-has-this-name" in failure


def test_words_said_after_a_setting_count_on_when_the_take_is_changed(stage):
    stage.supervisor.elapsed_seconds = 0.0
    stage.lines("/set bpm 140", "house", "/new waltz, 90 bpm", "add strings")
    assert [request.brief.bpm for request in stage.supervisor.requests] == [140, 90, 90]
    stage.lines("/set bpm 150", "add flute")
    assert stage.supervisor.requests[-1].brief.bpm == 150
