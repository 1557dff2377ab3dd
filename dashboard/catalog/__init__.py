"""Read and validate the data package.

`load` returns a `Catalog`, or raises `PackageError` with every problem found, each naming file,
row, column, value, the rule broken and how to mend it. It asks, and stops where something is wrong:

- `descriptor`: is `datapackage.json` that of this package?
- `files`: can each file be read as a table with the columns described?
- `schema`: types, enums and keys, by frictionless;
- `cells`: is each value plainly written? then it gets its type;
- `rules`: what a table schema cannot state, one function a rule.

`tables` names the tables, `derived` holds what is computed from them, `problems` what is raised.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.catalog.cells import plain_problems, read_texts, typed
from dashboard.catalog.derived import derive_exchange_counts, with_readers_columns
from dashboard.catalog.descriptor import read_descriptor, table_resources, unusable
from dashboard.catalog.files import file_problems
from dashboard.catalog.problems import PackageError, Problem, stop
from dashboard.catalog.rules import RULES, rule_problems
from dashboard.catalog.rules.evidence import ACTIVE_SINCE
from dashboard.catalog.schema import schema_problems
from dashboard.catalog.tables import COUNTRY, FIRST_LEVEL, TABLES, split_ids
from dashboard.home import HOME

__all__ = [
    "ACTIVE_SINCE",
    "COUNTRY",
    "DEFAULT_DIR",
    "FIRST_LEVEL",
    "RULES",
    "TABLES",
    "Catalog",
    "PackageError",
    "Problem",
    "derive_exchange_counts",
    "load",
    "read_table",
    "split_ids",
]

DEFAULT_DIR = HOME / "data"


@dataclass(frozen=True, eq=False)
class Catalog:
    """All tables of the package, typed as `datapackage.json` says.

    `pairings` and `exchanges` carry, beside the file's columns, what every reader of them needs:
    `us_admin1`, `cn_admin1`, `us_name`, `cn_name`, `us_name_zh`, `cn_name_zh`, `us_level`,
    `cn_level` of their two places; pairings also `established_year` and `ended_year`; exchanges
    also `tier`, `relation` and `status` of their pairing (NaN when the places are not paired).
    """

    directory: Path
    descriptor: dict[str, Any]
    places: pd.DataFrame
    pairings: pd.DataFrame
    candidates: pd.DataFrame
    exchanges: pd.DataFrame
    exchange_counts: pd.DataFrame
    reported_totals: pd.DataFrame
    official_totals: pd.DataFrame
    context_events: pd.DataFrame
    indicators: pd.DataFrame
    findings: pd.DataFrame
    provinces: pd.DataFrame
    states: pd.DataFrame
    sources: pd.DataFrame

    @property
    def version(self) -> str:
        """The data version, such as `1.0.0`."""
        return str(self.descriptor["version"])

    @property
    def as_of(self) -> str:
        """The date the data version was made, `YYYY-MM-DD`."""
        return str(self.descriptor["created"])[:10]

    @property
    def title(self) -> str:
        """The package's title."""
        return str(self.descriptor["title"])


def load(directory: Path | str = DEFAULT_DIR) -> Catalog:
    """Read the data package in `directory`.

    Args:
        directory: Folder with `datapackage.json` and its CSV files.

    Returns:
        The catalog.

    Raises:
        PackageError: The package breaks a rule; all problems are listed.
    """
    directory = Path(directory)
    descriptor = read_descriptor(directory)
    resources = table_resources(descriptor)
    stop(directory, (found for one in resources for found in file_problems(directory, one)))
    stop(directory, schema_problems(directory, descriptor))
    texts = {one["name"]: read_texts(directory, one) for one in resources}
    stop(
        directory, (found for one in resources for found in plain_problems(texts[one["name"]], one))
    )
    tables = {one["name"]: typed(texts[one["name"]], one) for one in resources}
    try:
        stop(directory, rule_problems(tables))
        return Catalog(directory=directory, descriptor=descriptor, **with_readers_columns(tables))
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        # The cells fit the descriptor, so it is the descriptor that does not fit the rules.
        raise unusable(directory, error) from error


def read_table(directory: Path | str, name: str) -> pd.DataFrame:
    """Read one table, typed, checking only what its own file and column types tell.

    Raises:
        PackageError: The descriptor, the file or a value cannot be read.
    """
    directory = Path(directory)
    resources = table_resources(read_descriptor(directory))
    resource = next(one for one in resources if one["name"] == name)
    stop(directory, file_problems(directory, resource))
    texts = read_texts(directory, resource)
    stop(directory, plain_problems(texts, resource))
    return typed(texts, resource)
