"""Plug-ins of the user's: what is refused, what a crash does, and a real one where it is installed."""

from __future__ import annotations

import platform
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest

from timbre.audio import plugin_host
from timbre.audio.loudness import integrated_lufs
from timbre.audio.mastering import master
from timbre.audio.plugin_host import plugin_sha256, run_plugin
from timbre.audio.presets import MasteringPreset, PluginEffect
from timbre.errors import EngineError, InvalidInputError, MissingError, UnknownNameError

from .signals import beat, sine

RATE = 44_100
REAL = Path("/usr/lib/vst3/ZamComp.vst3")
needs_plugin = pytest.mark.skipif(
    not REAL.exists(), reason="needs a VST3 plug-in: Debian's zam-plugins (ZamComp) is not installed"
)
linux = pytest.mark.skipif(platform.system() != "Linux", reason="ELF libraries are Linux's")


def plugin(path: Path, **settings: float | str) -> PluginEffect:
    return PluginEffect(effect="plugin", path=str(path), settings=settings)


def bundle(folder: Path, library: bytes, machine: str = "x86_64-linux") -> Path:
    path = folder / "Bad.vst3"
    inner = path / "Contents" / machine
    inner.mkdir(parents=True)
    (inner / "Bad.so").write_bytes(library)
    return path


def test_a_missing_one_and_what_is_none(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="is not there"):
        run_plugin(plugin(tmp_path / "No.vst3"), RATE, beat(100, 1.0))
    with pytest.raises(InvalidInputError, match="is not a plug-in"):
        run_plugin(plugin(tmp_path / "song.wav"), RATE, beat(100, 1.0))


def test_a_bad_bundle_is_refused_in_words(tmp_path: Path) -> None:
    path = bundle(tmp_path, b"no library at all")
    with pytest.raises(InvalidInputError, match=r"Bad\.vst3 cannot be loaded as a plug-in"):
        run_plugin(plugin(path), RATE, beat(100, 1.0))


@linux
def test_one_for_another_processor_is_refused(tmp_path: Path) -> None:
    strange = b"\x7fELF\x02\x01" + bytes(12) + struct.pack("<H", 0xF3)
    with pytest.raises(InvalidInputError, match="is made for machine 243, and this machine is"):
        run_plugin(plugin(bundle(tmp_path, strange)), RATE, beat(100, 1.0))


@linux
def test_a_crash_is_an_error_not_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugin_host.sys, "executable", shutil.which("false"))
    music = beat(100, 1.0)
    with pytest.raises(EngineError, match="Bad crashed or did not answer"):
        run_plugin(plugin(bundle(tmp_path, b"")), RATE, music)


def test_the_fingerprint_is_of_names_and_contents(tmp_path: Path) -> None:
    first = bundle(tmp_path / "a", b"one")
    same, other = bundle(tmp_path / "b", b"one"), bundle(tmp_path / "c", b"two")
    moved = bundle(tmp_path / "d", b"one", "aarch64-linux")
    hashes = [plugin_sha256(plugin(path)) for path in (first, same, other, moved)]
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3


@needs_plugin
def test_a_real_plugin_masters_alike_every_time_and_in_step() -> None:
    squeezed = MasteringPreset(lufs=-14, chain=(plugin(REAL, threshold_db=-26.0, ratio=10.0, attack_ms=0.1),))
    music = beat(100.0, 3.0)
    first, second = (master(music, RATE, squeezed).samples for _ in "ab")
    plain = master(music, RATE, MasteringPreset(lufs=-14)).samples
    assert np.array_equal(first, second)
    assert integrated_lufs(first, RATE) == pytest.approx(-14.0, abs=0.5)
    assert spread_db(first) < spread_db(plain) - 2.0
    click = np.zeros((2, RATE), np.float32)
    click[:, 20_000] = 0.5
    run_plugin(plugin(REAL), RATE, click)
    assert int(np.argmax(np.abs(click[0]))) == 20_000


@needs_plugin
@pytest.mark.parametrize(
    ("settings", "error", "complaint"),
    [
        ({"treshold_db": -20.0}, UnknownNameError, "Did you mean 'threshold_db'"),
        ({"ratio": 90.0}, InvalidInputError, "ZamComp.ratio is 90; it goes from 1 to 20"),
        ({"current_program": "Loudest"}, InvalidInputError, "cannot be 'Loudest'"),
    ],
)
def test_settings_are_checked(
    settings: dict[str, float | str], error: type[Exception], complaint: str
) -> None:
    with pytest.raises(error, match=complaint):
        run_plugin(plugin(REAL, **settings), RATE, sine(440.0, 0.5, -12.0))


def spread_db(samples: np.ndarray) -> float:
    """How far loud and soft stretches of 20 ms are apart."""
    length = samples.shape[1] // 882 * 882
    levels = 10 * np.log10(np.mean(samples[:, :length].reshape(2, -1, 882) ** 2, axis=(0, 2)) + 1e-12)
    return float(np.percentile(levels, 95) - np.percentile(levels, 20))
