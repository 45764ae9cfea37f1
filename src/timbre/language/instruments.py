"""Instruments asked for and ruled out, and whether somebody sings.

Knows nothing of who plays what: roles such as drums or melody are noted as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timbre.language.ensembles import company_of
from timbre.language.frames import imply_players
from timbre.language.match import Match
from timbre.language.vocabulary.entries import Entry

if TYPE_CHECKING:
    from timbre.language.imply import Draft

MOST_INSTRUMENTS = 12
_ALONE_BEFORE = re.compile(
    r"\b(?:only|just|solo|lone|nothing but|only (?:a|an|the)|just (?:a|an|the)|unaccompanied)(?: (?:a|an|the))? $"
)
_ALONE_AFTER = re.compile(r",? (?:only|alone|by itself|and nothing else|unaccompanied)\b")
_WITH = re.compile(r"\b(?:with|and|plus|featuring|add|then)(?: (?:a|an|the|some))? (?:\w+ )?$")
_LOOPED = re.compile(r"[ \-]loops?\b")
_SOLO = re.compile(r"\bsolos?\b")
_RHYTHM = ("drums", "percussion", "bass")
_VOICES = ("choir", "voice lead")
_PIECES = {
    "hi-hats": re.compile(r"\b(?:hi[ -]?)?hats?\b"),
    "snare": re.compile(r"\bsnares?\b"),
    "kick": re.compile(r"\b(?:kicks?|bass drum)\b"),
    "cymbals": re.compile(r"\bcymbals?\b"),
    "toms": re.compile(r"\btoms?\b"),
}
"""Pieces of a drum kit that can be left out while the rest plays."""
_WHOLE_KIT = re.compile(r"\b(?:drums|drum ?(?:kit|set)s?|beats?|percussion)\b")
_SINGER = re.compile(r"\b(?:male|female|man|woman|lead|singers?|vocalists?|rappers?|sings|chant)")
_FOR = re.compile(r"\b(?:for|without|under|behind|to)(?: (?:an?|the|my|your|any))?(?: \w{1,16})? $")
_PADS = re.compile(r"(?<!synth )(?<!synthesizer )\bpads?\b")


def imply_instruments(draft: Draft) -> None:
    """Set `instruments`, `without` and `vocals`."""
    style = draft.fields.get("style")
    wanted = draft.wanted("instrument")
    company = company_of(draft)
    if company is not None and company.alone:
        refused = _refused(draft, list(company.names))
        players = tuple(name for name in company.names if name not in refused)[:MOST_INSTRUMENTS]
        draft.state("instruments", players, company.start, company.end)
        _imply_vocals(draft, wanted)
        return
    names = list(dict.fromkeys(company.names)) if company is not None else []
    asked = (entry for entry, match in wanted if not match.less and not match.of("ensemble"))
    for entry in dict.fromkeys(asked):
        if entry.name != "vocals":
            names += [name for name in _resolved(draft, entry, style) if name not in names]
    refused = _refused(draft, names)
    if not names and _sings_alone(draft):
        names = ["voice lead"]
    named = _named_by_genres(draft)
    names = [name for name in dict.fromkeys((*named, *names)) if name not in refused][:MOST_INSTRUMENTS]
    if names:
        sayings = [match for _, match in (*wanted, *draft.wanted("ensemble")) if not match.less]
        first = min((*sayings, *named.values()), key=lambda match: match.start)
        draft.state("instruments", tuple(names), first.start, first.end)
    _imply_from_genres(draft, names, refused)
    _imply_alone(draft, names, refused)
    _imply_vocals(draft, wanted)


def _named_by_genres(draft: Draft) -> dict[str, Match]:
    """Instruments that a genre's own words name: the piano of "solo piano", the music box of "music box lullaby"."""
    found: dict[str, Match] = {}
    for entry, match in draft.plainly("genre"):
        said = draft.reading.text.folded[match.start : match.end]
        found.update({name: match for name in entry.instruments if name in said})
    return found


def _resolved(draft: Draft, entry: Entry, style: str | None) -> tuple[str, ...]:
    """Canonical names of one entry: a general word by genre and style, a kit with its role."""
    if entry.choices:
        choices = dict(entry.choices)
        for genre in dict.fromkeys(genre for genre, _ in draft.plainly("genre")):
            for name in genre.instruments:
                usual = draft.words.named("instrument", name)
                if usual is not None and usual.family == entry.family:
                    return (name,)
        return (choices.get(style or "default", choices["default"]),)
    if entry.kit:
        return (entry.kit, entry.name)
    return (entry.name,)


def _refused(draft: Draft, names: list[str]) -> set[str]:
    """Set `without`. A general word takes its whole family, except members that were asked for by name."""
    gone: list[str] = []
    spans: list[Match] = []
    for entry, match in draft.refused("instrument"):
        said = draft.reading.text.folded[match.start : match.end]
        pieces = narrowed(entry, said)
        if entry.name == "vocals":
            gone += [name for name in _VOICES if name not in names]
        elif pieces:
            gone += pieces
        elif entry.choices or entry.name == "strings":
            family = [
                other.name
                for other in draft.words.entries
                if other.kind == "instrument" and other.family == entry.family
            ]
            kept = {
                name for other, _ in draft.wanted("instrument") if not other.choices for name in (other.name,)
            }
            gone += [name for name in family if name not in kept and not _is_general(draft, name)]
        elif entry.name == "percussion":
            gone += ["drums", "percussion"]
        elif entry.kit:
            gone += [entry.name] if entry.kit in names else [entry.kit]
        else:
            gone.append(entry.name)
        spans.append(match)
    for entry, match in draft.wanted("feel"):
        if entry.without:
            alone = entry.name == "unaccompanied"
            gone += [role for role in entry.without if not (alone and _plays(draft, role))]
            spans.append(match)
    if gone:
        draft.state("without", tuple(dict.fromkeys(gone)), spans[0].start, spans[0].end)
    else:
        for entry, _ in draft.wanted("genre"):
            kept_roles = tuple(role for role in entry.without if role not in names)
            if kept_roles and draft.fields.get("genres", (("", 0),))[0][0] == entry.name:
                draft.imply("without", kept_roles, f"genre {entry.name}")
    return set(gone)


def narrowed(entry: Entry, said: str) -> tuple[str, ...]:
    """What "no hi-hats" or "no pads" takes away: pieces of the kit, or a whole part; () for the entry itself."""
    if entry.name == "synth pad":
        return ("pad",) if _PADS.search(said) else ()
    if entry.family != "drums" or _WHOLE_KIT.search(said):
        return ()
    return tuple(piece for piece, word in _PIECES.items() if word.search(said))


def _is_general(draft: Draft, name: str) -> bool:
    entry = draft.words.named("instrument", name)
    return entry is not None and bool(entry.choices)


def _imply_from_genres(draft: Draft, names: list[str], refused: set[str]) -> None:
    if names:
        return
    for entry, _ in draft.plainly("genre"):
        implied = tuple(name for name in entry.instruments if name not in refused)
        if implied:
            draft.imply("instruments", implied, f"genre {entry.name}")
    imply_players(draft, refused)


def _imply_alone(draft: Draft, names: list[str], refused: set[str]) -> None:
    """ "only piano", "solo violin": no rhythm section but what was asked for."""
    if not names or refused:
        return
    for _, match in draft.wanted("instrument"):
        if match.placed:
            continue
        before, after = draft.reading.before(match.start, 24), draft.reading.after(match.end, 16)
        if _ALONE_BEFORE.search(before) or _ALONE_AFTER.match(after):
            roles = tuple(role for role in _RHYTHM if not _plays(draft, role))
            if roles and "without" not in draft.fields:
                draft.imply(
                    "without",
                    roles,
                    f"“{draft.reading.text.folded[match.start : match.end]}” alone",
                    (match.start, match.end),
                )
            return


def plays_alone(draft: Draft) -> str:
    """Why one instrument plays the whole piece: the words that say so; empty when nothing does.

    "solo cello" and "cello alone" do; "cello solo" does where nothing else is named, as does "cello loop"; "with a
    sax solo" does not.
    """
    voice = _sings_alone(draft)
    if voice:
        return voice
    named = [(e, m) for e, m in draft.wanted("instrument") if e.name != "vocals" and not m.less]
    kits = {entry.kit for entry, _ in named if entry.kit}
    players = [name for name in draft.fields.get("instruments", ()) if name not in kits]
    if len(players) != 1 or len({entry.name for entry, _ in named}) > 1:
        return ""
    lonely = any(entry.name == "unaccompanied" for entry, _ in draft.wanted("feel"))
    for _, match in named:
        if match.placed:
            return ""
        said = draft.reading.text.folded[match.start : match.end]
        before, after = draft.reading.before(match.start, 24), draft.reading.after(match.end, 24)
        if _WITH.search(before):
            return ""
        bare = not draft.fields.get("genres") and _SOLO.search(f"{said}{after[:6]}") is not None
        bare = bare or _LOOPED.match(after) is not None
        if lonely or bare or _ALONE_BEFORE.search(before) or _ALONE_AFTER.match(after) or said[:5] == "solo ":
            return f"“{said}” alone"
    return ""


def _sings_alone(draft: Draft) -> str:
    """Why one voice is all there is ("unaccompanied voice", "solo singer"); empty when nothing says so."""
    wanted = draft.wanted("instrument")
    if not wanted or any(entry.name != "vocals" for entry, _ in wanted):
        return ""
    match = wanted[0][1]
    if match.placed:
        return ""
    lonely = any(entry.name == "unaccompanied" for entry, _ in draft.wanted("feel"))
    before, after = draft.reading.before(match.start, 24), draft.reading.after(match.end, 24)
    if lonely or _ALONE_BEFORE.search(before) or _ALONE_AFTER.match(after):
        return f"“{draft.reading.text.folded[match.start : match.end]}” alone"
    return ""


def _plays(draft: Draft, role: str) -> bool:
    family = {"bass": "bass"}.get(role, "drums")
    return any(entry.family == family for entry, _ in draft.wanted("instrument"))


def _sings(draft: Draft, match: Match) -> bool:
    """Whether a singer is described, who outweighs the word "instrumental" ("an instrumental with a man chanting")."""
    said = draft.reading.text.folded[match.start : match.end]
    return _SINGER.search(said) is not None and _FOR.search(draft.reading.before(match.start, 24)) is None


def _imply_vocals(draft: Draft, wanted: list[tuple[Entry, Match]]) -> None:
    for entry, match in draft.refused("instrument"):
        if entry.name == "vocals":
            draft.state("vocals", False, match.start, match.end)
            return
    singer = any(entry.name == "vocals" and _sings(draft, match) for entry, match in wanted)
    for entry, match in draft.wanted("feel"):
        loosely = draft.reading.text.folded[match.start : match.end] == "instrumental"
        if entry.vocals is False and not (loosely and singer):
            draft.state("vocals", False, match.start, match.end)
            return
    for entry, match in wanted:
        if entry.vocals:
            draft.state("vocals", True, match.start, match.end)
            return
    for entry, match in draft.wanted("genre"):
        if entry.vocals:
            draft.imply("vocals", True, f"genre {entry.name}", (match.start, match.end))
