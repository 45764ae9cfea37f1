"""A Hugging Face hub on the loopback: the documented API, large files on "another host", and trouble on demand."""

import contextlib
import hashlib
import json
import sys
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

LARGE = (".safetensors", ".bin")


@dataclass
class Repo:
    commits: dict  # commit → {file name: bytes}
    head: str
    licence: str | None = "cc-by-nc-4.0"


@dataclass
class Hub:
    """What the server holds and how it misbehaves. `log` has (method, path, range, authorization) of each request."""

    repos: dict = field(default_factory=dict)
    log: list = field(default_factory=list)
    answers: dict = field(default_factory=dict)
    """Path beginning → list of (status, headers) to answer instead, one after the other."""
    cuts: dict = field(default_factory=dict)
    """File name → list of byte counts after which the connection breaks."""
    ranges: bool = True
    forged: dict = field(default_factory=dict)
    """File name → other bytes to send."""
    pages: bytes | None = None
    """What to answer to everything, as a sign-in page does."""
    address: str = ""

    def add(self, repo, files, commit="a" * 40, **more):
        self.repos.setdefault(repo, Repo({}, commit, **more)).commits[commit] = files
        self.repos[repo].head = commit

    def fetched(self, name):
        """The Range headers of every request for the contents of a file."""
        place = "/cdn/" if name.endswith(LARGE) else "/resolve/"
        return [asked for _, path, asked, _ in self.log if place in path and path.endswith("/" + name)]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.reply()

    def do_HEAD(self):
        self.reply()

    def reply(self):
        hub = self.server.hub
        path = unquote(urlsplit(self.path).path)
        hub.log.append((self.command, path, self.headers.get("Range"), self.headers.get("Authorization")))
        if hub.pages is not None:
            return self.send(200, hub.pages)
        for start, waiting in hub.answers.items():
            if path.startswith(start) and waiting:
                status, headers = waiting.pop(0)
                return self.send(status, b"{}", headers)
        parts = path.strip("/").split("/")
        if parts[:2] == ["api", "models"] and len(parts) == 6 and parts[4] == "revision":
            return self.info("/".join(parts[2:4]), parts[5])
        if len(parts) == 5 and parts[2] == "resolve":
            return self.resolve("/".join(parts[:2]), parts[3], parts[4])
        if parts[0] == "cdn":
            return self.contents(hub.repos["/".join(parts[1:3])].commits[parts[3]][parts[4]], parts[4])
        return self.send(404, b"{}")

    def info(self, repo, revision):
        found = self.server.hub.repos.get(repo)
        if found is None:
            return self.send(401, b"{}", {"X-Error-Message": "Repository not found"})
        commit = found.head if revision == "main" else revision
        if commit not in found.commits:
            return self.send(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
        siblings = [sibling(name, data) for name, data in found.commits[commit].items()]
        card = {"license": found.licence} if found.licence else {}
        body = {"id": repo, "sha": commit, "siblings": siblings, "cardData": card, "tags": []}
        return self.send(200, json.dumps(body).encode())

    def resolve(self, repo, commit, name):
        files = self.server.hub.repos[repo].commits[commit]
        if name not in files:
            return self.send(404, b"{}", {"X-Error-Code": "EntryNotFound"})
        data, headers = files[name], {"X-Repo-Commit": commit}
        fact = sibling(name, data)
        if "lfs" not in fact:
            return self.contents(data, name, headers | {"ETag": f'"{fact["blobId"]}"'})
        # Large files lie on another host, which must not see the user's token.
        headers |= {"X-Linked-Size": str(len(data)), "X-Linked-ETag": f'"{fact["lfs"]["sha256"]}"'}
        host = f"http://localhost:{self.server.server_address[1]}"
        return self.send(302, b"", headers | {"Location": f"{host}/cdn/{repo}/{commit}/{name}"})

    def contents(self, data, name, headers=None):
        hub = self.server.hub
        data = hub.forged.get(name, data)
        begin, asked = 0, self.headers.get("Range")
        headers = dict(headers or {})
        if asked and hub.ranges:
            begin = int(asked.removeprefix("bytes=").rstrip("-"))
            if begin >= len(data):
                return self.send(416, b"")
            headers["Content-Range"] = f"bytes {begin}-{len(data) - 1}/{len(data)}"
        waiting = hub.cuts.get(name)
        cut = waiting.pop(0) if waiting else None
        return self.send(206 if "Content-Range" in headers else 200, data[begin:], headers, cut)

    def send(self, status, body, headers=None, cut=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            with contextlib.suppress(ConnectionError):  # the client has left
                self.wfile.write(body if cut is None else body[:cut])
        if cut is not None:
            self.close_connection = True


def sibling(name, data):
    git = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
    fact = {"rfilename": name, "size": len(data), "blobId": git}
    if name.endswith(LARGE):
        fact["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 134}
    return fact


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):  # a client that left is no fault
            super().handle_error(request, client_address)


@contextlib.contextmanager
def serving():
    """A running Hub; `address` is what HF_ENDPOINT should say."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.hub = Hub(address=f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
