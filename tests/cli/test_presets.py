"""`timbre presets`: lists that one bad file does not spoil, and takes mastered with a preset that is gone."""

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
