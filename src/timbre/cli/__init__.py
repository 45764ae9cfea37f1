"""The command line. `main` is the console script; everything heavy is imported by the command that needs it."""

from __future__ import annotations

import sys

from timbre.threads import use_one_blas_thread


def main() -> None:
    """Run the `timbre` command and exit with its documented code."""
    use_one_blas_thread()
    try:
        code = _studio() if len(sys.argv) == 1 else None
        if code is None:
            from timbre.cli.app import run

            code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def _studio() -> int | None:
    """`timbre` alone at a terminal that can show it, without waiting for the command line's own libraries."""
    from timbre.cli.full_screen import can_show, run_bare

    return run_bare() if can_show() else None
