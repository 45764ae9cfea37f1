"""Everything after the take: log, export, verify, master, play."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from timbre.audio.loudness import integrated_lufs
from timbre.audio.true_peak import true_peak_dbtp

PROMPT = "bossa nova, nylon guitar"


@pytest.fixture
def take(timbre):
    return timbre("make", PROMPT, "--seconds", "4", "--seed", "11", "--json").json


def test_verify_confirms_and_catches_tampering(timbre, take, home):
    ran = timbre("verify", take["path"], "--json")
    assert (ran.code, ran.json["verdict"]) == (0, "identical")
    data = bytearray(Path(take["path"]).read_bytes())
    data[60_001] ^= 0x40
    (home / "forged.wav").write_bytes(data)
    forged = timbre("verify", "forged.wav", "--json")
    assert (forged.code, forged.json["verdict"]) == (11, "different")
    assert forged.json["difference_db"] > -90


def test_verify_tells_equal_audio_in_another_file_from_equal_bytes(timbre, take, home):
    from mutagen.wave import WAVE

    copy = home / "retagged.wav"
    copy.write_bytes(Path(take["path"]).read_bytes())
    tagged = WAVE(copy)
    tagged["TIT2"].text = ["mine now"]
    tagged.save()
    assert timbre("verify", copy).code == 10


def test_verify_cannot_judge_a_stranger(timbre, home):
    soundfile.write(home / "stranger.wav", np.zeros((4410, 2)), 44100)
    ran = timbre("verify", "stranger.wav")
    assert ran.code == 12
    assert "no recipe" in ran.out


def test_verify_works_for_lossy_files(timbre):
    for ending in ("ogg", "mp3", "flac"):
        path = timbre("make", PROMPT, "--seconds", "2", "--seed", "2", "--format", ending, "--json").json[
            "path"
        ]
        assert timbre("verify", path).code == 0


def test_the_log_finds_words_and_limits(timbre, take):
    timbre("make", "techno", "--seconds", "1", "--quiet")
    assert [
        json.loads(line)["prompt"] for line in timbre("log", "-q", "BOSSA", "--json").out.splitlines()
    ] == [PROMPT]
    assert "techno" in timbre("log", "-n", "1").out
    assert timbre("log", "-q", "zzz").out == ""
    assert timbre("log", "-n", "0").code == 2


def test_export_makes_the_take_again_in_other_formats(timbre, take, home):
    ran = timbre(
        "export",
        "1",
        "-o",
        home / "song.flac",
        "--bits",
        "24",
        "--stems",
        "--midi",
        "--json-sidecar",
        "--json",
    )
    assert ran.code == 0, ran.err
    exported = ran.json
    assert soundfile.info(exported["path"]).subtype == "PCM_24"
    assert Path(exported["midi"]).is_file()
    assert Path(exported["sidecar"]).is_file()
    assert len(exported["stems"]) > 2
    same = timbre("export", take["path"], "-o", home / "again.wav", "--json").json
    first, second = soundfile.read(take["path"])[0], soundfile.read(same["path"])[0]
    assert np.array_equal(first, second)
    assert not (home / "again.json").exists()


def test_export_without_a_name_goes_beside_the_take(timbre, take):
    ran = timbre("export", "last", "--format", "ogg")
    assert ran.code == 0, ran.err
    assert Path(ran.out.strip()).parent == Path(take["path"]).parent


def test_export_converts_when_the_engine_has_changed(timbre, take, home, monkeypatch):
    monkeypatch.setattr("timbre.cli.exporting._repeatable", lambda recipe: False)
    assert timbre("export", take["path"], "-o", home / "kept.flac", "--json").json["remade"] is False
    assert timbre("export", take["path"], "-o", home / "s.flac", "--stems").code == 7


def test_master_any_file_and_leave_the_original(timbre, home):
    noise = 0.02 * np.random.default_rng(1).standard_normal((88200, 2))
    soundfile.write(home / "mine.wav", noise, 44100)
    before = (home / "mine.wav").read_bytes()
    ran = timbre("master", "mine.wav", "--lufs", "-18", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["after"]["lufs"] == pytest.approx(-18, abs=0.5)
    samples, rate = soundfile.read(home / "mine-mastered.wav", dtype="float32")
    assert integrated_lufs(samples.T, rate) == pytest.approx(-18, abs=0.5)
    assert true_peak_dbtp(samples.T, rate) <= -1.0
    assert (home / "mine.wav").read_bytes() == before
    assert timbre("master", "mine.wav").code == 5
    only_gain = timbre("master", "mine.wav", "--master", "off").code
    assert only_gain == 2
    assert (
        timbre("master", "mine.wav", "--preset", "off", "--lufs", "-20", "--trim", "-o", "n.flac").code == 0
    )


def test_play_without_a_device_says_where_the_file_is(timbre, take, monkeypatch):
    from timbre.errors import MissingError

    def no_device(path):
        raise MissingError("There is no sound device.", f"The file is {path}.")

    monkeypatch.setattr("timbre.audio.player.play", no_device)
    ran = timbre("play", "1")
    assert ran.code == 0
    assert take["path"] in ran.err


def test_a_take_whose_file_is_gone_says_how_to_get_it_back(timbre, take):
    Path(take["path"]).unlink()
    ran = timbre("play", "last")
    assert ran.code == 5
    assert "timbre export" in ran.err
    assert timbre("export", "last", "--json").json["remade"] is True


def test_export_of_a_partial_take_keeps_it_partial(timbre, take, home):
    from timbre.model.request import GenerationRequest, GenerationResult
    from timbre.session import events
    from timbre.session.log import History
    from timbre.session.paths import Paths

    story = json.loads(Path(take["sidecar"]).read_text())
    request = GenerationRequest.model_validate(story["request"])
    result = GenerationResult.model_validate(story["result"])
    partial = events.take_partial("cut-short", request, result)
    History(Paths.from_environment()).append(*partial, session=events.ONE_SHOT_SESSION)
    exported = timbre("export", "2", "-o", home / "part.flac", "--json")
    assert exported.code == 0, exported.err
    assert exported.json["remade"] is False
    assert timbre("export", "2", "-o", home / "p.flac", "--stems").code == 7
