"""Make the prompts of docs/getting_started.md again and write what was measured into its table."""

from __future__ import annotations

import re
import tempfile
from datetime import datetime
from pathlib import Path

from timbre.threads import use_one_blas_thread

PAGE = Path(__file__).parent.parent / "docs" / "getting_started.md"
SEED = 7
ROW = re.compile(r"^\| `([^`]+)` \|.*\|$", re.MULTILINE)


def row(prompt: str, folder: Path) -> str:
    """The table row of one prompt: what was heard in the finished sound, and the metre."""
    from timbre.conversation.requesting import Wishes, build_request
    from timbre.jobs.take import Destination, TakeReady, make_take

    destination = Destination(folder, datetime.now().astimezone(), sidecar=None)
    for event in make_take(build_request(prompt, Wishes(), SEED), destination, lambda: False):
        if isinstance(event, TakeReady):
            heard = event.result.measured
            tempo = f"{heard.bpm:.0f} bpm" if heard.bpm else "no clear beat"
            return f"| `{prompt}` | {tempo} | {heard.key or 'no clear key'} | {event.result.metre} |"
    raise SystemExit(f"{prompt}: not finished")


def main() -> None:
    """Rewrite every row of the table."""
    use_one_blas_thread()
    text = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        text = ROW.sub(lambda found: row(found[1], Path(folder)), text)
    PAGE.write_text(text, encoding="utf-8")
    print("\n".join(found[0] for found in ROW.finditer(text)))


if __name__ == "__main__":
    main()
