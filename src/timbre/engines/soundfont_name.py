"""How a request names a SoundFont, read from what was typed. Knows nothing of what is in the file, or whether it is.

Light: options and settings are read before any engine is imported.
"""

from __future__ import annotations

import os
from pathlib import Path

from timbre.model.request import AUTO, SYNTH


def sounds_name(text: str) -> str:
    """`auto`, `synth`, a file by its absolute path (workers run elsewhere), or a name to be looked for.

    Raises ValueError for nothing at all.
    """
    said = text.strip()
    if not said or "\0" in said:
        raise ValueError("nothing")
    if said.lower() in (AUTO, SYNTH):
        return said.lower()
    path = Path(os.path.expanduser(said))  # noqa: PTH111 - pathlib raises for an unknown user
    is_path = said.startswith((".", "~")) or path.is_absolute() or len(path.parts) > 1 or path.is_file()
    return str(Path(os.path.abspath(path))) if is_path else said  # noqa: PTH100 - links stay
