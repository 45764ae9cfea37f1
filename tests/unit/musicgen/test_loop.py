"""The generation loop over a toy runtime whose logits depend on every code it was ever fed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.musicgen_runtime import FakeRuntime, joined, toy_config
from timbre.engines.musicgen.delay import DelayPattern
from timbre.engines.musicgen.loop import block_sizes, compose_codes
from timbre.engines.musicgen.random import Uniforms
from timbre.engines.musicgen.sampling import Rule, draw, guide
from timbre.engines.musicgen.windows import plan, window_sizes
from timbre.errors import EngineError, InvalidInputError

IDS = np.array([5, 9, 1])
MONO = toy_config()
STEREO = toy_config(codebooks=8, channels=2)
SHORT = toy_config(positions=24)  # windows of 21 frames, strides of 12
SHORT_STEREO = toy_config(codebooks=8, channels=2, positions=24)
UNDELAYED = toy_config(codebooks=1, positions=21)


def never():
    return False


def compose(config, *, frames, sampling=False, ids=IDS, rule=None, seed=3, runtime=None, **options):
    runtime = runtime or FakeRuntime(config, sampling=sampling)
    blocks = list(compose_codes(runtime, config, ids, rule or Rule(), seed, frames, never, **options))
    return joined(blocks, config.decoder.num_codebooks), runtime


def by_hand(config, frames, rule, seed):
    """One column after the other over the whole history, by the definition of the pattern, without any cache."""
    delays, vocab = config.decoder.delays, config.decoder.vocab_size
    books, depth = len(delays), delays[-1]
    uniforms = Uniforms(seed, books).steps(0, frames + depth)
    piece = {}
    start = 0
    for window in plan(frames, *window_sizes(config)):
        origin = start - window.context
        fed = [[vocab] * books]
        for step in range(window.frames + depth):
            column = []
            if any((k, origin + step - late) not in piece for k, late in enumerate(delays)):
                fresh = FakeRuntime(config)
                decoder = fresh.open_decoder(fresh.encode_text(IDS), guided=rule.guidance != 1, longest=10**6)
                logits = guide(decoder.extend(np.array(fed).T), rule.guidance)
                drawn = draw(logits, uniforms[origin + step], rule)
            for k, late in enumerate(delays):
                frame = step - late
                if not 0 <= frame < window.frames:
                    column.append(vocab)
                else:
                    column.append(piece.setdefault((k, origin + frame), int(drawn[k])))
            fed.append(column)
        start += window.new
    return [[piece[k, frame] for frame in range(frames)] for k in range(books)]


@pytest.mark.parametrize("sampling", [False, True])
@pytest.mark.parametrize("config", [SHORT, SHORT_STEREO, UNDELAYED], ids=["mono", "stereo", "one codebook"])
@pytest.mark.parametrize("frames", [1, 4, 21, 22, 33, 34, 50])
def test_the_codes_are_those_of_the_plain_definition(config, frames, sampling):
    codes, _ = compose(config, frames=frames, sampling=sampling)
    assert codes.tolist() == by_hand(config, frames, Rule(), 3)


@settings(max_examples=30, deadline=None)
@given(
    frames=st.integers(0, 80),
    first=st.integers(1, 40),
    later=st.integers(1, 60),
    steps=st.integers(1, 30),
    sampling=st.booleans(),
    stereo=st.booleans(),
)
def test_blocks_and_calls_do_not_change_the_codes(frames, first, later, steps, sampling, stereo):
    config = SHORT_STEREO if stereo else SHORT
    plain, _ = compose(config, frames=frames)
    other, runtime = compose(
        config,
        frames=frames,
        sampling=sampling,
        first_block=first,
        later_blocks=later,
        steps_per_call=steps,
    )
    assert plain.shape == (config.decoder.num_codebooks, frames)
    assert other.tolist() == plain.tolist()
    assert all(decoder.closed == 1 for decoder in runtime.opened)


def test_codes_are_codes_and_seeds_matter():
    codes, _ = compose(MONO, frames=120)
    assert codes.dtype == np.int64
    assert codes.min() >= 0
    assert codes.max() < MONO.decoder.vocab_size
    assert len(np.unique(codes)) > 20
    assert compose(MONO, frames=120)[0].tolist() == codes.tolist()
    assert compose(MONO, frames=120, seed=4)[0].tolist() != codes.tolist()
    assert compose(MONO, frames=120, ids=np.array([5, 8, 1]))[0].tolist() != codes.tolist()


def test_n_frames_take_n_plus_the_longest_delay_steps():
    _, runtime = compose(MONO, frames=20)
    (decoder,) = runtime.opened
    assert decoder.calls == [("extend", 1)] * 23
    assert decoder.longest == 23
    fed = np.array(decoder.fed).T
    assert fed[:, 0].tolist() == [32] * 4
    assert [np.flatnonzero(row != 32).tolist() for row in fed] == [
        list(range(1, 21)),
        list(range(2, 22)),
        list(range(3, 23)),
        list(range(4, 23)),  # the last code of all is drawn, never fed
    ]


def test_a_decoder_that_draws_is_asked_only_where_whole_columns_are_free():
    _, runtime = compose(MONO, frames=40, sampling=True)
    (decoder,) = runtime.opened
    assert decoder.calls == [("extend", 1)] * 3 + [("sample", 10)] * 3 + [("sample", 7)] + [("extend", 1)] * 3


def test_a_second_window_hears_the_delayed_end_of_the_first():
    codes, runtime = compose(SHORT, frames=30)
    first, second = runtime.opened
    assert first.longest == second.longest + 21 - 18
    assert second.calls[0] == ("extend", 1 + 9)
    context = codes[:, 12:21]
    delayed = DelayPattern(SHORT.decoder.delays).delay(context, 32)
    fed = np.array(second.fed).T
    assert fed[:, 1:10].tolist() == delayed[:, :9].tolist()
    # The late codebooks' last frames are known: fed as they are, not drawn again.
    for book, late in enumerate(SHORT.decoder.delays):
        assert fed[book, 1 + late : 10 + late].tolist() == context[book].tolist()


def test_a_long_piece_begins_with_the_short_one():
    short, _ = compose(SHORT, frames=21)
    long, _ = compose(SHORT, frames=60)
    assert long[:, :21].tolist() == short.tolist()


def test_words_are_read_once():
    _, runtime = compose(SHORT, frames=60)
    assert len(runtime.opened) == 5
    assert runtime.texts == [[5, 9, 1]]


def test_guidance_one_needs_one_row():
    _, runtime = compose(MONO, frames=5, rule=Rule(guidance=1.0))
    assert not runtime.opened[0].guided
    assert runtime.opened[0].conditioning is not None
    _, runtime = compose(MONO, frames=5)
    assert runtime.opened[0].guided


@pytest.mark.parametrize("ids", [None, np.empty(0, np.int64)])
@pytest.mark.parametrize("sampling", [False, True])
def test_no_words_need_one_row_and_no_text_encoder(ids, sampling):
    codes, runtime = compose(MONO, frames=20, ids=ids, sampling=sampling)
    assert runtime.texts == []
    assert not runtime.opened[0].guided
    assert runtime.opened[0].conditioning is None
    assert compose(MONO, frames=20, rule=Rule(guidance=0.0))[0].tolist() == codes.tolist()


def test_blocks_come_as_soon_as_they_are_whole():
    runtime = FakeRuntime(MONO)
    heard = []
    for block in compose_codes(runtime, MONO, IDS, Rule(), 1, 30, never, first_block=5, later_blocks=10):
        heard.append((block.shape, runtime.opened[0].position))
    assert heard == [((4, 5), 8), ((4, 10), 18), ((4, 10), 28), ((4, 5), 33)]


def test_block_sizes():
    assert block_sizes(130, 25, 50) == [25, 50, 50, 5]
    assert block_sizes(10, 25, 50) == [10]
    assert block_sizes(0, 25, 50) == []
    with pytest.raises(InvalidInputError, match="0 frames"):
        block_sizes(10, 0, 50)


@pytest.mark.parametrize("sampling", [False, True])
def test_cancel_is_heard_before_every_step(sampling):
    config = SHORT
    for patience in range(0, 60, 7):
        asked = 0

        def cancelled():
            nonlocal asked
            asked += 1
            return asked > patience  # noqa: B023

        runtime = FakeRuntime(config, sampling=sampling)
        blocks = list(compose_codes(runtime, config, IDS, Rule(), 3, 50, cancelled, first_block=5))
        whole, _ = compose(config, frames=50)
        found = joined(blocks, 4)
        assert found.tolist() == whole[:, : found.shape[1]].tolist()
        assert all(decoder.closed == 1 for decoder in runtime.opened)
        steps = sum(len(decoder.calls) for decoder in runtime.opened)
        assert steps < max(1, patience)
        if patience == 0:
            assert (runtime.opened, runtime.texts) == ([], [])


def test_no_step_follows_a_cancel():
    stop = False
    runtime = FakeRuntime(MONO)
    stream = compose_codes(runtime, MONO, IDS, Rule(), 3, 50, lambda: stop, first_block=5)
    next(stream)
    before = runtime.opened[0].position
    stop = True
    assert list(stream) == []
    assert runtime.opened[0].position == before
    assert runtime.opened[0].closed == 1


def test_a_cancel_taken_back_is_still_a_cancel():
    answers = iter([False] * 20 + [True])
    runtime = FakeRuntime(SHORT)
    blocks = compose_codes(
        runtime, SHORT, IDS, Rule(), 3, 60, lambda: next(answers, False), first_block=5, later_blocks=5
    )
    assert joined(list(blocks), 4).shape[1] == 15
    assert len(runtime.opened) == 1


def test_a_block_belongs_to_whoever_hears_it():
    whole, _ = compose(SHORT, frames=60)
    found = []
    for block in compose_codes(FakeRuntime(SHORT), SHORT, IDS, Rule(), 3, 60, never):
        found.append(block.copy())
        block[:] = 0
    assert joined(found, 4).tolist() == whole.tolist()


def test_dropping_the_stream_closes_the_decoder():
    runtime = FakeRuntime(MONO)
    stream = compose_codes(runtime, MONO, IDS, Rule(), 3, 50, never, first_block=5)
    next(stream)
    stream.close()
    assert runtime.opened[0].closed == 1


def test_a_broken_model_is_reported_and_closed():
    runtime = FakeRuntime(MONO)
    runtime.broken_at = 9
    with pytest.raises(EngineError, match="not finite"):
        compose(MONO, frames=50, runtime=runtime)
    assert runtime.opened[0].closed == 1
