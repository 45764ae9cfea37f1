"""The user's own styles in a request: noted before the take is made, compared when it is made again.

Knows nothing of what is in a style.
"""

from __future__ import annotations

from timbre.engines.composer.choosing import base_and_lender
from timbre.engines.composer.style_files import fingerprint, own_folder, style_names
from timbre.errors import MissingError
from timbre.model.brief import Brief
from timbre.model.request import GenerationRequest


def own_styles(brief: Brief) -> dict[str, str]:
    """The user's own styles that a brief makes use of, with their fingerprints. Raises UnknownNameError."""
    base, lender = base_and_lender(brief)
    found = {style.name: fingerprint(style.name) for style in (base, lender) if style is not None}
    return {name: mark for name, mark in found.items() if mark is not None}


def with_styles(request: GenerationRequest) -> GenerationRequest:
    """`request` with the user's own styles it makes use of; one that names them already stays as it is."""
    if request.styles is not None:
        return request
    return request.model_copy(update={"styles": own_styles(request.brief)})


def check_styles(request: GenerationRequest) -> None:
    """Refuse a request that was made with other style files than those of now. Raises MissingError."""
    if request.styles is None:
        return
    for name in sorted(set(request.styles) - set(style_names())):
        raise MissingError(
            f"This take was made with your own style {name!r}, and there is no {own_folder() / name}.toml here.",
            "Put the file back there to make the take again.",
        )
    now = own_styles(request.brief)
    for name, mark in sorted(request.styles.items()):
        if now.get(name) != mark:
            raise MissingError(
                f"This take was made with your own style {name!r} as it was then (SHA-256 {mark[:12]}…); "
                f"{own_folder() / name}.toml says something else now.",
                "Put the old file back to make the take again, or make a new take.",
            )
    for name in sorted(set(now) - set(request.styles)):
        raise MissingError(
            f"This take was made with the built-in style {name!r}; your own {own_folder() / name}.toml has taken "
            "its place since.",
            "Move that file away to make the take again, or make a new take.",
        )
