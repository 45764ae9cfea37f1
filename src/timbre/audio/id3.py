"""Writes the few ID3v2.3 frames Timbre needs (https://id3.org/id3v2.3.0); the same tags give the same bytes.

Knows nothing of what tags mean: WAV carries them in a chunk, MP3 at its beginning. Reading is mutagen's work, once
`has_compressed_frames` has ruled out a tag that unpacks to gigabytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

_HEADER_BYTES = 10
_COMPRESSED = {3: 0x80, 4: 0x08}
"""Bit of a frame's second flag byte that marks compression, by version (2.2 has none)."""
_CHUNKS_MAX = 1000


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


def has_compressed_frames(file: BinaryIO) -> bool:
    """Whether the ID3 tag of an open MP3 or WAV file holds a compressed frame. Rare in good files, and a bomb in bad.

    Works on the raw tag, with unsynchronisation undone as a reader would.
    """
    start = _tag_start(file)
    if start is None:
        return False
    file.seek(start)
    header = file.read(_HEADER_BYTES)
    version = header[3] if len(header) == _HEADER_BYTES and header[:3] == b"ID3" else 0
    if version not in _COMPRESSED:
        return False
    body = file.read(_plain(header[6:10]))
    if header[5] & 0x80:
        body = body.replace(b"\xff\x00", b"\xff")
    at = 0
    if header[5] & 0x40 and len(body) >= 4:
        at = _plain(body[:4]) if version == 4 else 4 + int.from_bytes(body[:4], "big")
    while at + _HEADER_BYTES <= len(body) and body[at] != 0:
        if body[at + 9] & _COMPRESSED[version]:
            return True
        size = body[at + 4 : at + 8]
        at += _HEADER_BYTES + (_plain(size) if version == 4 else int.from_bytes(size, "big"))
    return False


def _tag_start(file: BinaryIO) -> int | None:
    """Where the ID3 tag of the file begins: at its start, or in a RIFF chunk."""
    file.seek(0)
    head = file.read(12)
    if head[:3] == b"ID3":
        return 0
    if head[:4] != b"RIFF":
        return None
    at = 12
    for _ in range(_CHUNKS_MAX):
        file.seek(at)
        chunk = file.read(8)
        if len(chunk) < 8:
            return None
        if chunk[:4].lower() == b"id3 ":
            return at + 8
        size = int.from_bytes(chunk[4:], "little")
        at += 8 + size + size % 2
    return None


def _plain(size: bytes) -> int:
    """The number in four bytes of seven bits."""
    return (size[0] & 0x7F) << 21 | (size[1] & 0x7F) << 14 | (size[2] & 0x7F) << 7 | (size[3] & 0x7F)
