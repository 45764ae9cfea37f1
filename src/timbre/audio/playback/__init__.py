"""Playing sound: sources of frames, the transport that shapes them, and the device that wants them.

Knows nothing of takes, terminals or how the audio was made.
"""
