"""Settings: read in order of strength, changed without harm, wrong ones told and passed over."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from timbre.audio.presets import preset_names
from timbre.config.problems import line_of
from timbre.config.reading import FILE_MAX_BYTES, check, load, parse
from timbre.config.settings import MASTERS, Settings, description, names, valid_values, variable
from timbre.config.writing import set_value, unset_value
from timbre.errors import FileError, InvalidInputError, TimbreError, UnknownNameError
from timbre.session.lock import exclusive
from timbre.session.paths import Paths


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "config.toml"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_setting_says_what_it_does_and_what_it_takes() -> None:
    assert "seconds" in names()
    for name in names():
        assert description(name).endswith("."), name
        assert valid_values(name), name


def test_the_mastering_presets_are_those_there_are() -> None:
    assert set(MASTERS) == {*preset_names(), "auto", "off"}


def test_a_mastering_preset_of_the_users_own_is_one_too(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIMBRE_HOME", str(tmp_path / "home"))
    write(path, 'master = "My Tape"\n')
    (problem,) = load(path, {}).problems
    assert "master cannot be 'My Tape'; valid: auto, clean" in problem.message
    Paths.from_environment().mastering.mkdir(parents=True)
    write(Paths.from_environment().mastering / "My Tape.toml", "lufs = -14\n")
    loaded = load(path, {})
    assert (loaded.settings.master, loaded.problems) == ("My Tape", [])


def test_without_a_file_the_defaults_count_and_nothing_is_made(path: Path) -> None:
    loaded = load(path, {})
    assert (loaded.settings, loaded.sources, loaded.problems) == (Settings(), {}, [])
    assert not path.parent.exists()


def test_environment_beats_file_beats_default(path: Path) -> None:
    write(path, 'seconds = 45\nengine = "musicgen"\nbits = 24\n[keys]\nplay = "space"\n')
    loaded = load(
        path, {"TIMBRE_SECONDS": " 60 ", "TIMBRE_AUTOPLAY": "yes", "TIMBRE_HOME": "/x", "TIMBRE_LUFS": ""}
    )
    found = loaded.settings
    assert (found.seconds, found.engine, found.bits, found.autoplay, found.keys) == (
        60,
        "musicgen",
        "24",
        "always",
        {"play": "space"},
    )
    assert loaded.sources == {
        "seconds": "environment",
        "engine": "file",
        "bits": "file",
        "keys": "file",
        "autoplay": "environment",
    }
    assert loaded.problems == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("seconds = 9999", "seconds cannot be 9999; valid: 1 to 900 seconds."),
        ("seconds = true", "seconds cannot be True"),
        ("seconds = nan", "seconds cannot be nan"),
        ('seconds = "long"', "seconds cannot be 'long'"),
        ('format = "aiff"', "valid: wav, flac, mp3 or ogg"),
        ("bits = 8", "valid: 16, 24 or float"),
        ("lufs = 0", "valid: −40 to −5 LUFS"),
        ('master = "vinly"', "valid: auto, clean"),
        ("volume = 101", "0 to 100 percent"),
        ("outputs = []", "valid: a folder"),
        ('engine = "Rm -rf"', "an engine's name"),
        ('keys = "x"', "valid: keys such as"),
        ("keys.play = 3", "keys.play cannot be 3"),
        ("seonds = 3", "no setting called 'seonds'. Did you mean 'seconds'?"),
        ("seconds.long = 3", "seconds cannot be {'long': 3}"),
    ],
)
def test_a_bad_setting_is_told_with_its_line_and_the_rest_counts(path: Path, line: str, message: str) -> None:
    write(path, f"# mine\n\nautoplay = true\n{line}\n")
    loaded = load(path, {})
    assert loaded.settings == Settings(autoplay=True)
    (problem,) = loaded.problems
    assert problem.where == f"{path}, line 4"
    assert message in problem.message
    assert problem.hint
    assert problem.text.startswith(f"{path}, line 4: ")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a = 1\nseconds 45\n", "line 2: "),
        (b"seconds = 1\nseconds = 2\n", "line 2: cannot overwrite"),
        (b'seconds = "', "line 1: "),
        (b"theme = 'a\xff'", "line 1 is not UTF-8"),
        (b"x = 1\n" * (FILE_MAX_BYTES // 6 + 2), "larger"),
        (b"x = " + b"[" * 5000, "line 1|nested"),
    ],
)
def test_a_file_that_is_no_toml_is_told_and_the_defaults_count(path: Path, data: bytes, message: str) -> None:
    path.parent.mkdir()
    path.write_bytes(data)
    loaded = load(path, {})
    assert loaded.settings == Settings()
    (problem,) = loaded.problems
    assert problem.where == str(path)
    assert any(part in problem.message for part in message.split("|"))
    with pytest.raises(InvalidInputError, match="cannot be changed"):
        set_value(path, "seconds", "20")
    assert path.read_bytes() == data


def test_a_file_that_cannot_be_read_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    loaded = load(path, {})
    assert loaded.settings == Settings()
    assert "cannot be read" in loaded.problems[0].message
    with pytest.raises(FileError):
        set_value(path, "seconds", "20")


def test_a_bad_variable_is_told_and_the_file_counts(path: Path) -> None:
    loaded = load(write(path, "seconds = 45\n"), {variable("seconds"): "long"})
    assert loaded.settings.seconds == 45
    assert (loaded.problems[0].where, loaded.sources) == ("TIMBRE_SECONDS", {"seconds": "file"})


def test_windows_editors_may_leave_their_marks(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"\xef\xbb\xbfseconds = 45\r\n# end\r\n")
    assert load(path, {}).settings.seconds == 45
    set_value(path, "volume", "10")
    assert load(path, {}).settings == Settings(seconds=45, volume=10)
    assert b"seconds = 45\r\n# end\r\n" in path.read_bytes()


def test_setting_keeps_comments_and_order(path: Path) -> None:
    write(path, '# mine\nseconds = 45  # short ones\n\n[keys] # fingers\nplay = "space"\n')
    assert set_value(path, "seconds", "12.5") == 12.5
    assert set_value(path, "engine", "musicgen") == "musicgen"
    assert set_value(path, "keys.stop", "ctrl+x") == "ctrl+x"
    text = path.read_text()
    assert text.startswith("# mine\nseconds = 12.5  # short ones\n")
    assert text.index("engine") < text.index("[keys] # fingers\n"), "not inside the table"
    loaded = load(path, {})
    assert loaded.problems == []
    assert loaded.settings == Settings(
        seconds=12.5, engine="musicgen", keys={"play": "space", "stop": "ctrl+x"}
    )


def test_the_first_setting_makes_the_file(path: Path) -> None:
    set_value(path, "seconds", "60")
    assert path.read_text().startswith("# Settings of Timbre.")
    assert "seconds = 60\n" in path.read_text()
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(each.name for each in path.parent.iterdir()) == ["config.lock", "config.toml"]


def test_unset_takes_it_out(path: Path) -> None:
    write(path, '# mine\nseconds = 45\nvolume = 3\n[keys]\nplay = "space"\n')
    assert unset_value(path, "seconds")
    assert not unset_value(path, "seconds")
    assert unset_value(path, "keys.play")
    assert not unset_value(path, "keys.nothing")
    assert load(path, {}).settings == Settings(volume=3)
    assert path.read_text().startswith("# mine\n")
    with pytest.raises(UnknownNameError):
        unset_value(path, "nothing")


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("seconds", "0", InvalidInputError),
        ("seconds", "", InvalidInputError),
        ("keys", "x", InvalidInputError),
        ("keys.", "x", InvalidInputError),
        ("keys.play", "", InvalidInputError),
        ("seconds.x", "1", UnknownNameError),
        ("thme", "x", UnknownNameError),
        ("", "x", UnknownNameError),
        ("bits", "32", InvalidInputError),
    ],
)
def test_what_cannot_be_set_changes_nothing(
    path: Path, name: str, value: str, error: type[TimbreError]
) -> None:
    write(path, "volume = 3\n")
    with pytest.raises(error) as caught:
        set_value(path, name, value)
    assert caught.value.hint
    assert path.read_text() == "volume = 3\n"


def test_values_are_written_as_what_they_are(path: Path) -> None:
    for name, text in (("stems", "on"), ("bits", "float"), ("lufs", "-14"), ("sample_rate", "48000")):
        set_value(path, name, text)
    assert load(path, {}).settings == Settings(stems=True, bits="float", lufs=-14, sample_rate=48_000)
    assert 'stems = true\nbits = "float"\nlufs = -14\nsample_rate = 48000\n' in path.read_text()


def test_a_failed_write_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, "volume = 3\n")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("timbre.config.writing.flush_to_disk", fail)
    with pytest.raises(FileError, match="No space"):
        set_value(path, "volume", "4")
    assert path.read_text() == "volume = 3\n"
    assert sorted(each.name for each in path.parent.iterdir()) == ["config.lock", "config.toml"]


@pytest.mark.skipif(sys.platform == "win32", reason="links and permission bits are different there")
def test_a_link_stays_a_link_and_permissions_stay(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text("volume = 3\n")
    real.chmod(0o640)
    path.parent.mkdir()
    path.symlink_to(real)
    set_value(path, "volume", "4")
    assert path.is_symlink()
    assert (real.read_text(), stat.S_IMODE(real.stat().st_mode)) == ("volume = 4\n", 0o640)


def test_a_lock_held_by_another_is_waited_for_then_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timbre.config.writing._LOCK_TIMEOUT_SECONDS", 0.01)
    write(path, "")
    with exclusive(path.with_suffix(".lock"), 1), pytest.raises(FileError, match="locked"):
        set_value(path, "volume", "4")


WRITER = """
import sys
from pathlib import Path
from timbre.config.writing import set_value
for number in range(6):
    set_value(Path(sys.argv[1]), f"keys.{sys.argv[2]}{number}", "x")
"""


def test_two_writers_lose_nothing(path: Path) -> None:
    running = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in ("a", "b")]
    assert [process.wait(60) for process in running] == [0, 0]
    assert set(load(path, {}).settings.keys) == {f"{name}{number}" for name in "ab" for number in range(6)}


def test_lines_are_found_in_tables_and_out_of_them() -> None:
    text = 'a = 1\n"b" = 2\n[keys]\nplay = "x"\nseconds = 3\n[ other ]\nplay = 1\n'
    assert [line_of(text, name) for name in ("a", "b", "keys", "keys.play", "other", "seconds", "z")] == [
        *(1, 2, 3, 4, 6, None, None)
    ]
    assert line_of('keys.play = "x"', "keys.play") == 1
    assert line_of('keys = { play = "x" }', "keys.play") == 1


@profile(deadline=None, max_examples=60)
@given(
    st.text(max_size=40)
    | st.lists(
        st.tuples(st.sampled_from([*names(), "nmae"]), st.integers() | st.booleans() | st.text(max_size=5))
    ).map(lambda pairs: "".join(f"{name} = {value!r}\n" for name, value in pairs))
)
def test_no_text_stops_timbre(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("c") / "config.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    loaded = load(path, {})
    assert isinstance(loaded.settings, Settings)
    assert all(problem.message and problem.hint for problem in loaded.problems)


@profile(deadline=None, max_examples=40)
@given(
    st.sampled_from([*names(), "keys.play", "keys.a b.\n"]),
    st.text(max_size=8) | st.integers(-50, 1000).map(str),
)
def test_what_is_set_is_read_back(tmp_path_factory: pytest.TempPathFactory, name: str, text: str) -> None:
    path = write(tmp_path_factory.mktemp("c") / "config.toml", "# top\n[keys]\nx = 'y'\n")
    try:
        value = set_value(path, name, text)
    except InvalidInputError:
        assert path.read_text() == "# top\n[keys]\nx = 'y'\n"
        return
    loaded = load(path, {})
    assert loaded.problems == []
    table, _, key = name.partition(".")
    assert (
        (loaded.settings.keys[key] if key else getattr(loaded.settings, table)) == value == check(name, value)
    )
    assert parse(path.read_text(encoding="utf-8"))["keys"]["x"] == "y"
