"""Style files: all of them load, and broken ones say where."""

import pytest

from timbre.engines.composer.mix.profile import MixProfile
from timbre.engines.composer.style import STYLE_FOLDER, load_style, read_style, style_names
from timbre.errors import InvalidInputError, UnknownNameError

ALL = [
    *(
        "lo-fi-hip-hop",
        "house",
        "techno",
        "ambient",
        "synthwave",
        "cinematic",
        "jazz-swing",
        "rock",
        "funk",
        "pop",
    ),
    *("solo-piano", "drum-and-bass", "trap", "bossa-nova", "classical-strings", "folk", "reggae", "blues"),
    *("chiptune", "waltz"),
]


def test_all_styles_of_the_list_exist() -> None:
    assert style_names() == tuple(sorted(ALL))


@pytest.mark.parametrize("name", ALL)
def test_styles_are_rich_enough(name: str) -> None:
    style = load_style(name)
    assert style.tempo.low < style.tempo.typical < style.tempo.high
    assert {"intro", "verse", "chorus"} <= set(style.sections)
    assert style.sections["intro"].energy < style.sections["chorus"].energy
    assert len(style.harmony.progressions) >= 5
    assert isinstance(style.mix, MixProfile)
    assert -20 <= style.mix.lufs <= -8
    assert style.mix.parts["bass"].level_db <= 0
    roles = set(style.instruments)
    assert {"bass", "chords", "melody"} <= roles
    for role in roles - {"pad", "fx"}:
        part = getattr(style, role)
        options = part.grooves if role in ("drums", "percussion") else getattr(part, "patterns", None)
        if role == "melody":
            options = part.rhythms
        if role == "counter" and part.mode == "guide":
            continue
        if role in style.sections["chorus"].layers:
            assert options is not None
            assert len(options) >= 2, f"{role} needs alternates"
    if "drums" in roles:
        assert style.drums.fills
    for role in roles:
        assert role in style.mix.parts, f"no strip for {role}"


def test_every_mode_of_a_style_has_progressions() -> None:
    for name in style_names():
        style = load_style(name)
        for mode in style.modes:
            assert any(p.mode == mode for p in style.harmony.progressions), (name, mode)


def test_unknown_styles_suggest_a_near_one() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'house'"):
        load_style("hause")


@pytest.mark.parametrize(
    ("old", "new", "field", "problem"),
    [
        ("typical = 123", "typical = 'fast'", "tempo.typical", "number"),
        ("modes = { minor = 5", "modes = { sad = 5", "modes", "'sad' is unknown"),
        ('"..1- ..1- ..1- ..8-"', '"..q- ..1- ..1- ..8-"', "bass.patterns", "'q'"),
        (
            'layers = ["drums", "percussion?+", "chords+", "bass?+"]',
            'layers = ["kazoo"]',
            "sections.intro.layers",
            "kazoo",
        ),
        ('chords = "i | VI | III | VII"', 'chords = "i | XI"', "harmony.progressions", "'XI'"),
        ("unit = 16", "unit = 16\nwobble = 3", "swing.wobble", "Extra inputs"),
    ],
)
def test_broken_files_name_line_and_field(old: str, new: str, field: str, problem: str) -> None:
    text = (STYLE_FOLDER / "house.toml").read_text(encoding="utf-8")
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    with pytest.raises(InvalidInputError) as caught:
        read_style(text.replace(old, new, 1), "house", "house.toml")
    message = caught.value.message
    assert "house.toml, line " in message or field == "modes"
    assert field in message or field == "modes"
    assert problem in message
    if "line " in message:
        found = int(message.split("line ")[1].split(":")[0])
        assert abs(found - line) <= 2


def test_broken_syntax_names_the_line() -> None:
    with pytest.raises(InvalidInputError, match=r"mine\.toml: .*line 2"):
        read_style('title = "x"\n = 3\n', "mine", "mine.toml")
