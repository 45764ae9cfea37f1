"""An ensemble is its players, each in a part of their own where there is one, and nobody else."""

import pytest

from timbre.engines.composer.compose import compose
from timbre.engines.composer.patterns import LANES
from timbre.engines.composer.players import KITS, players
from timbre.engines.composer.score import Score
from timbre.language.parse import parse
from timbre.model.request import GenerationRequest


def made(prompt: str, seed: int = 3, seconds: float = 24.0) -> Score:
    return compose(GenerationRequest(prompt=prompt, seed=seed, seconds=seconds, brief=parse(prompt)))


def parts_of(score: Score) -> dict[str, str]:
    return {part.name: part.instrument for part in score.parts}


@pytest.mark.parametrize(
    ("prompt", "style", "parts"),
    [
        ("only drums and bass guitar, rock", "rock", {"drums": "", "bass": "electric bass"}),
        (
            "just piano and bass, jazz",
            "jazz-swing",
            {"bass": "acoustic bass", "chords": "piano", "melody": "piano"},
        ),
        (
            "only piano and bass",
            "solo-piano",
            {"bass": "acoustic bass", "chords": "piano", "melody": "piano"},
        ),
        ("flute duet", "classical-strings", {"melody": "flute", "counter": "flute"}),
        ("duet for violin and cello", "classical-strings", {"melody": "violin", "bass": "cello"}),
        ("guitar and flute duet", "folk", {"chords": "acoustic guitar", "melody": "flute"}),
        (
            "string quartet",
            "classical-strings",
            {"melody": "violin", "counter": "violin", "pad": "viola", "bass": "cello"},
        ),
        (
            "piano trio",
            "classical-strings",
            {"melody": "violin", "counter": "cello", "chords": "piano", "bass": "piano"},
        ),
        (
            "jazz quartet",
            "jazz-swing",
            {"melody": "saxophone", "chords": "piano", "bass": "acoustic bass", "drums": "jazz kit"},
        ),
        (
            "power trio",
            "rock",
            {
                "melody": "electric guitar",
                "chords": "electric guitar",
                "bass": "electric bass",
                "drums": "rock kit",
            },
        ),
        (
            "duet for tabla and djembe",
            "lo-fi-hip-hop",
            {"drums": "indian percussion", "percussion": "african percussion"},
        ),
        (
            "raga for sitar and tabla only",
            "raga",
            {"melody": "sitar", "percussion": "indian percussion"},
        ),
    ],
)
def test_who_plays_what(prompt: str, style: str, parts: dict[str, str]) -> None:
    score = made(prompt)
    assert score.style == style
    found = parts_of(score)
    assert found.keys() == parts.keys()
    assert all(name in ("", found[role]) for role, name in parts.items())


@pytest.mark.parametrize(
    "prompt",
    [
        *("brass quintet", "brass band march", "9/8 balkan brass", "wind quintet", "saxophone quartet"),
        *("percussion ensemble", "big band", "orchestra", "orchestra without strings", "chamber orchestra"),
    ],
)
def test_every_player_plays_and_nobody_foreign(prompt: str) -> None:
    brief = parse(prompt)
    for seed in (1, 2):
        score = made(prompt, seed, 60.0)
        assert {part.instrument for part in score.parts} == set(brief.instruments)
        for part in score.parts:
            player = players().get(part.instrument)
            assert all(player is None or player.low <= note.pitch <= player.high for note in part.notes)


@pytest.mark.parametrize(
    "prompt",
    [
        "string trio",
        "ambient flute duet",
        "house duet for flute and violin",
        "drum and bass duet for flute and oboe",
    ],
)
def test_no_ensemble_falls_silent(prompt: str) -> None:
    for seed in (1, 2, 5):
        score = made(prompt, seed, 60.0)
        notes = sorted((n.start, n.start + n.duration) for part in score.parts for n in part.notes)
        reached = 0
        for start, end in notes:
            assert score.seconds_at(start) - score.seconds_at(reached) < 4.0
            reached = max(reached, end)


def test_the_second_of_two_goes_on_with_the_first() -> None:
    for seed in (1, 2, 5):
        score = made("lo-fi flute duet", seed, 60.0)
        (second,) = [part for part in score.parts if part.name == "counter"]
        assert sum(note.duration for note in second.notes) > 0.5 * score.end


@pytest.mark.parametrize(
    ("prompt", "kit"),
    [
        ("solo tr-909", "909 kit"),
        ("solo brushed drum kit", "brush kit"),
        ("solo congas", "latin percussion"),
        ("solo timpani", "orchestral percussion"),
        ("solo taiko", "orchestral percussion"),
        ("solo bendir", "frame drums"),
        ("solo beatbox", "electronic kit"),
        ("solo trap drum kit", "808 kit"),
        ("solo latin percussion", "latin percussion"),
    ],
)
def test_a_kit_alone(prompt: str, kit: str) -> None:
    assert kit in KITS
    assert parts_of(made(prompt)) == {"drums": kit}


@pytest.mark.parametrize(
    ("prompt", "name", "lowest", "highest"),
    [
        ("solo bass clarinet", "bass clarinet", 38, 66),
        ("solo tin whistle", "whistle", 72, 96),
        ("solo charango", "ukulele", 60, 93),
        ("solo didgeridoo", "didgeridoo", 28, 45),
        ("unaccompanied voice", "voice lead", 53, 82),
    ],
)
def test_one_alone_in_its_register(prompt: str, name: str, lowest: int, highest: int) -> None:
    (part,) = made(prompt).parts
    assert part.instrument == name
    assert all(lowest <= note.pitch <= highest for note in part.notes)


def test_a_didgeridoo_stays_on_its_note() -> None:
    for seed in range(3):
        (part,) = made("solo didgeridoo", seed, 40.0).parts
        pitches = [note.pitch for note in part.notes]
        assert len(set(pitches)) == 2
        assert pitches.count(min(pitches)) > 0.8 * len(pitches)


@pytest.mark.parametrize(
    ("prompt", "gone", "kept"),
    [
        ("trap no hi-hats", ("hat", "open", "pedal"), "snare"),
        ("rock, no snare", ("snare", "snare2", "rim"), "kick"),
        ("house, no kick", ("kick", "kick2"), "hat"),
        ("rock without cymbals", ("crash", "crash2", "ride", "ride2", "bell"), "snare"),
    ],
)
def test_a_kit_without_one_of_its_pieces(prompt: str, gone: tuple[str, ...], kept: str) -> None:
    score = made(prompt)
    (drums,) = [part for part in score.parts if part.name == "drums"]
    played = {note.pitch for note in drums.notes}
    assert not played & {LANES[lane] for lane in gone}
    assert played & {LANES[kept], LANES["clap"]}


def test_without_pads_nobody_pads() -> None:
    assert "pad" in parts_of(made("drum and bass", seed=2))
    assert "pad" not in parts_of(made("drum and bass without pads", seed=2))


@pytest.mark.parametrize("prompt", ["indian raga with sitar", "raga for sitar and tabla"])
def test_a_raga_has_tabla_and_a_drone(prompt: str) -> None:
    for seed in (1, 2, 3):
        parts = parts_of(made(prompt, seed, 60.0))
        assert parts["percussion"] == "indian percussion"
        assert parts["pad"] == "reed organ"
        assert "drums" not in parts


def test_an_ensemble_that_lost_all_but_one_is_a_solo() -> None:
    brief = parse("duet for violin and cello").model_copy(update={"instruments": ("cello",)})
    score = compose(GenerationRequest(prompt="", seed=3, seconds=24.0, brief=brief))
    assert parts_of(score) == {"melody": "cello"}
    assert max(len(part.notes) for part in score.parts) > 20
