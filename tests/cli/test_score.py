"""`timbre explain --score`: what the critic says of a take, and what it says when there is nothing to judge."""

import pytest

from timbre.cli import judging


def test_a_takes_score_in_words_and_as_json(timbre) -> None:
    made = timbre("make", "solo flute", "--seconds", "6", "--seed", "4", "--json")
    total = float(made.json["details"]["critic"])
    assert 0 < total <= 100
    shown = timbre("explain", "--score", "last")
    assert shown.code == 0
    assert f"{total:.1f} of 100" in shown.out
    assert "motif" in shown.out
    assert "weight, met, what it asks" in shown.err
    words = {None: "does not apply", 1.0: "yes", 0.0: "no"}
    rules = timbre("explain", "--score", "last", "--json").json["rules"]
    met = {name: word for name, _, _, word, _ in (row.split("\t") for row in shown.out.splitlines()[:-1])}
    assert all(met[rule["rule"]] == words.get(rule["points"], met[rule["rule"]]) for rule in rules)
    assert {"yes", "does not apply"} <= set(met.values())
    told = timbre("explain", "--score", made.json["path"], "--json").json
    assert told["score"] == total
    assert told["same_version"] is True
    assert {"rule", "points", "weight", "explanation"} == set(told["rules"][0])


def test_what_cannot_be_judged_is_said(timbre, home) -> None:
    assert "Give some words" in timbre("explain").err
    both = timbre("explain", "a waltz", "--score", "last")
    assert both.code != 0
    assert "not words" in both.err
    assert timbre("explain", "--score", "last").code != 0
    foreign = home / "foreign.wav"
    import numpy as np
    import soundfile

    soundfile.write(foreign, np.zeros(4410, dtype=np.float32), 44100)
    ran = timbre("explain", "--score", foreign)
    assert ran.code != 0
    assert "no recipe" in ran.err


def test_a_take_of_another_engine_says_so(timbre, monkeypatch) -> None:
    from timbre.cli import judging
    from timbre.model.request import GenerationRequest

    request = GenerationRequest(prompt="x", seed=1, engine="musicgen")
    monkeypatch.setattr(judging, "_request_of", lambda _reference: (request, "1"))
    ran = timbre("explain", "--score", "3")
    assert ran.code != 0
    assert "musicgen" in ran.err
    assert "no score" in ran.err


@pytest.mark.parametrize(
    ("points", "word"),
    [
        (1.0, "yes"),
        (0.9, "yes"),
        (0.89, "mostly"),
        (0.4, "in part"),
        (0.1, "hardly"),
        (0.0, "no"),
        (None, "does not apply"),
    ],
)
def test_points_in_a_word(points, word) -> None:
    assert judging._met(points) == word
