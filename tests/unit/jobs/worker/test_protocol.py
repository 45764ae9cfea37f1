"""Messages: what goes in comes out, what is no message is refused, what is unknown is passed over."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.errors import FileError, InvalidInputError
from timbre.jobs import protocol
from timbre.jobs.take import Destination
from timbre.model.brief import Brief
from timbre.model.request import GenerationRequest, GenerationResult, Measured

REQUEST = GenerationRequest(prompt="a\nb\u2028c “é” \U0001f3b9", seed=5, brief=Brief(bpm=81.5))
PLACE = protocol.Place(folder="/f", time=datetime(2026, 1, 2, tzinfo=timezone(timedelta(hours=2))))
RESULT = GenerationResult(
    path="/f/x.wav",
    engine="composer",
    engine_version="1",
    seed=5,
    seconds=1.0,
    sample_rate=44100,
    channels=2,
    measured=Measured(seconds=1.0),
)


@pytest.mark.parametrize(
    "message",
    [
        protocol.Load(engine="composer"),
        protocol.Run(job="j", request=REQUEST, place=PLACE, preview="/p.f32"),
        protocol.Update(job="j", changes={"bpm": 90}),
        protocol.Cancel(job="j", keep=True),
        protocol.Bye(),
    ],
)
def test_what_the_supervisor_says_arrives(message: protocol.ToWorker) -> None:
    line = protocol.encode(message)
    assert line.count(b"\n") == 1
    assert protocol.decode_to_worker(line) == message


@pytest.mark.parametrize(
    "message",
    [
        protocol.Hello(protocol=1, timbre="0.1"),
        protocol.Beat(),
        protocol.Started(job="j", seconds=2.5, sample_rate=48000, channels=1),
        protocol.Progress(job="j", stage="render", fraction=0.5, seconds_made=3.0),
        protocol.Chunk(job="j", offset=0, count=4096),
        protocol.Stem(job="j", name="bass", path="/b.wav"),
        protocol.Result(job="j", result=RESULT, peaks=([-1.0, 0.0], [1.0, 0.5]), partial=True),
        protocol.Error(
            job=None, kinds=["MissingError"], message="no", hint="do", exit_code=4, out_of_memory=True
        ),
        protocol.Bye(),
    ],
)
def test_what_the_worker_says_arrives(message: protocol.FromWorker) -> None:
    assert protocol.decode_from_worker(protocol.encode(message)) == message


def test_silence_measures_minus_infinity_and_still_travels() -> None:
    result = RESULT.model_copy(update={"measured": Measured(seconds=1.0, lufs=float("-inf"))})
    read = protocol.decode_from_worker(protocol.encode(protocol.Result(job="j", result=result)))
    assert isinstance(read, protocol.Result)
    assert read.result.measured.lufs is None


@pytest.mark.parametrize("line", [b'{"type":"from-the-future","job":[]}', b'{"type":"run","job":"j"}'])
def test_unknown_types_are_passed_over(line: bytes) -> None:
    assert protocol.decode_from_worker(line) is None


def test_unknown_fields_are_passed_over() -> None:
    assert protocol.decode_from_worker(b'{"type":"beat","mood":"good"}') == protocol.Beat()


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff\x00",
        b"[]",
        b"{}",
        b'{"type":"progress"}',
        b'{"type":"progress","job":"j","stage":"s","fraction":NaN}',
        b'{"type":"progress","job":"j","stage":"s","fraction":1.5}',
        b'{"type":"chunk","job":"j","offset":-1,"count":5}',
        b'{"type":"chunk","job":"j","offset":0,"count":1e99}',
        b'{"type":"started","job":"j","seconds":1,"sample_rate":0,"channels":2}',
        b'{"a":' * 50_000,
        b'{"type":"hello","protocol":"' + b"9" * (protocol.MAX_LINE_BYTES + 1),
    ],
)
def test_nonsense_is_refused(line: bytes) -> None:
    with pytest.raises(protocol.ProtocolError):
        protocol.decode_from_worker(line)


@settings(deadline=None, max_examples=200)
@given(
    st.one_of(
        st.binary(max_size=60),
        st.text(max_size=40).map(lambda text: b'{"type":"progress' + text.encode("utf-8", "replace")),
    )
)
def test_no_line_can_do_worse_than_a_protocol_error(line: bytes) -> None:
    try:
        protocol.decode_to_worker(line)
    except protocol.ProtocolError:
        return


def test_a_message_over_the_cap_is_refused_in_words() -> None:
    place = PLACE.model_copy(update={"sidecar": {"messages": "x" * protocol.MAX_LINE_BYTES}})
    with pytest.raises(InvalidInputError, match="MiB"):
        protocol.encode(protocol.Run(job="j", request=REQUEST, place=place, preview="/p"))


def test_a_destination_travels_with_absolute_paths() -> None:
    time = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
    destination = Destination(
        Path("outputs"), time, Path("a/b.wav"), True, Path("/s"), {"take": "t", "n": [1, None]}
    )
    back = protocol.Place.model_validate_json(protocol.Place.of(destination).model_dump_json()).destination()
    assert back.folder == Path.cwd() / "outputs"
    assert back.path == Path.cwd() / "a/b.wav"
    assert (back.time, back.force, back.staging, back.sidecar) == (
        time,
        True,
        Path("/s"),
        {"take": "t", "n": [1, None]},
    )
    assert protocol.Place.of(Destination(Path("o"), time, sidecar=None)).destination().sidecar is None


def test_a_path_that_is_no_unicode_is_a_file_error() -> None:
    with pytest.raises(FileError, match="Unicode"):
        protocol.Place.of(Destination(Path("bad\udcff"), datetime.now(timezone.utc)))
