"""`timbre explain`: what a person sees on a terminal, what a pipe gets, and what other engines would be told."""

import json

import pytest
from rich.cells import cell_len

from timbre.cli import output
from timbre.language.describe import DIALECTS

WORDS = "warm folk fiddle, a punchy kick, 96 bpm, no piano, quiet intro, sproingy"


@pytest.fixture
def screen(monkeypatch):
    """A terminal of so many columns, with or without colours."""

    def of(columns: int, *, colours: bool) -> None:
        monkeypatch.setattr(output, "is_terminal", lambda: True)
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.delenv("FORCE_COLOR", raising=False)
        monkeypatch.delenv("NO_COLOR", raising=False)
        monkeypatch.setenv(*(("FORCE_COLOR", "1") if colours else ("NO_COLOR", "1")))

    return of


def test_a_pipe_gets_a_line_for_each_field_that_was_said_or_implied(timbre) -> None:
    ran = timbre("explain", WORDS)
    rows = {line.split("\t")[0]: line.split("\t") for line in ran.out.splitlines()}
    assert rows["bpm"] == ["bpm", "96 bpm", "stated", "“96 bpm”"]
    assert rows["style"][2:] == ["implied", "genre folk"]
    assert rows["parts"][1] == "kick: punchy"
    assert rows["places"][1] == "intro: smaller"
    assert "key" not in rows
    assert "\x1b" not in ran.out + ran.err


def test_what_is_left_and_what_did_nothing_is_said(timbre) -> None:
    told = timbre("explain", WORDS).err
    assert "Left to the engine: key (chosen with the seed)" in told
    assert "Changed nothing: sproingy." in told


def test_json_has_every_field_its_source_and_the_spans(timbre) -> None:
    data = timbre("explain", WORDS, "--json").json
    assert (data["bpm"], data["bpm_source"]) == (96.0, "stated")
    assert data["parts"][0]["name"] == "kick"
    assert data["places"][0]["where"] == "intro"
    for span in data["spans"]:
        assert WORDS[span["start"] : span["end"]] == span["text"]
    read = {span["text"]: span["label"] for span in data["spans"]}
    assert read["punchy"] == "parts"
    assert read["quiet intro"] == "places"
    assert [span["text"] for span in data["spans"] if span["negated"]] == ["piano"]


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_without_colours_the_words_are_labelled_in_brackets(timbre, screen, columns: int) -> None:
    screen(columns, colours=False)
    shown = timbre("explain", WORDS).out
    flat = " ".join(shown.split())
    assert "[warm: mood] [folk: genre] [fiddle: instrument]" in flat
    assert "no [piano: instrument, ruled out]" in flat
    assert "[quiet intro: place]" in flat
    assert all(cell_len(line) <= columns for line in shown.splitlines())


def test_in_colour_a_legend_says_what_the_colours_mean(timbre, screen) -> None:
    screen(80, colours=True)
    shown = timbre("explain", WORDS).out
    assert "\x1b[4;36mfolk" in shown.replace("\x1b[4m\x1b[36m", "\x1b[4;36m")
    assert "[folk: genre]" not in shown
    assert "genre" in shown.split("what")[0]


@pytest.mark.parametrize("columns", [60, 100])
def test_wide_characters_stay_within_the_screen(timbre, screen, columns: int) -> None:
    screen(columns, colours=False)
    shown = timbre("explain", "温かいピアノとキック、静かな夜のローファイ、80 bpm、ゆっくり、" * 3).out
    assert "ピアノ" in shown
    assert all(cell_len(line) <= columns for line in shown.splitlines())


def test_control_characters_never_reach_the_screen(timbre, screen) -> None:
    screen(80, colours=False)
    assert "\x1b[31m" not in timbre("explain", "jazz \x1b[31mpiano\x07").out


@pytest.mark.parametrize("name", DIALECTS)
def test_what_another_engine_would_be_told(timbre, screen, name: str) -> None:
    prompt = "slow jazz waltz with a soft piano, 90 bpm, no drums"
    data = timbre("explain", prompt, "--for", name, "--json").json
    assert data["for"] == name
    assert "jazz waltz" in json.dumps(data["told"])
    lines = timbre("explain", prompt, "--for", name).out.splitlines()
    assert all(line.count("\t") == 1 for line in lines)
    assert any("jazz waltz" in line for line in lines)
    screen(60, colours=False)
    shown = timbre("explain", prompt, "--for", name).out
    assert DIALECTS[name].title in shown
    assert all(cell_len(line) <= 60 for line in shown.splitlines())


def test_presets_reach_other_engines_too(timbre) -> None:
    told = timbre("explain", "a tune", "--preset", "waltz-time", "--for", "musicgen").out
    assert "3/4" in told


def test_an_engine_that_reads_no_words_is_named_with_a_guess(timbre) -> None:
    ran = timbre("explain", "jazz", "--for", "musicgan")
    assert ran.code != 0
    assert "musicgen" in ran.err


def test_an_engine_and_a_score_do_not_go_together(timbre) -> None:
    assert timbre("explain", "--score", "last", "--for", "musicgen").code != 0
