"""What reading and finding checkpoints needs: nothing that lies in an extra."""

import subprocess
import sys

import pytest

from timbre.engines.musicgen.checkpoint import hub, library
from timbre.errors import MissingError
from timbre.session.paths import Paths

EXTRAS = {"huggingface_hub", "safetensors", "tokenizers", "onnx", "onnxruntime", "torch", "httpx", "httpx2"}


def test_nothing_of_the_extras_is_imported():
    code = (
        "import sys\n"
        "from timbre.engines.musicgen.checkpoint import catalog, config, hub, layout, licence, remote, store, weights\n"
        "store.entries(); catalog.look_up('small')\n"
        f"sys.exit(' '.join(sorted({EXTRAS!r} & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_without_the_library_a_pull_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.delenv("TRANSFORMERS_OFFLINE", raising=False)
    monkeypatch.setattr(library, "find_spec", lambda _: None)
    paths = Paths.under(tmp_path)
    with pytest.raises(MissingError) as caught:
        hub.resolve("small", download=True, accepted=True, paths=paths)
    assert "pip install 'timbre-cli[musicgen]'" in caught.value.hint
    with pytest.raises(MissingError, match="not on this machine"):
        hub.find("small", paths)
    assert not list(tmp_path.iterdir())
