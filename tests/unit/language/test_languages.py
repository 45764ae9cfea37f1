"""Prompts in other languages than English."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreign_prompts import EDITS, PROMPTS
from timbre.language.edits.edit import Edit, Playing, apply
from timbre.language.edits.other_languages import in_english
from timbre.language.edits.reading import read_edit
from timbre.language.edits.words import describe
from timbre.language.explain import explain
from timbre.language.parse import parse, understand
from timbre.language.text import read_text
from timbre.language.vocabulary import vocabulary, vocabulary_for
from timbre.language.vocabulary.check_languages import language_problems
from timbre.language.vocabulary.load import extended, language_codes
from timbre.model.brief import Brief

ALONE = ("reseed", "undo", "louder", "darker", "happier")


def in_full(brief: Brief) -> str:
    """The Brief as a failing test shows it."""
    return str(brief.model_dump(exclude={"sources"}, exclude_defaults=True))


@pytest.mark.parametrize(
    ("prompt", "style", "instruments"),
    [
        ("Música electrónica oscura para bailar", "synthwave", ()),
        ("Triste balada de piano y violín", "pop", ("piano", "violin")),
        ("guitarra flamenca apasionada", "flamenco", ("nylon guitar",)),
        ("samba alegre com violão", "bossa-nova", ("acoustic guitar",)),
        ("trilha sonora épica com coro", "cinematic", ("choir",)),
        ("chanson nostalgique à l'accordéon", "waltz", ("accordion",)),
        ("musique relaxante au piano", "meditation", ("piano",)),
        ("ruhige Klaviermusik mit Cello", "solo-piano", ("cello",)),
        ("fröhlicher Walzer mit Streichern", "waltz", ("strings",)),
        ("düsterer Techno", "techno", ()),
        ("ジャズピアノとウッドベース", "jazz-swing", ("piano", "acoustic bass")),
        ("切ないバラード、ストリングス", "pop", ("strings",)),
        ("チップチューン", "chiptune", ()),
        ("史诗电影配乐，弦乐和合唱", "cinematic", ("strings", "choir")),
        ("欢快的民谣吉他", "folk", ("acoustic guitar",)),
        ("爵士钢琴", "jazz-swing", ("piano",)),
        ("잔잔한 로파이 피아노", "lo-fi-hip-hop", ("piano",)),
    ],
)
def test_style_and_instruments(prompt: str, style: str, instruments: tuple[str, ...]) -> None:
    brief = parse(prompt)
    assert brief.style == style
    for name in instruments:
        assert name in brief.instruments


@pytest.mark.parametrize(
    ("prompt", "valence"),
    [
        ("alegre", 1),
        ("triste", -1),
        ("joyeux", 1),
        ("mélancolique", -1),
        ("fröhlich", 1),
        ("traurig", -1),
        ("楽しい", 1),
        ("悲しい", -1),
        ("欢快", 1),
        ("悲伤", -1),
        ("슬픈", -1),
    ],
)
def test_moods(prompt: str, valence: int) -> None:
    assert (parse(prompt).valence or 0) * valence > 0.3


def test_accents_and_width_do_not_matter() -> None:
    plain, accented = parse("musica electronica rapida"), parse("MÚSICA ELECTRÓNICA RÁPIDA")
    assert (plain.style, plain.bpm) == (accented.style, accented.bpm)
    decomposed = parse("mu\u0301sica triste")
    assert decomposed.moods == ("sad",)
    assert decomposed.source_of("moods").span == (8, 14)


def test_spans_survive_folding() -> None:
    prompt = "große Straße mit ﬁddle, 90 bpm"
    span = parse(prompt).source_of("bpm").span
    assert span is not None
    assert prompt[slice(*span)] == "90 bpm"


def cases(table: dict[str, str]) -> list[tuple[str, str]]:
    """(words, what they mean) of every line."""
    return [
        (words.strip(), meaning.strip())
        for lines in table.values()
        for line in lines.strip().splitlines()
        for words, meaning in [line.split("|")]
    ]


def told(meaning: str) -> list[tuple[str, str]]:
    """ "genre=indie rock no=synth undo" → pairs; a word alone has no value."""
    pairs: list[tuple[str, str]] = []
    for word in meaning.split():
        name, sign, value = word.partition("=")
        if sign or word in ALONE:
            pairs.append((name, value))
        else:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {word}")
    return pairs


def holds(name: str, value: str, brief: Brief) -> bool:
    """Whether the Brief says so."""
    if name == "tempo":
        return brief.bpm is not None and (brief.bpm <= 92 if value == "slow" else brief.bpm >= 108)
    found = {
        "genre": [genre for genre, _ in brief.genres[:1]],
        "mood": brief.moods,
        "plays": brief.instruments,
        "no": brief.without,
        "sound": brief.production,
    }
    if name in found:
        return value in found[name]
    return str(getattr(brief, name)).removesuffix(".0") == value


@pytest.mark.parametrize(("prompt", "meaning"), cases(PROMPTS))
def test_prompts(prompt: str, meaning: str) -> None:
    brief = parse(prompt)
    missing = [pair for pair in told(meaning) if not holds(*pair, brief)]
    assert not missing, in_full(brief)


def in_plain_english(line: str, take: Brief) -> Edit:
    """The same edit said in English."""
    edit = read_edit(line, take)
    assert edit is not None
    return edit


@pytest.mark.parametrize(("line", "meaning"), cases(EDITS))
def test_edits(line: str, meaning: str) -> None:
    take = parse("lo-fi piano with drums and bass, 80 bpm")
    edit = read_edit(line, take)
    assert edit is not None
    brief = apply(edit, take)
    actions = {action.kind: action for action in edit.actions}
    for name, value in told(meaning):
        if name in ("reseed", "undo"):
            assert name in actions
        elif name == "louder":
            assert edit.changes == in_plain_english(name, take).changes
            assert edit.actions == in_plain_english(name, take).actions
        elif name == "keep_parts":
            assert actions["keep_parts"].parts == (value,)
        elif name == "darker":
            assert (brief.brightness or 0) < (take.brightness or 0)
        elif name == "happier":
            assert (brief.valence or 0) > (take.valence or 0)
        elif name == "not":
            assert value not in brief.instruments
        else:
            assert holds(name, value, brief), in_full(brief)


def test_there_is_enough_for_every_language() -> None:
    for code in ("es", "pt", "fr", "de", "zh", "ja"):
        assert len(cases({code: PROMPTS[code]})) >= 25, code
        assert len(cases({code: EDITS[code]})) >= 12, code


LOOKALIKES = [
    ("heavy metal from hell with a choir", ("bright",), "production"),
    ("a slow song about sin and drums", ("drums",), "without"),
    ("the original sin, piano ballad", ("piano",), "without"),
    ("a violin solo for the die-hard fans of rock", ("drums", "bass", "percussion"), "without"),
    ("alto saxophone and a banda of friends", ("accordion",), "instruments"),
    ("para bellum, epic war drums in the night", (), "without"),
    ("a rot-gut whiskey blues with harmonica", (), "production"),
    ("a mare runs across the field, gentle acoustic guitar", (), "instruments"),
    ("the fin of a shark, tense strings", (), "without"),
    ("the sale of a stade, upbeat pop", (), "moods"),
]


@pytest.mark.parametrize(("prompt", "wrong", "field"), LOOKALIKES)
def test_english_keeps_its_words(prompt: str, wrong: tuple[str, ...], field: str) -> None:
    """Words that other languages have too, in English sentences: no other language's meaning is read."""
    assert not set(wrong) & set(getattr(parse(prompt), field))
    for match in understand(prompt).matches:
        assert {spelling.language for spelling in match.spellings} == {"en"}, match


def test_what_english_and_german_share_is_german_among_german_words() -> None:
    assert "bright" in parse("hell und klar, mit Klavier und Geige").production
    assert "bright" not in parse("music from hell with a piano").production
    assert "drums" in parse("música alegre sin batería").without


def test_an_english_prompt_needs_no_other_language() -> None:
    english = read_text("warm lo-fi piano, 80 bpm, A minor, rainy night")
    assert vocabulary_for(english) is vocabulary()
    assert not vocabulary().languages
    assert {each.code for each in vocabulary_for(read_text("guitarra triste")).languages} == {
        "de",
        "es",
        "fr",
        "pt",
    }
    assert len(vocabulary_for(read_text("钢琴")).languages) == len(language_codes())


def test_spellings_know_their_language() -> None:
    (match,) = understand("Akustikgitarre").matches
    assert [spelling.language for spelling in match.spellings] == ["de"]
    assert all(
        spelling.language == "en" for match in understand("sad piano").matches for spelling in match.spellings
    )


KLINGIT = """
name = 'Klingit'
own_name = 'tlhIngit'
little = 'qa vo mi'
guarded = 'dog'
also_typed = 'å aa'

[endings]
'u/i' = 'u, i'
'/x' = '-, x'

[instrument]
guitar = 'gittu/i'
drums = 'bråk/x'
"acoustic guitar" = 'gittu/i worbu/i'

[mood]
sad = 'dog, snåffu/i'

[tempo]
slow = 'zlomp'

[negation]
before = 'nix'
"""


def test_a_made_up_language() -> None:
    """As docs/add_a_language.md has it: one file, and its words are read."""
    assert language_problems({"kl": KLINGIT}) == []
    words = extended(vocabulary(), {"kl": KLINGIT})

    def read(prompt: str) -> Brief:
        return understand(prompt, words).brief

    brief = read("snåffu gitti qa vo zlomp nix bråkx")
    assert brief.moods == ("sad",)
    assert brief.instruments == ("acoustic guitar",)
    assert brief.without == ("drums",)
    assert brief.bpm == read("slow sad guitar, no drums").bpm
    assert brief.ignored == ()
    assert read("gitti worbi").instruments == ("acoustic guitar",)
    assert read("nix braak").without == ("drums",)
    assert read("dog, gittu").moods == ("sad",)
    assert read("the dog of a king").moods == ()


def test_the_example_of_the_page_is_in_order() -> None:
    page = (Path(__file__).parents[3] / "docs" / "add_a_language.md").read_text("utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    assert language_problems({"it": example}) == []
    words = extended(vocabulary(), {"it": example})
    brief = understand("ballata triste con chitarra acustica, senza batteria", words).brief
    assert brief.genres[0][0] == "ballad"
    assert brief.moods == ("sad",)
    assert brief.instruments == ("acoustic guitar",)
    assert brief.without == ("drums",)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("[mood]\nsaad = 'triste'\n", 2, "there is no mood called 'saad'; did you mean 'sad'?"),
        ("[moods]\nsad = 'triste'\n", 1, "unknown field 'moods'; did you mean 'mood'?"),
        ("[mood]\nsad = 'trist/o'\n", 2, "'trist/o' has a mark that [endings] lacks"),
        ("[mood]\nsad = 3\n", 2, "sad: must be text"),
        ("[mood]\nsad = 'alegra'\nhappy = 'alegra'\n", 3, "'alegra' is Test for 'sad' already"),
        ("[mood]\nsad = 'happy'\n", 2, "'happy' is English for 'happy'"),
        ("[mood]\nsad = '…'\n", 2, "has no letters"),
        ("[negation]\nbehind = 'sin'\n", 2, "there is no negation called 'behind'"),
        ("[endings]\n'oa' = 'o, a'\n", 2, "must have one slash"),
        ("[edits]\nadd = '… y …'\n", 2, "names the thing twice"),
        ("also_typed = 'ae'\n", 1, "also_typed 'ae'"),
        ("guarded = 'hell'\n", 1, "guarded 'hell' is not one of its spellings"),
        ("[mood\n", 1, "Expected"),
    ],
)
def test_the_checker_names_file_and_line(text: str, line: int, what: str) -> None:
    named = text.replace("[", "name = 'Test'\n[", 1) if "already" in what else text
    found = language_problems({"tt": named})
    assert len(found) == 1, found
    assert found[0].startswith(f"tt.toml:{line + named.count('name =')}: ")
    assert what in found[0]


@pytest.mark.parametrize(
    "prompt", ["qwfp zxcv", "Грустная мелодия для фортепиано", "ღამის მუსიკა", "!!! ???"]
)
def test_what_is_not_understood_is_said_with_what_is_assumed(prompt: str) -> None:
    notes = " ".join(explain(prompt).notes)
    assert "Nothing in these words was understood as music" in notes
    assert "Assumed" in notes
    assert "timbre vocabulary" in notes


def test_what_is_understood_needs_no_such_note() -> None:
    for prompt in ("балалайка и рок, 90 bpm", "triste", "   ", "90 bpm"):
        assert "understood as music" not in " ".join(explain(prompt).notes)


@given(st.text(max_size=200))
def test_any_line_can_be_put_into_english(line: str) -> None:
    said = in_english(line)
    assert bool(said.strip()) or not line.strip() or not said
    assert len(said) <= 20 * len(line) + 40


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("im Refrain ohne Schlagzeug", "no drums in the chorus"),
        ("fang nur mit dem Bass an", "only bass at the start"),
        ("eine Oktave tiefer", "melody an octave lower"),
        ("einen Ton höher", "key A minor → B minor"),
        ("weniger Hall", "dry sound"),
        ("der Bass soll lauter sein", "bass +3 dB"),
        ("commence avec la basse seule", "only bass at the start"),
        ("sans batterie dans le refrain", "no drums in the chorus"),
        ("un ton plus haut", "key A minor → B minor"),
        ("la basse plus forte", "bass +3 dB"),
        ("plus de basse", "bass +3 dB"),
        ("empieza solo con el bajo", "only bass at the start"),
        ("en la segunda mitad sin batería", "no drums in the second half"),
        ("solo bajo", "only bass"),
        ("menos eco", "dry sound"),
        ("en re menor", "key A minor → D minor"),
        ("ベースだけで始めて", "only bass at the start"),
        ("サビでドラムなし", "no drums in the chorus"),
        ("テンポを100に", "tempo 112 → 100"),
    ],
)
def test_edits_of_places_and_amounts(line: str, said: str) -> None:
    edit = read_edit(line, parse("pop"), Playing(bpm=112, key="A minor", metre="4/4", seconds=30))
    assert edit is not None
    assert describe(edit) == said


@pytest.mark.parametrize(
    "line",
    [
        "canción triste con guitarra",
        "chanson triste avec piano",
        "ruhige Klaviermusik",
        "bajo y batería",
        "un vals lento con violines",
        "悲しいピアノ",
    ],
)
def test_ideas_stay_ideas(line: str) -> None:
    assert read_edit(line, parse("pop"), Playing(bpm=112, key="A minor")) is None
