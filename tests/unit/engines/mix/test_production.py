import numpy as np
import pytest

from timbre.audio.effects import Effect
from timbre.engines.composer.mix.production import apply_production
from timbre.engines.composer.mix.profile import MixProfile, Strip
from timbre.engines.composer.mix.render import render
from timbre.model.brief import Brief

WORDS = [
    "lo-fi",
    "vinyl",
    "tape",
    "reverb",
    "dry",
    "wide",
    "mono",
    "warm",
    "bright",
    "dark",
    "distorted",
    "compressed",
    "punchy",
    "clean",
    "filtered",
    "echo",
    "ambient",
    "live",
    "retro",
    "glitchy",
]
STYLE = MixProfile(
    noise="tape",
    parts={
        "chords": Strip(
            reverb_db=-15, pan=-0.2, inserts=(Effect(effect="distortion", settings={"drive_db": 6}),)
        ),
        "melody": Strip(reverb_db=-14, delay_db=-18),
        "pad": Strip(),
    },
)


def mixed(*words: str, brightness: float | None = None) -> MixProfile:
    return apply_production(STYLE, Brief(production=words, brightness=brightness))


def test_saying_nothing_changes_no_strip():
    plain = mixed()
    assert plain.model_copy(update={"parts": {}}) == STYLE.model_copy(update={"parts": {}})
    assert all(
        plain.parts[name] == STYLE.parts.get(name, Strip()) for name in ("drums", "chords", "melody", "pad")
    )


@pytest.mark.parametrize("word", WORDS)
def test_every_word_changes_something_and_stays_valid(word):
    changed = mixed(word)
    assert changed != mixed()
    assert MixProfile.model_validate(changed.model_dump()) == changed


def test_all_words_at_once_are_still_a_valid_mix():
    assert mixed(*WORDS) == mixed(*reversed(WORDS))


def test_an_unknown_word_changes_nothing():
    assert mixed("purple") == mixed()


def test_reverb_and_dry_pull_apart():
    wet, dry = mixed("reverb"), mixed("dry")
    assert wet.reverb.room > STYLE.reverb.room > dry.reverb.room
    assert wet.strip("melody").reverb_db > -14 > dry.strip("melody").reverb_db
    assert wet.strip("pad").reverb_db is not None
    assert dry.strip("pad").reverb_db is None
    assert wet.parts["bass"].reverb_db is None, "a bass in a hall is mud"


def test_tone_words_tilt():
    assert mixed("bright").tilt_db > 0 > mixed("dark").tilt_db
    assert mixed("warm").tilt_db < 0
    assert mixed("warm").master == "warm"


def test_brightness_tilts_unless_a_word_says_so_already():
    assert mixed(brightness=0.5).tilt_db == pytest.approx(2)
    assert mixed(brightness=-1).tilt_db == pytest.approx(-4)
    assert mixed("dark", brightness=1).tilt_db == mixed("dark").tilt_db


def test_noise_words():
    assert mixed("vinyl").noise == "vinyl"
    assert mixed("clean").noise == "none"
    assert apply_production(MixProfile(), Brief(production=("tape",))).noise == "tape"


def test_mono_has_no_sides_anywhere():
    mono = mixed("mono", "wide")
    assert {(strip.width, strip.pan) for strip in mono.parts.values()} == {(0.0, 0.0)}
    assert (mono.reverb.width, mono.delay.width) == (0.0, 0.0)


def test_clean_removes_dirt_and_echo_opens_the_delay():
    assert mixed("clean").parts["chords"].inserts == ()
    assert mixed("echo").strip("melody").delay_db == -13
    assert mixed("echo").strip("arp").delay_db is not None


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_heard_in_the_mix_or_in_the_master(word, score_of, rate, voice):
    """At least 1 % of the sound changes, or the master is another one."""

    def played(profile):
        blocks = render(score_of(bars=1), profile, rate, 2.0, False, 7, lambda: False, render_key=voice)
        return np.concatenate([block.mix for block in blocks], axis=1)

    plain, changed = mixed(), mixed(word)
    difference = played(changed) - played(plain)
    heard = np.sqrt(np.mean(difference**2) / np.mean(played(plain) ** 2))
    assert heard > 0.01 or (changed.master, changed.tilt_db) != (plain.master, plain.tilt_db)
