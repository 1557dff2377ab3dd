# Two targets do everything from a fresh clone: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test lint bench clean

run: .venv/run
	$(BIN)/streamlit run app.py

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
