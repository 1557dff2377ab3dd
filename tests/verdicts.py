"""What the tests of the catalog share: faults of a cell, and what is said of a broken package."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from dashboard import catalog, cli
from dashboard.catalog import Catalog, PackageError, Problem
from tests.tiny import Tiny


def problems_of(directory: Path) -> tuple[Problem, ...]:
    """Return what `load` has against a package; fail when it has nothing."""
    with pytest.raises(PackageError) as raised:
        catalog.load(directory)
    assert raised.value.problems
    return raised.value.problems


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command line within this process; return exit code, output, error output."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = cli.main(arguments)
    return code, out.getvalue(), err.getvalue()


@dataclass(frozen=True)
class Verdict:
    """What is said of a package: by `load`, and by the command line."""

    problems: tuple[Problem, ...]
    code: int
    out: str
    err: str

    def assert_names(self, file: str, row: int | None, column: str, value: str, rule: str) -> None:
        """Assert that a fault is named by all that a curator needs to find it.

        `rule` need only be part of the rule.
        """
        found = [
            problem
            for problem in self.problems
            if (problem.file, problem.row, problem.column, problem.value)
            == (file, row, column, value)
            and rule in problem.rule
        ]
        said = "\n".join(map(str, self.problems))
        assert found, f"{file}, row {row}, column {column} ({value[:80]!r}): {rule} not in:\n{said}"
        assert found[0].remedy
        assert self.code == 1
        assert str(found[0]) in self.err.splitlines()
        assert self.out == ""


def judge(directory: Path) -> Verdict:
    """Validate a package by the command line, and catch what `load` raised on the way."""
    raised: list[PackageError] = []
    load = catalog.load

    def listen(directory: Path) -> Catalog:
        try:
            return load(directory)
        except PackageError as error:
            raised.append(error)
            raise

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalog, "load", listen)
        code, out, err = run("validate", str(directory))
    return Verdict(raised[0].problems if raised else (), code, out, err)


@dataclass(frozen=True)
class Fault:
    """A cell changed for the worse, and what is to be said of it.

    Attributes:
        table: Where.
        row: Row in the file, the header being 1.
        cells: What is written; the first cell is the one that is to be named.
        rule: Part of the rule that is to be named.
        value: The value to be named; None means that of the first cell.
    """

    table: str
    row: int
    cells: dict[str, str]
    rule: str
    value: str | None = None

    def touches(self, other: Fault) -> bool:
        """Whether both change a cell."""
        row = (self.table, self.row) == (other.table, other.row)
        return row and not self.cells.keys().isdisjoint(other.cells)


def judge_all(faults: Mapping[str, Fault]) -> dict[str, Verdict]:
    """Judge faults that the same stage of validation finds; as many to a package as do not touch.

    A stage lists all that it finds, so that a package takes several; loading is what takes time.
    """
    packages: list[dict[str, Fault]] = []
    for name, fault in faults.items():
        package = next((p for p in packages if not any(map(fault.touches, p.values()))), None)
        if package is None:
            packages.append(package := {})
        package[name] = fault
    found = {}
    with TemporaryDirectory() as directory:
        for package in packages:
            tiny = Tiny(Path(directory))
            for fault in package.values():
                tiny.put(fault.table, fault.row, **fault.cells)
            verdict = judge(tiny.write())
            found.update(dict.fromkeys(package, verdict))
    return found


def change_descriptor(directory: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = directory / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    change(descriptor)
    path.write_text(json.dumps(descriptor), encoding="utf-8")
