"""Where a tune is heard in a piece of any length."""

from hypothesis import given
from hypothesis import strategies as st

from timbre.engines.composer.guide.layout import lay_out


@given(st.integers(1, 400), st.integers(1, 120))
def test_passages_fill_the_piece_and_stay_inside_the_tune(bars, tune):
    passages = lay_out(bars, tune)
    assert sum(passage.bars for passage in passages) == bars
    assert any(passage.sung for passage in passages)
    for passage in passages:
        assert passage.bars > 0
        assert 0 <= passage.tune_bar < tune
        assert passage.tune_bar + passage.bars <= tune or not passage.sung


@given(st.integers(1, 400), st.integers(1, 120))
def test_where_there_is_room_the_whole_tune_is_heard(bars, tune):
    heard = {bar for p in lay_out(bars, tune) if p.sung for bar in range(p.tune_bar, p.tune_bar + p.bars)}
    assert heard == set(range(min(bars, tune)))


def test_a_short_tune_is_introduced_and_played_twice():
    assert [(p.kind, p.bars, p.tune_bar) for p in lay_out(20, 8)] == [
        ("intro", 4, 4),
        ("verse", 8, 0),
        ("chorus", 8, 0),
    ]


def test_a_long_piece_breathes_before_the_last_time_and_ends_with_the_last_phrase():
    kinds = [p.kind for p in lay_out(4 + 3 * 16 + 12, 16)]
    assert kinds == ["intro", "verse", "chorus", "chorus", "chorus", "break", "chorus", "chorus", "outro"]
