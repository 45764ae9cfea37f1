"""A MusicGen checkpoint on disk: where it lies, what its sizes are, its weights. Knows no runtime."""
