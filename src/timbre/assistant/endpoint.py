"""Where the assistant answers: address, model, key. A key goes to no host it was not meant for.

Knows nothing of what is asked there.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from timbre.config.settings import Settings
from timbre.errors import InvalidInputError, MissingError

KEY_VARIABLE = "TIMBRE_ASSISTANT_KEY"
_OPENAI = "api.openai.com"
_OPENAI_VARIABLE = "OPENAI_API_KEY"
_SET_UP = (
    "Start one, such as Ollama or llama.cpp's server, then: "
    "timbre config set assistant_url http://localhost:11434/v1 and timbre config set assistant_model NAME"
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible server. `url` ends before `/chat/completions`."""

    url: str
    model: str
    timeout_s: float = 30.0
    key: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        """Host and port, for telling where words go."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    @property
    def local(self) -> bool:
        """Whether it is on this machine."""
        return _is_loopback(urlsplit(self.url).hostname or "")


def endpoint_of(settings: Settings, environment: Mapping[str, str]) -> Endpoint:
    """The assistant that is set up. Raises MissingError when none is, InvalidInputError for a bad address."""
    if settings.assistant_url is None:
        raise MissingError("No assistant is set up; Timbre understands words without one.", _SET_UP)
    if settings.assistant_model is None:
        raise MissingError(
            "No model is chosen for the assistant.",
            "Name one that its server has: timbre config set assistant_model NAME",
        )
    url = _checked(settings.assistant_url)
    key = environment.get(KEY_VARIABLE, "").strip()
    host = urlsplit(url).hostname or ""
    if not key and host == _OPENAI:
        key = environment.get(_OPENAI_VARIABLE, "").strip()
    if not key.isascii() or not key.isprintable():
        raise InvalidInputError(
            f"The key in {KEY_VARIABLE} holds characters that no key has.", "Set it again."
        )
    if key and urlsplit(url).scheme == "http" and not _is_loopback(host):
        raise InvalidInputError(
            f"The key in {KEY_VARIABLE} would travel to {host} for everybody to read.",
            "Use an https address, or unset the key.",
        )
    return Endpoint(url, settings.assistant_model, settings.assistant_timeout, key)


def _checked(text: str) -> str:
    """The address without its last slash, with `/v1` where it has no path."""
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or port == 0 or parts.query or parts.fragment:
        raise InvalidInputError(
            f"{text[:100]!r} is no address of an assistant.",
            "It begins with http:// or https:// and usually ends in /v1: http://localhost:11434/v1",
        )
    if parts.username or parts.password:
        raise InvalidInputError(
            "A name or password in the assistant's address would be kept in the settings.",
            f"Give a key in the environment instead: {KEY_VARIABLE}",
        )
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    return f"{parts.scheme}://{parts.netloc}{path or '/v1'}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
