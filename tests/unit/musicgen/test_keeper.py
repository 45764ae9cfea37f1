"""One model at a time, loaded beside, kept for the next piece."""

import threading

import pytest

from fakes.musicgen_runtime import FakeRuntime, toy_config
from timbre.engines.musicgen import keeper
from timbre.engines.musicgen.keeper import Keeper
from timbre.errors import EngineError


def finish(news):
    """What was told, and what came of it."""
    told = []
    while True:
        try:
            told.append(next(news))
        except StopIteration as end:
            return told, end.value


def make(tell):
    tell("prepare")
    return FakeRuntime(toy_config())


@pytest.mark.parametrize("beside", [True, False])
def test_a_model_is_loaded_once(beside):
    kept = Keeper()
    assert kept.empty
    told, first = finish(kept.get("a", make, lambda: False, beside=beside))
    assert told[0] == "load"
    assert kept.holds("a")
    assert finish(kept.get("a", make, lambda: False, beside=beside)) == ([], first)


def test_another_model_takes_its_place():
    kept = Keeper()
    _, first = finish(kept.get("a", make, lambda: False))
    _, second = finish(kept.get("b", make, lambda: False))
    assert first is not second
    assert (first.closed, second.closed) == (1, 0)
    assert kept.holds("b")
    kept.drop()
    assert kept.empty
    assert second.closed == 1


def test_the_old_model_is_gone_before_the_new_one_comes():
    kept = Keeper()
    _, first = finish(kept.get("a", make, lambda: False))
    closed = []

    def look(tell):
        closed.append(first.closed)
        return make(tell)

    finish(kept.get("b", look, lambda: False))
    assert closed == [1]


def test_what_goes_wrong_is_raised_where_it_was_asked_for():
    def broken(tell):
        raise EngineError("no")

    kept = Keeper()
    with pytest.raises(EngineError):
        finish(kept.get("a", broken, lambda: False))
    assert finish(kept.get("a", make, lambda: False))[1] is not None


def test_a_model_nobody_waits_for_any_more_gives_way(monkeypatch):
    kept, go = Keeper(), threading.Event()

    def slow(tell):
        go.wait(10)
        return make(tell)

    assert finish(kept.get("a", slow, lambda: True))[1] is None
    go.set()
    _, other = finish(kept.get("b", make, lambda: False))
    assert kept.holds("b")
    assert other.closed == 0


def test_a_long_load_gives_signs_of_life(monkeypatch):
    monkeypatch.setattr(keeper, "ALIVE_SECONDS", 0.0)
    monkeypatch.setattr(keeper, "POLL_SECONDS", 0.001)
    go = threading.Event()

    def slow(tell):
        tell("prepare")
        go.wait(10)
        return make(tell)

    told = []
    news = Keeper().get("a", slow, lambda: False)
    while told.count("prepare") < 3:
        told.append(next(news))
    go.set()
    assert finish(news)[1] is not None
