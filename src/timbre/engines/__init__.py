"""Engines behind one port (`timbre.model.engine.Engine`); one folder each, none imports another."""
