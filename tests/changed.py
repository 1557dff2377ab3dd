"""Run the tests nearest to what changed, for `make check`: a minute's answer, not the judgement.

What changed is what is not committed yet, or else the last commit. For each changed file the test
files are chosen that come to it by the fewest imports. Browsers stay shut, what takes long waits
for `make test-all`, and after `SECONDS` no test begins: the summary counts those as skipped.
"""

from __future__ import annotations

import ast
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 30
# Which module stands for files that are not Python.
READERS = {
    "data/tour": "dashboard.tour",
    "data/boundaries/": "dashboard.geography",
    "data/": "dashboard.catalog",
    "dashboard/locale/": "dashboard.language",
}


def changed() -> list[str]:
    """Return the paths of what changed, within the repository."""
    asked = (
        ["diff", "--name-only", "HEAD"],
        ["ls-files", "--others", "--exclude-standard"],
        ["diff", "--name-only", "HEAD~1"],
    )
    *uncommitted, last = (
        subprocess.run(["git", *one], cwd=ROOT, capture_output=True, text=True, check=False)
        for one in asked
    )
    found = [line for answer in uncommitted for line in answer.stdout.splitlines()]
    return found or last.stdout.splitlines()


def modules() -> dict[str, Path]:
    """Return the path of each module of the project, by its full name."""
    paths = [ROOT / "app.py", *(ROOT / "dashboard").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    return {
        path.relative_to(ROOT)
        .with_suffix("")
        .as_posix()
        .replace("/", ".")
        .removesuffix(".__init__"): path
        for path in sorted(paths)
    }


def imported(path: Path) -> set[str]:
    """Return the full names that a file imports, and what pytest or Streamlit runs for it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{one.name}" for one in node.names)}
        elif isinstance(node, ast.Constant) and node.value == "app.py":
            found.add("app")
    if path.name.startswith("test_"):
        found.add("tests.conftest")
    if "browser" in path.parts:
        found.add("tests.browser.conftest")
    return found


def nearest(module: str, importers: dict[str, set[str]]) -> set[str]:
    """Return the test modules that come to a module by the fewest imports."""
    ring, seen = {module}, {module}
    while ring:
        tests = {name for name in ring if name.split(".")[-1].startswith("test_")}
        if tests:
            return tests
        ring = {importer for name in ring for importer in importers.get(name, ())} - seen
        seen |= ring
    return set()


def chosen(paths: Iterable[str]) -> list[Path]:
    """Return the test files nearest to changed files."""
    known = modules()
    name_of = {path.relative_to(ROOT).as_posix(): name for name, path in known.items()}
    importers: dict[str, set[str]] = {}
    for name, path in known.items():
        for one in imported(path) & known.keys() - {name}:
            importers.setdefault(one, set()).add(name)
    found: set[str] = set()
    for path in paths:
        reader = next((reader for start, reader in READERS.items() if path.startswith(start)), "")
        module = name_of.get(path, reader)
        if module:
            found |= nearest(module, importers)
    return [known[name] for name in sorted(found)]


class Clock:
    """Lets no test begin once the time is up."""

    def __init__(self) -> None:
        """Start the clock."""
        self.until = time.monotonic() + SECONDS

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        """Skip a test when the time is up."""
        if time.monotonic() > self.until:
            pytest.skip(f"{SECONDS} seconds are up; make test runs everything")


def main() -> int:
    """Run the tests; return pytest's exit code, 0 where there are none to run."""
    files = [path.relative_to(ROOT).as_posix() for path in chosen(changed())]
    print("tests nearest to what changed:", ", ".join(files) or "none", flush=True)
    if not files:
        return 0
    code = pytest.main(["-n0", "-m", "not browser and not long", *files], plugins=[Clock()])
    return 0 if code == pytest.ExitCode.NO_TESTS_COLLECTED else int(code)


if __name__ == "__main__":
    raise SystemExit(main())
