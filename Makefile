# Each target does all its own set-up, from a fresh clone on.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-all check lint docs bench lock clean

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
