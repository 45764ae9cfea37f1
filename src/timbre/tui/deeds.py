"""What each key of the table does. Keys, palette and the bottom line all come here.

Knows nothing of how it looks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from timbre.conversation.keys import all_keys

if TYPE_CHECKING:
    from timbre.session.take import Take
    from timbre.tui.sound import Sound
    from timbre.tui.studio import Studio

NUDGE_SECONDS = 5.0
LOUDER_PERCENT = 5.0


class Deeds:
    """Key id → deed."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._lines = {key.id: key.line for key in all_keys()}

        def sound() -> Sound:
            return studio.session.sound

        self._deeds: dict[str, Callable[[], object]] = {
            "editor": lambda: studio.prompt.open_editor(),
            "edit_last": lambda: studio.prompt.recall_last(),
            "find_line": lambda: studio.prompt.find_line(),
            "seed": self._seed,
            "cancel": self._cancel,
            "like": lambda: self._rate("up"),
            "dislike": lambda: self._rate("down"),
            "search": self._search,
            "export": self.export,
            "open": lambda: self._of_target("/open"),
            "copy": lambda: self._of_target("/copy path"),
            "play": lambda: sound().toggle(self.target()),
            "stop": lambda: sound().stop(),
            "back": lambda: sound().nudge(-NUDGE_SECONDS),
            "forward": lambda: sound().nudge(NUDGE_SECONDS),
            "loop": lambda: sound().loop(),
            "compare": self._compare,
            "prefer": lambda: sound().prefer(""),
            "louder": lambda: sound().louder(LOUDER_PERCENT),
            "softer": lambda: sound().louder(-LOUDER_PERCENT),
            "help": self.help,
            "palette": studio.action_command_palette,
            "history_panel": lambda: studio.folding.go("history"),
            "inspector_panel": lambda: studio.folding.go("inspector"),
            "queue_panel": self._queue,
            "prompt": lambda: studio.prompt.focus_editor(),
            "theme": self._theme,
            "quit": lambda: studio.session.leave(),
            **{f"seek_{digit}": self._seeking(digit / 10) for digit in range(10)},
        }

    @property
    def known(self) -> frozenset[str]:
        """Ids of all keys something is done for."""
        return frozenset({*self._deeds, *(key for key, line in self._lines.items() if line)})

    def run(self, key_id: str) -> None:
        """Do it. A key nobody knows does nothing."""
        if key_id in self._deeds:
            self._deeds[key_id]()
            return
        line = self._lines.get(key_id, "")
        if line.endswith(" "):
            self._studio.prompt.draft(line)
        elif line:
            self._studio.say(line)

    def target(self) -> str:
        """Id of the take a key is about: the one in focus in the conversation or the history, else ""."""
        studio = self._studio
        if studio.history.has_focus_within:
            return studio.history.highlighted_take()
        return studio.transcript.focused_take()

    def export(self, take_id: str = "") -> None:
        """Open the export dialog for a take."""
        from timbre.tui.exporting import export_dialog

        take = self._take(take_id or self.target())
        if take is None:
            self._studio.notify('There is no take yet. Type an idea, such as "warm lo-fi piano".', timeout=4)
        else:
            export_dialog(self._studio, take)

    def help(self) -> None:
        """The help page; a command chosen there comes into the prompt."""
        from timbre.tui.screens.help import HelpScreen

        def chosen(text: str | None) -> None:
            if text:
                self._studio.prompt.draft(text)

        if not isinstance(self._studio.screen, HelpScreen):
            self._studio.push_screen(HelpScreen(self._studio.keys), chosen)

    def _take(self, take_id: str) -> Take | None:
        """The take with that id, else the current one."""
        talk = self._studio.talk
        if talk is None:
            return None
        state = talk.desk.state
        return state.takes.get(take_id) or state.takes.get(state.current or "")

    def _of_target(self, line: str) -> None:
        """Say `line` of the take in focus."""
        take = self._take(self.target())
        self._studio.say(line if take is None else f"{line} {take.number}")

    def _rate(self, rating: str) -> None:
        take = self._take(self.target())
        if take is None:
            self._studio.notify("There is no take to rate yet.", timeout=3)
        else:
            word = "none" if take.rating == rating else rating
            self._studio.say(f"/rate {word} {take.number}")

    def _seed(self) -> None:
        talk = self._studio.talk
        locked = talk is not None and talk.desk.state.seed_lock is not None
        self._studio.say("/seed unlock" if locked else "/seed lock")

    def _cancel(self) -> None:
        """Esc: what lies on top first, then a comparison, then the job, then the sound, then to the prompt."""
        studio = self._studio
        if studio.folding.close_over():
            return
        if studio.queue.has_focus and not studio.queue.folded:
            studio.queue.toggle()
            studio.prompt.focus_editor()
            return
        if studio.talk is not None and studio.talk.desk.comparison is not None:
            studio.session.sound.close_compare()
            studio.notify("The comparison is closed; both takes are kept.", timeout=2)
            return
        stopped = studio.talk.interrupt() if studio.talk is not None else ""
        if stopped:
            studio.notify(f"Stopping the {stopped}.", timeout=2)
        else:
            studio.prompt.focus_editor()

    def _queue(self) -> None:
        queue = self._studio.queue
        if queue.busy or queue.display:
            queue.toggle()
        else:
            self._studio.notify("Nothing is being made: the queue is empty.", timeout=2)

    def _search(self) -> None:
        self._studio.folding.show("history")
        self._studio.history.focus_search()

    def _compare(self) -> None:
        """The next of a comparison; without one, compare what is marked in the history, or what there is."""
        studio = self._studio
        if studio.queue.has_focus and not studio.queue.folded:
            studio.queue.toggle()
            studio.prompt.focus_editor()
            return
        if studio.talk is not None and studio.talk.desk.comparison is not None:
            studio.session.sound.switch("")
            return
        marked = studio.history.marked()
        studio.say(" ".join(["/compare", *map(str, marked)]) if len(marked) > 1 else "/compare")

    def _seeking(self, fraction: float) -> Callable[[], object]:
        return lambda: self._studio.session.sound.seek(fraction, "")

    def _theme(self) -> None:
        from timbre.tui.theme import next_theme

        name = next_theme(self._studio)
        self._studio.notify(f"Theme {name}. To keep it: timbre config set theme {name}", timeout=3)
