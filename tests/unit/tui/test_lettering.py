"""Characters an encoding lacks come as something plain of the same width."""

from __future__ import annotations

import io
import sys

import pytest
from rich.cells import cell_len

from timbre.tui.lettering import plain_where_needed


def written(monkeypatch, encoding, text):
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="backslashreplace")
    monkeypatch.setattr(sys, "__stderr__", stream)
    with plain_where_needed():
        stream.write(text)
        stream.flush()
    assert stream.errors == "backslashreplace"
    return raw.getvalue().decode(encoding)


def test_frames_become_lines_and_corners(monkeypatch):
    assert written(monkeypatch, "ascii", "╭──╮\n│▸ ♥│") == "+--+\n|> +|"


@pytest.mark.parametrize("text", ["日本語 jazz", "👩 solo", "e\u0301tude", "▁▂▃ “words” … ‖ ↻"])
def test_widths_stay(monkeypatch, text):
    found = written(monkeypatch, "ascii", text)
    assert found.isascii()
    assert len(found) == cell_len(text)


def test_what_the_encoding_has_stays(monkeypatch):
    assert written(monkeypatch, "latin-1", "Für Elise · ½ ─") == "Für Elise · ½ -"
    assert written(monkeypatch, "utf-8", "─ 日本 ▸") == "─ 日本 ▸"
