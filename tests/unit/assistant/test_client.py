"""One question to a server on this machine, and every way it can go wrong."""

import socket

import pytest

from fakes.chat_server import chat_server, error, message, slowly
from timbre.assistant.client import ask
from timbre.assistant.endpoint import Endpoint
from timbre.errors import AssistantError, MissingError

TALK = [{"role": "user", "content": "hello"}]
SCHEMA = {"type": "object"}


def asked(server, **fields):
    return ask(Endpoint(server.url, "tiny", **{"timeout_s": 5.0, **fields}), TALK, SCHEMA)


def test_the_question_is_asked_as_the_protocol_says():
    with chat_server('{"a": 1}', key="k-1") as server:
        assert asked(server, key="k-1") == '{"a": 1}'
    (body,) = server.asked
    assert (body["model"], body["stream"], body["temperature"]) == ("tiny", False, 0)
    assert body["messages"] == TALK
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert server.headers[0]["Content-Type"] == "application/json"


def test_without_a_key_none_is_sent():
    with chat_server("x") as server:
        asked(server)
    assert "Authorization" not in server.headers[0]


def test_a_server_without_schemas_is_asked_more_plainly():
    refuses = error(400, "response_format is not supported")
    with chat_server(refuses, refuses, "plain") as server:
        assert asked(server) == "plain"
    forms = [body.get("response_format", {}).get("type") for body in server.asked]
    assert forms == ["json_schema", "json_object", None]


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (error(401, "Incorrect API key"), MissingError, "does not accept the key"),
        (error(404, "model 'tiny' not found, try pulling it first"), MissingError, "no model 'tiny'"),
        (error(400, "The model `tiny` does not exist"), MissingError, "no model 'tiny'"),
        (error(429, "Rate limit reached"), AssistantError, "too many questions"),
        (error(500, "CUDA out of memory"), AssistantError, "out of memory"),
        (lambda _: (503, b"<html>nope</html>"), AssistantError, "failed (503)"),
        (lambda _: (307, b""), AssistantError, "points elsewhere"),
        (b"<html>hello</html>", AssistantError, "does not speak the chat protocol"),
        (b'{"choices": []}', AssistantError, "does not speak the chat protocol"),
        (b'{"choices": [{"message": "x"}]}', AssistantError, "does not speak the chat protocol"),
        (b"[" * 100_000, AssistantError, "does not speak the chat protocol"),
        (b"\xff\xfe", AssistantError, "does not speak the chat protocol"),
        ("", AssistantError, "said nothing"),
        (lambda _: (200, message(None)), AssistantError, "said nothing"),
        (
            lambda _: (200, message(None, refusal="I cannot help.\x1b[31m")),
            AssistantError,
            "refused: I cannot help.",
        ),
        (b" " * 1_100_000, AssistantError, "more than 1 MB"),
    ],
)
def test_failures_are_told_in_words(answer, kind, words):
    with chat_server(answer) as server, pytest.raises(kind) as caught:
        asked(server)
    assert words in caught.value.message
    assert caught.value.hint
    assert "\x1b" not in caught.value.message


def test_a_filtered_answer_is_a_refusal():
    body = message("{}")
    body["choices"][0]["finish_reason"] = "content_filter"
    with chat_server(lambda _: (200, body)) as server, pytest.raises(AssistantError, match="refused"):
        asked(server)


def test_nobody_there():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(MissingError, match="No assistant answers") as caught:
        ask(Endpoint(f"http://127.0.0.1:{port}/v1", "tiny", 2.0), TALK, SCHEMA)
    assert "unset assistant_url" in caught.value.hint


def test_too_slow():
    with (
        chat_server(slowly(1.0, "late")) as server,
        pytest.raises(AssistantError, match=r"within 0\.2 seconds"),
    ):
        asked(server, timeout_s=0.2)


def test_it_breaks_off():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        import threading

        def hang_up():
            connection, _ = listening.accept()
            connection.recv(100)
            connection.close()

        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        with pytest.raises(AssistantError, match="broke off"):
            ask(Endpoint(f"http://127.0.0.1:{port}/v1", "tiny", 2.0), TALK, SCHEMA)
        thread.join()
