"""Tags in audio files: title, prompt, recipe and the rest, in the form each format knows.

Knows nothing of what the recipe means. No time, path or take id is ever written, so that equal takes are
equal bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from timbre.audio.id3 import has_compressed_frames, id3_tag
from timbre.errors import FileError
from timbre.model.text import clean

ENCODER = "Timbre"
RECIPE_MAX_CHARACTERS = 1_000_000
TEXT_MAX_CHARACTERS = 20_000
_MINOR_MODES = ("minor", "aeolian", "dorian", "phrygian", "locrian", "blues")


@dataclass(frozen=True)
class Tags:
    """What a file says of itself. Empty or None: not said."""

    title: str = ""
    prompt: str = ""
    engine: str = ""
    model: str = ""
    seed: int | None = None
    bpm: float | None = None
    key: str = ""
    """`"A minor"`."""
    licence: str = ""
    comment: str = ""
    recipe_json: str = ""


def vorbis_comments(tags: Tags) -> dict[str, str]:
    """Names and values for FLAC and OGG (https://xiph.org/vorbis/doc/v-comment.html)."""
    fields = {
        "TITLE": tags.title,
        "BPM": _number(tags.bpm),
        "KEY": tags.key,
        "INITIALKEY": initial_key(tags.key),
        "LICENSE": tags.licence,
        "COMMENT": tags.comment,
        "ENCODER": ENCODER,
        "TIMBRE_PROMPT": tags.prompt,
        "TIMBRE_ENGINE": tags.engine,
        "TIMBRE_MODEL": tags.model,
        "TIMBRE_SEED": _number(tags.seed),
        "TIMBRE_RECIPE": tags.recipe_json,
    }
    return {name: value for name, value in fields.items() if value}


def id3_bytes(tags: Tags) -> bytes:
    """An ID3v2.3 tag: TIT2, TBPM, TKEY, TCOP, TENC, COMM, and TXXX for what has no frame of its own."""
    texts = {
        "TIT2": tags.title,
        "TBPM": "" if tags.bpm is None else str(round(tags.bpm)),
        "TKEY": initial_key(tags.key),
        "TCOP": tags.licence,
        "TENC": ENCODER,
    }
    own = {k: v for k, v in vorbis_comments(tags).items() if k.startswith("TIMBRE_") or k in ("KEY", "BPM")}
    return id3_tag(texts, own, tags.comment)


def riff_chunks(tags: Tags) -> bytes:
    """The chunks a WAV file carries after its audio: RIFF INFO (LIST) and ID3."""
    info = {"INAM": tags.title, "ICMT": tags.comment or tags.prompt, "ICOP": tags.licence, "ISFT": ENCODER}
    body = b"INFO"
    for name, text in info.items():
        if text:
            body += _chunk(name.encode("ascii"), text.encode("utf-8", "replace") + b"\x00")
    return _chunk(b"LIST", body) + _chunk(b"id3 ", id3_bytes(tags))


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + b"\x00" * (len(body) % 2)


def write_comments(file: BinaryIO, file_format: str, tags: Tags) -> None:
    """Put Vorbis comments into an open FLAC or OGG `file`, in place."""
    from mutagen.flac import FLAC
    from mutagen.oggvorbis import OggVorbis

    file.seek(0)
    audio: Any = FLAC(file) if file_format == "flac" else OggVorbis(file)
    if audio.tags is None:
        audio.add_tags()
    audio.tags.clear()
    for name, value in vorbis_comments(tags).items():
        audio.tags[name] = value
    file.seek(0)
    audio.save(file)


def read_tags(path: Path) -> Tags:
    """The tags of an audio file, cleaned of control characters; empty where it has none. Raises FileError."""
    found = _read_all(path)

    def text(*names: str, longest: int = TEXT_MAX_CHARACTERS) -> str:
        return next((clean(found[n])[:longest] for n in names if found.get(n)), "")

    seed = text("TIMBRE_SEED")
    return Tags(
        title=text("TITLE", "TIT2"),
        prompt=text("TIMBRE_PROMPT"),
        engine=text("TIMBRE_ENGINE"),
        model=text("TIMBRE_MODEL"),
        seed=int(seed) if seed.isascii() and seed.isdigit() and len(seed) <= 20 else None,
        bpm=_positive(text("BPM", "TBPM")),
        key=text("KEY", "TKEY"),
        licence=text("LICENSE", "TCOP"),
        comment=text("COMMENT", "COMM"),
        recipe_json=text("TIMBRE_RECIPE", longest=RECIPE_MAX_CHARACTERS),
    )


def read_recipe(path: Path) -> str | None:
    """The recipe a file carries, as JSON text; None where it has none. Raises FileError."""
    return read_tags(path).recipe_json or None


def _read_all(path: Path) -> Mapping[str, str]:
    """Every text tag by name: Vorbis names, ID3 frame names, TXXX descriptions."""
    import mutagen
    from mutagen.id3 import ID3NoHeaderError

    try:
        with path.open("rb") as file:
            if has_compressed_frames(file):
                raise FileError(
                    f"The tags of {path} are compressed, which can hide anything.", "Save them again."
                )
            file.seek(0)
            audio: Any = mutagen.File(file)
    except (mutagen.MutagenError, ID3NoHeaderError, EOFError, ValueError, IndexError, KeyError) as error:
        if isinstance(error.__context__, OSError) and not isinstance(error.__context__, EOFError):
            raise FileError(f"{path} cannot be read.", "Check the file and its permissions.") from error
        raise FileError(
            f"The tags of {path} cannot be read.", "The file is damaged, or not audio."
        ) from error
    except OSError as error:
        raise FileError(
            f"{path} cannot be read: {error.strerror or error}.", "Check the name and its permissions."
        ) from error
    if audio is None:
        raise FileError(f"{path} is not an audio file Timbre knows.", "It reads WAV, FLAC, OGG and MP3.")
    found: dict[str, str] = {}
    for name, value in (audio.tags or {}).items():
        if isinstance(value, list):
            found.setdefault(name.upper(), str(value[0]) if value else "")
        elif hasattr(value, "text"):
            label = value.desc if value.FrameID == "TXXX" else value.FrameID
            found.setdefault(str(label).upper(), str(value.text[0]) if value.text else "")
    return found


def initial_key(key: str) -> str:
    """`"A minor"` as the three characters of ID3's TKEY: `Am`. Modes go by their third."""
    tonic, _, mode = key.partition(" ")
    if not tonic or tonic[0] not in "ABCDEFG" or len(tonic) > 2:
        return ""
    return tonic + ("m" if mode.lower().endswith(_MINOR_MODES) else "")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def _positive(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 < value < 10_000 else None
