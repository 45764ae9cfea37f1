"""Spellings of tonics, modes and chord symbols → canonical strings (`"F# dorian"`, `"Am7"`, `"Bb/F"`).

Knows nothing of where in a prompt they stand, and nothing of pitch: it only evens out how people write.
"""

from __future__ import annotations

import re

_MODE_SPELLINGS = {
    "major": "maj major dur ionian mayor maior majeur maggiore 大调 大調 長調 장조 メジャー",
    "minor": "m min minor moll aeolian menor mineur minore 小调 小調 短調 단조 マイナー",
    "dorian": "dorian dorisch dorico",
    "phrygian": "phrygian phrygisch frigio",
    "lydian": "lydian lydisch lidio",
    "mixolydian": "mixolydian mixolydisch mixolidio",
    "locrian": "locrian lokrisch locrio",
    "major pentatonic": "pentatonic",
    "blues": "blues",
}
MODES: dict[str, str] = {
    **{spelling: name for name, text in _MODE_SPELLINGS.items() for spelling in text.split()},
    "": "major",
    "natural minor": "minor",
    "harmonic minor": "harmonic minor",
    "melodic minor": "melodic minor",
    "phrygian dominant": "phrygian dominant",
    "major pentatonic": "major pentatonic",
    "pentatonic major": "major pentatonic",
    "minor pentatonic": "minor pentatonic",
    "pentatonic minor": "minor pentatonic",
    "blues scale": "blues",
}
"""Spelling (lower-case, accents folded) → canonical mode."""

_SOLFEGE = {"do": "C", "ut": "C", "re": "D", "mi": "E", "fa": "F", "sol": "G", "la": "A", "si": "B"}
_JAPANESE = dict(zip("ハニホヘトイロ", "CDEFGAB", strict=True))
_KOREAN = dict(zip("다라마바사가나", "CDEFGAB", strict=True))
_SHARPS = ("#", "sharp", "is", "sostenido", "sustenido", "diese", "diesis", "升", "嬰", "올림")
_FLATS = ("b", "flat", "es", "s", "bemol", "bemolle", "降", "変", "내림")

_CHORD = re.compile(
    r"([A-G])([#b]?)"
    r"(?:((?:m|min|-)(?:maj|M|Maj|\(maj|\(M)7\)?)|(maj(?:or)?|M|\^)(7|9|11|13)?|(m(?:in(?:or)?)?|-)?(7b5|7\(b5\)|6/9|69|6|7|9|11|13)?"
    r"|(dim7|o7|°7|dim|o|°)|(%7?|o?hdim7?)|(aug7?|\+7?))?"
    r"((?:sus[24]?|add[249]|add11|alt|5|[#b](?:5|9|11|13)|\((?:[#b]?(?:5|9|11|13)|sus[24]|add[249])\))*)"
    r"(?:/([A-G][#b]?))?"
)
_SPELLED = re.compile(
    r"(major|maj|minor|min|diminished|dim|augmented|aug)(?: ?(7|7th|seventh|9|9th|ninth))?$"
)


def tonic(letter: str, accidental: str = "", *, german: bool = False) -> str:
    """`"f", "sharp"` → `"F#"`. `german` reads b as B flat and h as B; "h" is always B natural."""
    name = _SOLFEGE.get(letter) or _JAPANESE.get(letter) or _KOREAN.get(letter) or letter.upper()
    if name == "H":
        name = "B"
    elif german and name == "B" and not accidental:
        return "Bb"
    if accidental in _SHARPS:
        return name + "#"
    return name + "b" if accidental in _FLATS else name


def mode(spelling: str) -> str | None:
    """`"Moll"` → `"minor"`; None for a word that names no mode."""
    return MODES.get(" ".join(spelling.lower().replace("-", " ").split()))


def chord(symbol: str) -> str | None:
    """`"Cmin7"` → `"Cm7"`, `"BbM7/F"` → `"Bbmaj7/F"`, `"A minor"` → `"Am"`; None for what is no chord symbol."""
    head, _, words = symbol.partition(" ")
    if words:
        spelled = _SPELLED.fullmatch(words.lower())
        return chord(head + _quality_of(spelled[1], spelled[2] or "")) if spelled else None
    found = _CHORD.fullmatch(symbol.replace(":", "", 1))
    if not found:
        return None
    root, accidental, minor_major, major, major_n, minor, number, diminished, half, augmented, extra, bass = (
        found.groups()
    )
    if minor_major:
        quality = "mmaj7"
    elif major:
        quality = f"maj{major_n or 7}" if major_n or major == "^" else ""
    elif diminished:
        quality = "dim7" if "7" in diminished else "dim"
    elif half:
        quality = "m7b5"
    elif augmented:
        quality = "aug7" if "7" in augmented else "aug"
    else:
        quality = ("m" if minor else "") + (number or "").replace("(", "").replace(")", "").replace(
            "6/9", "69"
        )
    extra = re.sub(r"sus(?![24])", "sus4", extra.replace("(", "").replace(")", ""))
    return f"{root}{accidental}{quality}{extra}" + (f"/{bass}" if bass else "")


def _quality_of(word: str, seventh: str) -> str:
    number = "9" if seventh[:1] in ("9", "n") else "7" if seventh else ""
    if word.startswith("maj"):
        return f"maj{number}" if number else ""
    return {"min": "m", "dim": "dim", "aug": "aug"}[word[:3]] + number
