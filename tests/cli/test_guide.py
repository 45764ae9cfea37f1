"""`--guide FILE.mid`: the tune is kept, the take can be made again, and bad files are refused in words."""

import json

import mido
import pytest

from guides import ODE, midi_file, notes_of


@pytest.fixture
def ode(home):
    file = home / "ode.mid"
    file.write_bytes(midi_file(melody=ODE, bpm=132, key="C"))
    return file


def test_a_take_follows_the_tune_its_tempo_and_key(timbre, home, ode):
    made = timbre("make", "jazz trio", "--guide", ode, "--midi", "--seed", 3, "--json")
    assert made.code == 0, made.err
    assert (made.json["bpm"], made.json["key"], made.json["metre"]) == (132.0, "C major", "4/4")
    melody = next(track for track in mido.MidiFile(made.json["midi"]).tracks if track.name == "melody")
    played = [message.note for message in melody if message.type == "note_on"]
    tune = [pitch for _, _, pitch in notes_of(ODE)]
    shift = played[0] - tune[0]
    assert played[: len(tune)] == [pitch + shift for pitch in tune]
    assert shift % 12 == 0
    recipe = json.loads((home / made.json["sidecar"]).read_text())["request"]
    assert recipe["conditioning"][0]["name"] == "ode.mid"


def test_it_is_made_again_from_the_kept_guide_and_told_when_that_is_gone(timbre, home, ode):
    made = timbre("make", "folk", "--guide", ode, "--seconds", 8, "--seed", 3, "--json").json
    ode.unlink()
    assert timbre("verify", made["path"]).code == 0
    (kept,) = (home / "home" / "guides").iterdir()
    kept.unlink()
    gone = timbre("verify", made["path"])
    assert gone.code == 12
    assert "ode.mid" in gone.out + gone.err


def test_the_critic_judges_the_piece_with_its_tune(timbre, ode):
    made = timbre("make", "jazz trio", "--guide", ode, "--seconds", 8, "--seed", 3, "--json").json
    judged = timbre("explain", "--score", "last", "--json").json
    assert judged["score"] == float(made["details"]["critic"])
    free = timbre("make", "jazz trio", "--seconds", 8, "--seed", 3, "--json").json
    assert float(free["details"]["critic"]) != judged["score"]


def test_words_beat_the_guide(timbre, ode):
    made = timbre("make", "folk, 90 bpm, in D major", "--guide", ode, "--seconds", 8, "--json").json
    assert (made["bpm"], made["key"]) == (90.0, "D major")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("folk", "--guide", "gone.mid"), 5, "cannot be read"),
        (("folk", "--guide", "words.mid"), 2, "not a MIDI file"),
        (("waltz in 3/4", "--guide", "ode.mid"), 2, "4/4"),
        (("folk", "--guide", "ode.mid", "--guide-track", "tuba"), 3, "tuba"),
        (("folk", "--guide-track", "1"), 2, "--guide FILE"),
        (("folk", "--guide", "ode.mid", "--engine", "musicgen"), None, ""),
    ],
)
def test_what_cannot_be_followed_is_refused(timbre, home, ode, arguments, code, words):
    (home / "words.mid").write_text("la la la")
    refused = timbre("make", *arguments)
    assert refused.code == code if code is not None else refused.code not in (0, 1)
    assert words in refused.err
    assert not list(home.glob("outputs/*"))


def test_an_engine_that_follows_nothing_says_so(timbre, ode, beep):
    refused = timbre("make", "folk", "--guide", ode, "--engine", "beep")
    assert refused.code == 7
    assert "cannot follow a MIDI file (ode.mid)" in refused.err
