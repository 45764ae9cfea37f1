"""`python -m timbre.chat`: the same as `timbre chat`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run `timbre chat` with this process's arguments."""
    from timbre.cli import main as command_line

    sys.argv[1:1] = ["chat"]
    command_line()


if __name__ == "__main__":
    main()
