"""Drawing codes: equal to the plain specification, fair, and honest about broken numbers."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from timbre.engines.musicgen.sampling import Rule, draw, guide
from timbre.errors import EngineError, InvalidInputError

JUST_BELOW_ONE = 1 - 2**-53


def plainly(logits, uniforms, rule):
    """The module's specification, word for word, one code at a time."""
    answer = []
    for row, u in zip(logits, uniforms, strict=True):
        order = sorted(range(len(row)), key=lambda i: (-float(row[i]), i))
        if rule.temperature == 0:
            answer.append(order[0])
            continue
        if rule.top_k:
            order = order[: rule.top_k]
        values = np.array([float(row[i]) for i in order])
        with np.errstate(over="ignore"):
            weights = np.exp((values - values[0]) / rule.temperature)
        sums, total = [], 0.0
        for weight in weights:
            total += float(weight)
            sums.append(total)
        if 0 < rule.top_p < 1:
            while len(sums) > 1 and sums[-2] >= rule.top_p * total:
                sums.pop()
        answer.append(next(order[i] for i, c in enumerate(sums) if c >= u * sums[-1]))
    return answer


few_levels = st.sampled_from([-2.0, -0.0, 0.0, 0.5, 1.0, 3.0])  # ties everywhere
any_logit = st.floats(-1e4, 1e4, width=32)
uniform = st.sampled_from([0.0, 0.5, JUST_BELOW_ONE]) | st.floats(0, JUST_BELOW_ONE)
rules = st.builds(
    Rule,
    temperature=st.sampled_from([0.0, 1e-300, 0.01, 0.7, 1.0, 4.0]),
    top_k=st.integers(0, 40),
    top_p=st.sampled_from([0.0, 1e-9, 0.3, 0.5, 0.9, 1.0]),
)


@st.composite
def questions(draw):
    shape = (draw(st.integers(1, 4)), draw(st.integers(1, 33)))
    logits = draw(arrays(np.float32, shape, elements=draw(st.sampled_from([few_levels, any_logit]))))
    uniforms = draw(arrays(np.float64, shape[0], elements=uniform))
    return logits, uniforms


@settings(deadline=None)
@given(questions(), rules)
@example((np.zeros((1, 8), np.float32), np.array([JUST_BELOW_ONE])), Rule(top_k=3))
@example((np.array([[0.0, -0.0, 0.0]], np.float32), np.array([0.9])), Rule(top_k=2))
def test_equal_to_the_plain_specification(question, rule):
    logits, uniforms = question
    codes = draw(logits, uniforms, rule)
    assert codes.dtype == np.int64
    assert codes.tolist() == plainly(logits, uniforms, rule)


@pytest.mark.parametrize("rule", [Rule(), Rule(top_k=0), Rule(top_p=0.9), Rule(temperature=0), Rule(top_k=1)])
def test_equal_at_the_real_size(rule):
    rng = np.random.Generator(np.random.PCG64(1))
    logits = np.round(rng.normal(size=(4, 2048)) * 20).astype(np.float32) / 8
    for _ in range(20):
        uniforms = rng.random(4)
        assert draw(logits, uniforms, rule).tolist() == plainly(logits, uniforms, rule)


def test_ties_at_the_edge_of_top_k_keep_the_lower_indices():
    logits = np.array([[1, 5, 1, 1, 5, 1]], np.float32)
    drawn = {int(draw(logits, np.array([u]), Rule(top_k=3))[0]) for u in np.linspace(0, JUST_BELOW_ONE, 2000)}
    assert drawn == {0, 1, 4}


def test_frequencies_are_the_softmax():
    logits = np.log(np.array([[0.1, 0.2, 0.3, 0.4]], np.float32))
    uniforms = (np.arange(1000) + 0.5) / 1000
    codes = [int(draw(logits, np.array([u]), Rule(top_k=0))[0]) for u in uniforms]
    assert np.bincount(codes) / 1000 == pytest.approx([0.1, 0.2, 0.3, 0.4], abs=0.002)


def test_temperature_flattens_and_sharpens():
    logits = np.array([[0.0, 1.0]], np.float32)
    grid = (np.arange(1000) + 0.5) / 1000

    def share(temperature):
        rule = Rule(temperature=temperature)
        return np.mean([draw(logits, np.array([u]), rule)[0] == 0 for u in grid])

    assert share(0.5) == pytest.approx(1 / (1 + np.exp(2)), abs=0.002)
    assert share(4.0) == pytest.approx(1 / (1 + np.exp(0.25)), abs=0.002)


def test_top_p_keeps_the_smallest_set_that_reaches_it():
    logits = np.array([[0.0, 0.0, 0.0, 0.0]], np.float32)  # a quarter each: exact sums
    grid = np.linspace(0, JUST_BELOW_ONE, 500)

    def kept(p):
        return {int(draw(logits, np.array([u]), Rule(top_p=p))[0]) for u in grid}

    assert kept(0.5) == {0, 1}
    assert kept(0.51) == {0, 1, 2}
    assert kept(1e-12) == {0}


def test_guidance_is_u_plus_g_times_the_difference():
    logits = np.array([[[1.0, 2.0]], [[0.5, 4.0]]], np.float32)
    assert guide(logits, 3.0).tolist() == [[2.0, -2.0]]
    assert guide(logits, 0.0).tolist() == [[0.5, 4.0]]
    assert guide(logits, 1.0).tolist() == [[1.0, 2.0]]
    assert guide(logits, 3.0).dtype == np.float32
    assert guide(logits[:1], 3.0).tolist() == [[1.0, 2.0]]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("rule", [Rule(), Rule(temperature=0)])
def test_numbers_that_are_none_are_named(bad, rule):
    logits = np.zeros((4, 50), np.float32)
    logits[2, 17] = bad
    with pytest.raises(EngineError, match=r"1 scores of 200 .*code 17 of codebook 2") as caught:
        draw(logits, np.full(4, 0.5), rule)
    assert "fp32" in caught.value.hint


def test_guidance_that_overflows_is_found_too():
    logits = np.array([[[3e38, 0]], [[-3e38, 0]]], np.float32)
    with pytest.raises(EngineError, match="inf"):
        draw(guide(logits, 3.0), np.array([0.5]), Rule())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("guidance", -1.0),
        ("guidance", float("nan")),
        ("temperature", -0.1),
        ("temperature", float("inf")),
        ("top_k", -1),
        ("top_p", 1.5),
        ("top_p", float("nan")),
    ],
)
def test_a_rule_outside_its_range_is_refused(field, value):
    with pytest.raises(InvalidInputError, match=field):
        Rule(**{field: value})
