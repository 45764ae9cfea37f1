"""Recorded instruments: SoundFont files (SF2, SF3) read and played note by note, where the user asks for them.

Knows nothing of styles or mixes. Importing this package is light.
"""
