"""Bell, notification, title and progress: what is written, byte for byte, and when nothing is."""

import asyncio

import pytest
from textual.app import App
from textual.screen import ModalScreen

from timbre.tui import sequences
from timbre.tui.notices import Notices
from timbre.tui.sequences import Ability, ability

GHOSTTY = {"TERM": "xterm-ghostty"}
HOSTILE = "a\x1b]2;owned\x07b\x9c\nc\x1b\\;d‮"


def test_a_title_is_one_clean_line():
    assert sequences.title("▶ 42 % – Timbre") == "\x1b]2;▶ 42 % – Timbre\x07"
    assert sequences.title(HOSTILE) == "\x1b]2;a]2;ownedb c\\;d\x07"
    assert len(sequences.title("x" * 1000)) < 130


def test_progress_goes_to_the_tab_and_away_again():
    assert sequences.progress(0.424) == "\x1b]9;4;1;42\x1b\\"
    assert sequences.progress(7) == "\x1b]9;4;1;100\x1b\\"
    assert sequences.progress(None) == "\x1b]9;4;0;0\x1b\\"


def test_notifications_are_spelt_three_ways():
    assert sequences.notification("9", "Take 3 is ready", "lo-fi") == "\x1b]9;Take 3 is ready: lo-fi\x1b\\"
    assert sequences.notification("777", "a;b", "c;d") == "\x1b]777;notify;a,b;c,d\x1b\\"
    told = sequences.notification("99", "Take 3", "lo-fi")
    assert told == "\x1b]99;i=timbre:d=0;Take 3\x1b\\\x1b]99;i=timbre:d=1:p=body;lo-fi\x1b\\"


@pytest.mark.parametrize("way", ["9", "777", "99"])
def test_foreign_text_cannot_end_a_notification(way):
    plain = sequences.notification(way, "h", "t")
    assert sequences.notification(way, HOSTILE, HOSTILE).count("\x1b") == plain.count("\x1b")
    assert "\x07" not in sequences.notification(way, HOSTILE, HOSTILE)


def test_tmux_gets_it_wrapped_and_a_bell():
    able = ability({"TERM": "tmux-256color", "TMUX": "/tmp/x"})
    assert sequences.through_tmux("\x1b]9;x\x1b\\") == "\x1bPtmux;\x1b\x1b]9;x\x1b\x1b\\\x1b\\"
    assert sequences.alert(able, "h", "t").startswith("\x1bPtmux;\x1b\x1b]9;h: t")
    assert sequences.alert(able, "h", "t").endswith("\a")
    assert not able.progress


@pytest.mark.parametrize(
    ("environment", "able"),
    [
        ({}, Ability()),
        ({"TERM": "dumb"}, Ability()),
        ({"TERM": "linux"}, Ability()),
        ({"TERM": "screen-256color"}, Ability()),
        ({"TERM": "xterm-kitty"}, Ability(True, ("99",), True)),
        (GHOSTTY, Ability(True, ("9",), True, True)),
        ({"TERM": "xterm-256color", "WT_SESSION": "1"}, Ability(True, ("9",), False, True)),
        ({"TERM": "foot"}, Ability(True, ("777",), True)),
        ({"TERM": "xterm-256color"}, Ability(True, ("9", "777"))),
    ],
)
def test_terminals_are_asked_for_what_they_know(environment, able):
    assert ability(environment) == able


def test_a_terminal_that_knows_nothing_gets_a_bell_alone():
    assert sequences.alert(Ability(), "h", "t") == "\a"


class Stage:
    """An app without a screen of its own, a clock the test moves, and what was written."""

    def __init__(self, setting="bell", environment=GHOSTTY):
        self.app = App()
        self.app.title = "rainy night – Timbre"
        self.now = 100.0
        self.written = []
        self.notices = Notices(
            self.app, setting, environment=environment, write=self.written.append, clock=lambda: self.now
        )

    def run(self, act):
        async def scenario():
            async with self.app.run_test(notifications=True) as pilot:
                await act(self, pilot)

        asyncio.run(scenario())

    async def written_soon(self, pilot):
        """Wait for the timer of the title."""
        for _ in range(150):
            await pilot.pause(0.02)
            if self.written:
                return

    def took(self):
        """What was written since the last look."""
        found, self.written[:] = "".join(self.written), []
        return found


def test_the_title_is_kept_shown_and_given_back():
    async def act(stage, pilot):
        stage.notices.begin()
        assert stage.took() == "\x1b[22;2t\x1b]2;rainy night – Timbre\x07"
        stage.now += 1
        stage.notices.job_progress(0.42)
        assert stage.took() == "\x1b]9;4;1;42\x1b\\\x1b]2;▶ 42 % – Timbre\x07"
        stage.now += 1
        stage.notices.job_progress(None)
        assert stage.took() == "\x1b]9;4;0;0\x1b\\\x1b]2;rainy night – Timbre\x07"
        stage.notices.close()
        assert stage.took() == "\x1b]2;\x07\x1b[23;2t"
        stage.notices.close()
        assert stage.took() == ""

    Stage().run(act)


def test_closing_takes_the_progress_away():
    async def act(stage, pilot):
        stage.notices.job_progress(0.42)
        stage.took()
        stage.notices.close()
        assert stage.took() == "\x1b]9;4;0;0\x1b\\\x1b]2;\x07\x1b[23;2t"

    Stage().run(act)


def test_titles_are_written_twice_a_second_at_most_and_the_last_one_comes():
    async def act(stage, pilot):
        for step in range(100):
            stage.notices.job_progress(step / 100)
        assert stage.took().count("\x1b]2;") == 1
        stage.now += 1
        await stage.written_soon(pilot)
        assert stage.took() == "\x1b]9;4;1;99\x1b\\\x1b]2;▶ 99 % – Timbre\x07"

    Stage().run(act)


def test_the_same_per_cent_is_written_once():
    async def act(stage, pilot):
        stage.notices.job_progress(0.421)
        stage.took()
        stage.now += 1
        stage.notices.job_progress(0.424)
        assert stage.took() == ""

    Stage().run(act)


def test_a_take_rings_only_while_nobody_looks():
    async def act(stage, pilot):
        stage.notices.begin()
        stage.took()
        stage.notices.take_ready(3, "lo-fi")
        assert stage.took() == ""
        stage.notices.focus(False)
        stage.now += 1
        stage.notices.take_ready(3, "lo-fi")
        assert stage.took() == "\x1b]2;Take 3 is ready – Timbre\x07\a"
        stage.notices.take_ready(4, "lo-fi")
        assert "\a" not in stage.took(), "one bell a second"
        stage.notices.focus(True)
        stage.now += 2
        await stage.written_soon(pilot)
        assert stage.took() == "\x1b]2;rainy night – Timbre\x07"

    Stage().run(act)


def test_a_desktop_notification_where_that_is_set():
    async def act(stage, pilot):
        stage.notices.focus(False)
        stage.took()
        stage.notices.failed("no engine")
        assert stage.took() == "\x1b]9;That did not work: no engine\x1b\\"

    Stage("desktop").run(act)


def test_off_is_silent():
    async def act(stage, pilot):
        stage.notices.focus(False)
        stage.took()
        stage.now += 5
        stage.notices.take_ready(3, "lo-fi")
        assert stage.took() == ""

    Stage("off").run(act)


def test_a_dumb_terminal_gets_a_bell_and_no_sequence():
    async def act(stage, pilot):
        stage.notices.job_progress(0.5)
        stage.notices.focus(False)
        stage.notices.take_ready(3, "lo-fi")
        stage.notices.close()
        assert stage.took() == "\a"

    Stage("desktop", {"TERM": "dumb"}).run(act)


def test_a_toast_where_a_dialog_hides_the_conversation():
    async def act(stage, pilot):
        stage.notices.take_ready(2, "seen")
        stage.app.push_screen(ModalScreen())
        await pilot.pause()
        stage.notices.take_ready(3, "[b]lo-fi[/]")
        stage.notices.failed("no engine")
        await pilot.pause()
        told = [(each.title, each.message, each.severity) for each in stage.app._notifications]
        assert told == [
            ("Take 3 is ready", "[b]lo-fi[/]", "information"),
            ("That did not work", "no engine", "error"),
        ]

    Stage().run(act)


def test_without_a_terminal_nothing_is_written():
    async def scenario():
        app = App()
        written = []
        async with app.run_test():
            notices = Notices(app, "desktop", environment=GHOSTTY)
            app._driver.write = written.append
            notices.focus(False)
            notices.job_progress(0.4)
            notices.take_ready(3, "lo-fi")
            notices.close()
        assert written == []

    asyncio.run(scenario())
