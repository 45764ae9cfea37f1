"""The real small model against the logits that transformers' own test publishes for it. Opt-in: it is a download.

TIMBRE_HUB_TESTS=1 make test-torch          (2.4 GB, into TIMBRE_HUB_FOLDER where that is set)
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from timbre.engines.musicgen.checkpoint.config import read_config
from timbre.engines.musicgen.text import Tokenizer
from torch_parity.live import opened, runtimes

REPOSITORY = "facebook/musicgen-small"
PROMPT = "80s music"
# fmt: off
PUBLISHED = [
    -0.9708, -3.0149, -4.6415, -1.4754, -0.2786, -2.3523, -2.6049, -6.7467,
    -1.0206, -3.2984, -3.3968, -1.5108, -1.5786, -3.1493, -1.1503, -0.0545,
]
# fmt: on
"""Codebook 0, first position, codes 0 to 15, with the words (transformers, MusicgenIntegrationTests)."""

FILES = ["*.safetensors", "*.json"]

pytestmark = pytest.mark.skipif(
    os.environ.get("TIMBRE_HUB_TESTS") != "1",
    reason=f"downloads {REPOSITORY} (2.4 GB); set TIMBRE_HUB_TESTS=1 to run it",
)


@pytest.fixture(scope="module")
def folder() -> Path:
    """The checkpoint, fetched by the hub's client into its own cache unless TIMBRE_HUB_FOLDER holds it."""
    given = os.environ.get("TIMBRE_HUB_FOLDER")
    if given:
        return Path(given)
    from huggingface_hub import snapshot_download

    return Path(snapshot_download(REPOSITORY, allow_patterns=FILES))


@pytest.mark.parametrize("name", runtimes())
def test_the_small_models_logits_are_the_published_ones(name: str, folder: Path, tmp_path: Path) -> None:
    config = read_config(folder)
    ids = Tokenizer(folder, config.text.vocab_size).encode(PROMPT).ids
    start = np.full((config.decoder.num_codebooks, 1), config.decoder.bos_token_id, np.int64)
    with opened(runtimes()[name](folder, tmp_path)) as runtime:
        decoder = runtime.open_decoder(runtime.encode_text(ids), guided=False, longest=1)
        logits = decoder.extend(start)
        np.testing.assert_allclose(logits[0, 0, :16], PUBLISHED, rtol=1e-4, atol=1e-4)
        decoder.close()
