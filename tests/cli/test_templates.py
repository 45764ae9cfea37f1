"""`timbre templates` and `--template`: prompts with slots, from the command line."""

import json

import pytest

from timbre.cli.commands.options import preset_choices, template_choices
from timbre.session.paths import Paths


@pytest.fixture
def templates(home):
    """The user's folder of templates."""
    folder = Paths.from_environment().templates
    folder.mkdir(parents=True)
    return folder


def test_templates_are_listed_and_shown(timbre, home):
    assert "drone\t" in timbre("templates").out
    assert timbre("templates").out == timbre("templates", "list").out
    shown = timbre("templates", "podcast-intro")
    assert shown.out == timbre("templates", "show", "podcast-intro").out
    assert "seconds\t12\ta number, 3 to 60\t" in shown.out
    assert "By default: warm lo-fi" in shown.err
    data = timbre("templates", "podcast-intro", "--json").json
    assert [slot["name"] for slot in data["slots"]] == ["mood", "genre", "instrument", "seconds"]
    assert len(timbre("templates", "--json").out.splitlines()) >= 12
    assert timbre("templates", "path").out.strip() == str(Paths.from_environment().templates)
    assert "Did you mean 'drone'" in timbre("templates", "dronee").err


def test_a_template_makes_a_take_whose_prompt_is_the_words_it_became(timbre, home):
    made = timbre(
        "make", "--template", "podcast-intro", "--set", "seconds=3", "--set", "mood=tense", "in E minor",
        "--seed", 5, "--json", "-o", "a.wav",
    ).json  # fmt: skip
    assert (made["key"], made["seconds"]) == ("E minor", pytest.approx(3, abs=0.1))
    row = timbre("log", "--json").json
    assert row["prompt"].startswith("tense lo-fi with Rhodes")
    assert row["prompt"].endswith("ends abruptly, in E minor")
    again = timbre("make", row["prompt"], "--seed", 5, "--json", "-o", "b.wav").json
    assert again["audio_sha256"] == made["audio_sha256"]
    explained = timbre("explain", "--template", "podcast-intro", "--set", "seconds=3", "--json").json
    assert explained["seconds"] == 3


@pytest.mark.parametrize(
    ("arguments", "code", "what"),
    [
        (["--template", "podcst-intro"], 3, "Did you mean 'podcast-intro'"),
        (["--template", "drone", "--set", "mood"], 2, "'mood' sets no slot"),
        (["--template", "drone", "--set", "moood=calm"], 3, "Did you mean 'mood'"),
        (["--template", "drone", "--set", "mood=clam"], 3, "mood: There is no mood called 'clam'"),
        (["--template", "drone", "--set", "minutes=99"], 2, "a number, 1 to 15"),
        (["piano", "--set", "mood=calm"], 2, "--template"),
        ([], 2, "prompt is empty"),
    ],
)
def test_mistakes_are_told(timbre, home, arguments, code, what):
    for command in ("make", "explain") if arguments else ("make",):
        ran = timbre(command, *arguments)
        assert ran.code == code
        assert what in ran.err


def test_template_files_are_checked(timbre, home, templates):
    assert "no templates of your own" in timbre("templates", "check").err
    (templates / "good.toml").write_text("description = 'Mine.'\ntext = '{mood=calm} piano'\n")
    assert timbre("templates", "check").code == 0
    (templates / "odd.toml").write_text("text = 'florp {mood=calm}'\n")
    odd = timbre("templates", "check", "odd")
    assert odd.code == 0
    assert "Its words change nothing: florp." in odd.out
    (templates / "bad.toml").write_text("\ntext = 'a {b'\n")
    bad = timbre("templates", "check", "bad", "--json")
    assert bad.code == 2
    problem = json.loads(bad.out)
    assert problem["line"] == 2
    assert problem["message"].startswith("line 1, column 3 of the text: this slot is not closed.")
    listed = timbre("templates")
    assert listed.code == 0
    assert "good (yours)\t" in listed.out
    assert "bad.toml:2" in listed.err


def test_the_shell_is_told_names(home, templates):
    (templates / "podcast-mine.toml").write_text("text = 'x'\n")
    assert template_choices("podcast") == ["podcast-intro", "podcast-mine"]
    assert preset_choices("rainy") == ["rainy-cafe"]
