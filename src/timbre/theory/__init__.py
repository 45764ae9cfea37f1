"""Pure music theory: pitch, scale, key, chord, roman numerals, voice leading, metre.

No randomness, no input or output; imports only `timbre.errors`.
"""
