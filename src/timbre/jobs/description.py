"""Reads what `Job.describe` wrote, so that a job that was interrupted can be offered and submitted again.

Knows nothing of where it was kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from timbre.errors import InvalidInputError
from timbre.jobs.protocol import Place
from timbre.jobs.take import Destination
from timbre.model.request import GenerationRequest


@dataclass(frozen=True)
class Submission:
    """What `Supervisor.submit` takes."""

    job: str
    request: GenerationRequest
    destination: Destination
    priority: int = 0
    device: str = ""


def read_description(data: Mapping[str, Any]) -> Submission:
    """The job that `data` describes. Raises InvalidInputError."""
    try:
        return Submission(
            job=str(data["job"]),
            request=GenerationRequest.model_validate(data["request"]),
            destination=Place.model_validate(data["destination"]).destination(),
            priority=int(data.get("priority", 0)),
            device=str(data.get("device", "")),
        )
    except (ValidationError, KeyError, TypeError, ValueError) as error:
        raise InvalidInputError(
            f"An interrupted job cannot be read: {str(error).splitlines()[0][:200]}.",
            "Type its words again to make it anew.",
        ) from error
