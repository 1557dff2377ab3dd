"""Read `datapackage.json`, as far as this package must know it before it asks frictionless."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dashboard.catalog.cells import PANDAS_TYPES
from dashboard.catalog.problems import PackageError, Problem, stop
from dashboard.catalog.tables import TABLES


def read_descriptor(directory: Path) -> dict[str, Any]:
    """Return the descriptor of a package, which names every table and only types that we read.

    Raises:
        PackageError: There is none, or it is not that of this package.
    """
    path = directory / "datapackage.json"
    if not path.is_file():
        raise PackageError(
            directory,
            [
                Problem(
                    "datapackage.json",
                    None,
                    "",
                    str(directory),
                    "the folder holds no data package",
                    "Name a folder that holds datapackage.json and its CSV files",
                )
            ],
        )
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        missing = set(TABLES) - {resource["name"] for resource in descriptor["resources"]}
        descriptor["version"], descriptor["created"], descriptor["title"]
        strange = [
            resource["name"]
            for resource in table_resources(descriptor)
            if Path(resource["path"]).name != resource["path"]
            or not {field["type"] for field in resource["schema"]["fields"]} <= PANDAS_TYPES.keys()
            or not all(isinstance(field["name"], str) for field in resource["schema"]["fields"])
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise unusable(directory, error) from error
    stop(
        directory,
        [
            Problem(
                "datapackage.json",
                None,
                "resources",
                name,
                rule,
                "Take the resource from the descriptor of a released version",
            )
            for names, rule in (
                (sorted(missing), "a table of the package is not described"),
                (strange, "its path is not a file name, or a column has another type than used"),
            )
            for name in names
        ],
    )
    return dict(descriptor)


def unusable(directory: Path, error: Exception) -> PackageError:
    """Return what is to be raised when `error` shows that the descriptor does not fit."""
    problem = Problem(
        "datapackage.json",
        getattr(error, "lineno", None),
        "",
        f"{type(error).__name__}: {error}",
        "the descriptor is not that of this package: title, version, created, resources, columns",
        "Mend the JSON, or take the descriptor of a released version",
    )
    return PackageError(directory, [problem])


def table_resources(descriptor: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the resources that are tables; a package may describe other files too."""
    return [resource for resource in descriptor["resources"] if resource["name"] in TABLES]
