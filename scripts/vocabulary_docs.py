"""docs/vocabulary.md: the words Timbre knows, as tables made from the vocabulary files. Run by make_docs.py."""

from __future__ import annotations

from collections.abc import Iterable

from timbre.language.vocabulary import Entry, vocabulary
from timbre.language.vocabulary.listing import languages, list_topic, topics

_ALIASES = 5
_INTRODUCTION = """# Vocabulary

Generated from the vocabulary files; do not edit. `timbre vocabulary` shows the same in the terminal, with every
spelling: `timbre vocabulary genres`, `timbre vocabulary Rhodes`, `timbre vocabulary -q rain`,
`timbre vocabulary moods --language de`. How the words work together: [Prompt guide](prompt_guide.md).

Plurals, adverbs, comparatives and one slip of the finger are understood too ("guitars", "slowly", "jazzier",
"saxaphone"). Words missing? [Add a language, or words to one](add_a_language.md).
"""


def vocabulary_page() -> str:
    """The whole page."""
    sections = [
        _INTRODUCTION,
        "## How much there is\n",
        _table(["topic", "entries", "English spellings", "other languages"], _sizes()),
        "## Genres\n\nEach has a style that plays it, a usual tempo (and its range), and other names.\n",
        _table(["genre", "style", "bpm", "also"], map(_genre, _of("genre"))),
        "## Moods\n\nValence is sad −1 … happy +1, energy calm −1 … wild +1. Words in one row mean nearly the same.\n",
        _table(["mood", "valence", "energy", "also"], map(_mood, _families())),
        "## Instruments\n\nBy family; in brackets what each also stands in for.\n",
        _table(["family", "instruments"], _instruments()),
        "## Scenes\n\nA scene is a frame: genre, tempo and moods where the words name none.\n",
        _table(["scene", "genre or style", "bpm", "moods"], map(_scene, _of("scene"))),
        "## Eras\n",
        _table(["era", "genre or style", "sound", "also"], map(_era, _of("era"))),
        "## Sound\n",
        _table(["word", "also"], ([entry.name, _some(entry)] for entry in _of("production"))),
        "## Feel and tempo words\n",
        _table(["word", "means", "also"], map(_feel, (*_of("feel"), *_of("tempo")))),
        "## Ensembles\n",
        _table(["ensemble", "players"], ([e.name, ", ".join(e.instruments)] for e in _of("ensemble"))),
        "## Artists\n\nArtists are not imitated: a name is set aside, and what it stands for (a genre, a mood) is told "
        f"and used. {len(_of('artist'))} names are known.\n",
    ]
    return "\n".join(sections)


def short_tables() -> str:
    """For the prompt guide: how much of everything there is, with examples."""
    rows = []
    for topic in topics():
        lines = list_topic(topic)
        if topic != "artists":
            rows.append(
                [
                    topic,
                    str(len(lines)),
                    ", ".join(line.name for line in lines[:: max(1, len(lines) // 7)][:7]),
                ]
            )
    return _table(["topic", "entries", "for example"], rows)


def language_table() -> str:
    """For the prompt guide: the languages and how many spellings each has."""
    counts = {language.code: 0 for language in languages()}
    for topic in topics():
        for line in list_topic(topic, other_languages=True):
            for code, spellings in line.other_languages:
                counts[code] += len(spellings)
    rows = [[each.name, each.own_name, f"`{each.code}`", f"{counts[each.code]:,}"] for each in languages()]
    return _table(["language", "itself", "code", "spellings"], rows)


def _sizes() -> Iterable[list[str]]:
    for topic in topics():
        lines = list_topic(topic, other_languages=True)
        english = sum(1 + len(line.aliases) + len(line.stands_in_for) for line in lines)
        others = sum(len(spellings) for line in lines for _, spellings in line.other_languages)
        yield [topic, f"{len(lines):,}", f"{english:,}", f"{others:,}"]


def _of(kind: str) -> list[Entry]:
    return [entry for entry in vocabulary().entries if entry.kind == kind]


def _families() -> list[Entry]:
    """Moods, those that only repeat another left to its row."""
    kin = {name for entry in _of("mood") for name in entry.kin}
    return [entry for entry in _of("mood") if entry.name not in kin]


def _some(entry: Entry, most: int = _ALIASES) -> str:
    return ", ".join(entry.aliases[:most]) + (" …" if len(entry.aliases) > most else "")


def _genre(entry: Entry) -> list[str]:
    tempo = f"{entry.bpm:g}" if entry.bpm else ""
    tempo += f" ({entry.range[0]:g}–{entry.range[1]:g})" if entry.range else ""
    style = f"[{entry.style}](styles.md#{entry.style})" if entry.style else ""
    return [entry.name, style, tempo, _some(entry)]


def _mood(entry: Entry) -> list[str]:
    return [
        ", ".join([entry.name, *entry.kin]),
        _signed(entry.valence),
        _signed(entry.energy),
        _some(entry, 4),
    ]


def _signed(value: float | None) -> str:
    return "" if value is None else f"{value:+g}".replace("-", "−")


def _instruments() -> Iterable[list[str]]:
    families: dict[str, list[str]] = {}
    for entry in _of("instrument"):
        stands = f" ({', '.join(entry.nearest)})" if entry.nearest else ""
        families.setdefault(entry.family or "parts", []).append(entry.name + stands)
    for family, names in families.items():
        yield [family, ", ".join(names)]


def _scene(entry: Entry) -> list[str]:
    return [entry.name, ", ".join(entry.genres) or entry.style or "", _bpm(entry), ", ".join(entry.moods)]


def _bpm(entry: Entry) -> str:
    return f"{entry.bpm:g}" if entry.bpm else ""


def _era(entry: Entry) -> list[str]:
    return [
        entry.name,
        ", ".join(entry.genres) or entry.style or "",
        ", ".join(entry.production),
        _some(entry, 4),
    ]


def _feel(entry: Entry) -> list[str]:
    said = [f"{entry.bpm:g} bpm without a genre" if entry.bpm else ""]
    said += [
        f"{axis} {_signed(getattr(entry, axis))}"
        for axis in ("valence", "energy", "density", "brightness")
        if getattr(entry, axis)
    ]
    said += [f"swing {entry.swing:g}" if entry.swing is not None else ""]
    said += [f"without {', '.join(entry.without)}" if entry.without else ""]
    return [entry.name, ", ".join(part for part in said if part), _some(entry)]


def _table(columns: list[str], rows: Iterable[list[str]]) -> str:
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    lines += [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"
