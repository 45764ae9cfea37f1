"""`timbre studio` with options: what is wrong is told, and told in time."""

import pytest

from timbre.cli import full_screen
from timbre.cli.commands import studio
from timbre.tui import running


@pytest.fixture
def opened(monkeypatch):
    """A terminal that can show the studio, and a studio that only opens its conversation."""
    orders, problems = [], []

    def run_studio(opening, _paths):
        orders.append(opening(problems))
        return 0

    monkeypatch.setattr(full_screen, "can_show", lambda: True)
    monkeypatch.setattr(studio, "can_show", lambda: True)
    monkeypatch.setattr(running, "run_studio", run_studio)
    return orders, problems


@pytest.mark.parametrize("arguments", [(), ("studio",), ("studio", "--new"), ("studio", "--seed", 0)])
def test_a_bad_setting_is_told_in_the_studio_with_options_or_without(timbre, home, opened, arguments):
    orders, problems = opened
    (home / "home").mkdir()
    (home / "home" / "config.toml").write_text("volume = 1000")
    assert timbre(*arguments).code == 0
    assert [order.surface for order in orders] == ["studio"]
    assert len(problems) == 1
    assert "volume" in problems[0]


def test_options_reach_the_studio(timbre, home, opened):
    assert timbre("studio", "--new", "--seed", 0, "--seconds", "1:30", "--preset", "warm-tape").code == 0
    (order,) = opened[0]
    assert (order.new, order.seed, order.wishes.default_seconds) == (True, 0, 90.0)
    assert order.wishes.presets == ("warm-tape",)


@pytest.mark.parametrize(
    "option", [("--seed", -1), ("--seconds", 0), ("--seconds", ""), ("--new", "--session", "x")]
)
def test_a_bad_option_is_told_before_anything_is_painted(timbre, home, opened, option):
    ran = timbre("studio", *option)
    assert ran.code == 2
    assert "error:" in ran.err
    assert opened[0] == []


def test_without_a_terminal_there_is_the_chat(timbre, home):
    ran = timbre("studio", "--new")
    assert ran.code == 4
    assert "timbre chat" in ran.err


@pytest.mark.parametrize(
    "arguments", [("chat",), ("make", "house"), ("make", "house", "-o", "~nobody-at-all/x.wav")]
)
def test_the_home_of_nobody_is_told(timbre, home, arguments):
    (home / "home").mkdir()
    (home / "home" / "config.toml").write_text('outputs = "~nobody-at-all/x"')
    ran = timbre(*arguments)
    assert ran.code == 2
    assert "~nobody-at-all" in ran.err
