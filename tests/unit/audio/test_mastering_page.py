"""docs/mastering.md says what is so: its presets load, its tables are complete, its ranges are the real ones."""

import re
from pathlib import Path

import pytest

from timbre.audio.effects import SETTINGS
from timbre.audio.presets import load_preset, preset_names

PAGE = Path(__file__).parents[3] / "docs" / "mastering.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8").replace("−", "-")


def test_every_preset_on_the_page_loads_and_has_a_chain(page, tmp_path):
    files = re.findall(r"```toml\n# (\w+)\.toml\n(.*?)```", page, re.DOTALL)
    assert [name for name, _ in files] == ["tape", "club", "console"]
    for name, text in files:
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    loaded = {name: load_preset(name, tmp_path) for name, _ in files}
    assert (len(loaded["tape"].chain), loaded["tape"].lufs) == (len(load_preset("warm").chain) + 1, -15)
    assert len(loaded["club"].chain) == 6
    assert [Path(plugin.path).name for plugin in loaded["console"].plugins] == ["MyTape.vst3"]


def test_the_table_of_presets_is_complete(page):
    rows = {row[0]: row[1:] for row in re.findall(r"^\| `(\w+)` \| ([^|]+) \|([^|]*)\|", page, re.MULTILINE)}
    for name in preset_names():
        preset = load_preset(name)
        assert rows[name][0] == preset.description
        assert rows[name][1].strip() == ("" if preset.lufs is None else f"{preset.lufs:g} LUFS")


def test_every_effect_and_setting_is_on_the_page_with_its_range(page):
    told = {}
    for names, settings in re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| (`\w+`.*) \|$", page, re.MULTILINE):
        told |= dict.fromkeys(re.findall(r"`(\w+)`", names), settings)
    for effect, settings in SETTINGS.items():
        for name, (low, high) in settings.items():
            assert f"`{name}`" in told[effect], (effect, name)
            if name != "cutoff_frequency_hz" or effect == "lowpass":
                shown = re.search(rf"`{name}` (-?[\d.]+)(?: \(\w+\))? to ([\d.]+)", told[effect])
                assert shown, (effect, name)
                assert (float(shown[1]), float(shown[2])) == (low, high), (effect, name)
