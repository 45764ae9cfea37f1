"""Guides are kept by what is in them."""

import stat

import pytest

from timbre.errors import FileError, MissingError
from timbre.session.guides import find_guide, keep_guide
from timbre.session.paths import Paths


def test_what_is_kept_is_found_again_and_private(tmp_path):
    paths = Paths.under(tmp_path)
    sha256 = keep_guide(paths, b"MThd")
    assert keep_guide(paths, b"MThd") == sha256
    assert find_guide(paths, sha256, "x.mid") == b"MThd"
    (kept,) = paths.guides.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize("left", [None, b"changed"])
def test_a_guide_that_is_gone_or_changed_is_named(tmp_path, left):
    paths = Paths.under(tmp_path)
    sha256 = keep_guide(paths, b"MThd")
    kept = paths.guides / f"{sha256}.mid"
    kept.unlink() if left is None else kept.write_bytes(left)
    with pytest.raises(MissingError, match=r"'x\.mid'"):
        find_guide(paths, sha256, "x.mid")


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "guides").write_text("a file")
    with pytest.raises(FileError, match="could not be kept"):
        keep_guide(Paths.under(tmp_path), b"MThd")
