"""Technique 7: half cadence in the middle of a period, authentic at the end, deceptive to extend; tags."""

from timbre.engines.composer.harmony import cadences
from timbre.engines.composer.harmony.progressions import choose_progression
from timbre.engines.composer.style import Style, load_style
from timbre.model.stream import Stream
from timbre.theory.key import parse_key

MAJOR, MINOR = parse_key("C major"), parse_key("A minor")


def bars(text: str) -> list[tuple[str, ...]]:
    return [tuple(bar.split()) for bar in text.split("|")]


def written(made: list[tuple[str, ...]]) -> str:
    return " | ".join(" ".join(bar) for bar in made)


def with_harmony(**fields: object) -> Style:
    style = load_style("folk")
    return style.model_copy(update={"harmony": style.harmony.model_copy(update=fields)})


def test_periods_ask_and_answer() -> None:
    style = with_harmony(period=1.0, approach="V7", approach_minor=None)
    made = cadences.as_periods(bars("I | vi | IV | ii | I | vi | IV | ii"), style, MAJOR, Stream(1, "x"))
    assert written(made) == "I | vi | IV | V | I | vi | V7 | I"
    minor = cadences.as_periods(bars("i | VI | iv | i | i | VI | III | iv"), style, MINOR, Stream(1, "x"))
    assert (minor[3], minor[6], minor[7]) == (("V",), ("V7",), ("i",))


def test_a_written_cadence_and_a_mode_are_left_alone() -> None:
    style = with_harmony(period=1.0, approach="V")
    closed = bars("I | vi | IV | V | I | vi | ii V | I")
    assert cadences.as_periods(closed, style, MAJOR, Stream(1, "x")) == closed
    dorian = bars("i | IV | i | IV | i | IV | i | IV")
    assert cadences.as_periods(dorian, style, parse_key("D dorian"), Stream(1, "x")) == dorian


def test_a_cadence_is_evaded_to_the_sixth_degree_and_the_last_line_answers() -> None:
    line = bars("I | IV | V | I | IV | ii | V | I | IV | ii | V | I")
    evaded = cadences.evaded(line, with_harmony(deceptive=1.0), MAJOR, Stream(1, "x"))
    assert evaded[7] == ("vi",)
    assert evaded[:7] + evaded[8:] == line[:7] + line[8:]


def test_a_tag_plays_the_last_line_three_times() -> None:
    style = with_harmony(approach="V")
    tagged = cadences.tagged(bars("I | IV | V | I | IV | ii | V | I"), style, MAJOR)
    assert written(tagged[-5:]) == "IV V | iii vi | IV V | iii vi | IV V"
    assert len(tagged) == 8
    assert written(cadences.tagged(bars("I | IV | V | I"), style, MAJOR)) == "I | IV V | iii vi | IV V"


def test_each_mode_closes_in_its_own_way() -> None:
    style = with_harmony(approach="V", approach_minor=None)
    closes = {
        name: cadences.approach(style, parse_key(f"D {name}"))[0]
        for name in ("major", "dorian", "mixolydian", "phrygian", "phrygian dominant")
    }
    assert closes == {
        "major": "V",
        "dorian": "bVII",
        "mixolydian": "bVII",
        "phrygian": "II",
        "phrygian dominant": "II",
    }


def test_a_stated_key_is_not_left_to_its_relatives() -> None:
    for mode, given, expected in (
        ("minor", "bVII", "V"),
        ("minor", "VI5 VII5", "VI5 V5"),
        ("minor", "v7", "V7"),
        ("dorian", "IV", "v"),
        ("major", "IV", "IV"),
        ("phrygian", "II", "II"),
    ):
        key = parse_key(f"D {mode}")
        style = with_harmony(approach=given, approach_minor=None)
        assert " ".join(cadences.approach(cadences.plainly(style, key), key)) == expected


def test_stated_minor_keys_lead_home_from_their_dominant(plan) -> None:
    for seed in range(4):
        made = plan("synthwave", seed=seed, key="A minor")
        assert made.spans[-2].chord.symbol == "E"
        assert made.spans[-1].chord.root == 9


def test_home_outweighs_every_other_chord_in_a_stated_dorian() -> None:
    key, style = parse_key("D dorian"), load_style("techno")
    loops = {choose_progression(style, key, "verse", Stream(n, "x"), [], True) for n in range(12)}
    assert (("i",), ("IV",)) not in loops
    assert len(loops) >= 2
    assert (("i",), ("IV",)) in {
        choose_progression(style, key, "verse", Stream(n, "x"), [], False) for n in range(12)
    }
