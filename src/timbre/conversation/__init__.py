"""From words to requests: what `timbre make` does now and what chat and studio will share. No terminal here."""
