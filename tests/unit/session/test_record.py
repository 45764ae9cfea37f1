"""The envelope of a history line: form, checksum, versions."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.errors import InvalidInputError
from timbre.session import record as record_module
from timbre.session.record import DamagedLineError, Record, decode, dump_payload, encode

GOLDEN = Path(__file__).parents[2] / "golden" / "history-v1.jsonl"

leaves = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
payloads = st.dictionaries(
    st.text(),
    st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=8,
    ),
    max_size=5,
)


def make(payload: dict[str, object], kind: str = "take.done", session: str = "s", version: int = 1) -> Record:
    return Record(
        version, "01a", "2026-11-22T14:15:30.123Z", session, "user", kind, dump_payload(payload, kind)
    )


def sealed(body: bytes) -> bytes:
    """`body` (an object without its closing brace) with a correct checksum."""
    return body + b',"crc":"%08x"}\n' % zlib.crc32(body)


@settings(deadline=None, max_examples=80)
@given(payload=payloads, kind=st.text(), session=st.text())
def test_any_payload_survives(payload: dict[str, object], kind: str, session: str) -> None:
    record = make(payload, kind, session)
    line = encode(record)
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert decode(line) == record
    assert decode(line).payload == payload


def test_the_line_has_the_documented_form() -> None:
    line = encode(make({"prompt": "näive\u2028piano\n"}))
    assert list(json.loads(line)) == ["v", "id", "time", "session", "author", "type", "payload", "crc"]
    body, _, crc = line.rpartition(b',"crc":"')
    assert crc == b'%08x"}\n' % zlib.crc32(body)
    assert len(line.decode().splitlines()) == 1
    assert b"\\u2028" in line


def test_every_flipped_bit_is_noticed() -> None:
    line = encode(make({"prompt": "quiet rain", "seed": 7}))
    for position in range(len(line) - 1):
        for bit in range(8):
            bent = bytearray(line)
            bent[position] ^= 1 << bit
            with pytest.raises(DamagedLineError):
                decode(bytes(bent))


def test_every_shortening_is_noticed() -> None:
    line = encode(make({"prompt": "quiet rain"}))
    assert decode(line[:-1]) == decode(line)
    for length in range(len(line) - 1):
        with pytest.raises(DamagedLineError):
            decode(line[:length])


@pytest.mark.parametrize("text", ['{"payload":{}}', ',"payload":{"x":1},"crc":"00000000"}', '"', "\\"])
def test_strings_that_look_like_keys_do_not_confuse(text: str) -> None:
    record = make({"prompt": text}, kind=text, session=text)
    assert decode(encode(record)) == record
    assert decode(encode(record)).payload == {"prompt": text}


@pytest.mark.parametrize(
    ("payload", "where"),
    [
        (
            {"result": {"measured": [{"lufs": float("-inf")}]}},
            r"payload\.result\.measured\[0\]\.lufs is -inf",
        ),
        ({"x": float("nan")}, r"payload\.x is nan"),
        ({"audio": b"raw"}, r"payload\.audio is of type bytes"),
    ],
)
def test_what_json_cannot_hold_is_named(payload: dict[str, object], where: str) -> None:
    with pytest.raises(InvalidInputError, match=where):
        make(payload)


def test_a_payload_that_contains_itself_is_refused() -> None:
    loop: dict[str, object] = {}
    loop["again"] = loop
    with pytest.raises(InvalidInputError, match="cannot be written"):
        make(loop)


def test_a_huge_payload_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="too large"):
        encode(make({"audio": "x" * record_module.LINE_MAX_BYTES}))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[1",
        b'{"v":1',
        b'{"v":0,"id":"a","time":"t","session":"s","author":"u","type":"x","payload":{}',
        b'{"v":true,"id":"a","time":"t","session":"s","author":"u","type":"x","payload":{}',
        b'{"v":1,"id":7,"time":"t","session":"s","author":"u","type":"x","payload":{}',
        b'{"v":1,"id":"a","time":"t","session":"s","author":"u","payload":{}',
    ],
)
def test_sealed_nonsense_is_still_nonsense(body: bytes) -> None:
    with pytest.raises(DamagedLineError):
        decode(sealed(body))


@pytest.mark.parametrize("payload", [b"[1,2]", b"{broken", b"[" * 5000 + b"]" * 5000])
def test_an_odd_payload_reads_as_nothing(payload: bytes) -> None:
    head = b'{"v":1,"id":"a","time":"t","session":"s","author":"u","type":"x","payload":'
    assert decode(sealed(head + payload)).payload == {}


def test_a_newer_version_is_recognised_whatever_it_holds() -> None:
    record = decode(sealed(b'{"v":9,"id":12,"sort":"x","payload":[]'))
    assert (record.v, record.id, record.is_newer, record.payload) == (9, "", True, {})
    assert not make({}).is_newer


def test_an_older_version_is_brought_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    old = make({"text": "rain"})
    monkeypatch.setattr(record_module, "VERSION", 3)
    monkeypatch.setitem(
        record_module.UPCASTERS, 1, lambda e: {**e, "payload": {"prompt": e["payload"]["text"]}}
    )
    monkeypatch.setitem(record_module.UPCASTERS, 2, lambda e: {**e, "type": "take.made"})
    new = decode(encode(old))
    assert (new.v, new.type, new.payload) == (3, "take.made", {"prompt": "rain"})


def test_every_older_version_has_an_upcaster() -> None:
    assert sorted(record_module.UPCASTERS) == list(range(1, record_module.VERSION))


def test_the_golden_file_of_version_1_reads_and_writes_the_same_bytes() -> None:
    lines = GOLDEN.read_bytes().splitlines(keepends=True)
    records = [decode(line) for line in lines]
    assert [record.type for record in records] == [
        "session.started",
        "take.done",
        "take.failed",
        "take.rated",
        "weather.reported",
        "take.partial",
        "take.cancelled",
        "take.deleted",
    ]
    assert [encode(record) for record in records] == lines
    assert records[1].payload["request"]["prompt"] == "piano at night,\u2028“löwe”"
    assert records[4].payload == {"sky": ["clear", None, 1.5, True]}
