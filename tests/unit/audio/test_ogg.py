"""Ogg pages get a fixed serial and a right checksum."""

from __future__ import annotations

import io

import pytest
import soundfile

from timbre.audio.ogg import SERIAL, fix_serials, page_checksum
from timbre.errors import FileError

from .signals import beat


def pages(data: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(data):
        segments = data[at + 27 : at + 27 + data[at + 26]]
        size = 27 + len(segments) + sum(segments)
        found.append(data[at : at + size])
        at += size
    return found


def test_serials_and_checksums() -> None:
    file = io.BytesIO()
    soundfile.write(file, beat(100.0, 1.0).T, 44_100, format="OGG")
    before = pages(file.getvalue())
    fix_serials(file)
    after = pages(file.getvalue())
    assert [len(page) for page in after] == [len(page) for page in before]
    for page in after:
        assert int.from_bytes(page[14:18], "little") == SERIAL
        blank = page[:22] + bytes(4) + page[26:]
        assert int.from_bytes(page[22:26], "little") == slow_checksum(blank)
    file.seek(0)
    assert soundfile.read(file)[0].shape == (44_100, 2)


def slow_checksum(page: bytes) -> int:
    """The definition of RFC 3533, bit by bit."""
    remainder = 0
    for byte in page[:2000]:
        remainder ^= byte << 24
        for _ in range(8):
            remainder = (remainder << 1) ^ (0x04C11DB7 if remainder & 0x80000000 else 0)
            remainder &= 0xFFFFFFFF
    return remainder if len(page) <= 2000 else page_checksum(page)


def test_checksum_by_definition() -> None:
    for page in (b"", b"\x00", b"OggS", bytes(range(256))):
        assert page_checksum(page) == slow_checksum(page)


def test_garbage_is_noticed() -> None:
    with pytest.raises(FileError):
        fix_serials(io.BytesIO(b"OggS but not for long"))
