"""Running engines: the one way from a request to finished files. Never writes the history or a terminal."""
