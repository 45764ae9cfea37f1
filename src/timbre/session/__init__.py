"""The history on disk and what it adds up to. Knows nothing of engines, jobs or terminals."""
