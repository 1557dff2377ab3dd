"""Read and validate the data package.

`load` returns a `Catalog`, or raises `PackageError` with every problem found, each naming file,
row, column, value, the rule broken and how to mend it. Types, enums and keys come from
`datapackage.json` (checked by frictionless); the rules that a table schema cannot state are here.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import frictionless
import pandas as pd

from dashboard.home import HOME

DEFAULT_DIR = HOME / "data"
FIRST_YEAR = 1972
COUNTRY = "country"
FIRST_LEVEL = frozenset(
    {"state", "federal_district", "province", "autonomous_region", "municipality"}
)
SUMMARY_WORDS = 20
# Since when something must show the life of an active tie (datapackage.json says so too).
ACTIVE_SINCE = "2016-11"
LONGEST_CELL = 10_000
SHOWN_VALUE = 80
# A cell that swallows half a file is to be named by its row and column, not refused unseen.
csv.field_size_limit(2**31 - 1)

TABLES = (
    "places",
    "pairings",
    "candidates",
    "exchanges",
    "exchange_counts",
    "reported_totals",
    "official_totals",
    "context_events",
    "indicators",
    "findings",
    "provinces",
    "states",
    "sources",
)
PANDAS_TYPES = {"integer": "Int64", "number": "Float64", "string": "str", "boolean": "str"}
# Stricter than frictionless, which takes 1_000, NaN and the digits of other scripts for numbers.
PLAIN = {
    "integer": ("[+-]?[0-9]{1,18}", "a whole number in the digits 0 to 9"),
    "number": (r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?", "a number in the digits 0 to 9"),
    "boolean": ("true|false", "true or false"),
    "string": (r"(?s)\S(.*\S)?", "free of spaces at its ends"),
}
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


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
    descriptor = _descriptor(directory)
    _stop(directory, _schema_problems(directory, descriptor))
    texts = {
        resource["name"]: _texts(directory, resource) for resource in _table_resources(descriptor)
    }
    _stop(
        directory,
        (
            problem
            for resource in _table_resources(descriptor)
            for problem in _plain_problems(texts[resource["name"]], resource)
        ),
    )
    tables = {
        resource["name"]: _typed(texts[resource["name"]], resource)
        for resource in _table_resources(descriptor)
    }
    try:
        _stop(directory, (problem for rule in RULES for problem in rule(tables)))
        # A generated table is judged only when what it is made from is sound.
        _stop(directory, _counts_are_derived(tables))
        return Catalog(directory=directory, descriptor=descriptor, **_with_readers_columns(tables))
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        # The cells fit the descriptor, so it is the descriptor that does not fit the rules.
        raise _unusable_descriptor(directory, error) from error


def read_table(directory: Path | str, name: str) -> pd.DataFrame:
    """Read one table, typed, checking only what its own file and column types tell.

    Raises:
        PackageError: The descriptor, the file or a value cannot be read.
    """
    directory = Path(directory)
    resource = next(
        item for item in _table_resources(_descriptor(directory)) if item["name"] == name
    )
    _stop(directory, _file_problems(directory, resource))
    text = _texts(directory, resource)
    _stop(directory, _plain_problems(text, resource))
    return _typed(text, resource)


def _stop(directory: Path, problems: Iterable[Problem]) -> None:
    """Raise when there are problems."""
    found = list(problems)
    if found:
        raise PackageError(directory, found)


def derive_exchange_counts(exchanges: pd.DataFrame) -> pd.DataFrame:
    """Count the exchanges of each pairing by year and sector, planned ones left out.

    Args:
        exchanges: The exchanges table.

    Returns:
        Columns `pairing_id`, `year` (NA when unknown), `sector`, `exchanges`,
        `people_to_people`, sorted.
    """
    held = exchanges[~exchanges["planned"] & exchanges["pairing_id"].notna()]
    return (
        held.groupby(["pairing_id", "year", "sector"], dropna=False)
        .agg(exchanges=("exchange_id", "size"), people_to_people=("people_to_people", "sum"))
        .reset_index()
        .sort_values(["pairing_id", "year", "sector"], ignore_index=True)
    )


def split_ids(source_ids: str) -> list[str]:
    """Split a `source_ids` cell into its identifiers."""
    return [part.strip() for part in source_ids.split(";") if part.strip()]


# Descriptor and tables, through frictionless ------------------------------------------------


def _descriptor(directory: Path) -> dict[str, Any]:
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
            for resource in _table_resources(descriptor)
            if Path(resource["path"]).name != resource["path"]
            or not {field["type"] for field in resource["schema"]["fields"]} <= PANDAS_TYPES.keys()
            or not all(isinstance(field["name"], str) for field in resource["schema"]["fields"])
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _unusable_descriptor(directory, error) from error
    _stop(
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


def _unusable_descriptor(directory: Path, error: Exception) -> PackageError:
    problem = Problem(
        "datapackage.json",
        getattr(error, "lineno", None),
        "",
        f"{type(error).__name__}: {error}",
        "the descriptor is not that of this package: title, version, created, resources, columns",
        "Mend the JSON, or take the descriptor of a released version",
    )
    return PackageError(directory, [problem])


def _table_resources(descriptor: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the resources that are tables; a package may describe other files too."""
    return [resource for resource in descriptor["resources"] if resource["name"] in TABLES]


def _schema_problems(directory: Path, descriptor: dict[str, Any]) -> Iterator[Problem]:
    broken = False
    for resource in _table_resources(descriptor):
        for problem in _file_problems(directory, resource):
            broken = True
            yield problem
    if broken:
        return
    try:
        package = frictionless.Package(str(directory / "datapackage.json"))
    except frictionless.FrictionlessException as refused:
        for reason in refused.reasons or [refused.error]:
            yield Problem(
                "datapackage.json",
                None,
                "",
                "",
                reason.note,
                "Mend the descriptor, or take that of a released version",
            )
        return
    schemas = {resource["path"]: resource["schema"] for resource in descriptor["resources"]}
    for task in package.validate(parallel=False).tasks:
        file = Path(task.place).name
        for error in task.errors:
            yield _problem(file, error, schemas[file])


def _file_problems(directory: Path, resource: dict[str, Any]) -> Iterator[Problem]:
    """Check what stops a table from being read: presence, encoding, header, rows, cells."""
    name = resource["path"]
    path = directory / name
    if not path.is_file():
        yield Problem(
            name, None, "", "", "the file is missing", "Restore it from a released version"
        )
        return
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        yield Problem(
            name,
            row,
            "",
            repr(raw[error.start : error.end])[2:-1],
            "the file is not UTF-8 throughout",
            "Save it as UTF-8; a row pasted from another program is the usual cause",
        )
        return
    if not text.strip():
        yield Problem(
            name,
            None,
            "",
            "",
            "the file is empty",
            "It needs at least its header row; restore it from a released version",
        )
        return
    expected = [field["name"] for field in resource["schema"]["fields"]]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    row = 0
    try:
        problems = list(_header_problems(name, next(reader), expected))
        if problems:
            yield from problems
            return
        row = 1
        for row, cells in enumerate(reader, start=2):
            yield from _row_problems(name, row, cells, expected)
    except csv.Error as error:
        yield Problem(
            name,
            row + 1,
            "",
            "",
            f"the row cannot be read ({error})",
            "Close each quotation mark; double those within a quoted cell",
        )


def _header_problems(file: str, found: list[str], expected: list[str]) -> Iterator[Problem]:
    header = f"the header must be: {','.join(expected)}"
    for column in expected:
        if column not in found:
            yield Problem(file, 1, column, "", "the column is missing", f"Add it; {header}")
    for column in dict.fromkeys(found):
        if column not in expected:
            yield Problem(
                file, 1, column, "", "the column is unknown", f"Remove or rename it; {header}"
            )
        elif found.count(column) > 1:
            yield Problem(
                file, 1, column, "", "the column stands twice", f"Remove or rename one; {header}"
            )
    if sorted(found) == sorted(expected) and found != expected:
        yield Problem(file, 1, "", "", "the columns are in another order", f"Move them; {header}")


def _row_problems(file: str, row: int, cells: list[str], expected: list[str]) -> Iterator[Problem]:
    if not any(cells):
        yield Problem(file, row, "", "", "the row is blank", "Remove it")
        return
    if len(cells) != len(expected):
        yield Problem(
            file,
            row,
            "",
            "",
            f"the row has {len(cells)} cells, the header {len(expected)}",
            "Give it as many cells as the header; quote a value that holds a comma",
        )
        return
    for column, cell in zip(expected, cells, strict=True):
        if len(cell) > LONGEST_CELL:
            rule = f"the value is longer than {LONGEST_CELL} characters"
            yield Problem(file, row, column, cell, rule, "Shorten it; is a quotation mark open?")
        elif CONTROL.search(cell):
            yield Problem(
                file,
                row,
                column,
                cell,
                "the value holds a line break, tab or other control character",
                "Remove it; where a value runs over several lines, is a quotation mark open?",
            )


REMEDIES = {
    "type-error": "Write a value of that type, or leave the cell empty where that is allowed",
    "primary-key": "Give one of the two rows another identifier, or merge them",
    "foreign-key": "Mend the identifier, or add the row that it names",
}


def _problem(file: str, error: Any, schema: dict[str, Any]) -> Problem:
    """Put a frictionless error about a file with this table schema in our words."""
    row = getattr(error, "row_number", None)
    column = getattr(error, "field_name", None) or ""
    value = str(getattr(error, "cell", None) or "")
    remedy = REMEDIES.get(error.type, "Mend the file as datapackage.json describes it")
    if error.type == "type-error":
        expected = re.sub(r'^type is "(\w+).*"$', r"\1", error.note)
        rule = f"the value is not of the type {expected}"
    elif error.type == "constraint-error":
        rule, remedy = _constraint(error.note)
    elif error.type == "primary-key":
        key = schema["primaryKey"]
        row_cells = dict(zip((f["name"] for f in schema["fields"]), error.cells, strict=True))
        column, value = ", ".join(key), ", ".join(row_cells[name] for name in key)
        position = re.sub(r"\D", "", error.note)
        rule = f"the identifier stands twice, in row {position} too"
    elif error.type == "foreign-key":
        column = column or "".join(getattr(error, "field_names", [])[:1])
        cells = getattr(error, "field_cells", None) or []
        value = value or ", ".join(str(cell) for cell in cells)
        target = getattr(error, "reference_name", "") or "another table"
        rule = f"no row of {target} has this identifier"
    else:
        rule = re.sub(r"\s+", " ", error.note or error.title).strip().rstrip(".")
    return Problem(file, row, column, value, rule, remedy)


def _constraint(note: str) -> tuple[str, str]:
    match = re.match(r'constraint "(\w+)" is "(.*)"$', note)
    name, bound = match.groups() if match else ("", note)
    rules = {
        "required": ("the cell is empty", "Fill it; a row without this fact is not shipped"),
        "enum": (f"the value is not one of {bound.strip('[]')}", "Use one of these values"),
        "maximum": (f"the value is above {bound}", "Check the number"),
        "minimum": (f"the value is below {bound}", "Check the number"),
        "pattern": (
            f"the value does not have the form {bound}",
            "Dates are YYYY, YYYY-MM or YYYY-MM-DD; identifiers lower case with hyphens; web "
            "addresses start with http",
        ),
    }
    return rules.get(name, (note, "Mend the value as datapackage.json describes it"))


def _texts(directory: Path, resource: dict[str, Any]) -> pd.DataFrame:
    """Read a table without giving its cells types; empty ones are missing."""
    return pd.read_csv(
        directory / resource["path"],
        dtype="str",
        na_values=[""],
        keep_default_na=False,
        encoding="utf-8-sig",
    )


def _plain_problems(texts: pd.DataFrame, resource: dict[str, Any]) -> Iterator[Problem]:
    """Check that each value is written in the one way that every program reads alike."""
    for field in resource["schema"]["fields"]:
        pattern, said = PLAIN[field["type"]]
        cells = texts[field["name"]].dropna()
        for index, cell in cells[~cells.map(re.compile(pattern).fullmatch).astype(bool)].items():
            yield Problem(
                resource["path"],
                int(str(index)) + 2,
                field["name"],
                cell,
                f"the value is not {said}",
                "Write it plainly",
            )


def _typed(texts: pd.DataFrame, resource: dict[str, Any]) -> pd.DataFrame:
    """Give a table's cells the types of the descriptor."""
    types = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
    return texts.assign(
        **{
            name: texts[name] == "true"
            if kind == "boolean"
            else pd.to_numeric(texts[name]).astype(PANDAS_TYPES[kind])
            for name, kind in types.items()
            if kind != "string"
        }
    )


# Rules that a table schema cannot state ------------------------------------------------------

Tables = dict[str, pd.DataFrame]
Rule = Callable[[Tables], Iterator[Problem]]
FILES = {name: f"{name}.csv" for name in TABLES}
DATE_COLUMNS = {
    "pairings": ("established", "status_as_of", "ended"),
    "exchanges": ("date", "date_end"),
    "official_totals": ("date",),
    "context_events": ("date", "date_end"),
    "provinces": ("population_date",),
    "states": ("population_date",),
    "sources": ("date", "accessed"),
}


def _at(
    tables: Tables, table: str, mask: pd.Series, column: str, rule: str, remedy: str
) -> Iterator[Problem]:
    """Yield a problem for each row of `table` where `mask` holds."""
    frame = tables[table]
    for index in frame.index[mask.fillna(False).astype(bool)]:
        value = frame[column].loc[index]
        shown = str(value) if frame[column].notna().loc[index] else ""
        yield Problem(FILES[table], int(index) + 2, column, shown, rule, remedy)


def _dates_exist(tables: Tables) -> Iterator[Problem]:
    latest = date.today().year
    for table, columns in DATE_COLUMNS.items():
        first = 1900 if table == "sources" else FIRST_YEAR - 1
        for column in columns:
            values = tables[table][column]
            yield from _at(
                tables,
                table,
                values.notna() & ~values.map(_is_date, na_action="ignore").eq(True),
                column,
                "no such day in the calendar",
                "Check the date; write only the part that a source states",
            )
            years = _years(values)
            yield from _at(
                tables,
                table,
                (years < first) | (years > latest),
                column,
                f"the year is not between {first} and {latest}",
                "Check the date",
            )


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text + "YYYY-01-01"[len(text) :])
    except ValueError:
        return False
    return True


def _dates_in_order(tables: Tables) -> Iterator[Problem]:
    for table, start, end in (
        ("pairings", "established", "ended"),
        ("exchanges", "date", "date_end"),
        ("context_events", "date", "date_end"),
    ):
        frame = tables[table]
        # Dates of different precision compare over what both state.
        shared = frame[[start, end]].map(len, na_action="ignore").min(axis=1)
        wrong = pd.Series(
            [
                isinstance(a, str) and isinstance(b, str) and b[: int(n)] < a[: int(n)]
                for a, b, n in zip(frame[start], frame[end], shared, strict=True)
            ],
            index=frame.index,
            dtype=bool,
        )
        yield from _at(
            tables, table, wrong, end, f"it lies before {start}", "Check which date is right"
        )


def _year_is_dates(tables: Tables) -> Iterator[Problem]:
    frame = tables["exchanges"]
    years = _years(frame["date"])
    yield from _at(
        tables,
        "exchanges",
        years.notna() & ~(years == frame["year"]).fillna(False).astype(bool),
        "year",
        "the year is not the year of the date",
        "Make year and date agree",
    )


def _ends_in_countries(tables: Tables) -> Iterator[Problem]:
    country = tables["places"].set_index("place_id")["country"]
    for table in ("pairings", "exchanges", "reported_totals"):
        for column, expected in (("us_place_id", "US"), ("cn_place_id", "CN")):
            ids = tables[table][column]
            yield from _at(
                tables,
                table,
                ids.notna() & (ids.map(country) != expected),
                column,
                f"the place does not lie in {expected}",
                "Swap the two ends, or mend the identifier",
            )


def _tier_is_levels(tables: Tables) -> Iterator[Problem]:
    level = tables["places"].set_index("place_id")["level"]
    frame = tables["pairings"]
    first = frame["us_place_id"].map(level).isin(FIRST_LEVEL) & frame["cn_place_id"].map(
        level
    ).isin(FIRST_LEVEL)
    yield from _at(
        tables,
        "pairings",
        (frame["tier"] == "state-province") != first,
        "tier",
        "state-province means that both ends are first-level units",
        "Check the levels of the two places in places.csv",
    )
    for column in ("us_place_id", "cn_place_id"):
        yield from _at(
            tables,
            "pairings",
            frame[column].map(level) == COUNTRY,
            column,
            "a country cannot be the end of a pairing",
            "Name the place",
        )


def _pairing_id_is_ends(tables: Tables) -> Iterator[Problem]:
    frame = tables["pairings"]
    yield from _at(
        tables,
        "pairings",
        frame["pairing_id"] != frame["us_place_id"] + "--" + frame["cn_place_id"],
        "pairing_id",
        "it is not the two place identifiers joined by --",
        "Build it from us_place_id and cn_place_id",
    )


def _exchanges_know_their_pairing(tables: Tables) -> Iterator[Problem]:
    known = set(tables["pairings"]["pairing_id"])
    for table in ("exchanges", "reported_totals"):
        frame = tables[table]
        built = frame["us_place_id"] + "--" + frame["cn_place_id"]
        expected = built.where(built.isin(known))
        yield from _at(
            tables,
            table,
            frame["pairing_id"].fillna("") != expected.fillna(""),
            "pairing_id",
            "it is not the pairing of the row's two places",
            "Build it from the two places, or leave it empty when they are not paired",
        )


def _basis_with_date(tables: Tables) -> Iterator[Problem]:
    frame = tables["pairings"]
    yield from _at(
        tables,
        "pairings",
        frame["established"].notna() != frame["established_basis"].notna(),
        "established_basis",
        "a date needs its basis, and only a date has one",
        "Say whether the date is stated or derived from an anniversary",
    )
    yield from _at(
        tables,
        "pairings",
        frame["ended"].notna() & (frame["status"] != "ended"),
        "ended",
        "only an ended pairing has an end date",
        "Check the status",
    )


def _status_has_evidence(tables: Tables) -> Iterator[Problem]:
    frame = tables["pairings"]
    unknown = frame["status"] == "unknown"
    dated = frame["status_as_of"]
    yield from _at(
        tables,
        "pairings",
        (frame["status"] == "active") & ~(dated >= ACTIVE_SINCE),
        "status_as_of",
        f"an active tie needs evidence dated {ACTIVE_SINCE} or later",
        "Give the date of the newest evidence, or set the status to unknown",
    )
    for column in ("status_as_of", "status_basis"):
        yield from _at(
            tables,
            "pairings",
            unknown & frame[column].notna(),
            column,
            "a status that is unknown has no evidence",
            "Say in status what the evidence shows, or empty status_as_of and status_basis",
        )
    yield from _at(
        tables,
        "pairings",
        ~unknown & frame["status_basis"].isna(),
        "status_basis",
        "a status needs what shows it",
        "Name the newest evidence, or set the status to unknown",
    )


def _admin1_fits(tables: Tables) -> Iterator[Problem]:
    frame = tables["places"]
    codes = set(tables["states"]["postal"]) | set(tables["provinces"]["iso_3166_2"])
    yield from _at(
        tables,
        "places",
        (frame["level"] != COUNTRY) & ~frame["admin1"].isin(codes),
        "admin1",
        "no state or province has this code",
        "Use the postal code of a state, or the ISO 3166-2 code of a province",
    )
    yield from _at(
        tables,
        "places",
        (frame["level"] == COUNTRY) & frame["admin1"].notna(),
        "admin1",
        "a country lies in no state or province",
        "Leave the cell empty, or mend the level",
    )
    foreign = frame["admin1"].notna() & (
        frame["admin1"].str.startswith("CN-").fillna(False) != (frame["country"] == "CN")
    )
    yield from _at(
        tables,
        "places",
        foreign,
        "admin1",
        "the unit lies in the other country",
        "Check country and admin1",
    )


def _sources_exist(tables: Tables) -> Iterator[Problem]:
    known = set(tables["sources"]["source_id"])
    for table in TABLES:
        if "source_ids" not in tables[table].columns:
            continue
        for index, cell in tables[table]["source_ids"].items():
            ids = split_ids(cell)
            unknown = [source_id for source_id in ids if source_id not in known]
            if unknown or not ids or len(set(ids)) < len(ids):
                yield Problem(
                    FILES[table],
                    int(str(index)) + 2,
                    "source_ids",
                    ";".join(unknown) or cell,
                    "no row of sources has this identifier"
                    if unknown
                    else "a source stands twice"
                    if ids
                    else "no source is named",
                    "Add the source to sources.csv, or mend the identifier",
                )


def _summaries_are_short(tables: Tables) -> Iterator[Problem]:
    for table in ("exchanges", "reported_totals"):
        words = tables[table]["summary"].map(lambda text: len(text.split()))
        yield from _at(
            tables,
            table,
            words > SUMMARY_WORDS,
            "summary",
            f"it has more than {SUMMARY_WORDS} words",
            "Say it shorter, in your own words",
        )


def _counts_are_derived(tables: Tables) -> Iterator[Problem]:
    derived = derive_exchange_counts(tables["exchanges"])
    shipped = tables["exchange_counts"]
    file = FILES["exchange_counts"]
    remedy = "Run: python -m dashboard derive"
    key = ["pairing_id", "year", "sector"]
    twice = shipped.duplicated(key)
    yield from _at(
        tables, "exchange_counts", twice, "sector", "this count stands in a row above", remedy
    )
    both = shipped[~twice].reset_index().merge(derived, how="outer", on=key, suffixes=("", "_due"))
    for row in both.to_dict("records"):
        known = [str(row[column]) for column in key if pd.notna(row[column])]
        if pd.isna(row["index"]):
            rule = f"a count of {row['exchanges_due']} is missing that exchanges.csv gives"
            yield Problem(file, None, "", " ".join(known), rule, remedy)
            continue
        for column in ("exchanges", "people_to_people"):
            due = 0 if pd.isna(row[f"{column}_due"]) else row[f"{column}_due"]
            if row[column] != due:
                rule = f"exchanges.csv gives {due:.0f}"
                yield Problem(file, int(row["index"]) + 2, column, str(row[column]), rule, remedy)
                break


RULES: tuple[Rule, ...] = (
    _dates_exist,
    _dates_in_order,
    _year_is_dates,
    _ends_in_countries,
    _tier_is_levels,
    _pairing_id_is_ends,
    _exchanges_know_their_pairing,
    _basis_with_date,
    _status_has_evidence,
    _admin1_fits,
    _sources_exist,
    _summaries_are_short,
)


# Columns that readers of the tables need -----------------------------------------------------


def _years(dates: pd.Series) -> pd.Series:
    return pd.to_numeric(dates.str[:4], errors="coerce").astype("Int64")


def _with_readers_columns(tables: Tables) -> Tables:
    """Add the columns that `Catalog` promises beside those of the files."""
    pairings = _with_places(tables["pairings"], tables["places"]).assign(
        established_year=_years(tables["pairings"]["established"]),
        ended_year=_years(tables["pairings"]["ended"]),
    )
    exchanges = _with_places(tables["exchanges"], tables["places"]).merge(
        pairings[["pairing_id", "tier", "relation", "status"]], on="pairing_id", how="left"
    )
    return {**tables, "pairings": pairings, "exchanges": exchanges}


def _with_places(frame: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    known = places.set_index("place_id")
    for end in ("us", "cn"):
        ids = frame[f"{end}_place_id"]
        frame = frame.assign(
            **{
                f"{end}_{column}": ids.map(known[column])
                for column in ("admin1", "name", "name_zh", "level")
            }
        )
    return frame
