"""Reading: what is fine is read, what is not is named, nothing hostile gets through."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.audio.exporter import audio_hash, export
from timbre.audio.files import audio_info, read_audio
from timbre.errors import FileError

from .signals import beat

SOUND = beat(100.0, 3.0)


@pytest.mark.parametrize("extension", ["wav", "flac", "ogg", "mp3"])
def test_reads_what_it_writes(tmp_path: Path, extension: str) -> None:
    written = export(SOUND, 44_100, tmp_path / f"x.{extension}")
    clip = read_audio(tmp_path / f"x.{extension}")
    assert clip.sample_rate == 44_100
    assert clip.samples.dtype == np.float32
    assert audio_hash(clip.samples) == written.audio_sha256
    assert clip.seconds == pytest.approx(3.0, abs=0.06)


def test_into_a_memory_map(tmp_path: Path) -> None:
    export(SOUND, 44_100, tmp_path / "x.wav")
    info = audio_info(tmp_path / "x.wav")
    assert (info.channels, info.frames, info.file_format) == (2, SOUND.shape[1], "WAV")
    mapped = np.memmap(tmp_path / "x.f32", "<f4", "w+", shape=(info.frames, 2)).T
    clip = read_audio(tmp_path / "x.wav", out=mapped)
    np.testing.assert_array_equal(clip.samples, read_audio(tmp_path / "x.wav").samples)


def test_mp3_has_no_seams(tmp_path: Path) -> None:
    """Read in blocks or at once, an MP3 decodes to the same samples."""
    export(SOUND, 44_100, tmp_path / "x.mp3")
    whole, _ = soundfile.read(tmp_path / "x.mp3", dtype="float32", always_2d=True)
    np.testing.assert_array_equal(read_audio(tmp_path / "x.mp3").samples, whole.T)


def test_aiff_and_mono_and_24_bits(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "x.aiff", SOUND[0], 22_050, subtype="PCM_24")
    clip = read_audio(tmp_path / "x.aiff")
    assert clip.channels == 1
    assert np.abs(clip.samples[0] - SOUND[0]).max() < 1e-6


def test_cut_short_gives_what_there_is(tmp_path: Path) -> None:
    export(SOUND, 44_100, tmp_path / "x.wav")
    data = (tmp_path / "x.wav").read_bytes()
    (tmp_path / "short.wav").write_bytes(data[: 44 + 4 * 1000])
    assert read_audio(tmp_path / "short.wav").samples.shape == (2, 1000)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.wav", b"", "is empty"),
        ("x.wav", b"just some words", "text"),
        ("x.wav", b"MThd\x00\x00\x00\x06", "MIDI"),
        ("x.wav", b"\x89PNG\r\n\x1a\n" + bytes(50), "PNG"),
        ("x.m4a", b"\x00\x00\x00\x20ftypM4A " + bytes(50), "M4A"),
        ("x.wav", b"RIFF\x10\x00\x00\x00WAVEjunk", "damaged or unusual WAV"),
        ("x.flac", b"fLaC" + bytes(10), "FLAC"),
        ("x.bin", bytes(range(128, 256)) * 10, "unknown data"),
        ("x.wav", b'{"a": 1}', "JSON"),
    ],
)
def test_what_is_not_audio_is_named(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(FileError, match=words) as caught:
        read_audio(tmp_path / name)
    assert name in caught.value.message
    assert caught.value.hint


def test_missing_and_folder(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="No such file"):
        read_audio(tmp_path / "none.wav")
    with pytest.raises(FileError, match="is a folder"):
        read_audio(tmp_path)
    with pytest.raises(FileError):
        read_audio(tmp_path / "nul\0.wav")


def wav_header(channels: int, rate: int, data_bytes: int) -> bytes:
    block = 2 * channels
    form = struct.pack("<HHIIHH", 1, channels, rate, min(rate * block, 2**32 - 1), block, 16)
    return b"RIFF" + struct.pack("<I", 36 + data_bytes) + b"WAVEfmt " + struct.pack("<I", 16) + form + b"data"


@pytest.mark.parametrize(
    ("channels", "rate", "words"),
    [(16, 44_100, "16 channels"), (2, 4_000, "4000 Hz"), (2, 384_000, "384000 Hz")],
)
def test_caps(tmp_path: Path, channels: int, rate: int, words: str) -> None:
    data = bytes(2 * channels * 100)
    (tmp_path / "x.wav").write_bytes(
        wav_header(channels, rate, len(data)) + struct.pack("<I", len(data)) + data
    )
    with pytest.raises(FileError, match=words):
        read_audio(tmp_path / "x.wav")


def test_longer_than_an_hour(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "long.flac", np.zeros(8_000 * 3_700, np.int16), 8_000)
    assert (tmp_path / "long.flac").stat().st_size < 400_000
    with pytest.raises(FileError, match=r"1\.0 hours"):
        read_audio(tmp_path / "long.flac")


def test_a_header_that_promises_too_much_costs_nothing(tmp_path: Path) -> None:
    data = bytes(400)
    header = wav_header(2, 44_100, 2**31) + struct.pack("<I", 2**31 - 100)
    (tmp_path / "liar.wav").write_bytes(header + data)
    try:
        clip = read_audio(tmp_path / "liar.wav")
    except FileError:
        return
    assert clip.samples.shape[1] <= 100


def test_nan_is_taken_out(tmp_path: Path) -> None:
    odd = SOUND.T.copy()
    odd[10:20] = np.nan
    soundfile.write(tmp_path / "x.wav", odd, 44_100, subtype="FLOAT")
    assert np.isfinite(read_audio(tmp_path / "x.wav").samples).all()


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 400), st.integers(0, 255), st.sampled_from(["wav", "flac", "ogg", "mp3"]))
def test_one_wrong_byte_never_surprises(
    tmp_path_factory: pytest.TempPathFactory, at: int, value: int, extension: str
) -> None:
    folder = tmp_path_factory.getbasetemp() / "wrong"
    folder.mkdir(exist_ok=True)
    source = folder / f"source.{extension}"
    if not source.exists():
        export(SOUND[:, :4000], 44_100, source)
    data = bytearray(source.read_bytes())
    data[at % len(data)] = value
    path = folder / f"wrong.{extension}"
    path.write_bytes(data)
    try:
        clip = read_audio(path)
    except FileError:
        return
    assert np.isfinite(clip.samples).all()
