"""Keys: `A minor`, `in F# major`, `key of g`, `Bb`, `d-Moll`, `sol menor`, `ré mineur`, `D dorian`, `C小调`.

Knows nothing of harmony; "a minor change" and "A major label" are no keys, and chords were read before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from timbre.language.reading import Finding, Reading
from timbre.language.spelling import mode, tonic

_MODE = (
    r"(?i:harmonic minor|melodic minor|natural minor|phrygian dominant|(?:major|minor) pentatonic"
    r"|pentatonic(?: (?:major|minor))?|blues scale|major|minor|maj|min|dur|moll|dorian|phrygian|lydian|mixolydian"
    r"|aeolian|ionian|locrian|dorisch|phrygisch|lydisch|mixolydisch|blues)"
)
_LETTER = re.compile(
    r"(?P<letter>[A-Ha-h])(?:(?<![\w#&/].)(?<!\w'.)(?<!\s\d-.)|(?<=(?i:bpm)/.))"
    r"(?:(?P<mark>[#b])|[ \-]?(?P<word>(?i:sharp|flat))|(?P<german>(?i:is|es|s))(?=[ \-]?(?i:moll|dur)))?"
    rf"(?:(?P<gap>[ \-]{{0,2}}|:)(?P<mode>{_MODE})(?![a-z])|(?P<short>[mM])(?!'?\w))?(?![\w#&+]|'\w)"
)
_EASTERN_HINTS = ("调", "調", "장조", "단조", "メジャー", "マイナー")
_SOLFEGE = re.compile(
    r"\b(do|ut|re|mi|fa|sol|la|si)(?: ?(#|b)| (sostenido|sustenido|bemolle|bemol|diesis|diese))? "
    r"(menor|mayor|maior|mineur|majeur|minore|maggiore)\b"
)
_EASTERN = re.compile(
    r"([降升嬰変]|올림|내림)?([A-Ga-gハニホヘトイロ다라마바사가나])([#b])?(大调|大調|小调|小調|長調|短調|장조|단조|メジャー|マイナー)"
)
_SOLFEGE_ALONE = re.compile(
    r"\b(?:tono|tonalidade?|tonalite|tonalita|tom|clave|key)(?: ?[:=]| de| di| en)? (do|ut|re|mi|fa|sol|la|si)"
    r"(?: ?(#|b)| (sostenido|sustenido|bemolle|bemol|diesis|diese))?(?=$|[.,;:!?)\n]| (?:y|a|e|con|com|et|avec)\b)"
)
_MODE_ALONE = re.compile(r"\b(dorian|phrygian(?: dominant)?|lydian|mixolydian|locrian)\b")
_MODE_HOME = {
    "dorian": "D",
    "phrygian": "E",
    "lydian": "F",
    "mixolydian": "G",
    "locrian": "B",
    "phrygian dominant": "E",
}
_CONTEXT = re.compile(
    r"(?:\b(?:keys?|keyscale|tonality|(?:tonal|pitch) cent(?:er|re)|tonart|tonalidade?|tonalite|tono|tom|scale|song"
    r"|piece|track)"
    r"(?:(?: (?:of|is|in|de|von|the|this|signature|either|song|piece|track|that|was|to|be|a|center|centre|suggests"
    r"|being|es|est|ist|probably|possibly|maybe|e))| ?:| ?=){0,8} ?[\"'(]?"
    r"|\b(?:in|en|em) (?:the )?(?:either )?(?:key (?:of )?)?[\"'(]?)$"
)
_KEY_WORD = re.compile(
    r"\b(?:keys?|keyscale|tonality|tonart|tonalidad|tonalidade|tonalite|tono|tom)\b[^.]{0,40}$"
)
_KEY_OF = re.compile(
    r"\b(?:key(?:[ _\-]?(?:scale|signature|center|centre))?|tonality|(?:tonal|pitch) cent(?:er|re)|tonart)[\"']?"
    r"(?: (?:of|is|in|being|the|this|song|piece|track|music|set|to|as|either|=|-)| ?[:=]){1,7} ?[\"'(]?$"
    r"|\bkey ?$|\bin the key$"
)
_IN = re.compile(r"\bin (?:either )?$")
_OR_KEY = re.compile(rf" or ([A-Ga-g])(?:[#b]|[ \-](?:sharp|flat))?[ \-]{{0,2}}({_MODE})(?![a-z])")
_KIND_OF_KEY = re.compile(r"\b(minor|major) key of $")
_SOLFEGE_CONTEXT = re.compile(r"\b(?:en|em|in|de|tom|tono|key of|tonart|:)\s?$|(?:^|[,;|\n])\s*$")
_AT_NUMBER = re.compile(r" a \d")
_ENDS = re.compile(r"\s*(?:$|[.,;:!?)\"'\n|/&+>–]|-(?![a-z])|\d)")
_LIST_ENDS = re.compile(r"\s*(?:$|[,;|\n.])")
_LIST_STARTS = re.compile(r"(?:^|[,;|\n])\s*$")
_SENTENCE_STARTS = re.compile(r"(?:^|[.!?\n]\s*)$")
_NO_KEY_AFTER = re.compile(r" ?(?:workout|exercise|code|programming|tuning|string|notes?|chords?|bass note)")
_RADIO_AFTER = re.compile(
    r" ?(?:radio|synth\w*|bass|modulation|bells?|piano|station|bank|music|soundset|dial|pad|keys|electric)\b"
)
_VERB_BEFORE = re.compile(r"\b(?:i|who) $")
_VERB_AFTER = re.compile(r",? (?:i|not|so|the one)\b")
_INTERVAL_AFTER = re.compile(r"[ \-]?(?:2nd|3rd|6th|7th|9th|10th|13th)\b")
_INITIAL_AFTER = re.compile(r"\.(?: ?[A-Z]\.| [A-Z][a-z]+)")
"""After a lone capital at the start: it is a name ("F. Chopin", "B.B. King")."""
_ABBREVIATED = re.compile(r"\.[\w,]")
"""After any letter: "e.g.", "A.1", "G., 1969"."""
_LETTER_AFTER = re.compile(r",? (?:and |or )?[A-Z]\b")
_LETTER_BEFORE = re.compile(r"(?:^|[\s,(])[a-z],?\s(?:and |or )?$")
"""Letters in a row are no keys: "grades A, B, C"."""

_IS_KEY_AFTER = re.compile(r" (?:is|as|being) (?:its|the) (?:\w{1,12} )?key\b")
_NEGATED = re.compile(r"\b(?:not|never|isn't)(?: in)? ?$")
_CHANGED = re.compile(
    r"(?:chang\w{0,3}|modulat\w{0,4}|transpos\w{0,4}|shift\w{0,3}|mov(?:es?|ing)) (?:up |down )?(?:in)?to "
    r"(?:the key of )?$"
)
_GERMAN_MODES = ("dur", "moll", "dorisch", "phrygisch", "lydisch", "mixolydisch")
_OF_WORDS = ("key", "keys", "scale", "scales", "pentatonic")


MOST_LETTERS = 500
"""Single letters that are looked at, all the articles "a" included."""


def read_keys(reading: Reading) -> None:
    """Add a `key` finding for every key stated; the plainest ("key of …") ranks 4, a mode without a tonic 0."""
    for found in reading.each(_EASTERN, *_EASTERN_HINTS, capitals=True):
        name = tonic(found[2], found[3] or found[1] or "")
        _state(reading, name, mode(found[4]) or "major", found, 3)
    for found in reading.each(_SOLFEGE, "men", "may", "mai", "min", "maj", "mag"):
        _read_solfege(reading, found)
    for found in reading.each(_SOLFEGE_ALONE, "ton", "tom", "clave", "key"):
        if reading.free(*found.span()):
            _state(reading, tonic(found[1], found[2] or found[3] or ""), "major", found, 3)
    for found in islice(_LETTER.finditer(reading.text.plain), MOST_LETTERS):
        if reading.free(*found.span()):
            _read_letter(_Place(reading, found))
    for found in reading.each(_MODE_ALONE, "dorian", "phrygian", "lydian", "locrian"):
        if reading.free(*found.span()):
            key = f"{_MODE_HOME[found[1]]} {found[1]}"
            reading.add(Finding("key", key, *found.span(), 0, because=f"mode {found[1]}"))


@dataclass(frozen=True, slots=True)
class _Place:
    """A letter that may be a tonic, and what stands around it."""

    reading: Reading
    found: re.Match[str]

    @property
    def before(self) -> str:
        return self.reading.before(self.found.start(), 72)

    @property
    def after(self) -> str:
        return self.reading.after(self.found.end())

    @property
    def as_written(self) -> str:
        """What follows, capitals kept."""
        return self.reading.text.plain[self.found.end() : self.found.end() + 24]

    @property
    def follower(self) -> str:
        """The next word, "" when something else follows."""
        return _next_word(self.after)

    @property
    def ends(self) -> bool:
        """Whether nothing follows that the letter could be the article of."""
        return bool(_ENDS.match(self.after)) or self.follower in self.reading.words.grammar.lists["after_key"]

    @property
    def context(self) -> bool:
        """Whether "in", "key of", "this song is in" leads here."""
        return bool(_CONTEXT.search(self.before))

    @property
    def keyish(self) -> bool:
        """Whether the sentence speaks of keys."""
        return bool(_KEY_WORD.search(self.before))

    @property
    def rank(self) -> int:
        return 4 if self.keyish else 3 if self.context else 2

    @property
    def letter(self) -> str:
        return self.found["letter"]

    @property
    def accidental(self) -> str:
        return (self.found["mark"] or self.found["word"] or self.found["german"] or "").lower()

    def state(self, mode_name: str, rank: int, *, german: bool = False) -> None:
        """Note the key."""
        _state(self.reading, tonic(self.letter, self.accidental, german=german), mode_name, self.found, rank)


def _read_letter(place: _Place) -> None:
    mode_word = (place.found["mode"] or "").lower()
    short = place.found["short"]
    if mode_word:
        if _is_key_with_mode(place, mode_word):
            place.state(mode(mode_word) or "major", place.rank, german=mode_word in _GERMAN_MODES)
    elif place.letter in "Hh":
        return
    elif short == "m":
        if _is_short_minor(place):
            place.state("minor", place.rank)
    elif short == "M":
        marked = bool(place.accidental) and place.letter.isupper()
        told = place.keyish or (place.context and place.ends) or bool(_IS_KEY_AFTER.match(place.after))
        if marked or (told and not _RADIO_AFTER.match(place.after)):
            place.state("major", place.rank)
    else:
        _read_tonic_alone(place)


def _is_short_minor(place: _Place) -> bool:
    """`Am`, `f#m`, but not "I Am", "fm radio" or a lower-case "am" out of the blue."""
    if place.keyish:
        return True
    if _RADIO_AFTER.match(place.after):
        return False
    if place.letter.islower():
        return (place.context and place.ends) or place.accidental == "#"
    if place.letter != "A" or place.accidental:
        return True
    return not (_VERB_BEFORE.search(place.before) or _VERB_AFTER.match(place.after))


def _is_key_with_mode(place: _Place, mode_word: str) -> bool:
    if place.letter in "Hh" and mode_word not in ("dur", "moll", "minor", "major"):
        return False
    if _INTERVAL_AFTER.match(place.after):
        return False
    bare_a = place.letter in "Aa" and not place.accidental
    if mode_word == "blues" and not (place.context and place.ends):
        return place.letter.isupper() and not bare_a and place.ends
    if not bare_a or place.found["gap"] in ("", "-"):
        return True
    if place.follower in place.reading.words.grammar.lists["not_after_a_minor"]:
        return False
    if place.letter == "a":
        if place.follower in _OF_WORDS and not place.keyish:
            return False
        return place.keyish or (place.ends and (place.context or bool(_LIST_STARTS.search(place.before))))
    if _SENTENCE_STARTS.search(place.before):
        return (
            place.ends and place.follower not in _OF_WORDS
        ) or place.follower in place.reading.words.longest
    return True


def _read_tonic_alone(place: _Place) -> None:
    """`in D`, `key of g`, `6/8 jig, G`, `Bb`: a tonic without a mode is major."""
    bare_a = place.letter in "Aa" and not place.accidental
    if _ABBREVIATED.match(place.as_written):
        return
    kind, shared = _KIND_OF_KEY.search(place.before), _OR_KEY.match(place.after)
    if shared and shared[1].upper() == place.letter:  # "E or E minor"
        shared = None
    mode_name = kind[1] if kind else (mode(shared[2]) or "major") if shared else "major"
    if _KEY_OF.search(place.before):
        if place.ends or not bare_a:
            place.state(mode_name, 4)
    elif _IN.search(place.before) and place.ends and place.follower not in _OF_WORDS:
        if place.accidental or place.letter != "a" or not place.after.strip():
            place.state(mode_name, 3)
    elif not place.letter.isupper():
        return
    elif place.accidental:
        if not _NO_KEY_AFTER.match(place.after):
            place.state("major", 1)
    elif (
        _LIST_STARTS.search(place.before)
        and _LIST_ENDS.match(place.after)
        and not _INITIAL_AFTER.match(place.as_written)
        and not _LETTER_AFTER.match(place.as_written)
        and not _LETTER_BEFORE.search(place.before)
        and len(place.reading.text.tokens) > 1
    ):
        place.state("major", 1)


def _read_solfege(reading: Reading, found: re.Match[str]) -> None:
    """`sol menor`, `ré mineur`; `do`, `la`, `mi`, `si` are also little words and need a key's surroundings."""
    after = reading.after(found.end())
    plain = found[1] not in ("do", "la", "mi", "si") or found[2] or found[3]
    plain = plain or found[4] in ("mineur", "majeur", "minore", "maggiore")
    ends = (
        bool(_ENDS.match(after) or _AT_NUMBER.match(after))
        or _next_word(after) in reading.words.grammar.lists["after_key"]
    )
    if plain or (ends and _SOLFEGE_CONTEXT.search(reading.before(found.start()))):
        _state(reading, tonic(found[1], found[2] or found[3] or ""), mode(found[4]) or "major", found, 3)


def _next_word(after: str) -> str:
    found = re.match(r"[\s\-]{0,3}([a-z]+)", after)
    return found[1] if found else ""


def _state(reading: Reading, tonic_name: str, mode_name: str, found: re.Match[str], rank: int) -> None:
    before = reading.before(found.start())
    if _CHANGED.search(before):
        reading.notes.append(f"A change of key (to {tonic_name} {mode_name}) was read but is not followed.")
        reading.claim(*found.span())
        return
    negated = bool(_NEGATED.search(before))
    reading.add(Finding("key", f"{tonic_name} {mode_name}", *found.span(), rank, negated=negated))
