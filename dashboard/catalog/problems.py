"""What is wrong with a package, and the error that carries all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SHOWN_VALUE = 80


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the package.

    Attributes:
        file: File name within the package.
        row: Line number in the file, the header being 1 (cells hold no line breaks); None for
            the file as a whole.
        column: Column name, or "".
        value: The offending value, or "".
        rule: The rule that it breaks, in words.
        remedy: How to mend it, in words.
    """

    file: str
    row: int | None
    column: str
    value: str
    rule: str
    remedy: str

    def __str__(self) -> str:
        """Return the problem as one line for a terminal."""
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.column:
            where += f", column {self.column}"
        cut = self.value[:SHOWN_VALUE] + "…" if len(self.value) > SHOWN_VALUE else self.value
        value = f" ({cut!r})" if cut else ""
        return f"{where}{value}: {self.rule}. {self.remedy}"


class PackageError(Exception):
    """The package cannot be used; `problems` says why, row by row."""

    def __init__(self, directory: Path, problems: Iterable[Problem]) -> None:
        """Keep the directory and the problems, in file and row order."""
        self.directory = directory
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.row or 0, p.column)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def stop(directory: Path, problems: Iterable[Problem]) -> None:
    """Raise a `PackageError` when there are problems."""
    found = list(problems)
    if found:
        raise PackageError(directory, found)
