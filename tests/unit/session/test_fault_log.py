"""The diagnostic log: whole, bounded, without control characters, and never in the way."""

from __future__ import annotations

import logging

import pytest

from timbre.session import fault_log
from timbre.session.fault_log import LogFile, log_fault


def fault():
    try:
        raise ValueError("bad \x1b[31mvalue")
    except ValueError as error:
        return error


def test_a_fault_is_kept_with_its_traceback(tmp_path):
    path = tmp_path / "log" / "timbre.log"
    assert log_fault(path, fault(), "while testing") == f"The details are in {path}."
    text = path.read_text(encoding="utf-8")
    assert "while testing" in text
    assert "Traceback" in text
    assert "ValueError: bad [31mvalue" in text
    assert "\x1b" not in text
    log_fault(path, fault())
    assert path.read_text(encoding="utf-8").count("Traceback") == 2
    assert path.stat().st_mode & 0o077 == 0


def test_a_log_that_grew_long_is_begun_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(fault_log, "FILE_MAX_BYTES", 1000)
    path = tmp_path / "timbre.log"
    path.write_text("x" * 2000)
    log_fault(path, fault())
    assert "xx" not in path.read_text(encoding="utf-8")


def test_where_nothing_can_be_written_it_says_so(tmp_path):
    (tmp_path / "log").write_text("in the way")
    assert log_fault(tmp_path / "log" / "timbre.log", fault()) == "The details could not be logged."


@pytest.mark.parametrize(("level", "kept"), [(logging.ERROR, True), (logging.INFO, False)])
def test_what_is_logged_comes_into_the_same_file(tmp_path, level, kept):
    path = tmp_path / "timbre.log"
    logger = logging.getLogger("timbre.test")
    handler = LogFile(path)
    logger.addHandler(handler)
    try:
        logger.log(level, "a job could not be followed")
    finally:
        logger.removeHandler(handler)
    assert path.exists() is kept
