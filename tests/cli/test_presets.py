"""`timbre presets`: listed, shown, saved from takes, checked; and takes mastered with a preset that is gone."""

import json

import pytest

from timbre.session.paths import Paths

GOOD = 'description = "Mine."\nextends = "warm"\n'


@pytest.fixture
def mastering(home):
    """The user's folder of mastering presets."""
    folder = Paths.from_environment().mastering
    folder.mkdir(parents=True)
    return folder


def test_a_bad_mastering_preset_does_not_spoil_the_list(timbre, mastering):
    (mastering / "tape.toml").write_text(GOOD)
    (mastering / "bad.toml").write_text("lufs = -14\nchain = [{}]")
    (mastering / "typo.toml").write_text('extends = "wram"')
    ran = timbre("presets", "--mastering")
    names = [line.split("\t")[0] for line in ran.out.splitlines()]
    assert ran.code == 0
    assert {"clean", "vinyl", "tape"} <= set(names)
    assert not {"bad", "typo"} & set(names)
    assert "bad.toml: chain.0.effect: it is missing." in ran.err
    assert "typo.toml: extends: " in ran.err
    assert "Did you mean 'warm'?" in ran.err
    assert timbre("presets", "--mastering", "bad").code == 2


def test_a_bad_preset_does_not_spoil_the_list(timbre, home):
    folder = Paths.from_environment().presets
    folder.mkdir(parents=True)
    (folder / "bad.toml").write_text("nonsense = ")
    ran = timbre("presets")
    assert ran.code == 0
    assert "rainy-cafe\t" in ran.out
    assert "bad.toml" in ran.err
    assert timbre("presets", "bad").code == 2


def test_a_mastering_preset_among_the_others_is_known(timbre, mastering):
    ran = timbre("presets", "vinyl")
    assert ran.code == 3
    assert "timbre presets --mastering vinyl" in ran.err
    assert "There is no preset called 'vinly'" in timbre("presets", "vinly").err


def test_verify_tells_of_ones_own_preset_that_is_gone_and_where_it_goes(timbre, mastering):
    tape = mastering / "tape.toml"
    tape.write_text(GOOD)
    assert timbre("make", "solo piano", "-s", 2, "--seed", 3, "--master", "tape", "-o", "a.wav").code == 0
    tape.unlink()
    gone = timbre("verify", "a.wav")
    assert gone.code == 12
    assert "your own mastering preset 'tape', which is not here" in gone.out
    assert f"Put tape.toml back into {mastering}" in gone.out
    tape.write_text(GOOD + "lufs = -20\n")
    changed = timbre("verify", "a.wav")
    assert changed.code == 12
    assert f"Put tape.toml in {mastering}" in changed.out


@pytest.fixture
def presets(home):
    """The user's folder of presets."""
    folder = Paths.from_environment().presets
    folder.mkdir(parents=True)
    return folder


def test_presets_are_listed_and_shown_by_name_or_by_command(timbre, home):
    listed = timbre("presets")
    assert listed.out == timbre("presets", "list").out
    assert "no-drums\tNobody hits anything.\twithout drums, percussion" in listed.out
    shown = timbre("presets", "key-change-up")
    assert shown.out == timbre("presets", "show", "key-change-up").out
    assert "places\tlast chorus: bigger, +2 semitones" in shown.out
    assert timbre("presets", "podcast-level", "--json").json["lufs"] == -16
    assert timbre("presets", "--json", "podcast-level").json["master"] == "clean"
    rows = [json.loads(line) for line in timbre("presets", "--json").out.splitlines()]
    assert {row["name"] for row in rows} >= {"rainy-cafe", "strings-on-top"}
    assert timbre("presets", "--mastering", "warm").out == timbre("presets", "warm", "--mastering").out
    assert timbre("presets", "path").out.strip() == str(Paths.from_environment().presets)


def test_a_take_saved_as_a_preset_gives_its_wishes_back(timbre, home):
    words = "dreamy waltz in D minor at 100 bpm with harp and celesta, no drums"
    made = timbre(
        "make", words, "-s", 2, "--seed", 3, "--master", "warm", "--lufs", -18, "--json", "-o", "a.wav"
    )
    assert made.code == 0
    saved = timbre("presets", "save", "my-waltz", "--title", "Mine \x1b[31m", "--description", 'A "test".')
    path = Paths.from_environment().presets / "my-waltz.toml"
    assert (saved.code, saved.out.strip()) == (0, str(path))
    assert "\x1b" not in path.read_text()
    shown = timbre("presets", "show", "my-waltz", "--json").json
    assert (shown["own"], shown["master"], shown["lufs"]) == (True, "warm", -18)
    assert (shown["brief"]["bpm"], shown["brief"]["key"], shown["brief"]["metre"]) == (100, "D minor", "3/4")
    plain = timbre("explain", words, "--json").json
    again = timbre("explain", "music", "--preset", "my-waltz", "--json").json
    for name in ("bpm", "key", "metre", "genres", "moods", "instruments", "without", "style", "valence"):
        assert again[name] == plain[name], name

    assert timbre("presets", "save", "my-waltz").code == 5
    assert "--force" in timbre("presets", "save", "my-waltz", "--from", "last").err
    assert (
        timbre("presets", "save", "my-waltz", "--from", "a.wav", "--force", "--json").json["name"]
        == "my-waltz"
    )
    assert timbre("presets", "remove", "my-waltz").code == 0
    assert not path.exists()


def test_saving_and_removing_say_what_is_wrong(timbre, home, presets):
    assert timbre("presets", "save", "x", "--from", "9").code == 3
    assert timbre("presets", "save", "x", "--from", "nothing.wav").code == 3
    (home / "a.wav").write_bytes(b"RIFF")
    assert timbre("presets", "save", "x", "--from", "a.wav").code == 5
    assert timbre("make", "piano", "-s", 1, "--seed", 1).code == 0
    for name in ("My Preset", "save", "../x", ""):
        ran = timbre("presets", "save", name)
        assert ran.code == 2, name
        assert "cannot be called" in ran.err
    assert not list(presets.iterdir())
    assert "hides Timbre's own" in timbre("presets", "save", "lullaby").err
    assert timbre("presets", "remove", "campfire").code == 2
    assert "Did you mean 'lullaby'" in timbre("presets", "remove", "lulaby").err
    assert timbre("presets", "remove", "lullaby").code == 0
    assert timbre("presets", "show", "lullaby", "--json").json["own"] is False


def test_preset_files_are_checked(timbre, home, presets):
    assert "no presets of your own" in timbre("presets", "check").err
    (presets / "good.toml").write_text('description = "Mine."\n[brief]\nbpm = 90\n')
    assert timbre("presets", "check").code == 0
    assert "good.toml is in order" in timbre("presets", "check", "good").err
    (presets / "odd.toml").write_text('master = "wram"\n[brief]\nstyle = "houze"\n')
    odd = timbre("presets", "check", "odd")
    assert odd.code == 0
    assert "Did you mean 'warm'" in odd.out
    assert "Did you mean 'house'" in odd.out
    assert timbre("presets", "check", "odd", "--strict").code == 2
    (presets / "bad.toml").write_text("[brief]\nbpm = 90\nkye = 3\n")
    (presets / "Bad Name.toml").write_text("[brief]\nbpm = 90\n")
    bad = timbre("presets", "check", "--json")
    assert bad.code == 2
    problems = {
        (row["file"].rpartition("/")[2], row["line"]): row for row in map(json.loads, bad.out.splitlines())
    }
    assert problems["bad.toml", 3]["message"].startswith("unknown field 'kye'; did you mean 'key'?")
    assert ("Bad Name.toml", None) in problems
    assert timbre("presets", "check", "nothing.toml").code == 5
    assert timbre("presets", "check", "rainy-cafe").code == 0
    assert timbre("presets", "check", "rany-cafe").code == 3
    assert "Bad Name.toml is passed over" in timbre("presets").err


def test_stacked_presets_reach_the_take_and_what_lost_is_told(timbre, home):
    ran = timbre(
        "make", "piano", "--preset", "rainy-cafe", "--preset", "loud-master", "--preset", "slow-burn",
        "--preset", "podcast-level", "-s", 4, "--seed", 2, "--json",
    ).json  # fmt: skip
    assert ran["bpm"] == 66
    assert ran["measured"]["lufs"] == pytest.approx(-16, abs=1)
    told = timbre("explain", "piano at 120 bpm", "--preset", "rainy-cafe", "--preset", "waltz-time")
    assert "Preset rainy-cafe asks for bpm 92 bpm; your words (120 bpm) won." in told.err
    assert "preset waltz-time" in told.out
