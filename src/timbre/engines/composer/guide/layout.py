"""Which bars of a piece play which bars of a tune: introduction, the tune once or oftener, a break, a coda.

Pure numbers. Knows nothing of notes or styles.
"""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_INTRO, LONGEST_BREAK, PHRASE = 8, 8, 8


@dataclass(frozen=True)
class Passage:
    """`bars` bars of one kind of section over the chords of the tune from its bar `tune_bar` on."""

    kind: str
    bars: int
    tune_bar: int
    sung: bool
    """Whether the tune itself is heard, or only its chords."""


def lay_out(bars: int, tune: int) -> tuple[Passage, ...]:
    """Passages that fill exactly `bars` bars (> 0) with a tune of `tune` bars (> 0)."""
    spare = bars - tune
    if spare < 1:
        return _statement(bars, 0, first=True)
    intro = min(LONGEST_INTRO // 2, spare, max(1, tune // 2))
    times, left = divmod(bars - intro, tune)
    between = min(left, LONGEST_BREAK) if times > 1 and left >= 4 else 0
    left -= between
    longer = min(left, LONGEST_INTRO - intro, max(0, tune - intro)) if left < 4 else 0
    intro, left = intro + longer, left - longer
    passages = [Passage("intro", intro, max(0, tune - intro), False)]
    for time in range(times):
        if between and time == times - 1:
            passages.append(Passage("break", between, 0, False))
        passages += _statement(tune, 0, first=time == 0)
    if left:
        passages.append(Passage("outro", left, tune - left, True))
    return tuple(passages)


def _statement(bars: int, begin: int, *, first: bool) -> tuple[Passage, ...]:
    """The tune, a long one in phrases of eight bars; the second half of the first hearing lifts already."""
    cuts = list(range(0, bars, PHRASE)) if bars >= 2 * PHRASE else [0]
    if len(cuts) > 1 and bars - cuts[-1] < PHRASE // 2:
        cuts.pop()
    ends = [*cuts[1:], bars]
    return tuple(
        Passage("verse" if first and start < bars / 2 else "chorus", end - start, begin + start, True)
        for start, end in zip(cuts, ends)
    )
