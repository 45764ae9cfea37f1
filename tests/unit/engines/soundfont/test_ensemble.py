"""A SoundFont in the composer: who is heard, how loud, what is told and what is written down."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fakes.soundfonts import general
from timbre.engines.composer import create
from timbre.engines.composer.mix.render import synthesise
from timbre.engines.composer.mix.voices import VoiceKey
from timbre.engines.composer.score import Note, Part
from timbre.engines.composer.soundfont.ensemble import Ensemble
from timbre.engines.composer.soundfont.font import open_font
from timbre.engines.composer.soundfont.levels import TARGET_LUFS, WINDOW_SLOTS, loudest_lufs
from timbre.engines.registry import engine_info
from timbre.errors import CapabilityError, MissingError, UnknownNameError
from timbre.jobs.recipe import Recipe
from timbre.jobs.run import check_capabilities
from timbre.model.brief import Brief
from timbre.model.engine import Settling
from timbre.model.events import AudioChunk, Finished
from timbre.model.request import GenerationRequest, Sounds
from unit.engines.soundfont.hearing import cents, frequency

RATE = 44_100
PARTS = (
    Part("melody", "violin", (Note(0, 480, 60, 90),)),
    Part("chords", "piano", (Note(0, 480, 60, 90),)),
    Part("drums", "acoustic kit", (Note(0, 480, 36, 90),)),
)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIMBRE_HOME", str(tmp_path / "home"))
    file = tmp_path / "font.sf2"
    file.write_bytes(general((40,)))
    return file


def request(path: Path, **voices: str) -> GenerationRequest:
    return GenerationRequest(
        prompt="folk",
        brief=Brief(style="folk", instruments=("violin", "piano")),
        seed=2,
        seconds=2.0,
        sounds=Sounds(file=str(path), voices=voices),
    )


def test_notes_come_from_the_font_and_the_rest_from_the_synth(path: Path) -> None:
    band = Ensemble(open_font(path), PARTS, {}, synthesise)
    violin = VoiceKey("violin", 69, 96, 1.0, "", 0)
    piano = VoiceKey("piano", 69, 96, 1.0, "", 0)
    assert abs(cents(441.0, frequency(band(violin, RATE)[0]))) < 1
    assert not np.array_equal(band(violin, RATE)[:, :4410], synthesise(violin, RATE)[:, :4410])
    assert np.array_equal(band(piano, RATE), synthesise(piano, RATE))
    assert band.notes() == ("font.sf2 has no piano: played by the synth.",)


@pytest.mark.parametrize("pitch", [57, 76, 94])
def test_a_preset_is_as_loud_as_the_synth_is_calibrated(path: Path, pitch: int) -> None:
    band = Ensemble(open_font(path), PARTS, {}, synthesise)
    heard = band(VoiceKey("violin", pitch, 96, 0.7, "", 0), RATE)
    assert loudest_lufs(heard, WINDOW_SLOTS) == pytest.approx(TARGET_LUFS, abs=1.5)


def test_a_drum_is_a_drum(path: Path) -> None:
    band = Ensemble(open_font(path), PARTS, {}, synthesise)
    kick = band(VoiceKey("acoustic kit", 36, 100, 0.0, "", 0), RATE)
    assert kick.shape[1] < 0.3 * RATE
    assert not np.array_equal(kick, synthesise(VoiceKey("acoustic kit", 36, 100, 0.0, "", 0), RATE))


def test_the_composer_plays_with_a_font(path: Path) -> None:
    asked = request(path)
    chunks, facts = [], None
    for event in create().generate(asked, lambda: False):
        if isinstance(event, AudioChunk):
            chunks.append(event.samples)
        elif isinstance(event, Finished):
            facts = event.facts
    assert facts is not None
    assert facts.details["sounds"] == "font.sf2: Test font (me)"
    assert any("has no" in note for note in facts.notes)
    plain = [
        event.samples
        for event in create().generate(asked.model_copy(update={"sounds": None}), lambda: False)
        if isinstance(event, AudioChunk)
    ]
    assert not np.array_equal(np.concatenate(chunks, axis=1), np.concatenate(plain, axis=1))


def test_the_request_is_settled_to_the_content(path: Path) -> None:
    engine = create()
    assert isinstance(engine, Settling)
    settled = engine.settle(request(path, melody="40"))
    assert settled.sounds is not None
    assert settled.sounds.sha256 is not None
    recipe = Recipe.from_json(Recipe.of(settled, "1").to_json())
    assert recipe.request.sounds == settled.sounds.model_copy(update={"file": "font.sf2"})
    assert engine.settle(recipe.request).sounds == settled.sounds
    path.write_bytes(general((41,)))
    with pytest.raises(MissingError, match="has changed"):
        engine.settle(settled)


def test_an_unknown_voice_is_refused(path: Path) -> None:
    for voices in ({"violn": "40"}, {"melody": "99"}):
        with pytest.raises(UnknownNameError):
            list(create().generate(request(path, **voices), lambda: False))


def test_other_engines_refuse_a_font(path: Path) -> None:
    with pytest.raises(CapabilityError, match="does not play SoundFonts"):
        check_capabilities(request(path), engine_info("musicgen"))
