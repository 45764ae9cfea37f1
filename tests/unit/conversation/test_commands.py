"""The registry and reading lines as commands."""

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.conversation.commands import BY_NAME, COMMANDS, groups, markdown_table
from timbre.conversation.lines import LINE_MAX_CHARACTERS, read_line
from timbre.errors import InvalidInputError, TimbreError, UnknownNameError

PROMISED = (
    "generate list new edit ask again variations undo redo takes take play stop loop seek volume export open copy "
    "preset template engine model guide seed set rate queue cancel explain verify compare prefer session help quit"
)


def test_every_promised_command_is_there_and_described_once():
    assert set(PROMISED.split()) == {command.name for command in COMMANDS}
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    assert len(names) == len(set(names))
    keys = [command.key for command in COMMANDS if command.key]
    assert len(keys) == len(set(keys))
    for command in COMMANDS:
        assert command.help.endswith(".")
        assert (command.takes == "nothing") == (command.arguments == "")


def test_each_command_has_an_act(stage):
    stage.lines()
    assert set(stage.last.commands) == {command.name for command in COMMANDS}


def test_the_table_for_the_documentation_has_every_command_and_no_open_bar():
    table = markdown_table()
    for command in COMMANDS:
        assert f"`/{command.name}" in table
    for row in table.splitlines():
        if row.startswith("| `"):
            assert len(re.findall(r"(?<!\\)\|", row)) == 3
    assert sum(len(each) for each in groups().values()) == len(COMMANDS)


@pytest.mark.parametrize(
    ("line", "name", "values"),
    [
        ("/undo", "undo", ()),
        ("/UNDO", "undo", ()),
        ("/export flac", "export", ("flac",)),
        ('/export "my song.flac" --stems', "export", ("my song.flac", "--stems")),
        ("/q", "quit", ()),
        ("undo", "undo", ()),
        ("Undo!", "undo", ()),
        ("again", "again", ()),
        ("three variations", "variations", ("3",)),
        ("give me 5 more variations", "variations", ("5",)),
        ("back to the second one", "take", ("2",)),
        ("go back to take 12", "take", ("12",)),
        ("I don’t like it", "rate", ("down",)),
    ],
)
def test_lines_that_are_commands(line, name, values):
    found = read_line(line)
    assert (found.command.name, found.values) == (name, values)


@pytest.mark.parametrize(
    "line", ["lofi piano 80 bpm", "slower, add strings", "undo the drums", "play a waltz"]
)
def test_lines_that_are_words(line):
    assert read_line(line) is None


def test_words_after_a_command_stay_as_typed():
    assert read_line('/new  "sad" waltz — don\'t rush').text == '"sad" waltz — don\'t rush'


@pytest.mark.parametrize(
    ("line", "error", "part"),
    [
        ("/exprot flac", UnknownNameError, "'/export'"),
        ("/", UnknownNameError, "no command"),
        ("/undo now", InvalidInputError, "takes nothing"),
        ('/export "open', InvalidInputError, "quotation mark"),
        ("x" * (LINE_MAX_CHARACTERS + 1), InvalidInputError, "20000"),
        ("\ufffd" * 40, InvalidInputError, "binary"),
    ],
)
def test_lines_that_are_wrong(line, error, part):
    with pytest.raises(error) as raised:
        read_line(line)
    assert part in raised.value.message


@given(st.text(max_size=80))
@settings(deadline=None, max_examples=200)
def test_any_line_is_a_command_words_or_a_known_error(line):
    for each in (line, f"/{line}"):
        with suppress(TimbreError):
            found = read_line(each)
            assert found is None or found.command in BY_NAME.values()


def test_a_command_that_resembles_none_gets_no_guess():
    with pytest.raises(UnknownNameError) as raised:
        read_line("/frobnicate")
    assert raised.value.message == "There is no command called '/frobnicate'."
