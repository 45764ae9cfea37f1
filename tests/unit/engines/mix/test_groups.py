import numpy as np
import pytest

from timbre.audio.effects import Effect
from timbre.engines.composer.mix.groups import Groups, MixBus, expected_lufs
from timbre.engines.composer.mix.profile import Buses, Chained, Colour, MixProfile, Strip
from timbre.model.stream import Stream

CLIP = Chained(chain=(Effect(effect="soft_clip", settings={"ceiling_db": -18.0}),))
OPEN = Chained()


def noise(name: str, rate: int, level: float = 0.3) -> np.ndarray:
    return level * np.stack((Stream(1, name).noise(rate), Stream(2, name).noise(rate)))


def test_only_drums_run_into_the_drum_bus(rate):
    mix = MixProfile(buses=Buses(drums=CLIP, music=OPEN), bus=OPEN)
    signals = {name: noise(name, rate) for name in ("drums", "percussion", "bass", "pad")}
    after = Groups(mix, {name: name for name in signals}, rate, None).process(signals, 0)
    assert np.array_equal(after["bass"], signals["bass"])
    together = after["drums"] + after["percussion"]
    assert np.abs(together).max() < 0.5 * np.abs(signals["drums"] + signals["percussion"]).max()


def test_a_lower_fader_does_not_take_a_part_out_of_its_bus(rate):
    """Thresholds count from the expected loudness, so a fader moves level and not tone."""
    clipped = []
    for level_db in (0.0, -12.0):
        mix = MixProfile(buses=Buses(drums=CLIP), parts={"drums": Strip(level_db=level_db)})
        signal = {"drums": noise("drums", rate) * np.float32(10 ** (level_db / 20))}
        clipped.append(
            Groups(mix, {"drums": "drums"}, rate, None).process(signal, 0)["drums"] / 10 ** (level_db / 20)
        )
    assert np.allclose(clipped[0], clipped[1], atol=1e-5)


def test_expected_loudness_adds_power():
    mix = MixProfile(parts={"drums": Strip(level_db=0.0), "bass": Strip(level_db=-10.0)})
    assert expected_lufs(mix, ["drums"]) == pytest.approx(-25.0)
    assert expected_lufs(mix, ["drums", "pad"]) == pytest.approx(-22.0, abs=0.02)
    assert expected_lufs(mix, ["drums", "bass"]) == pytest.approx(-24.59, abs=0.02)


def test_stems_share_colour_and_bus(rate):
    mix = MixProfile(colour=Colour(wow=0.5, flutter=0.5, drive_db=6.0))
    names = ["drums", "bass"]
    stems = [noise(name, rate) for name in names]
    apart = MixBus(mix, names, 2, rate, None).process(list(stems), 0)
    together = MixBus(mix, names, 1, rate, None).process([stems[0] + stems[1]], 0)[0]
    assert np.abs(apart[0] + apart[1] - together).max() < 1e-5
    assert np.abs(together - stems[0] - stems[1]).max() > 0.1
