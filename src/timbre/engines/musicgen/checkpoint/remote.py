"""Asking the Hugging Face hub what a repository holds; choosing what of it an engine needs. Downloads nothing.

The hub's documented API: `GET /api/models/{repo}/revision/{revision}?blobs=true`.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import timbre
from timbre.engines.musicgen.checkpoint import library
from timbre.engines.musicgen.checkpoint.manifest import FileFact, is_plain_name
from timbre.engines.musicgen.checkpoint.trouble import hub_errors
from timbre.errors import CapabilityError, EngineError, InvalidInputError, MissingError
from timbre.model.text import clean, shortened

TIMEOUT_SECONDS = 30.0
"""For a connection, and for each wait for more bytes."""
_SMALL = (
    "config.json",
    "generation_config.json",
    "preprocessor_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "spiece.model",
    "README.md",
)
_NEEDED = ("config.json", "tokenizer.json")
_SINGLE = "model.safetensors"
_INDEX = "model.safetensors.index.json"
_ADDRESS = re.compile(r"^https?://([\w.-]+|\[[0-9a-fA-F:.]+\])(:\d{1,5})?(/[\w./~-]*)?$", re.ASCII)
_SHARD = re.compile(r"^model-\d{5}-of-\d{5}\.safetensors$")
_SHA256 = re.compile(r"^[0-9a-f]{64}$")
_SHA1 = re.compile(r"^[0-9a-f]{40}$")


@dataclass(frozen=True)
class Listing:
    """A repository at one commit: its licence id, if it names one, and its files."""

    commit: str
    licence: str | None
    files: tuple[FileFact, ...]


def endpoint() -> str:
    """The hub's address: `HF_ENDPOINT`, or the public one. Raises InvalidInputError."""
    address = (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")
    if not _ADDRESS.match(address):
        raise InvalidInputError(
            f"HF_ENDPOINT is {shortened(clean(address), 80)!r}, which is no address of a hub.",
            "Write something like https://huggingface.co, or unset it.",
        )
    return address


def is_offline() -> bool:
    """Whether the user forbids the network (`HF_HUB_OFFLINE`, or `TRANSFORMERS_OFFLINE`)."""
    word = os.environ.get("HF_HUB_OFFLINE") or os.environ.get("TRANSFORMERS_OFFLINE") or ""
    return word.upper() in {"1", "ON", "YES", "TRUE"}


def headers() -> dict[str, str]:
    """What every request says: who we are, the user's token if there is one; nothing else about this machine."""
    token = library.token()
    return {"user-agent": f"timbre/{timbre.__version__}", "accept-encoding": "identity"} | (
        {"authorization": f"Bearer {token}"} if token else {}
    )


def file_address(repo: str, commit: str, name: str) -> str:
    """Where a file of a repository can be fetched."""
    return f"{endpoint()}/{repo}/resolve/{commit}/{name}"


def shared_blob(repo: str, content: str) -> Path:
    """Where huggingface_hub's own cache keeps the file with that hash, if another program fetched it."""
    home = os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache", "huggingface")
    cache = Path(os.environ.get("HF_HUB_CACHE") or Path(home, "hub"))
    with suppress(RuntimeError):  # no home folder
        cache = cache.expanduser()
    return cache / f"models--{repo.replace('/', '--')}" / "blobs" / (content or "none")


def list_repo(repo: str, revision: str) -> Listing:
    """What `repo` holds at `revision`.

    Raises MissingError (no network, no access, trouble at the hub), UnknownNameError (no such repository or revision)
    or EngineError (an answer that is none).
    """
    from urllib.parse import quote

    address = f"{endpoint()}/api/models/{repo}/revision/{quote(revision, safe='')}"
    with hub_errors(repo, endpoint()):
        answer = library.session().get(
            address, params={"blobs": "true"}, headers=headers(), timeout=TIMEOUT_SECONDS
        )
        library.raise_for_status(answer)
    try:
        return _listing(answer.json())
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise EngineError(
            f"{endpoint()} does not answer as a model hub does.",
            "A network that wants you to sign in first, or a wrong HF_ENDPOINT? Open the address in a browser.",
        ) from error


def choose_files(repo: str, listing: Listing) -> tuple[FileFact, ...]:
    """The files an engine needs, small ones first. Raises CapabilityError or MissingError when they are not there."""
    names = {file.name: file for file in listing.files}
    if _SINGLE in names:
        weights = [_SINGLE]
    elif _INDEX in names:
        weights = [_INDEX, *sorted(name for name in names if _SHARD.match(name))]
    else:
        pickled = next((name for name in names if name.endswith((".bin", ".pt", ".th", ".ckpt"))), None)
        if pickled:
            raise CapabilityError(
                f"{repo} has its weights only as {pickled}: a pickle can run any program when it is opened, so Timbre "
                "takes safetensors only.",
                "Choose a repository with model.safetensors.",
            )
        raise MissingError(
            f"{repo} holds no weights ({_SINGLE}).", "timbre models list shows models that do."
        )
    for name in _NEEDED:
        if name not in names:
            raise MissingError(f"{repo} has no {name}.", "timbre models list shows models that are whole.")
    return tuple(names[name] for name in [*(n for n in _SMALL if n in names), *weights])


def _listing(data: dict[str, Any]) -> Listing:
    commit = data["sha"]
    if not isinstance(commit, str) or not _SHA1.match(commit):
        raise ValueError("no commit")
    files = [_fact(sibling) for sibling in data["siblings"] if is_plain_name(sibling["rfilename"])]
    return Listing(commit, _licence(data), tuple(files))


def _fact(sibling: dict[str, Any]) -> FileFact:
    large = sibling.get("lfs") or {}
    size = large.get("size") or sibling.get("size")
    if type(size) is not int or size < 0:
        raise ValueError("no size")
    digest, git = large.get("sha256"), sibling.get("blobId")
    return FileFact(
        sibling["rfilename"],
        size,
        sha256=digest if isinstance(digest, str) and _SHA256.match(digest) else None,
        git=git if not large and isinstance(git, str) and _SHA1.match(git) else None,
    )


def _licence(data: dict[str, Any]) -> str | None:
    card = data.get("cardData") or {}
    if isinstance(card.get("license"), str):
        return str(card["license"])
    tags = data.get("tags") or []
    return next((t.partition(":")[2] for t in tags if isinstance(t, str) and t.startswith("license:")), None)
