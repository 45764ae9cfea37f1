"""What the menu offers: the right command first, its values, what may follow it; and the ghost of a word."""

import pytest

from timbre.conversation.commands import COMMANDS
from timbre.conversation.completion import Suggestion
from timbre.tui.prompt.line_search import matching
from timbre.tui.prompt.offers import choices, command_rows, ghost, narrowed, value_rows

KEYS = {"again": "f7,f8", "play": "space"}


def labels(text):
    return [row.label for row in command_rows(text, KEYS)]


def test_a_slash_alone_offers_every_command_in_order():
    assert labels("/") == [f"/{command.name}" for command in COMMANDS]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("/t", "/take"),
        ("/takes", "/takes"),
        ("/SEED", "/seed"),
        ("/regen", "/again"),
        ("/g", "/generate"),
        ("/xprt", "/export"),
        ("/bpm", "/set"),
        ("/riations", "/variations"),
    ],
)
def test_the_best_command_is_first(typed, first):
    assert labels(typed)[0] == first


def test_nothing_fits_nonsense():
    assert labels("/qqqq") == []
    assert labels("/" + "a" * 5000) == []


def test_typed_letters_are_marked_in_the_name_or_in_the_help():
    (row, *_) = command_rows("/see", KEYS)
    assert row.label == "/seed" or row.label == "/seek"
    assert row.marks == {1, 2, 3}
    (row, *_) = command_rows("/bpm", KEYS)
    assert "".join(row.help[place] for place in sorted(row.help_marks)) == "bpm"


def test_a_row_names_the_key_in_force_unless_it_writes_a_letter():
    rows = {row.label: row for row in command_rows("/", KEYS)}
    assert rows["/again"].key == "F7"
    assert rows["/play"].key == ""
    assert rows["/again"].sends
    assert not rows["/take"].sends
    assert rows["/take"].text == "/take "


def test_values_stand_in_the_place_of_what_was_typed():
    rows = value_rows("/preset ja", [Suggestion("jazz-club", 2, "on")])
    assert [(row.text, row.replaces, row.help) for row in rows] == [("jazz-club", 2, "on")]
    assert value_rows("/preset jazz-club", [Suggestion("jazz-club", 9)]) == []
    assert [row.replaces for row in narrowed(rows, "/preset jazz")] == [4]
    assert narrowed(rows, "/preset wi") == []


def test_choices_in_the_usage_are_values_too():
    assert [row.text for row in value_rows("/seed ", [])] == ["lock", "unlock"]
    assert [row.text for row in value_rows("/rate d", [])] == ["down"]
    assert value_rows("/rate down", []) == []
    assert choices(next(command for command in COMMANDS if command.name == "seek")) == ()


def test_where_nothing_can_be_chosen_the_usage_is_shown():
    (row,) = value_rows("/seek ", [])
    assert (row.label, row.arguments, row.is_hint) == ("/seek", "PLACE", True)
    assert value_rows("/seek 1:05", []) == []
    assert value_rows("/undo ", []) == []
    assert value_rows("/nonsense ", []) == []


def test_names_from_outside_are_cleaned():
    (row,) = value_rows("/preset ", [Suggestion("a", 0, "evil\x1b[2Jname")])
    assert row.help == "evil[2Jname"


def test_the_ghost_is_the_rest_of_the_shortest_word_that_fits():
    found = [Suggestion("piano trio", 3), Suggestion("piano", 3), Suggestion("pizzicato", 2)]
    assert ghost("warm Pia", found) == "no"
    assert ghost("warm pi", found) == ""
    assert ghost("warm piano", [Suggestion("piano", 5), Suggestion("piano trio", 5)]) == ""
    assert ghost("pia ", found) == ""


def test_the_search_takes_substrings_then_words_then_letters():
    lines = ["slow piano", "strings, slow", "lofi piano slow", "slow piano", "ab xc"]
    assert matching(lines, "slow") == [3, 2, 1]
    assert matching(lines, "SLOW  piano") == [3]
    assert matching(lines, "slow lofi") == [2]
    assert matching(lines, "abc") == [4]
    assert matching(lines, "zz") == []
    assert matching(lines, "") == [4, 3, 2, 1]
