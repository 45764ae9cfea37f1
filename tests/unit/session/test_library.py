"""Finding a take by the words a person would use."""

from __future__ import annotations

from pathlib import Path

import pytest

from timbre.errors import InvalidInputError, UnknownNameError
from timbre.model.request import GenerationRequest, GenerationResult, Measured
from timbre.session import events
from timbre.session.library import Library
from timbre.session.log import History
from timbre.session.paths import Paths


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(Paths.under(tmp_path / "home"))


def add(
    history: History, take: str, prompt: str, path: Path | str, session: str = "s", engine: str = "composer"
) -> None:
    request = GenerationRequest(prompt=prompt, seed=1, engine=engine)
    result = GenerationResult(
        path=str(path),
        engine=engine,
        engine_version="1",
        model="tiny" if engine != "composer" else None,
        seed=1,
        seconds=30,
        sample_rate=44_100,
        channels=2,
        measured=Measured(seconds=30),
    )
    history.append(*events.take_done(take, request, result), session=session, durable=False)


@pytest.fixture
def library(history: History, tmp_path: Path) -> Library:
    """Takes a1, a2, a3 (failed) in session `old`; b1, b2 (deleted) in `new`."""
    add(history, "01aaa1", "Warm PIANO, rainy night", tmp_path / "rain.wav", "old")
    add(history, "01aaa2", "große Trommel", tmp_path / "trommel.wav", "old", "musicgen")
    failed = GenerationRequest(prompt="piano again", seed=1)
    history.append(*events.take_failed("01aab3", failed, "no"), session="old", durable=False)
    add(history, "01bbb1", "techno at night", tmp_path / "techno.flac", "new")
    add(history, "01bbb2", "techno by day", tmp_path / "rain.wav", "new")
    history.append(*events.take_deleted("01bbb2"), session="new", durable=False)
    return Library(history)


def ids(library: Library, query: str | None = None, limit: int | None = None, **options: object) -> list[str]:
    return [take.id for take in library.takes(query, limit, **options)]  # type: ignore[arg-type]


def test_newest_first_without_the_deleted(library: Library) -> None:
    assert ids(library) == ["01bbb1", "01aab3", "01aaa2", "01aaa1"]
    assert ids(library, deleted=True)[0] == "01bbb2"
    assert ids(library, limit=2) == ["01bbb1", "01aab3"]
    assert ids(library, limit=0) == []
    assert ids(library, session="old") == ["01aab3", "01aaa2", "01aaa1"]
    with pytest.raises(InvalidInputError, match="-1"):
        library.takes(limit=-1)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("piano", ["01aab3", "01aaa1"]),
        ("night PIANO", ["01aaa1"]),
        ("GROSSE", ["01aaa2"]),
        ("tiny", ["01aaa2"]),
        ("MusicGen", ["01aaa2"]),
        (".flac", ["01bbb1"]),
        ("  ", ["01bbb1", "01aab3", "01aaa2", "01aaa1"]),
        ("piano techno", []),
    ],
)
def test_search_wants_every_word_anywhere_in_any_case(library: Library, query: str, found: list[str]) -> None:
    assert ids(library, query) == found


def test_last_is_the_newest_with_sound(library: Library) -> None:
    assert library.find("last").id == "01bbb1"
    assert library.find(" LAST ", session="old").id == "01aaa2"


def test_numbers_count_in_the_session_else_in_the_latest_that_has_them(library: Library) -> None:
    assert library.find("1").id == "01bbb1"
    assert library.find("1", session="old").id == "01aaa1"
    assert library.find("3").id == "01aab3"
    assert library.find("3", session="new").id == "01aab3"
    with pytest.raises(UnknownNameError, match="highest is 3"):
        library.find("4")


def test_the_start_of_an_id_is_enough_if_it_is_the_only_one(library: Library) -> None:
    assert library.find("01AAB").id == "01aab3"
    assert library.find("01aaa2").id == "01aaa2"
    with pytest.raises(InvalidInputError, match=r"2 takes .*01aaa2, 01aaa1"):
        library.find("01aaa")


def test_paths_relative_absolute_or_bare(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deeper").mkdir()
    monkeypatch.chdir(tmp_path / "deeper")
    assert library.find(str(tmp_path / "techno.flac")).id == "01bbb1"
    assert library.find("../techno.flac").id == "01bbb1"
    assert library.find("trommel.wav").id == "01aaa2"
    with pytest.raises(UnknownNameError):
        library.find("elsewhere/trommel.wav")


def test_a_path_made_twice_means_the_newer_take(library: Library, history: History, tmp_path: Path) -> None:
    assert library.find(str(tmp_path / "rain.wav")).id == "01bbb2"


@pytest.mark.parametrize(
    "reference", ["trommle.wav", "", "nothing like it", "0", "a\0b", "01zzz", "-1", "~x/y"]
)
def test_what_nobody_answers_to_gets_a_hint(library: Library, reference: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        library.find(reference)
    assert "timbre log" in caught.value.hint
    if reference == "trommle.wav":
        assert "Did you mean 'trommel.wav'?" in caught.value.message


def test_an_empty_history_suggests_making_something(history: History) -> None:
    with pytest.raises(UnknownNameError, match="no takes yet"):
        Library(history).find("last")


def test_last_when_everything_failed(history: History) -> None:
    failed = GenerationRequest(prompt="x", seed=1)
    history.append(*events.take_failed("01c", failed, "no"), session="s", durable=False)
    with pytest.raises(UnknownNameError, match="sound"):
        Library(history).find("last")


def test_a_view_stays_until_refreshed(library: Library, history: History) -> None:
    before = ids(library)
    add(history, "01ccc1", "later", "/later.wav")
    assert ids(library) == before
    library.refresh()
    assert ids(library) == ["01ccc1", *before]
    assert library.find("01ccc1").path == "/later.wav"


def test_unsaved_takes_are_listed_too(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    history = History(Paths.under(tmp_path / "file" / "x"))
    add(history, "01ddd1", "in memory", "/m.wav")
    assert Library(history).find("last").id == "01ddd1"
