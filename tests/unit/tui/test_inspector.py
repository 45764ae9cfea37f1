"""The inspector driven by keys and clicks: what it says, and what it keeps."""

import asyncio
import shlex
from dataclasses import replace

import pytest
from textual.app import App
from textual.widgets import Input

from fakes.theatre import until
from timbre.conversation.inspection import InspectedField, Inspection
from timbre.tui.inspector import Inspector
from timbre.tui.inspector.editor import ValueInput, ValueList
from timbre.tui.inspector.view import FieldView
from timbre.tui.messages import Say


def field(name, label, group="Words", kind="text", value="", source="default", because="", **more):
    return InspectedField(name, label, group, kind, value, source, because, **more)


BPM = field(
    "bpm", "tempo", value="80", source="stated", because="“80 bpm”", valid="30 to 300", line="/set bpm {}"
)
KEY = field("key", "key", value="A minor", source="set", because="/set", line="/set key {}")
MASTER = field(
    "master",
    "chain",
    "Mastering",
    "choice",
    "auto",
    choices=("auto", "clean", "warm", "off"),
    line="/set master {}",
)
TRIM = field("trim", "trim", "Mastering", "switch", "on", line="/set trim {}")
SEED = field("seed", "seed", "Engine", value="48211", line="/seed {}", valid="0 to 9")
TEMPERATURE = field(
    "temperature",
    "temperature",
    "Engine",
    enabled=False,
    why="composer takes no temperature",
    line="/set temperature {}",
)
TAPE = field("preset:tape", "tape", "Presets", "switch", "off", "", line="/preset tape {}")
FORM = field("form", "form", line="/set form {}")
ALL = Inspection("Take 2", (BPM, KEY, FORM, SEED, TEMPERATURE, TAPE, MASTER, TRIM), ("banana",))


class Panel(App):
    CSS = "Inspector { width: 40; }"

    def __init__(self, inspection=ALL, **attributes):
        super().__init__()
        self.inspection = inspection
        self.said = []
        self.spaces = 0
        for name, value in attributes.items():
            setattr(self, name, value)

    def compose(self):
        yield Inspector()
        yield Input(id="prompt", compact=True)

    def on_mount(self):
        inspector = self.query_one(Inspector)
        inspector.show(self.inspection)
        inspector.focus()

    def on_say(self, message: Say):
        self.said.append(message.line)

    def on_key(self, event):
        if event.key in ("space", "d", "5", "left"):
            self.spaces += 1


class Hand:
    """Presses keys and reads the panel."""

    def __init__(self, app, pilot):
        self.app, self.pilot = app, pilot
        self.inspector = app.query_one(Inspector)
        self.view = app.query_one(FieldView)

    async def press(self, *keys):
        await self.pilot.press(*keys)

    async def to(self, key):
        """Put the cursor on a field at once; move to a heading by keys."""
        kind, _, name = key.partition(":")
        if kind == "field":
            self.view.go_to(name)
        else:
            keys = [line.key for line in self.view.lines if line.key]
            await self.press("home", *["down"] * keys.index(key))
        await self.pilot.pause()
        assert self.view.line().key == key

    async def click(self, key, x=4):
        row = next(row for row, line in enumerate(self.view.lines) if line.key == key)
        await self.pilot.click(FieldView, offset=(x, row - self.view.scroll_offset.y))
        await self.pilot.pause()

    async def until(self, true):
        await until(self.pilot, true, "it comes")

    def foot(self):
        return " ".join(str(self.app.query_one("#inspector-foot").render()).split())

    def screen(self):
        return ["".join(seg.text for seg in self.view.render_line(y)) for y in range(self.view.size.height)]

    def editor(self, kind=ValueInput):
        found = [each for each in self.app.query(kind) if each.is_attached and not each._pruning]
        return found[0] if found else None


def drive(scenario, size=(80, 30), **attributes):
    async def go():
        app = Panel(**attributes)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await scenario(Hand(app, pilot))
        return app

    return asyncio.run(go())


def test_enter_types_a_value_over_the_old_one_and_says_it():
    async def scenario(hand):
        await hand.to("field:bpm")
        await hand.press("enter")
        editor = hand.editor()
        assert (editor.value, editor.placeholder, editor.has_focus) == ("80", "30 to 300", True)
        assert "Takes 30 to 300" in hand.foot()
        await hand.press("9", "0", "enter")
        await hand.until(lambda: hand.editor() is None)
        assert hand.view.has_focus

    assert drive(scenario).said == ["/set bpm 90"]


def test_escape_leaves_the_value_and_reaches_nobody_else():
    async def scenario(hand):
        await hand.to("field:bpm")
        await hand.press("enter", "9", "escape")
        await hand.until(lambda: hand.editor() is None)
        assert hand.view.has_focus

    assert drive(scenario).said == []


def test_the_cursor_of_an_editor_lies_over_its_value():
    async def scenario(hand):
        await hand.to("field:key")
        await hand.press("enter")
        place = hand.view.place("key")
        await hand.until(lambda: hand.editor().region.y == hand.view.region.y + place.y)
        editor = hand.editor()
        assert editor.region.right <= hand.inspector.region.right
        assert editor.region.width >= 14

    drive(scenario)


def test_spaces_letters_and_digits_are_the_studios_but_not_while_typing():
    async def scenario(hand):
        await hand.press("space", "d", "5", "left")
        assert hand.app.spaces == 4
        await hand.to("field:bpm")
        await hand.press("enter", "space", "d", "5")
        assert hand.app.spaces == 4

    assert drive(scenario).said == []


def test_backspace_takes_back_what_was_set_and_nothing_else():
    async def scenario(hand):
        await hand.to("field:key")
        await hand.press("backspace")
        await hand.to("field:bpm")
        await hand.press("delete")

    assert drive(scenario).said == ["/set key none"]


def test_an_emptied_line_takes_a_setting_back():
    async def scenario(hand):
        await hand.to("field:key")
        await hand.press("enter", "backspace", "enter")

    assert drive(scenario).said == ["/set key none"]


def test_a_choice_is_stepped_through_and_quick_steps_add_up():
    async def scenario(hand):
        await hand.to("field:master")
        await hand.press(
            "greater_than_sign", "greater_than_sign", "less_than_sign", "less_than_sign", "less_than_sign"
        )

    said = drive(scenario).said
    assert said == [f"/set master {name}" for name in ("clean", "warm", "clean", "auto", "off")]


def test_a_choice_opens_a_list():
    async def scenario(hand):
        await hand.to("field:master")
        await hand.press("enter")
        chosen = hand.editor(ValueList)
        assert chosen.highlighted == 0
        await hand.press("w", "enter")
        await hand.until(lambda: hand.editor(ValueList) is None)
        await hand.press("enter", "escape")
        await hand.until(lambda: hand.editor(ValueList) is None)
        assert hand.view.has_focus

    assert drive(scenario).said == ["/set master warm"]


def test_a_switch_turns_by_key_and_by_click():
    async def scenario(hand):
        await hand.to("field:trim")
        await hand.press("enter", "enter")
        await hand.click("field:trim")

    assert drive(scenario).said == ["/set trim off", "/set trim on", "/set trim off"]


def test_groups_fold_by_key_and_click_and_stay_so():
    async def scenario(hand):
        assert "field:preset:tape" not in {line.key for line in hand.view.lines}
        await hand.to("group:Presets")
        await hand.press("enter")
        await hand.to("field:preset:tape")
        await hand.press("enter")
        await hand.click("group:Words")
        assert "field:bpm" not in {line.key for line in hand.view.lines}
        hand.inspector.show(Inspection("Take 3", ALL.fields))
        await hand.pilot.pause()
        keys = {line.key for line in hand.view.lines}
        assert "field:preset:tape" in keys
        assert "field:bpm" not in keys

    assert drive(scenario).said == ["/preset tape on"]


def test_what_was_not_said_unfolds():
    async def scenario(hand):
        await hand.click("more:Words")
        await hand.to("field:form")
        await hand.to("more:Words")
        assert "form" in hand.foot()
        await hand.press("enter")
        assert "field:form" not in {line.key for line in hand.view.lines}

    drive(scenario)


@pytest.mark.parametrize(("source", "line"), [("default", "/seed lock"), ("set", "/seed unlock")])
def test_the_seed_is_locked_and_let_go(source, line):
    async def scenario(hand):
        await hand.to("field:seed")
        await hand.press("enter")
        await hand.click("field:seed", x=5)

    seed = replace(SEED, source=source)
    assert drive(scenario, inspection=Inspection("Take 1", (seed,))).said == [line, line]


def test_a_seed_is_typed():
    async def scenario(hand):
        await hand.to("field:seed")
        await hand.press("number_sign", "7", "enter")
        await hand.until(lambda: hand.editor() is None)
        await hand.click("field:seed", x=hand.view.lines[hand.view._cursor].value_at)
        assert hand.editor().value == "7"

    assert drive(scenario).said == ["/seed 7"]


def test_a_disabled_field_says_why_and_does_nothing():
    async def scenario(hand):
        await hand.to("field:temperature")
        await hand.press("enter", "backspace", "greater_than_sign")
        assert hand.editor() is None
        assert "composer takes no temperature" in hand.foot()

    assert drive(scenario).said == []


def test_a_refused_value_is_told_and_taken_up_again():
    async def scenario(hand):
        await hand.to("field:bpm")
        await hand.press("enter", "9", "9", "9", "9", "enter")
        await hand.until(lambda: bool(hand.app.said))
        await hand.press("down")
        hand.inspector.reject("bpm cannot be '9999'; valid: 30 to 300\x1b[31m.")
        await hand.until(lambda: hand.editor() is not None and hand.editor().has_focus)
        await hand.pilot.pause()
        assert hand.editor().value == "9999"
        assert hand.foot().startswith("bpm cannot be '9999'; valid: 30 to 300[31m.")
        assert hand.view.line().key == "field:bpm"
        await hand.press("escape")
        await hand.until(lambda: "tempo: 80" in hand.foot())

    drive(scenario)


def test_a_refusal_of_something_else_changes_nothing():
    async def scenario(hand):
        await hand.to("field:bpm")
        hand.inspector.reject("The engine broke.")
        assert "broke" not in hand.foot()
        await hand.press("enter", "9", "9", "enter")
        await hand.until(lambda: bool(hand.app.said))
        hand.inspector.show(Inspection("Take 2", (replace(BPM, next="99"), KEY)))
        hand.inspector.reject("The engine broke.")
        await hand.pilot.pause()
        assert hand.editor() is None
        assert "broke" not in hand.foot()

    drive(scenario)


def test_a_refusal_does_not_take_the_focus_from_elsewhere():
    async def scenario(hand):
        await hand.to("field:bpm")
        await hand.press("enter", "9", "9", "enter")
        await hand.until(lambda: bool(hand.app.said))
        await hand.until(lambda: hand.view.has_focus)
        hand.app.query_one("#prompt").focus()
        await hand.until(lambda: hand.app.query_one("#prompt").has_focus)
        hand.inspector.reject("bpm cannot be 99.")
        await hand.pilot.pause()
        assert hand.editor() is None
        assert "cannot be 99" in hand.foot()

    drive(scenario)


def test_quotation_marks_reach_the_conversation():
    async def scenario(hand):
        await hand.to("field:bpm")
        await hand.press("enter", "i", "t", "apostrophe", "s", "enter")

    (line,) = drive(scenario).said
    assert shlex.split(line) == ["/set", "bpm", "it's"]


def test_the_cursor_and_the_scrolling_stay_when_the_fields_change():
    many = tuple(field(f"f{n}", f"field {n}", "Engine", value=str(n)) for n in range(40))

    async def scenario(hand):
        await hand.to("field:f30")
        scrolled = hand.view.scroll_offset.y
        assert scrolled > 0
        hand.inspector.show(Inspection("Take 2", (replace(many[0], value="new"), *many[1:])))
        await hand.pilot.pause()
        assert (hand.view.line().key, hand.view.scroll_offset.y) == ("field:f30", scrolled)
        hand.inspector.show(Inspection("Take 2", many[20:]))
        await hand.pilot.pause()
        assert hand.view.line().key == "field:f30"

    drive(scenario, inspection=Inspection("Take 1", many))


def test_the_cursor_comes_back_to_a_field_that_was_not_said_for_a_while():
    async def scenario(hand):
        await hand.to("field:key")
        unsaid = replace(KEY, value="", source="default", because="")
        hand.inspector.show(Inspection("What these words mean", (BPM, unsaid, TRIM)))
        assert hand.view.line().key != "field:key"
        hand.inspector.show(Inspection("Take 2", (BPM, KEY, TRIM)))
        assert hand.view.line().key == "field:key"

    drive(scenario)


def test_a_panel_that_was_away_catches_up():
    async def scenario(hand):
        hand.inspector.display = False
        await hand.pilot.pause()
        hand.inspector.show(Inspection("Take 3", (replace(BPM, value="77"),)))
        await hand.pilot.pause()
        hand.inspector.display = True
        await hand.until(lambda: any("77" in line for line in hand.screen()))
        assert len(hand.view.lines) == 2

    drive(scenario)


def test_another_width_lays_out_anew():
    async def scenario(hand):
        hand.inspector.styles.width = 24
        await hand.until(lambda: max(line.width for line in hand.view.lines) < 24)
        assert hand.view.virtual_size.width < 24

    drive(scenario)


def test_an_open_editor_stays_over_its_field_when_the_fields_change():
    async def scenario(hand):
        await hand.to("field:key")
        await hand.press("enter", "B")
        hand.inspector.show(Inspection("Take 3", (BPM, replace(BPM, name="metre", label="metre"), KEY)))
        await hand.until(lambda: hand.editor().region.y == hand.view.region.y + 3)
        await hand.press("enter")

    assert drive(scenario).said == ["/set key B"]


def test_an_editor_whose_field_is_gone_closes():
    async def scenario(hand):
        await hand.to("field:key")
        await hand.press("enter")
        hand.inspector.show(Inspection("Take 3", (BPM,)))
        await hand.until(lambda: hand.editor() is None)

    drive(scenario)


def test_going_elsewhere_closes_the_editor_but_another_window_does_not():
    async def scenario(hand):
        await hand.to("field:key")
        await hand.press("enter", "B")
        hand.app.app_focus = False
        await hand.pilot.pause()
        hand.app.app_focus = True
        await hand.until(lambda: hand.editor() is not None and hand.editor().has_focus)
        assert hand.editor().value == "B"
        await hand.click("field:bpm")
        await hand.until(lambda: hand.editor() is None)
        assert hand.view.line().key == "field:bpm"

    assert drive(scenario).said == []


def test_a_click_on_a_value_edits_it_and_one_on_its_name_only_goes_there():
    async def scenario(hand):
        await hand.click("field:key")
        assert (hand.view.line().key, hand.editor()) == ("field:key", None)
        await hand.click("field:key", x=hand.view.line().value_at)
        assert hand.editor().value == "A minor"

    drive(scenario)


def test_the_same_inspection_again_changes_nothing():
    async def scenario(hand):
        lines = hand.view.lines
        hand.inspector.show(Inspection("Take 2", ALL.fields, ("banana",)))
        assert hand.view.lines is lines

    drive(scenario)


def test_moving_reads_to_the_very_end():
    async def scenario(hand):
        await hand.press("down", "down", "up")
        assert hand.view.line().key == "field:f1"
        await hand.press("end", "down")
        assert any("changed nothing: banana" in line for line in hand.screen())
        await hand.press("pageup", "pagedown", "home")
        assert hand.view.scroll_offset.y == 0
        assert hand.view.line().key == "group:Engine"

    many = tuple(field(f"f{n}", f"field {n}", "Engine", value=str(n)) for n in range(12))
    drive(scenario, size=(80, 12), inspection=Inspection("Take 1", many, ("banana",)))


def test_hostile_values_are_shown_as_text():
    bad = field(
        "x", "[red]x[/]", value="\x1b[2J[bold]日本語\n第二行[/]", source="stated", because="“\x07[link=x]”"
    )

    async def scenario(hand):
        screen = hand.screen()
        assert "[2J[bold]日本" in screen[1]
        assert "\x1b" not in "".join(screen)
        assert "[red]x[/]" in hand.foot()
        assert hand.app.query_one("#inspector-title").render().plain == "[b]Take[/b] [1"
        await hand.press("down", "enter")
        assert hand.editor().value == "[2J[bold]日本語 第二行[/]"

    bad = replace(bad, line="/set x {}")
    drive(scenario, inspection=Inspection("[b]Take[/b]\x1b [1", (bad,)))


@pytest.mark.parametrize(("width", "height"), [(20, 6), (28, 10), (34, 20), (60, 40)])
def test_every_size_is_survived_with_an_editor_open(width, height):
    async def scenario(hand):
        await hand.to("field:key")
        await hand.press("enter")
        await hand.pilot.resize_terminal(width, height + 3)
        await hand.pilot.pause()
        assert all(len(line) == hand.view.size.width for line in hand.screen())
        assert hand.editor().region.right <= hand.inspector.region.right

    drive(scenario, size=(width, height))


def test_ascii_terminals_and_light_and_dark_themes_draw():
    async def scenario(hand):
        assert hand.screen()[1].startswith("> ")
        hand.app.theme = "textual-light"
        await hand.pilot.pause()
        assert hand.screen()[1].startswith("> ")

    drive(scenario, glyphs="ascii")


def test_an_empty_inspection_is_calm():
    async def scenario(hand):
        await hand.press("down", "up", "enter", "home", "end", "pagedown", "backspace")
        assert set("".join(hand.screen())) == {" "}

    assert drive(scenario, inspection=Inspection("The next take", ())).said == []
