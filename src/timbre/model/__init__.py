"""Plain data that crosses layers. No input or output, no clock, imports only `timbre.errors`."""
