"""The words that changed nothing, so that the user can be told.

Knows nothing of grammar beyond a list of little words.
"""

from __future__ import annotations

from timbre.language.match import Match
from timbre.language.reading import Reading
from timbre.language.text import is_cjk

MOST_IGNORED = 40
_HIRAGANA = ("\u3040", "\u309f")


def leftover(reading: Reading, matches: list[Match], negations: list[tuple[int, int]]) -> tuple[str, ...]:
    """Content words nobody understood, artists who stand for nothing and values out of range, in order, each once."""
    used = {token for first, last in negations for token in range(first, last)}
    found: dict[int, str] = {finding.start: str(finding.value) for finding in reading.of("ignored")}
    for match in matches:
        used.update(range(match.first, match.last))
        artist = match.of("artist")
        if artist is not None and (match.negated or artist.entry.style is None):
            found[match.start] = reading.text.prompt[slice(*reading.text.span(match.start, match.end))]
    run: list[int] = []
    for i, token in enumerate(reading.text.tokens):
        free = i not in used and not reading.claimed[token.start]
        if is_cjk(token.word):
            if (
                free
                and not _HIRAGANA[0] <= token.word <= _HIRAGANA[1]
                and token.word not in reading.words.neutral
            ):
                run.append(i)
                continue
        elif (
            free and token.word not in reading.words.neutral and (len(token.word) > 1 or token.word.isdigit())
        ):
            found[token.start] = reading.text.prompt[slice(*reading.text.span(token.start, token.end))]
        _close(run, found, reading)
    _close(run, found, reading)
    return tuple(dict.fromkeys(found[start] for start in sorted(found)))[:MOST_IGNORED]


def _close(run: list[int], found: dict[int, str], reading: Reading) -> None:
    """Neighbouring characters of Chinese, Japanese or Korean that nobody understood count as one word."""
    tokens = reading.text.tokens
    while run:
        size = 1
        while size < len(run) and tokens[run[size - 1]].end == tokens[run[size]].start:
            size += 1
        start, end = tokens[run[0]].start, tokens[run[size - 1]].end
        said = reading.text.prompt[slice(*reading.text.span(start, end))]
        if size > 1 and said not in reading.words.neutral:
            found[start] = said
        del run[:size]
