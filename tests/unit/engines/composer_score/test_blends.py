"""Blends: groove, tempo, form and mix of one style, harmony, colours and solo language of another."""

from pathlib import Path

import pytest

from timbre.engines.composer.blending import blended, blended_mix
from timbre.engines.composer.choosing import base_and_lender, choose_mix, choose_style, in_gait
from timbre.engines.composer.compose import compose
from timbre.engines.composer.style import load_style
from timbre.engines.composer.styles_used import check_styles, own_styles, with_styles
from timbre.errors import MissingError
from timbre.language.parse import parse
from timbre.model.brief import Brief
from timbre.model.request import GenerationRequest

BLENDS = {
    "jazzy drum and bass": ("drum-and-bass", "jazz-swing"),
    "lo-fi waltz": ("waltz", "lo-fi-hip-hop"),
    "orchestral trap": ("trap", "cinematic"),
    "ambient techno": ("techno", "ambient"),
    "bossa house": ("house", "bossa-nova"),
    "metal with synthwave": ("metal", "synthwave"),
    "celtic punk": ("rock", "celtic"),
    "house with jazz influences": ("house", "jazz-swing"),
    "techno with a touch of flamenco": ("techno", "flamenco"),
}


@pytest.mark.parametrize(("prompt", "expected"), BLENDS.items())
def test_grammar_says_which_is_the_base(prompt: str, expected: tuple[str, str]) -> None:
    base, lender = base_and_lender(parse(prompt))
    assert (base.name, lender.name if lender else None) == expected


@pytest.mark.parametrize(
    "prompt", ["jazz ballad", "electronic dubstep", "house", "deep house", "happy pop song"]
)
def test_words_that_say_little_do_not_colour(prompt: str) -> None:
    assert base_and_lender(parse(prompt))[1] is None


@pytest.mark.parametrize("prompt", BLENDS)
def test_base_keeps_the_groove_and_lender_brings_the_colours(prompt: str) -> None:
    brief = parse(prompt)
    base, lender = base_and_lender(brief)
    assert lender is not None
    style = choose_style(brief)
    for name in ("tempo", "metre", "form", "drums", "bass", "mix"):
        assert getattr(style, name) == getattr(base, name), name
    assert style.instruments["bass"] == base.instruments["bass"]
    assert style.modes == lender.modes
    assert style.harmony.progressions == lender.harmony.progressions
    assert (style.melody.mode, style.melody.scale, style.melody.leap) == (
        lender.melody.mode,
        lender.melody.scale,
        lender.melody.leap,
    )
    if base.chords.voicing == "power":
        assert style.chords.voicing == "power"
        assert style.harmony.colour == base.harmony.colour
        assert style.instruments["chords"] == base.instruments["chords"]
    else:
        assert style.chords.voicing == lender.chords.voicing
        theirs, mine = set(lender.instruments["chords"]), set(base.instruments["chords"])
        assert set(style.instruments["chords"]) == theirs | mine
        weights = style.instruments["chords"]
        assert sum(weights[name] for name in theirs) >= 1.99 * sum(weights[name] for name in mine - theirs)
    assert set(style.instruments["melody"]) >= set(lender.instruments["melody"])


@pytest.mark.parametrize("prompt", BLENDS)
def test_blends_compose_at_the_bases_tempo(prompt: str) -> None:
    brief = parse(prompt)
    base, _ = base_and_lender(brief)
    score = compose(GenerationRequest(prompt=prompt, brief=brief, seed=3, seconds=24.0))
    assert score.style == base.name
    assert score.metre == base.metre
    assert len(score.parts) >= 3
    assert base.tempo.low * 0.9 <= score.bpm <= base.tempo.high * 1.15


def test_jazz_chords_over_house() -> None:
    score = compose(GenerationRequest(prompt="x", brief=parse("jazzy house"), seed=5, seconds=20.0))
    kicks = [note for part in score.parts if part.name == "drums" for note in part.notes if note.pitch == 36]
    assert len(kicks) > 20
    rich = [span for span in score.chords if any(mark in span.symbol for mark in ("9", "7", "13"))]
    assert len(rich) > len(score.chords) / 2


def test_a_straight_base_takes_a_lilt_and_a_swung_one_stays() -> None:
    techno, jazz, lofi = load_style("techno"), load_style("jazz-swing"), load_style("lo-fi-hip-hop")
    assert techno.swing.amount == 0
    assert 0.2 < blended(techno, jazz).swing.amount < 0.4
    assert blended(techno, jazz).swing.unit == 16
    assert blended(lofi, jazz).swing == lofi.swing
    assert blended(load_style("waltz"), jazz).swing == jazz.swing
    assert parse("jazzy techno").swing is None
    assert parse("jazz with techno").swing == 0.8


def test_the_tune_keeps_its_rhythms_only_in_the_same_metre() -> None:
    waltz, lofi, house, jazz = map(load_style, ("waltz", "lo-fi-hip-hop", "house", "jazz-swing"))
    assert blended(waltz, lofi).melody.rhythms == waltz.melody.rhythms
    assert blended(house, jazz).melody.rhythms == jazz.melody.rhythms


def test_a_part_only_the_lender_has_joins_where_its_sections_have_it() -> None:
    jazz, cinematic = load_style("jazz-swing"), load_style("cinematic")
    assert "pad" not in jazz.instruments
    style = blended(jazz, cinematic)
    assert style.instruments["pad"] == cinematic.instruments["pad"]
    assert style.pad == cinematic.pad
    assert "pad?" in style.sections["chorus"].layers


def test_players_of_the_lender_are_mixed_as_it_mixes_them_and_ducked_as_the_base_ducks() -> None:
    house, bossa = load_style("house"), load_style("bossa-nova")
    theirs = next(name for name in bossa.instruments["chords"] if name not in house.instruments["chords"])
    mix = blended_mix(house, bossa, {"chords": theirs, "bass": "synth bass"})
    expected = bossa.mix.strip("chords").model_copy(
        update={"sidechain_db": house.mix.strip("chords").sidechain_db}
    )
    assert mix.strip("chords") == expected
    assert mix.parts["bass"] == house.mix.parts["bass"]
    mine = next(name for name in house.instruments["chords"] if name not in bossa.instruments["chords"])
    assert blended_mix(house, bossa, {"chords": mine}) == house.mix
    assert choose_mix(Brief(style="house"), {"chords": theirs}) == house.mix


# ---------------------------------------------------------------- gaits


def test_a_gait_is_chosen_by_seed_or_by_the_metre_asked_for() -> None:
    celtic = load_style("celtic")
    metres = {in_gait(celtic, Brief(), seed).metre for seed in range(12)}
    assert metres == {"6/8", "4/4"}
    reel = in_gait(celtic, Brief(metre="4/4"), 0)
    assert (reel.metre, reel.tempo) == ("4/4", celtic.variants[0].tempo)
    assert all("4/4" in rhythm.metres for rhythm in reel.melody.rhythms)
    assert in_gait(celtic, Brief(metre="6/8"), 0).tempo == celtic.tempo
    assert in_gait(celtic, Brief(metre="9/8"), 0).tempo == celtic.tempo


# ---------------------------------------------------------------- the user's own styles in a recipe


def _request(**fields: object) -> GenerationRequest:
    return GenerationRequest(prompt="x", brief=Brief(style="mine"), seed=1, **fields)


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIMBRE_HOME", str(tmp_path))
    (tmp_path / "styles").mkdir()
    file = tmp_path / "styles" / "mine.toml"
    file.write_text('extends = "house"\ntitle = "Mine"\n')
    return file


def test_a_request_notes_the_users_own_styles(mine: Path) -> None:
    settled = with_styles(_request())
    assert settled.styles == own_styles(Brief(style="mine"))
    assert set(settled.styles or {}) == {"mine"}
    assert with_styles(settled) is settled
    check_styles(settled)
    plain = GenerationRequest(prompt="x", brief=Brief(style="house"), seed=1)
    assert with_styles(plain).styles == {}


def test_a_changed_missing_or_displacing_file_is_told(mine: Path) -> None:
    settled = with_styles(_request())
    plain = with_styles(GenerationRequest(prompt="x", brief=Brief(style="house"), seed=1))
    mine.write_text('extends = "house"\ntitle = "Mine"\n[tempo]\nlow = 100\n')
    with pytest.raises(MissingError, match="says something else now"):
        check_styles(settled)
    mine.rename(mine.with_name("house.toml"))
    with pytest.raises(MissingError, match=r"no .*mine\.toml here"):
        check_styles(settled)
    with pytest.raises(MissingError, match="taken its place"):
        check_styles(plain)
