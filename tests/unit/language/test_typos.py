"""One slip is forgiven; everyday words are left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timbre.language.explain import explain
from timbre.language.parse import parse, understand
from timbre.language.text import read_text
from timbre.language.typos import known_forms, mended
from timbre.language.vocabulary import vocabulary

EVERYDAY = sorted(set(Path(__file__).with_name("everyday_words.txt").read_text("utf-8").split()))
NEXT_KEYS = {"a": "sq", "e": "wr", "i": "uo", "o": "ip", "n": "bm", "t": "ry", "r": "et", "l": "k", "s": "ad"}
FREQUENT = sorted(word for word in vocabulary().frequent if len(word) >= 5)


@pytest.mark.parametrize(
    ("prompt", "field", "value"),
    [
        ("sythwave", "style", "synthwave"),
        ("tehcno", "style", "techno"),
        ("reggea", "style", "reggae"),
        ("dubsetp", "style", "dubstep"),
        ("ambinet", "style", "ambient"),
        ("cinematc", "style", "cinematic"),
        ("acousitc guitar", "instruments", ("acoustic guitar",)),
        ("ukelele", "instruments", ("ukulele",)),
        ("saxaphone", "instruments", ("saxophone",)),
        ("trumpt", "instruments", ("trumpet",)),
        ("melancolic", "moods", ("melancholic",)),
        ("mysterous", "moods", ("mysterious",)),
        ("nostalgc", "moods", ("nostalgic",)),
        ("pano", "instruments", ("piano",)),
        ("drms", "instruments", ("drums",)),
        ("guiar solo", "instruments", ("electric guitar",)),
        ("jzaz", "style", "jazz-swing"),
        ("rockk", "style", "rock"),
        ("chil", "moods", ("chill",)),
        ("joyfull", "moods", ("joyful",)),
        ("saddest", "moods", ("sad",)),
    ],
)
def test_one_slip_is_mended(prompt: str, field: str, value: object) -> None:
    assert getattr(parse(prompt), field) == value


def slips(word: str) -> Iterator[tuple[str, str]]:
    """(kind of slip, misspelt word), the first letter right."""
    for at in range(1, len(word)):
        yield "left out", word[:at] + word[at + 1 :]
        yield "doubled", word[:at] + word[at] + word[at:]
        if at + 1 < len(word):
            yield "swapped", word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        for near in NEXT_KEYS.get(word[at], ""):
            yield "next key", word[:at] + near + word[at + 1 :]


def test_slips_in_the_words_that_prompts_use_most_are_mended() -> None:
    """Of every kind of slip at least 19 of 20 lead to the word, or to one that means the same."""
    words = vocabulary()
    tried, right = Counter[str](), Counter[str]()
    for word in FREQUENT:
        meant = {spelling.entry.name for m in understand(word).matches for spelling in m.spellings}
        for kind, slip in slips(word):
            if slip == word or slip in words.known or slip in words.common or slip in words.neutral:
                continue
            read = known_forms(read_text(slip), words)[0]
            found = {spelling.entry.name for spelling in words.phrases.get(read, ())}
            tried[kind] += 1
            right[kind] += read == word or bool(found & meant)
    assert sum(tried.values()) > 5000
    assert {kind: right[kind] / tried[kind] >= 0.95 for kind in tried} == dict.fromkeys(tried, True)


def test_everyday_words_are_never_mended() -> None:
    assert len(EVERYDAY) > 1500
    words = vocabulary()
    changed = {
        word: read
        for word in EVERYDAY
        if (read := known_forms(read_text(word), words)[0]) != word and not word.startswith(read[:-1])
    }
    assert changed == {}


def test_mending_is_told() -> None:
    assert "“sythwave” was read as “synthwave”." in explain("sythwave").notes
    assert not explain("synthwave, pianos, steeldrums, softly").notes


NO_MUSIC = (
    "horse mouse message branch market marker summary massage credit transition bullet recover neural shares bridge "
    "trial confuse growls lawyers dessert carton watches bunch raising shipping discover sorting expensive story "
    "table chair window winter water people number letter butter matter paper tiger finger ginger lemon orange "
    "doctor nurse school teacher student office email phone screen mirror kitchen garden flower forward towards"
)


def test_everyday_words_become_no_genre_or_instrument() -> None:
    for word in NO_MUSIC.split():
        brief = parse(word)
        assert not brief.stated("genres"), word
        assert not brief.stated("instruments") or word == "growls", word


@pytest.mark.parametrize("prompt", ["jaz", "rok", "fok", "sd", "epi"])
def test_short_words_are_not_guessed(prompt: str) -> None:
    assert parse(prompt).ignored == (prompt,)


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14))
def test_a_mended_word_is_ours_and_one_letter_away(word: str) -> None:
    words = vocabulary()
    read = mended(word, words)
    if read is not None:
        assert read in words.targets or read in words.frequent
        assert read[0] == word[0]
        assert abs(len(read) - len(word)) <= 1
        assert word not in words.common
