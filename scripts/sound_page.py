"""docs/research/sound.md in sections, so that each measurement rewrites its own and leaves the others alone."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "research" / "sound.md"


def put(section: str, text: str) -> None:
    """Replace what lies between the section's two marks, or add the section at the end."""
    begin, end = f"<!-- {section} -->", f"<!-- end of {section} -->"
    whole = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# How it sounds, measured\n"
    block = f"{begin}\n{text.strip()}\n{end}"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    whole = pattern.sub(lambda _: block, whole) if pattern.search(whole) else f"{whole.rstrip()}\n\n{block}\n"
    PAGE.write_text(whole, encoding="utf-8")
