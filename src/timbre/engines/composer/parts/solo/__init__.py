"""Instruments alone: how each of them fills a piece by itself, from a table of idioms."""
