"""`timbre doctor`: what this machine offers and what it lacks, each with the next step. Changes nothing lasting."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import timbre
from timbre.cli import output
from timbre.errors import TimbreError


@dataclass(frozen=True)
class Check:
    """One line of the report; `advice` is empty when all is well."""

    name: str
    found: str
    advice: str = ""


def show(*, as_json: bool) -> None:
    """Run every check and print them."""
    checks = [
        Check(
            "timbre",
            f"{timbre.__version__} on Python {platform.python_version()}, {platform.system()} {platform.machine()}",
        ),
        Check("processor", f"{os.cpu_count() or 1} cores"),
        _libraries(),
        *_folders(),
        _sound(),
        _ffplay(),
        _soundfonts(),
        _styles(),
        *_engines(),
        _speed(),
    ]
    if as_json:
        output.json_line({check.name: {"found": check.found, "advice": check.advice} for check in checks})
        return
    output.table(["check", "found", "advice"], [[c.name, c.found, c.advice] for c in checks])


def _libraries() -> Check:
    from importlib.metadata import version

    names = ("numpy", "soundfile", "pedalboard", "soxr", "mutagen")
    return Check("libraries", ", ".join(f"{name} {version(name)}" for name in names))


def _folders() -> list[Check]:
    from timbre.session.paths import Paths

    paths = Paths.from_environment()
    return [_folder("history", paths.config_folder), _folder("outputs", Path("outputs").absolute())]


def _folder(name: str, folder: Path) -> Check:
    """Whether `folder` (or the nearest one above it that exists) can be written to, and how much room there is."""
    nearest = next((p for p in (folder, *folder.parents) if p.exists()), Path(folder.anchor))
    free_mb = shutil.disk_usage(nearest).free // 2**20
    try:
        with tempfile.TemporaryFile(dir=nearest):
            writable = nearest.is_dir()
    except OSError:
        writable = False
    found = f"{folder} ({free_mb} MB free)"
    if not writable:
        return Check(
            name, found, f"{nearest} cannot be written to: set TIMBRE_HOME, or work in another folder"
        )
    return Check(
        name,
        found,
        "" if free_mb > 500 else "little room left: long pieces need about 100 MB while they are made",
    )


def _sound() -> Check:
    from timbre.audio.player import device_name

    try:
        return Check("sound", device_name())
    except TimbreError as error:
        return Check("sound", "no sound device", error.hint or "files are written all the same")


def _ffplay() -> Check:
    found = shutil.which("ffplay")
    return Check("ffplay", found or "not found (not needed)")


def _soundfonts() -> Check:
    from timbre.cli.sounding import summary
    from timbre.engines.composer.soundfont.finding import look

    return Check("SoundFonts", summary(look()))


def _styles() -> Check:
    """The user's own styles: each that cannot be used is named."""
    from timbre.engines.composer.style import load_style
    from timbre.engines.composer.style_files import misnamed, own_stamp, style_names

    names, bad = [name for name, _, _ in own_stamp()], [path.name for path in misnamed()]
    for name in names:
        try:
            load_style(name)
        except TimbreError:
            bad.append(f"{name}.toml")
    advice = f"{', '.join(bad)} cannot be used: timbre styles check" if bad else ""
    return Check("styles", f"{len(style_names())}, of them {len(names)} yours", advice)


def _engines() -> list[Check]:
    """Each engine, and what the built-in ones say of this machine; plug-ins are not imported into this process."""
    from timbre.engines.registry import create_engine, list_engines
    from timbre.model.engine import Diagnosing

    checks = []
    for entry in list_engines():
        steps: dict[str, list[str]] = {}
        for need in entry.missing:
            steps.setdefault(need.install, []).append(need.name)
        advice = entry.problem or "; ".join(f"{', '.join(names)}: {step}" for step, names in steps.items())
        checks.append(Check(f"engine {entry.name}", "ready" if entry.ready else "not ready", advice))
        if entry.built_in and entry.ready:
            engine = create_engine(entry.name)
            if isinstance(engine, Diagnosing):
                checks += [Check(each.name, each.found, each.advice) for each in engine.diagnose()]
    return checks


def _speed() -> Check:
    """Time ten seconds of music, after a first second that warms things up."""
    from timbre.engines.registry import create_engine
    from timbre.model.request import GenerationRequest

    engine = create_engine("composer")
    for seconds in (1.0, 10.0):
        begin = time.perf_counter()
        for _ in engine.generate(GenerationRequest(prompt="pop", seed=1, seconds=seconds), lambda: False):
            pass
    took = time.perf_counter() - begin
    speed = 10.0 / took
    advice = "" if speed > 5 else "slow: close other programs, or make shorter pieces"
    return Check(
        "speed", f"10 s of music rendered in {took:.2f} s ({speed:.0f}× real time), {sys.platform}", advice
    )
