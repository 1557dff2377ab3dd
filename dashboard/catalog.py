"""Read and validate the data package.

`load` returns a `Catalog`, or raises `PackageError` with every problem found, each naming file,
row, column, value, the rule broken and how to mend it. Types, enums and keys come from
`datapackage.json` (checked by frictionless); the rules that a table schema cannot state are here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import frictionless
import pandas as pd

DEFAULT_DIR = Path(__file__).parent.parent / "data"
FIRST_YEAR = 1972
COUNTRY = "country"
FIRST_LEVEL = frozenset(
    {"state", "federal_district", "province", "autonomous_region", "municipality"}
)
SUMMARY_WORDS = 20

TABLES = (
    "places",
    "pairings",
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


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the package.

    Attributes:
        file: File name within the package.
        row: Line number in the file, the header being 1; None for the file as a whole.
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
        value = f" ({self.value!r})" if self.value else ""
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
    problems = list(_schema_problems(directory, descriptor))
    if problems:
        raise PackageError(directory, problems)
    tables = {
        resource["name"]: _read(directory, resource)
        for resource in descriptor["resources"]
        if resource["name"] in TABLES
    }
    problems = [problem for rule in RULES for problem in rule(tables)]
    if problems:
        raise PackageError(directory, problems)
    tables["pairings"] = _with_places(tables["pairings"], tables["places"]).assign(
        established_year=_years(tables["pairings"]["established"]),
        ended_year=_years(tables["pairings"]["ended"]),
    )
    tables["exchanges"] = _with_places(tables["exchanges"], tables["places"]).merge(
        tables["pairings"][["pairing_id", "tier", "relation", "status"]],
        on="pairing_id",
        how="left",
    )
    return Catalog(directory=directory, descriptor=descriptor, **tables)


def read_table(directory: Path | str, name: str) -> pd.DataFrame:
    """Read one table, typed, checking only that its file can be read.

    Raises:
        PackageError: The descriptor or the file cannot be read.
    """
    directory = Path(directory)
    descriptor = _descriptor(directory)
    resource = next(item for item in descriptor["resources"] if item["name"] == name)
    problems = list(_file_problems(directory, resource))
    if problems:
        raise PackageError(directory, problems)
    return _read(directory, resource)


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
    except (ValueError, KeyError, TypeError) as error:
        raise PackageError(
            directory,
            [
                Problem(
                    "datapackage.json",
                    getattr(error, "lineno", None),
                    "",
                    str(error),
                    "the descriptor is not a data package with title, version, created, resources",
                    "Mend the JSON, or take the descriptor of a released version",
                )
            ],
        ) from error
    if missing:
        raise PackageError(
            directory,
            [
                Problem(
                    "datapackage.json",
                    None,
                    "resources",
                    name,
                    "a table of the package is not described",
                    "Take the resource from the descriptor of a released version",
                )
                for name in sorted(missing)
            ],
        )
    return dict(descriptor)


def _schema_problems(directory: Path, descriptor: dict[str, Any]) -> Iterator[Problem]:
    broken = False
    for resource in descriptor["resources"]:
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
    for task in package.validate(parallel=False).tasks:
        for error in task.errors:
            yield _problem(Path(task.place).name, error)


def _file_problems(directory: Path, resource: dict[str, Any]) -> Iterator[Problem]:
    """Check what stops a table from being read: presence, encoding, header."""
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
    header = text.split("\n", 1)[0].strip()
    if not header:
        yield Problem(
            name,
            None,
            "",
            "",
            "the file is empty",
            "It needs at least its header row; restore it from a released version",
        )
        return
    found = [label.strip('"') for label in header.split(",")]
    expected = [field["name"] for field in resource["schema"]["fields"]]
    for column in expected:
        if column not in found:
            yield Problem(
                name,
                1,
                column,
                "",
                "the column is missing",
                f"The header must be: {','.join(expected)}",
            )
    for column in found:
        if column not in expected:
            yield Problem(
                name,
                1,
                column,
                "",
                "the column is unknown",
                f"Remove or rename it; the header must be: {','.join(expected)}",
            )


REMEDIES = {
    "type-error": "Write a value of that type, or leave the cell empty where that is allowed",
    "primary-key": "Give one of the two rows another identifier, or merge them",
    "foreign-key": "Mend the identifier, or add the row that it names",
    "blank-row": "Remove the row",
    "extra-cell": "Remove the cell, or quote a value that holds a comma",
    "missing-cell": "Give the row as many cells as the header",
    "incorrect-label": "Put the columns in the order of datapackage.json",
}


def _problem(file: str, error: Any) -> Problem:
    """Put a frictionless error in our words."""
    row = getattr(error, "row_number", None)
    column = getattr(error, "field_name", None) or ""
    value = str(getattr(error, "cell", None) or "")
    remedy = REMEDIES.get(error.type, "Mend the file as datapackage.json describes it")
    if error.type == "type-error":
        rule = f"the value is not of the {error.note.replace('/default', '')}"
    elif error.type == "constraint-error":
        rule, remedy = _constraint(error.note)
    elif error.type == "primary-key":
        rule = f"the identifier stands twice: {error.note}"
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
            "Dates are YYYY, YYYY-MM or YYYY-MM-DD; identifiers lower case with hyphens",
        ),
    }
    return rules.get(name, (note, "Mend the value as datapackage.json describes it"))


def _read(directory: Path, resource: dict[str, Any]) -> pd.DataFrame:
    fields = resource["schema"]["fields"]
    frame = pd.read_csv(
        directory / resource["path"],
        dtype={field["name"]: PANDAS_TYPES[field["type"]] for field in fields},
        na_values=[""],
        keep_default_na=False,
        encoding="utf-8-sig",
    )
    for field in fields:
        if field["type"] == "boolean":
            frame[field["name"]] = frame[field["name"]] == "true"
    return frame


# Rules that a table schema cannot state ------------------------------------------------------

Tables = dict[str, pd.DataFrame]
Rule = Callable[[Tables], Iterator[Problem]]
FILES = {name: f"{name}.csv" for name in TABLES}
DATE_COLUMNS = {
    "pairings": ("established", "ended"),
    "exchanges": ("date", "date_end"),
    "official_totals": ("date",),
    "context_events": ("date", "date_end"),
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
                    "no row of sources has this identifier" if unknown else "a source stands twice",
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
    same = len(derived) == len(shipped) and bool(
        (derived.fillna(-1).to_numpy() == shipped.fillna(-1).to_numpy()).all()
    )
    if not same:
        yield Problem(
            FILES["exchange_counts"],
            None,
            "",
            "",
            "it differs from what exchanges.csv gives",
            "Run: python -m dashboard derive",
        )


RULES: tuple[Rule, ...] = (
    _dates_exist,
    _dates_in_order,
    _year_is_dates,
    _ends_in_countries,
    _tier_is_levels,
    _pairing_id_is_ends,
    _exchanges_know_their_pairing,
    _basis_with_date,
    _admin1_fits,
    _sources_exist,
    _summaries_are_short,
    _counts_are_derived,
)


# Columns that readers of the tables need -----------------------------------------------------


def _years(dates: pd.Series) -> pd.Series:
    return dates.str[:4].astype("Int64")


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
