"""The command line: check the data package, derive its generated table, keep it current."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from dashboard import catalog


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns:
        The exit code: 0 when all is well, 1 when the package has problems.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["registry"]:
        return registry(arguments[1:])
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("validate", "check a data package; exit 1 and name every problem when it has any"),
        ("derive", "write exchange_counts.csv from exchanges.csv"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument(
            "directory",
            nargs="?",
            type=Path,
            default=catalog.DEFAULT_DIR,
            help="folder with datapackage.json (default: the package of this repository)",
        )
    commands.add_parser(
        "registry", help="hold the package against a registry of sister ties: pull, diff, adopt"
    )
    given = parser.parse_args(arguments)
    run = {"validate": validate, "derive": derive}[given.command]
    return run(given.directory)


def registry(arguments: Sequence[str]) -> int:
    """Run the registry commands, whose libraries only a curator needs."""
    try:
        from dashboard.registry import commands  # noqa: PLC0415
    except ModuleNotFoundError as error:
        print(
            f"The registry commands need {error.name}: pip install -e '.[registry]'",
            file=sys.stderr,
        )
        return 1
    return commands.main(arguments)


def validate(directory: Path) -> int:
    """Print a report on the package; return 1 when it has problems."""
    try:
        package = catalog.load(directory)
    except catalog.PackageError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        count = len(error.problems)
        print(f"\n{directory}: {count} problem{'s' if count > 1 else ''}", file=sys.stderr)
        return 1
    for name in catalog.TABLES:
        print(f"{name:<18}{len(getattr(package, name)):>6,} rows")
    print(f"\n{directory}: valid, version {package.version} of {package.as_of}")
    return 0


def derive(directory: Path) -> int:
    """Write the generated table; return 1 when exchanges cannot be read."""
    try:
        counts = catalog.derive_exchange_counts(catalog.read_table(directory, "exchanges"))
    except catalog.PackageError as error:
        print(error, file=sys.stderr)
        return 1
    path = directory / "exchange_counts.csv"
    counts.astype({"year": pd.Int64Dtype()}).to_csv(path, index=False, lineterminator="\n")
    print(f"{path}: {len(counts):,} rows")
    return 0
