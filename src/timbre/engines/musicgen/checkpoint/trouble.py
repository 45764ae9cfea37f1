"""What goes wrong between here and the hub, in the user's words, each with the next step.

Knows the errors of huggingface_hub, and those of the HTTP library below it by name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from timbre.engines.musicgen.checkpoint import library
from timbre.errors import EngineError, MissingError, TimbreError, UnknownNameError
from timbre.model.text import clean, shortened

_KEPT = "What has arrived is kept: run the same command again to go on."
_BY_HAND = "Or copy the model's folder from another machine and give its path as the model."


def offline(what: str) -> MissingError:
    """The error for a model that is not here while the network is forbidden."""
    return MissingError(
        f"{what} is not on this machine, and HF_HUB_OFFLINE forbids the network.",
        f"Unset HF_HUB_OFFLINE and run timbre models pull again. {_BY_HAND}",
    )


@contextmanager
def hub_errors(repo: str, address: str) -> Iterator[None]:
    """Turn every error of the hub or the network inside the block into one of ours."""
    try:
        yield
    except library.error("OfflineModeIsEnabled") as error:
        raise offline(repo) from error
    except library.http_error() as error:
        raise explain(error, repo, address) from error


def status_of(error: Exception) -> int | None:
    """The HTTP status an error carries, if it carries one."""
    status = getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) else None


def passes_by_itself(error: Exception) -> bool:
    """Whether trying again may help: a broken connection, a busy or restarting server."""
    status = status_of(error)
    return status is None or status in (408, 429) or status >= 500


def explain(error: Exception, repo: str, address: str) -> TimbreError:
    """`error` in the user's words."""
    status = status_of(error)
    if isinstance(error, library.error("GatedRepoError")):
        return MissingError(
            f"{repo} is gated: its authors want you to accept their terms first.",
            f"Accept them at {address}/{repo}, then set HF_TOKEN to a token of your account and pull again.",
        )
    if isinstance(error, library.error("RevisionNotFoundError")):
        return UnknownNameError(
            f"The commit of {repo} that was pinned is no longer on the hub.",
            "timbre models pull NAME --update takes the newest one.",
        )
    if isinstance(error, library.error("EntryNotFoundError")):
        return EngineError(f"{repo} lost a file while it was being fetched.", "Run timbre models pull again.")
    if status is None:
        return _no_answer(error, address)
    if status in (401, 403, 404):
        return _no_access(status, repo, address)
    if status == 429:
        return MissingError(f"{address} has had too many requests from here.", f"Wait a few minutes. {_KEPT}")
    if status >= 500:
        return MissingError(f"{address} is in trouble (HTTP {status}).", f"Try again later. {_KEPT}")
    reason = shortened(clean(str(error)), 160)
    return EngineError(
        f"{address} refused to send {repo} (HTTP {status}): {reason}", "Run the command again."
    )


def _no_access(status: int, repo: str, address: str) -> TimbreError:
    if status == 403 or os.environ.get("HF_TOKEN"):
        return MissingError(
            f"{repo} cannot be fetched with your token (HTTP {status}): it is private, does not exist, or the token "
            "is wrong or expired.",
            f"Look at {address}/{repo}, and check HF_TOKEN.",
        )
    return UnknownNameError(
        f"There is no model {repo!r} on the hub, or it is private (HTTP {status}).",
        "timbre models list shows the known ones. For a private one set HF_TOKEN to a token of your account.",
    )


def _no_answer(error: Exception, address: str) -> MissingError:
    kind, reason = type(error).__name__, shortened(clean(str(error)), 160)
    if "Timeout" in kind:
        return MissingError(f"{address} did not answer in time.", f"Check the connection. {_KEPT}")
    if "CERTIFICATE" in reason.upper():
        return MissingError(
            f"{address} shows a certificate this machine does not trust: {reason}.",
            "Behind a company proxy, set SSL_CERT_FILE to its certificate.",
        )
    if "Proxy" in kind:
        return MissingError(f"The proxy refused: {reason}.", "Check HTTPS_PROXY.")
    return MissingError(
        f"{address} cannot be reached ({reason or kind}).", f"Check the connection. {_KEPT} {_BY_HAND}"
    )
