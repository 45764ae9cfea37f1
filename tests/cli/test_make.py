"""`timbre make`: the main job, end to end with the real composer."""

import json
import os
import sys
import wave
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile

KEYS = {
    *("id", "time", "session", "number", "parent", "prompt", "engine"),
    *("model", "seed", "seconds", "status", "rating", "path"),
}
PROMPT = "warm lo-fi piano, 80 bpm, A minor, rainy night"


def make(timbre, *options, prompt=PROMPT, seconds="6"):
    return timbre("make", prompt, "--seconds", seconds, "--seed", "7", "--json", *options)


def test_a_take_is_a_tagged_file_with_sidecar_and_history(timbre, home):
    ran = make(timbre)
    assert ran.code == 0, ran.err
    take = ran.json
    assert take["engine"] == "composer"
    assert (take["bpm"], take["key"], take["metre"]) == (80.0, "A minor", "4/4")
    path = Path(take["path"])
    assert path.parent == home / "outputs"
    assert path.name.endswith("-warm-lo-fi-piano-80-bpm-a-minor-rainy-night.wav")
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (44100, 2, 2)
        assert abs(file.getnframes() / 44100 - 6.0) < 0.05
    story = json.loads(Path(take["sidecar"]).read_text())
    assert story["request"]["seed"] == 7
    assert story["result"]["sha256"] == take["sha256"]
    (row,) = [json.loads(line) for line in timbre("log", "--json").out.splitlines()]
    assert (row["number"], row["status"], row["path"]) == (1, "done", take["path"])
    assert set(row) == KEYS


def test_loudness_and_peak_hold_in_the_file(timbre):
    take = make(timbre, "--lufs", "-16", seconds="10").json
    assert take["measured"]["lufs"] == pytest.approx(-16, abs=0.5)
    assert take["measured"]["true_peak_dbtp"] <= -1.0
    samples, _ = soundfile.read(take["path"])
    assert np.abs(samples).max() <= 10 ** (-1 / 20)
    assert np.abs(samples.mean(axis=0)).max() < 1e-3


def test_the_same_request_gives_the_same_bytes_from_another_folder(timbre, home, monkeypatch):
    first = make(timbre).json
    (home / "elsewhere").mkdir()
    monkeypatch.chdir(home / "elsewhere")
    second = make(timbre).json
    assert first["path"] != second["path"]
    assert first["sha256"] == second["sha256"]
    assert Path(first["path"]).read_bytes() == Path(second["path"]).read_bytes()


def test_another_seed_gives_other_music(timbre):
    ran = timbre("make", PROMPT, "--seconds", "4", "--seed", "7", "--variations", "2", "--json")
    takes = [json.loads(line) for line in ran.out.splitlines()]
    assert takes[0]["seed"] == 7
    assert takes[0]["audio_sha256"] != takes[1]["audio_sha256"]


def test_stems_sum_to_the_mix_and_midi_is_valid(timbre):
    take = make(timbre, "--stems", "--midi").json
    stems = {Path(path).stem: soundfile.read(path)[0] for path in take["stems"]}
    mix = stems.pop("mix")
    assert len(stems) >= 3
    assert {len(stem) for stem in stems.values()} == {len(mix)}
    assert np.abs(sum(stems.values()) - mix).max() < 10 ** (-100 / 20)
    assert all(soundfile.info(path).subtype == "PCM_24" for path in take["stems"])
    midi = mido.MidiFile(take["midi"])
    assert any(message.type == "note_on" for track in midi.tracks for message in track)


@pytest.mark.parametrize("ending", ["flac", "mp3", "ogg"])
def test_other_formats_are_readable_tagged_and_repeatable(timbre, home, ending):
    import mutagen

    takes = [make(timbre, "-o", home / f"{name}.{ending}", seconds="3").json for name in "ab"]
    assert takes[0]["sha256"] == takes[1]["sha256"]
    assert abs(soundfile.info(takes[0]["path"]).duration - 3.0) < 0.1
    assert "80" in str(mutagen.File(takes[0]["path"]).tags)


def test_a_loop_has_the_length_of_its_bars(timbre):
    ran = timbre("make", "house loop, 120 bpm", "--loop", "2", "--seed", "3", "--json")
    assert ran.json["seconds"] == pytest.approx(4.0, abs=1e-3)


def test_options_beat_words_and_post_processing_is_obeyed(timbre):
    take = make(
        timbre,
        "--bpm",
        "97",
        "--key",
        "D dorian",
        "--metre",
        "3/4",
        "--sample-rate",
        "22050",
        "--bits",
        "float",
    ).json
    assert (take["bpm"], take["key"], take["metre"], take["sample_rate"]) == (97.0, "D dorian", "3/4", 22050)
    assert soundfile.info(take["path"]).subtype == "FLOAT"


def test_without_json_the_path_is_on_stdout_and_nothing_else(timbre):
    ran = timbre("make", PROMPT, "--seconds", "2", "--seed", "1", "--quiet")
    assert ran.code == 0
    assert Path(ran.out.strip()).is_file()
    assert ran.err == ""


def test_the_card_shows_asked_and_measured(timbre, monkeypatch):
    monkeypatch.setattr("timbre.cli.output.is_terminal", lambda: True)
    ran = timbre("make", PROMPT + " \x1b[31m", "--seconds", "4", "--seed", "1")
    assert ran.code == 0, ran.err
    assert "80 bpm (asked)" in ran.out
    assert "LUFS" in ran.out
    assert "\x1b[31m" not in ran.out
    assert any(0x2800 < ord(letter) <= 0x28FF for letter in ran.out)


def test_variations_share_one_worker(timbre, beep):
    code = beep.read_text()
    assert '"It is only a beep."' in code
    beep.write_text("import os\n" + code.replace('"It is only a beep."', "str(os.getpid())"))
    ran = timbre("make", "x", "--engine", "beep", "--seconds", "1", "--variations", "2", "--json")
    first, second = (json.loads(line) for line in ran.out.splitlines())
    assert first["notes"] == second["notes"] != [str(os.getpid())]
    assert first["seed"] != second["seed"]


def test_a_plug_in_engine_plays(timbre, beep):
    take = timbre("make", "anything", "--engine", "beep", "--seconds", "2", "--seed", "0", "--json").json
    samples, rate = soundfile.read(take["path"], always_2d=True)
    spectrum = np.abs(np.fft.rfft(samples[:, 0]))
    assert np.argmax(spectrum) * rate / len(samples) == pytest.approx(440, abs=1)
    assert take["channels"] == 1
    assert "timbre_beep" not in sys.modules
    assert take["notes"] == ["It is only a beep."]
    refused = timbre("make", "anything", "--engine", "beep", "--stems")
    assert refused.code == 7
    assert "stems" in refused.err


def test_a_mastered_loop_has_no_seam(timbre):
    take = timbre(
        "make", "house loop, 120 bpm", "--loop", "2", "--seed", "3", "--bits", "float", "--json"
    ).json
    samples, _ = soundfile.read(take["path"], dtype="float32")
    steps = np.abs(np.diff(np.concatenate([samples, samples[:2]]), axis=0)).max(axis=1)
    seam = steps[-2:].max()
    assert seam <= np.quantile(steps, 0.999)
