"""Ids sort by time and never repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator

from timbre.session.identity import IdSource, is_id, new_id, utc_now


def source(times: Iterator[int], random: bytes = b"\0" * 10) -> IdSource:
    return IdSource(clock_ms=lambda: next(times), entropy=lambda count: random[:count])


def test_the_layout_is_that_of_a_ulid() -> None:
    # 2016-07-30T23:54:10.259Z is the example time of the ULID specification: 01ARZ3NDEK…
    assert source(iter([1_469_922_850_259])).next() == "01arz3ndek" + "0" * 16
    assert source(iter([0]), b"\xff" * 10).next() == "0" * 10 + "z" * 16


def test_ids_grow_while_the_clock_stands_still_or_goes_back() -> None:
    ids = source(iter([5000, 5000, 4000, 1, 5001, 5000]))
    made = [ids.next() for _ in range(6)]
    assert made == sorted(set(made))


def test_running_out_of_random_bits_borrows_a_millisecond() -> None:
    ids = source(iter([7, 7, 7]), b"\xff" * 10)
    made = [ids.next() for _ in range(3)]
    assert made == sorted(set(made))
    assert made[1].startswith("0000000008")


def test_new_ids_are_unique_and_ordered() -> None:
    made = [new_id() for _ in range(5000)]
    assert made == sorted(set(made))
    assert all(map(is_id, made))


def test_is_id_refuses_other_things() -> None:
    assert not is_id("last")
    assert not is_id("U" * 26)


def test_time_is_utc_with_milliseconds() -> None:
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", utc_now())
