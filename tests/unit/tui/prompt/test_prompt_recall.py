"""Walking through typed lines: every unsent word comes back."""

from timbre.tui.prompt.recall import Page, Recall


def recall(*lines):
    found = Recall()
    found.load(lines)
    return found


def test_older_and_newer_walk_the_lines_and_end_at_the_draft():
    walk = recall("one", "two")
    page = walk.older(Page("unsent", (0, 3)))
    assert page == Page("two")
    assert walk.older(page) == Page("one")
    assert walk.older(Page("one")) is None
    assert walk.newer(Page("one")) == Page("two")
    assert walk.newer(Page("two")) == Page("unsent", (0, 3))
    assert walk.newer(Page("unsent")) is None


def test_a_line_that_was_changed_is_still_changed_when_one_comes_back():
    walk = recall("one", "two")
    walk.older(Page("draft"))
    assert walk.older(Page("two, louder")).text == "one"
    assert walk.newer(Page("one")).text == "two, louder"
    assert walk.unsent(Page("two, louder")) == ("two, louder", "draft")
    assert walk.lines == ["one", "two"]


def test_after_a_recalled_line_is_sent_the_draft_comes_back():
    walk = recall("one")
    walk.older(Page("draft"))
    walk.add("one!")
    assert walk.sent().text == "draft"
    assert walk.unsent(Page("draft")) == ("draft",)
    assert walk.sent().text == ""
    assert walk.unsent(Page("")) == ()


def test_a_visiting_draft_lies_on_top_and_gives_way_again():
    walk = recall("one")
    assert walk.visit("/export ", Page("my words")).text == "/export "
    assert walk.visit("/rate ", Page("/export ")).text == "/rate "
    assert walk.newer(Page("/rate ")).text == "my words"
    assert walk.newer(Page("my words")) is None
    assert walk.visit("/export ", Page("my words")).text == "/export "
    assert walk.newer(Page("/export flac")).text == "my words"
    assert walk.newer(Page("my words")).text == "/export flac"
    assert set(walk.unsent(Page("/export flac"))) == {"my words", "/export flac"}


def test_lines_that_arrive_late_go_before_those_typed_since():
    walk = recall()
    walk.add("new")
    page = walk.older(Page("draft"))
    walk.load(["old"])
    assert page.text == "new"
    assert walk.older(Page("new")).text == "old"
    assert walk.newer(Page("old")).text == "new"


def test_the_same_line_twice_is_kept_once():
    walk = recall("one")
    assert not walk.add("one")
    assert not walk.add("  ")
    assert walk.add("two")
    assert walk.lines == ["one", "two"]


def test_the_last_prompt_is_words_for_music_before_any_command():
    assert recall("lofi", "/play", "/export mp3").last_prompt() == 0
    assert recall("lofi", "/new slow strings", "/undo").last_prompt() == 1
    assert recall("/play", "/new").last_prompt() == 1
    assert recall().last_prompt() is None
