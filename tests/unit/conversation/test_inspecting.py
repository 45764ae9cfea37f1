"""What the inspector is told: of the current take, of the next one, of words that are still being typed."""

import pytest

from timbre.conversation import inspected
from timbre.conversation.defaults import FIELDS, MUSICAL
from timbre.conversation.inspecting import MOST_CHARACTERS, inspect, inspect_words
from timbre.conversation.lines import read_line
from timbre.conversation.requesting import Wishes
from timbre.engines.registry import EngineEntry
from timbre.model.brief import Brief
from timbre.model.engine import EngineInfo, Licence, Need
from timbre.model.request import GenerationRequest
from timbre.session import events
from timbre.session.identity import new_id

ODD = [
    "",
    "   ",
    "/",
    "/nonsense words",
    "/set bpm",
    '"',
    "\x00\x1b[31m\u202e",
    "\ud800 half a pair",
    "🎹" * 50_000,
    "{}{0}%s",
    "♩=" + "9" * 5000,
    "80 bpm " * 20_000,
    "سريع 速い быстро",
]


def rows(inspection):
    return {field.name: field for field in inspection.fields}


def seen(stage, words=None):
    desk = stage.desk()
    return inspect(desk) if words is None else inspect_words(desk, words)


@pytest.fixture
def other_engine(monkeypatch):
    """A composer, a model that samples, and one that is not installed."""
    licence = Licence(code="GPL-3.0-or-later", output="yours")
    infos = [
        EngineInfo(name="composer", version="1", title="C", capabilities=("stems", "midi"), licence=licence),
        EngineInfo(
            name="sampler",
            version="1",
            title="S",
            sampling=("temperature", "top_k"),
            models=("small", "large"),
            precisions=("int8", "fp32"),
            licence=licence,
        ),
        EngineInfo(name="absent", version="1", title="A", licence=licence),
    ]
    need = Need(kind="package", name="torch", install="pip install torch")
    entries = tuple(
        EngineEntry(info.name, "x:y", info, (need,) if info.name == "absent" else ()) for info in infos
    )
    monkeypatch.setattr(inspected, "engines", lambda: entries)


def test_every_field_of_brief_and_request_is_there_once(stage):
    stage.lines("lofi piano 80 bpm")
    inspection = seen(stage)
    names = [field.name for field in inspection.fields]
    assert len(names) == len(set(names))
    assert set(MUSICAL) == set(Brief.model_fields) - {"ignored", "sources"}
    asked = set(GenerationRequest.model_fields) - {
        "schema_version",
        "prompt",
        "brief",
        "conditioning",
        "adapters",
    }
    # Precision and device have rows where an engine has any; fingerprints are for machines.
    wanted = {*MUSICAL, *asked, *FIELDS, "licence", "elapsed"}
    wanted -= {"post", "outputs", "precision", "device", "weights", "styles", "seats", "written"}
    assert wanted <= set(names)
    assert "preset:campfire" in names
    assert {field.group for field in inspection.fields} == {
        "Words", "Engine", "Sampling", "Presets", "Mastering", "Files",
    }  # fmt: skip


def test_a_take_shows_what_was_said_implied_chosen_and_heard(stage):
    stage.lines("lofi piano, 80 bpm, florp")
    inspection = seen(stage)
    found = rows(inspection)
    assert inspection.title == "Take 1"
    assert "florp" in inspection.ignored
    assert (found["bpm"].value, found["bpm"].source, found["bpm"].because) == ("80 bpm", "stated", "“80 bpm”")
    assert (found["style"].source, found["style"].because) == ("implied", "genre lo-fi hip hop")
    assert (found["key"].value, found["key"].source) == ("A minor", "default")
    assert (found["seconds"].value, found["seconds"].measured) == ("4 s", "4 s")
    assert found["lufs"].measured == "-15.0 LUFS"
    assert found["seed"].value == "1001"
    assert found["elapsed"].value.startswith("1.0 s")
    assert not any(field.next or field.was for field in inspection.fields)


def test_what_the_next_take_has_otherwise_is_told(stage):
    stage.lines(
        "lofi piano 80 bpm",
        "/set bpm 100",
        "/set instruments piano, strings",
        "/set lufs -9",
        "/set format flac",
        "/seed 7",
    )
    found = rows(seen(stage))
    assert {name: field.next for name, field in found.items() if field.next} == {
        "bpm": "100 bpm",
        "instruments": "piano, strings",
        "lufs": "-9 LUFS",
        "format": "flac",
        "seed": "7",
    }
    assert found["bpm"].value == "80 bpm"
    assert found["seed"].source == "set"


def test_the_next_take_is_what_was_told(stage):
    stage.lines("lofi piano 80 bpm", "/set genres waltz", "/set master warm")
    told = rows(seen(stage))
    stage.lines("/generate")
    made = rows(seen(stage))
    for name in ("genres", "style", "metre", "bpm", "master"):
        assert made[name].value == (told[name].next or told[name].value)
    assert made["genres"].was == "lo-fi hip hop"
    assert (made["genres"].source, made["genres"].because) == ("set", "/set")
    assert (made["parent"].value, made["master"].was) == ("take 1", "auto")


def test_an_edit_is_named_by_its_words_and_so_are_those_before(stage):
    stage.lines("lofi piano 80 bpm", "slower", "add strings")
    found = rows(seen(stage))
    assert (found["bpm"].because, found["bpm"].was) == ("“slower”", "")
    assert (found["instruments"].because, found["instruments"].was) == ("“add strings”", "piano")


def test_without_a_take_the_defaults_in_force_are_shown(stage):
    stage.options = Wishes(key="D minor", default_seconds=12.0)
    stage.lines("/set chords Am F", "/seed 5")
    inspection = seen(stage)
    found = rows(inspection)
    assert inspection.title == "The next take"
    assert (found["chords"].value, found["chords"].source) == ("Am – F", "set")
    assert (found["key"].value, found["key"].source, found["key"].because) == ("D minor", "stated", "--key")
    assert (found["bpm"].value, found["bpm"].source) == ("", "default")
    assert (found["seconds"].value, found["seed"].value) == ("12 s", "5")
    assert rows(inspect(stage.desk(new=True)))["seed"].value == ""


def test_presets_are_switches(stage):
    stage.options = Wishes(presets=("island",))
    stage.lines("lofi piano", "/preset campfire on")
    found = rows(seen(stage))
    assert (found["preset:campfire"].value, found["preset:campfire"].source) == ("on", "set")
    assert (found["preset:island"].value, found["preset:island"].enabled) == ("on", False)
    assert found["preset:lullaby"].value == "off"
    assert inspect(stage.last.desk).fields
    assert rows(inspect(stage.last.desk))["preset:campfire"].next == "on"
    stage.lines("/generate")
    assert rows(inspect(stage.last.desk))["preset:campfire"].next == ""


def test_a_broken_preset_of_the_user_cannot_be_switched_on(stage):
    stage.paths.presets.mkdir(parents=True)
    (stage.paths.presets / "mine.toml").write_text("brief = 3")
    field = rows(seen(stage))["preset:mine"]
    assert not field.enabled
    assert "mine.toml" in field.why


def test_what_the_engine_cannot_do_is_disabled_and_says_why(stage, other_engine):
    found = rows(seen(stage))
    assert (found["temperature"].enabled, found["temperature"].why) == (
        False, "composer takes no temperature",
    )  # fmt: skip
    assert found["model"].why == "composer has one model only"
    assert not {"precision", "device"} & set(found)
    assert found["stems"].enabled
    assert found["engine"].choices == ("composer", "sampler", "absent")
    assert found["engine"].enabled
    assert found["engine"].why == "absent needs torch: pip install torch"
    desk = stage.desk()
    desk.options = Wishes(engine="sampler")
    found = rows(inspect(desk))
    assert (found["temperature"].enabled, found["top_p"].enabled) == (True, False)
    assert (found["model"].enabled, found["model"].choices) == (True, ("small", "large"))
    assert (found["precision"].enabled, found["precision"].choices) == (True, ("int8", "fp32"))
    assert "device" not in found
    assert (found["midi"].enabled, found["midi"].why) == (False, "sampler makes no MIDI")


def test_a_format_without_bits_disables_them(stage):
    stage.lines("/set format mp3")
    assert (rows(seen(stage))["bits"].enabled, rows(seen(stage))["bits"].why) == (
        False,
        "mp3 has no bit depth",
    )
    stage.lines("/set format flac")
    assert rows(seen(stage))["bits"].choices == ("16", "24")


def test_every_line_can_be_said(stage, read):
    """Each field's own value, or a choice of it, is taken by the line that sets it, and shown again so."""
    stage.lines(
        "lofi piano and strings, 80 bpm, A minor, 3/4, calm, no drums, intro 4 bars, verse 8 bars, Am F C G chords"
    )
    inspection = seen(stage)
    lines = {
        field.name: field.line.format(field.value or field.choices[0])
        for field in inspection.fields
        if field.enabled and field.kind != "fact" and (field.value or field.choices)
    }
    assert len(lines) > 30
    for line in lines.values():
        read_line(line)
    assert not read.failures(stage.lines(*lines.values()))
    after = rows(seen(stage))
    for field in inspection.fields:
        if field.name in lines and field.value and field.name != "seconds":
            assert after[field.name].value == field.value
            assert after[field.name].next in ("", field.choices[0] if field.choices else "")


def test_words_show_the_take_after_the_edit(stage):
    stage.lines("lofi piano 80 bpm")
    inspection = seen(stage, "slower, add strings")
    found = rows(inspection)
    assert inspection.title == "What these words mean"
    assert inspection.notes[0].startswith("A change of take 1: tempo 80 → 68")
    assert (found["bpm"].value, found["bpm"].was, found["bpm"].because) == ("68 bpm", "80 bpm", "“slower”")
    assert (found["instruments"].value, found["instruments"].was) == ("piano, strings", "piano")
    assert found["key"].was == ""
    stage.lines("slower, add strings")
    made = rows(seen(stage))
    assert [made[name].value for name in MUSICAL] == [found[name].value for name in MUSICAL]


def test_words_show_the_new_idea_with_the_defaults_of_the_session(stage):
    stage.lines("lofi piano 80 bpm", "/set key D minor", "/set bpm 100")
    inspection = seen(stage, "warm house at 124 bpm, florp")
    found = rows(inspection)
    assert inspection.notes[0] == "A new idea."
    assert "florp" in inspection.ignored
    assert (found["bpm"].value, found["bpm"].because) == ("124 bpm", "“124 bpm”")
    assert (found["key"].value, found["key"].source) == ("D minor", "set")
    assert found["style"].value == "house"
    assert not any(field.was or field.measured for field in inspection.fields)


def test_commands_with_words_are_looked_at_and_others_are_not(stage):
    stage.lines("lofi piano 80 bpm")
    assert rows(seen(stage, "/new slower"))["bpm"].was == ""
    assert rows(seen(stage, "/edit strings"))["instruments"].value == "piano, strings"
    assert rows(seen(stage, "/make house"))["style"].value == "house"
    for line in ("/set bpm 90", "/generate", "undo", "again", "/take 1"):
        assert seen(stage, line) == seen(stage)


def test_after_new_the_words_are_an_idea(stage):
    stage.lines("lofi piano 80 bpm", "/new")
    inspection = inspect_words(stage.last.desk, "slower with strings")
    assert inspection.notes[0] == "A new idea."


@pytest.mark.parametrize("words", ODD)
def test_odd_words_are_no_trouble(stage, words):
    assert seen(stage, words).fields
    stage.lines("lofi piano 80 bpm")
    assert seen(stage, words).fields


def test_only_so_many_characters_are_read(stage):
    late = "florp " * (MOST_CHARACTERS // 6 + 1) + " 80 bpm"
    assert rows(seen(stage, late))["bpm"].value == ""


def test_a_take_of_a_newer_timbre_is_told_and_not_shown(stage, read):
    (done,) = read.finished(stage.lines("lofi piano"))
    newer = done.request.model_copy(update={"schema_version": 99})
    desk = stage.desk()
    desk.record(events.take_done(new_id(), newer, done.ready.result, cause=events.Cause("idea", "")))
    inspection = inspect(desk)
    assert inspection.title == "Take 2"
    assert "another version" in inspection.notes[0]
    assert len(inspection.fields) > 30
    assert "another version" in inspect_words(desk, "slower").notes[0]


def test_defaults_that_contradict_each_other_are_told(stage):
    stage.options = Wishes(seconds=3.0, loop_bars=4)
    inspection = seen(stage)
    assert "both set the length" in inspection.notes[0]
    assert inspection.fields
    assert "both set the length" in seen(stage, "house").notes[0]


def test_the_seed_is_a_switch_too(stage):
    stage.lines("lofi piano", "/seed on")
    assert (stage.state.seed_lock, rows(seen(stage))["seed"].source) == (1001, "set")
    stage.lines("/seed off")
    assert (stage.state.seed_lock, rows(seen(stage))["seed"].source) == (None, "default")
