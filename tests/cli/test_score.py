"""`timbre explain --score`: what the critic says of a take, and what it says when there is nothing to judge."""


def test_a_takes_score_in_words_and_as_json(timbre) -> None:
    made = timbre("make", "solo flute", "--seconds", "6", "--seed", "4", "--json")
    total = float(made.json["details"]["critic"])
    assert 0 < total <= 100
    shown = timbre("explain", "--score", "last")
    assert shown.code == 0
    assert f"{total:.1f} of 100" in shown.out
    assert "motif" in shown.out
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
