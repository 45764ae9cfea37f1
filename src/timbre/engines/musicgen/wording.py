"""What MusicGen is told: the user's own words, with what was changed since put in its place.

Edits do not reach the model as they were typed: the prompt is taken apart from them, and the dialect says the rest.
Pure. Knows nothing of the model.
"""

from __future__ import annotations

from timbre.language.describe.dialects import musicgen
from timbre.language.edits import read_edit
from timbre.model.request import GenerationRequest

JOINT = "; "
"""Between a prompt and the edits made to it since."""


def words_for(request: GenerationRequest) -> str:
    """The text for the model; "" where nothing was said. The same request gives the same text."""
    said, left = _own_words(request)
    return musicgen(request.brief, said, left).text


def _own_words(request: GenerationRequest) -> tuple[str, tuple[str, ...]]:
    """The prompt without the edits that were made to it, and what in those nobody understood."""
    prompt = request.prompt  # as it is: a line break may part what a space would join
    if not any(source.because == "edit" for source in request.brief.sources.values()):
        return prompt, ()
    first, *rest = prompt.split(JOINT)
    kept: list[str] = [first]
    left: list[str] = []
    for words in rest:
        edit = read_edit(words, request.brief)
        if edit is None:
            kept.append(words)
        else:
            left += edit.ignored
    return JOINT.join(kept), tuple(left)
