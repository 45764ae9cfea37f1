"""`[keys]` laid over the defaults: spellings, refusals, conflicts; nothing raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.binding import Binding

from timbre.conversation.keys import all_keys
from timbre.tui.keymap import is_printable, keys_in_force, spelling


def test_without_settings_the_defaults_are_in_force_and_do_not_meet():
    keys, problems = keys_in_force({})
    assert keys == {key.id: key.keys for key in all_keys()}
    assert problems == []


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Ctrl+R", "ctrl+r"),
        ("ctrl+r", "ctrl+r"),
        ("control + R", "ctrl+r"),
        ("space", "space"),
        ("?", "question_mark"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        ("-", "minus"),
        ("/", "slash"),
        ("Page Down", "pagedown"),
        ("PgUp", "pageup"),
        ("Esc", "escape"),
        ("F7", "f7"),
        ("shift+r", "R"),
        ("R", "R"),
        ("shift+f7", "shift+f7"),
        ("super+ctrl+alt+x", "alt+ctrl+super+x"),
        ("cmd+option+left", "alt+super+left"),
        ("é", "é"),
    ],
)
def test_keys_are_read_as_people_write_them(written, key):
    assert spelling(written) == key
    assert list(Binding.make_bindings([(key, "x", "x")])), "Textual takes it"


@pytest.mark.parametrize("written", ["", "foo", "F25x", "ctrl+", "hold+x", "shift+1", "ctrl+\x07"])
def test_what_is_no_key_is_none(written):
    assert spelling(written) is None


def test_printable_keys_are_those_that_write():
    assert all(is_printable(key) for key in ("a", "R", "1", "space", "plus", "question_mark", "é"))
    assert not any(is_printable(key) for key in ("ctrl+a", "f1", "enter", "up", "alt+plus", "pageup"))


def test_a_key_is_changed_and_others_stay():
    keys, problems = keys_in_force({"again": "F7, ctrl+t", "like": "h"})
    assert (keys["again"], keys["like"], keys["dislike"]) == ("f7,ctrl+t", "h", "d")
    assert problems == []


@pytest.mark.parametrize("value", ["", "none", " None "])
def test_a_deed_can_be_left_without_a_key(value):
    keys, problems = keys_in_force({"again": value, "seed": "ctrl+r"})
    assert (keys["again"], keys["seed"]) == ("", "ctrl+r")
    assert problems == []


def test_an_unknown_name_is_told_with_the_one_meant():
    keys, (problem,) = keys_in_force({"agian": "f7"})
    assert "'agian'" in problem
    assert "Did you mean 'again'?" in problem
    assert keys["again"] == "ctrl+r"


def test_what_is_no_key_is_told_and_the_rest_of_the_list_holds():
    keys, (problem,) = keys_in_force({"again": "f7, bogus"})
    assert "'bogus' is no key" in problem
    assert keys["again"] == "f7"
    keys, (problem,) = keys_in_force({"again": "bogus"})
    assert keys["again"] == "ctrl+r"


def test_letters_are_refused_where_one_types():
    keys, (problem,) = keys_in_force({"help": "?"})
    assert keys["help"] == "f1"
    assert problem.startswith("[keys] help: ?")
    assert "typed" in problem
    assert keys_in_force({"send": "x"})[1]
    assert keys_in_force({"again": "space"})[1]
    assert keys_in_force({"like": "x"})[1] == [], "panels have no text"


@pytest.mark.parametrize(
    "key", ["left", "backspace", "enter", "tab", "shift+tab", "ctrl+i", "ctrl+m", "ctrl+c"]
)
def test_keys_the_prompt_or_the_focus_needs_are_refused(key):
    keys, problems = keys_in_force({"again": key})
    assert keys["again"] == "ctrl+r"
    assert len(problems) == 1


def test_a_conflict_names_both_and_the_users_choice_wins():
    keys, (problem,) = keys_in_force({"again": "ctrl+e"})
    assert (keys["again"], keys["edit_last"]) == ("ctrl+e", "")
    assert "again" in problem
    assert "edit_last" in problem
    assert "Ctrl+E" in problem


def test_two_wishes_for_one_key_go_to_the_first_declared():
    keys, (problem,) = keys_in_force({"compare": "x", "loop": "x"})
    assert (keys["loop"], keys["compare"]) == ("x", "")
    assert "loop" in problem
    assert "compare" in problem


def test_an_alternative_key_is_kept_when_the_other_is_taken():
    keys, problems = keys_in_force({"again": "f4"})
    assert (keys["again"], keys["editor"]) == ("f4", "ctrl+g")
    assert len(problems) == 1


def test_the_same_key_may_mean_two_things_where_the_places_differ():
    keys, problems = keys_in_force({"older": "pageup", "back": "pageup"})
    assert (keys["older"], keys["back"]) == ("pageup", "pageup")
    assert problems == []


def test_a_deed_without_a_default_can_have_a_key():
    keys, problems = keys_in_force({"takes": "f8"})
    assert keys["takes"] == "f8"
    assert problems == []


_IDS = st.sampled_from([key.id for key in all_keys()]) | st.text(max_size=20)
_VALUES = st.sampled_from(["f7", "ctrl+e", "x", "space", "", "none", "ctrl++,a"]) | st.text(max_size=30)


@given(st.dictionaries(_IDS, _VALUES, max_size=12))
def test_nothing_raises_and_no_key_means_two_things_at_one_place(settings):
    keys, problems = keys_in_force(settings)
    assert all(problem.startswith("[keys] ") for problem in problems)
    seen: dict[str, set[str]] = {}
    for key in all_keys():
        for each in filter(None, keys[key.id].split(",")):
            assert key.scope == "panels" or not is_printable(each)
            scopes = seen.setdefault(each, set())
            assert key.scope not in scopes
            assert "anywhere" not in scopes
            assert not (key.scope == "anywhere" and scopes)
            scopes.add(key.scope)
