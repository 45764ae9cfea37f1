"""The vocabulary: TOML files of genres, moods, instruments, scenes and more, loaded, checked and listed.

Knows nothing of prompts: `timbre.language.match` looks words up in it.
"""

from timbre.language.vocabulary.entries import Entry, Kind, Spelling
from timbre.language.vocabulary.load import Vocabulary, vocabulary, vocabulary_for

__all__ = ["Entry", "Kind", "Spelling", "Vocabulary", "vocabulary", "vocabulary_for"]
