"""`timbre styles`: list, show, check; and takes made with a style of the user's own."""

import json
import re
from pathlib import Path

import pytest

from timbre.cli import health
from timbre.engines.composer.style import load_style, style_names
from timbre.engines.composer.style_words import example
from timbre.language.parse import parse

HOW_TO = Path(__file__).parents[2] / "docs" / "add_a_style.md"

GOOD = 'extends = "house"\ntitle = "Attic"\ndescription = "House from under the roof."\n[tempo]\nlow = 110\n'


@pytest.fixture
def own(home):
    """The user's folder of styles."""
    folder = home / "home" / "styles"
    folder.mkdir(parents=True)
    return folder


def test_the_list_has_a_line_for_every_style(timbre, own):
    (own / "attic.toml").write_text(GOOD)
    ran = timbre("styles")
    rows = dict(line.split("\t")[:2] for line in ran.out.splitlines())
    assert ran.code == 0
    assert rows["house"] == "118–128"
    assert rows["attic (yours)"] == "110–128"
    assert ran.out == timbre("styles", "list").out
    assert str(own) in ran.err


def test_a_broken_own_style_does_not_spoil_the_list(timbre, own):
    (own / "attic.toml").write_text("tempo = 3")
    ran = timbre("styles")
    assert ran.code == 0
    assert "house\t" in ran.out
    assert "attic.toml" in ran.err
    assert "timbre styles check" in ran.err


def test_json_is_one_object_a_style(timbre):
    lines = [json.loads(line) for line in timbre("styles", "--json").out.splitlines()]
    house = next(line for line in lines if line["name"] == "house")
    assert house["bpm"] == {"low": 118, "typical": 123, "high": 128}
    assert house["own"] is False
    assert timbre("styles", "show", "house", "--json").json == house


def test_show_tells_a_style_in_words(timbre):
    ran = timbre("styles", "show", "Jazz swing")
    told = dict(line.split("\t") for line in ran.out.splitlines()[1:])
    assert ran.code == 0
    assert ran.out.startswith("Jazz swing: ")
    assert told["tempo"].startswith("108–190 bpm")
    assert "The bass walks." in told["groove"]
    assert "rootless voicings" in told["harmony"]
    assert "saxophone" in told["players"]
    assert "timbre make" in ran.err


def test_show_suggests_a_near_name(timbre):
    ran = timbre("styles", "show", "hause")
    assert ran.code == 3
    assert "Did you mean 'house'" in ran.err


def test_check_names_every_problem_with_its_line(timbre, home):
    file = home / "mine.toml"
    file.write_text(GOOD + "hihg = 3\n[mix]\nlufs = 3\n[bass]\npatterns = []\n")
    ran = timbre("styles", "check", "mine.toml")
    lines = ran.out.splitlines()
    assert ran.code == 2
    assert any(line.startswith("mine.toml, line 6: tempo.hihg: ") and "'high'" in line for line in lines)
    assert any(line.startswith("mine.toml, line 8: mix.lufs: 3 cannot be; ") for line in lines)
    assert any(line.startswith("warning: mine.toml, line 10: bass.patterns: ") for line in lines)
    assert "2 errors and" in ran.err
    found = [json.loads(line) for line in timbre("styles", "check", "mine.toml", "--json").out.splitlines()]
    assert {(each["line"], each["field"], each["kind"]) for each in found} >= {
        (6, "tempo.hihg", "error"),
        (8, "mix.lufs", "error"),
        (10, "bass.patterns", "warning"),
    }


def test_warnings_count_only_when_asked(timbre, home):
    (home / "mine.toml").write_text(GOOD + "[bass]\npatterns = []\n")
    ran = timbre("styles", "check", "mine.toml")
    assert ran.code == 0
    assert "it can be used" in ran.err
    assert timbre("styles", "check", "mine.toml", "--strict").code == 2


def test_check_of_good_files_and_of_none(timbre, own):
    (own / "attic.toml").write_text(GOOD)
    ran = timbre("styles", "check", "attic", own / "attic.toml")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.count("attic.toml is in order.") == 2
    assert timbre("styles", "check", "nowhere.toml").code == 5
    assert timbre("styles", "check", "nowhere").code == 3
    (own / "My Style.toml").write_text(GOOD)
    named = timbre("styles", "check", own / "My Style.toml")
    assert named.code == 2
    assert "is no name of a style" in named.out


def test_a_take_in_a_style_of_ones_own_is_made_again_only_with_that_style(timbre, own, home):
    style = own / "attic.toml"
    style.write_text(GOOD)
    made = timbre("make", "warm piano", "--style", "attic", "--seconds", 3, "--seed", 5, "-o", "a.wav")
    assert made.code == 0, made.err
    story = json.loads((home / "a.json").read_text())
    assert set(story["request"]["styles"]) == {"attic"}
    assert timbre("verify", "a.wav").code == 0
    style.write_text("# only a remark\n" + GOOD)
    assert timbre("verify", "a.wav").code == 0
    style.write_text(GOOD + "high = 140\n")
    changed = timbre("verify", "a.wav")
    assert changed.code == 12
    assert "attic.toml says something else now" in changed.out + changed.err
    style.unlink()
    gone = timbre("verify", "a.wav")
    assert gone.code == 12
    assert "your own style 'attic'" in gone.out + gone.err


def test_every_example_of_the_how_to_is_in_order(timbre, own):
    examples = re.findall(r"```toml\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) == 3
    for number, text in enumerate(examples):
        (own / f"example-{number}.toml").write_text(text, encoding="utf-8")
        ran = timbre("styles", "check", f"example-{number}")
        assert (ran.code, ran.out) == (0, ""), ran.out
        assert timbre("styles", "show", f"example-{number}").code == 0
        made = timbre("make", "late", "--style", f"example-{number}", "--seconds", 2, "-o", f"{number}.wav")
        assert made.code == 0, made.err


def test_the_commands_of_the_how_to_work(timbre, own):
    text = HOW_TO.read_text(encoding="utf-8")
    (first, *_) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (own / "attic-house.toml").write_text(first, encoding="utf-8")
    commands = re.search(r"```sh\n(.*?)```", text, re.DOTALL)[1].splitlines()
    assert len(commands) == 3
    for command in commands[:2]:
        assert timbre(*command.split()[1:]).code == 0
    assert "attic-house" in commands[2]


@pytest.mark.parametrize("name", style_names())
def test_the_example_of_a_style_selects_it(name):
    assert parse(example(load_style(name))).style == name


def test_a_style_file_with_a_name_no_style_has_is_told(timbre, own):
    (own / "Attic_One.toml").write_text(GOOD)
    ran = timbre("styles")
    assert ran.code == 0
    assert "Attic_One" not in ran.out
    assert "Attic_One.toml is passed over" in ran.err
    (own / "broken.toml").write_text("tempo = 3")
    (own / "attic.toml").write_text(GOOD)
    told = health._styles()
    assert told.found.endswith("of them 2 yours")
    assert told.advice == "Attic_One.toml, broken.toml cannot be used: timbre styles check"


def test_check_without_a_name_checks_all_of_ones_own(timbre, own):
    none = timbre("styles", "check")
    assert (none.code, none.out) == (0, "")
    assert f"no styles of your own in {own}" in none.err
    (own / "attic.toml").write_text(GOOD)
    (own / "cellar.toml").write_text(GOOD + "hihg = 3\n")
    ran = timbre("styles", "check")
    assert ran.code == 2
    assert "attic.toml is in order." in ran.err
    assert "tempo.hihg" in ran.out


def test_a_list_emptied_by_a_bad_item_is_not_told_as_too_short(timbre, home):
    (home / "mine.toml").write_text(
        'extends = "house"\n[[harmony.progressions]]\nmode = "minor"\nchords = "Q9"\n'
    )
    ran = timbre("styles", "check", "mine.toml")
    assert "'Q9'" in ran.out
    assert "cannot be" not in ran.out
    assert ".." not in ran.out.replace("…", "")


def test_make_takes_a_genre_for_a_style(timbre, own, home):
    made = timbre("make", "late", "--style", "Jazz", "-s", 2, "--seed", 1, "-o", "a.wav", "--json")
    assert made.json["style"] == "jazz-swing"
    (own / "jazz.toml").write_text(GOOD)
    mine = timbre("make", "late", "--style", "Jazz", "-s", 2, "--seed", 1, "-o", "b.wav", "--json")
    assert mine.json["style"] == "jazz", "one's own comes first"
