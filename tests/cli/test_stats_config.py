"""`timbre stats` and `timbre config`, and what a broken config.toml does to other commands: nothing."""

import json

import pytest
import typer

from timbre.cli import configuring
from timbre.cli.commands import config, stats
from timbre.cli.diagnostics import Talk
from timbre.model.request import GenerationRequest, GenerationResult, Measured
from timbre.session import events
from timbre.session.log import History
from timbre.session.paths import Paths


@pytest.fixture
def run(home, capsys, monkeypatch):
    """Run `stats` or `config` as `timbre` does; gives exit code, stdout, stderr."""
    app = typer.Typer()
    app.command("stats")(stats.stats)
    app.add_typer(config.app)
    monkeypatch.setattr(configuring._Told, "texts", set())
    monkeypatch.setattr(Talk, "quiet", False)

    def call(*arguments):
        code = 0
        try:
            app(args=list(arguments), prog_name="timbre")
        except SystemExit as stop:
            code = stop.code or 0
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def settings(home):
    """The config file; write into it."""
    (home / "home").mkdir(exist_ok=True)
    return home / "home" / "config.toml"


@pytest.fixture
def story(home):
    """A history with three takes, a failure and ratings."""
    history = History(Paths.from_environment())
    for number, seconds in enumerate((1.0, 2.0, 4.0)):
        request = GenerationRequest(prompt="secret words", seed=number)
        result = GenerationResult(
            path=f"/home/secret/{number}.wav",
            engine="composer",
            engine_version="1",
            seed=number,
            seconds=30,
            sample_rate=44_100,
            channels=2,
            measured=Measured(seconds=30),
            elapsed_seconds=seconds,
        )
        history.append(*events.take_done(f"take{number}", request, result), session="talk")
    history.append(*events.take_failed("bad", GenerationRequest(prompt="x", seed=1), "no"), session="talk")
    history.append(*events.take_rated("take0", "up"), session="talk")
    history.append(*events.seed_locked(4), session="talk")


def test_stats_in_a_table(run, story):
    code, out, err = run("stats")
    rows = dict(line.split("\t")[:2] for line in out.splitlines())
    assert (code, err) == (0, "")
    assert rows["takes"] == "3"
    assert rows["takes for each failure"] == "3.0"
    assert rows["thumbs up"] == "100 %"
    assert rows["sessions using advanced controls"] == "100 %"
    assert "composer\t10 to 30 s\t3\t2.00 s\t4.00 s" in out


def test_stats_as_json(run, story):
    _, out, _ = run("stats", "--json")
    (line,) = out.splitlines()
    data = json.loads(line)
    assert (data["takes"], data["failures"], data["takes_per_failure"]) == (3, 1, 3.0)
    assert data["time_to_audio"][0]["p50_seconds"] == 2.0
    assert data["control_shares"]["seed lock"] == 1.0
    assert "secret" not in line


def test_stats_of_nothing(run):
    code, out, err = run("stats")
    assert (code, out) == (0, "")
    assert "timbre make" in err
    code, out, _ = run("stats", "--json")
    assert json.loads(out)["takes"] == 0


def test_the_export_is_opt_in_and_holds_numbers_only(run, story, home):
    before = {path for path in home.rglob("*") if "cache" not in str(path)}
    run("stats", "--json")
    assert {path for path in home.rglob("*") if "cache" not in str(path)} == before
    code, _, err = run("stats", "--export", "numbers.json")
    assert (code, "nothing was sent" in err) == (0, True)
    text = (home / "numbers.json").read_text()
    assert json.loads(text)["takes"] == 3
    for private in ("secret", "take0", "talk", str(home)):
        assert private not in text
    code, _, err = run("stats", "--export", "numbers.json")
    assert (code, "already exists" in err) == (5, True)
    assert run("stats", "--export", "numbers.json", "--force")[0] == 0


def test_config_set_get_unset(run, settings):
    assert run("config", "get", "seconds") == (0, "30\n", "")
    code, out, err = run("config", "set", "seconds", "45")
    assert (code, out, err) == (0, "", "seconds is now 45.\n")
    assert run("config", "get", "seconds")[1] == "45\n"
    run("config", "set", "keys.play", "ctrl+p")
    assert run("config", "get", "keys.play")[1] == "ctrl+p\n"
    assert run("config", "get", "keys")[1] == "play=ctrl+p\n"
    run("config", "set", "autoplay", "yes")
    assert run("config", "get", "autoplay")[1] == "always\n"
    assert run("config", "get", "lufs")[1] == "\n"
    assert run("config", "unset", "seconds")[2] == "seconds has its default again.\n"
    assert run("config", "unset", "seconds")[2] == "seconds was not set.\n"
    assert run("config", "get", "seconds")[1] == "30\n"


def test_config_list_and_path(run, settings):
    run("config", "set", "volume", "20")
    _, out, _ = run("config", "list")
    rows = {line.split("\t")[0]: line.split("\t") for line in out.splitlines()}
    assert rows["volume"][1:3] == ["20", "file"]
    assert rows["seconds"][1:3] == ["30", ""]
    assert all("(" in row[3] for row in rows.values())
    objects = [json.loads(line) for line in run("config", "list", "--json")[1].splitlines()]
    volume = next(each for each in objects if each["name"] == "volume")
    assert (volume["value"], volume["source"], volume["variable"]) == (20, "file", "TIMBRE_VOLUME")
    assert run("config", "path")[1] == f"{settings}\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("set", "seconds", "9999"), 2, "valid: 1 to 900 seconds"),
        (("set", "secnds", "9"), 3, "Did you mean 'seconds'?"),
        (("get", "thmee"), 3, "Did you mean 'theme'?"),
        (("unset", "nothing"), 3, "There is no setting called 'nothing'"),
        (("get", "seconds.x"), 3, "no setting"),
    ],
)
def test_config_mistakes(run, settings, arguments, code, said):
    ended, out, err = run("config", *arguments)
    assert (ended, out) == (code, "")
    assert said in err
    assert "→" in err
    assert not settings.exists()


def test_the_environment_wins_and_config_set_says_so(run, settings, monkeypatch):
    monkeypatch.setenv("TIMBRE_SECONDS", "50")
    _, _, err = run("config", "set", "seconds", "45")
    assert "TIMBRE_SECONDS is set in the environment and wins" in err
    assert run("config", "get", "seconds")[1] == "50\n"


def test_a_broken_file_is_told_once_with_its_line_and_stops_nothing(run, settings):
    settings.write_text("volume = 3\nseconds = 9999\n")
    code, out, err = run("config", "get", "volume")
    assert (code, out) == (0, "3\n")
    assert f"note: {settings}, line 2: seconds cannot be 9999; valid: 1 to 900 seconds." in err
    assert run("config", "get", "seconds") == (0, "30\n", "")
    assert configuring.current().volume == 3
    settings.write_text("volume 3\n")
    code, out, err = run("config", "get", "volume")
    assert (code, out) == (0, "80\n")
    assert "line 1" in err
    code, _, err = run("config", "set", "volume", "4")
    assert (code, settings.read_text()) == (2, "volume 3\n")
    assert "cannot be changed" in err


def test_hostile_text_in_the_file_reaches_no_terminal(run, settings):
    settings.write_text('"\\u001b[31mx" = 1\nengine = "\\u001b]0;x\\u0007"\n')
    _, _, err = run("config", "list")
    assert "\x1b" not in err
    assert "\x07" not in err
