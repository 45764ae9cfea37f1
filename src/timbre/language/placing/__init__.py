"""What a prompt says of single places: who starts, who comes in when, a quiet intro, a key change at the end.

Knows nothing of bars; `places` reads the places themselves and `touches` says what an adjective asks.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from timbre.language.match import Match
from timbre.language.places import find_places
from timbre.language.placing.changes import read_key_changes, read_swells
from timbre.language.placing.entries import read_entries
from timbre.language.placing.openings import mend_bass, read_edges, read_openings
from timbre.language.placing.scene import MOST_PLACES, Happening, Scene
from timbre.language.placing.sections import read_feelings, read_sections
from timbre.language.players import names_of
from timbre.language.reading import Finding, Reading
from timbre.language.touches import placed
from timbre.model.brief import PlaceWish

if TYPE_CHECKING:
    from timbre.language.imply import Draft


def read_places(reading: Reading, matches: list[Match]) -> tuple[list[Match], tuple[Happening, ...]]:
    """What is said of single places, and the matches with those marked that only hold there."""
    scene = Scene(reading, list(matches), list(islice(find_places(reading.text.folded), MOST_PLACES)))
    mend_bass(scene)
    read_openings(scene)
    read_edges(scene)
    read_sections(scene)
    read_feelings(scene)
    read_entries(scene)
    read_key_changes(scene)
    read_swells(scene)
    return scene.marked, tuple(scene.found)


def imply_places(draft: Draft, happenings: tuple[Happening, ...]) -> None:
    """Set `places`."""
    wishes: tuple[PlaceWish, ...] = ()
    for one in happenings:
        lists = {
            key: tuple(dict.fromkeys(name for seen in getattr(one, key) for name in names_of(draft, seen)))
            for key in ("only", "add", "without")
        }
        for where, seconds in one.wheres:
            wish = PlaceWish(
                where=where,
                seconds=seconds,
                energy=max(-1.0, min(1.0, one.energy)),
                semitones=one.semitones,
                **lists,
            )
            wishes = placed(wishes, wish)
            draft.reading.findings.append(Finding("places", (wish,), one.start, one.end, 0))
    if wishes:
        draft.state(
            "places", wishes, min(one.start for one in happenings), max(one.end for one in happenings)
        )


def _is_no_form(draft: Draft, happenings: tuple[Happening, ...]) -> None:
    """A section that is only named as a place ("drop the drums in the breakdown") is not the form of the piece."""
    form = draft.reading.best("form")
    if form is None or form.rank != 1 or not form.because or "form" not in draft.fields:
        return
    for one in happenings:
        names = {where for where, _ in one.wheres}
        if one.start <= form.start and form.end <= one.end and names & {wish.name for wish in form.value}:
            del draft.fields["form"], draft.sources["form"]
            return
