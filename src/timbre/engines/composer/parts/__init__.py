"""The players: each module turns the plan into one part's tones, from its own stream and nobody else's notes."""
