"""Write the generated parts of the documentation: the command reference, and the tables of commands and keys.

Run by `make docs`; `scripts/check_docs.py` fails when what is committed differs.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from preset_docs import tables
from style_docs import styles_page
from vocabulary_docs import language_table, short_tables, vocabulary_page

ROOT = Path(__file__).parent.parent
COMMANDS = [
    "",
    "make",
    "studio",
    "chat",
    "explain",
    "engines",
    "vocabulary",
    "presets",
    "presets list",
    "presets show",
    "presets save",
    "presets check",
    "presets remove",
    "presets path",
    "templates",
    "templates list",
    "templates show",
    "templates check",
    "templates path",
    "master",
    "verify",
    "log",
    "play",
    "export",
    "stats",
    "styles",
    "styles list",
    "styles show",
    "styles check",
    "config",
    "config list",
    "config get",
    "config set",
    "config unset",
    "config path",
    "models",
    "models list",
    "models pull",
    "models info",
    "models remove",
    "doctor",
]


def command_reference() -> str:
    """docs/commands.md: the help text of every command, and the exit codes."""
    from timbre.cli.diagnostics import EXIT_CODES

    parts = ["# Commands\n\nGenerated from `timbre --help`; do not edit.\n"]
    environment = {**os.environ, "COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1", "TERMINAL_WIDTH": "100"}
    for command in COMMANDS:
        arguments = [*command.split(), "--help"]
        text = subprocess.run(
            [sys.executable, "-c", "from timbre.cli import main; main()", *arguments],
            capture_output=True, text=True, check=True, env=environment,
        ).stdout  # fmt: skip
        body = "\n".join(line.rstrip() for line in text.strip().splitlines())
        parts.append(f"## timbre {command}".rstrip() + f"\n\n```text\n{body}\n```\n")
    codes = "\n".join(f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items())
    parts.append(f"## Exit codes\n\n| code | meaning |\n|---|---|\n{codes}\n")
    return "\n".join(parts)


def chat_page() -> str:
    """docs/chat.md with its table of commands, made from the registry."""
    from timbre.conversation.commands import markdown_table

    return _with_table("chat.md", "commands", markdown_table())


def studio_page() -> str:
    """docs/studio.md with its table of keys, made from the registry."""
    from timbre.conversation.keys import markdown_table

    return _with_table("studio.md", "keys", markdown_table())


def presets_page() -> str:
    """docs/presets.md with its tables, made from the files of the presets and templates."""
    text = (ROOT / "docs" / "presets.md").read_text(encoding="utf-8")
    for mark, table in tables().items():
        head, _, rest = text.partition(f"<!-- {mark} -->")
        tail = rest.partition(f"<!-- /{mark} -->")[2]
        text = f"{head}<!-- {mark} -->\n\n{table}\n\n<!-- /{mark} -->{tail}"
    return text


def guide_page() -> str:
    """docs/prompt_guide.md with its tables of topics and languages, made from the vocabulary."""
    return _with_table(
        "prompt_guide.md",
        "languages",
        language_table(),
        _with_table("prompt_guide.md", "topics", short_tables()),
    )


def _with_table(page: str, mark: str, table: str, text: str = "") -> str:
    """The page (or `text`) with `table` between `<!-- mark -->` and `<!-- /mark -->`."""
    text = text or (ROOT / "docs" / page).read_text(encoding="utf-8")
    head, _, rest = text.partition(f"<!-- {mark} -->")
    tail = rest.partition(f"<!-- /{mark} -->")[2]
    return f"{head}<!-- {mark} -->\n\n{table.strip()}\n\n<!-- /{mark} -->{tail}"


def generated() -> dict[Path, str]:
    """Every generated page and its text."""
    return {
        ROOT / "docs" / "commands.md": command_reference(),
        ROOT / "docs" / "chat.md": chat_page(),
        ROOT / "docs" / "studio.md": studio_page(),
        ROOT / "docs" / "styles.md": styles_page(),
        ROOT / "docs" / "vocabulary.md": vocabulary_page(),
        ROOT / "docs" / "prompt_guide.md": guide_page(),
        ROOT / "docs" / "presets.md": presets_page(),
    }


if __name__ == "__main__":
    for path, text in generated().items():
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
