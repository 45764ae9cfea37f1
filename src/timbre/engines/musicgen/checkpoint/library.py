"""The few things of huggingface_hub that are used, looked up when they are needed.

Its session (proxies, certificates), the user's token and the meaning of the hub's errors. The only module that imports
it, and only inside functions: it lies in an extra.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from timbre.errors import InvalidInputError, MissingError


def need() -> None:
    """Raise MissingError, with the command that gets it, unless huggingface_hub is installed."""
    if find_spec("huggingface_hub") is None:
        raise MissingError(
            "Fetching models needs huggingface_hub, which is not here.",
            "To get it: pip install 'timbre-cli[musicgen]'",
        )


def session() -> Any:
    """The HTTP client: httpx's interface, from huggingface_hub 1.0 on."""
    from huggingface_hub import utils

    utils.logging.set_verbosity_error()  # it would write warnings, and words of the server, to the terminal
    return utils.get_session()


def raise_for_status(answer: Any) -> None:
    """Raise the hub's own error for an answer that is one."""
    from huggingface_hub.utils import hf_raise_for_status

    hf_raise_for_status(answer)


def token() -> str | None:
    """The user's token: `HF_TOKEN`, or the one that `hf auth login` keeps. Raises InvalidInputError."""
    from huggingface_hub import get_token

    found = get_token()
    if found and not (str(found).isascii() and str(found).isprintable()):
        raise InvalidInputError(
            "HF_TOKEN holds characters that no token has.", "Copy the token again, or unset HF_TOKEN."
        )
    return str(found) if found else None


def error(name: str) -> type[Exception]:
    """The hub's exception class of that name."""
    from huggingface_hub import errors

    kind: type[Exception] = getattr(errors, name)
    return kind


def http_error() -> type[Exception]:
    """The base class of everything the HTTP library raises: httpx in some versions, httpx2 in others."""
    return next(
        c for c in error("HfHubHTTPError").__mro__ if c.__module__.partition(".")[0].startswith("http")
    )
