"""A loopback server that speaks the chat completions protocol as its documentation says: status, headers, choices.

What it answers is scripted; what it was asked is kept. It checks every request as a real server would.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = dict[str, Any] | str | bytes | Callable[[dict[str, Any]], "tuple[int, Any]"]


@dataclass
class ChatServer:
    """`script` holds an answer for each request; the last one is repeated.

    A dict is sent as the JSON content of the assistant's message, a str as its text, bytes as the whole body; a
    callable gets the request and gives status and body.
    """

    url: str
    script: list[Any] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def host(self) -> str:
        return self.url.split("/")[2]


def message(content: Any, **fields: Any) -> dict[str, Any]:
    """The body of a successful answer."""
    text = content if isinstance(content, str) or content is None else json.dumps(content)
    choice = {
        "index": 0,
        "finish_reason": "stop",
        "message": {"role": "assistant", "content": text, **fields},
    }
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "tiny",
        "choices": [choice],
    }


def error(status: int, text: str, kind: str = "invalid_request_error") -> Callable[..., tuple[int, Any]]:
    """A failure as the protocol words it."""
    return lambda _: (status, {"error": {"message": text, "type": kind, "code": None, "param": None}})


def slowly(seconds: float, answer: Any) -> Callable[..., tuple[int, Any]]:
    """An answer after a while."""

    def wait(_: dict[str, Any]) -> tuple[int, Any]:
        time.sleep(seconds)
        return 200, message(answer)

    return wait


@contextmanager
def chat_server(*script: Any, key: str = "") -> Iterator[ChatServer]:
    """Run one on a free port of this machine; with `key` it wants that one."""
    server: ChatServer

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            if self.path != "/v1/chat/completions":
                return self._send(404, {"error": {"message": f"no route {self.path}"}})
            if key and self.headers.get("Authorization") != f"Bearer {key}":
                return self._send(401, {"error": {"message": "Incorrect API key provided"}})
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert isinstance(body["model"], str)
            assert all(set(each) == {"role", "content"} for each in body["messages"])
            server.headers.append(dict(self.headers))
            server.asked.append(body)
            answer = server.script[min(len(server.asked), len(server.script)) - 1]
            if callable(answer):
                status, data = answer(body)
                return self._send(status, data)
            return self._send(200, answer if isinstance(answer, bytes) else message(answer))

        def _send(self, status: int, data: Any) -> None:
            raw = data if isinstance(data, bytes) else json.dumps(data).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)
            except (BrokenPipeError, ConnectionResetError):  # the client had enough
                pass

        def log_message(self, *_: Any) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    server = ChatServer(f"http://127.0.0.1:{running.server_port}/v1", list(script))
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        running.shutdown()
        running.server_close()
        thread.join()
