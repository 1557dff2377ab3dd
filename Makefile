# Each target does all its own set-up, from a fresh clone on.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-all check lint docs bench clean

run: .venv/run
	$(BIN)/python -m dashboard serve

test: .venv/test
	$(BIN)/python -m dashboard validate
	$(BIN)/python -m pytest -m "not long"

# Those that take long run one by one: some of them measure. Exit code 5 says that there are none.
test-all: test
	$(BIN)/python -m pytest -n0 -m long || [ $$? -eq 5 ]

# For the inner loop, within a minute.
check: lint
	$(BIN)/python -m tests.changed

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Figures and lists in the documents are computed.
docs: .venv/test
	$(BIN)/cog -r README.md data/README.md docs/*.md

bench: .venv/test
	$(BIN)/python benchmarks/rerun.py

.venv/run: pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --requirement requirements.lock
	$(BIN)/pip install --quiet --no-deps --editable .
	touch $@

# The browser is Chromium from the system's packages where there is one, else Playwright's own.
.venv/test: .venv/run requirements-test.lock
	$(BIN)/pip install --quiet --requirement requirements-test.lock
	$(BIN)/python tests/get_browser.py
	touch $@

clean:
	rm -rf .venv
