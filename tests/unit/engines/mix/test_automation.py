from dataclasses import replace

import numpy as np
import pytest

from timbre.engines.composer.mix.automation import Moves
from timbre.engines.composer.mix.clock import Clock
from timbre.engines.composer.mix.profile import Automation
from timbre.engines.composer.mix.render import render
from timbre.engines.composer.score import TICKS_PER_BEAT, Section

BAR = 4 * TICKS_PER_BEAT


@pytest.fixture
def score(score_of):
    sections = (
        Section("intro", 0, 2, 0.3),
        Section("verse 2", 2 * BAR, 4, 0.7),
        Section("break", 6 * BAR, 2, 0.4),
    )
    return replace(score_of(bars=8), sections=sections)


@pytest.fixture
def moves(score, rate):
    def of(*entries, part="pad"):
        return Moves([Automation(**entry) for entry in entries], part, score, Clock(score, rate), None)

    return of


def at_bar(values, bar, rate):
    return values if np.ndim(values) == 0 else values[round(bar * 2.0 * rate)]


def test_a_course_runs_over_its_section_and_rests_elsewhere(moves, rate):
    mine = moves({"section": "verse", "level_db": (-12, 0)})
    gain = mine.gain("level_db", 0, 16 * rate)
    shown = [20 * np.log10(at_bar(gain, bar, rate)) for bar in (1, 2.05, 4, 5.95, 7)]
    assert shown == pytest.approx([0, -11.9, -6, -0.1, 0], abs=0.3)


def test_entries_add_up_and_speak_only_to_their_parts(moves, rate):
    entries = (
        {"section": "*", "reverb_db": 2},
        {"section": "break", "parts": ("pad",), "reverb_db": 4},
    )
    pad, bass = (moves(*entries, part=part).gain("reverb_db", 0, 15 * rate) for part in ("pad", "bass"))
    assert 20 * np.log10(at_bar(pad, 7, rate)) == pytest.approx(6, abs=0.01)
    assert 20 * np.log10(at_bar(bass, 7, rate)) == pytest.approx(2, abs=0.01)


@pytest.mark.parametrize(
    ("called", "moved"), [("Drop 2", True), ("chorus", True), ("Hook", True), ("bridge", False)]
)
def test_a_section_is_known_by_what_a_user_calls_it(score, rate, called, moved):
    drop = replace(score, sections=(Section("intro", 0, 2, 0.3), Section(called, 2 * BAR, 6, 0.9)))
    mine = Moves([Automation(section="chorus", level_db=3)], "pad", drop, Clock(drop, rate), None)
    level = 20 * np.log10(at_bar(mine.gain("level_db", 0, 16 * rate), 4, rate))
    assert level == pytest.approx(3 if moved else 0, abs=0.01)


def test_a_throw_opens_at_the_end_of_every_phrase_only(moves, rate):
    mine = moves({"section": "verse", "throw_db": -6, "throw_bars": 2, "throw_beats": 1})
    gain = mine.throw(0, 16 * rate)
    open_at = np.flatnonzero(gain > 0.4) / rate / 2.0
    assert {round(float(bar), 1) for bar in open_at} == {3.8, 3.9, 4.0, 5.8, 5.9, 6.0}
    assert gain.max() == pytest.approx(10 ** (-6 / 20), abs=1e-3)


def test_a_filter_opens_over_the_intro(score, profile, rate, voice):
    opening = profile.model_copy(
        update={
            "noise": "none",
            "automation": (Automation(section="intro", brightness=(0.0, 1.0)),),
        }
    )

    def brightness(mix):
        blocks = list(render(score, mix, rate, 16.0, False, 7, lambda: False, render_key=voice))
        sound = np.concatenate([block.mix for block in blocks], axis=1)
        first, later = sound[:, : rate // 2], sound[:, 5 * rate : 6 * rate]
        return [float(np.abs(np.diff(part)).mean() / np.abs(part).mean()) for part in (first, later)]

    plain = brightness(opening.model_copy(update={"automation": ()}))
    moved = brightness(opening)
    assert moved[0] < 0.8 * plain[0]
    assert moved[1] == pytest.approx(plain[1], rel=0.02)


@pytest.mark.parametrize("entry", [{"level_db": 90}, {"brightness": (0.2, 3)}, {"throw_bars": 0}, {"pan": 1}])
def test_moves_out_of_range_are_refused(entry):
    with pytest.raises(ValueError, match=next(iter(entry))):
        Automation(**entry)
