"""`/preset` and `/template`: listed, switched, saved, filled in, completed. The supervisor is a fake."""

from __future__ import annotations

import pytest

from timbre.conversation.completion import suggestions
from timbre.conversation.inspecting import inspect
from timbre.conversation.replies import Listed
from timbre.conversation.requesting import Wishes, build_request
from timbre.language.presets import apply_presets, load_preset
from timbre.language.presets.values import FIELDS
from timbre.model.brief import Brief
from timbre.model.request import PostProcessing


@pytest.fixture
def presets(stage):
    """The user's folder of presets."""
    folder = stage.paths.presets
    folder.mkdir(parents=True)
    return folder


def last(stage):
    return list(stage.state.takes.values())[-1].request


def offered(stage, before):
    return {each.text: each for each in suggestions(before, stage.desk())}


def test_several_go_on_in_the_order_said_and_off_again(stage, read):
    told = read.said(
        stage.lines("/preset rainy-cafe no-drums", "/preset strings-on-top", "/preset -no-drums")
    )
    assert told == [
        "Presets rainy-cafe, no-drums are on for the next takes.",
        "Preset strings-on-top is on for the next takes.",
        "Preset no-drums is off for the next takes.",
    ]
    assert stage.state.presets == ("rainy-cafe", "strings-on-top")
    stage.lines("/preset rainy-cafe sparse on", "/preset strings-on-top")
    assert stage.state.presets == ("rainy-cafe", "sparse")
    stage.lines("/preset rainy-cafe sparse off", "/preset +busy")
    assert stage.state.presets == ("busy",)
    assert read.said(stage.lines("/preset none", "/preset none"))[-1] == "No preset is on."
    assert stage.state.presets == ()


def test_a_mistake_among_several_changes_nothing(stage, read):
    assert "'campfire'" in read.failures(stage.lines("/preset sparse camfire"))[0]
    assert stage.state.presets == ()
    stage.options = Wishes(presets=("island",))
    assert "--preset" in read.failures(stage.lines("/preset -island"))[0]


def test_the_list_says_what_is_on_in_which_order_and_what_is_broken(stage, presets):
    (presets / "mine.toml").write_text("[brief]\nbpm = 9999\n")
    (table,) = (r for r in stage.lines("/preset sparse waltz-time", "/preset") if isinstance(r, Listed))
    rows = {row[0]: row[1:] for row in table.rows}
    assert (rows["sparse"][0], rows["waltz-time"][0], rows["busy"][0]) == ("on (1)", "on (2)", "")
    assert "mine.toml:2: bpm is 9999" in rows["mine"][1]
    (table,) = (r for r in stage.lines("/preset show rainy-cafe") if isinstance(r, Listed))
    assert ("bpm", "92 bpm") in table.rows


def test_one_whose_file_is_gone_can_be_switched_off(stage, presets, read):
    (presets / "mine.toml").write_text("[brief]\nbpm = 60\n")
    stage.lines("/preset mine")
    (presets / "mine.toml").unlink()
    assert read.failures(stage.lines("piano"))
    stage.lines("/preset -mine", "piano")
    assert last(stage)["brief"]["bpm"] is None


def test_stacked_presets_reach_brief_mastering_and_inspector(stage):
    stage.lines("/preset rainy-cafe waltz-time podcast-level", "with a flute")
    request = last(stage)
    assert (request["brief"]["metre"], request["brief"]["bpm"]) == ("3/4", 92)
    assert (request["post"]["master"], request["post"]["lufs"]) == ("clean", -16)
    rows = {field.name: field for field in inspect(stage.last.desk).fields}
    assert rows["metre"].because == "preset waltz-time"
    assert (rows["master"].value, rows["master"].because) == ("clean", "preset podcast-level")
    assert (rows["lufs"].value, rows["lufs"].because) == ("-16 LUFS", "preset podcast-level")
    stage.lines("/set lufs -20", "/generate")
    assert last(stage)["post"]["lufs"] == -20


def test_what_the_user_says_of_loudness_wins_over_presets():
    wishes = Wishes(presets=("podcast-level", "loud-master"), post=PostProcessing(master="warm", lufs=-30))
    assert build_request("piano", wishes, 1).post == wishes.post
    wishes = Wishes(presets=("podcast-level", "loud-master"))
    assert (build_request("piano", wishes, 1).post.master, build_request("piano", wishes, 1).post.lufs) == (
        "loud",
        -9,
    )


def test_explaining_words_tells_what_presets_do_not_get(stage, read):
    noted = read.noted(stage.lines("/preset rainy-cafe", "/explain piano at 120 bpm"))
    assert "Preset rainy-cafe asks for bpm 92 bpm; your words (120 bpm) won." in noted


def test_a_take_is_saved_and_gives_its_brief_back(stage, read, presets):
    stage.lines("dreamy waltz in D minor with harp, no drums", "/set lufs -18", "slower, add strings")
    told = read.said(stage.lines("/preset save slow-waltz", "/preset save first-waltz 1"))
    assert told[0].startswith("Take 2 is saved as preset slow-waltz: ")
    brief = Brief.model_validate(last(stage)["brief"])
    again = apply_presets(Brief(), [load_preset("slow-waltz", presets)])
    for name in (*FIELDS, "parts", "places"):
        assert getattr(again, name) == getattr(brief, name), name
    assert load_preset("slow-waltz", presets).lufs == -18
    assert "strings" not in dict(load_preset("first-waltz", presets).fields)["instruments"]
    lines = ("/preset save slow-waltz", "/preset save", "/preset save a/b", "/preset save on")
    failed = read.failures(stage.lines(*lines))
    wanted = ("already", "needs a name", "'a/b'", "'on'")
    assert [what in text for what, text in zip(wanted, failed, strict=True)] == [True] * 4
    assert read.failures(stage.lines("/preset save slow-waltz --force")) == []
    assert read.failures(stage.lines("/preset save x", new=True)), "there is no take yet"
    (nothing,) = read.failures(stage.lines("zzzz qqqq", "/preset save x", new=True))
    assert "nothing that a preset could hold" in nothing
    assert not (presets / "x.toml").exists()


def test_a_template_becomes_a_prompt_like_any_other(stage, read):
    replies = stage.lines('/template podcast-intro seconds=9 instrument="upright piano"')
    assert last(stage)["prompt"] == "warm lo-fi with upright piano, podcast intro, 9 seconds, ends abruptly"
    assert last(stage)["seconds"] == 9
    assert read.said(replies)[0] == f"Template podcast-intro: {last(stage)['prompt']}"
    stage.lines("slower")
    assert len(stage.state.takes) == 2


def test_templates_are_listed_shown_and_checked(stage, read):
    folder = stage.paths.templates
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text("text = '{what} in {key=A minor}'\n")
    (folder / "bad.toml").write_text("text = '{'\n")
    listed, shown = (r for r in stage.lines("/template", "/template show mine") if isinstance(r, Listed))
    rows = {row[0]: row[1] for row in listed.rows}
    assert "bad.toml:1" in rows["bad"]
    assert shown.rows[0][:2] == ("what", "(needed)")
    failed = read.failures(
        stage.lines(
            "/template mine",
            "/template drome",
            "/template drone mood=clam",
            "/template bad",
            "/template show",
        )
    )
    assert [what in text for what, text in zip(
        ("needs what", "'drone'", "no mood called 'clam'", "bad.toml:1", "Which template"), failed, strict=True
    )] == [True] * 5  # fmt: skip
    stage.lines("/template mine what=piano")
    assert last(stage)["prompt"] == "piano in A minor"


def test_completion_of_presets_goes_on_after_the_first(stage):
    stage.lines("/preset sparse")
    assert offered(stage, "/preset rain")["rainy-cafe"].replaces == 4
    assert offered(stage, "/preset sp")["sparse"].help == "on"
    assert offered(stage, "/preset rainy-cafe loud")["loud-master"].replaces == 4
    assert "rainy-cafe" not in offered(stage, "/preset rainy-cafe ")
    assert list(offered(stage, "/preset -s")) == ["-sparse"]
    assert "save" in offered(stage, "/preset sa")
    assert offered(stage, "/preset save mi") == {}


def test_completion_of_templates_slots_and_values(stage):
    assert offered(stage, "/template pod")["podcast-intro"].replaces == 3
    assert "podcast-intro" in offered(stage, "/template show pod")
    slots = offered(stage, "/template podcast-intro ")
    assert list(slots) == ["mood=", "genre=", "instrument=", "seconds="]
    assert slots["mood="].help.endswith("(warm)")
    assert list(offered(stage, "/template podcast-intro mood=dark g")) == ["genre="]
    assert offered(stage, "/template podcast-intro mood=tens")["tense"].replaces == 4
    assert offered(stage, '/template podcast-intro genre="drum a')['"drum and bass"'].replaces == 7
    assert offered(stage, "/template nothing x") == {}
    assert offered(stage, "/template podcast-intro what=x") == {}
