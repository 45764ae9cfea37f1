"""Which languages a prompt speaks, for words that several have: "hell" is bright in German and no music in English.

Knows nothing of what the words mean.
"""

from __future__ import annotations

from timbre.language.text import Text
from timbre.language.vocabulary import Spelling, Vocabulary


def spoken(text: Text, words: Vocabulary) -> frozenset[str]:
    """Codes of the other languages that the prompt may be in.

    Those with a word of their own in it; or all of them, where no little English word says that it is English.
    """
    if not words.telling:
        return frozenset()
    said = {token.word for token in text.tokens}
    own = frozenset([code for code, telling in words.telling.items() if not telling.isdisjoint(said)])
    return own if own or not words.functions.isdisjoint(said) else frozenset(words.telling)


def meant(
    phrase: str, spellings: tuple[Spelling, ...], words: Vocabulary, languages: frozenset[str]
) -> tuple[Spelling, ...]:
    """`spellings` of a phrase, only the English ones where it is an English word and its language is not spoken.

    Where nothing tells the language, words about music itself ("style:", "rhythm:") are English.
    """
    codes = words.guards.get(phrase)
    unclear = phrase in words.musical and languages == frozenset(words.telling)
    if codes is None or not (unclear or languages.isdisjoint(codes)):
        return spellings
    return tuple([spelling for spelling in spellings if spelling.language == "en"])
