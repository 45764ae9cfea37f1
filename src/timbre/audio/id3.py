"""Writes the few ID3v2.3 frames Timbre needs (https://id3.org/id3v2.3.0); the same tags give the same bytes.

Knows nothing of files: WAV carries the tag in a chunk, MP3 at its beginning. Reading is mutagen's work.
"""

from __future__ import annotations

from collections.abc import Mapping


def id3_tag(texts: Mapping[str, str], user_texts: Mapping[str, str], comment: str = "") -> bytes:
    """A whole tag: `texts` by frame (TIT2 …), `user_texts` by description (TXXX), one English comment (COMM)."""
    frames = b"".join(_frame(name, *_encoded(value)) for name, value in texts.items() if value)
    for description, value in user_texts.items():
        if value:
            encoding, text = _encoded(value)
            frames += _frame("TXXX", encoding, _encoded(description, encoding)[1] + _end(encoding) + text)
    if comment:
        encoding, text = _encoded(comment)
        frames += _frame("COMM", encoding, b"eng" + _encoded("", encoding)[1] + _end(encoding) + text)
    return b"ID3\x03\x00\x00" + _syncsafe(len(frames)) + frames


def _frame(name: str, encoding: int, body: bytes) -> bytes:
    data = bytes([encoding]) + body
    return name.encode("ascii") + len(data).to_bytes(4, "big") + b"\x00\x00" + data


def _encoded(text: str, encoding: int | None = None) -> tuple[int, bytes]:
    """Encoding 0 is Latin-1, used where it is enough; 1 is UTF-16 with a byte order mark."""
    if encoding != 1:
        try:
            return 0, text.encode("ascii")
        except UnicodeEncodeError:
            pass
    return 1, b"\xff\xfe" + text.encode("utf-16-le", "replace")


def _end(encoding: int) -> bytes:
    return b"\x00\x00" if encoding == 1 else b"\x00"


def _syncsafe(size: int) -> bytes:
    """28 bits in four bytes of seven."""
    return bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
