"""Orchestration: who plays what. The style proposes, the user's instruments and exclusions decide.

Knows nothing of notes.
"""

from __future__ import annotations

from dataclasses import dataclass

from timbre.engines.composer.players import KITS, Player, players
from timbre.engines.composer.style import ROLES, Style
from timbre.model.brief import Brief
from timbre.model.stream import Stream

PITCHED = ("bass", "chords", "pad", "arp", "melody", "counter")
_DEFAULTS = {
    "bass": "electric bass",
    "chords": "piano",
    "pad": "warm pad",
    "arp": "pluck synth",
    "melody": "piano",
    "counter": "strings",
}
_GROUPS: dict[str, tuple[str, ...]] = {
    "synth": ("synth", "supersaw", "square lead", "saw lead", "warm pad", "acid bass"),
    "brass": ("brass", "trumpet", "trombone", "french horn", "tuba"),
    "strings": ("strings", "violin", "viola", "cello", "contrabass"),
    "vocals": ("choir", "voice lead"),
    "voice": ("choir", "voice lead"),
    "bells": ("bells", "glockenspiel", "music box", "celesta"),
    "woodwinds": ("flute", "clarinet", "oboe", "bassoon", "saxophone", "recorder", "pan flute"),
}


@dataclass(frozen=True)
class Cast:
    """The players of a piece: `lead` role → instrument, `extra` (role, instrument) pairs that share a role."""

    lead: dict[str, str]
    extra: tuple[tuple[str, str], ...]
    asked: tuple[str, ...]
    """Roles that play because the user named an instrument."""
    solo: bool
    notes: tuple[str, ...]


def cast_players(style: Style, brief: Brief, seed: int) -> Cast:
    """Choose an instrument for every role that is wanted. Pure."""
    known = players()
    stream = Stream(seed, "instruments")
    lead: dict[str, str] = {}
    for role in ROLES:
        options = style.instruments.get(role)
        if not options:
            continue
        draw = stream.uniform()
        allowed = {name: weight for name, weight in options.items() if not excluded(name, role, brief)}
        if not allowed:
            if role_excluded(role, brief):
                continue
            default = _DEFAULTS.get(role)
            if default is None or excluded(default, role, brief):
                continue
            allowed = {default: 1.0}
        lead[role] = _drawn(allowed, draw)
    wanted = [name for name in dict.fromkeys(brief.instruments) if not excluded(name, "", brief)]
    notes: list[str] = []
    kits = [name for name in wanted if name in KITS]
    pitched = [name for name in wanted if name in known and known[name].roles != ("fx",)]
    effects = [name for name in wanted if name in known and known[name].roles == ("fx",)]
    asked: list[str] = []
    extra: list[tuple[str, str]] = []
    solo = len(pitched) == 1 and (style.name == "solo-piano" or _says_solo(brief))
    if solo:
        only = pitched[0]
        lead = {role: only for role in lead if role in PITCHED and _can(known[only], role)}
        lead.setdefault("melody", only)
        if known[only].chords:
            lead.setdefault("chords", only)
        if not known[only].chords:
            lead = {"melody": only}
        return Cast(lead, (), tuple(lead), True, ())
    for kit in kits:
        role = "percussion" if "percussion" in kit and "drums" in lead and style.name != "cinematic" else "drums"
        if not role_excluded(role, brief):
            lead[role] = kit
            asked.append(role)
    if any(word in brief.instruments for word in ("drums", "percussion")):
        for role in ("drums", "percussion"):
            if role in brief.instruments and not role_excluded(role, brief):
                lead.setdefault(role, "acoustic kit" if role == "drums" else "latin percussion")
                asked.append(role)
    for name in effects:
        lead["fx"] = name
        asked.append("fx")
    if brief.vocals and not any(name in ("choir", "voice lead") for name in pitched):
        voice = "voice lead" if not excluded("voice lead", "melody", brief) else "choir"
        pitched = [voice, *pitched]
    extra += _seat(pitched, lead, asked, brief, known)
    if len(pitched) == 1 and known[pitched[0]].chords and not brief.vocals and "melody" not in asked:
        only = pitched[0]
        if "melody" in known[only].roles[:3] and "melody" in lead and not role_excluded("melody", brief):
            lead["melody"] = only
            asked.append("melody")
    if brief.vocals:
        singer = next((n for n in (*lead.values(), *(i for _, i in extra)) if n in ("choir", "voice lead")), None)
        if singer is not None:
            notes.append(f"Vocals are a wordless {singer}: this engine sings no words.")
    if not lead:
        fallback = next((n for n in ("warm pad", "piano", "strings") if not excluded(n, "", brief)), "warm pad")
        lead["pad"] = fallback
        asked.append("pad")
        notes.append("Everything was excluded, so one held part was kept: silence is not a piece.")
    return Cast(lead, tuple(extra), tuple(dict.fromkeys(asked)), False, tuple(notes))


def _seat(
    names: list[str], lead: dict[str, str], asked: list[str], brief: Brief, known: dict[str, Player]
) -> list[tuple[str, str]]:
    """Seat every named instrument in the role it suits best; those left over double a role."""
    left = list(names)
    taken: set[str] = set()
    while left:
        best: tuple[int, int, str] | None = None
        for order, name in enumerate(left):
            for place, role in enumerate(known[name].roles):
                if role in taken or role_excluded(role, brief) or role == "fx":
                    continue
                cost = 4 * place + (0 if role in lead else 3) + (-5 if lead.get(role) == name else 0)
                cost += 2 if role == "melody" and place > 0 and len(names) > 1 else 0
                if brief.vocals and name in ("choir", "voice lead") and role == "melody":
                    cost -= 20
                if best is None or (cost, order) < best[:2]:
                    best = cost, order, role
        if best is None:
            break
        _, order, role = best
        lead[role] = left.pop(order)
        taken.add(role)
        asked.append(role)
    extra: list[tuple[str, str]] = []
    for name in left:
        roles = [role for role in known[name].roles if role in PITCHED and not role_excluded(role, brief)]
        if roles:
            extra.append((roles[0], name))
    return extra


def excluded(name: str, role: str, brief: Brief) -> bool:
    """Whether `without` rules out this instrument (by its name, its family's name, or its role)."""
    if role and role_excluded(role, brief):
        return True
    words = set(name.split())
    for item in brief.without:
        low = item.lower()
        if low == name or low in words or name in _GROUPS.get(low, ()) or (low.endswith("s") and low[:-1] in words):
            return True
        if low in ("synth", "synths", "synthesizer") and name in _GROUPS["synth"]:
            return True
        if low in ("guitar", "guitars") and "guitar" in words:
            return True
    return False


def role_excluded(role: str, brief: Brief) -> bool:
    """Whether `without` rules out a whole part."""
    banned = {item.lower() for item in brief.without}
    if role in banned:
        return True
    if role == "percussion" and banned & {"drums", "drum kit", "beat", "beats"}:
        return True
    if role == "drums" and banned & {"drum kit", "beat", "beats", "percussion"}:
        return bool(banned & {"drum kit", "beat", "beats"})
    return role == "melody" and bool(banned & {"lead", "tune", "lead melody"})


def _says_solo(brief: Brief) -> bool:
    words = " ".join((*brief.moods, *brief.production, *(name for name, _ in brief.genres))).lower()
    return "solo" in words.replace("-", " ").split()


def _can(player: Player, role: str) -> bool:
    return role in player.roles or (player.chords and role in ("chords", "melody", "bass"))


def _drawn(options: dict[str, float], draw: float) -> str:
    """The weighted choice that `draw` (0..1) points at; one draw per role keeps roles independent."""
    target = draw * sum(options.values())
    for name, weight in options.items():
        target -= weight
        if target < 0:
            return name
    return next(reversed(options))
