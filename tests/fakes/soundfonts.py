"""A small writer of SoundFonts: bytes of SF2 and SF3 files made of zones written out by hand."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import soundfile

from timbre.engines.composer.soundfont.generators import Gen

Zone = Sequence[tuple[int, int]]
RATE = 22_050
DRUM_BANK = 128


@dataclass(frozen=True)
class Recorded:
    """A sample: float sound [T], its loop in frames, and the key it was played at."""

    sound: np.ndarray
    loop: tuple[int, int] = (0, 0)
    key: int = 69
    rate: int = RATE
    correction: int = 0


@dataclass(frozen=True)
class Instrument:
    """Zones of an instrument; each ends with its sample unless it is global. `mods`: (src, dest, amount, by, trans)."""

    zones: Sequence[Zone]
    mods: Sequence[Sequence[tuple[int, int, int, int, int]]] = ()


@dataclass(frozen=True)
class Written:
    """A preset: bank, program, name, zones."""

    bank: int
    program: int
    name: str
    zones: Sequence[Zone]


def sine(hz: float = 440.0, periods: int = 200, rate: int = RATE) -> np.ndarray:
    """A sine of whole periods, half of full scale; `hz` is bent so that a period is a whole number of frames."""
    frames = round(rate / hz)
    return 0.5 * np.sin(2 * np.pi * np.arange(frames * periods) / frames)


def pair(low: int, high: int) -> int:
    """The amount of a range generator."""
    amount = low | high << 8
    return amount - 65536 if amount > 32767 else amount


def tone(*zone: tuple[int, int], recorded: Recorded | None = None) -> bytes:
    """A font with one preset (0:0) of one zone; `recorded` or a looped sine of 441 Hz."""
    sound = sine(441.0)
    only = recorded or Recorded(sound, (50, 50 + 50 * 100))
    whole = ((Gen.SAMPLE_MODES, 1), *zone, (Gen.SAMPLE, 0))
    return font([only], [Instrument([whole])], [Written(0, 0, "Tone", [((Gen.INSTRUMENT, 0),)])])


def general(programs: Sequence[int] = (0, 24, 32, 33, 40, 48, 73), *, kits: Sequence[int] = (0,)) -> bytes:
    """A font whose melodic presets all play one sine, and whose kits play a short one on every key."""
    recorded = [Recorded(sine(441.0), (50, 5050)), Recorded(sine(441.0, 20), key=60)]
    instruments = [
        Instrument([((Gen.SAMPLE_MODES, 1), (Gen.RELEASE_VOL_ENV, -2400), (Gen.SAMPLE, 0))]),
        Instrument([((Gen.SAMPLE, 1),)]),
    ]
    presets = [Written(0, n, f"Sine {n}", [((Gen.INSTRUMENT, 0),)]) for n in programs]
    presets += [Written(DRUM_BANK, n, f"Kit {n}", [((Gen.INSTRUMENT, 1),)]) for n in kits]
    return font(recorded, instruments, presets)


def font(
    recorded: Sequence[Recorded],
    instruments: Sequence[Instrument],
    presets: Sequence[Written],
    *,
    compressed: bool = False,
    low_bytes: bool = False,
    version: tuple[int, int] | None = None,
    padded: bool = True,
) -> bytes:
    """The bytes of a file. `low_bytes`: 24 bits; `compressed`: SF3; without `padded` odd chunks get no padding."""
    words, shdr, extra = _pool(recorded, compressed)
    major, minor = version or ((3, 1) if compressed else (2, 4 if low_bytes else 1))
    info = _list(
        b"INFO",
        _chunk(b"ifil", struct.pack("<HH", major, minor))
        + _chunk(b"INAM", b"Test font\0")
        + _chunk(b"ICOP", b"me\0\0"),
    )
    stores = _chunk(b"smpl", words, padded) + (_chunk(b"sm24", extra) if low_bytes else b"")
    pdta = _presets(presets) + _instruments(instruments) + _chunk(b"shdr", shdr)
    body = b"sfbk" + info + _list(b"sdta", stores) + _list(b"pdta", pdta)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _pool(recorded: Sequence[Recorded], compressed: bool) -> tuple[bytes, bytes, bytes]:
    words, low, shdr = b"", b"", b""
    for number, each in enumerate(recorded):
        whole = np.round(each.sound * 8388607).astype(np.int64)
        high = (whole >> 8).astype("<i2")
        start = len(words) if compressed else len(words) // 2
        if compressed:
            file = io.BytesIO()
            soundfile.write(file, each.sound, each.rate, format="OGG", subtype="VORBIS")
            words += file.getvalue()
            end, begin, kind = len(words), 0, 0x11
        else:
            words += high.tobytes() + bytes(92)
            low += (whole & 0xFF).astype(np.uint8).tobytes() + bytes(46)
            end, begin, kind = start + len(high), start, 1
        name = f"sample {number}".encode().ljust(20, b"\0")
        loop = begin + each.loop[0], begin + each.loop[1]
        shdr += name + struct.pack(
            "<5IBbHH", start, end, *loop, each.rate, each.key, each.correction, 0, kind
        )
    return words, shdr + b"EOS".ljust(46, b"\0"), low


def _presets(presets: Sequence[Written]) -> bytes:
    heads, bags, gens = b"", b"", b""
    bag = gen = 0
    for each in presets:
        heads += each.name.encode().ljust(20, b"\0") + struct.pack(
            "<HHHIII", each.program, each.bank, bag, 0, 0, 0
        )
        for zone in each.zones:
            bags += struct.pack("<HH", gen, 0)
            gens += b"".join(struct.pack("<Hh", *pair) for pair in zone)
            bag, gen = bag + 1, gen + len(zone)
    heads += b"EOP".ljust(20, b"\0") + struct.pack("<HHHIII", 0, 0, bag, 0, 0, 0)
    bags += struct.pack("<HH", gen, 0)
    return (
        _chunk(b"phdr", heads)
        + _chunk(b"pbag", bags)
        + _chunk(b"pmod", bytes(10))
        + _chunk(b"pgen", gens + bytes(4))
    )


def _instruments(instruments: Sequence[Instrument]) -> bytes:
    heads, bags, gens, mods = b"", b"", b"", b""
    bag = gen = mod = 0
    for number, each in enumerate(instruments):
        heads += f"inst {number}".encode().ljust(20, b"\0") + struct.pack("<H", bag)
        for at, zone in enumerate(each.zones):
            own = each.mods[at] if at < len(each.mods) else ()
            bags += struct.pack("<HH", gen, mod)
            gens += b"".join(struct.pack("<Hh", *pair) for pair in zone)
            mods += b"".join(struct.pack("<HHhHH", *row) for row in own)
            bag, gen, mod = bag + 1, gen + len(zone), mod + len(own)
    heads += b"EOI".ljust(20, b"\0") + struct.pack("<H", bag)
    bags += struct.pack("<HH", gen, mod)
    return (
        _chunk(b"inst", heads)
        + _chunk(b"ibag", bags)
        + _chunk(b"imod", mods + bytes(10))
        + _chunk(b"igen", gens + bytes(4))
    )


def _chunk(name: bytes, data: bytes, padded: bool = True) -> bytes:
    return name + struct.pack("<I", len(data)) + data + (b"\0" if padded and len(data) % 2 else b"")


def _list(form: bytes, data: bytes) -> bytes:
    return _chunk(b"LIST", form + data)
