"""`--assistant`: words read by a server on this machine, shown, and used after a yes."""

import io
import json

import pytest

from fakes.chat_server import chat_server

COLD = {"intent": "new", "set": {"genres": ["ambient"], "bpm": 60}, "add": ["harp"], "reply": "Cold."}


@pytest.fixture
def server(timbre):
    with chat_server(COLD) as running:
        timbre("config", "set", "assistant_url", running.url)
        timbre("config", "set", "assistant_model", "tiny")
        yield running


def test_explain_shows_what_it_makes_of_the_words(timbre, server):
    ran = timbre("explain", "hold my coat", "--assistant")
    assert ran.code == 0, ran.err
    assert "Cold." in ran.err
    assert "harp" in ran.out
    told = timbre("explain", "hold my coat", "--assistant", "--json").json
    assert (told["bpm"], told["bpm_source"], told["genres"]) == (60.0, "stated", [["ambient", 1.0]])


def test_make_uses_it_after_a_yes_and_can_make_it_again_without_it(timbre, server, home, monkeypatch):
    ran = timbre("make", "hold my coat", "--assistant", "--yes", "--seconds", 4, "--seed", 1, "--json")
    assert ran.code == 0, ran.err
    assert "It would be: " in ran.err
    recipe = json.loads((home / ran.json["sidecar"]).read_text())["request"]
    assert recipe["prompt"] == "hold my coat"
    assert (recipe["brief"]["bpm"], recipe["brief"]["instruments"]) == (60.0, ["harp"])
    asked = len(server.asked)
    assert timbre("verify", ran.json["path"]).code == 0
    assert len(server.asked) == asked


@pytest.mark.parametrize(("typed", "code"), [("n\n", 130), ("y\n", 0), ("\n", 0)])
def test_on_a_terminal_it_asks_first(timbre, server, monkeypatch, typed, code):
    terminal = io.StringIO(typed)
    terminal.isatty = lambda: True
    monkeypatch.setattr("sys.stdin", terminal)
    ran = timbre("make", "hold my coat", "--assistant", "--seconds", 4, "--quiet")
    assert ran.code == code
    assert "Make it? [Y/n]" in ran.err


def test_nobody_to_say_yes(timbre, server, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    ran = timbre("make", "hold my coat", "--assistant")
    assert ran.code == 2
    assert "--yes" in ran.err
    assert not server.asked


def test_without_one_it_says_how_to_have_one(timbre):
    ran = timbre("explain", "snow", "--assistant")
    assert ran.code == 4
    assert "assistant_url" in ran.err


def test_a_useless_answer_has_its_own_exit_code(timbre, server):
    server.script[:] = ["no idea"]
    assert timbre("explain", "snow", "--assistant").code == 9
