"""Wishes in the mix: heard in the stem that was named, not in others; stems still add up, loops still close."""

from __future__ import annotations

import numpy as np
import pytest

from timbre.engines.composer.choosing import choose_mix
from timbre.engines.composer.engine import ComposerEngine
from timbre.engines.composer.mix.branches import Branch, channels_of, stems_of
from timbre.engines.composer.mix.production import CHANGES, apply_production
from timbre.engines.composer.mix.wishes import apply_wishes
from timbre.model.brief import Brief, PartWish, PlaceWish
from timbre.model.events import AudioChunk
from timbre.model.request import GenerationRequest, Outputs

from .conftest import notes_of, piece_of

RATE = 44_100


def request_of(*wishes, style="pop", seconds=4.0, **fields):
    brief = Brief(style=style, bpm=120, parts=tuple(PartWish(**wish) for wish in wishes), **fields)
    return GenerationRequest(
        prompt="test", seed=3, seconds=seconds, brief=brief, outputs=Outputs(stems=True, midi=False)
    )


def heard(*wishes, **fields):
    """Mix and stems of a piece before mastering."""
    blocks: dict[str, list[np.ndarray]] = {}
    for event in ComposerEngine().generate(request_of(*wishes, **fields), lambda: False):
        if isinstance(event, AudioChunk):
            blocks.setdefault(event.stem or "mix", []).append(event.samples)
    return {name: np.concatenate(parts, axis=1).astype(np.float64) for name, parts in blocks.items()}


def db(samples):
    return 10 * np.log10(np.mean(samples**2) + 1e-15)


def balance(samples):
    """Right over left in dB."""
    return db(samples[1]) - db(samples[0])


def above(samples, hz):
    """Share of the energy above `hz`, in dB."""
    power = np.abs(np.fft.rfft(samples.mean(axis=0))) ** 2
    return 10 * np.log10(power[np.fft.rfftfreq(samples.shape[1], 1 / RATE) > hz].sum() / power.sum())


@pytest.fixture(scope="module")
def plain():
    return heard()


@pytest.fixture(scope="module")
def dusty():
    return piece_of("lo-fi-hip-hop", seconds=12.0)


def test_stems_add_up_with_channels_of_single_players():
    wishes = ({"name": "kick", "level_db": 6}, {"name": "snare", "pan": -0.7, "production": ("reverb",)})
    stems = heard(*wishes, {"name": "bass", "level_db": 4, "production": ("distorted",)})
    mix = stems.pop("mix")
    assert set(stems) >= {"drums", "bass"}
    assert not [name for name in stems if ":" in name]
    total = np.zeros_like(mix)
    for stem in stems.values():
        total += stem
    assert np.abs(total - mix).max() < 1e-6


def test_a_louder_bass_is_louder_by_as_much_and_the_others_stay(plain):
    loud = heard({"name": "bass", "level_db": 6})
    assert db(loud["bass"]) - db(plain["bass"]) == pytest.approx(6, abs=1)
    for name in set(plain) - {"bass", "mix"}:
        assert abs(db(loud[name]) - db(plain[name])) < 1, name


def test_a_louder_kick_leaves_the_other_drums(plain):
    loud = heard({"name": "kick", "level_db": 9})
    low = [np.array([[1.0], [1.0]]) * stem["drums"] for stem in (plain, loud)]
    assert db(loud["drums"]) > db(plain["drums"]) + 2
    assert above(loud["drums"], 3000) < above(plain["drums"], 3000) - 2
    assert db(low[1]) > db(low[0])


def test_panned_to_the_side(plain):
    left = heard({"name": "melody", "pan": -0.9})
    right = heard({"name": "melody", "pan": 0.9})
    assert balance(left["melody"]) < balance(plain["melody"]) - 6
    assert balance(right["melody"]) > balance(plain["melody"]) + 6
    assert abs(balance(left["drums"]) - balance(plain["drums"])) < 1


def test_a_piece_of_the_kit_is_panned_alone(plain):
    """The snare's own hits are the difference between two pieces with the snare at either side."""
    left, right = (heard({"name": "snare", "pan": side})["drums"] for side in (-1.0, 1.0))
    assert balance(left) < balance(plain["drums"]) - 0.5
    assert balance(right) > balance(plain["drums"]) + 0.5
    assert db(right - left) > db(plain["drums"]) - 20
    kick = heard({"name": "kick", "pan": 1.0})["drums"]
    assert above(kick[:1], 1000) > above(plain["drums"][:1], 1000) + 1


def test_brighter_and_darker(plain):
    shares = [
        above(heard({"name": "chords", "brightness": value})["chords"], 3000)
        if value
        else above(plain["chords"], 3000)
        for value in (-0.8, 0, 0.8)
    ]
    assert shares[0] < shares[1] - 6
    assert shares[2] > shares[1] + 3


def test_softly_played_is_softer(plain):
    soft = heard({"name": "chords", "dynamics": -0.8})
    assert db(soft["chords"]) < db(plain["chords"]) - 2


def test_a_wet_and_a_dry_player(plain):
    """Between the strokes a wet stem is never silent."""
    quiet = []
    for word in ("dry", "reverb"):
        drums = heard({"name": "drums", "production": (word,)})["drums"]
        blocks = np.split(drums[:, : drums.shape[1] // 100 * 100], 100, axis=1)
        quiet.append(np.percentile([db(block) for block in blocks[:80]], 10))
    assert quiet[1] > quiet[0] + 3


def test_a_loop_closes_with_single_channels():
    loop = heard({"name": "hi-hats", "pan": 0.8, "level_db": 5}, seconds=4.0, loop=True)["mix"]
    seam = np.concatenate((loop[:, -64:], loop[:, :64]), axis=1)
    inside = np.abs(np.diff(loop, n=2, axis=1)).max()
    assert np.abs(np.diff(seam, n=2, axis=1)).max() <= inside


@pytest.mark.parametrize("word", sorted(CHANGES))
@pytest.mark.parametrize("name", ["drums", "kick", "melody", "bass"])
def test_every_production_word_changes_the_channel_it_is_said_of(dusty, word, name):
    score = dusty
    brief = Brief(style="lo-fi-hip-hop", parts=(PartWish(name=name, production=(word,)),))
    cast = {part.name: part.instrument for part in score.parts}
    profile = apply_production(choose_mix(brief, cast), brief)
    # Dirt to take away, width to narrow.
    profile = apply_production(profile, Brief(production=("distorted", "glitchy", "tape", "wide")))
    after, branches = apply_wishes(profile, brief, score)
    channel = branches[0].channel if name == "kick" else name
    stem = "drums" if name == "kick" else name
    assert after.strip(channel) != profile.strip(stem), (word, channel)
    assert {k: v for k, v in after.parts.items() if k != channel} == {
        k: v for k, v in profile.parts.items() if k != channel
    }


def test_two_players_in_one_stem_are_told_apart(piece):
    score = piece("pop", instruments=("violin", "viola", "cello", "trumpet", "flute", "oboe", "clarinet"))
    shared = {stem: parts for stem, parts in stems_of(score.parts).items() if len(parts) > 1}
    stem, players = next(iter(shared.items()))
    brief = Brief(style="pop", parts=(PartWish(name=players[1].instrument, level_db=5),))
    profile = choose_mix(brief, {})
    after, branches = apply_wishes(profile, brief, score)
    assert [branch.instrument for branch in branches] == [players[1].instrument]
    assert after.strip(branches[0].channel).level_db == after.strip(stem).level_db + 5
    channels = channels_of(score.parts, branches)
    together = [
        note for name, (_, parts) in channels.items() if _ == stem for part in parts for note in part.notes
    ]
    assert len(together) == sum(len(part.notes) for part in players)


def test_notes_go_to_one_channel_each(piece):
    score = piece("pop")
    kit = next(part.instrument for part in score.parts if part.name == "drums")
    branches = (
        Branch("drums: kick", "drums", kit, frozenset({35, 36})),
        Branch("drums: hats", "drums", kit, frozenset({42, 44, 46})),
    )
    channels = channels_of(score.parts, branches)
    assert set(channels) >= {"drums", "drums: kick", "drums: hats", "bass"}
    drums = [
        n for name in ("drums", "drums: kick", "drums: hats") for p in channels[name][1] for n in p.notes
    ]
    assert sorted(drums, key=lambda n: (n.start, n.pitch)) == list(notes_of(score, "drums"))
    assert channels["bass"] == ("bass", [part for part in score.parts if part.name == "bass"])


def test_without_wishes_there_is_nothing_to_do(piece):
    score = piece("house")
    profile = choose_mix(Brief(style="house"), {})
    assert apply_wishes(profile, Brief(parts=(PartWish(name="drums", density=1, octave=1),)), score) == (
        profile,
        (),
    )
    assert apply_wishes(profile, Brief(parts=(PartWish(name="sitar", level_db=3),)), score)[1] == ()


def test_a_smaller_half_is_heard_as_smaller():
    brief = Brief(style="pop", bpm=120, places=(PlaceWish(where="second half", energy=-0.8),))
    request = request_of(seconds=8.0).model_copy(update={"brief": brief})
    chunks = [e for e in ComposerEngine().generate(request, lambda: False) if isinstance(e, AudioChunk)]
    mix = np.concatenate([chunk.samples for chunk in chunks if not chunk.stem], axis=1)

    def fall(samples):
        half = samples.shape[1] // 2
        return db(samples[:, :half]) - db(samples[:, half : half * 3 // 2])

    assert fall(mix) > fall(heard(seconds=8.0)["mix"]) + 3


def test_a_loop_with_places_closes():
    brief = Brief(
        style="pop", bpm=120, loop=True, places=(PlaceWish(where="second half", energy=-0.6, semitones=2),)
    )
    request = request_of().model_copy(update={"brief": brief})
    chunks = [e for e in ComposerEngine().generate(request, lambda: False) if isinstance(e, AudioChunk)]
    loop = np.concatenate([chunk.samples for chunk in chunks if not chunk.stem], axis=1)
    seam = np.concatenate((loop[:, -64:], loop[:, :64]), axis=1)
    assert np.abs(np.diff(seam, n=2, axis=1)).max() <= np.abs(np.diff(loop, n=2, axis=1)).max()


def test_with_and_without_stems_the_mix_is_the_same():
    wishes = (
        {"name": "kick", "level_db": 4, "pan": -0.4},
        {"name": "snare", "production": ("reverb", "echo")},
    )
    with_stems = request_of(*wishes)
    without = with_stems.model_copy(update={"outputs": Outputs(stems=False, midi=False)})
    mixes = [
        np.concatenate(
            [
                e.samples
                for e in ComposerEngine().generate(one, lambda: False)
                if isinstance(e, AudioChunk) and not e.stem
            ],
            axis=1,
        ).astype(np.float64)
        for one in (with_stems, without)
    ]
    assert db(mixes[0] - mixes[1]) < -105
