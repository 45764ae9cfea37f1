"""One line of the history: the record envelope, its checksum, and the way old versions are read.

Knows nothing of files, nor of what the payloads mean.

A line is one JSON object, ASCII only, without spaces, keys in this order:

    {"v":1,"id":"01…","time":"2026-11-22T14:15:30.123Z","session":"01…","author":"user",
     "type":"take.done","payload":{…},"crc":"89abcdef"}

`crc` is the CRC-32 (IEEE 802.3, as in zlib) of the line's bytes before `,"crc":`, eight lower-case hex
digits. That frame (`{"v":N,` first, `,"crc":"xxxxxxxx"}` last) stays the same in every version, so that any
Timbre can check any line and see how new it is.
"""

from __future__ import annotations

import json
import math
import re
import zlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from timbre.errors import InvalidInputError

VERSION = 1
LINE_MAX_BYTES = 16 * 2**20
_HEAD_KEYS = ("v", "id", "time", "session", "author", "type")
_PAYLOAD_KEY = b',"payload":'
_CRC_KEY = b',"crc":"'
_CRC_BYTES = len(_CRC_KEY) + 8 + len(b'"}')

_TEXT = r'"([ !#-\[\]-~]*)"'  # ASCII without quotes and escapes
_USUAL_HEAD = re.compile(
    (r'\{"v":([0-9]{1,9}),' + ",".join(f'"{key}":{_TEXT}' for key in _HEAD_KEYS[1:])).encode()
)
_DECODER = json.JSONDecoder()

Envelope = dict[str, Any]

UPCASTERS: dict[int, Callable[[Envelope], Envelope]] = {}
"""Version n → the function that turns an envelope of version n into one of n + 1. Version 1 is the first."""


class DamagedLineError(ValueError):
    """The line is not a whole, unaltered record. The text says what is wrong with it."""


class Record(NamedTuple):
    """One event of the history. Types nobody knows are kept as they are; readers pass over them."""

    v: int
    id: str
    time: str
    session: str
    author: str
    type: str
    payload_json: bytes
    """The payload as it stands in the line: parsed only when somebody asks, to save time."""

    @property
    def payload(self) -> dict[str, Any]:
        """The payload, parsed anew each time; {} if it is no JSON object (a hand can write that)."""
        return parse_object(self.payload_json)

    @property
    def is_newer(self) -> bool:
        """True if a later Timbre wrote it, so that its meaning may have changed."""
        return self.v > VERSION


def parse_object(text: bytes) -> dict[str, Any]:
    """The JSON object in `text`; {} if there is none."""
    try:
        value = _DECODER.decode(text.decode())
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def dump_payload(payload: Mapping[str, Any], kind: str) -> bytes:
    """The payload of an event of type `kind`, as it is written in the line.

    Raises InvalidInputError if it is not plain JSON (NaN and infinity are not).
    """
    try:
        return _dump(payload)
    except (ValueError, TypeError, RecursionError) as error:
        where = _first_unwritable(payload, "payload") or str(error)
        raise InvalidInputError(
            f"A {kind!r} event cannot be written as JSON: {where}.",
            "Use text, whole numbers, finite numbers, true, false, null, lists and objects.",
        ) from error


def encode(record: Record) -> bytes:
    """The record as a line, ending in a newline. Raises InvalidInputError if it is over 16 MiB."""
    head = _dump(dict(zip(_HEAD_KEYS, record)))
    body = head[:-1] + _PAYLOAD_KEY + record.payload_json
    line = body + _CRC_KEY + b'%08x"}\n' % zlib.crc32(body)
    if len(line) > LINE_MAX_BYTES:
        raise InvalidInputError(
            f"A {record.type!r} event of {len(line):,} bytes is too large; the limit is {LINE_MAX_BYTES:,}.",
            "Keep audio and other large data in files and record their names.",
        )
    return line


def decode(line: bytes) -> Record:
    """The record in `line` (with or without its newline), brought up to the current version.

    Raises DamagedLineError if a single bit is off.
    """
    line = line[:-1] if line.endswith(b"\n") else line
    body, frame = line[:-_CRC_BYTES], line[-_CRC_BYTES:]
    if frame != _CRC_KEY + b'%08x"}' % zlib.crc32(body):
        raise DamagedLineError("its checksum does not match")
    # No JSON string can hold `,"payload":` (its quotes would be escaped), so this is the key itself.
    head_json, found, payload_json = body.partition(_PAYLOAD_KEY)
    usual = _USUAL_HEAD.fullmatch(head_json) if found else None
    if usual is not None and int(usual[1]) == VERSION:  # the same as below, three times as fast
        identity, time, session, author, kind = [text.decode() for text in usual.groups()[1:]]
        return Record(VERSION, identity, time, session, author, kind, payload_json)
    head = parse_object(head_json + b"}") if found else {}
    version = head.get("v")
    if type(version) is not int or version < 1:
        raise DamagedLineError("it is not a record")
    if version < VERSION:
        return _upcast(head, payload_json)
    texts = [head.get(key) for key in _HEAD_KEYS[1:]]
    if version > VERSION:
        texts = [text if isinstance(text, str) else "" for text in texts]
    return _record(version, texts, payload_json)


def _record(version: int, texts: list[Any], payload_json: bytes) -> Record:
    for key, text in zip(_HEAD_KEYS[1:], texts):
        if type(text) is not str:
            raise DamagedLineError(f"its {key!r} is not text")
    identity, time, session, author, kind = texts
    return Record(version, identity, time, session, author, kind, payload_json)


def _upcast(head: Envelope, payload_json: bytes) -> Record:
    envelope = {**head, "payload": parse_object(payload_json)}
    for version in range(head["v"], VERSION):
        envelope = UPCASTERS[version](envelope)
    return _record(VERSION, [envelope.get(key) for key in _HEAD_KEYS[1:]], _dump(envelope["payload"]))


def _dump(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode("ascii")


def _first_unwritable(value: object, where: str) -> str:
    """Name the first value inside that JSON has no form for; "" if there is none."""
    if isinstance(value, float) and not math.isfinite(value):
        return f"{where} is {value}"
    if value is None or isinstance(value, str | int | float):
        return ""
    try:
        if isinstance(value, Mapping):
            found = (_first_unwritable(inner, f"{where}.{key}") for key, inner in value.items())
        elif isinstance(value, list | tuple):
            found = (_first_unwritable(inner, f"{where}[{n}]") for n, inner in enumerate(value))
        else:
            return f"{where} is of type {type(value).__name__}"
        return next(filter(None, found), "")
    except RecursionError:
        return f"{where[:80]} is nested too deeply or contains itself"
