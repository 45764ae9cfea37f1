"""Signal and files: loudness, mastering, analysis, export, tags, playback.

Knows nothing of engines, sessions or terminals.
"""
