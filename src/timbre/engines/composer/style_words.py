"""A style in a musician's words: tempo, groove, harmony, players, form and mix, made from its data.

Knows nothing of where the words are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from timbre.engines.composer.style import Style, style_names
from timbre.engines.composer.style_parts import section_plan
from timbre.language.parse import parse
from timbre.language.vocabulary import vocabulary

_COLOURS = {
    "triad": "plain triads",
    "power": "power chords",
    "sus": "open and suspended chords",
    "add9": "triads with an added ninth",
    "sixth": "sixth chords",
    "seventh": "seventh chords",
    "ninth": "ninth chords",
}
_VOICINGS = {
    "close": "close position",
    "open": "open position",
    "drop2": "drop-2 voicings",
    "rootless": "rootless voicings",
    "shell": "shells of root, third and seventh",
    "power": "roots and fifths",
    "quartal": "voicings in fourths",
    "spread": "wide spread voicings",
    "satb": "four-part writing",
    "fifths": "open fifths",
}
_TUNES = {
    "lyric": "a tune to sing",
    "riff": "a riff",
    "sparse": "a few long notes",
    "improv": "an improvised line",
}
_ENDINGS = {
    "ring": "lets its last chord ring out",
    "ritard": "slows down to its last chord",
    "hit": "ends on a hit",
    "fade": "dies away",
    "tag": "says its last line three times",
    "stinger": "stops short on the last chord",
}
_ROOMS = (
    (0.3, "a small dry room"),
    (0.45, "a room"),
    (0.6, "a chamber"),
    (0.75, "a hall"),
    (1.01, "a cathedral"),
)
_WORTH_TELLING = 0.3
_LEAST_WORTH_TELLING = 0.12
"""A player, mode or chance with less than this share is not named."""


def tempo_words(style: Style) -> str:
    """`118–128 bpm, mostly 123`, gait by gait."""
    words = [f"{style.tempo.low:g}–{style.tempo.high:g} bpm, mostly {style.tempo.typical:g}"]
    words += [
        f"{each.name} in {each.metre} at {each.tempo.low:g}–{each.tempo.high:g}" for each in style.variants
    ]
    return "; ".join(words)


def metres(style: Style) -> tuple[str, ...]:
    """Its own metre first, then those of its variants."""
    return tuple(dict.fromkeys([style.metre, *(each.metre for each in style.variants)]))


def mode_words(style: Style) -> str:
    """`minor, dorian, major`, the likeliest first."""
    return ", ".join(_ranked(style.modes, least=0.0))


def groove_words(style: Style) -> str:
    """Beat, swing and bass."""
    parts = []
    names = list(dict.fromkeys(groove.name for groove in style.drums.grooves if groove.name))
    if style.instruments.get("drums"):
        beats = f"Beats: {', '.join(names[:5])}." if names else "Drums."
        parts.append(f"{beats} {_number(len(style.drums.fills), 'fill')} to turn corners with.")
    else:
        parts.append("No drums.")
    amount = style.swing.amount
    unit = "eighths" if style.swing.unit == 8 else "sixteenths"
    if amount >= 0.8:
        parts.append(f"Full swing on {unit}.")
    elif amount > 0:
        parts.append(f"{'A clear' if amount >= 0.35 else 'A light'} swing on {unit}.")
    else:
        parts.append("Straight.")
    tokens = {token for pattern in style.bass.patterns for token in pattern.bars}
    if "w" in tokens:
        parts.append("The bass walks.")
    elif "k" in tokens:
        parts.append("The bass locks to the kick.")
    return " ".join(parts)


def harmony_words(style: Style) -> str:
    """Modes, colour, voicing, and a few progressions."""
    main = _ranked(style.modes, least=0.0)[0]
    likely = sorted((p for p in style.harmony.progressions if p.mode == main), key=lambda p: -p.weight)
    shown = "; ".join(p.chords.replace(" | ", " – ") for p in likely[:2])
    return (
        f"{_capital(mode_words(style))}; {_COLOURS.get(style.harmony.colour, style.harmony.colour)} in "
        f"{_VOICINGS.get(style.chords.voicing, style.chords.voicing)}. "
        f"{_number(len(style.harmony.progressions), 'progression')}, such as {shown}.{_moves(style)}"
    )


def _moves(style: Style) -> str:
    """What else happens to the chords."""
    told = []
    if style.harmony.drone:
        told.append("All of it over a drone.")
    if style.harmony.strict:
        told.append("No parallel fifths or octaves.")
    if style.harmony.modulation.lift >= _WORTH_TELLING:
        told.append("The last chorus may rise to a higher key.")
    if style.harmony.modulation.away >= _WORTH_TELLING:
        told.append("The middle may go to a related key.")
    return " ".join(["", *told]) if told else ""


def player_words(style: Style) -> str:
    """`bass: synth bass or sub bass; …`."""
    lines = [f"{role}: {_either(_ranked(names))}" for role, names in style.instruments.items() if names]
    tune = _TUNES.get(style.melody.mode, style.melody.mode)
    return f"{_capital('; '.join(lines))}. On top, {tune}."


def form_words(style: Style) -> str:
    """The longest form and the ending."""
    longest = max(style.form.templates, key=lambda plan: sum(bars for _, bars in section_plan(plan)))
    names = ", ".join(f"{name} {bars}" for name, bars in section_plan(longest))
    endings = _ranked(
        {str(each): weight for each, weight in style.form.endings.items()} or {style.form.ending: 1.0}
    )
    ending = _either([_ENDINGS.get(each, each) for each in endings])
    return f"Up to {names} (bars) and round again for longer pieces. It {ending}."


def mix_words(style: Style) -> str:
    """Loudness, room, colour, pump."""
    mix = style.mix
    room = next(name for limit, name in _ROOMS if mix.reverb.room < limit)
    parts = [f"Mastered {mix.master} at {_minus(mix.lufs)} LUFS", f"in {room}"]
    if mix.tilt_db:
        parts.append(f"{'brighter' if mix.tilt_db > 0 else 'darker'} by {abs(mix.tilt_db):g} dB")
    if mix.noise != "none":
        parts.append(f"with {mix.noise} noise")
    pumped = [name for name, strip in mix.parts.items() if strip.sidechain_db >= 3]
    if pumped:
        parts.append(f"{_listed(pumped)} pumping with the kick")
    echoed = [
        name for name, strip in mix.parts.items() if strip.delay_db is not None and strip.delay_db > -18
    ]
    if echoed:
        parts.append(f"echo on {_listed(echoed)}")
    return f"{', '.join(parts)}."


def example(style: Style) -> str:
    """Words that select the style: its own example, else the first genre that leads to it, else the option."""
    return style.example or _by_genre().get(style.name, f"--style {style.name}")


@lru_cache(maxsize=1)
def _by_genre() -> dict[str, str]:
    """Style → a genre's name that leads to it."""
    found: dict[str, str] = {}
    for entry in vocabulary().entries:
        wanted = entry.style in style_names() and entry.style not in found
        if entry.kind == "genre" and entry.style and wanted and parse(entry.name).style == entry.style:
            found[entry.style] = entry.name
    return found


def _ranked(weights: Mapping[str, float], least: float = _LEAST_WORTH_TELLING) -> list[str]:
    """Names with at least `least` of all the weight, the heaviest first."""
    total = sum(weights.values()) or 1.0
    kept = [name for name, weight in weights.items() if weight >= least * total]
    return sorted(kept or weights, key=lambda name: -weights[name])


def _either(names: list[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _minus(number: float) -> str:
    return f"{number:g}".replace("-", "−")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
