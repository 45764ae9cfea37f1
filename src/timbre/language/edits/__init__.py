"""Edits: follow-up lines as changes of the current take, pure and invertible.

Knows nothing of sessions, seeds or engines; what concerns those comes out as actions.
"""

from timbre.language.edits.edit import Action, Change, Edit, Playing, apply, invert
from timbre.language.edits.reading import read_edit
from timbre.language.edits.words import describe

__all__ = ["Action", "Change", "Edit", "Playing", "apply", "describe", "invert", "read_edit"]
