# Two targets do everything from a fresh clone: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test lint bench lock clean

run: .venv/run
	$(BIN)/python -m dashboard serve

test: .venv/test
	$(BIN)/python -m dashboard validate
	$(BIN)/python -m pytest

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/test
	$(BIN)/python benchmarks/rerun.py

.venv/run: pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/pip install --quiet --no-deps --editable .
	touch $@

# The browser is Chromium from the system's packages where there is one, else Playwright's own.
.venv/test: .venv/run requirements-test.lock
	$(BIN)/pip install --quiet --require-hashes --requirement requirements-test.lock
	$(BIN)/python tests/get_browser.py
	touch $@

# Needs uv. One lock for all systems and every Python from 3.11 on; a pin stays until it must go.
LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock"
lock:
	$(LOCK) --extra registry pyproject.toml --output-file requirements.lock
	$(LOCK) --all-extras pyproject.toml --constraint requirements.lock \
		--output-file requirements-test.lock

clean:
	rm -rf .venv
