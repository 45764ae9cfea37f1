"""docs/styles.md: every built-in style told from its data. Run by make_docs.py."""

from __future__ import annotations

from timbre.engines.composer import style_words as words
from timbre.engines.composer.style import Style, load_style
from timbre.engines.composer.style_files import STYLE_FOLDER

INTRODUCTION = """# Styles

Generated from the style files; do not edit. `timbre styles` lists these in the terminal, `timbre styles show NAME`
tells one, and your own appear beside them: [Add a style without Python](add_a_style.md).

A genre in your prompt chooses the style; `--style NAME` chooses it whatever the words say. Two genres make a blend:
the noun keeps groove, tempo, form and mix, the adjective brings harmony, colours and its way with a tune, so that
`jazzy drum and bass` is drum and bass with jazz chords, and `lo-fi waltz` a waltz on a felt piano. `X with a touch of
Y` works the same way.
"""


def styles_page() -> str:
    """The whole page."""
    styles = [load_style(path.stem) for path in sorted(STYLE_FOLDER.glob("*.toml"))]
    rows = [
        f"| [{style.name}](#{style.name}) | {style.tempo.low:g}–{style.tempo.high:g} | "
        f"{', '.join(words.metres(style))} | {style.description} |"
        for style in styles
    ]
    table = "\n".join(["| style | bpm | metre | what it is |", "|---|---|---|---|", *rows])
    return "\n".join([INTRODUCTION, f"{table}\n", *map(_section, styles)])


def _section(style: Style) -> str:
    prompt = words.example(style)
    told = {
        "Tempo": f"{words.tempo_words(style)}.",
        "Groove": words.groove_words(style),
        "Harmony": words.harmony_words(style),
        "Players": words.player_words(style),
        "Form": words.form_words(style),
        "Mix": words.mix_words(style),
    }
    lines = "\n".join(f"- **{what}.** {text}" for what, text in told.items())
    option = prompt if prompt.startswith("--") else f'"{prompt}"'
    return f"## {style.name}\n\n{style.title}. {style.description}\n\n```sh\ntimbre make {option}\n```\n\n{lines}\n"
