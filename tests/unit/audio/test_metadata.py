"""Tags: what is written is found by mutagen, what is read is clean, and broken files are named."""

from __future__ import annotations

import zlib
from pathlib import Path

import mutagen
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.id3 import ID3

from timbre.audio.exporter import export
from timbre.audio.metadata import Tags, id3_bytes, initial_key, read_recipe, read_tags, riff_chunks
from timbre.errors import FileError

from .signals import beat

SOUND = beat(100.0, 0.2)
FULL = Tags("Title ☔", "a prompt", "composer", "m", 7, 80.5, "A minor", "CC0-1.0", "hello", '{"seed":7}')


def test_wav_has_info_and_id3(tmp_path: Path) -> None:
    export(SOUND, 44_100, tmp_path / "x.wav", tags=FULL)
    data = (tmp_path / "x.wav").read_bytes()
    info = data[data.index(b"LISTINFO".replace(b"INFO", b"")) :]
    assert b"INAM" in info
    assert "Title ☔".encode() in info
    assert int.from_bytes(data[4:8], "little") == len(data) - 8
    tags = mutagen.File(tmp_path / "x.wav").tags
    assert str(tags["TIT2"]) == "Title ☔"
    assert str(tags["TBPM"]) == "80"
    assert str(tags["TKEY"]) == "Am"
    assert str(tags["TXXX:TIMBRE_RECIPE"]) == '{"seed":7}'


def test_mp3_has_the_frames(tmp_path: Path) -> None:
    export(SOUND, 44_100, tmp_path / "x.mp3", tags=FULL)
    tags = ID3(tmp_path / "x.mp3")
    assert {
        "TIT2",
        "TBPM",
        "TKEY",
        "TCOP",
        "TENC",
        "COMM::eng",
        "TXXX:TIMBRE_RECIPE",
        "TXXX:TIMBRE_SEED",
    } <= set(tags)


@pytest.mark.parametrize("extension", ["flac", "ogg"])
def test_vorbis_comments(tmp_path: Path, extension: str) -> None:
    export(SOUND, 44_100, tmp_path / f"x.{extension}", tags=FULL)
    tags = mutagen.File(tmp_path / f"x.{extension}").tags
    assert tags["title"] == ["Title ☔"]
    assert tags["bpm"] == ["80.5"]
    assert tags["key"] == ["A minor"]
    assert tags["timbre_recipe"] == ['{"seed":7}']
    assert tags["encoder"] == ["Timbre"]


@pytest.mark.parametrize("extension", ["wav", "flac", "ogg", "mp3"])
def test_no_tags_read_as_empty(tmp_path: Path, extension: str) -> None:
    export(SOUND, 44_100, tmp_path / f"x.{extension}")
    assert read_tags(tmp_path / f"x.{extension}") == Tags()
    assert read_recipe(tmp_path / f"x.{extension}") is None


@pytest.mark.parametrize("extension", ["wav", "flac", "mp3"])
def test_a_large_recipe(tmp_path: Path, extension: str) -> None:
    recipe = '{"prompt":"' + "x" * 100_000 + '"}'
    export(SOUND, 44_100, tmp_path / f"x.{extension}", tags=Tags(recipe_json=recipe))
    assert read_recipe(tmp_path / f"x.{extension}") == recipe


def test_control_characters_are_dropped_when_read(tmp_path: Path) -> None:
    export(SOUND, 44_100, tmp_path / "x.flac", tags=Tags(title="a\x1b[31mb\u202ec", key="A\x07 minor"))
    tags = read_tags(tmp_path / "x.flac")
    assert tags.title == "a[31mbc"
    assert tags.key == "A minor"


@pytest.mark.parametrize(
    ("key", "short"),
    [
        ("A minor", "Am"),
        ("F# dorian", "F#m"),
        ("Bb major", "Bb"),
        ("C mixolydian", "C"),
        ("", ""),
        ("odd", ""),
        ("H", ""),
    ],
)
def test_initial_key(key: str, short: str) -> None:
    assert initial_key(key) == short


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=60), st.text(max_size=60), st.floats(30, 300), st.integers(0, 2**32 - 2))
def test_any_text_makes_a_readable_tag(title: str, comment: str, bpm: float, seed: int) -> None:
    tags = Tags(title=title, comment=comment, bpm=bpm, seed=seed)
    assert id3_bytes(tags)[:3] == b"ID3"
    chunks = riff_chunks(tags)
    size = int.from_bytes(chunks[4:8], "little")
    assert chunks[8 + size + size % 2 :][:4] == b"id3 "


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF",
        b"RIFF\xff\xff\xff\xffWAVE",
        b"fLaC\x00\x00",
        b"OggS" + b"\x00" * 40,
        b"ID3\x03\x00\x00\x7f\x7f\x7f\x7f",
        b"hi",
    ],
)
def test_broken_files_are_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.wav"
    path.write_bytes(data)
    with pytest.raises(FileError, match=r"broken\.wav"):
        read_tags(path)


@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize("wav", [False, True])
def test_a_tag_that_unpacks_to_gigabytes_is_not_unpacked(tmp_path: Path, version: int, wav: bool) -> None:
    packed = zlib.compress(b"\x00bomb\x00" + bytes(50_000_000), 9)
    body = (50_000_006).to_bytes(4, "big") + packed

    def size(number: int) -> bytes:
        return bytes((number >> shift) & 0x7F for shift in (21, 14, 7, 0))

    flags = b"\x00\x80" if version == 3 else b"\x00\x09"
    plain = b"TIT2" + size(2) + b"\x00\x00" + b"\x00x"
    frame = (
        plain + b"TXXX" + (len(body).to_bytes(4, "big") if version == 3 else size(len(body))) + flags + body
    )
    tag = b"ID3" + bytes([version, 0, 0]) + size(len(frame)) + frame
    path = tmp_path / ("bomb.wav" if wav else "bomb.mp3")
    export(SOUND, 44_100, path)
    data = path.read_bytes()
    if wav:
        data = (
            data[: data.index(b"id3 ")]
            + b"id3 "
            + len(tag).to_bytes(4, "little")
            + tag
            + b"\x00" * (len(tag) % 2)
        )
        data = data[:4] + (len(data) - 8).to_bytes(4, "little") + data[8:]
    else:
        data = tag + data
    path.write_bytes(data)
    with pytest.raises(FileError, match="compressed"):
        read_tags(path)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        read_tags(tmp_path / "none.wav")
    with pytest.raises(FileError):
        read_tags(tmp_path)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 8000), st.integers(0, 255))
def test_one_wrong_byte_never_surprises(
    tmp_path_factory: pytest.TempPathFactory, at: int, value: int
) -> None:
    folder = tmp_path_factory.getbasetemp() / "flip"
    folder.mkdir(exist_ok=True)
    source = folder / "source.flac"
    if not source.exists():
        export(SOUND, 44_100, source, tags=FULL)
    data = bytearray(source.read_bytes())
    data[at % len(data)] = value
    (folder / "flipped.flac").write_bytes(data)
    try:
        tags = read_tags(folder / "flipped.flac")
    except FileError:
        return
    assert isinstance(tags, Tags)
