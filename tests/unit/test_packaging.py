"""The wheel holds everything: built, installed apart from the source tree, it makes a take."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_wheel_makes_music(tmp_path):
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path / "dist", ROOT],
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = (tmp_path / "dist").glob("timbre_cli-*.whl")
    site = tmp_path / "site"
    options = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", "--target", site]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, wheel], check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": str(site), "TIMBRE_HOME": str(tmp_path / "home")}
    code = "import timbre; print(timbre.__file__)\nfrom timbre.cli import main; main()"
    arguments = ["make", "house with strings", "--preset", "rainy-cafe", "--seconds", "2", "--json"]
    made = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    where, line = made.stdout.splitlines()
    assert Path(where).is_relative_to(site)
    assert Path(json.loads(line)["path"]).stat().st_size > 100_000
    opened = subprocess.run(
        [sys.executable, "-c", STUDIO], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert (opened.returncode, opened.stdout) == (0, f"house with strings\n{site}\n"), opened.stderr


STUDIO = """
import asyncio, pathlib, timbre.tui.studio as studio
from timbre.cli.talking import opening_of
from timbre.config.glance import Looks
from timbre.session.paths import Paths

async def look():
    app = studio.Studio(lambda _: opening_of("studio"), Paths.from_environment(), Looks())
    async with app.run_test(size=(120, 40)) as pilot:
        while app.talk is None:
            await pilot.pause(0.01)
        [take] = app.talk.desk.sessions.archive.state().takes.values()
        print(take.prompt)
        app.session.leave()
        while app.talk is not None:
            await pilot.pause(0.01)

asyncio.run(asyncio.wait_for(look(), 30))
print(pathlib.Path(studio.__file__).parents[2])
"""
