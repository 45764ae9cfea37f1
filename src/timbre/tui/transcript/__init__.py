"""The conversation as it is seen: what was said, the takes as cards, and what went wrong.

Knows nothing of how music is made; it shows what it is told and posts what the user asks for.
"""

from timbre.tui.transcript.transcript import Transcript

__all__ = ["Transcript"]
