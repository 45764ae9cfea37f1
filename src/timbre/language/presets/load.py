"""Reading preset files, built-in and the user's own; every mistake is named with file and line.

Knows nothing of prompts: `apply` puts presets under what a prompt said.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from timbre.errors import FileError, InvalidInputError, UnknownNameError
from timbre.language.parse import key_name
from timbre.language.toml_lines import line_of, read_toml
from timbre.language.vocabulary import Kind, vocabulary
from timbre.model.brief import Brief, SectionWish

FOLDER = Path(__file__).parent
MOST_BYTES = 64_000
_ABOUT = {"title", "description", "master"}
_NAMES: dict[str, Kind] = {
    "genres": "genre",
    "moods": "mood",
    "instruments": "instrument",
    "without": "instrument",
    "production": "production",
}
FIELDS = (
    "bpm", "key", "metre", "chords", "genres", "style", "moods", "valence", "energy", "instruments", "without",
    "form", "ending", "seconds", "bars", "density", "brightness", "swing", "production", "loop", "vocals",
)  # fmt: skip
"""What `[brief]` of a preset may hold."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A named fragment of a Brief."""

    name: str
    title: str
    description: str
    fields: tuple[tuple[str, Any], ...]
    """Brief field → value, validated; genres are (name, weight) pairs."""
    master: str | None = None
    """A mastering preset, when it names one."""
    path: str = ""
    """The file, for a preset of the user's own."""


def preset_names(folder: Path | None = None) -> tuple[str, ...]:
    """Built-in names and those in `folder`, in alphabetical order, each once."""
    own = folder.glob("*.toml") if folder is not None and folder.is_dir() else ()
    return tuple(sorted({path.stem for path in (*FOLDER.glob("*.toml"), *own)}))


def load_preset(name: str, folder: Path | None = None) -> Preset:
    """A preset by name; one in `folder` hides a built-in. Raises UnknownNameError, InvalidInputError or FileError."""
    if name not in preset_names(folder):
        raise UnknownNameError.among("preset", name, preset_names(folder))
    if folder is not None and (folder / f"{name}.toml").is_file():
        return read_preset(name, _text_of(folder / f"{name}.toml"), str(folder / f"{name}.toml"))
    return _built_in(name)


@lru_cache(maxsize=64)
def _built_in(name: str) -> Preset:
    return read_preset(name, (FOLDER / f"{name}.toml").read_text("utf-8"), "")


def _text_of(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileError(
            f"The preset {path} cannot be read: {error.strerror}.", "Check the file's permissions."
        ) from error
    if len(data) > MOST_BYTES:
        raise InvalidInputError(
            f"{path}: {len(data)} bytes is too big for a preset (at most {MOST_BYTES}).",
            "Is this the right file?",
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InvalidInputError(f"{path}:{line}: the file is not UTF-8 text.", "Save it as UTF-8.") from error


def read_preset(name: str, text: str, path: str = "") -> Preset:
    """A preset from TOML text. Raises InvalidInputError naming file and line."""
    where = path or f"{name}.toml"
    table = read_toml(text, where)
    for key in table:
        if key not in {*_ABOUT, "brief"}:
            raise _wrong(
                where,
                line_of(text, "", key),
                f"unknown field {key!r}",
                f"Fields are title, description, master and [brief] with {', '.join(FIELDS)}.",
            )
    for key in _ABOUT & set(table):
        if not isinstance(table[key], str):
            raise _wrong(where, line_of(text, "", key), f"{key} must be text", f'Write {key} = "…".')
    brief = table.get("brief", {})
    if not isinstance(brief, dict) or not brief:
        raise _wrong(
            where,
            line_of(text, "", "brief"),
            "there is no [brief] table",
            "A preset needs a [brief] with at least one field, such as bpm = 90.",
        )
    fields = {key: _checked(key, value, where, line_of(text, "brief", key)) for key, value in brief.items()}
    return Preset(
        name,
        table.get("title", name),
        table.get("description", ""),
        tuple(fields.items()),
        table.get("master"),
        path,
    )


def _checked(key: str, value: Any, where: str, line: int) -> Any:
    if key not in FIELDS:
        raise _wrong(where, line, f"unknown field {key!r}", f"Fields of [brief] are {', '.join(FIELDS)}.")
    if key in _NAMES or key in ("chords", "form"):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise _wrong(where, line, f"{key} must be a list of names", f'Write {key} = ["…", "…"].')
        kind = _NAMES.get(key)
        for item in value if kind else ():
            _known(kind, item, where, line)
    if key == "key":
        found = key_name(value) if isinstance(value, str) else None
        if found is None:
            raise _wrong(
                where, line, f"{value!r} is not a key", 'Write a tonic and a mode: "A minor", "F# dorian".'
            )
        value = found
    if key == "genres":
        value = tuple((item, 1.0) for item in value)
    elif key == "form":
        value = tuple(SectionWish(name=item) for item in value)
    elif isinstance(value, list):
        value = tuple(value)
    try:
        Brief.model_validate({key: value}, strict=False)
    except ValidationError as error:
        raise _wrong(
            where, line, f"{key} is {value!r}: {error.errors()[0]['msg']}", "Mend that value."
        ) from error
    return value


def _known(kind: Kind | None, item: str, where: str, line: int) -> None:
    if kind is not None and vocabulary().named(kind, item) is None:
        names = [entry.name for entry in vocabulary().entries if entry.kind == kind]
        raise UnknownNameError.among(
            f"{kind}", item, names, f"{where}:{line}. `timbre vocabulary` lists them."
        )


def _wrong(where: str, line: int, what: str, hint: str) -> InvalidInputError:
    return InvalidInputError(f"{where}:{line}: {what}.", hint)
