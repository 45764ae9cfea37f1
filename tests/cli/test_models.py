"""`timbre models`: list, pull, info, remove, as people and programs use them."""

import json
import sys

import pytest

from fakes.checkpoint import write_checkpoint
from fakes.hub import serving
from timbre.cli import diagnostics, model_store
from timbre.engines.musicgen.checkpoint import transfer

library = pytest.importorskip("huggingface_hub", reason="the extra 'musicgen' is not installed")

REPO = "facebook/musicgen-small"


@pytest.fixture
def hub(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("tiny")
    write_checkpoint(folder)
    with serving() as server:
        server.add(REPO, {path.name: path.read_bytes() for path in folder.iterdir()})
        monkeypatch.setenv("HF_ENDPOINT", server.address)
        monkeypatch.setenv("HF_TOKEN", "hf_secret")
        monkeypatch.setenv("HF_HUB_CACHE", str(folder / "shared"))
        for name in (
            "HF_HUB_OFFLINE",
            "TRANSFORMERS_OFFLINE",
            "HTTP_PROXY",
            "http_proxy",
            "ALL_PROXY",
            "all_proxy",
        ):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(transfer, "PAUSES_SECONDS", (0.0,))
        yield server
        library.utils.close_session()


@pytest.fixture
def answer(monkeypatch):
    """Sit at a terminal and type a line."""

    class Typed:
        def __init__(self, line):
            self.line = line

        def isatty(self):
            return True

        def readline(self):
            return self.line

    def sit(line):
        monkeypatch.setattr(sys, "stdin", Typed(line))
        monkeypatch.setattr(diagnostics, "is_terminal", lambda: True)
        monkeypatch.setenv("NO_COLOR", "1")

    return sit


def test_list_pull_info_remove(timbre, hub, home):
    rows = [line.split("\t") for line in timbre("models", "list").out.splitlines()]
    assert rows[0] == ["small", "about 2.4 GB", "not here", "CC-BY-NC-4.0", REPO]
    assert len(rows) == 6

    ran = timbre("models", "pull", "small", "--accept-licence")
    folder = home / "home" / "models" / "musicgen" / "facebook--musicgen-small" / ("a" * 40)
    assert (ran.code, ran.out) == (0, f"{folder}\n")
    assert "small is here" in ran.err
    assert "CC-BY-NC-4.0" in ran.err
    assert "commit aaaaaaaaaaaa" in ran.err
    hub.log.clear()
    again = timbre("models", "pull", REPO)
    assert (again.code, again.out, hub.log) == (0, f"{folder}\n", [])
    assert "was here already" in again.err

    facts = timbre("models", "info", "small", "--json").json
    assert (facts["layers"], facts["width"], facts["channels"], facts["state"]) == (2, 16, 1, "here")
    assert facts["parameters"]["all"] == sum(
        facts["parameters"][part] for part in ("decoder", "text", "codec")
    )
    assert set(facts["files"]) == {"config.json", "tokenizer.json", "model.safetensors"}
    assert (facts["commit"], facts["graphs"], len(facts["fingerprint"])) == ("a" * 40, {}, 64)
    assert "layers\t2" in timbre("models", "info", "small").out

    ran = timbre("models", "remove", "small", "--yes", "--json")
    assert ran.json["freed_bytes"] > 60_000
    assert not folder.exists()
    listed = [json.loads(line) for line in timbre("models", "list", "--json").out.splitlines()]
    assert {each["state"] for each in listed} == {"not here"}


def test_without_a_terminal_the_licence_needs_the_option(timbre, hub):
    ran = timbre("models", "pull", "small")
    assert (ran.code, ran.out, hub.log) == (4, "", [])
    assert "not for commercial use" in ran.err
    assert "timbre models pull small --accept-licence" in ran.err


def test_at_a_terminal_the_licence_is_asked_for_once(timbre, hub, answer):
    answer("yes\n")
    assert timbre("models", "pull", "small", "--quiet").code == 4
    answer("n\n")
    ran = timbre("models", "pull", "small")
    assert (ran.code, hub.log) == (130, [])
    assert "nothing was fetched" in ran.err
    answer("yes\n")
    assert timbre("models", "pull", "small").code == 0
    timbre("models", "remove", "small", "--yes")
    answer("n\n")
    assert timbre("models", "pull", "small").code == 0


def test_removing_asks(timbre, hub, answer):
    timbre("models", "pull", "small", "--accept-licence")
    ran = timbre("models", "remove", "small")
    assert (ran.code, "--yes" in ran.err) == (2, True)
    answer("\n")
    assert timbre("models", "remove", "small").code == 130
    answer("Y\n")
    ran = timbre("models", "remove", "small")
    assert (ran.code, "free again" in ran.err) == (0, True)


def test_progress_is_drawn_on_a_terminal_and_nowhere_else(timbre, hub, answer):
    answer("y\n")
    shown = timbre("models", "pull", "small")
    assert "small" in shown.err
    with model_store.DownloadLine("x") as line:
        line.show(1, 2)
        assert line._bar is not None
        assert line._bar.tasks[0].completed == 1
    diagnostics.Talk.quiet = True
    with model_store.DownloadLine("x") as line:
        line.show(1, 2)
        assert line._bar is None


def test_a_cut_pull_shows_how_much_is_here(timbre, hub):
    hub.cuts["model.safetensors"] = [30_000, 0]
    ran = timbre("models", "pull", "small", "--accept-licence")
    assert ran.code == 4
    assert "run the same command again" in ran.err
    assert " % here" in timbre("models", "list").out
    assert timbre("models", "info", "small", "--json").json["state"] == "partial"
    assert timbre("models", "pull", "small").code == 0
    assert hub.fetched("model.safetensors")[-1] == "bytes=30000-"


def test_stopping_says_that_nothing_is_lost(timbre, hub, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(model_store.DownloadLine, "show", stop)
    ran = timbre("models", "pull", "small", "--accept-licence")
    assert (ran.code, ran.out) == (130, "")
    assert "What has arrived is kept" in ran.err


def test_a_folder_of_ones_own(timbre, home):
    write_checkpoint(home / "mine")
    ran = timbre("models", "pull", "./mine")
    assert (ran.code, ran.out) == (0, f"{home / 'mine'}\n")
    facts = timbre("models", "info", "./mine", "--json").json
    assert (facts["licence"], facts["commit"]) == ("unknown (local checkpoint)", None)
    ran = timbre("models", "remove", "./mine", "--yes")
    assert (ran.code, "your own folder" in ran.err) == (5, True)
    assert (home / "mine" / "config.json").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("pull", "smal"), 3, "Did you mean 'small'?"),
        (("info", "nothing at all"), 3, "There is no model called"),
        (("pull", "facebook/musicgen-melody"), 7, "melody variants are not supported yet"),
        (("info", "./nowhere"), 2, "There is no folder ./nowhere"),
        (("remove", "large", "--yes"), 3, "not on this machine"),
        (("info", "."), 4, "has no config.json"),
        (("pull",), 2, "Missing argument"),
    ],
)
def test_mistakes(timbre, arguments, code, said):
    ran = timbre("models", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_offline(timbre, hub, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    ran = timbre("models", "pull", "small", "--accept-licence")
    assert (ran.code, hub.log) == (4, [])
    assert "HF_HUB_OFFLINE" in ran.err
    assert timbre("models", "list").code == 0
