"""Lines come out as they went in, however the bytes arrive, and memory stays bounded."""

from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.jobs.lines import LineSplitter


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200), st.lists(st.integers(1, 30), max_size=40), st.integers(1, 40))
def test_any_cutting_gives_the_same_lines(data: bytes, sizes: list[int], longest: int) -> None:
    whole = [line for line in data.split(b"\n")[:-1] if len(line) <= longest]
    splitter, lines, rest = LineSplitter(longest), [], data
    for size in sizes:
        lines += splitter.feed(rest[:size])
        rest = rest[size:]
    lines += splitter.feed(rest)
    assert lines == whole


def test_only_newlines_end_a_line() -> None:
    line = "a\r b\u2028 c\x85 d".encode()
    assert LineSplitter(100).feed(line + b"\n") == [line]


def test_a_line_that_is_too_long_is_dropped_alone() -> None:
    splitter = LineSplitter(5)
    assert splitter.feed(b"123456\n12345\n") == [b"12345"]
    assert splitter.dropped == 1


def test_a_line_that_never_ends_is_not_kept() -> None:
    splitter = LineSplitter(1000)
    for _ in range(100):
        assert splitter.feed(b"x" * 400) == []
    assert splitter._held <= 1000
    assert splitter.feed(b"\nnext\n") == [b"next"]
    assert splitter.dropped == 1
