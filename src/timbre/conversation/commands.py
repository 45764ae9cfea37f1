"""Every command of the conversation, declared once: chat, studio, palette, help and documentation read it here.

Knows nothing of what the commands do; `acting` binds a function to each name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Takes = Literal["nothing", "words", "values"]
"""Whether what follows a name is nothing, free text kept as it is, or values split as in a shell."""

Values = Literal[
    "", "take", "preset", "template", "engine", "model", "format", "field", "command", "session", "words"
]
"""What the first value is, for completion."""


@dataclass(frozen=True)
class Command:
    """One command. `arguments` is shown as it stands: `[…]` may be left out, `|` divides choices."""

    name: str
    arguments: str
    help: str
    group: str
    takes: Takes = "nothing"
    values: Values = ""
    key: str = ""
    """Id of its key binding, which `[keys]` in the settings may change; "" if it has none."""
    aliases: tuple[str, ...] = ()

    @property
    def usage(self) -> str:
        """`/name arguments`."""
        return f"/{self.name} {self.arguments}".rstrip()


_MAKING, _TAKES, _LISTENING, _SHAPING, _FILES, _ELSE = (
    "Making music",
    "Takes",
    "Listening",
    "Settings of this session",
    "Files",
    "Everything else",
)

COMMANDS: tuple[Command, ...] = (
    Command(
        "generate",
        "[WORDS]",
        "Make a take of these words; without words, the current take anew with the settings of now.",
        _MAKING,
        "words",
        "words",
        "generate",
        ("make", "g"),
    ),
    Command(
        "new",
        "[WORDS]",
        "Treat the words, or the next line, as a new idea whatever they read like.",
        _MAKING,
        "words",
        "words",
        "new",
    ),
    Command(
        "edit",
        "WORDS",
        "Treat the words as a change of the current take.",
        _MAKING,
        "words",
        "words",
        "edit",
    ),
    Command(
        "ask",
        "WORDS",
        "Let your assistant read free words; what it proposes is shown before it is used.",
        _MAKING,
        "words",
        "words",
    ),
    Command("again", "", "The same wishes with a new seed.", _MAKING, key="again", aliases=("regenerate",)),
    Command(
        "variations",
        "[N] [PART …]",
        "N takes (3) with other seeds; with parts (melody, drums …) only those are new. Choose one with /take.",
        _MAKING,
        "values",
        key="variations",
    ),
    Command(
        "queue",
        "[up|down|first JOB|resume|drop]",
        "Jobs that run, wait or were interrupted; move a waiting one, take the interrupted up again or drop them.",
        _MAKING,
        "values",
        key="queue",
    ),
    Command(
        "cancel",
        "[JOB|all]",
        "Stop the running job, job number JOB of /queue, or all of them.",
        _MAKING,
        "values",
        key="cancel",
    ),
    Command("undo", "", "Back to the take before the current one.", _TAKES, key="undo"),
    Command("redo", "", "Forward again to the take that was undone.", _TAKES, key="redo"),
    Command("takes", "", "The takes of this session as a tree.", _TAKES, key="takes"),
    Command(
        "take",
        "X",
        "Go to take X: a number, `last`, or the start of an id.",
        _TAKES,
        "values",
        "take",
        "take",
    ),
    Command(
        "list",
        "[WORDS]",
        "The newest takes of all sessions, or those with all the words.",
        _TAKES,
        "words",
        key="list",
    ),
    Command("rate", "[up|down|none] [TAKE]", "Like a take, dislike it, or take that back.", _TAKES, "values"),
    Command(
        "compare",
        "[A B …]",
        "Hear takes equally loud and see what differs; without takes, the newest variations, or a take and its parent.",
        _TAKES,
        "values",
        "take",
        "compare",
    ),
    Command(
        "prefer",
        "[X]",
        "Keep one of the takes compared, by letter or number; the choice is kept in the history.",
        _TAKES,
        "values",
        "take",
        "prefer",
    ),
    Command("play", "[TAKE]", "Play the current take, or another.", _LISTENING, "values", "take", "play"),
    Command("stop", "", "Fall silent.", _LISTENING, key="stop"),
    Command("loop", "[TAKE]", "Play a take round and round.", _LISTENING, "values", "take", "loop"),
    Command("seek", "PLACE", "Go to a place of what plays: 12, 1:05.", _LISTENING, "values"),
    Command(
        "volume", "[PERCENT]", "How loud takes are played; files stay as they are.", _LISTENING, "values"
    ),
    Command(
        "set",
        "[FIELD VALUE]",
        "A default for the next takes (bpm, key, chords, seconds …); the value `none` takes it back.",
        _SHAPING,
        "words",
        "field",
        "set",
    ),
    Command(
        "preset",
        "[NAME …|-NAME|none|show NAME|save NAME [TAKE]]",
        "Lay presets under the next takes, or take them off; save one from a take; without a name, list them.",
        _SHAPING,
        "values",
        "preset",
        "preset",
    ),
    Command(
        "template",
        "[NAME [SLOT=VALUE …]|show NAME]",
        "Make a take of a template, its slots filled in; without a name, list them.",
        _MAKING,
        "values",
        "template",
        "template",
    ),
    Command(
        "engine",
        "[NAME]",
        "Which engine makes the next takes; without a name, list them.",
        _SHAPING,
        "values",
        "engine",
        "engine",
    ),
    Command(
        "model",
        "[NAME]",
        "Which of the engine's models makes the next takes; without a name, list them.",
        _SHAPING,
        "words",
        "model",
        "model",
    ),
    Command(
        "guide",
        "[FILE [TRACK]|off]",
        "Follow the tune in a MIDI file in the next takes; dropping the file on the prompt does the same.",
        _SHAPING,
        "values",
    ),
    Command(
        "seed",
        "[lock|unlock|N]",
        "Keep the current take's seed for every next take, let it go, or set it to N.",
        _SHAPING,
        "values",
        key="seed",
    ),
    Command(
        "export",
        "[FILE|FORMAT] [--format F] [--bits B] [--stems] [--midi] [--take X] [--force]",
        "Write the current take again as wav, flac, mp3 or ogg, with stems or MIDI.",
        _FILES,
        "values",
        "format",
        "export",
    ),
    Command(
        "open", "[TAKE]", "Show the take's folder in the file manager.", _FILES, "values", "take", "open"
    ),
    Command(
        "copy",
        "[path|prompt|recipe] [TAKE]",
        "Copy a take's path, words or recipe.",
        _FILES,
        "values",
        key="copy",
    ),
    Command(
        "verify",
        "[TAKE]",
        "Make a take again from its recipe and compare the two.",
        _FILES,
        "values",
        "take",
        "verify",
    ),
    Command(
        "session",
        "[list|new|resume X|rename NAME|search WORDS|delete X|export FILE|import FILE]",
        "This session, and all the others.",
        _ELSE,
        "values",
        "session",
        "session",
    ),
    Command(
        "explain",
        "[WORDS]",
        "What words mean in musical terms; without words, those of the current take.",
        _ELSE,
        "words",
        "words",
        "explain",
    ),
    Command(
        "help", "[COMMAND]", "The commands, or one of them.", _ELSE, "values", "command", "help", ("?", "h")
    ),
    Command("quit", "", "Leave; everything is kept.", _ELSE, key="quit", aliases=("exit", "q", "bye")),
)

BY_NAME = {name: command for command in COMMANDS for name in (command.name, *command.aliases)}
"""Name or alias → command."""


def groups() -> dict[str, tuple[Command, ...]]:
    """Group → its commands, in the order of the help page."""
    found: dict[str, list[Command]] = {}
    for command in COMMANDS:
        found.setdefault(command.group, []).append(command)
    return {group: tuple(each) for group, each in found.items()}


def markdown_table() -> str:
    """The commands as Markdown, one table a group, for the documentation."""
    parts = []
    for group, commands in groups().items():
        rows = [f"| `{command.usage.replace('|', chr(92) + '|')}` | {command.help} |" for command in commands]
        parts.append(f"### {group}\n\n| command | what it does |\n|---|---|\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"
