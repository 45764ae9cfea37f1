"""Wishes for single players and single places of a piece: whom and where they mean, and what becomes of the notes.

Knows nothing of how a part finds its notes.
"""
