"""`timbre vocabulary`: the overview, a topic, a search, one word, another language."""

import json

import pytest


def test_the_overview_counts_every_topic_in_all_languages(timbre, home):
    ran = timbre("vocabulary")
    rows = {line.split("\t")[0]: line.split("\t") for line in ran.out.splitlines()}
    assert ran.code == 0
    assert {"genres", "moods", "instruments", "scenes", "production", "eras", "tempo"} <= set(rows)
    entries, english, others = (int(cell) for cell in rows["genres"][1:4])
    assert entries >= 80
    assert english > entries
    assert others > entries
    assert "German (de)" in ran.err


def test_a_topic_and_a_search(timbre, home):
    topic = timbre("vocabulary", "tempo").out.splitlines()
    assert [line.split("\t")[1] for line in topic][:2] == ["very slow", "slow"]
    found = timbre("vocabulary", "-q", "clawhammer").out.splitlines()
    assert [line.split("\t")[:2] for line in found] == [["instruments", "banjo"]]
    none = timbre("vocabulary", "-q", "qwfpzxcv")
    assert none.code == 2
    assert "'qwfpzxcv'" in none.err


@pytest.mark.parametrize(
    ("word", "topic", "name", "how"),
    [
        (("Rhodes",), "instruments", "electric piano", "another spelling"),
        (("oud",), "instruments", "lute", "played by the nearest instrument here"),
        (("Gitarren",), "instruments", "guitar", "German"),
        (("guitare", "électrique"), "instruments", "electric guitar", "French"),
        (("jazzy",), "genres", "jazz", "only leans that way"),
        (("banjos",), "instruments", "banjo", "another spelling"),
    ],
)
def test_one_word_is_told(timbre, home, word, topic, name, how):
    ran = timbre("vocabulary", *word)
    assert ran.code == 0
    assert ran.out.splitlines()[0].split("\t") == [topic, name, how]
    told = json.loads(timbre("vocabulary", *word, "--json").out.splitlines()[0])
    assert told["name"] == name
    assert told["is"] == how
    assert told["implies"]
    assert "ja" in told["languages"]


def test_a_word_shows_what_it_implies_and_its_spellings_elsewhere(timbre, home):
    told = timbre("vocabulary", "bossa nova").out
    assert "bossa-nova, " in told
    assert "ボサノバ" in told


def test_another_language(timbre, home):
    rows = [line.split("\t") for line in timbre("vocabulary", "moods", "--language", "de").out.splitlines()]
    assert ["moods", "sad"] in [row[:2] for row in rows]
    sad = next(row for row in rows if row[1] == "sad")
    assert {"traurig", "trauriger"} <= set(sad[2].split(", "))
    assert (
        timbre("vocabulary", "moods", "--language", "German").out
        == timbre("vocabulary", "moods", "--language", "Deutsch").out
    )
    wrong = timbre("vocabulary", "--language", "Germn")
    assert wrong.code == 3
    assert "Did you mean 'German'" in wrong.err


def test_json_has_the_languages(timbre, home):
    lines = [json.loads(line) for line in timbre("vocabulary", "genres", "--json").out.splitlines()]
    waltz = next(line for line in lines if line["name"] == "waltz")
    assert "Walzer" in waltz["languages"]["de"]
    assert waltz["topic"] == "genres"
    assert set(waltz) == {"topic", "name", "aliases", "stands_in_for", "languages", "implies"}


def test_a_word_nobody_knows_is_an_error_with_a_guess(timbre, home):
    ran = timbre("vocabulary", "rhodez")
    assert ran.code == 3
    assert "'rhodez'" in ran.err
    assert "Did you mean 'rhodes'" in ran.err
    assert "genres" in ran.err


def test_make_says_when_nothing_was_understood(timbre, home):
    ran = timbre("make", "qwfp zxcv", "-s", 1, "--seed", 1, "-o", "a.wav")
    assert ran.code == 0
    assert "Nothing in these words was understood as music. Assumed" in ran.err
    clear = timbre("make", "triste piano", "-s", 1, "--seed", 1, "-o", "b.wav")
    assert "understood as music" not in clear.err
