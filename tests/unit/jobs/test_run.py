"""What is refused before any work, and how a request is settled on the way in."""

import json
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest

from timbre.engines import registry
from timbre.errors import CapabilityError, InvalidInputError
from timbre.jobs import run
from timbre.jobs.partial import keep_partial
from timbre.jobs.recipe import Recipe, model_label
from timbre.jobs.run import check_capabilities
from timbre.jobs.take import Destination, TakeReady, make_take
from timbre.model.engine import EngineInfo, Licence
from timbre.model.events import AudioChunk, Finished, PieceFacts, Started
from timbre.model.request import Adapter, Conditioning, GenerationRequest, Sounds

LICENCE = Licence(code="MIT", output="yours")
OPEN = EngineInfo(
    name="neural", version="1", title="Neural", models=("small",), open_models=True, licence=LICENCE,
    precisions=("int8", "fp32"), devices=("cpu",),
)  # fmt: skip
CLOSED = EngineInfo(name="plain", version="1", title="Plain", models=("small",), licence=LICENCE)


def asked(**fields):
    return GenerationRequest(**{"prompt": "p", "seed": 1, "seconds": 1.0, "engine": "neural", **fields})


def test_models_are_open_or_listed():
    for model in ("small", "owner/name", "/some/folder"):
        check_capabilities(asked(model=model), OPEN)
    check_capabilities(asked(model="small"), CLOSED)
    with pytest.raises(CapabilityError, match="no model 'owner/name'"):
        check_capabilities(asked(model="owner/name"), CLOSED)


@pytest.mark.parametrize("fields", [{"precision": "int8"}, {"device": "cpu"}])
def test_what_only_some_engines_take_is_refused_by_others(fields):
    check_capabilities(asked(**fields), OPEN)
    with pytest.raises(CapabilityError, match="nor any to choose"):
        check_capabilities(asked(**fields), CLOSED)


def test_a_precision_the_engine_lacks_names_those_it_has():
    with pytest.raises(CapabilityError, match="no precision 'int4'") as caught:
        check_capabilities(asked(precision="int4"), OPEN)
    assert "int8, fp32" in caught.value.hint


@pytest.mark.parametrize(
    ("kind", "capability", "words"),
    [
        ("midi", "midi-guide", "a MIDI file"),
        ("melody", "melody", "a melody"),
        ("audio", "audio-guide", "a recording"),
    ],
)
def test_a_guide_is_followed_by_who_can(kind, capability, words):
    wanted = asked(conditioning=(Conditioning(kind=kind, sha256="0" * 64, name="tune"),))
    check_capabilities(wanted, OPEN.model_copy(update={"capabilities": (capability,)}))
    with pytest.raises(CapabilityError, match=rf"Neural cannot follow {words} \(tune\)"):
        check_capabilities(wanted, OPEN)


def test_adapters_are_taken_by_who_can():
    wanted = asked(adapters=(Adapter(name="lora", sha256="0" * 64),))
    check_capabilities(wanted, OPEN.model_copy(update={"capabilities": ("adapters",)}))
    with pytest.raises(CapabilityError, match="Neural takes no adapters"):
        check_capabilities(wanted, OPEN)


class Settler:
    """Chooses int8, and plays what it was asked for at last."""

    def settle(self, request):
        return request.model_copy(update={"precision": request.precision or "int8", "model": "/here/tiny"})

    def prepare(self, request):
        assert request.precision == "int8"

    def generate(self, request, cancelled):
        yield Started(1.0, 8_000, 1)
        yield AudioChunk(np.full((1, 8_000), 0.1, np.float32))
        yield Finished(PieceFacts(licence="ask me", details={"runtime": request.precision}))


def test_choices_of_the_engine_are_in_everything_that_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "engine_info", lambda name: OPEN)
    monkeypatch.setattr(run, "create_engine", lambda name: Settler())
    where = Destination(tmp_path, datetime.now(timezone.utc), tmp_path / "take.wav")
    ready = list(make_take(asked(), where, lambda: False))[-1]
    assert isinstance(ready, TakeReady)
    assert (ready.request.precision, ready.request.model) == ("int8", "/here/tiny")
    assert (ready.result.licence, ready.result.details) == ("ask me", {"runtime": "int8"})
    assert ready.result.model == "tiny"
    story = json.loads((tmp_path / "take.json").read_text())
    assert story["request"]["precision"] == "int8"
    assert story["request"]["model"] == "/here/tiny"
    assert b"/here/tiny" not in (tmp_path / "take.wav").read_bytes()


def test_a_recipe_keeps_the_name_of_a_folder_not_its_place():
    assert model_label("/home/ana/models/mine") == "mine"
    assert model_label("owner/name") == "owner/name"
    assert model_label(None) is None
    recipe = Recipe.of(asked(model="/home/ana/models/mine", weights="0" * 64), "1")
    assert "ana" not in recipe.to_json()
    assert Recipe.from_json(recipe.to_json()).request.weights == "0" * 64


def test_recipes_of_before_there_were_precisions_read_as_they_did():
    old = '{"engine_version":"0.1.0","request":{"prompt":"p","seed":1},"timbre":"0.1.0"}'
    request = Recipe.from_json(old).request
    assert (request.precision, request.device, request.weights) == (None, None, None)
    assert Recipe.from_json(old).to_json() == old


def test_a_model_is_a_name_or_an_absolute_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "owner" / "mine").mkdir(parents=True)
    assert registry.model_name(" small ") == "small"
    assert registry.model_name("owner/mine") == "owner/mine"
    assert registry.model_name("./owner/mine") == str(tmp_path / "owner" / "mine")
    assert registry.model_name("../x") == str(tmp_path.parent / "x")
    (tmp_path / "owner" / "mine" / "config.json").write_text("{}")
    assert registry.model_name("owner/mine") == str(tmp_path / "owner" / "mine")
    with pytest.raises(InvalidInputError):
        registry.model_name("  ")


@pytest.mark.parametrize(
    ("sounds", "licence"),
    [
        (None, "yours, no conditions"),
        (Sounds(file="/shelf/band.sf2"), "yours; sounds from band.sf2: its own terms apply"),
        (Sounds(file="auto"), "yours; sounds from a SoundFont: its own terms apply"),
    ],
)
def test_a_partial_take_with_a_soundfont_is_not_without_conditions(tmp_path, sounds, licence):
    preview = tmp_path / "preview.f32"
    np.zeros((88_200, 2), "<f4").tofile(preview)
    request = asked(engine="composer", sounds=sounds)
    destination = Destination(tmp_path, datetime.now(timezone.utc))
    kept = keep_partial(request, destination, preview, 44_100, 2)
    assert kept.result.licence == licence
    assert "/shelf" not in Path(kept.result.sidecar).read_text()
