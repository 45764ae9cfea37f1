"""Sentences that change a take, each with the prompt it was made from and the change that is meant.

A value may be a function of the value before. `parts` and `places` are what is said of each player and place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

STUDY = "lo-fi hip hop at 80 bpm in A minor with piano, strings, drums and electric guitar, 30 seconds"
SONG = "rock in E major at 120 bpm, 4/4, intro, verse, chorus, verse, chorus, bridge, chorus, outro"
CHORDS = "pop at 100 bpm, chord progression Am F C G, key of A minor, 16 bars"
Value = Any
Row = tuple[str, str, dict[str, Value]]


def plus(step: float, least: float = -1.0) -> Callable[[float | None], float]:
    """An axis moved."""
    return lambda value: round(max(least, min(1.0, (value or 0.0) + step)), 3)


def with_(*names: str) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """A list with more in it."""
    return lambda value: (*value, *(name for name in names if name not in value))


def less(*names: str) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """A list with less in it."""
    return lambda value: tuple(name for name in value if name not in names)


def anything(value: Any) -> Any:
    """Whatever it is now."""
    return anything


def parts(**wishes: dict[str, Any]) -> dict[str, Value]:
    """Wishes for players; "_" in a name is a space, "__" a hyphen."""
    return {"parts": {name.replace("__", "-").replace("_", " "): wish for name, wish in wishes.items()}}


def place(where: str, **wish: Any) -> dict[str, Value]:
    """A wish for one place."""
    return {"places": [{"where": where, **wish}]}


def form(text: str) -> dict[str, Value]:
    """A form; "intro:8" has bars."""
    return {"form": text}


SOFT = {"dynamics": -0.3, "level_db": -1.0, "brightness": -0.06, "words": ("soft",)}
PUNCHY = {"dynamics": 0.24, "production": ("punchy",), "words": ("punchy",)}
BRIGHT = {"brightness": 0.36, "words": ("bright",)}

TEMPO: list[Row] = [
    ("slower", STUDY, {"bpm": 68.0}),
    ("slow down", STUDY, {"bpm": 68.0}),
    ("slwoer", STUDY, {"bpm": 68.0}),
    ("fsater", STUDY, {"bpm": 92.0}),
    ("a touch slower", STUDY, {"bpm": 75.0}),
    ("a tad faster please", STUDY, {"bpm": 85.0}),
    ("way faster", STUDY, {"bpm": 104.0}),
    ("not so fast", STUDY, {"bpm": 68.0}),
    ("it's too slow", STUDY, {"bpm": 92.0}),
    ("way too fast", STUDY, {"bpm": 68.0}),
    ("could you play it a little slower?", STUDY, {"bpm": 75.0}),
    ("speed it up", STUDY, {"bpm": 92.0}),
    ("half-time", STUDY, {"bpm": 40.0}),
    ("double time", STUDY, {"bpm": 160.0}),
    ("at 3/4 of the speed", STUDY, {"bpm": 60.0}),
    ("half the tempo", STUDY, {"bpm": 40.0}),
    ("a third slower", STUDY, {"bpm": 53.0}),
    ("a quarter faster", STUDY, {"bpm": 100.0}),
    ("1.5x speed", STUDY, {"bpm": 120.0}),
    ("20 percent faster", STUDY, {"bpm": 96.0}),
    ("5% slower", STUDY, {"bpm": 76.0}),
    ("12 bpm faster", STUDY, {"bpm": 92.0}),
    ("-8 bpm", STUDY, {"bpm": 72.0}),
    ("raise the tempo by 6 bpm", STUDY, {"bpm": 86.0}),
    ("make it 96 bpm", STUDY, {"bpm": 96.0}),
    ("at 72", STUDY, {"bpm": 72.0}),
    ("slow it down to 66", STUDY, {"bpm": 66.0}),
    ("a slower beat", STUDY, {"bpm": 68.0}),
    ("tempo 80 → 68", STUDY, {"bpm": 68.0}),
]

PITCH: list[Row] = [
    ("in D minor", STUDY, {"key": "D minor"}),
    ("up a tone", STUDY, {"key": "B minor"}),
    ("down a fifth", STUDY, {"key": "D minor"}),
    ("up a minor third", STUDY, {"key": "C minor"}),
    ("transpose it up 3 semitones", STUDY, {"key": "C minor"}),
    ("tune down half a step", STUDY, {"key": "G# minor"}),
    ("lower it a semitone", STUDY, {"key": "G# minor"}),
    ("capo 2", STUDY, {"key": "B minor"}),
    ("make it major", STUDY, {"key": "A major"}),
    ("relative major", STUDY, {"key": "C major"}),
    ("make it minor", SONG, {"key": "E minor"}),
    ("relative minor", SONG, {"key": "C# minor"}),
    ("transpose to G minor", STUDY, {"key": "G minor"}),
    ("transpose to F", STUDY, {"key": "F minor"}),
    ("put it in C major", STUDY, {"key": "C major"}),
    ("raise the key", STUDY, {"key": "B minor"}),
    ("make it dorian", STUDY, {"key": "A dorian"}),
    ("change the key to G major", STUDY, {"key": "G major"}),
    ("up a tone", CHORDS, {"key": "B minor", "chords": ("Bm", "G", "D", "A")}),
    ("use Dm Bb F C", CHORDS, {"chords": ("Dm", "Bb", "F", "C")}),
    ("jazzier chords", CHORDS, {"chords": ("Am7", "Fmaj7", "Cmaj7", "Gmaj7")}),
    ("richer chords", CHORDS, {"chords": ("Am7", "Fmaj7", "Cmaj7", "Gmaj7")}),
    ("3/4", STUDY, {"metre": "3/4"}),
    ("make it 6/8", STUDY, {"metre": "6/8"}),
    ("in 7/8", STUDY, {"metre": "7/8"}),
]

LENGTH: list[Row] = [
    ("longer", STUDY, {"seconds": 45.0}),
    ("a bit longer", STUDY, {"seconds": 36.0}),
    ("much longer", STUDY, {"seconds": 60.0}),
    ("shorter", STUDY, {"seconds": 20.0}),
    ("twice as long", STUDY, {"seconds": 60.0}),
    ("half the length", STUDY, {"seconds": 15.0}),
    ("10 seconds longer", STUDY, {"seconds": 40.0}),
    ("make it 2 minutes", STUDY, {"seconds": 120.0}),
    ("a 20 second loop", STUDY, {"seconds": 20.0, "loop": True}),
    ("loop it", STUDY, {"loop": True}),
    ("8 bars", STUDY, {"bars": 8, "seconds": None}),
    ("4 bars longer", CHORDS, {"bars": 20}),
    ("longer", CHORDS, {"bars": 24}),
    ("length 30 s → 45 s", STUDY, {"seconds": 45.0}),
]

FEELING: list[Row] = [
    ("darker", STUDY, {"brightness": plus(-0.3), "valence": plus(-0.15)}),
    ("much darker", STUDY, {"brightness": plus(-0.6), "valence": plus(-0.3)}),
    ("a tiny bit brighter", STUDY, {"brightness": plus(0.12), "valence": plus(0.06)}),
    ("happier", STUDY, {"valence": plus(0.3)}),
    ("make it sadder", STUDY, {"valence": plus(-0.3)}),
    ("less sad", STUDY, {"valence": plus(0.3)}),
    ("calmer", STUDY, {"energy": plus(-0.3), "density": plus(-0.15)}),
    ("more energy", STUDY, {"energy": plus(0.3), "density": plus(0.15)}),
    ("a bit more energy", STUDY, {"energy": plus(0.12), "density": plus(0.06)}),
    ("less intense", STUDY, {"energy": plus(-0.3), "density": plus(-0.15)}),
    ("busier", STUDY, {"density": plus(0.3)}),
    ("simpler", STUDY, {"density": plus(-0.3)}),
    ("fewer instruments", STUDY, {"density": plus(-0.3)}),
    ("more swing", STUDY, {"swing": plus(0.25, 0.0)}),
    ("no swing", STUDY, {"swing": 0.0}),
    ("straight eighths", STUDY, {"swing": 0.0}),
    ("more reverb", STUDY, {"production": with_("reverb")}),
    ("twice as much reverb", STUDY, {"production": with_("reverb")}),
    ("less reverb", STUDY, {"production": with_("dry")}),
    ("drier", STUDY, {"production": with_("dry")}),
    ("wider", STUDY, {"production": with_("wide")}),
    ("mono", STUDY, {"production": with_("mono")}),
    ("in stereo", STUDY, {"production": with_("wide")}),
    ("reverb on everything", STUDY, {"production": with_("reverb")}),
    ("make it sound like a live recording", STUDY, {"production": with_("live")}),
    ("too many instruments", STUDY, {"density": plus(-0.3)}),
    ("simplify", STUDY, {"density": plus(-0.3)}),
    ("more groove", STUDY, {"swing": plus(0.25, 0.0)}),
    ("punchier", STUDY, {"production": with_("punchy")}),
    ("darker (brightness 0 → -0.3)", STUDY, {"brightness": plus(-0.3), "valence": plus(-0.15)}),
]

GENRE: list[Row] = [
    ("make it jazzier", STUDY, {"genres": (("lo-fi hip hop", 1.0), ("jazz", 0.5)), "swing": anything}),
    ("more rock", STUDY, {"genres": (("lo-fi hip hop", 1.0), ("rock", 0.5))}),
    ("a bit more rock", STUDY, {"genres": (("lo-fi hip hop", 1.0), ("rock", 0.2))}),
    ("more like house", STUDY, {"genres": (("lo-fi hip hop", 1.0), ("house", 0.5))}),
]

BAND: list[Row] = [
    ("add a cello", STUDY, {"instruments": with_("cello")}),
    ("add a flute, bells and a sitar", STUDY, {"instruments": with_("flute", "bells", "sitar")}),
    ("put a cello on top", STUDY, {"instruments": with_("cello")}),
    ("more cello", STUDY, {"instruments": with_("cello")}),
    ("drop the drums", STUDY, {"instruments": less("drums"), "without": with_("drums")}),
    ("no drums", STUDY, {"instruments": less("drums"), "without": with_("drums")}),
    ("mute the piano", STUDY, {"instruments": less("piano"), "without": with_("piano")}),
    ("take the strings out", STUDY, {"instruments": less("strings"), "without": anything}),
    (
        "drop the piano and the drums",
        STUDY,
        {"instruments": less("piano", "drums"), "without": with_("piano", "drums")},
    ),
    (
        "swap the piano for a harp",
        STUDY,
        {"instruments": lambda v: tuple("harp" if n == "piano" else n for n in v), "without": with_("piano")},
    ),
    (
        "harp instead of piano",
        STUDY,
        {"instruments": lambda v: tuple("harp" if n == "piano" else n for n in v), "without": with_("piano")},
    ),
    ("only the piano", STUDY, {"instruments": ("piano",), "without": anything, "production": anything}),
    ("solo the piano", STUDY, {"instruments": ("piano",), "without": anything, "production": anything}),
    (
        "piano and drums only",
        STUDY,
        {"instruments": ("piano", "drums"), "without": anything, "production": anything},
    ),
    (
        "make it for solo piano",
        STUDY,
        {"instruments": ("piano",), "without": anything, "production": anything},
    ),
    ("electric guitar and harp instead of strings", STUDY, {"instruments": anything, "without": anything}),
    (
        "harpsichord instead",
        STUDY,
        {
            "instruments": lambda v: tuple("harpsichord" if n == "piano" else n for n in v),
            "without": with_("piano"),
        },
    ),
    ("what about a cello?", STUDY, {"instruments": with_("cello")}),
    ("add vocals", STUDY, {"vocals": True}),
]

PLAYERS: list[Row] = [
    ("louder bass", STUDY, parts(bass={"level_db": 3.0})),
    ("bass 6 dB louder", STUDY, parts(bass={"level_db": 6.0})),
    ("bass +3 dB", STUDY, parts(bass={"level_db": 3.0})),
    ("snare -3 dB", STUDY, parts(snare={"level_db": -3.0})),
    ("3 dB more bass", STUDY, parts(bass={"level_db": 3.0})),
    ("turn the guitar up 3 dB", STUDY, parts(electric_guitar={"level_db": 3.0})),
    ("boost the bass by 2 db", STUDY, parts(bass={"level_db": 2.0})),
    ("drums down 4 dB", STUDY, parts(drums={"level_db": -4.0})),
    ("lower the piano by 1.5 dB", STUDY, parts(piano={"level_db": -1.5})),
    ("bass up 3", STUDY, parts(bass={"level_db": 3.0})),
    ("the drums are too loud", STUDY, parts(drums={"level_db": -3.0})),
    ("the bass is too quiet", STUDY, parts(bass={"level_db": 3.0})),
    ("the drums are not loud enough", STUDY, parts(drums={"level_db": 3.0})),
    ("I can't hear the piano", STUDY, parts(piano={"level_db": 3.0})),
    ("turn the drums down a bit", STUDY, parts(drums={"level_db": -1.2})),
    ("turn up the drums", STUDY, parts(drums={"level_db": 3.0})),
    ("much louder piano", STUDY, parts(piano={"level_db": 6.0})),
    ("more piano", STUDY, parts(piano={"level_db": 3.0})),
    ("can we have more bass", STUDY, parts(bass={"level_db": 3.0})),
    ("less drums", STUDY, parts(drums={"level_db": -3.0})),
    ("piano twice as loud", STUDY, parts(piano={"level_db": 6.0})),
    ("bring the strings forward", STUDY, parts(strings={"level_db": 3.0})),
    ("louder drums and bass", STUDY, parts(drums={"level_db": 3.0}, bass={"level_db": 3.0})),
    (
        "drums 3 dB louder and the bass 2 dB quieter",
        STUDY,
        parts(drums={"level_db": 3.0}, bass={"level_db": -2.0}),
    ),
    ("drums louder, piano softer", STUDY, parts(drums={"level_db": 3.0}, piano=SOFT)),
    ("softer piano", STUDY, parts(piano=SOFT)),
    ("make the piano softer", STUDY, parts(piano=SOFT)),
    ("piano softer", STUDY, parts(piano=SOFT)),
    ("play the piano softer please", STUDY, parts(piano=SOFT)),
    ("make the piano brighter", STUDY, parts(piano=BRIGHT)),
    (
        "make the piano softer and brighter",
        STUDY,
        parts(piano={**SOFT, "brightness": 0.3, "words": ("soft", "bright")}),
    ),
    ("brighter strings", STUDY, parts(strings=BRIGHT)),
    ("the guitar is too bright", STUDY, parts(electric_guitar={"brightness": -0.36})),
    ("simpler drums", STUDY, parts(drums={"density": -0.24, "words": ("simple",)})),
    ("busier piano", STUDY, parts(piano={"density": 0.3, "dynamics": 0.06, "words": ("busy",)})),
    ("make the bassline less busy", STUDY, parts(bass={"density": -0.3, "dynamics": -0.06})),
    ("punchier kick", STUDY, parts(kick=PUNCHY)),
    ("punchier kick and snare", STUDY, parts(kick=PUNCHY, snare=PUNCHY)),
    ("give the kick more punch", STUDY, parts(kick=PUNCHY)),
    ("tighten up the snare", STUDY, parts(snare=PUNCHY)),
    ("more reverb on the snare", STUDY, parts(snare={"production": ("reverb",), "words": ("reverberant",)})),
    (
        "put some reverb on the piano",
        STUDY,
        parts(piano={"production": ("reverb",), "words": ("reverberant",)}),
    ),
    ("no reverb on the drums", STUDY, parts(drums={"production": ("dry",), "words": ("dry",)})),
    ("remove the reverb on the piano", STUDY, parts(piano={"production": ("dry",), "words": ("dry",)})),
    ("dry out the drums", STUDY, parts(drums={"production": ("dry",), "words": ("dry",)})),
    (
        "more delay on the guitar",
        STUDY,
        parts(electric_guitar={"production": ("echo",), "words": ("echoing",)}),
    ),
    ("make the strings wider", STUDY, parts(strings={"production": ("wide",), "words": ("wide",)})),
    ("pan the guitar left", STUDY, parts(electric_guitar={"pan": -0.6})),
    ("guitar hard right", STUDY, parts(electric_guitar={"pan": 1.0})),
    ("pan the strings slightly right", STUDY, parts(strings={"pan": 0.3})),
    ("put the piano in the middle", STUDY, parts(piano={"pan": 0.0})),
    ("piano 30% left", STUDY, parts(piano={"pan": -0.3})),
    ("guitar in the left channel", STUDY, parts(electric_guitar={"pan": -1.0})),
    ("melody an octave lower", STUDY, parts(melody={"octave": -1})),
    ("higher melody", STUDY, parts(melody={"octave": 1, "words": ("high",)})),
    ("play the melody two octaves higher", STUDY, parts(melody={"octave": 2})),
    ("drop the bass an octave", STUDY, parts(bass={"octave": -1})),
    ("piano up an octave", STUDY, parts(piano={"octave": 1})),
    ("octave up on the melody", STUDY, parts(melody={"octave": 1})),
    ("the kick is weak", STUDY, parts(kick={"dynamics": 0.3, "level_db": 1.0, "words": ("powerful",)})),
    ("distort the guitar", STUDY, {"parts": anything}),
    ("cut the low end", STUDY, parts(bass={"level_db": -3.0})),
    ("an octave lower", STUDY, parts(melody={"octave": -1})),
    ("higher strings", STUDY, parts(strings={"octave": 1, "words": ("high",)})),
    ("hats quieter", STUDY, parts(hi__hats={"level_db": -3.0})),
    ("warmer bass", STUDY, parts(bass={"brightness": -0.18, "production": ("warm",), "words": ("warm",)})),
    ("make the drums quieter in the mix", STUDY, parts(drums={"level_db": -3.0})),
    (
        "remove all effects from the guitar",
        STUDY,
        parts(electric_guitar={"production": ("dry",), "words": ("dry",)}),
    ),
    ("play the bass an octave up and louder", STUDY, parts(bass={"octave": 1, "level_db": 3.0})),
    ("punhcier kick", STUDY, parts(kick=PUNCHY)),
]

PLACES: list[Row] = [
    ("start with just the bass", SONG, place("start", only=("bass",))),
    ("start with piano only", SONG, place("start", only=("piano",))),
    ("begin with the strings", SONG, place("start", only=("strings",))),
    ("open with a solo piano", SONG, place("start", only=("piano",))),
    ("end on the piano alone", SONG, place("end", only=("piano",))),
    ("only piano at the start", SONG, place("start", only=("piano",))),
    ("only the piano in the bridge", SONG, place("bridge", only=("piano",))),
    ("just drums for the first 8 seconds", SONG, place("start", seconds=8.0, only=("drums",))),
    ("drop the drums in the bridge", SONG, place("bridge", without=("drums",))),
    ("no drums in the intro", SONG, place("intro", without=("drums",))),
    ("in the bridge drop the drums", SONG, place("bridge", without=("drums",))),
    ("drop the drums and bass in the bridge", SONG, place("bridge", without=("drums", "bass"))),
    ("the drums should drop out in the bridge", SONG, place("bridge", without=("drums",))),
    ("mute the drums in the first verse", SONG, place("first verse", without=("drums",))),
    ("no bass in the first half", SONG, place("first half", without=("bass",))),
    ("add strings in the second half", SONG, place("second half", add=("strings",))),
    ("add a choir for the last chorus", SONG, place("last chorus", add=("choir",))),
    ("put a flute in the bridge", SONG, place("bridge", add=("flute",))),
    ("strings only in the chorus", SONG, place("chorus", add=("strings",))),
    (
        "drums only in the chorus",
        SONG,
        {
            "places": [
                {"where": "first half", "without": ("drums",)},
                {"where": "second half", "without": ("drums",)},
                {"where": "chorus", "add": ("drums",)},
            ]
        },
    ),
    ("add a drum solo in the bridge", SONG, place("bridge", only=("drums",))),
    ("bring in the drums at 0:20", SONG, place("start", seconds=20.0, without=("drums",))),
    ("the drums come in after 20 seconds", SONG, place("start", seconds=20.0, without=("drums",))),
    ("no drums until 0:20", SONG, place("start", seconds=20.0, without=("drums",))),
    ("bring in the drums at bar 5", SONG, place("start", seconds=8.0, without=("drums",))),
    ("bring in the drums in the second half", SONG, place("first half", without=("drums",))),
    ("the drums come in after the intro", SONG, place("intro", without=("drums",))),
    ("drums out at 0:25", SONG, place("end", seconds=25.0, without=("drums",))),
    ("strings from 0:30", SONG, place("end", seconds=30.0, add=("strings",))),
    ("bigger chorus", SONG, place("chorus", energy=0.3)),
    ("make the last chorus bigger", SONG, place("last chorus", energy=0.3)),
    ("make the last chorus much bigger", SONG, place("last chorus", energy=0.6)),
    ("a bit bigger chorus", SONG, place("chorus", energy=0.12)),
    ("the bridge should be calmer", SONG, place("bridge", energy=-0.3)),
    ("quiet middle", SONG, place("middle", energy=-0.3)),
    ("build up at the end", SONG, place("end", energy=0.3)),
    ("more energy in the chorus", SONG, place("chorus", energy=0.3)),
    ("give the chorus more energy", SONG, place("chorus", energy=0.3)),
    ("less energy in the verses", SONG, place("verse", energy=-0.3)),
    ("start quietly", SONG, place("start", energy=-0.3)),
    ("a bigger ending", SONG, place("end", energy=0.3)),
    ("key change up a tone in the last chorus", SONG, place("last chorus", semitones=2)),
    ("modulate up a semitone for the last chorus", SONG, place("last chorus", semitones=1)),
    ("key change in the last chorus", SONG, place("last chorus", semitones=2)),
    ("last chorus up a tone", SONG, place("last chorus", semitones=2)),
    ("transpose the bridge down a third", SONG, place("bridge", semitones=-4)),
    ("with more energy in the second half", SONG, place("second half", energy=0.3)),
    ("add a sax solo in the bridge", SONG, place("bridge", add=("saxophone",))),
    ("stop the drums in the last 8 bars", STUDY, place("end", seconds=6.0, without=("drums",))),
    ("no drums for the first 4 bars", STUDY, place("start", seconds=12.0, without=("drums",))),
    ("drop everything but the piano in the bridge", SONG, place("bridge", only=("piano",))),
    ("take the drums out of the intro", SONG, place("intro", without=("drums",))),
    ("modulate to F# major in the last chorus", SONG, place("last chorus", semitones=2)),
    ("make the chorus less busy", SONG, place("chorus", energy=-0.3)),
    ("make the second chorus bigger than the first", SONG, place("second chorus", energy=0.3)),
    ("add a key change", SONG, place("last chorus", semitones=2)),
]

FORM: list[Row] = [
    ("no intro", SONG, form("verse chorus verse chorus bridge chorus outro")),
    ("skip the outro", SONG, form("intro verse chorus verse chorus bridge chorus")),
    ("drop the bridge", SONG, form("intro verse chorus verse chorus chorus outro")),
    ("drop the last chorus", SONG, form("intro verse chorus verse chorus bridge outro")),
    (
        "add another chorus at the end",
        SONG,
        form("intro verse chorus verse chorus bridge chorus outro chorus"),
    ),
    ("add a breakdown", SONG, form("intro verse chorus verse chorus bridge breakdown chorus outro")),
    ("add a solo after the bridge", SONG, form("intro verse chorus verse chorus bridge solo chorus outro")),
    ("longer intro", SONG, form("intro:6 verse chorus verse chorus bridge chorus outro")),
    ("make the intro much longer", SONG, form("intro:8 verse chorus verse chorus bridge chorus outro")),
    ("8 bar intro", SONG, form("intro:8 verse chorus verse chorus bridge chorus outro")),
    ("an outro of 8 bars", SONG, form("intro verse chorus verse chorus bridge chorus outro:8")),
    ("double the bridge", SONG, form("intro verse chorus verse chorus bridge:16 chorus outro")),
    ("start with the chorus", SONG, form("chorus verse chorus verse chorus bridge chorus outro")),
    ("end on the chorus", SONG, form("intro verse chorus verse chorus bridge chorus")),
    ("repeat the chorus", SONG, form("intro verse chorus verse chorus bridge chorus chorus outro")),
    ("add a bridge", STUDY, form("intro verse chorus verse bridge chorus outro")),
    ("verse, chorus, bridge, chorus", STUDY, form("verse chorus bridge chorus")),
    ("AABA form", STUDY, form("verse verse chorus verse")),
]

SEVERAL: list[Row] = [
    ("slower, add a cello", STUDY, {"bpm": 68.0, "instruments": with_("cello")}),
    ("a bit slower and darker", STUDY, {"bpm": 75.0, "brightness": plus(-0.12), "valence": plus(-0.06)}),
    ("no, slower", STUDY, {"bpm": 68.0}),
    (
        "ok now faster, then up a tone but no drums",
        STUDY,
        {"bpm": 92.0, "key": "B minor", "instruments": less("drums"), "without": with_("drums")},
    ),
    ("slower and louder bass", STUDY, {"bpm": 68.0, **parts(bass={"level_db": 3.0})}),
    ("punchier kick, softer piano", STUDY, parts(kick=PUNCHY, piano=SOFT)),
    (
        "start with just the bass, then drop the drums in the bridge",
        SONG,
        {"places": [{"where": "start", "only": ("bass",)}, {"where": "bridge", "without": ("drums",)}]},
    ),
    (
        "bigger chorus and no drums in the intro",
        SONG,
        {"places": [{"where": "chorus", "energy": 0.3}, {"where": "intro", "without": ("drums",)}]},
    ),
    (
        "no intro, bigger last chorus",
        SONG,
        {**form("verse chorus verse chorus bridge chorus outro"), **place("last chorus", energy=0.3)},
    ),
    ("bigger chorus, key change in the chorus", SONG, place("chorus", energy=0.3, semitones=2)),
    ("in D minor, 90 bpm, wider", STUDY, {"key": "D minor", "bpm": 90.0, "production": with_("wide")}),
    ("louder piano, pan it left", STUDY, parts(piano={"level_db": 3.0, "pan": -0.6})),
]

STEPS: list[tuple[str, list[dict[str, Any]]]] = [
    ("again", [{"kind": "reseed"}]),
    ("another one", [{"kind": "reseed"}]),
    ("new chords", [{"kind": "reseed", "parts": ("chords",)}]),
    ("another bassline", [{"kind": "reseed", "parts": ("bass",)}]),
    ("only change the melody", [{"kind": "reseed", "parts": ("melody",)}]),
    ("change only the drums", [{"kind": "reseed", "parts": ("drums",)}]),
    ("keep everything but the bass", [{"kind": "reseed", "parts": ("bass",)}]),
    ("keep everything the same except the drums", [{"kind": "reseed", "parts": ("drums",)}]),
    (
        "keep the drums, new chords",
        [{"kind": "keep_parts", "parts": ("drums",)}, {"kind": "reseed", "parts": ("chords",)}],
    ),
    ("keep the drums and the bass", [{"kind": "keep_parts", "parts": ("drums", "bass")}]),
    (
        "same melody, different drums",
        [{"kind": "keep_parts", "parts": ("melody",)}, {"kind": "reseed", "parts": ("drums",)}],
    ),
    ("same but with another melody", [{"kind": "reseed", "parts": ("melody",)}]),
    ("keep the melody but change everything else", [{"kind": "keep_parts", "parts": ("melody",)}]),
    ("I don't like the melody", [{"kind": "reseed", "parts": ("melody",)}]),
    ("the chords are boring", [{"kind": "reseed", "parts": ("chords",)}]),
    ("try again with a different seed", [{"kind": "reseed"}]),
    ("give me something completely different", [{"kind": "reseed"}]),
    ("change everything", [{"kind": "reseed"}]),
    ("give me 3 more", [{"kind": "variations", "count": 3}]),
    ("three variations", [{"kind": "variations", "count": 3}]),
    ("undo", [{"kind": "undo"}]),
    ("undo the last two", [{"kind": "undo", "count": 2}]),
    ("redo", [{"kind": "redo"}]),
    ("back to the second one", [{"kind": "back_to", "count": 2}]),
    ("louder", [{"kind": "loudness", "amount_db": 3.0}]),
    ("a bit quieter", [{"kind": "loudness", "amount_db": -1.2}]),
    ("turn it up", [{"kind": "loudness", "amount_db": 3.0}]),
    ("louder by 2 dB", [{"kind": "loudness", "amount_db": 2.0}]),
    ("lower the volume", [{"kind": "loudness", "amount_db": -3.0}]),
]

CHANGES: list[Row] = [
    *TEMPO, *PITCH, *LENGTH, *FEELING, *GENRE, *BAND, *PLAYERS, *PLACES, *FORM, *SEVERAL,
]  # fmt: skip
