"""The export dialog for a take, and the line it leads to.

Knows nothing of how files are written.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timbre.session.take import Take
    from timbre.tui.studio import Studio


def export_dialog(studio: Studio, take: Take) -> None:
    """Ask how to export `take`; the answer is said in the conversation."""
    from timbre.engines.registry import engine_info
    from timbre.errors import TimbreError
    from timbre.model.text import clean
    from timbre.tui.screens.export import ExportScreen

    def chosen(line: str | None) -> None:
        if line:
            studio.say(line)

    try:
        capabilities = tuple(engine_info(take.engine).capabilities)
    except TimbreError:
        capabilities = ()
    if studio.talk is None:
        return
    desk = studio.talk.desk
    path = take.path or ""
    typeable = (
        Path(path) if path and clean(path) == path else None
    )  # a record from elsewhere may say anything
    folder = desk.outputs if typeable is None else typeable.parent
    name = f"take-{take.number}" if typeable is None else typeable.stem
    studio.push_screen(
        ExportScreen(
            number=take.number,
            title=take.prompt,
            folder=folder,
            name=name,
            capabilities=capabilities,
            audio_format=desk.wishes.outputs.format,
            bits=desk.wishes.outputs.bits,
        ),
        chosen,
    )
