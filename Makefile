# Two commands on a fresh machine: `make run` and `make test`. Everything lives in .venv inside the checkout.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt
OUT ?= outputs/demo

.PHONY: run test lint format gate bench clean-venv
.DEFAULT_GOAL := run

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "No venv module: install it first (Debian: apt-get install python3-venv)"; exit 2; }

$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e '.[dev]'
	@touch $@ $(VENV)/.run

$(VENV)/.bench: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --upgrade 'pip>=24' # the pip of Debian 12 stumbles over the extras that two peers ask of lxml
	$(PIP) -e '.[bench]'
	@touch $@

run: $(VENV)/.run
	$(BIN)/heshu run raw --pack ai-chips --out $(OUT) --force

test: $(VENV)/.dev
	$(BIN)/python -m pytest

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

gate: $(VENV)/.dev
	$(BIN)/python tests/gate.py --verbose

bench: $(VENV)/.dev $(VENV)/.bench
	$(BIN)/python benchmarks/bench.py

clean-venv:
	rm -rf $(VENV)
