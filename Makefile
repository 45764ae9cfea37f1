# Timbre: `make demo` makes music, `make test` tests. Every target works from a fresh clone.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP_CORE := $(VENV)/.core-installed
STAMP_DEV  := $(VENV)/.dev-installed
TORCH_VENV := .venv-torch
STAMP_TORCH := $(TORCH_VENV)/.installed
TORCH_PINS := torch==2.13.0 transformers==5.23.0

.PHONY: help setup demo test test-torch torture lint bench bench-musicgen docs ui clean lock
help:
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Timbre needs Python 3.10 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11 demo") if sys.version_info < (3, 10) else 0'
	$(PYTHON) -m venv $(VENV)

$(STAMP_CORE): pyproject.toml requirements/core.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/core.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

$(STAMP_DEV): $(STAMP_CORE) requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.txt
	touch $@

setup: $(STAMP_DEV) ## install Timbre and everything a developer needs into .venv

demo: $(STAMP_CORE) ## install the core and make a piece of music from words
	$(BIN)/timbre make "warm lo-fi piano, 80 bpm, A minor, rainy night" --seconds 20 --seed 7

# make test COVERAGE=yes also notes which lines run, which takes half as long again; continuous integration does so.
# Bytecode is kept whatever the environment says: without it every run compiles every test anew.
WATCHED := --cov=timbre --cov-report=term:skip-covered --cov-fail-under=90
test: $(STAMP_DEV) ## run the whole test suite
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 $(if $(COVERAGE),$(WATCHED)) tests

# Apart from .venv, so that every other target proves that nothing needs PyTorch.
$(STAMP_TORCH): pyproject.toml requirements/dev.txt Makefile
	$(PYTHON) -m venv $(TORCH_VENV)
	$(TORCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.txt $(TORCH_PINS)
	$(TORCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

test-torch: $(STAMP_TORCH) ## compare MusicGen live with transformers, in .venv-torch (gigabytes the first time)
	$(TORCH_VENV)/bin/python -m pytest tests/torch_parity

torture: $(STAMP_DEV) ## long durability and many-seed runs
	$(BIN)/python -m pytest -m torture tests

lint: $(STAMP_DEV) ## format check, lint, types, layer contracts
	$(BIN)/ruff format --check src tests scripts benchmarks
	$(BIN)/ruff check src tests scripts benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/check_docs.py

bench: $(STAMP_DEV) ## measure speed and memory, stage by stage
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/styles.py

bench-musicgen: $(STAMP_DEV) $(STAMP_TORCH) ## measure MusicGen against transformers at the real sizes, with random weights
	$(BIN)/python benchmarks/musicgen.py --torch-python $(CURDIR)/$(TORCH_VENV)/bin/python

docs: $(STAMP_DEV) ## regenerate the command reference, tables and pictures
	$(BIN)/python scripts/make_docs.py

ui: $(STAMP_DEV) ## draw the studio's pictures and its tour anew (a minute or two)
	$(BIN)/python scripts/make_ui.py

lock: $(STAMP_DEV) ## re-pin requirements/*.txt (needs uv)
	bash scripts/lock.sh

clean: ## remove everything that was built
	rm -rf $(VENV) $(TORCH_VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage* htmlcov outputs
	find . -name __pycache__ -prune -exec rm -rf {} +
