"""The command line. `main` is the console script; everything heavy is imported by the command that needs it."""

from __future__ import annotations

import sys

from timbre.threads import use_one_blas_thread


def main() -> None:
    """Run the `timbre` command and exit with its documented code."""
    use_one_blas_thread()
    try:
        from timbre.cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
