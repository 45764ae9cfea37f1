"""Engines are listed from data alone, and the example plug-in of docs/plugins.md really works."""

import re
import sys
from pathlib import Path

import pytest

from timbre.engines import registry
from timbre.errors import EngineError, MissingError, UnknownNameError

DOCS = Path(__file__).parents[3] / "docs" / "plugins.md"


def _block(language: str, number: int = 0) -> str:
    return re.findall(rf"```{language}\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)[number]


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Put a plug-in package with its metadata on the import path, as pip would."""

    def put(name: str, code: str, info: str | None, package: str = "timbre_beep"):
        folder = tmp_path / package
        folder.mkdir()
        (folder / "__init__.py").write_text(code, encoding="utf-8")
        if info is not None:
            (folder / "engine.toml").write_text(info, encoding="utf-8")
        meta = tmp_path / f"{package}-1.0.dist-info"
        meta.mkdir()
        (meta / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8"
        )
        (meta / "entry_points.txt").write_text(
            f"[timbre.engines]\n{name} = {package}:create\n", encoding="utf-8"
        )
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.delitem(sys.modules, package, raising=False)

    return put


def test_the_composer_is_listed_with_licence_and_capabilities():
    entry = registry.find_engine("composer")
    assert entry.ready
    assert entry.info is not None
    assert {"streaming", "stems", "midi", "part-seeds"} <= set(entry.info.capabilities)
    assert "yours" in entry.info.licence.output


def test_the_documented_plugin_is_thirty_lines_and_listing_does_not_import_it(install):
    code = _block("python")
    assert len(code.strip().splitlines()) <= 35
    install("beep", code, _block("toml"))
    names = [entry.name for entry in registry.list_engines()]
    assert "beep" in names
    assert "timbre_beep" not in sys.modules
    engine = registry.create_engine("beep")
    assert "timbre_beep" in sys.modules
    assert hasattr(engine, "generate")


def test_a_plugin_cannot_replace_a_built_in(install):
    install(
        "composer", "def create():\n    raise SystemExit\n", _block("toml").replace('"beep"', '"composer"')
    )
    assert registry.find_engine("composer").built_in


def test_a_plugin_without_description_is_listed_as_broken(install):
    install("beep", _block("python"), None)
    entry = registry.find_engine("beep")
    assert entry.info is None
    assert "engine.toml" in entry.problem
    with pytest.raises(EngineError, match="does not describe itself"):
        registry.create_engine("beep")


def test_a_missing_package_is_named_with_its_install_command(install):
    needs = (
        '\n[[needs]]\nkind = "package"\nname = "no_such_runtime"\ninstall = "pip install no-such-runtime"\n'
    )
    install("beep", _block("python"), _block("toml") + needs)
    with pytest.raises(MissingError, match="no_such_runtime") as caught:
        registry.create_engine("beep")
    assert "pip install no-such-runtime" in caught.value.hint


def test_a_plugin_that_fails_to_import_is_an_error_with_its_name(install):
    install("beep", "import no_such_module_anywhere\n", _block("toml"))
    with pytest.raises(EngineError, match=r"beep.*no_such_module_anywhere"):
        registry.create_engine("beep")


def test_an_unknown_engine_gets_did_you_mean():
    with pytest.raises(UnknownNameError, match="composer"):
        registry.find_engine("compozer")
