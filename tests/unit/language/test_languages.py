"""Prompts in other languages than English."""

from __future__ import annotations

import pytest

from timbre.language.parse import parse


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
