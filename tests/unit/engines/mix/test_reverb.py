import numpy as np
import pytest

from timbre.engines.composer.mix.profile import Reverb
from timbre.engines.composer.mix.reverb import Room, decay_seconds, impulse_response
from timbre.model.stream import Stream


def measured_decay(response: np.ndarray, rate: int) -> float:
    """Seconds to −60 dB from the slope of the backward-integrated energy between −5 and −25 dB (ISO 3382)."""
    left = np.cumsum(np.sum(response.astype(np.float64) ** 2, axis=0)[::-1])[::-1]
    level = 10 * np.log10(left / left[0] + 1e-12)
    first, last = np.argmax(level < -5), np.argmax(level < -25)
    return 3.0 * float(last - first) / rate


def test_larger_rooms_ring_longer():
    decays = [decay_seconds(Reverb(room=room)) for room in (0.0, 0.3, 0.5, 0.8, 1.0)]
    assert decays == sorted(decays)
    assert 0.5 < decays[0] < 0.7
    assert decays[-1] == 5.0


@pytest.mark.parametrize("room", [0.2, 0.5, 0.85])
def test_the_decay_is_what_it_says(room, rate):
    reverb = Reverb(room=room, damping=0.0)
    measured = measured_decay(impulse_response(reverb, rate), rate)
    assert measured == pytest.approx(decay_seconds(reverb), rel=0.15)


def test_unit_energy_predelay_and_silence_at_the_end(rate):
    response = impulse_response(Reverb(predelay_ms=50), rate)
    assert np.sum(response.astype(np.float64) ** 2, axis=1) == pytest.approx([1, 1], rel=1e-3)
    assert not response[:, : round(0.05 * rate) - 1].any()
    assert np.abs(response[:, -1]).max() < 1e-3 * np.abs(response).max()


def test_damping_darkens_the_tail(rate):
    def treble(damping: float) -> float:
        late = impulse_response(Reverb(damping=damping), rate)[:, rate // 3 :]
        power = np.abs(np.fft.rfft(late[0])) ** 2
        hertz = np.fft.rfftfreq(late.shape[1], 1 / rate)
        return float(power[hertz > 4000].sum() / power[hertz < 1000].sum())

    assert treble(0.9) < 0.2 * treble(0.1)


def test_the_highpass_keeps_lows_out(rate):
    power = np.abs(np.fft.rfft(impulse_response(Reverb(highpass_hz=400), rate)[0], rate)) ** 2
    assert power[20:100].mean() < 0.02 * power[800:2000].mean()


def test_width(rate):
    wide, mono = (impulse_response(Reverb(width=width), rate) for width in (1.0, 0.0))
    assert abs(np.corrcoef(wide)[0, 1]) < 0.2
    assert np.allclose(mono[0], mono[1], atol=1e-6)


def test_any_division_into_blocks_is_the_same_room(rate):
    response = impulse_response(Reverb(room=0.3), rate)
    noise = np.stack((Stream(1, "a").noise(3 * rate), Stream(1, "b").noise(3 * rate)))
    noise[:, rate : 2 * rate] = 0
    whole = Room(response).process(noise)
    for size in (rate // 3, 10_007):
        room = Room(response)
        cut = np.concatenate(
            [room.process(noise[:, at : at + size]) for at in range(0, 3 * rate, size)], axis=1
        )
        assert np.allclose(cut, whole, atol=2e-5)


def test_rooms_of_parts_add_up(rate):
    response = impulse_response(Reverb(), rate)
    a, b = (np.stack((Stream(n, "a").noise(rate), Stream(n, "b").noise(rate))) for n in (1, 2))
    apart = Room(response).process(a) + Room(response).process(b)
    assert np.allclose(Room(response).process(a + b), apart, atol=2e-5)
