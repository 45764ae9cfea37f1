"""One question to an OpenAI-compatible server, `POST {url}/chat/completions`, and its answer as text.

Every way it can fail becomes an AssistantError or a MissingError in words. Knows nothing of music.
The protocol: platform.openai.com/docs/api-reference/chat, as Ollama, llama.cpp, LM Studio and vLLM also speak it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from timbre.assistant.endpoint import KEY_VARIABLE, Endpoint
from timbre.errors import AssistantError, MissingError
from timbre.model.text import clean, shortened

if TYPE_CHECKING:
    import httpx2

MOST_BYTES = 1_000_000
_CONNECT_S = 5.0
_MOST_TOLD = 160
_REFUSES_FORM = (400, 404, 415, 422, 500, 501)
"""Answers of servers that do not know `response_format`."""

Message = Mapping[str, str]


def ask(endpoint: Endpoint, messages: Sequence[Message], schema: Mapping[str, Any]) -> str:
    """The text of the answer, which should be JSON of `schema`. Blocks for at most `endpoint.timeout_s` seconds.

    A server that cannot be held to a schema is asked for JSON, then for plain text. Raises MissingError (nobody
    there, no such model, key refused) or AssistantError (too slow, refused to answer, no answer of this protocol).
    """
    import httpx2

    until = time.monotonic() + endpoint.timeout_s
    forms: tuple[dict[str, Any] | None, ...] = (
        {"type": "json_schema", "json_schema": {"name": "proposal", "schema": schema}},
        {"type": "json_object"},
        None,
    )
    limits = httpx2.Timeout(endpoint.timeout_s, connect=min(_CONNECT_S, endpoint.timeout_s))
    with httpx2.Client(timeout=limits, trust_env=not endpoint.local, follow_redirects=False) as client:
        for form in forms:
            body: dict[str, Any] = {
                "model": endpoint.model,
                "messages": list(messages),
                "temperature": 0,
                "stream": False,
            }
            if form is not None:
                body["response_format"] = form
            status, data = _post(client, endpoint, body, until)
            if status == 200:
                return _content(endpoint, data)
            if form is None or status not in _REFUSES_FORM or "model" in _told(data).lower():
                break
    raise _refused(endpoint, status, data)


def _post(client: httpx2.Client, endpoint: Endpoint, body: dict[str, Any], until: float) -> tuple[int, bytes]:
    import httpx2

    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    found = bytearray()
    try:
        with client.stream("POST", f"{endpoint.url}/chat/completions", json=body, headers=headers) as answer:
            for chunk in answer.iter_bytes():
                found += chunk
                if len(found) > MOST_BYTES:
                    raise AssistantError(
                        f"The assistant at {endpoint.host} sent more than {MOST_BYTES // 1_000_000} MB.",
                        "Is the address right? timbre config list shows it.",
                    )
                if time.monotonic() > until:
                    raise _slow(endpoint)
            return answer.status_code, bytes(found)
    except httpx2.TimeoutException as error:
        if isinstance(error, httpx2.ConnectTimeout):
            raise _absent(endpoint) from error
        raise _slow(endpoint) from error
    except httpx2.ConnectError as error:
        raise _absent(endpoint) from error
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
        raise AssistantError(
            f"The assistant at {endpoint.host} broke off: {type(error).__name__}.",
            "Say it again, or in plainer words without it.",
        ) from error


def _content(endpoint: Endpoint, data: bytes) -> str:
    """The text of the first choice. Raises AssistantError."""
    try:
        choice = json.loads(data)["choices"][0]
        message = choice["message"]
        content, refusal = message.get("content"), message.get("refusal")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise AssistantError(
            f"What answers at {endpoint.host} does not speak the chat protocol.",
            "The address usually ends in /v1: timbre config set assistant_url http://localhost:11434/v1",
        ) from error
    if refusal or choice.get("finish_reason") == "content_filter":
        said = f": {shortened(clean(str(refusal)), _MOST_TOLD)}" if refusal else "."
        raise AssistantError(f"The assistant refused{said}", "Say what you want in musical words.")
    if not isinstance(content, str) or not content.strip():
        raise AssistantError("The assistant said nothing.", "Say it again, or in plainer words without it.")
    return content


def _refused(endpoint: Endpoint, status: int, data: bytes) -> AssistantError | MissingError:
    told = _told(data)
    if status in (401, 403):
        return MissingError(
            f"{endpoint.host} does not accept the key, or wants one ({status}).",
            f"Set it in the environment: {KEY_VARIABLE}",
        )
    if status == 404 or "model" in told.lower():
        return MissingError(
            f"{endpoint.host} has no model {endpoint.model!r}, or no chat at this address ({status}). {told}".strip(),
            "Fetch the model there, or: timbre config set assistant_model NAME",
        )
    if status == 429:
        return AssistantError(
            f"{endpoint.host} has had too many questions (429). {told}".strip(), "Wait a little."
        )
    if 300 <= status < 400:
        return AssistantError(
            f"{endpoint.host} points elsewhere ({status}), and the words are not sent after it.",
            "Set the address it means: timbre config set assistant_url ADDRESS",
        )
    return AssistantError(
        f"The assistant at {endpoint.host} failed ({status}). {told}".strip(),
        "Say it again, or in plainer words without it.",
    )


def _told(data: bytes) -> str:
    """The server's own words about what went wrong, shortened; "" where there are none."""
    try:
        error = json.loads(data)["error"]
        said = error["message"] if isinstance(error, dict) else error
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""
    return shortened(clean(said), _MOST_TOLD) if isinstance(said, str) else ""


def _absent(endpoint: Endpoint) -> MissingError:
    return MissingError(
        f"No assistant answers at {endpoint.host}.",
        "Start it, or go on without: timbre config unset assistant_url",
    )


def _slow(endpoint: Endpoint) -> AssistantError:
    return AssistantError(
        f"The assistant did not answer within {endpoint.timeout_s:g} seconds.",
        "Wait longer with: timbre config set assistant_timeout 120",
    )
