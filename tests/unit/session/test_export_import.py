"""A session goes out and comes back the same; what a stranger sends is checked."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from timbre.errors import FileError, HistoryError, InvalidInputError
from timbre.model.request import Sounds
from timbre.session import bundle, events
from timbre.session.archive import Archive
from timbre.session.bundle import Caps, is_audio_name
from timbre.session.events import Cause
from timbre.session.export import export_session
from timbre.session.importing import import_session
from timbre.session.log import History
from timbre.session.paths import Paths
from timbre.session.record import decode, dump_payload, encode
from timbre.session.sessions import Sessions
from timbre.session.view import SessionState, fold_session

from .story import done, request, result

FILES = ("a.wav", "a.mid", "a-stems/Drums One.wav", "a-stems/mix.wav", "b.flac")


class World:
    """A home with a session in it, and a second home to import into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.history = History(Paths.under(folder / "home"))
        self.archive = Archive(self.history)
        self.elsewhere = Archive(History(Paths.under(folder / "other-home")))
        self.outputs = folder / "outputs"
        self.music = folder / "music"
        (self.music / "a-stems").mkdir(parents=True)
        opened = Sessions(self.history).start("chat", "Rain & <b>Sun</b>")
        self.session = opened.id
        files = {name: self.file(name) for name in FILES}
        opened.add(events.message_added("m1", "user", "slow *piano*\n# loud\x1b[31m"))
        first = result(
            str(files["a.wav"]),
            sha256=hashlib.sha256(b"a.wav" * 1000).hexdigest(),
            midi=str(files["a.mid"]),
            stems=(str(files["a-stems/Drums One.wav"]), str(files["a-stems/mix.wav"])),
            sidecar=str(self.music / "a.json"),
            bpm=80,
        )
        opened.add(events.take_done("ta", request(), first))
        opened.add(done("tb", "ta", cause=Cause("edit", "slower"), path=str(files["b.flac"])))
        opened.add(done("tc", "tb", path=str(self.music / "gone.wav")))
        opened.add(done("td", "tb", path=str(files["b.flac"]), sha256="0" * 64))
        opened.add(events.take_failed("tf", request(), "no | weights"))
        self.history.append(*events.take_rated("ta", "up"), session=events.ONE_SHOT_SESSION)
        opened.add(events.take_undone("td", "tb"))
        private = {"model": str(self.music / "weights"), "sounds": Sounds(file=str(self.music / "band.sf2"))}
        opened.add(events.job_queued("j", "tj", request(**private)))

    def file(self, name: str) -> Path:
        path = self.music / name
        path.write_bytes(name.encode() * 1000)
        return path

    def state(self, archive: Archive | None = None, session: str = "") -> SessionState:
        archive = self.archive if archive is None else archive
        session = session or self.session
        return fold_session(session, archive.records_of(session).records)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture(params=["bundle", "bundle.zip"])
def exported(world: World, request: pytest.FixtureRequest) -> Path:
    return export_session(world.archive, world.session, world.folder / "out" / request.param).path


def unpacked(path: Path, folder: Path) -> Path:
    if path.is_dir():
        return path
    with zipfile.ZipFile(path) as file:
        file.extractall(folder / "unpacked")
    return folder / "unpacked"


def test_the_bundle_holds_transcript_audio_and_records(world: World, exported: Path) -> None:
    root = unpacked(exported, world.folder)
    names = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    audio = {"001-a.wav", "001-a.mid", "001-a-stems/drums-one.wav", "001-a-stems/mix.wav", "002-b.flac"}
    assert names == {"manifest.json", "session.jsonl", "transcript.md", *(f"audio/{name}" for name in audio)}
    assert (root / "audio/002-b.flac").read_bytes() == b"b.flac" * 1000
    for line in (root / "session.jsonl").read_bytes().splitlines():
        assert decode(line).session == world.session
    everything = b"".join(
        path.read_bytes() for path in root.rglob("*") if path.suffix != ".wav" and path.is_file()
    )
    assert str(world.folder).encode() not in everything, "no path of this machine"


def test_soundfonts_and_models_go_by_name(world: World) -> None:
    band, weights = str(world.music / "band.sf2"), r"C:\Users\Ann\weights"
    opened = Sessions(world.history).start("chat", "Band")
    made = request(sounds=Sounds(file=band, sha256="a" * 64, voices={"bass": "synth"}), model=weights)
    opened.add(events.setting_changed("sounds", band))
    opened.add(events.setting_changed("bpm", 90))
    opened.add(events.take_done("tz", made, result(str(world.music / "z.wav"))))
    exported = export_session(world.archive, opened.id, world.folder / "x").path
    text = (exported / "session.jsonl").read_text()
    assert str(world.folder) not in text
    assert "Users" not in text
    imported = import_session(world.elsewhere, exported, world.outputs)
    after = world.state(world.elsewhere, imported.session)
    assert after.overrides == {"sounds": "band.sf2", "bpm": 90}
    (take,) = after.takes.values()
    assert take.request["model"] == "weights"
    assert take.request["sounds"] == {"file": "band.sf2", "sha256": "a" * 64, "voices": {"bass": "synth"}}


def test_what_is_missing_is_told(world: World) -> None:
    exported = export_session(world.archive, world.session, world.folder / "x")
    assert (exported.takes, exported.missing) == (2, (3, 4)), "one file is gone, one is another by now"


def test_the_transcript_shows_words_as_words(world: World, exported: Path) -> None:
    page = (unpacked(exported, world.folder) / "transcript.md").read_text(encoding="utf-8")
    assert page.startswith("# Rain & \\<b\\>Sun\\</b\\>\n")
    assert "> slow \\*piano\\*\n> \\# loud\\[31m" in page
    assert "\x1b" not in page
    assert "### Take 1 · ♥\n" in page
    assert "### Take 2 · current\n" in page
    assert "| came from | take 1, edit: “slower” |" in page
    assert "| why | no \\| weights |" in page
    assert "| tempo | 80 bpm |" in page
    assert "[audio/002-b.flac](audio/002-b.flac)" in page
    assert [line[:8] for line in page.splitlines() if line.startswith("###")] == [
        "### Take" for _ in range(5)
    ]


def plain(state: SessionState) -> Any:
    """What of a session must survive the journey."""
    return (
        state.title,
        state.current,
        state.undo_target,
        state.children,
        state.ratings,
        [
            (take.id, take.number, take.time, take.status, take.cause, take.prompt)
            for take in state.takes.values()
        ],
        state.messages,
    )


def test_there_and_back(world: World, exported: Path) -> None:
    imported = import_session(world.elsewhere, exported, world.outputs)
    assert (imported.session, imported.copied, imported.takes) == (world.session, False, 5)
    after = world.state(world.elsewhere)
    assert plain(after) == plain(world.state())
    assert after.queue == (), "jobs of another machine are not ours"
    folder = world.outputs / "rain-b-sun-b-imported"
    assert imported.folder == folder
    first, second, third = list(after.takes.values())[:3]
    assert first.path == str(folder / "001-a.wav")
    assert Path(first.path).read_bytes() == b"a.wav" * 1000
    assert first.result["midi"] == str(folder / "001-a.mid")
    assert first.result["stems"] == [
        str(folder / "001-a-stems" / name) for name in ("drums-one.wav", "mix.wav")
    ]
    assert first.result["sidecar"] is None
    assert second.path == str(folder / "002-b.flac")
    assert third.path is None
    assert [session.id for session in Sessions(world.elsewhere.history).listed()] == [world.session]


def test_a_session_the_history_knows_comes_in_as_a_copy(world: World, exported: Path) -> None:
    before = world.state()
    imported = import_session(world.archive, exported, world.outputs)
    assert imported.copied
    assert imported.session != world.session
    copy = world.state(session=imported.session)
    assert world.state() == before
    assert len(copy.takes) == 5
    assert not set(copy.takes) & set(before.takes)
    names = dict(zip(before.takes, copy.takes))
    assert copy.current == names["tb"]
    assert copy.ratings == {names["ta"]: "up"}
    assert copy.takes[names["tb"]].parent == names["ta"]
    assert copy.children == {
        None: tuple(names[take] for take in ("ta", "tf")),
        names["ta"]: (names["tb"],),
        names["tb"]: (names["tc"], names["td"]),
    }
    assert set(Archive(world.history).state().takes) == {*before.takes, *copy.takes}
    again = import_session(world.archive, exported, world.outputs)
    assert again.folder == world.outputs / "rain-b-sun-b-imported-2"


def test_an_export_of_an_import_says_the_same(world: World, exported: Path) -> None:
    import_session(world.elsewhere, exported, world.outputs)
    again = export_session(world.elsewhere, world.session, world.folder / "again")
    imported = import_session(
        Archive(History(Paths.under(world.folder / "third"))), again.path, world.outputs
    )
    assert imported.takes == 5


def test_nothing_is_overwritten_but_by_force(world: World) -> None:
    target = world.folder / "x.zip"
    target.write_text("mine")
    with pytest.raises(FileError, match="already exists"):
        export_session(world.archive, world.session, target)
    assert target.read_text() == "mine"
    export_session(world.archive, world.session, target, force=True)
    assert zipfile.is_zipfile(target)
    with pytest.raises(FileError, match="already exists"):
        export_session(world.archive, world.session, world.music, force=True)


def test_no_such_session(world: World) -> None:
    with pytest.raises(InvalidInputError, match="no session"):
        export_session(world.archive, "nobody", world.folder / "x")
    assert not (world.folder / "x").exists()


def test_an_export_that_fails_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("timbre.session.export.transcript", full)
    for name in ("x", "x.zip"):
        with pytest.raises(FileError, match="full"):
            export_session(world.archive, world.session, world.folder / "out" / name)
    assert list((world.folder / "out").iterdir()) == []


def test_an_import_that_cannot_be_saved_leaves_nothing(world: World, exported: Path) -> None:
    (world.folder / "file").touch()
    nowhere = Archive(History(Paths.under(world.folder / "file" / "home")))
    with pytest.raises(HistoryError):
        import_session(nowhere, exported, world.outputs)
    assert list(world.outputs.iterdir()) == []


def rewritten(world: World, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A zip like an exported one, changed by a stranger."""
    honest = export_session(world.archive, world.session, world.folder / "honest.zip").path
    with zipfile.ZipFile(honest) as file:
        entries = {name: file.read(name) for name in file.namelist()}
    change(entries)
    target = world.folder / "hostile.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return target


def manifest(entries: dict[str, bytes], **fields: Any) -> None:
    entries["manifest.json"] = json.dumps({**json.loads(entries["manifest.json"]), **fields}).encode()


def files(entries: dict[str, bytes], **fields: Any) -> None:
    listed = json.loads(entries["manifest.json"])["files"]
    manifest(entries, files=[{**listed[0], **fields}, *listed[1:]])


def records(entries: dict[str, bytes], change: Callable[[Any], Any]) -> None:
    lines = [decode(line) for line in entries["session.jsonl"].splitlines()]
    entries["session.jsonl"] = b"".join(encode(change(each)) for each in lines)


def bend_request(each: Any) -> Any:
    payload = each.payload
    if "request" in payload:
        payload["request"]["seed"] = -1
    return each._replace(payload_json=dump_payload(payload, each.type))


def empty(entries: dict[str, bytes]) -> None:
    entries["session.jsonl"] = b""
    manifest(entries, records=0)


HOSTILE: dict[str, tuple[Callable[[dict[str, bytes]], None], str]] = {
    "parent": (lambda e: e.update({"../evil.wav": b"x"}), "leads outside"),
    "deep parent": (lambda e: e.update({"audio/../../evil.wav": b"x"}), "leads outside"),
    "absolute": (lambda e: e.update({"/tmp/evil.wav": b"x"}), "leads outside"),
    "backslash": (lambda e: e.update({"audio\\..\\evil.wav": b"x"}), "leads outside"),
    "drive": (lambda e: e.update({"C:evil.wav": b"x"}), "leads outside"),
    "listed parent": (lambda e: files(e, path="audio/../../evil.wav"), "not the name"),
    "listed program": (lambda e: files(e, path="audio/evil.exe"), "not the name"),
    "listed device": (lambda e: files(e, path="audio/con.wav"), "not the name"),
    "listed record": (lambda e: files(e, path="session.jsonl"), "not the name"),
    "listed twice": (lambda e: files(e, path="audio/002-b.flac"), "twice"),
    "not there": (lambda e: files(e, path="audio/009-z.wav"), "missing"),
    "other bytes": (lambda e: e.update({"audio/002-b.flac": b"y" * 6000}), "not the file"),
    "longer": (lambda e: e.update({"audio/002-b.flac": b"b.flac" * 1000 + b"x"}), "not the file"),
    "shorter": (lambda e: e.update({"audio/002-b.flac": b"b.flac" * 999}), "not the file"),
    "negative size": (lambda e: files(e, size=-1), "not valid"),
    "huge size": (lambda e: files(e, size=2**50), "larger"),
    "no manifest": (lambda e: e.pop("manifest.json") and None, "missing"),
    "no records": (lambda e: e.pop("session.jsonl") and None, "missing"),
    "manifest no JSON": (lambda e: e.update({"manifest.json": b"{"}), "not valid"),
    "other format": (lambda e: manifest(e, format="zip"), "not valid"),
    "other session": (lambda e: manifest(e, session="x"), "does not belong"),
    "other count": (lambda e: manifest(e, records=1), "records"),
    "empty": (empty, "records"),
    "bent line": (
        lambda e: e.update({"session.jsonl": e["session.jsonl"].replace(b"chat", b"chap")}),
        "line 1 ",
    ),
    "newer record": (lambda e: records(e, lambda r: r._replace(v=2)), "newer"),
    "newer form": (lambda e: manifest(e, schema_version=2), "reads up to 1"),
    "bad request": (lambda e: records(e, bend_request), "request's seed"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_damaged_bundle_changes_nothing(world: World, name: str) -> None:
    change, why = HOSTILE[name]
    source = rewritten(world, change)
    before = set(world.folder.rglob("*"))
    with pytest.raises(InvalidInputError, match=why) as caught:
        import_session(world.elsewhere, source, world.outputs)
    assert caught.value.hint
    left = set(world.folder.rglob("*")) - before
    assert left <= {world.outputs}
    assert Archive(world.elsewhere.history).state().takes == {}


@pytest.mark.parametrize(
    ("caps", "why"),
    [
        (Caps(manifest_bytes=50), "manifest.json is larger"),
        (Caps(records_bytes=50), "session.jsonl is larger"),
        (Caps(records=3), "line 4 "),
        (Caps(files=3), "too many|too long"),
        (Caps(audio_bytes=10_000), "audio is larger"),
    ],
)
def test_more_than_agreed_on_is_refused(world: World, exported: Path, caps: Caps, why: str) -> None:
    with pytest.raises(InvalidInputError, match=why):
        import_session(world.elsewhere, exported, world.outputs, caps=caps)
    assert not world.outputs.exists()


def test_a_bomb_is_read_no_further_than_agreed(world: World) -> None:
    source = rewritten(world, lambda e: e.update({"session.jsonl": b"\n" * 50_000_000}))
    assert source.stat().st_size < 200_000
    with pytest.raises(InvalidInputError, match="larger"):
        import_session(world.elsewhere, source, world.outputs, caps=Caps(records_bytes=10**6))


def test_links_are_refused(world: World) -> None:
    link = zipfile.ZipInfo("audio/link.wav")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    source = rewritten(world, lambda entries: None)
    with zipfile.ZipFile(source, "a") as file:
        file.writestr(link, "/etc/passwd")
    with pytest.raises(InvalidInputError, match="is a link"):
        import_session(world.elsewhere, source, world.outputs)
    folder = export_session(world.archive, world.session, world.folder / "folder").path
    (folder / "audio" / "002-b.flac").unlink()
    (folder / "audio" / "002-b.flac").symlink_to(world.music / "b.flac")
    with pytest.raises(InvalidInputError, match="cannot be read"):
        import_session(world.elsewhere, folder, world.outputs)


def test_paths_in_a_bundle_never_become_paths_here(world: World) -> None:
    def point(each: Any) -> Any:
        payload = each.payload
        if payload.get("result"):
            payload["result"] |= {"path": "/etc/passwd", "midi": "/etc/shadow", "stems": ["/etc/hosts"]}
        return each._replace(payload_json=dump_payload(payload, each.type))

    source = rewritten(world, lambda entries: records(entries, point))
    imported = import_session(world.elsewhere, source, world.outputs)
    for take in world.state(world.elsewhere, imported.session).takes.values():
        assert take.path is None
        assert "/etc" not in json.dumps(take.payload)


def damaged_zips(source: Path) -> Iterator[bytes]:
    whole = source.read_bytes()
    for cut in range(0, len(whole), max(1, len(whole) // 40)):
        yield whole[:cut]
        yield whole[:cut] + bytes([whole[cut] ^ 0x55]) + whole[cut + 1 :]


def test_cut_or_bent_zips_are_refused_or_whole(world: World) -> None:
    source = export_session(world.archive, world.session, world.folder / "x.zip").path
    for number, data in enumerate(damaged_zips(source)):
        bent = world.folder / "bent.zip"
        bent.write_bytes(data)
        target = Archive(History(Paths.under(world.folder / f"home{number}")))
        try:
            imported = import_session(target, bent, world.outputs)
        except InvalidInputError:
            assert target.state().takes == {}
        else:
            assert plain(world.state(target, imported.session)) == plain(world.state())
        shutil.rmtree(world.outputs, ignore_errors=True)


def test_neither_folder_nor_zip(world: World) -> None:
    (world.folder / "text.zip").write_text("no zip")
    with pytest.raises(InvalidInputError, match="neither a folder nor a zip"):
        import_session(world.elsewhere, world.folder / "text.zip", world.outputs)
    with pytest.raises(FileError, match="no file or folder"):
        import_session(world.elsewhere, world.folder / "nothing", world.outputs)
    with pytest.raises(InvalidInputError, match=r"manifest\.json is missing"):
        import_session(world.elsewhere, world.music, world.outputs)


@pytest.mark.parametrize("name", ["audio/001-a.wav", "audio/001-a-stems/drums.wav", "audio/x.mid"])
def test_names_of_a_bundle(name: str) -> None:
    assert is_audio_name(name)
    assert not is_audio_name(name + "\n")
    assert not is_audio_name("/" + name)


def test_any_name_of_a_take_becomes_a_harmless_one() -> None:
    for odd in ("con", "..", "x" * 300, "Ünïcode…", "a/b\\c:d", ""):
        for number in (1, 12345):
            name = bundle.audio_name(bundle.AUDIO, bundle.audio_stem(number, odd), ".WAV")
            assert name is not None
            assert is_audio_name(name), odd
    assert bundle.audio_name(bundle.AUDIO, "x", ".exe") is None
