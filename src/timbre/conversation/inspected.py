"""The rows of an inspection: facts, what the engine can do and what the session sets, put side by side.

Knows nothing of how the facts came about. Nothing raises but what the desk's history raises.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import get_args

from timbre.conversation.defaults import ENDINGS, FIELDS, masters
from timbre.conversation.desk import Desk
from timbre.conversation.facts import MACHINE, SAMPLING, Facts, plain
from timbre.conversation.inspection import InspectedField, Kind
from timbre.engines.composer.style_files import style_names
from timbre.engines.registry import EngineEntry, list_engines
from timbre.errors import TimbreError
from timbre.language.presets import load_preset, preset_names
from timbre.model.engine import EngineInfo
from timbre.model.request import AudioFormat, BitDepth, GenerationRequest

WORDS: dict[str, tuple[str, Kind]] = {
    "bpm": ("tempo", "text"),
    "key": ("key", "text"),
    "metre": ("metre", "text"),
    "chords": ("chords", "text"),
    "genres": ("genres", "text"),
    "style": ("style", "choice"),
    "moods": ("moods", "text"),
    "valence": ("valence", "text"),
    "energy": ("energy", "text"),
    "instruments": ("instruments", "text"),
    "without": ("without", "text"),
    "form": ("form", "text"),
    "ending": ("ending", "choice"),
    "seconds": ("length", "text"),
    "bars": ("bars", "text"),
    "loop": ("loop", "switch"),
    "density": ("density", "text"),
    "brightness": ("brightness", "text"),
    "swing": ("swing", "text"),
    "production": ("production", "text"),
    "parts": ("players", "text"),
    "places": ("places", "text"),
    "vocals": ("vocals", "switch"),
}
"""Musical field → its label and how it is set, in the order shown."""
_LABELS = {
    "top_k": "top k",
    "top_p": "top p",
    "master": "mastering",
    "lufs": "loudness",
    "sample_rate": "sample rate",
    "bits": "bit depth",
    "midi": "MIDI",
}
_SWITCHES = ("trim", "stems", "midi")
_MASTERING = ("master", "lufs", "trim", "sample_rate")
_FILES = ("format", "bits", "stems", "midi")
ON_OFF = ("on", "off")


@dataclass(frozen=True)
class Extra:
    """What only a take has."""

    measured: Mapping[str, str] = field(default_factory=dict)
    parent: str = ""
    part_seeds: str = ""
    elapsed: str = ""
    licence: str = ""


def fields_of(
    desk: Desk,
    request: GenerationRequest,
    now: Facts,
    *,
    coming: Facts | None = None,
    was: Facts | None = None,
    extra: Extra | None = None,
    fresh: frozenset[str] = frozenset(),
    seeded: bool = True,
) -> tuple[InspectedField, ...]:
    """Every row. `now` is shown; `coming` is the next take where there is one, `was` the parent.

    `request` is the next one made: its engine decides what can be set. `fresh`: presets the shown take does not have
    yet. `seeded`: whether the seed is known.
    """
    return tuple(_Rows(desk, request, now, coming, was, extra or Extra(), fresh, seeded).all())


@lru_cache(maxsize=1)
def engines() -> tuple[EngineEntry, ...]:
    """All engines; looked up once, as what is installed does not change while Timbre runs."""
    return list_engines()


@dataclass(frozen=True)
class _Rows:
    desk: Desk
    request: GenerationRequest
    now: Facts
    coming: Facts | None
    was: Facts | None
    extra: Extra
    fresh: frozenset[str]
    seeded: bool

    def all(self) -> Iterator[InspectedField]:
        for name, (label, kind) in WORDS.items():
            choices = style_names() if name == "style" else ENDINGS if name == "ending" else ()
            yield self.row(name, "Words", kind, choices, label=label)
        yield from self.engine()
        for name in SAMPLING:
            yield self.row(name, "Sampling", "text", why=self.unable(name))
        yield from self.presets()
        for name in _MASTERING:
            yield self.row(name, "Mastering", self.kind(name), masters() if name == "master" else ())
        yield from self.files()

    def engine(self) -> Iterator[InspectedField]:
        names = tuple(entry.name for entry in engines())
        needs = "; ".join(
            f"{entry.name} needs {need.name}: {need.install}"
            for entry in engines()
            for need in entry.missing[:1]
        )
        yield self.row("engine", "Engine", "choice", names, line="/engine {}", note=needs)
        info = self.info()
        models = info.models if info is not None else ()
        now = self.now.values.get("model", "")
        if info is not None and info.open_models and now not in ("", *models):
            models = (*models, now)
        why = "" if models else f"{self.request.engine} has one model only"
        yield self.row("model", "Engine", "choice", models, why=why)
        for name in MACHINE:
            able = () if info is None else info.precisions if name == "precision" else info.devices
            if able:
                yield self.row(name, "Engine", "choice", able)
        plays = info is not None and "soundfonts" in info.capabilities
        yield self.row(
            "sounds", "Engine", "text", why="" if plays else f"{self.request.engine} plays no SoundFonts"
        )
        yield self.seed()
        told = self.extra
        for name, label, value in (
            ("part_seeds", "part seeds", told.part_seeds),
            ("parent", "comes from", told.parent),
            ("elapsed", "made in", told.elapsed),
            ("licence", "licence", told.licence),
        ):
            yield InspectedField(name, label, "Engine", "fact", value, "", "")

    def seed(self) -> InspectedField:
        lock = self.desk.state.seed_lock
        source, because = ("set", "/seed") if lock is not None else ("default", "")
        return InspectedField(
            "seed",
            "seed",
            "Engine",
            "text",
            self.now.values["seed"] if self.seeded else "",
            source,
            because,
            self.now.differing("seed", self.coming),
            self.now.differing("seed", self.was),
            valid=FIELDS["seed"].valid,
            line="/seed {}",
        )

    def presets(self) -> Iterator[InspectedField]:
        folder, state, options = self.desk.paths.presets, self.desk.state, self.desk.options
        for name in preset_names(folder):
            label, because, problem = name, "", ""
            try:
                preset = load_preset(name, folder)
                label, because = preset.title, preset.description
            except TimbreError as error:
                problem = error.message
            fixed = name in options.presets
            on = fixed or name in state.presets
            new = on and name in self.fresh
            yield InspectedField(
                f"preset:{name}",
                label,
                "Presets",
                "switch",
                "on" if on and not new else "off",
                "set" if on and not fixed else "default",
                "/preset" if on and not fixed else because,
                next="on" if new else "",
                choices=ON_OFF,
                enabled=not (fixed or problem),
                why="it was asked for with --preset" if fixed else problem,
                valid="on or off",
                line=f"/preset {name} {{}}",
            )

    def files(self) -> Iterator[InspectedField]:
        yield self.row("format", "Files", "choice", get_args(AudioFormat))
        kind = self.request.outputs.format
        depths = tuple(each for each in get_args(BitDepth) if kind == "wav" or each != "float")
        lossy = kind in ("mp3", "ogg")
        yield self.row("bits", "Files", "choice", depths, why=f"{kind} has no bit depth" if lossy else "")
        info = self.info()
        for name in ("stems", "midi"):
            able = info is None or name in info.capabilities
            what = _LABELS.get(name, name)
            yield self.row(
                name, "Files", "switch", why="" if able else f"{self.request.engine} makes no {what}"
            )

    def row(
        self,
        name: str,
        group: str,
        kind: Kind,
        choices: tuple[str, ...] = (),
        *,
        label: str = "",
        line: str = "",
        why: str = "",
        note: str = "",
    ) -> InspectedField:
        """One field by its name. `why` it cannot be set; `note`: something to know though it can."""
        known = FIELDS.get(name)
        source, because = self.source(name)
        return InspectedField(
            name,
            label or _LABELS.get(name, name),
            group,
            kind,
            self.now.values.get(name, ""),
            source,
            because,
            self.now.differing(name, self.coming),
            self.now.differing(name, self.was),
            self.extra.measured.get(name, ""),
            choices or (ON_OFF if kind == "switch" else ()),
            not why,
            why or note,
            known.valid if known is not None else ", ".join(choices),
            line or f"/set {name} {{}}",
        )

    def source(self, name: str) -> tuple[str, str]:
        """Where the value came from: the Brief knows it of music, the session of the rest."""
        if name in self.now.sources:
            return self.now.sources[name]
        here = self.desk.state.overrides.get(name)
        value = self.now.values.get(name, "")
        if here is not None and value.removesuffix(" LUFS").removesuffix(" Hz") == plain(here):
            return "set", "/engine" if name == "engine" else "/set"
        return ("implied", f"preset {preset}") if (preset := self.named_by(name)) else ("default", "")

    def named_by(self, name: str) -> str:
        """The preset that names the chain or the loudness that is in force; "" if none does."""
        if name not in ("master", "lufs"):
            return ""
        for each in reversed(self.desk.wishes.presets):
            with suppress(TimbreError):
                wish = getattr(load_preset(each, self.desk.paths.presets), name)
                if wish is not None:
                    return each if wish == getattr(self.request.post, name) else ""
        return ""

    def kind(self, name: str) -> Kind:
        return "switch" if name in _SWITCHES else "choice" if name == "master" else "text"

    def unable(self, name: str) -> str:
        """Why the engine takes no such sampling parameter; "" if it does."""
        info = self.info()
        if info is None or name in info.sampling:
            return ""
        return f"{self.request.engine} takes no {_LABELS.get(name, name)}"

    def info(self) -> EngineInfo | None:
        """What the engine of the next take says of itself; None if it is not here."""
        return next((entry.info for entry in engines() if entry.name == self.request.engine), None)
