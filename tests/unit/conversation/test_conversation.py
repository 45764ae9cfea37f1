"""Lines in, takes and replies out: ideas, edits, again, variations, undo, questions. The supervisor is a fake."""

import asyncio
import json

import miniaudio
import numpy as np
import pytest
import soundfile

from timbre.conversation.replies import Asked, Goodbye, JobEnded, ProgressLine, TakeStarted
from timbre.conversation.requesting import Wishes
from timbre.conversation.speaker import Piece, Speaker
from timbre.model.stream import derive
from timbre.session import events


def test_an_idea_becomes_a_take_with_everything_in_the_history(stage, read):
    replies = stage.lines("lofi piano 80 bpm")
    (done,) = read.finished(replies)
    assert (done.number, done.parent, done.changes) == (1, None, "")
    kinds = [type(reply) for reply in replies]
    assert (
        kinds.index(TakeStarted) < kinds.index(ProgressLine) < kinds.index(type(done)) < kinds.index(JobEnded)
    )
    types = [record.type for record in stage.history.records()]
    assert types == [
        "session.started",
        "message.added",
        "job.queued",
        "job.started",
        "take.done",
        "message.added",
    ]
    (take,) = stage.state.takes.values()
    assert take.cause.kind == "idea"
    assert stage.state.queue == ()
    sidecar = stage.supervisor.destinations[0].sidecar
    assert sidecar["take"] == take.id
    assert sidecar["messages"] == [{"author": "user", "text": "lofi piano 80 bpm"}]


def test_an_edit_keeps_the_seed_and_says_what_it_changes(stage, read):
    replies = stage.lines("lofi piano 80 bpm", "slower, add strings")
    first, second = stage.supervisor.requests
    assert second.seed == first.seed
    assert second.brief.bpm < 80
    assert "strings" in second.brief.instruments
    assert second.prompt == "lofi piano 80 bpm; slower, add strings"
    assert second.seconds == pytest.approx(first.seconds * 80 / 68, abs=0.05)  # as many bars
    assert stage.numbers() == {1: None, 2: 1}
    assert "Changing take 1: tempo 80 → 68, added strings" in read.said(replies)
    assert read.finished(replies)[1].changes == "tempo 80 → 68, added strings"
    take = list(stage.state.takes.values())[1]
    assert take.cause.kind == "edit"
    assert take.cause.edit["changes"]
    assert stage.supervisor.destinations[1].sidecar["edits"] == ["slower, add strings"]
    assert [each["number"] for each in stage.supervisor.destinations[1].sidecar["parents"]] == [1]


def test_an_edit_reads_the_facts_of_the_take_where_the_words_said_nothing(stage):
    stage.lines("solo violin", "/set bpm none", "slower")
    assert stage.supervisor.requests[1].brief.bpm < 90.0


def test_undo_goes_back_and_the_next_edit_branches(stage, read):
    replies = stage.lines(
        "lofi piano 80 bpm", "slower", "undo", "faster", "undo", "redo", "back to the second one"
    )
    assert "Back at take 1: lofi piano 80 bpm" in read.said(replies)
    assert stage.numbers() == {1: None, 2: 1, 3: 1}
    assert stage.current() == 2


def test_new_ideas_and_edits_can_be_forced(stage, read):
    stage.lines("lofi piano", "/new", "slower", "/new faster", "/edit strings")
    assert stage.numbers() == {1: None, 2: None, 3: None, 4: 3}
    assert "strings" in stage.supervisor.requests[3].brief.instruments
    assert len({request.seed for request in stage.supervisor.requests[:3]}) == 3
    replies = stage.lines("/edit florp")
    assert "florp" in read.failures(replies)[0]


def test_a_second_run_goes_on_where_the_first_left(stage):
    stage.lines("lofi piano 80 bpm", "slower", "undo")
    stage.lines("add a flute")
    assert stage.numbers() == {1: None, 2: 1, 3: 1}
    stage.lines("waltz", new=True)
    assert stage.numbers() == {1: None}


def test_again_has_a_new_seed_and_the_same_wishes(stage):
    stage.lines("lofi piano 80 bpm", "again")
    first, second = stage.supervisor.requests
    assert second.seed != first.seed
    assert second.brief == first.brief
    assert stage.current() == 2


def test_variations_derive_their_seeds_and_wait_to_be_chosen(stage):
    stage.lines("lofi piano", "2 variations", "/variations 1")
    first, *rest = stage.supervisor.requests
    assert [each.seed for each in rest] == [derive(first.seed, number) for number in (1, 2, 3)]
    assert all(each.brief == first.brief for each in rest)
    assert stage.current() == 1
    assert stage.numbers() == {1: None, 2: 1, 3: 1, 4: 1}


def test_variations_of_named_parts_hold_everything_else(stage):
    stage.lines("lofi piano", "/variations 2 melody drums")
    first, *others = stage.supervisor.requests
    assert [each.seed for each in others] == [first.seed] * 2
    seeds = [derive(first.seed, n) for n in (1, 2)]
    assert [each.part_seeds for each in others] == [{"melody": seed, "drums": seed} for seed in seeds]


@pytest.mark.parametrize(
    "line",
    ["/variations 3 trombones", "/variations 0", "/variations 17", "/variations many", "again", "/take 9"],
)
def test_what_cannot_be_done_is_told_and_makes_nothing(stage, read, line):
    stage.lines("lofi piano", "/seed lock")
    assert len(read.failures(stage.lines(line))) == 1
    assert len(stage.supervisor.requests) == 1
    assert stage.last.failure is not None


def test_a_locked_seed_is_every_next_takes(stage):
    stage.lines("lofi piano", "/seed 42", "house", "slower", "/seed unlock", "waltz")
    seeds = [request.seed for request in stage.supervisor.requests]
    assert seeds[1:3] == [42, 42]
    assert seeds[3] != 42


def test_the_seed_option_is_that_of_every_idea(stage):
    stage.seed = 5
    stage.lines("lofi piano", "again", "house")
    assert [request.seed for request in stage.supervisor.requests] == [5, 1001, 5]


def test_keeping_the_drums_pins_their_seed_and_what_they_rest_on(stage):
    stage.lines("lofi piano", "keep the drums, new chords")
    first, second = stage.supervisor.requests
    assert second.part_seeds["drums"] == first.seed
    assert second.seed != first.seed
    assert (second.brief.bpm, second.brief.metre) == (
        90.0 if first.brief.bpm is None else first.brief.bpm,
        "4/4",
    )


def test_settings_shape_the_next_takes_until_an_edit_says_otherwise(stage):
    stage.lines("lofi piano 80 bpm", "/set bpm 100", "/set stems on", "add strings", "slower", "add a flute")
    bpm = [request.brief.bpm for request in stage.supervisor.requests]
    assert bpm[:2] == [80.0, 100.0]
    assert bpm[2] < 100
    assert bpm[3] == bpm[2]
    assert [request.outputs.stems for request in stage.supervisor.requests] == [False, True, True, True]
    stage.lines("/set stems none", "/generate")
    assert stage.supervisor.requests[-1].outputs.stems is False


def test_a_preset_switched_on_reaches_the_next_edit_once(stage):
    stage.lines("piano, no reverb", "/preset campfire", "slower", "drop the harmonica", "faster")
    played = [request.brief.instruments for request in stage.supervisor.requests]
    assert "harmonica" not in played[0]
    assert "harmonica" not in played[3]
    assert stage.state.presets == ("campfire",)


def test_what_was_put_off_goes_with_the_take_it_was_about_but_ideas_are_made(stage, read):
    stage.supervisor.plans = ["hold"]

    async def scene(talk):
        await talk.handle("lofi piano 80 bpm")
        await talk.handle("slower")
        await talk.handle("a waltz with accordion")
        await talk.handle("add strings")
        assert len(stage.supervisor.requests) == 1
        await talk.handle("/cancel")
        await talk.idle()

    replies = stage.play(scene)
    assert read.said(replies).count("That comes after the take being made now.") == 3
    assert read.noted(replies) == ["The take before was not made, so this was left out: slower"]
    first, second = read.finished(replies)
    assert first.request.prompt == "a waltz with accordion"
    assert (second.parent, second.request.prompt) == (first.number, "a waltz with accordion; add strings")


def test_edits_in_a_row_build_on_each_other(stage):
    stage.supervisor.plans = ["hold"]

    async def scene(talk):
        await talk.handle("lofi piano 80 bpm")
        await talk.handle("slower")
        await talk.handle("add strings")
        await talk.handle("undo")
        stage.supervisor.release.set()
        await talk.idle()

    stage.play(scene)
    assert stage.numbers() == {1: None, 2: 1, 3: 2}
    assert stage.current() == 2
    assert "strings" in stage.supervisor.requests[2].brief.instruments
    assert stage.supervisor.requests[2].brief.bpm < 80


def test_cancel_stops_the_running_job_and_the_rest_go_on(stage, read):
    stage.supervisor.plans = ["hold", "done"]

    async def scene(talk):
        await talk.handle("lofi piano")
        await talk.handle("/new house")
        await asyncio.sleep(0.01)
        await talk.handle("/queue")
        await talk.handle("/cancel")
        await talk.idle()

    replies = stage.play(scene)
    assert "Cancelled; nothing was kept." in read.said(replies)
    assert [done.request.prompt for done in read.finished(replies)] == ["house"]
    assert stage.state.queue == ()


def test_a_failed_take_is_told_once_and_the_talk_goes_on(stage, read):
    stage.supervisor.plans = ["fail"]
    replies = stage.lines("lofi piano", "house")
    assert read.failures(replies) == ["The engine broke."]
    assert stage.current() == 2
    assert [take.status for take in stage.state.takes.values()] == ["failed", "done"]
    assert stage.last.failure.exit_code == 6


@pytest.mark.parametrize(("answer", "takes"), [("yes", 2), ("no", 1), ("waltz", 2)])
def test_the_composer_steps_in_only_by_consent(stage, read, answer, takes):
    stage.options = Wishes(engine="other", model="m", guidance=5.0, precision="int8", device="cpu")
    stage.supervisor.plans = ["fail-offer"]
    replies = stage.lines("lofi piano", answer)
    assert any(isinstance(reply, Asked) and "composer" in reply.question for reply in replies)
    engines = [request.engine for request in stage.supervisor.requests]
    assert len(engines) == takes
    assert engines[1:] == {"yes": ["composer"], "no": [], "waltz": ["other"]}[answer]
    if answer == "yes":
        assert (stage.supervisor.requests[1].prompt, stage.supervisor.requests[1].model) == (
            "lofi piano",
            None,
        )
        asked = stage.supervisor.requests[1]
        assert (asked.guidance, asked.precision, asked.device) == (None, None, None)


def interrupted(stage):
    """A first run that ends while a job waits."""
    stage.supervisor.plans = ["hold"]

    async def scene(talk):
        await talk.handle("lofi piano")
        await asyncio.sleep(0.01)

    stage.play(scene)


@pytest.mark.parametrize("line", ["yes", "/queue resume"])
def test_an_interrupted_job_is_offered_and_made(stage, read, line):
    interrupted(stage)
    replies = stage.lines(line)
    assert any(isinstance(reply, Asked) and "interrupted" in reply.question for reply in replies)
    (done,) = read.finished(replies)
    assert done.request.prompt == "lofi piano"
    assert stage.state.queue == ()
    assert not any(isinstance(reply, Asked) for reply in stage.lines("/takes"))


def test_an_interrupted_job_stays_until_it_is_dropped(stage):
    interrupted(stage)
    stage.lines("house")
    assert len(stage.state.queue) == 1
    stage.lines("no")
    assert stage.state.queue == ()


def test_quit_says_goodbye_and_empty_lines_say_nothing(stage):
    replies = stage.lines("", "   ", "/quit")
    assert [type(reply) for reply in replies] == [Goodbye]


def test_looking_around_leaves_no_trace_in_the_history(stage):
    stage.lines("/help", "/takes", "/session list", "/list", "/explain sad waltz", "/hlep")
    assert [record.type for record in stage.history.records()] == ["session.started"]


def test_a_home_that_cannot_be_written_is_told_once_and_costs_no_music(stage, read):
    (stage.folder / "home").write_text("a file where a folder should be")
    replies = stage.lines("lofi piano", "slower")
    assert len(read.finished(replies)) == 2
    assert sum("memory" in note for note in read.noted(replies)) == 1


def test_first_audio_and_causes_are_plain_json(stage):
    stage.lines("lofi piano 80 bpm", "slower", "again", "/variations 1")
    for record in stage.history.records():
        json.dumps(record.payload, allow_nan=False)
        if record.type == events.TAKE_DONE:
            assert record.payload["cause"]["kind"] in ("idea", "edit", "again", "variation")


def test_what_another_timbre_does_in_the_same_session_is_seen(stage):
    async def scene(talk):
        await talk.handle("lofi piano")
        await talk.idle()
        other = stage.desk()
        other.record(events.take_rated(other.current().id, "up"))
        await talk.handle("/takes")
        assert list(talk.desk.state.ratings.values()) == ["up"]

    stage.play(scene)


def test_ctrl_c_stops_the_job_then_the_sound_then_nothing(stage):
    stage.supervisor.plans = ["done", "hold"]

    async def scene(talk):
        await talk.handle("lofi piano")
        await talk.idle()
        await talk.handle("/play")
        await talk.handle("house")
        await asyncio.sleep(0.01)
        assert [talk.interrupt(), talk.interrupt()] == ["job", "sound"]
        await talk.idle()
        assert talk.interrupt() == ""

    stage.play(scene)


def held(stage, *lines, then=()):
    """Say `lines` while the first take is being made, then let it be made, and say `then`; the replies."""
    stage.supervisor.plans = ["hold"]

    async def scene(talk):
        for line in lines:
            await talk.handle(line)
        stage.supervisor.release.set()
        await talk.idle()
        for line in then:
            await talk.handle(line)
            await talk.idle()

    return stage.play(scene)


def test_words_in_a_new_session_do_not_wait_for_a_take_of_the_old_one(stage, read):
    replies = held(stage, "house, 120 bpm", "/session new", "slower piano")
    assert read.noted(replies) == []
    assert "That comes after the take being made now." not in read.said(replies)
    assert {done.request.prompt for done in read.finished(replies)} == {"house, 120 bpm", "slower piano"}


def test_leaving_a_session_waits_for_what_was_put_off_in_it(stage, read):
    replies = held(stage, "house, 120 bpm", "slower", "/session new")
    assert read.noted(replies) == []
    assert [done.parent for done in read.finished(replies)] == [None, 1]
    assert read.said(replies)[-1] == "A new session."


@pytest.mark.parametrize("line", ["/new calm waltz", "/new"])
def test_a_new_idea_comes_after_what_was_put_off_before_it(stage, read, line):
    replies = held(stage, "house, 120 bpm", "slower", line, then=["calm waltz"])
    prompts = [done.request.prompt for done in read.finished(replies)]
    assert prompts[:3] == ["house, 120 bpm", "house, 120 bpm; slower", "calm waltz"]


def test_a_take_ends_in_its_session_even_if_that_was_left_and_taken_up_again(stage, read):
    stage.supervisor.plans = ["hold"]

    async def scene(talk):
        first = talk.desk.session.id
        await talk.handle("house, 120 bpm")
        await talk.handle("/session new")
        await talk.handle(f"/session resume {first}")
        stage.supervisor.release.set()
        await talk.idle()
        assert [take.prompt for take in talk.desk.state.takes.values()] == ["house, 120 bpm"]
        assert talk.desk.state.queue == ()
        await talk.handle("slower")
        await talk.idle()

    replies = stage.play(scene)
    assert [done.number for done in read.finished(replies)] == [1, 2]
    assert len([record for record in stage.history.records() if record.type == "take.done"]) == 2


def test_nothing_sounds_once_the_conversation_is_closed(stage, tmp_path):
    stage.speaker = Speaker([miniaudio.Backend.NULL])
    file = tmp_path / "a.wav"
    soundfile.write(file, np.zeros((44_100, 2), np.float32), 44_100)

    async def scene(talk):
        await talk.desk.speaker.play([Piece(file)])
        assert talk.desk.speaker.playing
        await talk.close()
        await talk.desk.speaker.play([Piece(file)])
        assert not talk.desk.speaker.playing

    stage.play(scene)


def test_another_session_begins_in_silence(stage):
    stage.autoplay = True
    stage.supervisor.plans = ["done", "hold"]

    async def scene(talk):
        await talk.handle("house, 120 bpm")
        await talk.idle()
        assert talk.desk.speaker.playing
        await talk.handle("/again")
        await talk.handle("/session new")
        stage.supervisor.release.set()
        await talk.idle()
        assert not talk.desk.speaker.playing

    stage.play(scene)
