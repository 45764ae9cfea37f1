#!/usr/bin/env bash
# Pin requirements/*.txt for Python 3.10 to 3.13 without index addresses. One NumPy for all of them, so that the
# same request gives the same bytes on each.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() { uv pip compile --quiet --universal --python-version 3.10 --no-emit-index-url --no-header --no-annotate \
  --constraint requirements/constraints.in "$@"; }
compile pyproject.toml -o requirements/core.txt
compile pyproject.toml --extra dev --extra musicgen -o requirements/dev.txt
compile pyproject.toml --extra musicgen --constraint requirements/dev.txt -o requirements/musicgen.txt
