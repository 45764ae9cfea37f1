"""What the brief says is what the score does: chords, key, metre, instruments, exclusions, ending."""

import pytest

from timbre.engines.composer.players import KITS, players
from timbre.engines.composer.style import style_names
from timbre.errors import InvalidInputError, UnknownNameError
from timbre.theory.chord import parse_chord
from timbre.theory.key import parse_key
from timbre.theory.metre import parse_metre

METRES = ("2/4", "3/4", "4/4", "5/4", "6/8", "7/8", "12/8", "9/8", "5/8", "2/2", "11/8")


@pytest.mark.parametrize(
    "chords", [("Am", "F", "C", "G"), ("Bb", "F", "Bb", "Eb6", "F"), ("C#dim", "B/F#", "Em7", "Dm6", "Gsus4")]
)
def test_stated_chords_are_played_in_order_one_bar_each(make, chords: tuple[str, ...]) -> None:
    score = make(style="pop", bpm=120, chords=chords, seconds=40)
    body = score.chords[:-1]
    assert all(span.duration == 3840 for span in body)
    assert [span.symbol for span in body] == [chords[i % len(chords)] for i in range(len(body))]
    assert score.chords[-1].symbol in chords
    for span in body:
        chord = parse_chord(span.symbol)
        for part in score.parts:
            if part.name == "chords":
                struck = {n.pitch % 12 for n in part.notes if span.start + 60 <= n.start < span.start + 3700}
                assert struck <= set(chord.classes)
            if part.name == "bass":
                first = [n for n in part.notes if abs(n.start - span.start) < 60]
                assert all(n.pitch % 12 == chord.bass for n in first)


def test_many_chords_in_a_short_piece_are_all_played(make) -> None:
    chords = ("C", "Am", "Dm", "G", "Em", "A7", "Dm7", "G7")
    score = make(style="pop", bpm=120, chords=chords, seconds=12)
    assert [span.symbol for span in score.chords][: len(chords)] == list(chords)


def test_numerals_are_played_in_the_key(make) -> None:
    score = make(style="jazz-swing", key="F major", chords=("ii7", "V7", "Imaj7"), seconds=20)
    assert [span.symbol for span in score.chords[:3]] == ["Gm7", "C7", "Fmaj7"]


@pytest.mark.parametrize(
    "key", ["A minor", "F# dorian", "E phrygian", "Bb lydian", "D mixolydian", "C harmonic minor"]
)
def test_the_stated_key_is_kept(make, key: str) -> None:
    score = make(style="lo-fi-hip-hop", key=key, seconds=30)
    assert score.key == key
    tones = set(parse_key(key).harmony)
    pitched = [note.pitch % 12 for part in score.parts if not part.is_drums for note in part.notes]
    assert sum(pitch in tones for pitch in pitched) >= 0.9 * len(pitched)
    assert parse_chord(score.chords[-1].symbol).root == parse_key(key).tonic_class


@pytest.mark.parametrize(
    "key",
    [
        "G major pentatonic",
        "A minor pentatonic",
        "E blues",
        "D phrygian dominant",
        "C locrian",
        "B melodic minor",
    ],
)
def test_scales_of_other_sizes_shape_the_tune(make, key: str) -> None:
    score = make(style="rock", key=key, seconds=30, seed=3)
    scale = set(parse_key(key).scale) | {
        pc for span in score.chords for pc in parse_chord(span.symbol).classes
    }
    melody = [note.pitch % 12 for part in score.parts if part.name == "melody" for note in part.notes]
    assert melody
    assert set(melody) <= scale


@pytest.mark.parametrize("style", style_names())
def test_every_style_plays_every_metre(make, style: str) -> None:
    for number, metre in enumerate(METRES):
        score = make(style=style, metre=metre, seconds=9, seed=number)
        assert score.metre == metre
        bar = parse_metre(metre).bar_sixteenths * 240
        assert all(span.start % bar % 240 == 0 for span in score.chords)
        assert sum(len(part.notes) for part in score.parts) >= 4
        for part in score.parts:
            assert all(note.start + note.duration <= score.end for note in part.notes)


@pytest.mark.parametrize("metre", ["3/4", "5/4", "7/8", "6/8"])
def test_drums_mark_the_downbeats_of_the_metre(make, metre: str) -> None:
    score = make(style="rock", metre=metre, bpm=120, seconds=30)
    bar = parse_metre(metre).bar_sixteenths * 240
    kicks = [n.start for p in score.parts if p.name == "drums" for n in p.notes if n.pitch == 36]
    bars = range(kicks[0] // bar + 1, score.chords[-1].start // bar)
    on_one = [b for b in bars if any(abs(k - b * bar) < 70 for k in kicks)]
    assert len(on_one) >= 0.9 * len(bars)


def test_named_instruments_really_play(make) -> None:
    names = [*players(), *KITS]
    for number, name in enumerate(names):
        style = style_names()[number % len(style_names())]
        score = make(style=style, instruments=(name,), seconds=16)
        assert any(part.instrument == name and part.notes for part in score.parts), (name, style)


def test_more_instruments_than_roles_all_play(make) -> None:
    names = ("violin", "viola", "cello", "flute", "oboe", "clarinet", "trumpet", "trombone", "piano", "harp")
    score = make(style="cinematic", instruments=names, seconds=45)
    assert set(names) <= {part.instrument for part in score.parts}


def test_a_lone_melodic_instrument_leads_and_a_lone_piano_does_both(make) -> None:
    trumpet = make(style="pop", instruments=("trumpet",))
    assert [p.instrument for p in trumpet.parts if p.name == "melody"] == ["trumpet"]
    piano = make(style="lo-fi-hip-hop", instruments=("piano",))
    assert {p.instrument for p in piano.parts if p.name in ("melody", "chords")} == {"piano"}


def test_solo_means_only_that_instrument(make) -> None:
    piano = make(style="solo-piano", instruments=("piano",))
    assert {part.instrument for part in piano.parts} == {"piano"}
    assert {part.name for part in piano.parts} == {"bass", "chords", "melody"}
    violin = make(style="classical-strings", instruments=("violin",), moods=("solo",))
    assert [(part.name, part.instrument) for part in violin.parts] == [("melody", "violin")]


@pytest.mark.parametrize("style", ["pop", "lo-fi-hip-hop", "cinematic", "funk", "folk"])
@pytest.mark.parametrize("role", ["drums", "bass", "melody", "chords", "pad"])
def test_excluded_parts_are_gone(make, style: str, role: str) -> None:
    score = make(style=style, without=(role,), seconds=20)
    assert role not in {part.name for part in score.parts}
    assert score.parts


@pytest.mark.parametrize(
    ("word", "banned"), [("guitar", "guitar"), ("synth", "synth"), ("piano", "piano"), ("strings", "strings")]
)
def test_excluded_instruments_are_gone(make, word: str, banned: str) -> None:
    for style in style_names():
        score = make(style=style, without=(word,), seconds=12)
        assert not [part.instrument for part in score.parts if banned in part.instrument.split()], style


def test_excluding_everything_keeps_one_part_and_says_so(make) -> None:
    roles = ("drums", "percussion", "bass", "chords", "pad", "arp", "melody", "counter", "fx")
    score = make(style="pop", without=roles)
    assert len(score.parts) == 1
    assert "excluded" in score.notes[0]


def test_vocals_are_a_wordless_voice_and_the_user_is_told(make) -> None:
    score = make(style="pop", vocals=True)
    assert [p.instrument for p in score.parts if p.name == "melody"] == ["voice lead"]
    assert "wordless" in score.notes[0]


def test_unknown_style_and_bad_words_are_clear_errors(make) -> None:
    with pytest.raises(UnknownNameError, match="style"):
        make(style="polka-metal")
    with pytest.raises(InvalidInputError):
        make(style="pop", key="H flat")
    with pytest.raises(InvalidInputError, match="Qm7"):
        make(style="pop", chords=("Am", "Qm7"))


def test_without_a_style_the_mood_decides(make) -> None:
    assert make(energy=-0.6).style == "lo-fi-hip-hop"
    assert make(energy=0.8).style == "pop"
    assert make(genres=(("techno", 1.0),)).style == "techno"


def test_a_second_genre_lends_its_harmony(make) -> None:
    plain = make(style="house", genres=(("house", 1.0),))
    jazzy = make(style="house", genres=(("house", 1.0), ("jazz", 0.6)))
    assert jazzy.style == plain.style == "house"

    def colours(score) -> int:
        return sum("9" in span.symbol or "13" in span.symbol for span in score.chords)

    assert colours(jazzy) > colours(plain)
    kicks = [
        [n.start // 960 for p in s.parts if p.name == "drums" for n in p.notes if n.pitch == 36]
        for s in (plain, jazzy)
    ]
    assert len(kicks[0]) == len(kicks[1])


def test_valence_leans_the_mode_and_energy_the_drums(make) -> None:
    happy = [make(style="pop", seed=s, valence=0.9, seconds=5).key for s in range(12)]
    sad = [make(style="pop", seed=s, valence=-0.9, seconds=5).key for s in range(12)]
    assert sum("minor" in key for key in sad) > 6 > sum("minor" in key for key in happy)

    def loudness(energy: float) -> float:
        notes = [
            n for p in make(style="pop", energy=energy, bpm=110).parts if p.name == "drums" for n in p.notes
        ]
        return sum(n.velocity for n in notes)

    assert loudness(0.9) > 1.2 * loudness(-0.9)


def test_density_and_swing_are_heard(make) -> None:
    def count(density: float) -> int:
        return sum(
            len(p.notes) for s in range(4) for p in make(style="jazz-swing", density=density, seed=s).parts
        )

    assert count(0.9) > 1.1 * count(-0.9)
    straight = make(style="pop", swing=0.0, seed=5, bpm=100)
    swung = make(style="pop", swing=1.0, seed=5, bpm=100)
    hats = [
        [n.start % 960 for p in s.parts if p.name == "drums" for n in p.notes if n.pitch == 42]
        for s in (straight, swung)
    ]
    assert any(abs(at - 480) < 40 for at in hats[0])
    assert not any(abs(at - 480) < 40 for at in hats[1])


def test_an_abrupt_ending_stops_and_a_fade_softens(make) -> None:
    abrupt = make(style="rock", ending="abrupt", bpm=120)
    assert abrupt.chords[-1].duration <= 960
    assert 30 - abrupt.seconds_at(abrupt.end) < 1.5
    fade = make(style="pop", ending="fade", bpm=112, seconds=60)
    plain = make(style="pop", bpm=112, seconds=60)

    def last_loudness(score) -> float:
        late = [n.velocity for p in score.parts for n in p.notes if n.start > score.chords[-1].start - 3840]
        return sum(late) / len(late)

    assert last_loudness(fade) < 0.95 * last_loudness(plain)


@pytest.mark.parametrize("style", ["pop", "jazz-swing", "lo-fi-hip-hop", "house"])
@pytest.mark.parametrize(
    ("name", "word"), [("electric piano", "piano"), ("acoustic guitar", "guitar"), ("synth bass", "synth")]
)
def test_who_is_asked_for_by_name_plays_though_a_wider_word_is_ruled_out(make, style, name, word) -> None:
    score = make(style=style, instruments=(name,), without=(word,), seconds=12)
    playing = {part.instrument for part in score.parts}
    assert name in playing
    assert word not in playing


def test_the_very_name_ruled_out_stays_out(make) -> None:
    score = make(style="pop", instruments=("piano",), without=("piano",), seconds=12)
    assert "piano" not in {part.instrument for part in score.parts}
