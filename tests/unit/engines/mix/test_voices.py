import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from timbre.engines.composer.mix.voices import VoiceCache, VoiceKey, length_bucket, velocity_layer
from timbre.errors import CancelledError


def key(pitch: int = 60, seconds: float = 1.0) -> VoiceKey:
    return VoiceKey("piano", pitch, 90, seconds, "", 0)


@pytest.fixture
def pool():
    with ThreadPoolExecutor(2) as executor:
        yield executor


def never() -> bool:
    return False


def test_layers_stay_near_the_velocity():
    layers = [velocity_layer(v) for v in range(1, 128)]
    assert len(set(layers)) == 12
    assert layers == sorted(layers)
    assert all(abs(layer - v) <= 6 for v, layer in zip(range(1, 128), layers))


@pytest.mark.parametrize("seconds", [0.03, 0.05, 0.1, 0.33, 0.666, 0.667, 1.0, 2.5, 8.0, 31.7])
def test_a_bucket_is_within_twenty_milliseconds_and_three_per_cent(seconds):
    bucket = length_bucket(seconds)
    assert abs(bucket - seconds) <= min(0.0201, 0.031 * seconds)
    assert length_bucket(bucket) == bucket


def test_nearly_equal_lengths_share_a_bucket():
    assert len({length_bucket(0.5 + i / 2000) for i in range(20)}) <= 2


def test_a_note_is_rendered_once(pool, voice, rate):
    made = []
    cache = VoiceCache(lambda k: (made.append(k), voice(k, rate))[1], pool, never)
    for _ in range(3):
        cache.prefetch(key())
        cache.take(key())
    assert made == [key()]


def test_equal_sides_are_kept_as_one_and_silence_is_cut(pool):
    sound = np.zeros((2, 1000), dtype=np.float32)
    sound[:, :100] = 0.5
    assert VoiceCache(lambda _: sound, pool, never).take(key()).shape == (1, 100)
    sound[0, 50] = 0.1
    assert VoiceCache(lambda _: sound, pool, never).take(key()).shape == (2, 100)


def test_bytes_are_bounded_and_the_least_used_goes_first(pool, voice, rate):
    made = []
    size = voice(key(), rate).nbytes
    cache = VoiceCache(
        lambda k: (made.append(k.pitch), voice(k, rate))[1], pool, never, max_bytes=int(3.5 * size)
    )
    for pitch in (60, 61, 62, 60, 63, 60, 61):
        cache.take(key(pitch))
    assert made == [60, 61, 62, 63, 61]


def test_a_sound_is_dropped_after_its_last_use(pool, voice, rate):
    made = []
    uses = {key(60): [0, 900], key(61): [100]}
    cache = VoiceCache(lambda k: (made.append(k.pitch), voice(k, rate))[1], pool, never, uses)
    for pitch in (60, 61, 60, 60, 61):
        cache.take(key(pitch))
    assert made == [60, 61, 60, 61]


def test_with_known_uses_the_sound_needed_last_goes_first(pool, voice, rate):
    made = []
    size = voice(key(), rate).nbytes
    order = [60, 61, 62, 61, 62, 60]
    uses = {key(pitch): [at for at, other in enumerate(order) if other == pitch] for pitch in order}
    cache = VoiceCache(
        lambda k: (made.append(k.pitch), voice(k, rate))[1], pool, never, uses, int(2.5 * size)
    )
    for pitch in order:
        cache.take(key(pitch))
    assert made == [60, 61, 62, 60]


def test_a_full_queue_never_blocks_a_taker(voice, rate):
    """The only worker is busy until the note that waits behind it has been taken."""
    gate = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(gate.wait, 20)
        cache = VoiceCache(lambda k: voice(k, rate), pool, never)
        cache.prefetch(key())
        assert cache.take(key()).shape[1] > 0
        gate.set()


def test_cancelling_raises(pool, voice, rate):
    with pytest.raises(CancelledError):
        VoiceCache(lambda k: voice(k, rate), pool, lambda: True).take(key())


def test_an_error_of_the_synth_reaches_the_taker(pool):
    def broken(_: VoiceKey) -> np.ndarray:
        raise ValueError("no such instrument")

    cache = VoiceCache(broken, pool, never)
    cache.prefetch(key())
    with pytest.raises(ValueError, match="no such instrument"):
        cache.take(key())
