"""Lines that ask or thank rather than change: what key is it in?, how fast is it?, nice, thank you.

Knows nothing of edits: the answer is one sentence.
"""

from __future__ import annotations

import re
from typing import Any

from timbre.language.edits.edit import Playing
from timbre.language.explain import in_words
from timbre.language.text import fold
from timbre.model.brief import Brief

_QUESTION = re.compile(
    r"^(?:(?:and|so|but|ok|hey|wait|tell me|do you know)[ ,]+)*(?:what|what'?s|whats|which|how|who"
    r"|who'?s|where|when|why|is|are"
    r"|does|did|do|was)\b(?! (?:about|if|not|don'?t)\b)"
)
_TOPICS = (
    ("bpm", re.compile(r"\b(?:tempo|bpm|how fast|how slow|speed|beats per minute)\b")),
    ("key", re.compile(r"\b(?:what|which|the|in) (?:key|scale)\b|\bkey (?:is|are|was)\b|\bmajor or minor\b")),
    ("chords", re.compile(r"\b(?:chords?|progression|harmony)\b")),
    ("metre", re.compile(r"\b(?:time signature|metre|meter|time is)\b")),
    ("seconds", re.compile(r"\b(?:how long|length|duration|how many (?:seconds|minutes|bars))\b")),
    ("form", re.compile(r"\b(?:form|structure|sections?)\b")),
    (
        "instruments",
        re.compile(r"\b(?:instruments?|who plays|who is playing|playing|in (?:it|this|there)|players?)\b"),
    ),
    ("genres", re.compile(r"\b(?:genre|style)s?\b")),
    ("moods", re.compile(r"\bmoods?\b")),
)
_LABELS = {
    "bpm": "Tempo", "key": "Key", "chords": "Chords", "metre": "Metre", "seconds": "Length", "form": "Form",
    "instruments": "Asked for", "genres": "Genre", "moods": "Mood",
}  # fmt: skip
_PRAISE = re.compile(
    r"(?:(?:thanks?(?: you)?(?: so much| a lot| very much)?|thx|ty|cheers|nice(?: one)?|great"
    r"|good(?: job| work| one)?|perfect|cool"
    r"|awesome|amazing|lovely|beautiful|wow|excellent|fantastic|brilliant|well done|superb|sweet"
    r"|wonderful|gorgeous"
    r"|(?:i )?(?:really |absolutely )?(?:love|like|dig) (?:it|this|that|this one)|(?:much|way|a lot"
    r"|that'?s|this is|it'?s|so|even)"
    r" (?:better|good|great|nice|perfect|lovely|beautiful|awesome|amazing|cool|it|excellent|fantastic)"
    r"|better|(?:that )?sounds"
    r" (?:good|great|amazing|nice|lovely|perfect|awesome|better)|works for me|that works|bravo"
    r"|very (?:nice|good|cool)|yes|yeah|yep|ok"
    r"|okay|haha|lol|spot on|exactly|nailed it|you nailed it|that one)[ !.,]*)+"
)
LIKED = "To remember that you like it: /rate up. Say what should be different, or a new idea."
UNKNOWN = "That is not known. /explain tells what words mean, /help what can be said."


def answer(text: str, brief: Brief, current: Playing) -> str | None:
    """The answer to a question about the take, or to praise; None for a line that is neither."""
    line = " ".join(fold(text).lower().split())
    if not line or len(line) > 120:
        return None
    if _PRAISE.fullmatch(line):
        return LIKED
    if not _QUESTION.match(line):
        return None
    topic = next((name for name, pattern in _TOPICS if pattern.search(line)), None)
    if topic is None:
        return UNKNOWN if line.endswith("?") else None
    if not line.endswith("?") and not line.startswith(("what", "which", "how", "who", "tell")):
        return None
    value, label = _fact(topic, brief, current), _LABELS[topic]
    if topic == "instruments" and current.instruments:
        label = "Playing"
    return f"{label}: {value}." if value else f"{label}: nothing was said, the engine chose."


def _fact(topic: str, brief: Brief, current: Playing) -> str:
    value: Any = getattr(brief, topic)
    if topic == "seconds" and brief.bars is not None and value is None:
        return in_words("bars", brief.bars)
    if topic == "form" and not value:
        return ", ".join(name for name, _ in current.sections)
    if topic == "instruments":
        return ", ".join(dict.fromkeys(current.instruments or brief.instruments))
    if topic in ("bpm", "key", "metre", "seconds") and value is None:
        value = getattr(current, topic)
    return in_words(topic, value)
