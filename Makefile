# On a machine with Python >= 3.11 and make: `make report` shows the tool, `make test` tests it.
# Both make .venv and install what they need into it, once.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: report test test-rest check format networks bench dist clean

report: .venv/core
	@$(BIN)/mbv2calc report configs/mbv2_1.0.yaml

# A process for each core; one that has nothing left to do takes tests from another.
PYTEST := $(BIN)/pytest -q -n logical --dist worksteal

# Every test that is not slow, random ones with a tenth of their examples.
test: .venv/dev
	MBV2CALC_TESTS=quick $(PYTEST) -m "not slow"

# What the quick tier leaves out: slow tests, and random ones with all their examples.
test-rest: .venv/dev
	$(PYTEST) -m "slow or hypothesis"

# Everything that must hold before a commit: format, lint, types, tests, doctests, README examples.
check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(MAKE) test

format: .venv/dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# After a change of a built-in network: its tree, parsed ahead of time.
networks: .venv/core
	$(BIN)/python tools/prepare_networks.py

bench: .venv/dev
	$(BIN)/python benchmarks/report.py
	$(BIN)/python benchmarks/sweep.py

dist: .venv/core
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:
	rm -rf .venv dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "mbv2calc needs Python 3.11 or newer; name one: make PYTHON=python3.12 report"; exit 2; }
	$(PYTHON) -m venv .venv

.venv/core: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(BIN)/python -m compileall -q mbv2calc
	@touch $@

.venv/dev: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/python -m compileall -q mbv2calc
	@touch $@ .venv/core
