"""Keys: `A minor`, `in F# major`, `key of g`, `Bb`, `d-Moll`, `sol menor`, `ré mineur`, `D dorian`, `C小调`.

Knows nothing of harmony; "a minor change" and "A major label" are no keys, and chords were read before.
"""

from __future__ import annotations

import re

from timbre.language.reading import Finding, Reading
from timbre.language.spelling import mode, tonic

_MODE = (
    r"(?i:harmonic minor|melodic minor|natural minor|phrygian dominant|(?:major|minor) pentatonic|pentatonic(?: (?:major|minor))?|blues scale"
    r"|major|minor|maj|min|dur|moll|dorian|phrygian|lydian|mixolydian|aeolian|ionian|locrian|dorisch|phrygisch|lydisch|mixolydisch|blues)"
)
_LETTER = re.compile(
    r"(?<![\w#&/'])([A-Ha-h])(?:([#b])|[ \-]?((?i:sharp|flat))|((?i:is|es|s))(?=[ \-]?(?i:moll|dur)))?"
    rf"(?:([ \-]{{0,2}})({_MODE})(?![a-z])|([mM])(?![\w']))?(?![\w#'&])"
)
_SOLFEGE = re.compile(
    r"\b(do|ut|re|mi|fa|sol|la|si)(?: ?(#|b)| (sostenido|sustenido|bemolle|bemol|diesis|diese))? (menor|mayor|maior|mineur|majeur|minore|maggiore)\b"
)
_EASTERN = re.compile(r"([降升嬰変]|올림|내림)?([A-Ga-gハニホヘトイロ다라마바사가나])([#b])?(大调|大調|小调|小調|長調|短調|장조|단조|メジャー|マイナー)")
_MODE_ONLY = re.compile(r"\b(dorian|phrygian(?: dominant)?|lydian|mixolydian|locrian)\b")
_MODE_HOME = {"dorian": "D", "phrygian": "E", "lydian": "F", "mixolydian": "G", "locrian": "B", "phrygian dominant": "E"}
_CONTEXT = re.compile(
    r"(?:\b(?:keys?|tonality|tonart|tonalidade?|tonalite|tono|tom|scale|song|piece|track)(?:(?: (?:of|is|in|de|von|the|this|signature|either|song|piece|track|that"
    r"|was|to|be|a|center|centre|suggests|es|est|ist|probably|possibly|maybe|e))| ?:| ?=){0,8} ?[\"'(]?|\b(?:in|en|em) (?:the )?(?:either )?(?:key (?:of )?)?[\"'(]?)$"
)
_KEY_WORD = re.compile(r"\b(?:keys?|tonality|tonart|tonalidad|tonalidade|tonalite|tono|tom)\b[^.]{0,40}$")
_ENDS = re.compile(r"\s*(?:$|[.,;:!?)\"'\n|/&+>\-–]|\d)")
_FUNCTION = frozenset(
    "with and or at for on by but that which featuring feat in to as from using while then key scale tonality around about no without over is "
    "con y para com e mit und avec et pour".split()
)
_NOT_AFTER_A = frozenset(
    "label labels change changes hit role setback issue city league third thirds second seconds sixth sixths seventh sevenths tweak detail problem "
    "twist adjustment character event part step player artist brand influence deal component mode feel feeling tonality chord shift difference "
    "injury inconvenience breakthrough milestone force work success motion picture network studio film movie lift moment".split()
)
_SENTENCE_START = re.compile(r"(?:^|[.!?\n]\s*)$")
_SHORT_WORDS = frozenset(("am", "em", "dm", "cm", "fm", "gm", "bm", "hm", "ab", "be"))
_NOT_RADIO = re.compile(r" ?(?:radio|synth\w*|bass|modulation|bells?|piano|station|bank|music|soundset|dial|pad|keys|electric)\b")
_LIST_LETTER = re.compile(r"(?:^|[,;|\n])\s*$")


def read_keys(reading: Reading, known_word: frozenset[str] | None = None) -> None:
    """Add a `key` finding for every key stated. `known_word`: words of music that may follow "A minor" at a start."""
    folded = reading.text.folded
    for found in _EASTERN.finditer(reading.text.plain):
        accidental = found[3] or found[1] or ""
        _state(reading, tonic(found[2], accidental), mode(found[4]) or "major", found.start(), found.end(), 3)
    for found in _SOLFEGE.finditer(folded):
        _read_solfege(reading, found)
    for found in _LETTER.finditer(reading.text.plain):
        if reading.free(found.start(), found.end()):
            _read_letter(reading, found, known_word or frozenset())
    for found in _MODE_ONLY.finditer(folded):
        if reading.free(found.start(), found.end()):
            key = f"{_MODE_HOME[found[1]]} {found[1]}"
            reading.add(Finding("key", key, found.start(), found.end(), 0, because=f"mode {found[1]}"))


def key_name(text: str) -> str | None:
    """The canonical name of a key written alone ("f#m" → "F# minor"), or None when it is not one."""
    from timbre.language.text import read_text

    reading = Reading(read_text(f"key of {text.strip()}"))
    read_keys(reading)
    best = reading.best("key")
    return best.value if best and best.rank > 0 and best.start == 7 and best.end == len(reading.text) else None


def _read_solfege(reading: Reading, found: re.Match[str]) -> None:
    before, after = reading.before(found.start()), reading.after(found.end())
    plain = found[1] not in ("do", "la", "mi", "si") or found[2] or found[3] or found[4] in ("mineur", "majeur", "minore", "maggiore")
    in_context = re.search(r"\b(?:en|em|in|de|tom|tono|key of|tonart|:)\s?$", before) or _LIST_LETTER.search(before)
    if plain or (in_context and (_ENDS.match(after) or _next_word(after) in _FUNCTION)):
        _state(reading, tonic(found[1], found[2] or found[3] or ""), mode(found[4]) or "major", found.start(), found.end(), 3)


def _read_letter(reading: Reading, found: re.Match[str], known: frozenset[str]) -> None:
    letter, mark, word, german, gap, mode_word, attached = found.groups()
    before, after = reading.before(found.start(), 72), reading.after(found.end())
    context = bool(_CONTEXT.search(before))
    accidental = (mark or word or german or "").lower()
    ends = bool(_ENDS.match(after)) or _next_word(after) in _FUNCTION
    rank = 4 if _KEY_WORD.search(before) else 3 if context else 2
    name = reading.text.folded[found.start() : found.end()]
    if mode_word:
        if not _is_key_with_mode(reading, found, ends, context, known):
            return
        is_german = mode_word.lower() in ("dur", "moll", "dorisch", "phrygisch", "lydisch", "mixolydisch")
        key_mode = mode(mode_word) or "major"
        _state(reading, tonic(letter, accidental, german=is_german), key_mode, found.start(), found.end(), rank)
        return
    if letter in "Hh":
        return
    if attached == "m":
        if letter.islower() and not (rank == 4 or (context and ends)):
            return
        if name == "am" and letter == "A" and re.search(r"\b(?:i|who) $", before):
            return
        if not _NOT_RADIO.match(after) or rank == 4:
            _state(reading, tonic(letter, accidental), "minor", found.start(), found.end(), max(rank - 1, 2) if not context else rank)
        return
    if attached == "M":
        if (rank == 4 or (accidental and letter.isupper()) or (context and ends)) and not (_NOT_RADIO.match(after) and not accidental):
            _state(reading, tonic(letter, accidental), "major", found.start(), found.end(), rank)
        return
    _read_tonic_alone(reading, found, ends, context, accidental)


def _is_key_with_mode(reading: Reading, found: re.Match[str], ends: bool, context: bool, known: frozenset[str]) -> bool:
    letter, mark, word, german, gap, mode_word, _ = found.groups()
    if letter in "Hh" and mode_word.lower() not in ("dur", "moll", "minor", "major"):
        return False
    if mode_word.lower() == "blues" and not (context and ends):
        return letter.isupper() and (letter != "A" or bool(mark)) and ends
    if german and mode_word.lower() not in ("dur", "moll"):
        return False
    if letter not in "Aa" or mark or word or german or gap in ("", "-"):
        return True
    follower = _next_word(reading.after(found.end()))
    before = reading.before(found.start(), 72)
    keyish = bool(_KEY_WORD.search(before))
    if follower in _NOT_AFTER_A or (follower in ("key", "keys", "scale", "scales", "pentatonic") and letter == "a" and not keyish):
        return False
    if letter == "a":
        return keyish or (context and ends) or (ends and bool(_LIST_LETTER.search(before)))
    if _SENTENCE_START.search(before):
        return (ends and follower not in ("key", "scale")) or follower in known
    return True


def _read_tonic_alone(reading: Reading, found: re.Match[str], ends: bool, context: bool, accidental: str) -> None:
    """`in D`, `key of g`, `6/8 jig, G`, `Bb`: a tonic without a mode is major."""
    letter = found[1]
    before, after = reading.before(found.start(), 72), reading.after(found.end())
    start, end = found.start(), found.end()
    key_word = re.search(r"\bkey(?: (?:of|is|in|=)| ?[:=]){1,2} ?[\"'(]?$|\bkey ?$|\bin the key$", before)
    follower = _next_word(after)
    if key_word:
        if not (letter in "Aa" and not accidental and not ends):
            _state(reading, tonic(letter, accidental), "major", start, end, 4)
    elif re.search(r"\bin $", before) and ends and follower not in ("key", "scale"):
        if accidental or letter.isupper() or letter not in "a" or not after.strip():
            _state(reading, tonic(letter, accidental), "major", start, end, 3)
    elif accidental and letter.isupper():
        if not re.match(r" ?(?:workout|exercise|code|programming|tuning|string|note|notes|chords?|bass note)", after):
            _state(reading, tonic(letter, accidental), "major", start, end, 1)
    elif letter.isupper() and _LIST_LETTER.search(before) and re.match(r"\s*(?:$|[,;|\n.])", after) and len(reading.text.tokens) > 1:
        _state(reading, tonic(letter, accidental), "major", start, end, 1)


def _next_word(after: str) -> str:
    found = re.match(r"[\s\-]{0,3}([a-z]+)", after)
    return found[1] if found else ""


def _state(reading: Reading, tonic_name: str, mode_name: str, start: int, end: int, rank: int) -> None:
    negated = bool(re.search(r"\b(?:not|never|isn't)(?: in)? ?$", reading.before(start)))
    reading.add(Finding("key", f"{tonic_name} {mode_name}", start, end, rank, negated=negated))
