"""Fetching a model from a hub on the loopback: whole, cut, refused, forged, offline; and what is remembered."""

import hashlib
import json
import logging
import shutil
import sys
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import pytest

from fakes.checkpoint import config, write_checkpoint
from fakes.hub import serving
from timbre.engines.musicgen.checkpoint import hub as models
from timbre.engines.musicgen.checkpoint import store, transfer
from timbre.engines.musicgen.checkpoint.config import read_config
from timbre.engines.musicgen.checkpoint.library import http_error
from timbre.engines.musicgen.checkpoint.licence import LicenceError, licence_of
from timbre.engines.musicgen.checkpoint.manifest import read_manifest, write_manifest
from timbre.engines.musicgen.checkpoint.places import graph_cache_folder, repo_folder
from timbre.engines.musicgen.checkpoint.trouble import explain
from timbre.engines.musicgen.checkpoint.weights import Weights, check_weights
from timbre.errors import (
    CapabilityError,
    EngineError,
    FileError,
    InvalidInputError,
    MissingError,
    UnknownNameError,
)
from timbre.session.paths import Paths

library = pytest.importorskip("huggingface_hub", reason="the extra 'musicgen' is not installed")

REPO = "facebook/musicgen-small"
A, B = "a" * 40, "b" * 40


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The files of a tiny checkpoint by name."""
    folder = tmp_path_factory.mktemp("tiny")
    write_checkpoint(folder)
    (folder / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n# MusicGen\n")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def hub(files, monkeypatch, tmp_path):
    with serving() as server:
        server.add(REPO, files)
        monkeypatch.setenv("HF_ENDPOINT", server.address)
        monkeypatch.setenv("HF_TOKEN", "hf_secret")
        monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "shared"))
        for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
            monkeypatch.delenv(name, raising=False)
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(transfer, "PAUSES_SECONDS", (0.0,) * 3)
        yield server


@pytest.fixture(scope="module", autouse=True)
def _session():
    """One HTTP client for all of them: making one costs more than any of these tests."""
    yield
    library.utils.close_session()


@pytest.fixture
def paths(tmp_path):
    return Paths.under(tmp_path / "home")


@pytest.fixture
def pull(hub, paths):
    def call(name="small", **options):
        options = {"accepted": True, "download": True} | options
        return models.resolve(name, paths=paths, **options)

    return call


def test_a_pull_brings_a_checkpoint_that_opens(pull, hub, files, paths):
    told = []
    folder = pull(progress=lambda here, whole: told.append((here, whole)))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files
    with Weights.open(folder) as weights:
        check_weights(weights, read_config(folder))
    whole = sum(map(len, files.values()))
    assert told[0] == (0, whole)
    assert told[-1] == (whole, whole)
    assert told == sorted(told)
    assert licence_of(folder).label == "CC-BY-NC-4.0"
    assert models.find(REPO, paths) == folder == models.find("musicgen-small", paths)


def test_only_what_an_engine_needs_is_fetched(pull, hub, files):
    more = {
        "pytorch_model.bin": b"x",
        "state_dict.bin": b"x",
        "model-00001-of-00002.safetensors": b"x",
        ".gitattributes": b"",
    }
    hub.add(REPO, files | more | {"sub/config.json": b"{}"})
    assert {path.name for path in pull().iterdir()} == set(files)


def test_what_is_complete_is_never_fetched_again(pull, hub):
    folder = pull()
    hub.log.clear()
    assert pull() == folder
    assert hub.log == []


def test_the_token_goes_to_the_hub_and_to_no_other_host(pull, hub):
    pull()
    seen = {path.partition("/")[2].partition("/")[0]: key for _, path, _, key in hub.log}
    assert seen["api"] == seen["facebook"] == "Bearer hf_secret"
    assert [key for _, path, _, key in hub.log if path.endswith("model.safetensors") and "cdn" in path] == [
        None
    ]


def test_a_cut_connection_goes_on_where_it_stopped(pull, hub, files):
    hub.cuts["model.safetensors"] = [5000, 7000]
    folder = pull()
    assert hub.fetched("model.safetensors") == [None, "bytes=5000-", "bytes=12000-"]
    assert (folder / "model.safetensors").read_bytes() == files["model.safetensors"]


def test_many_cuts_are_borne_as_long_as_bytes_arrive(pull, hub, files):
    hub.cuts["model.safetensors"] = [4000] * 9
    assert (pull() / "model.safetensors").read_bytes() == files["model.safetensors"]
    assert len(hub.fetched("model.safetensors")) == 10


def test_a_part_that_is_no_beginning_is_thrown_away(pull, hub, files):
    hub.cuts["model.safetensors"] = [5000, 0, 0, 0]
    with pytest.raises(MissingError):
        pull()
    hub.log.clear()
    hub.answers["/cdn"] = [(416, {})]
    assert (pull() / "model.safetensors").read_bytes() == files["model.safetensors"]
    assert hub.fetched("model.safetensors") == ["bytes=5000-", None]


def test_a_pull_that_died_goes_on_in_the_next_one(pull, hub, files, paths):
    hub.cuts["model.safetensors"] = [5000, 0, 0, 0]
    with pytest.raises(MissingError) as caught:
        pull()
    assert "run the same command again" in caught.value.hint
    assert store.entry("small", paths).state == "partial"
    with pytest.raises(MissingError, match="not on this machine"):
        models.find("small", paths)
    hub.log.clear()
    folder = pull()
    assert hub.fetched("model.safetensors") == ["bytes=5000-"]
    assert hub.fetched("config.json") == []
    assert (folder / "model.safetensors").read_bytes() == files["model.safetensors"]


def test_stopping_by_hand_keeps_what_arrived(pull, hub, paths):
    def stop(here, _whole):
        if here > 20_000:
            raise KeyboardInterrupt

    hub.cuts["model.safetensors"] = [30_000]  # so that not all of it can be here by then
    with pytest.raises(KeyboardInterrupt):
        pull(progress=stop)
    part = repo_folder(REPO, paths) / A / "model.safetensors.part"
    kept = part.stat().st_size
    assert kept > 0
    hub.log.clear()
    pull()
    assert hub.fetched("model.safetensors") == [f"bytes={kept}-"]


def test_a_server_without_ranges_sends_everything_anew(pull, hub, files):
    hub.ranges = False
    hub.cuts["model.safetensors"] = [5000]
    assert (pull() / "model.safetensors").read_bytes() == files["model.safetensors"]


def test_the_commit_of_the_first_pull_is_kept(pull, hub, files, paths):
    hub.cuts["model.safetensors"] = [5000, 0, 0, 0]
    with pytest.raises(MissingError):
        pull()
    hub.add(REPO, files | {"README.md": b"newer"}, commit=B)
    folder = pull()
    assert folder.name == A == read_manifest(folder.parent).commit
    assert (folder / "README.md").read_bytes() == files["README.md"]
    (folder / "README.md").unlink()
    assert pull().name == A


def test_an_update_takes_the_newest_and_only_what_changed(pull, hub, files, paths):
    old = pull()
    hub.add(REPO, files | {"README.md": b"newer"}, commit=B)
    hub.log.clear()
    new = pull(update=True)
    assert new.name == B
    assert (new / "README.md").read_bytes() == b"newer"
    assert hub.fetched("model.safetensors") == []
    assert not old.exists()
    assert models.find("small", paths) == new


def test_an_update_that_fails_leaves_the_old_one(pull, hub, files, paths):
    old = pull()
    hub.add(REPO, files | {"model.safetensors": files["model.safetensors"] + b"1234"}, commit=B)
    hub.cuts["model.safetensors"] = [10, 0, 0, 0]
    with pytest.raises(MissingError):
        pull(update=True)
    assert models.find("small", paths) == old
    assert pull() == old


def test_what_other_programs_fetched_is_taken_after_a_check(pull, hub, files, tmp_path):
    blobs = tmp_path / "shared" / "models--facebook--musicgen-small" / "blobs"
    blobs.mkdir(parents=True)
    data = files["model.safetensors"]
    blob = blobs / hashlib.sha256(data).hexdigest()
    blob.write_bytes(data[:-1] + b"!")
    with_damage = pull()
    assert (with_damage / "model.safetensors").read_bytes() == data
    assert len(hub.fetched("model.safetensors")) == 1
    shutil.rmtree(with_damage.parent)
    blob.write_bytes(data)
    assert (pull() / "model.safetensors").read_bytes() == data
    assert len(hub.fetched("model.safetensors")) == 1
    assert blob.exists()


def test_files_are_copied_where_they_cannot_be_linked(pull, hub, files, monkeypatch):
    def refuse(*_):
        raise OSError(18, "Invalid cross-device link")

    pull()
    hub.add(REPO, files | {"README.md": b"newer"}, commit=B)
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    assert (pull(update=True) / "model.safetensors").read_bytes() == files["model.safetensors"]
    assert len(hub.fetched("model.safetensors")) == 1


def test_what_was_not_checked_to_its_end_does_not_count(pull, hub, files, paths):
    folder = pull()
    write_manifest(folder.parent, replace(read_manifest(folder.parent), complete=False))
    (folder / "config.json").write_bytes(b" " * len(files["config.json"]))
    with pytest.raises(MissingError):
        models.find("small", paths)
    assert (pull() / "config.json").read_bytes() == files["config.json"]


def test_a_commit_that_is_gone_says_so(pull, hub, files, paths):
    folder = pull()
    (folder / "config.json").unlink()
    del hub.repos[REPO].commits[A]
    with pytest.raises(UnknownNameError) as caught:
        pull()
    assert "--update" in caught.value.hint


@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
def test_forged_bytes_are_refused_and_thrown_away(pull, hub, files, paths, name):
    data = files[name]
    hub.forged[name] = data[:-1] + bytes([data[-1] ^ 1])
    with pytest.raises(EngineError, match=f"{name} did not arrive as it was sent"):
        pull()
    assert not list(repo_folder(REPO, paths).rglob(f"{name}*"))
    hub.forged.clear()
    assert (pull() / name).read_bytes() == data


def test_more_bytes_than_announced_are_refused(pull, hub, files):
    hub.forged["model.safetensors"] = files["model.safetensors"] + b"0" * 100_000
    with pytest.raises(EngineError, match="larger than the"):
        pull()


def test_a_busy_server_is_asked_again(pull, hub):
    hub.answers[f"/{REPO}/resolve/{A}/model.safetensors"] = [(503, {}), (429, {})]
    assert (pull() / "model.safetensors").exists()


@pytest.mark.parametrize(
    ("status", "headers", "kind", "said", "hinted"),
    [
        (401, {"X-Error-Message": "Invalid"}, MissingError, "with your token", "HF_TOKEN"),
        (403, {"X-Error-Code": "GatedRepo"}, MissingError, "gated", "Accept them at http"),
        (403, {}, MissingError, "with your token", "HF_TOKEN"),
        (404, {"X-Error-Code": "RepoNotFound"}, MissingError, "does not exist", "HF_TOKEN"),
        (404, {"X-Error-Code": "RevisionNotFound"}, UnknownNameError, "no longer on the hub", "--update"),
        (429, {}, MissingError, "too many requests", "Wait"),
        (500, {}, MissingError, "HTTP 500", "Try again later"),
        (504, {}, MissingError, "HTTP 504", "Try again later"),
        (418, {}, EngineError, "HTTP 418", "again"),
    ],
)
def test_refusals_have_words(pull, hub, status, headers, kind, said, hinted):
    hub.answers["/api/models"] = [(status, headers)]
    with pytest.raises(kind) as caught:
        pull()
    assert said in caught.value.message
    assert hinted in caught.value.hint
    assert "hf_secret" not in str(caught.value) + caught.value.hint


@pytest.mark.parametrize(
    ("kind", "reason", "said", "hinted"),
    [
        ("ConnectError", "[SSL: CERTIFICATE_VERIFY_FAILED] self-signed", "does not trust", "SSL_CERT_FILE"),
        ("ReadTimeout", "", "did not answer in time", "run the same command again"),
        ("ProxyError", "407 Proxy Authentication Required", "The proxy refused: 407", "HTTPS_PROXY"),
        ("ReadError", "\x1b[2Jreset", "cannot be reached ([2Jreset)", "Check the connection"),
    ],
)
def test_broken_connections_have_words(kind, reason, said, hinted):
    error = getattr(sys.modules[http_error().__module__], kind)(reason)
    told = explain(error, REPO, "https://hub")
    assert isinstance(told, MissingError)
    assert said in told.message
    assert hinted in told.hint


def test_an_unknown_repository_without_a_token(pull, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "")
    with pytest.raises(UnknownNameError, match="There is no model 'nobody/nothing' on the hub"):
        pull("nobody/nothing")


def test_a_sign_in_page_is_no_hub(pull, hub):
    hub.pages = b"<html>Welcome to the hotel</html>"
    with pytest.raises(EngineError, match="does not answer as a model hub does"):
        pull()


def test_nobody_listening(pull, monkeypatch, hub):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(MissingError) as caught:
        pull()
    assert "cannot be reached" in caught.value.message
    assert "copy the model's folder" in caught.value.hint


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("HF_ENDPOINT", "nonsense", "'nonsense', which is no address"),
        ("HF_ENDPOINT", "http://[", "no address"),
        ("HF_ENDPOINT", "http://a b\x1b[0m", "no address"),
        ("HF_TOKEN", "tök€n", "HF_TOKEN holds characters"),
        ("HF_TOKEN", "a\x1bb", "HF_TOKEN holds characters"),
    ],
)
def test_an_environment_that_cannot_be(pull, monkeypatch, variable, value, said):
    monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidInputError) as caught:
        pull()
    assert said in caught.value.message
    assert "\x1b" not in caught.value.message


def test_a_folder_that_cannot_be_made(pull, paths):
    paths.models.parent.mkdir(parents=True)
    paths.models.write_text("a file")
    with pytest.raises(FileError, match="is not a folder that can be made"):
        pull()


def test_the_library_does_not_talk(pull):
    logging.getLogger("huggingface_hub").setLevel(logging.INFO)
    pull()
    assert logging.getLogger("huggingface_hub").getEffectiveLevel() == logging.ERROR


def test_offline_asks_nobody(pull, hub, paths, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    for attempt in (lambda: pull(), lambda: models.find("small", paths)):
        with pytest.raises(MissingError) as caught:
            attempt()
        assert "HF_HUB_OFFLINE" in caught.value.message
        assert "copy the model's folder" in caught.value.hint
    assert hub.log == []
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    folder = pull()
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert models.find("small", paths) == folder


def test_a_full_disk_is_told_before_the_first_byte(pull, hub, paths, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 10**12, 150_000_000))
    with pytest.raises(FileError) as caught:
        pull()
    assert "more and 200.0 MB to spare" in caught.value.message
    assert "has 150.0 MB free" in caught.value.message
    assert "timbre models remove" in caught.value.hint
    assert not [path for _, path, _, _ in hub.log if "cdn" in path]


def test_a_disk_that_fills_up_on_the_way(pull, hub, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(transfer.os, "fsync", full)
    with pytest.raises(FileError, match="disk is full"):
        pull()


def test_the_licence_comes_first_and_once(pull, hub, paths, files):
    with pytest.raises(LicenceError) as caught:
        pull(accepted=False)
    assert "not for commercial use" in caught.value.message
    assert caught.value.hint.endswith("timbre models pull small --accept-licence")
    assert hub.log == []
    pull()
    assert json.loads((paths.config_folder / "licences.json").read_text()).keys() == {"cc-by-nc-4.0"}
    hub.add("facebook/musicgen-medium", files)
    assert pull("medium", accepted=False).is_dir()


def test_a_model_without_a_licence_is_accepted_for_itself_only(pull, hub, paths, files):
    bare = {name: data for name, data in files.items() if name != "README.md"}
    for name in ("one/tune", "two/tune"):
        hub.add(name, bare, licence=None)
    with pytest.raises(LicenceError, match="unknown"):
        pull("one/tune", accepted=False)
    folder = pull("one/tune")
    assert licence_of(folder).label == "unknown (one/tune)"
    with pytest.raises(LicenceError):
        pull("two/tune", accepted=False)


def test_another_architecture_is_refused_before_its_weights(pull, hub, files):
    hub.add(
        "facebook/other", files | {"config.json": json.dumps(config(model_type="musicgen_melody")).encode()}
    )
    with pytest.raises(CapabilityError, match="melody variants are not supported yet"):
        pull("facebook/other")
    assert hub.fetched("model.safetensors") == []
    with pytest.raises(CapabilityError, match="melody"):
        pull("facebook/musicgen-melody-large")


def test_pickles_are_refused(pull, hub, files):
    hub.add("old/tune", {"config.json": files["config.json"], "pytorch_model.bin": b"x"})
    with pytest.raises(CapabilityError, match="a pickle can run any program"):
        pull("old/tune")
    hub.add("no/tune", {"config.json": files["config.json"]})
    with pytest.raises(MissingError, match="holds no weights"):
        pull("no/tune")


def test_two_at_once(pull, hub, paths):
    inner = []

    def again(_here, _whole):
        if not inner:
            inner.append(True)
            with pytest.raises(FileError, match="being fetched by another Timbre"):
                pull()
            inner.append("refused")

    pull(progress=again)
    assert inner == [True, "refused"]


def test_names(paths, tmp_path, monkeypatch):
    own = tmp_path / "own"
    write_checkpoint(own)
    assert models.find(str(own), paths) == own
    monkeypatch.chdir(tmp_path)
    assert models.find("own", paths) == own
    assert licence_of(own).label == "unknown (local checkpoint)"
    (own / "README.md").write_text("---\nlicense: mit\ntags: [a]\n---\n")
    assert licence_of(own).label == "MIT"
    (tmp_path / "small").mkdir()
    with pytest.raises(MissingError, match="The model small is not on this machine"):
        models.find("small", paths)
    for wrong in ("smal", "", "a/b/c", "a/../b", "x\0y", "--/x"):
        with pytest.raises(UnknownNameError):
            models.find(wrong, paths)
    for wrong in ("./nowhere", "/nowhere/at/all", "~nobody-here/x"):
        with pytest.raises(InvalidInputError):
            models.find(wrong, paths)


def test_a_damaged_manifest_means_checking_again_not_fetching_again(pull, hub, paths):
    folder = pull()
    (folder.parent / "manifest.json").write_text('{"repo": 1, "files": [{"name": "../../x", "size": 1}]}')
    hub.log.clear()
    assert pull() == folder
    assert hub.fetched("model.safetensors") == []
    assert read_manifest(folder.parent).complete


def test_removing_takes_the_graphs_along(pull, paths):
    folder = pull()
    with Weights.open(folder) as weights:
        mark = weights.fingerprint[:16]
    graphs = graph_cache_folder(paths)
    (graphs / f"{mark}-int8").mkdir(parents=True)
    (graphs / f"{mark}-int8" / "decoder.onnx").write_bytes(b"12345")
    (graphs / "0123456789abcdef-int8").mkdir()
    assert store.facts(store.entry("small", paths), paths)["graphs"] == {f"{mark}-int8": 5}
    assert store.remove("small", paths) > 5
    assert [path.name for path in graphs.iterdir()] == ["0123456789abcdef-int8"]
    assert store.entry("small", paths).state == "not here"
    with pytest.raises(UnknownNameError, match="not on this machine"):
        store.remove("small", paths)


def test_the_list_has_known_and_other_models(pull, hub, paths, files):
    hub.add("one/tune", files, licence="mit")
    pull("one/tune")
    found = {entry.model.name: entry for entry in store.entries(paths)}
    assert found["small"].state == "not here"
    assert (found["one/tune"].state, found["one/tune"].licence.label) == ("here", "MIT")
    assert len(found) == 7
