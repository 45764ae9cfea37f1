"""`python -m timbre.app`: the same as `timbre`."""

from __future__ import annotations


def main() -> None:
    """Run `timbre` with this process's arguments."""
    from timbre.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
