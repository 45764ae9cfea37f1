"""Exported files: valid for other readers, the same bytes each time, whole or not at all, never overwriting."""

from __future__ import annotations

import errno
import hashlib
import os
import resource
import signal
import stat
import subprocess
import sys
import threading
import wave
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile

from timbre.audio import atomic, encoder, exporter
from timbre.audio.exporter import audio_hash, export, format_of, write_file
from timbre.audio.metadata import Tags, read_tags
from timbre.audio.ogg import SERIAL
from timbre.errors import FileError, InvalidInputError, UnknownNameError
from timbre.model.clip import Samples
from timbre.model.request import AudioFormat, BitDepth

from .signals import beat, sine

RATE = 44_100
MUSIC = beat(100.0, 2.0)
TAGS = Tags(
    title="Warm lo-fi – naïve ☔",
    prompt="warm lo-fi piano, 80 bpm, naïve ☔",
    engine="composer",
    model="large",
    seed=7,
    bpm=80.5,
    key="F# dorian",
    licence="CC0-1.0",
    comment="made by hand",
    recipe_json='{"request":{"prompt":"warm"}}',
)
KINDS: list[tuple[AudioFormat, BitDepth]] = [
    ("wav", "16"),
    ("wav", "24"),
    ("wav", "float"),
    ("flac", "16"),
    ("flac", "24"),
    ("ogg", "16"),
    ("mp3", "16"),
]
STEP = {"16": 2.0**-15, "24": 2.0**-23, "float": 0.0}


def leftovers(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.name.endswith(".part"))


@pytest.mark.parametrize(("file_format", "bits"), KINDS)
def test_other_readers_find_the_same_audio(tmp_path: Path, file_format: AudioFormat, bits: BitDepth) -> None:
    path = tmp_path / f"x.{file_format}"
    written = export(MUSIC, RATE, path, file_format, bits, TAGS)
    decoded, rate = soundfile.read(path, dtype="float32", always_2d=True)
    assert (rate, written.sample_rate, written.channels, written.frames) == (RATE, RATE, 2, MUSIC.shape[1])
    assert written.bytes == path.stat().st_size
    assert written.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert written.audio_sha256 == audio_hash(decoded.T)
    assert mutagen.File(path).info.length == pytest.approx(2.0, abs=0.06)
    if file_format in ("wav", "flac"):
        assert decoded.shape == MUSIC.T.shape
        assert np.abs(decoded.T - MUSIC).max() <= 2.0 * STEP[bits]
    else:
        correlation = np.corrcoef(decoded[: MUSIC.shape[1], 0], MUSIC[0, : len(decoded)])[0, 1]
        assert correlation > 0.95
    assert stat.S_IMODE(path.stat().st_mode) & 0o600 == 0o600


@pytest.mark.parametrize("bits", ["16", "24"])
def test_the_standard_library_reads_pcm(tmp_path: Path, bits: BitDepth) -> None:
    export(MUSIC, RATE, tmp_path / "x.wav", "wav", bits, TAGS)
    with wave.open(str(tmp_path / "x.wav")) as reader:
        assert reader.getnchannels() == 2
        assert reader.getsampwidth() == int(bits) // 8
        assert reader.getframerate() == RATE
        assert reader.getnframes() == MUSIC.shape[1]
        frames = reader.readframes(reader.getnframes())
    assert len(frames) == MUSIC.size * int(bits) // 8


@pytest.mark.parametrize(("file_format", "bits"), KINDS)
def test_tags_come_back(tmp_path: Path, file_format: AudioFormat, bits: BitDepth) -> None:
    path = tmp_path / f"x.{file_format}"
    export(MUSIC[:, :5000], RATE, path, file_format, bits, TAGS)
    assert read_tags(path) == TAGS


@pytest.mark.parametrize(("file_format", "bits"), KINDS)
def test_same_audio_same_bytes(tmp_path: Path, file_format: AudioFormat, bits: BitDepth) -> None:
    first = export(MUSIC, RATE, tmp_path / f"a.{file_format}", file_format, bits, TAGS)
    (tmp_path / "deeper").mkdir()
    second = export(
        np.asfortranarray(MUSIC), RATE, tmp_path / "deeper" / f"b.{file_format}", None, bits, TAGS
    )
    assert first.sha256 == second.sha256
    assert first.audio_sha256 == second.audio_sha256
    if file_format == "ogg":  # libsndfile's own serial comes from the clock
        assert int.from_bytes(first.path.read_bytes()[14:18], "little") == SERIAL


def test_float_keeps_every_bit_and_has_no_peak_chunk(tmp_path: Path) -> None:
    hot = MUSIC * np.float32(3.0)
    export(hot, RATE, tmp_path / "x.wav", "wav", "float")
    decoded, _ = soundfile.read(tmp_path / "x.wav", dtype="float32", always_2d=True)
    np.testing.assert_array_equal(decoded.T, hot)
    assert b"PEAK" not in (tmp_path / "x.wav").read_bytes()[:200]


@pytest.mark.parametrize("channels", [1, 2, 3, 6, 8])
@pytest.mark.parametrize("bits", ["16", "24", "float"])
def test_channel_counts_and_odd_sizes(tmp_path: Path, channels: int, bits: BitDepth) -> None:
    sound = np.tile(MUSIC[:1, :1001], (channels, 1))
    export(sound, 48_000, tmp_path / "x.wav", "wav", bits, TAGS)
    decoded, rate = soundfile.read(tmp_path / "x.wav", dtype="float32", always_2d=True)
    assert rate == 48_000
    assert decoded.shape == (1001, channels)
    assert np.abs(decoded.T - sound).max() <= 2.0 * STEP[bits]


def test_no_samples_at_all_is_a_valid_file(tmp_path: Path) -> None:
    export(np.zeros((2, 0), np.float32), RATE, tmp_path / "x.wav")
    with wave.open(str(tmp_path / "x.wav")) as reader:
        assert reader.getnframes() == 0


def test_dither_is_noise_not_distortion_and_leaves_silence_alone(tmp_path: Path) -> None:
    quiet = sine(1000.0, 2.0, -96.0)
    export(quiet, RATE, tmp_path / "quiet.wav")
    decoded, _ = soundfile.read(tmp_path / "quiet.wav", dtype="float32", always_2d=True)
    spectrum = np.abs(np.fft.rfft(decoded[:RATE, 0] * np.hanning(RATE)))
    assert (
        spectrum[1000] > 10.0 * spectrum[3000 - 20 : 3000 + 20].max()
    )  # without dither the third harmonic sings
    export(np.zeros((2, 1000), np.float32), RATE, tmp_path / "silence.wav")
    assert not soundfile.read(tmp_path / "silence.wav")[0].any()


def test_a_16_bit_file_survives_being_written_again(tmp_path: Path) -> None:
    first = export(MUSIC, RATE, tmp_path / "a.wav")
    decoded, _ = soundfile.read(tmp_path / "a.wav", dtype="float32", always_2d=True)
    again = export(np.ascontiguousarray(decoded.T), RATE, tmp_path / "b.flac", bits="16")
    assert again.audio_sha256 == first.audio_sha256


def test_too_loud_is_clipped_and_nan_becomes_silence(tmp_path: Path) -> None:
    odd = MUSIC.copy()
    odd[0, :10], odd[0, 10:20], odd[0, 20:30] = 5.0, -5.0, np.nan
    export(odd, RATE, tmp_path / "x.wav", "wav", "24")
    decoded, _ = soundfile.read(tmp_path / "x.wav", dtype="float32", always_2d=True)
    assert decoded[:10, 0] == pytest.approx(1.0, abs=1e-6)
    assert decoded[10:20, 0] == pytest.approx(-1.0, abs=1e-6)
    assert not decoded[20:30, 0].any()


def test_never_overwrites_without_force(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(b"precious")
    with pytest.raises(FileError, match=r"x\.wav already exists") as caught:
        export(MUSIC, RATE, path)
    assert "--force" in caught.value.hint
    assert path.read_bytes() == b"precious"
    export(MUSIC, RATE, path, force=True)
    assert path.read_bytes()[:4] == b"RIFF"
    assert leftovers(tmp_path) == []


def test_a_dangling_link_counts_as_taken(tmp_path: Path) -> None:
    (tmp_path / "x.wav").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileError, match="already exists"):
        export(MUSIC, RATE, tmp_path / "x.wav")


def test_the_race_for_a_name_has_one_winner(tmp_path: Path) -> None:
    """Both writers see a free name; the file that comes first stays."""
    path, results = tmp_path / "x.bin", []
    barrier = threading.Barrier(8)

    def compete(number: int) -> None:
        try:
            with atomic.new_file(path) as file:
                file.write(bytes([number]) * 1000)
                barrier.wait()
            results.append(number)
        except FileError:
            pass

    threads = [threading.Thread(target=compete, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 1
    assert path.read_bytes() == bytes([results[0]]) * 1000
    assert leftovers(tmp_path) == []


def test_file_systems_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    write_file(tmp_path / "x", b"one")
    assert (tmp_path / "x").read_bytes() == b"one"
    monkeypatch.setattr(atomic, "_refuse", lambda path, force: None)
    with pytest.raises(FileError, match="already exists"):
        write_file(tmp_path / "x", b"two")
    assert (tmp_path / "x").read_bytes() == b"one"
    assert leftovers(tmp_path) == []


def test_missing_folders_are_made(tmp_path: Path) -> None:
    assert export(MUSIC, RATE, tmp_path / "a" / "b" / "x.flac").path.exists()


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="is a folder"):
        export(MUSIC, RATE, tmp_path, "wav", force=True)


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("x")
    with pytest.raises(FileError, match="not a folder"):
        export(MUSIC, RATE, tmp_path / "plain" / "x.wav")


def test_names_the_system_refuses(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="too long"):
        export(MUSIC, RATE, tmp_path / ("x" * 300 + ".wav"))
    with pytest.raises(FileError, match="NUL"):
        export(MUSIC, RATE, tmp_path / "a\0b.wav")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(FileError, match="cannot be written to"):
            export(MUSIC, RATE, tmp_path / "x.wav")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS])
def test_a_folder_that_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def refuse(*_: object) -> int:
        raise OSError(code, "no")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(FileError, match="cannot be written to"):
        export(MUSIC, RATE, tmp_path / "x.wav")


@pytest.mark.parametrize(("file_format", "bits"), KINDS)
def test_a_full_disk_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file_format: AudioFormat, bits: BitDepth
) -> None:
    """A file that refuses to grow past 20 kB stands in for the disk."""
    real = os.fdopen

    class Full:
        def __init__(self, *arguments: object) -> None:
            self._file = real(*arguments)  # type: ignore[call-overload]

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_: object) -> None:
            self._file.close()

        def __getattr__(self, name: str) -> object:
            return getattr(self._file, name)

        def write(self, data: bytes) -> int:
            if self._file.tell() + len(memoryview(data).cast("B")) > 20_000:
                raise OSError(errno.ENOSPC, "No space left on device")
            return int(self._file.write(data))

    monkeypatch.setattr(os, "fdopen", Full)
    with pytest.raises(FileError, match="disk is full"):
        export(np.tile(MUSIC, (1, 2)), RATE, tmp_path / f"x.{file_format}", file_format, bits, TAGS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("file_format", ["wav", "flac"])
def test_the_systems_own_size_limit(tmp_path: Path, file_format: AudioFormat) -> None:
    """RLIMIT_FSIZE in a child process: a real short write, in C for FLAC."""
    code = (
        "import resource, signal, sys, numpy as np\n"
        "from pathlib import Path\n"
        "from timbre.audio.exporter import export\n"
        "from timbre.errors import FileError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))\n"
        "try:\n"
        "    noise = np.random.default_rng(0).standard_normal((2, 100_000)).astype(np.float32) * 0.1\n"
        f"    export(noise, 44_100, Path(sys.argv[1]) / 'x.{file_format}')\n"
        "except FileError as error:\n"
        "    print(error.message)\n"
    )
    assert resource is not None
    assert signal.SIGXFSZ
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert "larger than this system allows" in done.stdout
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("file_format", ["wav", "flac", "ogg"])
def test_ctrl_c_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file_format: AudioFormat
) -> None:
    def interrupted(samples: Samples) -> object:
        yield np.ascontiguousarray(samples[:, :50_000])
        raise KeyboardInterrupt

    monkeypatch.setattr(exporter, "blocks", interrupted)
    monkeypatch.setattr(encoder, "blocks", interrupted)
    with pytest.raises(KeyboardInterrupt):
        export(MUSIC, RATE, tmp_path / f"x.{file_format}", file_format)
    assert list(tmp_path.iterdir()) == []


def test_bad_requests_are_refused_before_any_file(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="aiff"):
        export(MUSIC, RATE, tmp_path / "x.aiff")
    with pytest.raises(UnknownNameError, match="no extension"):
        export(MUSIC, RATE, tmp_path / "x")
    with pytest.raises(InvalidInputError, match="bit depth"):
        export(MUSIC, RATE, tmp_path / "x.wav", bits="12")  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError, match="96000"):
        export(MUSIC, 96_000, tmp_path / "x.mp3")
    with pytest.raises(InvalidInputError, match="2 channels"):
        export(np.zeros((3, 100), np.float32), RATE, tmp_path / "x.mp3")
    assert list(tmp_path.iterdir()) == []


def test_wav_files_end_at_4_gb(tmp_path: Path) -> None:
    endless = np.broadcast_to(np.zeros((1, 1), np.float32), (8, 2**28))
    with pytest.raises(FileError, match="4 GB"):
        export(endless, RATE, tmp_path / "x.wav", bits="24")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.WAV", "wav"), ("a.wave", "wav"), ("a.oga", "ogg"), ("a.b.flac", "flac"), ("a.mp3", "mp3")],
)
def test_the_extension_names_the_format(name: str, expected: str) -> None:
    assert format_of(Path(name)) == expected
