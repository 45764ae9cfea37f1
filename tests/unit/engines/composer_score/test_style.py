"""Style files: all of them load and are rich enough, broken ones say where, and one may extend another."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.engines.composer.mix.profile import MixProfile
from timbre.engines.composer.style import STYLE_FOLDER, load_style, read_style, style_names
from timbre.engines.composer.style_check import check_style
from timbre.engines.composer.style_files import fingerprint, merged, own_folder, parse
from timbre.errors import FileError, InvalidInputError, TimbreError, UnknownNameError
from timbre.model.toml_places import line_at, places

FIRST = {
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
}
HOUSE = Path(__file__).with_name("broken_on_purpose.toml").read_text(encoding="utf-8")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder of styles."""
    monkeypatch.setenv("TIMBRE_HOME", str(tmp_path))
    folder = own_folder()
    folder.mkdir(parents=True)
    return folder


def test_there_are_enough_styles_and_none_was_lost() -> None:
    assert set(style_names()) >= FIRST
    assert len(style_names()) >= 24


@pytest.mark.parametrize("name", style_names())
def test_styles_are_rich_enough(name: str) -> None:
    style = load_style(name)
    text = (STYLE_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    assert [problem.said(name) for problem in check_style(text, name, own=False)] == []
    assert {"intro", "verse", "chorus"} <= set(style.sections)
    assert style.sections["intro"].energy < style.sections["chorus"].energy
    assert len(style.harmony.progressions) >= 5
    assert isinstance(style.mix, MixProfile)
    assert -20 <= style.mix.lufs <= -8
    assert {"chords", "melody"} <= set(style.instruments)


def test_unknown_styles_suggest_a_near_one() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'house'"):
        load_style("hause")


BROKEN = [
    ("typical = 123", "typical = 'fast'", "tempo.typical", "'fast' cannot be; it must be a number"),
    ("modes = { minor = 5", "modes = { sad = 5", "modes.sad", "'sad' is unknown"),
    ('"..1- ..1- ..1- ..8-"', '"..q- ..1- ..1- ..8-"', "bass.patterns[1]", "'q'"),
    ('layers = ["drums", "percussion?+"', 'layers = ["kazoo"', "sections.intro.layers", "kazoo"),
    ('chords = "i | VI | III | VII"', 'chords = "i | XI"', "harmony.progressions[1].chords", "'XI'"),
    ("unit = 16", "unit = 16\namont = 3", "swing.amont", "did you mean 'amount'"),
    ("organ = 2", "orgon = 2", "instruments.chords.orgon", "did you mean 'organ'"),
    ("bass = { loose_ms = 2", "bas = { loose_ms = 2", "feel.bas", "did you mean 'bass'"),
    ("velocity = 82", "velocity = 820", "feel.chords.velocity", "820 cannot be; it is 127 or less"),
    ('"intro:4 verse:4 chorus:8"', '"intro:4 vers:4 chorus:8"', "form.templates[2]", "section 'vers'"),
    ("low = 118", "low = 124", "tempo", "they must rise"),
    ("low = 60", "low = 86", "arp.low", "the register 86 to 86 cannot be"),
    ('approach = "V"', 'approach = "5"', "harmony.approach", "'5' is no roman numeral"),
    ('"aaac"]', '""]', "melody.shapes[3]", "no plan of a phrase"),
    ("room = 0.5", "room = 5", "mix.reverb.room", "5 cannot be; it is 1 or less"),
]


def _line(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(("old", "new", "field", "problem"), BROKEN)
def test_broken_files_name_line_and_field(old: str, new: str, field: str, problem: str) -> None:
    text = HOUSE.replace(old, new, 1)
    with pytest.raises(InvalidInputError) as caught:
        read_style(text, "house", "house.toml")
    message = caught.value.message
    assert message.startswith("house.toml, line ")
    assert field in message
    assert problem in message
    assert abs(int(message.split("line ")[1].split(":")[0]) - _line(text, new)) <= 1


def test_every_problem_is_found_at_once() -> None:
    text = HOUSE
    for old, new, _, _ in BROKEN:
        text = text.replace(old, new, 1)
    text = text.replace("title = ", "titel = ", 1)
    errors = [problem for problem in check_style(text, "mine") if not problem.warning]
    fields = {problem.field for problem in errors}
    assert ({field for _, _, field, _ in BROKEN} - {"tempo"}) | {"title", "titel"} <= fields
    assert [each.line for each in errors if each.line] == sorted(each.line for each in errors if each.line)


@pytest.mark.parametrize(
    ("old", "new", "field", "advice"),
    [
        ("low = 118", "low = 35", "tempo", "too wide for one style"),
        ('metre = "4/4"', 'metre = "3/4"', "bass.patterns[1].bars", "has 4 beats; 3/4 has 3"),
        ('sections = ["break"], bars', 'sections = ["brake"], bars', "chords.patterns", "no section 'brake'"),
        ('percussion = { "latin percussion" = 1 }\n', "", "layers", "'percussion' has no instruments"),
        ('master = "loud"', 'master = "lound"', "mix.master", "no mastering preset 'lound'"),
        ("[mix.parts.chords]", "[mix.parts.solo]", "mix.parts", "no strip for 'chords'"),
    ],
)
def test_what_is_thin_or_idle_is_a_warning(old: str, new: str, field: str, advice: str) -> None:
    assert old in HOUSE
    found = [problem for problem in check_style(HOUSE.replace(old, new, 1), "mine") if problem.warning]
    assert any(field in problem.field and advice in problem.message for problem in found), found


def test_a_section_with_too_few_alternates_or_a_gap_is_told() -> None:
    thin = 'extends = "pop"\n[bass]\npatterns = [{ bars = "1... .... 1... ....", energy = [0.8, 1] }]\n'
    (first, *_) = [each for each in check_style(thin, "mine") if each.field == "bass.patterns"]
    assert first.warning
    assert first.line == 3
    assert "alternate" in first.message
    gap = thin.replace("[{", '[{ bars = "1", energy = [0, 0.5] }, { bars = "5", energy = [0, 0.5] }, {')
    said = [each.message for each in check_style(gap, "mine") if each.field == "bass.patterns"]
    assert any("there is a gap" in message for message in said), said


def test_broken_syntax_names_the_line() -> None:
    with pytest.raises(InvalidInputError, match=r"mine\.toml, line 2: "):
        read_style('title = "x"\n = 3\n', "mine", "mine.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tempo = { low = nan }", "line 2: nan is no number"),
        ("mix = { lufs = -inf }", "line 2: -inf is no number"),
        (f"a = {'[' * 30}{']' * 30}", "line 2: it is nested too deeply"),
        (f"a = {'[' * 450}{']' * 450}", "nested too deeply"),
        (f"a = {'[' * 50_000}{']' * 50_000}", "nested too deeply"),
    ],
)
def test_values_that_no_field_can_have(text: str, said: str) -> None:
    text = f'title = "x"\n{text}\n'
    with pytest.raises(InvalidInputError, match=said):
        read_style(text, "mine", "mine.toml")
    (only,) = check_style(text, "mine")
    assert not only.warning


_TOKENS = st.sampled_from(
    ["=", "[", "]", "{", "}", '"', "'", "\n", "0", "-1", "1e999", "nan", "x", "[[", "true", "#", ".", ","]
)


@settings(max_examples=60)
@given(st.data())
def test_mutated_files_raise_nothing_but_our_errors(data: st.DataObject) -> None:
    text = HOUSE
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 40))
        text = text[:at] + data.draw(_TOKENS) + text[at + cut :]
    found = check_style(text, "mine")
    places(text)
    try:
        read_style(text, "mine", "mine.toml")
    except TimbreError:
        assert any(not problem.warning for problem in found)
    else:
        assert all(problem.warning for problem in found)


def test_every_value_of_every_built_in_file_has_its_line() -> None:
    def paths(value: object, path: tuple[str | int, ...] = ()):
        yield path
        pairs = value.items() if isinstance(value, dict) else ()
        pairs = enumerate(value) if isinstance(value, list) else pairs
        for key, item in pairs:
            yield from paths(item, (*path, key))

    for name in ("house", "jazz-swing", "celtic"):
        text = (STYLE_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
        found = places(text)
        assert [path for path in paths(parse(text, name)) if path and path not in found] == []
    assert line_at(places("a = 1\n[b]\nc = [\n 1,\n { d = 2 } ]"), ("b", "c", 1, "d")) == 5
    assert line_at(places("[[x.y]]\na = 1\n[[x.y]]\na = 2\n[x.y.z]\nk = 3"), ("x", "y", 1, "z", "k")) == 6


# ---------------------------------------------------------------- the user's own


def test_a_style_of_the_users_extends_a_built_in_one(own: Path) -> None:
    (own / "mine.toml").write_text(
        'extends = "house"\ntitle = "Mine"\n[tempo]\nlow = 100\n[modes]\nlydian = 1\n'
    )
    mine, house = load_style("mine"), load_style("house")
    assert "mine" in style_names()
    assert (mine.name, mine.title, mine.tempo.low, mine.tempo.high) == ("mine", "Mine", 100, house.tempo.high)
    assert mine.modes == {"lydian": 1}
    assert mine.drums == house.drums
    (own / "mine.toml").write_text('extends = "house"\ntitle = "Mine again"\n')
    assert load_style("mine").title == "Mine again"


def test_a_style_of_the_users_may_take_the_place_of_a_built_in_one(own: Path) -> None:
    (own / "house.toml").write_text('extends = "house"\ntitle = "Our house"\n')
    (own / "deeper.toml").write_text('extends = "house"\n')
    assert load_style("house").title == "Our house"
    assert load_style("deeper").title == "Our house"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('extends = "hause"', "Did you mean 'house'"),
        ("extends = 3", "is not the name of a style"),
        ('extends = "other"', "comes back to itself"),
    ],
)
def test_what_cannot_be_extended_is_told(own: Path, text: str, said: str) -> None:
    (own / "mine.toml").write_text(text)
    (own / "other.toml").write_text('extends = "mine"')
    with pytest.raises(TimbreError, match=said):
        load_style("mine")
    assert any(said in problem.message for problem in check_style(text, "mine"))


def test_tables_merge_and_lists_and_weights_replace() -> None:
    base = {
        "tempo": {"low": 1, "high": 2},
        "modes": {"major": 1},
        "instruments": {"bass": {"tuba": 1}},
        "l": [1, 2],
    }
    over = {"tempo": {"low": 3}, "modes": {"minor": 1}, "instruments": {"bass": {"cello": 1}}, "l": [3]}
    assert merged(base, over) == {
        "tempo": {"low": 3, "high": 2},
        "modes": {"minor": 1},
        "instruments": {"bass": {"cello": 1}},
        "l": [3],
    }


def test_the_fingerprint_is_of_what_the_users_files_say(own: Path) -> None:
    assert fingerprint("house") is None
    (own / "base.toml").write_text('extends = "house"\n[tempo]\nlow = 100\n')
    (own / "mine.toml").write_text('extends = "base"\ntitle = "Mine"\n')
    first = fingerprint("mine")
    (own / "mine.toml").write_text('# a remark\nextends = "base"\n\ntitle = "Mine"\n')
    assert fingerprint("mine") == first
    (own / "base.toml").write_text('extends = "house"\n[tempo]\nlow = 101\n')
    assert fingerprint("mine") not in (None, first)


def test_files_that_are_no_text_are_refused(own: Path, tmp_path: Path) -> None:
    (own / "mine.toml").write_bytes(b'title = "\xff"')
    with pytest.raises(InvalidInputError, match=r"mine\.toml:1: the file is not UTF-8"):
        load_style("mine")
    (own / "mine.toml").write_text("#" * 300_000)
    with pytest.raises(InvalidInputError, match="larger than"):
        load_style("mine")
    (own / "mine.toml").unlink()
    (own / "mine.toml").mkdir()
    with pytest.raises(FileError, match="cannot be read"):
        load_style("mine")
    shutil.rmtree(own)
    assert "house" in style_names()
