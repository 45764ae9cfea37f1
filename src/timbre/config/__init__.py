"""The user's settings: what they are, where they come from, how they are changed. No terminal here."""
